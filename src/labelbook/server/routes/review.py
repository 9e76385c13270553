"""The book itself: what it is, its columns, its versions, what was left out."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from fastapi import APIRouter, Response

from labelbook import __version__
from labelbook.journal.records import SPLITS, Version
from labelbook.journal.snapshot import Snapshot
from labelbook.server.deps import TheAccess, TheBook, TheHub, TheRole
from labelbook.server.wire import BookInfo, SkippedList, VersionIn, VersionList
from labelbook.settings import CONTEST_LIMIT

router = APIRouter(prefix="/api")


@router.get("/book")
def info(book: TheBook, access: TheAccess, role: TheRole) -> BookInfo:
    """Give the book in short."""
    snapshot = book.snapshot()
    return BookInfo(
        name=book.name,
        seq=snapshot.seq,
        role=role,
        shared=access.shared,
        labelbook=__version__,
        samples=snapshot.rows,
        skipped=len(book.skipped()),
        classes=list(snapshot.classes),
        splits=list(SPLITS),
        versions=book.versions(),
        contest_limit=CONTEST_LIMIT,
    )


@router.get("/snapshot", response_class=Response)
def snapshot(book: TheBook) -> Response:
    """Give the cells of all samples as a columns file."""
    return _packed(_cells(book.snapshot()))


@router.get("/cells", response_class=Response)
def cells(book: TheBook, version: str | None = None) -> Response:
    """Give label, split and excluded at a version as a columns file.

    version: a name or a changeset's number; none = as each sample came into the book.
    """
    wanted = int(version) if version is not None and version.isdecimal() else version
    return _packed(gzip.compress(book.cells_file(wanted), 1))


@router.get("/names", response_class=Response)
def names(book: TheBook) -> Response:
    """Give the paths of all samples as a columns file."""
    return _packed(_names(book.snapshot()))


@dataclass(frozen=True, eq=False)
class _Packer:
    """Packs a kind of columns file, and keeps the packed bytes of the newest snapshot."""

    file_of: Callable[[Snapshot], bytes]
    kept: dict[Snapshot, bytes] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, snapshot: Snapshot) -> bytes:
        # Twenty pages that open at once wait for one packing instead of doing twenty.
        with self.lock:
            if snapshot not in self.kept:
                packed = gzip.compress(self.file_of(snapshot), 1)
                self.kept.clear()
                self.kept[snapshot] = packed
            return self.kept[snapshot]


_cells = _Packer(Snapshot.columns_file)
_names = _Packer(Snapshot.names_file)


def _packed(data: bytes) -> Response:
    headers = {"Content-Encoding": "gzip", "Cache-Control": "no-store"}
    return Response(data, media_type="application/octet-stream", headers=headers)


@router.get("/versions")
def versions(book: TheBook) -> VersionList:
    """Give the named versions."""
    return VersionList(versions=book.versions())


@router.post("/versions", status_code=201)
def save_version(book: TheBook, hub: TheHub, wanted: VersionIn) -> Version:
    """Name the state of now, or an earlier one."""
    version = book.save_version(wanted.name, author=wanted.author, note=wanted.note, at=wanted.at)
    hub.version_saved(version)
    return version


@router.get("/skipped")
def skipped(book: TheBook) -> SkippedList:
    """Give the files that imports left out, and why."""
    return SkippedList(skipped=book.skipped())
