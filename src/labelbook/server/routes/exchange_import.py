"""Routes of imports: files that are sent, what they would become, and the job that adds them."""

from __future__ import annotations

import json
from pathlib import Path as FilePath
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import Field

from labelbook.errors import BadInput, Forbidden
from labelbook.exchange.preview import Preview
from labelbook.jobs.records import Job
from labelbook.server.deps import TheAccess, TheBook, TheServed
from labelbook.server.wire import Model, Name, Png, Problem, Taken, body

router = APIRouter(prefix="/api/import", tags=["exchange"], responses={"4XX": {"model": Problem}})

UploadId = Annotated[str, Path(max_length=40)]
Settings = Annotated[dict[str, Annotated[str, Field(max_length=20_000)]], Field(max_length=20)]
LARGEST = 256
MOST_EXAMPLES = 100
"""Classes beyond these come without examples: nobody looks at so many."""


class UploadIn(Model):
    """Files that are about to be sent. bytes: of all of them."""

    bytes: Annotated[int, Field(ge=0)]


class FolderIn(Model):
    """A folder or file on the computer that labelbook runs on."""

    folder: Annotated[str, Field(min_length=1, max_length=4_000)]


class Upload(Model):
    """Where files are sent to."""

    id: str


class ImportRead(Model):
    """How an upload is to be read. settings: option -> value."""

    id: Annotated[str, Field(max_length=40)]
    split: Literal["train", "val", "test"] | None = None
    settings: Settings = Field(default_factory=dict)


class ImportIn(ImportRead):
    """Import an upload."""

    author: Name


class AnswerOut(Model):
    """One way to settle a question."""

    says: str
    settings: dict[str, str]


class DoubtOut(Model):
    """Something that may have been read wrongly. asks: it is to be settled before an import."""

    says: str
    answers: list[AnswerOut]
    asks: bool


class ClassOut(Model):
    """The images of a class, "" for those without. counts: split -> images. examples: paths."""

    name: str
    counts: dict[str, int]
    examples: list[str]


class ColumnOut(Model):
    """A metadata column that would be kept."""

    name: str
    kind: str


class PreviewOut(Model):
    """How an upload would be read; others: endings of files that are no images -> how many.

    filled: what would become of images that the book has, a sentence each. cells: that would move.
    """

    layout: str
    images: int
    splits: list[str]
    classes: list[ClassOut]
    others: dict[str, int]
    columns: list[ColumnOut]
    doubts: list[DoubtOut]
    filled: list[str]
    cells: int


class FileLeftOut(Model):
    """A file that was left out, and why."""

    path: str
    reason: str


class ImportOut(Model):
    """What an import did. changeset: none where nothing was new.

    filled: what became of images that were there, a sentence each.
    """

    changeset: int | None
    added: int
    unchanged: int
    left_out: int
    skipped: list[FileLeftOut]
    doubts: list[str]
    filled: list[str] = Field(default_factory=list)


class ImportState(Model):
    """An upload. report: once it was imported."""

    report: ImportOut | None


@router.post("/uploads", status_code=201)
def begin_upload(book: TheBook, wanted: UploadIn) -> Upload:
    """Begin to send files; they are removed once they are imported, or after a day."""
    return Upload(id=book.files.uploads.begin(wanted.bytes))


@router.post("/folders", status_code=201)
def open_folder(book: TheBook, access: TheAccess, wanted: FolderIn) -> Upload:
    """Look at a folder or file of this computer, where nobody else reaches the book."""
    if access.shared:
        raise Forbidden(
            "the book is shared: a folder of its computer is imported there, with labelbook import"
        )
    return Upload(id=book.files.uploads.of_folder(FilePath(wanted.folder.strip()).expanduser()))


@router.post("/uploads/{id}/files", openapi_extra=body("application/octet-stream"))
async def send_file(
    book: TheBook,
    request: Request,
    id: UploadId,
    path: Annotated[str, Query(max_length=4_000)],
    at: Annotated[int, Query(ge=0)] = 0,
) -> Taken:
    """Take a part of a file. path: as in the folder that was chosen. at: bytes before this part."""
    await run_in_threadpool(book.files.uploads.add, id, path, at, await request.body())
    return Taken()


@router.post("/uploads/{id}/abandon")
def abandon_upload(book: TheBook, id: UploadId) -> Taken:
    """Remove what was sent."""
    book.files.uploads.remove(id)
    return Taken()


@router.post("/preview")
def preview_import(served: TheServed, asked: ImportRead) -> PreviewOut:
    """Return how an upload would be read; nothing is stored."""
    _allow(served.access.shared, asked.settings)
    peek = served.peeks.of(served.book, asked.id, asked.split, asked.settings, anew=True)
    return _told(peek.preview, bool(served.book.journal.classes()))


@router.get("/{id}/example", response_class=Png)
def example_image(
    served: TheServed,
    id: UploadId,
    path: Annotated[str, Query(max_length=4_000)],
    settings: Annotated[str, Query(max_length=20_000)] = "{}",
    size: Annotated[int, Query(ge=16, le=LARGEST)] = 96,
) -> Png:
    """Return one image of an upload, small. settings: those of its preview, as JSON."""
    try:
        asked = ImportRead.model_validate({"id": id, "settings": json.loads(settings)})
    except ValueError as error:
        raise BadInput("settings are no JSON of options: send those of the preview") from error
    _allow(served.access.shared, asked.settings)
    peek = served.peeks.of(served.book, id, None, asked.settings, anew=False)
    return Png(peek.thumbnail(path, size))


@router.post("", status_code=201)
def start_import(served: TheServed, asked: ImportIn) -> Job:
    """Import an upload in the background; 409 with answers where something is to be settled."""
    _allow(served.access.shared, asked.settings)
    peek = served.peeks.of(served.book, asked.id, asked.split, asked.settings, anew=False)
    return served.book.files.import_later(
        asked.id, peek.preview, author=asked.author, split=asked.split, settings=asked.settings
    )


@router.get("/{id}")
def get_import(book: TheBook, id: UploadId) -> ImportState:
    """Return what the import of an upload did, once it is done."""
    found = book.files.uploads.report(id)
    return ImportState(report=None if found is None else _report(found))


def _allow(shared: bool, settings: dict[str, str]) -> None:
    """Refuse options that lead to files of this computer where others reach the book."""
    if shared and (named := {"images", "follow_links"} & set(settings)):
        raise BadInput(f"{min(named)} leads to files of another computer: leave it out")


def _told(preview: Preview, has_classes: bool) -> PreviewOut:
    names = [*preview.classes, *([""] if "" in preview.examples else [])]
    classes = [
        ClassOut(
            name=name,
            counts={split: counts.get(name, 0) for split, counts in preview.counts.items()},
            examples=list(preview.examples[name]) if place < MOST_EXAMPLES else [],
        )
        for place, name in enumerate(names)
    ]
    doubts = [
        DoubtOut(
            says=doubt.says,
            answers=[AnswerOut(says=a.says, settings=dict(a.settings)) for a in doubt.answers],
            asks=doubt.asks and not (doubt.in_empty and has_classes),
        )
        for doubt in preview.doubts
    ]
    return PreviewOut(
        layout=preview.layout,
        images=preview.images,
        splits=list(preview.counts),
        classes=classes,
        others=dict(preview.others),
        columns=[ColumnOut(name=each.name, kind=each.kind) for each in preview.columns],
        doubts=doubts,
        filled=list(preview.filling.says),
        cells=preview.filling.cells,
    )


def _report(found: dict[str, object]) -> ImportOut:
    known = {name: found[name] for name in ImportOut.model_fields if name in found}
    skipped = [
        {"path": each["path"], "reason": each["reason"]}
        for each in known.pop("skipped")  # type: ignore[attr-defined]
    ]
    return ImportOut.model_validate({**known, "skipped": skipped})
