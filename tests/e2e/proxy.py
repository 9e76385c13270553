"""A small proxy with TLS and a path, as nginx, Caddy and JupyterHub put before pages."""

from __future__ import annotations

import contextlib
import re
import select
import socket
import ssl
import threading
from dataclasses import dataclass, field
from pathlib import Path

CERTIFICATE = Path(__file__).with_name("proxy.pem")
"""Of the proxy, signed by itself, and with its key: worth nothing outside the tests."""


@dataclass
class Proxy:
    """Listen on a port of this computer and pass on what begins with a path.

    strips: take the path away. keeps_host: leave the Host that the browser sent. forwards: say in
    headers what the browser asked for.
    """

    path: str = ""
    strips: bool = True
    keeps_host: bool = False
    forwards: bool = False
    upstream: int = 0
    refused: list[str] = field(default_factory=list)
    """What was asked for outside the path."""

    def __post_init__(self) -> None:
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(CERTIFICATE)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://127.0.0.1:{self._listener.getsockname()[1]}{self.path}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                plain, _ = self._listener.accept()
                threading.Thread(target=self._connection, args=(plain,), daemon=True).start()

    def _connection(self, plain: socket.socket) -> None:
        with contextlib.suppress(OSError), self._tls.wrap_socket(plain, True) as browser:
            head, rest = _head(browser)
            if not head:
                return
            passed = self._passed_on(head)
            if passed is None:
                self.refused.append(head.splitlines()[0].decode())
                browser.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                return
            with socket.create_connection(("127.0.0.1", self.upstream)) as server:
                server.sendall(passed + rest)
                _pass_on(browser, server)

    def _passed_on(self, head: bytes) -> bytes | None:
        first, *lines = head.decode("latin-1").split("\r\n")
        method, target, version = first.split(" ")
        if not re.match(rf"{re.escape(self.path)}(/|$)", target):
            return None
        if self.strips:
            target = target.removeprefix(self.path) or "/"
        host = next(line[6:] for line in lines if line.lower().startswith("host: "))
        if not self.keeps_host:
            lines = [line for line in lines if not line.lower().startswith("host:")]
            lines.append(f"Host: 127.0.0.1:{self.upstream}")
        if self.forwards:
            lines += [f"X-Forwarded-Host: {host}", "X-Forwarded-Proto: https"]
        if not any(line.lower() == "upgrade: websocket" for line in lines):
            # One request a connection: none other has to be looked for in it.
            lines = [line for line in lines if not line.lower().startswith("connection:")]
            lines.append("Connection: close")
        return "\r\n".join([f"{method} {target} {version}", *lines, "", ""]).encode("latin-1")


def _head(browser: ssl.SSLSocket) -> tuple[bytes, bytes]:
    read = b""
    while b"\r\n\r\n" not in read:
        more = browser.recv(65536)
        if not more:
            return b"", b""
        read += more
    head, _, rest = read.partition(b"\r\n\r\n")
    return head, rest


def _pass_on(browser: ssl.SSLSocket, server: socket.socket) -> None:
    """Pass on what both say, in one thread: TLS is none for two."""
    while True:
        ready = [browser] if browser.pending() else select.select([browser, server], [], [])[0]
        for source in ready:
            data = source.recv(65536)
            if not data:
                return
            (server if source is browser else browser).sendall(data)
