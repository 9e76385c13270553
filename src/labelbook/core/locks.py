"""Locks between processes, on every system, and whether another process lives."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import FileLock

if sys.platform == "win32":
    import ctypes

FOREVER = -1.0


def lock(path: Path, timeout: float = FOREVER) -> FileLock:
    """Return the lock of a file, which is made where it is missing, with the folder's usual mode.

    timeout: seconds that taking it may last. Raises OSError where the place may not be written.
    """
    # Loaded where it is needed: a book can be made and read without it.
    from filelock import FileLock, SoftFileLock

    if FileLock is SoftFileLock:
        return FileLock(path, timeout=timeout)  # Of a kind that counts as taken where it lies.
    # The library would make it for its owner alone, whatever the umask says.
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        mode = os.fstat(handle).st_mode & 0o777
    finally:
        os.close(handle)
    return FileLock(path, timeout=timeout, mode=mode)


def lives(process: int) -> bool:
    """Return whether a process runs; one of another account counts as running."""
    if sys.platform == "win32":
        # Signal 0 would end it there.
        handle = ctypes.windll.kernel32.OpenProcess(0x1000, False, process)
        if handle:
            ctypes.windll.kernel32.CloseHandle(handle)
        return bool(handle)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
