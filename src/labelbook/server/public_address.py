"""The address under which a proxy serves labelbook to the outside: scheme, name and path."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from labelbook.errors import BadInput

_PORTS = {"http": 80, "https": 443}
_PATH = re.compile(r"(/[A-Za-z0-9._~@:+=,!$&'()*%-]+)+")
_TAKEN = ("api", "ask", "assets", "join")
"""Where labelbook's own addresses begin: a path before them could not be told from them."""


@dataclass(frozen=True)
class PublicAddress:
    """An address that people open. host: with its port, unless it is the scheme's own.

    path: "" or like "/labels", without a slash at the end.
    """

    scheme: str
    host: str
    path: str

    @property
    def origin(self) -> str:
        """The address as browsers put it into `Origin`."""
        return f"{self.scheme}://{self.host}"

    @property
    def url(self) -> str:
        """The whole address, with a slash at the end."""
        return f"{self.origin}{self.path}/"

    @property
    def name(self) -> str:
        """The host without its port."""
        return name_of(self.host)


def parse_public_address(text: str) -> PublicAddress:
    """Return the address that --public-url names. Raises BadInput where it cannot be one."""
    wrong = f"--public-url {text!r} is no address of a page: write it like https://host/path"
    try:
        parts = urlsplit(text.strip())
        name, port = parts.hostname, parts.port
    except ValueError:
        raise BadInput(wrong) from None
    if parts.scheme not in _PORTS or not name or parts.username is not None:
        raise BadInput(wrong)
    # The parser leaves line ends away, which have no business here.
    if not text.strip().isprintable() or parts.query or parts.fragment:
        raise BadInput(wrong)
    if not re.fullmatch(r"[A-Za-z0-9._:-]+", name):
        raise BadInput(wrong)
    host = without_default_port(f"{in_url(name)}:{port}" if port else in_url(name), parts.scheme)
    return PublicAddress(parts.scheme, host, clean_path(parts.path, "--public-url"))


def clean_path(text: str, option: str) -> str:
    """Return a path that stands before labelbook's own: "" or like "/labels".

    Raises BadInput, naming the option, where it cannot be one.
    """
    path = text.strip().strip("/")
    if not path:
        return ""
    parts = path.split("/")
    if not _PATH.fullmatch(f"/{path}") or {".", ".."} & set(parts):
        raise BadInput(f"{option} {text!r} has no path of an address: write it like /labels")
    if parts[0] in _TAKEN:
        raise BadInput(f"{option} {text!r}: /{parts[0]} is labelbook's own, choose another path")
    return f"/{path}"


def in_url(name: str) -> str:
    """Return a host as it stands in an address: IPv6 in brackets."""
    return f"[{name}]" if ":" in name else name


def name_of(host: str) -> str:
    """Return the name in a Host header, in lower case; "" where there is none."""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def without_default_port(host: str, scheme: str) -> str:
    """Return a host in lower case, without the port that its scheme has anyway."""
    return host.lower().removesuffix(f":{_PORTS.get(scheme, 0)}")
