"""A real `labelbook serve` in a process of its own, as a person starts it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

LOOK_EVERY = 0.05


@dataclass(frozen=True)
class Served:
    """A server that answers. started: seconds from its start to its first answer."""

    process: subprocess.Popen[bytes]
    port: int
    started: float

    @property
    def url(self) -> str:
        """The page's address."""
        return f"http://127.0.0.1:{self.port}/"

    @property
    def live(self) -> str:
        """The live channel's address."""
        return f"ws://127.0.0.1:{self.port}/api/live"

    def kill(self) -> None:
        """End it with SIGKILL: it can neither finish nor tidy anything."""
        self.process.kill()
        self.process.wait()


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def start(book: Path, port: int, environment: Mapping[str, str] | None = None) -> Served:
    """Serve a book, and wait until it answers with what is in it.

    environment: of the process; None: as this one's.
    """
    started = time.perf_counter()
    command = [sys.executable, "-m", "labelbook", "serve", str(book)]
    process = subprocess.Popen(
        [*command, "--no-browser", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        env=environment,
    )
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api/book", timeout=60).read()
            return Served(process, port, time.perf_counter() - started)
        except OSError:
            if process.poll() is not None:
                sys.exit("the server did not start")
            time.sleep(LOOK_EVERY)


@contextmanager
def serving(book: Path) -> Iterator[Served]:
    """Serve a book for a while; prints how long the start took."""
    server = start(book, free_port())
    print(f"server ready after {server.started:.1f} s")
    try:
        yield server
    finally:
        server.process.terminate()
        server.process.wait()
