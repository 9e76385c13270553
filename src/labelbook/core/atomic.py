"""Files and folders that appear whole or not at all, also with two processes at one place."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from labelbook.errors import BadInput, Unavailable

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

WRITING = ".writing-"
"""How the files begin that `blobs.write_whole` writes before they take their place."""

_WHY = {
    errno.ENOSPC: "make room on its disk and try again",
    errno.EDQUOT: "make room on its disk and try again",
    errno.EACCES: "ask for the permission, or choose another place",
    errno.EPERM: "ask for the permission, or choose another place",
    errno.EROFS: "choose a place where you may write",
}


@contextmanager
def appearing(target: Path, *, folder: bool) -> Iterator[Path]:
    """Return a hidden name beside the target that becomes the target when all went well.

    folder: whether an empty folder is given, or an empty file. What an earlier, killed process
    left there is taken away. Raises BadInput when another process is making the same target, or
    has made it meanwhile; Unavailable when the disk is full or the place may not be written.
    Nothing is left behind then.
    """
    hidden = target.with_name(f".{target.name}.writing")
    with explained(target):
        release = _locked(hidden, target, folder=folder)
        try:
            yield hidden
            if target.is_dir():
                target.rmdir()
            hidden.rename(target)
        except BaseException:
            _remove(hidden)
            raise
        finally:
            release()


@contextmanager
def explained(target: Path) -> Iterator[None]:
    """Explain in a sentence why a file or folder cannot be written: Unavailable, BadInput."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOTEMPTY:
            raise BadInput(f"{target} appeared meanwhile: choose another name") from error
        if error.errno not in _WHY or not _concerns(error, target):
            raise
        what = os.strerror(error.errno)
        raise Unavailable(f"{target} cannot be written ({what}): {_WHY[error.errno]}") from error


def _concerns(error: OSError, target: Path) -> bool:
    """Return whether an error is about the target's place, and not about a file that is read."""
    if error.filename is None or error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    place = Path(os.fsdecode(error.filename))
    here = place.parent == target.parent and place.name.startswith(WRITING)
    return here or place.name.startswith(f".{target.name}.") or place in (target, *target.parents)


def _locked(hidden: Path, target: Path, *, folder: bool) -> Callable[[], None]:
    """Make the hidden file or folder, empty, and hold it until what is returned is called."""
    hidden.parent.mkdir(parents=True, exist_ok=True)
    if hidden.is_dir() != folder:
        _remove(hidden)
    if folder:
        hidden.mkdir(exist_ok=True)
    if fcntl is None:
        return _locked_beside(hidden, target, folder=folder)
    handle = os.open(hidden, os.O_RDONLY if folder else os.O_RDWR | os.O_CREAT, 0o666)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Between opening and locking, another process may have finished and renamed it.
        if not os.path.samestat(os.fstat(handle), hidden.stat()):
            raise BlockingIOError
        for left in hidden.iterdir() if folder else ():
            _remove(left)
    except (BlockingIOError, FileNotFoundError) as error:
        os.close(handle)
        raise _taken(target) from error
    return lambda: os.close(handle)


def _locked_beside(hidden: Path, target: Path, *, folder: bool) -> Callable[[], None]:
    """Do the same where a folder cannot be locked itself: by a file beside it."""
    # Loaded where it is needed: the processes that decode images start without it.
    from filelock import FileLock, Timeout

    beside = FileLock(hidden.with_name(f"{hidden.name}.lock"), timeout=0)
    try:
        beside.acquire()
    except Timeout as error:
        raise _taken(target) from error
    for left in list(hidden.iterdir()) if folder else ():
        _remove(left)
    if not folder:
        hidden.touch()

    def release() -> None:
        beside.release()
        Path(beside.lock_file).unlink(missing_ok=True)

    return release


def _taken(target: Path) -> BadInput:
    return BadInput(
        f"{target} is being written by another labelbook: wait for it, or choose another name"
    )


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
