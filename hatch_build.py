"""Builds the page into the wheel: `pip install .` gives a labelbook that can serve."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE = (20, 19)
SOURCES = (
    *("src", "index.html", "ask.html", "package-lock.json"),
    *("vite.config.ts", "vite.report.config.ts", "svelte.config.js"),
)
BUILT = ("server/page/index.html", "report/viewer/report.js")


class PageHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs the front-end build where the page is missing or older than its sources."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the page before a wheel is packed; an editable install needs none."""
        if version == "editable":
            return
        root = Path(self.root)
        package = root / "src" / "labelbook"
        if not all(is_current(package / name, root / "web") for name in BUILT):
            build(root / "web")


def is_current(built: Path, web: Path) -> bool:
    """Tell whether a built file is newer than everything it is made of."""
    if not built.is_file():
        return False
    files = [
        file
        for name in SOURCES
        for file in ([web / name] if (web / name).is_file() else (web / name).rglob("*"))
        if file.is_file()
    ]
    return bool(files) and built.stat().st_mtime >= max(file.stat().st_mtime for file in files)


def build(web: Path) -> None:
    """Install the front end's packages and build the page; stops with one sentence if it cannot."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        stop("Node.js and npm are needed to build labelbook's page, and were not found")
    found = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    numbers = tuple(int(part) for part in found.strip().lstrip("v").split(".")[:2])
    if numbers < NODE:
        stop(f"labelbook's page needs Node.js {NODE[0]}.{NODE[1]} or newer, found {found.strip()}")
    for command in ([npm, "ci", "--no-audit", "--no-fund"], [npm, "run", "build"]):
        done = subprocess.run(command, cwd=web, capture_output=True, text=True)
        if done.returncode != 0:
            lines = (done.stderr or done.stdout).strip().splitlines()[-15:]
            stop(f"`{' '.join(['npm', *command[1:]])}` failed in {web}:\n" + "\n".join(lines))


def stop(sentence: str) -> NoReturn:
    """End the build without a traceback."""
    sys.exit(f"{sentence}. Install Node.js {NODE[0]} (https://nodejs.org) and try again.")


if __name__ == "__main__":
    build(Path(__file__).parent / "web")
