"""The start of the server: port, addresses, links."""

from __future__ import annotations

import logging
import socket
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import uvicorn

from labelbook.core import logs
from labelbook.errors import BadInput
from labelbook.server import access
from labelbook.server.app import create_app
from labelbook.server.listening import EVERYWHERE, listen, own_addresses
from labelbook.server.public_address import clean_path, in_url, parse_public_address
from labelbook.server.reached import Proxies, parse_proxies

if TYPE_CHECKING:
    from labelbook.book import Book

GRACE = 1
"""Seconds that open requests get when the server stops."""


@dataclass(frozen=True)
class Door:
    """Where a book is served, and to whom.

    host, port: where the server listens; None for the usual. share: let others in by invitation;
    new_links: by new ones. public_url: the address that a proxy serves it at; root_path: the path
    before labelbook's own in what the proxy passes on; proxies: addresses or networks whose
    forwarded headers are believed.
    """

    host: str | None = None
    port: int | None = None
    share: bool = False
    new_links: bool = False
    public_url: str | None = None
    root_path: str = ""
    proxies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Links:
    """Where the book is open. reviewer, viewer: invitations, None when it is not shared.

    local: to open here. others: hosts, with the port, by which the same invitations work.
    upstream: where a proxy reaches the server, None without one.
    """

    local: str
    reviewer: str | None
    viewer: str | None
    others: tuple[str, ...] = ()
    upstream: str | None = None


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
    door: Door,
    *,
    open_browser: bool = False,
    ready: Callable[[Links], None] | None = None,
) -> None:
    """Serve a book until interrupted. ready: called with the links once the server answers.

    Raises BadInput when the address cannot be had, or is not this computer's own without `share`,
    and where the public address or a proxy's is none.
    """
    proxies = _proxies(door)
    invites = door.share or proxies.expected
    address = door.host or ("" if door.share else "127.0.0.1")
    if not invites and address not in access.LOCAL:
        raise BadInput(f"--host {address} lets others reach the book: add --share to let them in")
    everywhere = address in ("", *EVERYWHERE)
    wide = EVERYWHERE if address in ("", "::") else (address,)
    listeners = listen(wide, door.port)
    bound = listeners[0].getsockname()[1]
    names = own_addresses({each.family for each in listeners}) if everywhere else [address]
    names = names or [socket.gethostname()]
    base = f"http://{in_url(names[0])}:{bound}{proxies.root}/"
    hosts = frozenset({*names, socket.gethostname(), f"{socket.gethostname()}.local"})
    rules = (
        access.invited(book, bound, hosts, renew=door.new_links, outside=base, proxies=proxies)
        if invites
        else access.local(bound)
    )
    links = _links(rules, address, names, bound)

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
        # The guard reads them, and believes only proxies that were named.
        proxy_headers=False,
    )
    with logs.to_stderr(logging.WARNING):
        _Server(config, started).run(sockets=listeners)


def _proxies(door: Door) -> Proxies:
    public = None if door.public_url is None else parse_public_address(door.public_url)
    root = clean_path(door.root_path, "--root-path")
    return Proxies(public, root, parse_proxies(door.proxies))


def _links(rules: access.Access, address: str, names: list[str], port: int) -> Links:
    here = address if address and address not in (*EVERYWHERE, "localhost") else "127.0.0.1"
    local = f"http://{in_url(here)}:{port}{rules.proxies.root}/"
    if not rules.shared:
        return Links(local, None, None)
    reviewer, viewer = (f"join/{rules.invitations[role]}" for role in access.ROLES)
    public = rules.proxies.public
    return Links(
        local=f"{rules.outside if public else local}{reviewer}",
        reviewer=f"{rules.outside}{reviewer}",
        viewer=f"{rules.outside}{viewer}",
        others=() if public else tuple(f"{in_url(name)}:{port}" for name in names[1:]),
        upstream=local if public else None,
    )
