"""The sockets that the server listens on, and the addresses by which others reach them."""

from __future__ import annotations

import errno
import ipaddress
import socket
from collections.abc import Collection
from contextlib import suppress

from labelbook.core.limits import DEFAULT_PORT
from labelbook.errors import BadInput

EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 -- only with --share, which asks for a cookie
TRIES = 50
"""So many ports after the default one are tried."""
_FAR = (("192.0.2.1", socket.AF_INET), ("2001:db8::1", socket.AF_INET6))
"""Addresses of nobody, to ask the system by which of its own it would reach them."""


def listen(addresses: tuple[str, ...], port: int | None) -> list[socket.socket]:
    """Return listening sockets, all on one port. The first address has to be had.

    port: None for the default one or the next that is free. Raises BadInput where there is none.
    """
    wanted = range(DEFAULT_PORT, DEFAULT_PORT + TRIES) if port is None else [port]
    last: OSError | None = None
    for candidate in wanted:
        try:
            return _all(addresses, candidate)
        except OSError as error:
            last = error
    address = addresses[0]
    if isinstance(last, socket.gaierror) or (last and last.errno == errno.EADDRNOTAVAIL):
        raise BadInput(f"--host {address} is no address of this computer: choose another")
    where = f"port {port}" if port is not None else f"any port from {DEFAULT_PORT} on"
    why = last.strerror if last is not None else "taken"
    raise BadInput(f"{where} at {address} cannot be used ({why}): choose another with --port")


def _all(addresses: tuple[str, ...], port: int) -> list[socket.socket]:
    listeners: list[socket.socket] = []
    try:
        for address in addresses:
            try:
                listeners.append(_one(address, port))
            except OSError as error:
                # Without IPv6, IPv4 is enough; a port that somebody else has there is not.
                if not listeners or error.errno == errno.EADDRINUSE:
                    raise
            port = listeners[0].getsockname()[1]
    except OSError:
        for listener in listeners:
            listener.close()
        raise
    return listeners


def _one(address: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind((address, port))
        # Listening already: a second server on the same port fails here, not later.
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


def own_addresses(families: Collection[int]) -> list[str]:
    """Return the addresses by which others reach this computer, the likeliest first.

    families: socket.AF_INET, socket.AF_INET6, or both. No packet is sent to find them. Empty where
    the computer is in no network.
    """
    found: list[str] = []
    for address, family in _FAR:
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((address, 9))
            found.append(str(probe.getsockname()[0]))
    with suppress(OSError):
        told = socket.getaddrinfo(socket.gethostname(), None, type=socket.SOCK_STREAM)
        found.extend(str(each[4][0]) for each in told)
    return [each for each in dict.fromkeys(found) if _reaches_others(each, families)]


def _reaches_others(address: str, families: Collection[int]) -> bool:
    """Whether an address is this computer's, and one that others can write into a browser."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if parsed.is_loopback or parsed.is_link_local or parsed.is_unspecified:
        return False
    family = socket.AF_INET6 if parsed.version == 6 else socket.AF_INET
    if family not in families:
        return False
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.bind((address, 0))
    except OSError:
        return False
    return True
