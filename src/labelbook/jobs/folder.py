"""The folder of one job, through which a job, its process and its watchers communicate.

`job.json` holds its kind; `pid` which process was started for it; `running.lock` is held
by that process as long as it lives, so that a killed one is known at once; `progress.json` how far
it is; `cancel` that it was asked to stop; `end.json` how it ended; `log` what the process printed.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labelbook.core.blobs import write_whole
from labelbook.core.locks import lives, lock
from labelbook.jobs.records import FORMER, Job, State

if TYPE_CHECKING:
    from filelock import FileLock

LAST_LINES = 3
STARTING = 60
"""Seconds that a process may take until it holds its lock."""

LONGEST = 300
"""Characters of a process's last lines that are shown."""


@dataclass(frozen=True)
class Folder:
    """The files of one job."""

    path: Path

    def lock(self, timeout: float = STARTING) -> FileLock:
        """Return the lock that the job's process holds; a watcher may have it for a moment."""
        return lock(self.path / "running.lock", timeout)

    @property
    def log(self) -> Path:
        """Where the process's output goes."""
        return self.path / "log"

    def create(self, kind: str) -> None:
        """Create the folder of a job of a kind."""
        self.path.mkdir(parents=True, exist_ok=True)
        self._write("job", {"kind": kind})

    def kind(self) -> str:
        """Return the kind of job, by its present name."""
        name = str(self._read("job").get("kind", "?"))
        return FORMER.get(name, name)

    def save_process(self, pid: int) -> None:
        """Save which process was started."""
        self._write("pid", {"pid": pid})

    def save_progress(self, done: int, total: int, remaining: float | None, message: str) -> None:
        """Save how far it is. remaining: seconds, None where that is not known."""
        self._write(
            "progress", {"done": done, "total": total, "remaining": remaining, "message": message}
        )

    def end(self, state: State, message: str) -> None:
        """Save how it ended."""
        self._write("end", {"state": state, "message": message})

    def cancel(self) -> None:
        """Ask it to stop; it does so at its next step."""
        (self.path / "cancel").touch()

    @property
    def is_cancelled(self) -> bool:
        """Whether it was asked to stop."""
        return (self.path / "cancel").exists()

    def job(self) -> Job:
        """Return the job as it is now."""
        progress, end = self._read("progress"), self._read("end")
        if not end:
            state, message = self._living_state(str(progress.get("message", "")))
            # It may have ended between the two readings.
            end = self._read("end")
        if end:
            state, message = end["state"], str(end["message"])
        return Job(
            id=self.path.name,
            kind=self.kind(),
            state=state,
            done=int(progress.get("done", 0)),
            total=int(progress.get("total", 0)),
            remaining=progress.get("remaining") if state == "running" else None,
            message=message,
        )

    def _living_state(self, message: str) -> tuple[State, str]:
        """The state of a job without a recorded end."""
        if self._is_held():
            return "running", message
        if self._is_starting():
            return "waiting", "starting"
        if self.is_cancelled:
            return "cancelled", "stopped"
        return "failed", self._last_lines()

    def _is_held(self) -> bool:
        if not (self.path / "running.lock").exists():
            return False
        try:
            with self.lock(timeout=0):
                return False
        except TimeoutError:
            return True
        except OSError:
            # A book that may only be read: nobody works on it from here.
            return False

    def _is_starting(self) -> bool:
        """Whether its process was started just now; later its number may be another's."""
        pid = self._read("pid").get("pid")
        asked = self.path / ("job.json" if pid is None else "pid.json")
        if not asked.exists() or time.time() - asked.stat().st_mtime > STARTING:
            return False
        return pid is None or lives(int(pid))

    def _last_lines(self) -> str:
        try:
            lines = self.log.read_text(errors="replace").strip().splitlines()
        except OSError:
            lines = []
        if not lines:
            return "its process was ended from outside; start it again, it goes on where it was"
        words = " / ".join(line.strip() for line in lines[-LAST_LINES:])
        return f"its process ended; its last lines: {words[-LONGEST:]}"

    def _write(self, name: str, value: dict[str, Any]) -> None:
        write_whole(self.path / f"{name}.json", json.dumps(value).encode())

    def _read(self, name: str) -> dict[str, Any]:
        try:
            value = json.loads((self.path / f"{name}.json").read_text())
        except (OSError, ValueError):
            return {}
        return value if isinstance(value, dict) else {}
