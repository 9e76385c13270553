"""Data sets at addresses elsewhere: fetched beside the book, then read like any other source.

Files are copied and never run: what a data set brings as a script is left where it is.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from labelbook.core.atomic import explained
from labelbook.errors import BadInput, LabelbookError, NotFound, Unavailable
from labelbook.exchange.importers.tree import is_image

if TYPE_CHECKING:
    from labelbook.core.types import Progress

FETCHED = ".labelbook-fetched-"
DAY = 24 * 3600.0
AT_ONCE = 8
SPARE = 500_000_000
"""So many bytes of the disk are left free."""

HUB = "hf://datasets/"
PARQUET = "@refs%2Fconvert%2Fparquet"
"""Where the hub keeps a data set as parquet that is a script otherwise."""

LEFT = (".py", ".pyc", ".ipynb", ".lock")
"""Endings of files that are no data."""

SIGNS = {b"PK\x03\x04": ".zip", b"\x1f\x8b": ".tar.gz", b"PAR1": ".parquet", b"BZh": ".tar.bz2"}
"""How files begin -> the ending of one whose address has none."""

EXTRA = "pip install 'labelbook[remote]'"
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.:-]*://")


@dataclass(frozen=True)
class Fetched:
    """A data set that was fetched. address: where it came from.

    path: what is to be read of it; folder: that it lies in for now.
    """

    path: Path
    folder: Path
    address: str

    def __str__(self) -> str:
        return self.address


Source = str | Path | Fetched
"""What is imported: a place on this disk, an address, or what was fetched from one."""


def is_remote(source: Source) -> bool:
    """Return whether a source is an address of something that is not on this disk."""
    text = source if isinstance(source, str) else ""
    return bool(_ADDRESS.match(text)) and not text.lower().startswith("file://")


@contextmanager
def local(
    source: Source, beside: Path, progress: Progress | None = None
) -> Iterator[tuple[Path, bool]]:
    """Yield where a source lies on this disk, and whether it is there only for now.

    beside: a folder of the disk that a book is on; what is fetched lies there until the end. Raises
    BadInput, NotFound or Unavailable for what cannot be fetched.
    """
    if isinstance(source, Fetched):
        try:
            yield source.path, True
        except LabelbookError as error:
            # People know the address, and not where its files lay for a moment.
            text = str(error)
            for path in (source.path, source.folder):
                text = text.replace(str(path), source.address)
            error.args = (text,)
            raise
    elif not is_remote(source):
        text = str(source)
        is_url = isinstance(source, str) and text.lower().startswith("file://")
        yield Path(url2pathname(urlsplit(text).path)) if is_url else Path(source), False
    else:
        with (
            fetched(str(source), beside, progress) as found,
            local(found, beside) as (path, _),
        ):
            yield path, True


@contextmanager
def fetched(address: str, beside: Path, progress: Progress | None = None) -> Iterator[Fetched]:
    """Fetch what is at an address, and remove it in the end. beside: as of `local`.

    progress: bytes, and of how many.
    """
    beside.mkdir(parents=True, exist_ok=True)
    _sweep(beside)
    with explained(beside):
        folder = Path(tempfile.mkdtemp(prefix=FETCHED, dir=beside))
    try:
        yield Fetched(_fetch(address, folder, progress), folder, address)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(beside: Path) -> None:
    """Remove what was left of a fetching that was killed more than a day ago."""
    for folder in beside.glob(f"{FETCHED}*"):
        if folder.stat().st_mtime < time.time() - DAY:
            shutil.rmtree(folder, ignore_errors=True)


def _fetch(address: str, folder: Path, progress: Progress | None) -> Path:
    """Copy all files at an address into a folder; returns what is to be read of it."""
    address = _named(address)
    try:
        files, sizes = _files(address)
        size = sum(sizes.values())
        if shutil.disk_usage(folder).free < size + SPARE:
            raise Unavailable(f"the disk has no room for the {size / 1e9:,.1f} GB of {address}")
        _copy(files, sizes, folder, progress)
    except LabelbookError:
        raise
    except FileNotFoundError as error:
        if isinstance(error.__cause__, OSError):
            # What reads from the web takes no connection for no file.
            raise Unavailable(f"{address} cannot be reached: {error.__cause__}") from error
        raise NotFound(f"there is nothing at {address}: look at how it is written") from error
    except PermissionError as error:
        raise BadInput(f"{address} may not be read ({error}): log in for it first") from error
    except Exception as error:  # each system of files raises its own kinds
        told = (str(error).splitlines() or [type(error).__name__])[0]
        raise Unavailable(f"{address} cannot be fetched ({told[:200]}): try again") from error
    return _root(folder)


def _named(address: str) -> str:
    """The whole address of a data set on the hub, of which people write the name alone."""
    if not address.lower().startswith("hf://"):
        return address
    name = address[len("hf://") :].strip("/")
    if name.startswith(("spaces/", "buckets/", "models/")):
        raise BadInput(f"{address} is no data set: write hf://datasets/NAME")
    return HUB + name.removeprefix("datasets/")


@dataclass(frozen=True)
class _Remote:
    """The files at an address. system: that has them. names: path there -> path here."""

    system: Any
    names: Mapping[str, str]


def _files(address: str) -> tuple[_Remote, dict[str, int]]:
    """The files at an address and their sizes, 0 where nobody says; raises what fsspec raises."""
    system, root = _system(address)
    if any(mark in root for mark in "*?["):
        found = system.glob(root, detail=True)
        base = root[: min(root.index(mark) for mark in "*?[" if mark in root)].rpartition("/")[0]
    elif _is_folder(system, root, address):
        found, base = system.find(root, detail=True), root
    else:
        info = system.info(root)
        name = PurePosixPath(unquote(urlsplit(root).path)).name or "data"
        remote = _Remote(system, {root: name})
        return remote, {root: int(info.get("size") or 0)}
    names: dict[str, str] = {}
    sizes: dict[str, int] = {}
    for path, info in sorted(found.items()):
        inside = path.removeprefix(base).lstrip("/")
        parts = PurePosixPath(inside).parts
        hidden = any(part.startswith(".") for part in parts)
        if info.get("type") != "file" or hidden or inside.lower().endswith(LEFT):
            continue
        names[path], sizes[path] = inside, int(info.get("size") or 0)
    if not any(name.rpartition(".")[2].lower() not in ("md", "txt") for name in names.values()):
        if address.startswith(HUB) and "@" not in address:
            # A data set that is a script: the hub has it as parquet too.
            return _files(address + PARQUET)
        raise FileNotFoundError(address)
    return _Remote(system, names), sizes


def _is_folder(system: Any, root: str, address: str) -> bool:
    # A page of links is no folder of a data set: only files are fetched from the web.
    return not address.lower().startswith("http") and bool(system.isdir(root))


def _system(address: str) -> tuple[Any, str]:
    """What has the files of an address, and the path there; BadInput names what is to install."""
    kind = address.partition("://")[0].lower()
    try:
        import fsspec
    except ModuleNotFoundError as error:
        raise BadInput(f"{kind}:// is read with more libraries: {EXTRA}") from error
    try:
        system, root = fsspec.core.url_to_fs(address)
    except ImportError as error:
        if kind in ("hf", "http", "https"):
            raise BadInput(f"{kind}:// is read with more libraries: {EXTRA}") from error
        told = str(error).splitlines()[0]
        raise BadInput(f"{kind}:// is read with one more library: {told}") from error
    except ValueError as error:
        raise BadInput(f"{address} is no address that is known ({error})") from error
    return system, root


class _Counted:
    """The bytes of all files that have come."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self._total, self._progress = total, progress
        self._come: dict[str, int] = {}
        self._lock = Lock()

    def of(self, path: str) -> Callable[..., None]:
        """Return what is told how much of a file has come."""

        def told(size: int, value: int, **_more: object) -> None:
            with self._lock:
                self._come[path] = value
                if self._progress is not None:
                    come = sum(self._come.values())
                    self._progress(come, max(self._total, come, 1))

        return told


def _copy(
    remote: _Remote, sizes: Mapping[str, int], folder: Path, progress: Progress | None
) -> None:
    """Copy files, several at once; raises what the first that fails raises."""
    from fsspec.callbacks import Callback

    counted = _Counted(sum(sizes.values()), progress)

    def one(path: str) -> None:
        target = folder / remote.names[path]
        if not target.resolve().is_relative_to(folder.resolve()):
            raise BadInput(f"{path} has a name that leads outside: it was not fetched")
        target.parent.mkdir(parents=True, exist_ok=True)
        remote.system.get_file(path, str(target), callback=Callback(hooks={"": counted.of(path)}))
        counted.of(path)(0, target.stat().st_size)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        waiting = [pool.submit(one, path) for path in remote.names]
        try:
            for each in as_completed(waiting):
                each.result()
        finally:
            for each in waiting:
                each.cancel()


def _root(folder: Path) -> Path:
    """What is to be read: the one file, with an ending that says what it is, or the folder."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    if len(files) != 1:
        return folder
    (file,) = files
    if file.parent != folder and is_image(file.name):
        return folder
    if file.suffix:
        return file
    with file.open("rb") as opened:
        head = opened.read(4)
    ending = next((ending for sign, ending in SIGNS.items() if head.startswith(sign)), "")
    return file.rename(file.with_name(file.name + ending))
