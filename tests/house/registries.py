"""What a labelbook in a process of its own knows: for tests that add to it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

SEEN = """
import json, sys
from fastapi.testclient import TestClient
import labelbook
from labelbook.cli import run
from labelbook.server import access, app
book, out = sys.argv[1:3]
format = sys.argv[3]
assert run(["issues", book, "--fast", "--json"]) == 0
assert run(["export", book, out, "--format", format]) == 0
with labelbook.open(book) as opened:
    opened.map.build()
    opened.report.write(out + ".html")
    with TestClient(app.create_app(opened, access.local(80)), base_url="http://localhost") as page:
        print("REGISTRY", json.dumps(page.get("/api/registry").json()))
        sent = page.get("/api/export", params={"format": format})
        print("SENT", json.dumps([sent.status_code, sent.headers["content-disposition"]]))
"""


def run(path: list[Path], *words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run Python with a path of its own; returns what it printed."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path))}
    command = [sys.executable, *map(str, words)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)


def seen(path: list[Path], book: Path, out: Path, format: str) -> dict[str, Any]:
    """Search, export, report and ask the server in one process.

    Returns issues (as the command prints them), registry (of the page), sent (status and name of
    the download), export (its text), report (HTML).
    """
    done = run(path, "-c", SEEN, book, out, format)
    assert done.returncode == 0, done.stderr
    lines = dict(
        line.split(" ", 1) for line in done.stdout.splitlines() if line.startswith(("REG", "SENT"))
    )
    return {
        "issues": json.JSONDecoder().raw_decode(done.stdout)[0],
        "registry": json.loads(lines["REGISTRY"]),
        "sent": json.loads(lines["SENT"]),
        "export": out.read_text(),
        "report": Path(f"{out}.html").read_text(),
    }
