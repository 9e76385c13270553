"""What travels as JSON beside the journal's own records; validated here, at the border."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi.responses import FileResponse, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from labelbook.core.registry import Registry
from labelbook.errors import Answer, CellConflict
from labelbook.jobs.records import Job
from labelbook.journal.records import (
    Changeset,
    HistoryEntry,
    Sample,
    Skipped,
    Version,
)
from labelbook.maps.records import Neighbour

Role = Literal["reviewer", "viewer"]
_Number = Annotated[int, Field(ge=1, le=2**31 - 1)]
SampleId = _Number
ChangesetId = _Number
ThreadId = _Number
ProposalId = _Number
LinkId = _Number
RoundId = _Number
RuleId = _Number
PieceId = _Number
CandidateSetId = _Number
Seed = Annotated[int, Field(ge=0, le=2**31 - 1)]
Label = Annotated[str, Field(min_length=1, max_length=200)]
ClassName = Annotated[str, Field(max_length=200)]
VersionName = Annotated[str, Field(min_length=1, max_length=200)]
Name = Annotated[str, Field(max_length=80)]
Key = Annotated[str, Field(min_length=8, max_length=80)]
Device = Annotated[str, Field(min_length=16, max_length=80)]

FOREVER = {"Cache-Control": "private, max-age=31536000, immutable"}
"""For an address that holds the hash of what it leads to, which then never changes."""
EXTERNAL = {"x-external": True}
"""Marks an operation that the page does not use: scripts and agents do."""


def member_of(family: Registry[Any]) -> AfterValidator:
    """Return what refuses a name that is no member of a family, naming those that there are."""

    def known(name: str) -> str:
        if name not in family:
            raise ValueError(f"use {', '.join(family.names)}")
        return family.today(name)

    return AfterValidator(known)


def body(media_type: str) -> dict[str, Any]:
    """Return the schema of an operation that takes a file as its body."""
    content = {media_type: {"schema": {"type": "string", "format": "binary"}}}
    return {"requestBody": {"content": content, "required": True}}


class ColumnsFile(Response):
    """Columns, one value a sample each, as columns.ts reads them."""

    media_type = "application/octet-stream"


class Png(Response):
    """An image that labelbook made."""

    media_type = "image/png"


class ImageFile(Response):
    """An image of the book, of whatever type it is."""

    media_type = "image/*"


class Download(FileResponse):
    """A file to save; its name says of what type it is."""

    media_type = "application/octet-stream"


class Model(BaseModel):
    """A JSON document; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid")


class Problem(Model):
    """An error, as RFC 9457 describes it.

    conflicts, total: where an edit was stale. needs: what has to be there first, as
    `embeddings`; "" where that is nothing in particular. answers: what would settle it.
    """

    type: str
    title: str
    status: int
    detail: str
    conflicts: list[CellConflict] = []
    total: int = 0
    needs: str = ""
    answers: list[Answer] = []


class BookInfo(Model):
    """The book in short, and who the caller is here."""

    name: str
    seq: int
    role: Role
    shared: bool
    labelbook: str
    samples: int
    skipped: int
    classes: list[str]
    splits: list[str]
    versions: list[Version]
    contest_limit: int


class NeighbourList(Model):
    """The samples most like one, the nearest first."""

    neighbours: list[Neighbour]


class JobList(Model):
    """The jobs that run and those that ended lately, the newest last."""

    jobs: list[Job]


class JobIn(Model):
    """Start a job of a kind."""

    kind: Annotated[str, Field(min_length=1, max_length=40)]


class EditIn(Model):
    """Set one field of some samples; before: what the editor saw in each."""

    field: Annotated[str, Field(max_length=210)]
    samples: list[SampleId]
    before: list[str | None]
    after: str | None


class ChangesetIn(Model):
    """Edits that belong together. key: names the request, so that a repeat is no second one."""

    author: Name
    message: str = ""
    tool: Annotated[str, Field(max_length=40)] = "sheet"
    key: Key | None = None
    edits: Annotated[list[EditIn], Field(min_length=1)]


class RevertIn(Model):
    """Undo or redo a changeset."""

    author: Name
    message: str = ""
    key: Key | None = None
    skip_conflicts: bool = False


class VersionIn(Model):
    """Name the state of now, or that after the changeset `at`."""

    name: str
    author: Name
    note: str = ""
    at: ChangesetId | None = None


class ChangesetOut(Model):
    """The changeset that a request made; null where nothing would change."""

    changeset: Changeset | None


class ChangesetList(Model):
    """Changesets, newest first."""

    changesets: list[Changeset]


class SampleDetail(Model):
    """A sample with its changes, newest first."""

    sample: Sample
    history: list[HistoryEntry]


class SkippedList(Model):
    """The files that imports left out."""

    skipped: list[Skipped]


class VersionList(Model):
    """The named versions."""

    versions: list[Version]


class ByIn(Model):
    """Somebody does it."""

    author: Name


class Taken(Model):
    """It was kept."""

    taken: bool = True
