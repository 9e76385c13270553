"""The messages of the live channel, both ways; see wire.py for what else travels as JSON."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from labelbook.jobs.records import Job
from labelbook.journal.columns import Column
from labelbook.journal.records import Arrival, ChangeGroup, Changeset, Version
from labelbook.server.wire import Model, Name, Role


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


class PresenterView(Model):
    """What the presenter shows now."""

    type: Literal["view"]
    view: SharedView


class Pong(Model):
    """The answer to a ping."""

    type: Literal["pong"]


ClientMessage = Annotated[
    Hello | Here | Present | PresenterView | Pong, Field(discriminator="type")
]


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
    """A changeset; they come in order, without gaps.

    arrivals: the samples that it added; null: too many, take a new snapshot. classes: of the book,
    where it brought some. classes_moved: the columns have to be read again. columns: the metadata
    columns, where it moved one: take a new snapshot.
    """

    type: Literal["changeset"] = "changeset"
    changeset: Changeset
    groups: list[ChangeGroup]
    arrivals: list[Arrival] | None
    classes: list[str] | None
    classes_moved: bool
    columns: list[Column] | None
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


class Stale(Model):
    """Something has changed: fetch it again. what: a word of its room; id: which one, null: all.

    Words: map (samples have got a place), pieces (the tray), candidates (a set was decided about).
    """

    type: Literal["stale"] = "stale"
    what: str
    id: int | None


class JobMoved(Model):
    """A job started, went on, or ended."""

    type: Literal["job"] = "job"
    job: Job


class Talked(Model):
    """A thread has a new entry. thread: null where it is about the book (a rule)."""

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
    | Stale
    | JobMoved
    | Talked
    | Ping
    | Refused
)
