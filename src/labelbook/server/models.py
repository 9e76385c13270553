"""What travels as JSON beside the journal's own records; validated here, at the border."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from labelbook.errors import CellConflict
from labelbook.journal.records import (
    ChangeGroup,
    Changeset,
    HistoryEntry,
    Sample,
    Skipped,
    Version,
)

Role = Literal["reviewer", "viewer"]
Id = Annotated[int, Field(ge=1, le=2**31 - 1)]
Name = Annotated[str, Field(max_length=80)]
Key = Annotated[str, Field(min_length=8, max_length=80)]


class Model(BaseModel):
    """A JSON document; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid")


class Problem(Model):
    """An error, as RFC 9457 describes it. conflicts, total: where an edit was stale."""

    type: str
    title: str
    status: int
    detail: str
    conflicts: list[CellConflict] = []
    total: int = 0


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


class Neighbour(Model):
    """A sample that is like another. distance: 0 alike to 2 opposite."""

    sample: int
    distance: float


class NeighbourList(Model):
    """The samples most like one, the nearest first."""

    neighbours: list[Neighbour]


class Job(Model):
    """Long work in a process of its own. remaining: seconds, null where nobody can tell yet."""

    id: str
    kind: str
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    done: int
    total: int
    remaining: float | None
    message: str


class JobList(Model):
    """The jobs that run and those that ended lately, the newest last."""

    jobs: list[Job]


class JobIn(Model):
    """Start a job of a kind."""

    kind: Annotated[str, Field(min_length=1, max_length=40)]


class EditIn(Model):
    """Set one field of some samples; before: what the editor saw in each."""

    field: Annotated[str, Field(max_length=210)]
    samples: list[Id]
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
    """Name the state of now."""

    name: str
    author: Name
    note: str = ""


class ChangesetOut(Model):
    """The changeset that a request made; null where nothing would change."""

    changeset: Changeset | None


class ChangesetList(Model):
    """Changesets, newest first."""

    changesets: list[Changeset]


class ChangesetDetail(Model):
    """A changeset with its changes."""

    changeset: Changeset
    groups: list[ChangeGroup]


class SampleDetail(Model):
    """A sample with its changes, newest first."""

    sample: Sample
    history: list[HistoryEntry]


class LineageOut(Model):
    """Where a sample comes from, and what was made of it; tool null where it was imported.

    recipe: JSON with all that is needed to make it again.
    """

    parents: list[int]
    children: list[int]
    tool: Literal["recipe", "canvas", "compose"] | None
    recipe: str | None
    seed: int | None


class SkippedList(Model):
    """The files that imports left out."""

    skipped: list[Skipped]


class VersionList(Model):
    """The named versions."""

    versions: list[Version]


class Person(Model):
    """Somebody on the book. sample: under the cursor. colour: 0 to 11."""

    client: str
    name: str
    colour: int
    sample: int | None
    role: Role


class SharedView(Model):
    """What a presenter shows. search: the page's query; top: the first row's sample."""

    search: Annotated[str, Field(max_length=4000)]
    sample: int | None
    top: int | None


class Hello(Model):
    """The first frame of a client. since: the changeset that it knows."""

    type: Literal["hello"]
    client: Annotated[str, Field(min_length=1, max_length=80)]
    name: Name
    since: Annotated[int, Field(ge=0)]


class Here(Model):
    """The sample under the cursor."""

    type: Literal["here"]
    sample: int | None


class Present(Model):
    """Start or stop presenting."""

    type: Literal["present"]
    on: bool


class View(Model):
    """What the presenter shows now."""

    type: Literal["view"]
    view: SharedView


class Pong(Model):
    """The answer to a ping."""

    type: Literal["pong"]


ClientMessage = Annotated[Hello | Here | Present | View | Pong, Field(discriminator="type")]


class Welcome(Model):
    """The answer to hello; the missed changesets follow."""

    type: Literal["welcome"] = "welcome"
    client: str
    seq: int
    people: list[Person]
    presenting: str | None
    view: SharedView | None


class PersonCame(Model):
    """Somebody came, or changed name or place."""

    type: Literal["person"] = "person"
    person: Person


class PersonLeft(Model):
    """Somebody left."""

    type: Literal["left"] = "left"
    client: str


class ChangesetMade(Model):
    """A changeset; they come in order, without gaps."""

    type: Literal["changeset"] = "changeset"
    changeset: Changeset
    groups: list[ChangeGroup]
    added: int


class Reset(Model):
    """Too much was missed: take a new snapshot."""

    type: Literal["reset"] = "reset"
    seq: int


class Presenting(Model):
    """Who presents now."""

    type: Literal["presenting"] = "presenting"
    client: str | None


class ViewShown(Model):
    """What the presenter shows."""

    type: Literal["view"] = "view"
    client: str
    view: SharedView


class VersionSaved(Model):
    """Somebody named a version."""

    type: Literal["version"] = "version"
    version: Version


class PiecesMoved(Model):
    """The tray of pieces has changed: ask for it anew."""

    type: Literal["pieces"] = "pieces"


class JobMoved(Model):
    """A job started, went on, or ended."""

    type: Literal["job"] = "job"
    job: Job


class Talked(Model):
    """Something was said. thread: null where it is about the book (a rule)."""

    type: Literal["talk"] = "talk"
    thread: int | None
    entry: int
    kind: str


class Ping(Model):
    """Are you there?"""

    type: Literal["ping"] = "ping"


class Refused(Model):
    """A frame that could not be understood."""

    type: Literal["error"] = "error"
    detail: str


ServerMessage = (
    Welcome
    | PersonCame
    | PersonLeft
    | ChangesetMade
    | Reset
    | Presenting
    | ViewShown
    | VersionSaved
    | PiecesMoved
    | JobMoved
    | Talked
    | Ping
    | Refused
)
