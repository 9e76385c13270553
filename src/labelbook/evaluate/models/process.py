"""Processes that a run starts: their log, their time limit, their end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event

LOOK = 0.05
SHOWN_LINES = 3


class Stopped(Exception):
    """The run was cancelled; what it has done so far is kept."""


def run(
    words: Sequence[str], folder: Path, log: Path, stop: Event, seconds: float | None = None
) -> int:
    """Run a program in a folder, write what it prints to a log, and return its exit code.

    The program and all that it started are gone afterwards. Raises TimeoutError after `seconds`,
    Stopped when `stop` is set.
    """
    until = None if seconds is None else time.monotonic() + seconds
    with log.open("wb") as file:
        process = subprocess.Popen(
            words, cwd=folder, stdout=file, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            while process.poll() is None:
                if stop.wait(LOOK):
                    raise Stopped
                if until is not None and time.monotonic() > until:
                    raise TimeoutError
            return process.returncode
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.kill()  # There are no groups of processes: what it started may go on.
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def tail(log: Path) -> str:
    """Return the last lines of a log as the end of a sentence."""
    lines = log.read_bytes().decode("utf-8", "replace").splitlines()
    shown = [line.strip() for line in lines if line.strip()][-SHOWN_LINES:]
    said = f"; its last lines: {' | '.join(shown)}" if shown else "; it printed nothing"
    return f"{said} (all of it: {log})"
