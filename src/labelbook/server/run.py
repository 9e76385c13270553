"""The start of the server: port, addresses, links."""

from __future__ import annotations

import errno
import logging
import socket
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import uvicorn

from labelbook.core import logs
from labelbook.core.limits import DEFAULT_PORT
from labelbook.errors import BadInput
from labelbook.server import access
from labelbook.server.app import create_app

if TYPE_CHECKING:
    from labelbook.book import Book

EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 -- only with --share, which asks for a cookie
TRIES = 50
"""So many ports after the default one are tried."""
GRACE = 1
"""Seconds that open requests get when the server stops."""


@dataclass(frozen=True)
class Links:
    """Where the book is open. reviewer, viewer: invitations, None when it is not shared."""

    local: str
    reviewer: str | None
    viewer: str | None


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if not self.should_exit:
            self._started()


def serve(
    book: Book,
    *,
    host: str | None = None,
    port: int | None = None,
    share: bool = False,
    new_links: bool = False,
    open_browser: bool = False,
    ready: Callable[[Links], None] | None = None,
) -> None:
    """Serve a book until interrupted. ready: called with the links once the server answers.

    Raises BadInput when the address cannot be had, or is not this computer's own without `share`.
    """
    address = host or (EVERYWHERE[0] if share else "127.0.0.1")
    if not share and address not in access.LOCAL:
        raise BadInput(f"--host {address} lets others reach the book: add --share to let them in")
    listener = _listen(address, port)
    bound = listener.getsockname()[1]
    outside = _own_address() if address in EVERYWHERE else address
    hosts = frozenset({outside, socket.gethostname(), f"{socket.gethostname()}.local"})
    base = f"http://{outside}:{bound}/"
    rules = (
        access.invited(book, bound, hosts, renew=new_links, outside=base)
        if share
        else access.local(bound)
    )
    links = _links(rules, bound, outside)

    def started() -> None:
        if ready is not None:
            ready(links)
        if open_browser:
            webbrowser.open(links.local)

    config = uvicorn.Config(
        create_app(book, rules),
        log_level="warning",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_max_size=1_000_000,
        # The hub has pings of its own, which the page answers.
        ws_ping_interval=None,
        timeout_graceful_shutdown=GRACE,
        server_header=False,
        access_log=False,
    )
    with logs.to_stderr(logging.WARNING):
        _Server(config, started).run(sockets=[listener])


def _links(rules: access.Access, port: int, outside: str) -> Links:
    local = f"http://127.0.0.1:{port}/"
    if not rules.shared:
        return Links(local, None, None)
    reviewer, viewer = rules.invitations["reviewer"], rules.invitations["viewer"]
    base = f"http://{outside}:{port}/join/"
    return Links(f"{local}join/{reviewer}", base + reviewer, base + viewer)


def _listen(address: str, port: int | None) -> socket.socket:
    wanted = range(DEFAULT_PORT, DEFAULT_PORT + TRIES) if port is None else [port]
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    last: OSError | None = None
    for candidate in wanted:
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((address, candidate))
            # Listening already: a second server on the same port fails here, not later.
            listener.listen(128)
        except OSError as error:
            listener.close()
            last = error
            continue
        return listener
    if isinstance(last, socket.gaierror) or (last and last.errno == errno.EADDRNOTAVAIL):
        raise BadInput(f"--host {address} is no address of this computer: choose another")
    where = f"port {port}" if port is not None else f"any port from {DEFAULT_PORT} on"
    why = last.strerror if last is not None else "taken"
    raise BadInput(f"{where} at {address} cannot be used ({why}): choose another with --port")


def _own_address() -> str:
    """The address by which others reach this computer; no packet is sent to find it."""
    probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        probe.connect(("192.0.2.1", 9))
        return str(probe.getsockname()[0])
    except OSError:
        return socket.gethostname()
    finally:
        probe.close()
