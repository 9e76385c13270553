"""Routes of the review: the book, its samples, versions and changesets."""

from __future__ import annotations

import gzip
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response

from labelbook import __version__
from labelbook.core.limits import CONTEST_LIMIT
from labelbook.errors import NotFound
from labelbook.images.thumbnails import Thumbnail
from labelbook.journal.records import SPLITS, Edit, Lineage, News, Version
from labelbook.server.deps import TheAccess, TheBook, TheHub, TheRole, TheServed
from labelbook.server.wire import (
    EXTERNAL,
    FOREVER,
    BookInfo,
    ChangesetId,
    ChangesetIn,
    ChangesetList,
    ChangesetOut,
    ColumnsFile,
    ImageFile,
    Problem,
    RevertIn,
    SampleDetail,
    SampleId,
    SkippedList,
    VersionIn,
    VersionList,
)

router = APIRouter(prefix="/api", tags=["review"], responses={"4XX": {"model": Problem}})


@router.get("/book")
def get_book(book: TheBook, access: TheAccess, role: TheRole) -> BookInfo:
    """Return the book in short."""
    snapshot = book.journal.snapshot()
    return BookInfo(
        name=book.name,
        seq=snapshot.seq,
        role=role,
        shared=access.shared,
        labelbook=__version__,
        samples=snapshot.rows,
        skipped=len(book.journal.skipped()),
        classes=list(snapshot.classes),
        splits=list(SPLITS),
        versions=book.versions(),
        contest_limit=CONTEST_LIMIT,
    )


@router.get("/snapshot", response_class=ColumnsFile)
def get_snapshot(served: TheServed) -> Response:
    """Return the cells of all samples as a columns file."""
    return _packed(served.cells.of(served.book.journal.snapshot()))


@router.get("/cells", response_class=ColumnsFile)
def get_cells(book: TheBook, version: str | None = None) -> Response:
    """Return label, split and excluded at a version as a columns file.

    version: a name or a changeset's number; none = as each sample came into the book.
    """
    wanted = int(version) if version is not None and version.isdecimal() else version
    return _packed(gzip.compress(book.journal.cells_file(wanted), 1))


@router.get("/names", response_class=ColumnsFile)
def get_names(served: TheServed) -> Response:
    """Return the paths of all samples as a columns file."""
    return _packed(served.names.of(served.book.journal.snapshot()))


def _packed(data: bytes) -> ColumnsFile:
    headers = {"Content-Encoding": "gzip", "Cache-Control": "no-store"}
    return ColumnsFile(data, headers=headers)


@router.get("/versions", openapi_extra=EXTERNAL)
def list_versions(book: TheBook) -> VersionList:
    """Return the named versions."""
    return VersionList(versions=book.versions())


@router.post("/versions", status_code=201)
def save_version(book: TheBook, hub: TheHub, wanted: VersionIn) -> Version:
    """Name the state of now, or an earlier one."""
    version = book.save_version(wanted.name, author=wanted.author, note=wanted.note, at=wanted.at)
    hub.version_saved(version)
    return version


@router.get("/skipped")
def list_skipped(book: TheBook) -> SkippedList:
    """Return the files that imports left out, and why."""
    return SkippedList(skipped=book.journal.skipped())


@router.get("/samples/{sample}")
def get_sample(book: TheBook, sample: SampleId) -> SampleDetail:
    """Return a sample with its changes, newest first."""
    return SampleDetail(sample=book.sample(sample), history=book.history(sample))


@router.get("/samples/{sample}/lineage")
def get_lineage(book: TheBook, sample: SampleId) -> Lineage:
    """Return the samples that one was made of, and those that were made of it."""
    return book.growth.lineage(sample)


@router.get("/samples/{sample}/image", response_class=ImageFile)
def get_image(book: TheBook, sample: SampleId, v: str | None = None) -> Response:
    """Return the whole image.

    v: the first digits of its hash, so that browsers may cache it without limit.
    """
    return _image_response(book.image(sample), forever=v is not None)


@router.get("/thumbnails/{sample}/{hash8}", response_class=ImageFile)
def get_thumbnail(
    book: TheBook,
    sample: SampleId,
    hash8: Annotated[str, Path(pattern="^[0-9a-f]{8}$")],
    size: Literal["64", "128", "256", "512"] = "128",
) -> Response:
    """Return a small image. hash8: the first 8 hex digits of the content's hash."""
    if not book.sample(sample).hash.startswith(hash8):
        raise NotFound(f"sample {sample} has other content than {hash8}: reload the page")
    return _image_response(book.thumbnail(sample, int(size)), forever=True)


def _image_response(thumbnail: Thumbnail, *, forever: bool) -> Response:
    headers = FOREVER if forever else {"Cache-Control": "no-cache"}
    return Response(thumbnail.data, media_type=thumbnail.media_type, headers=headers)


@router.post("/changesets", status_code=201)
def edit(book: TheBook, hub: TheHub, wanted: ChangesetIn) -> ChangesetOut:
    """Store edits as one changeset; refused whole when somebody else was faster."""
    edits = [Edit(item.field, item.samples, item.after, item.before) for item in wanted.edits]
    changeset = book.edit(
        edits, author=wanted.author, message=wanted.message, tool=wanted.tool, key=wanted.key
    )
    hub.wake()
    return ChangesetOut(changeset=changeset)


@router.post("/changesets/{changeset}/undo", status_code=201)
def undo(book: TheBook, hub: TheHub, changeset: ChangesetId, wanted: RevertIn) -> ChangesetOut:
    """Append the inverse of a changeset."""
    made = book.undo(
        changeset,
        author=wanted.author,
        message=wanted.message,
        skip_conflicts=wanted.skip_conflicts,
        key=wanted.key,
    )
    hub.wake()
    return ChangesetOut(changeset=made)


@router.post("/changesets/{changeset}/redo", status_code=201)
def redo(book: TheBook, hub: TheHub, changeset: ChangesetId, wanted: RevertIn) -> ChangesetOut:
    """Bring back what was undone."""
    made = book.redo(
        changeset,
        author=wanted.author,
        message=wanted.message,
        skip_conflicts=wanted.skip_conflicts,
        key=wanted.key,
    )
    hub.wake()
    return ChangesetOut(changeset=made)


@router.get("/changesets")
def list_changesets(
    book: TheBook,
    before: ChangesetId | None = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 50,
    author: Annotated[str | None, Query(max_length=80)] = None,
) -> ChangesetList:
    """Return changesets, newest first."""
    return ChangesetList(
        changesets=book.journal.changesets(before=before, limit=limit, author=author)
    )


@router.get("/changesets/{changeset}")
def get_changeset(book: TheBook, changeset: ChangesetId) -> News:
    """Return a changeset with its changes and the samples that it added."""
    return book.journal.news_of(changeset)
