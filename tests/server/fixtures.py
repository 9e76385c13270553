"""The application over the tiny book, and the real server in a process of its own."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from labelbook import Book
from labelbook.server import access
from labelbook.server.app import create_app


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A built page, with a file beside it that is nobody's business."""
    assets = tmp_path / "site" / "page" / "assets"
    assets.mkdir(parents=True)
    (assets / "page.js").write_text("page()")
    (assets.parent / "index.html").write_text("<!doctype html><title>labelbook</title>")
    (tmp_path / "site" / "secret.txt").write_text("secret")
    return assets.parent


@pytest.fixture
def client(tiny_book: Book, pages: Path) -> Iterator[TestClient]:
    app = create_app(tiny_book, access.local(80), pages=pages)
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        yield client


class Served:
    """A running `labelbook serve`."""

    def __init__(self, book: Path, *options: str, port: int = 0) -> None:
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "labelbook", "serve", str(book)),
                *("--no-browser", "--port", str(port), *options),
            ],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        assert self.process.stdout is not None
        self.lines: list[str] = []
        for line in self.process.stdout:
            self.lines.append(line)
            if "Ctrl-C" in line:
                break
        found = re.search(r"http://(?:127\.0\.0\.\d|\[::1\]):(\d+)/\S*", "".join(self.lines))
        assert found, self.lines
        self.local = found.group()
        self.port = int(found.group(1))
        self.url = f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait()


@pytest.fixture
def serve() -> Iterator[Callable[..., Served]]:
    """Start servers that end with the test."""
    running: list[Served] = []

    def start(book: Path, *options: str, port: int = 0) -> Served:
        running.append(Served(book, *options, port=port))
        return running[-1]

    yield start
    for server in running:
        with contextlib.suppress(ProcessLookupError):
            server.kill()


def edit(
    sample: int, before: str, after: str, author: str = "Anna", key: str = ""
) -> dict[str, object]:
    """An edit as the page sends it."""
    document: dict[str, object] = {
        "author": author,
        "edits": [{"field": "label", "samples": [sample], "before": [before], "after": after}],
    }
    return {**document, "key": key} if key else document
