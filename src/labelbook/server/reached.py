"""How a request reached the server: by which name and path its sender knows it."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import Scope

from labelbook.errors import BadInput
from labelbook.server.public_address import (
    PublicAddress,
    clean_path,
    in_url,
    name_of,
    without_default_port,
)

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True)
class Proxies:
    """What stands between people and the server.

    public: the address that people open, None where they open the server's own. root: the path
    that stands before labelbook's own in what arrives. believed: whose forwarded headers count.
    """

    public: PublicAddress | None = None
    root: str = ""
    believed: tuple[Network, ...] = ()

    @property
    def expected(self) -> bool:
        """Whether there is one: who sends a request cannot be told from its sender's address."""
        return self != Proxies()


@dataclass(frozen=True)
class Reached:
    """One request as its sender addressed it.

    scheme: "https" or "http". hosts: the host in the sender's address bar; also the server's own
    where a proxy may have written it over the other. root: the path there before labelbook's own,
    "" or like "/labels". public: whether it came by the public address.
    """

    scheme: str
    hosts: tuple[str, ...]
    root: str
    public: bool

    @property
    def host(self) -> str:
        """The host that the sender knows, as far as that can be told."""
        return self.hosts[0]

    @property
    def secure(self) -> bool:
        """Whether it came over TLS, as far as the sender saw."""
        return self.scheme == "https"

    def is_own(self, origin: str) -> bool:
        """Return whether an Origin header names the page that was opened here."""
        scheme, _, host = origin.lower().partition("://")
        if self.public and host == self.host:
            return scheme == self.scheme
        return host in self.hosts


def parse_proxies(texts: tuple[str, ...]) -> tuple[Network, ...]:
    """Return the addresses and networks that --proxy names; BadInput where one is none."""
    found = []
    for text in texts:
        try:
            found.append(ipaddress.ip_network(text.strip()))
        except ValueError:
            raise BadInput(
                f"--proxy {text!r} is no address: write it like 127.0.0.1 or 10.0.0.0/8"
            ) from None
    return tuple(found)


def reached(scope: Scope, headers: Headers, proxies: Proxies) -> Reached:
    """Return how a request reached the server.

    What it says of the sender's address is believed only from a named proxy. Where none is named,
    a request from this computer to this computer may come from the public address's proxy: nginx
    puts the server's own name over the public one, unless it is told not to.
    """
    asked, scheme, root = headers.get("host", ""), "http", proxies.root
    peer = _address((scope.get("client") or ("",))[0])
    named = peer is not None and any(peer in each for each in proxies.believed)
    told = _first(headers, "x-forwarded-host") if named else ""
    if named:
        scheme = "https" if _first(headers, "x-forwarded-proto") == "https" else "http"
        root = root or _told_path(headers)
    public = proxies.public
    if public is not None:
        # Some proxies pass the name on without its port, as nginx' $host is.
        if without_default_port(told or asked, public.scheme) in (public.host, in_url(public.name)):
            return Reached(public.scheme, (public.host,), public.path, public=True)
        near = not proxies.believed and peer is not None and peer.is_loopback
        inner = _address(name_of(asked)) if named and not told else None
        if inner is not None or (near and _is_here(asked)):
            hosts = (public.host, asked.lower())
            return Reached(public.scheme, hosts, public.path, public=True)
    return Reached(scheme, (without_default_port(told or asked, scheme),), root, public=False)


def inner_path(path: str, proxies: Proxies) -> str:
    """Return a request's path without the one that proxies put before labelbook's own.

    A proxy that takes it away itself is as good; "" stands for the path without a slash at its end.
    """
    roots = {proxies.root, proxies.public.path if proxies.public else ""}
    for root in sorted(roots - {""}, key=len, reverse=True):
        if path == root or path.startswith(f"{root}/"):
            return path.removeprefix(root)
    return path


def _told_path(headers: Headers) -> str:
    try:
        return clean_path(_first(headers, "x-forwarded-prefix"), "X-Forwarded-Prefix")
    except BadInput:
        return ""


def _first(headers: Headers, name: str) -> str:
    """The value that the proxy nearest to the sender gave."""
    return headers.get(name, "").partition(",")[0].strip()


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _is_here(host: str) -> bool:
    """Whether a Host header names this computer to itself."""
    name = name_of(host)
    address = _address(name)
    return name == "localhost" or (address is not None and address.is_loopback)
