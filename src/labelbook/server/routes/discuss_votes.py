"""What travels as JSON about links, answers and blind votes; see wire.py for the rest."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from labelbook.discuss.records import Link, Round, Verdict, Vote
from labelbook.discuss.tally import Agreement, Said
from labelbook.server.wire import Id, Key, Model, Name

Device = Annotated[str, Field(min_length=16, max_length=80)]
Place = Annotated[int, Field(ge=0, lt=10_000)]
Method = Literal["majority", "dawid-skene"]


class LinkIn(Model):
    """Make a link for an expert, or (with a round) for voters with a phone."""

    author: Name
    samples: Annotated[list[Id], Field(min_length=1, max_length=1000)]
    question: str
    expires: str | None = None
    once: bool = False
    round: Id | None = None


class LinkOut(Model):
    """A link that was just made. url: with the secret, which is told only now.

    reachable: whether other computers can open it (the book is served with --share).
    """

    link: Link
    url: str
    reachable: bool


class ByIn(Model):
    """Somebody does it."""

    author: Name


class RoundIn(Model):
    """Start a blind vote in a thread."""

    author: Name
    samples: Annotated[list[Id], Field(min_length=1, max_length=1000)]
    question: str


class StepIn(Model):
    """What the moderator does."""

    author: Name
    step: Literal["show", "reveal", "close"]
    sample: Id | None = None


class VoteIn(Model):
    """A vote in a round."""

    author: Name
    device: Device
    sample: Id
    verdict: Verdict
    label: Annotated[str, Field(max_length=200)] | None = None
    note: str = ""
    key: Key | None = None


class RoundDetail(Model):
    """A round, what this device has voted, and how well all agree on what is revealed."""

    round: Round
    mine: list[Vote]
    agreement: Agreement
    majority: list[Said]
    weighed: list[Said]


class ProposeIn(Model):
    """Propose what the group says."""

    author: Name
    method: Method = "majority"


class ExpertImage(Model):
    """An image of a link, by its place. answer: what this device said of it."""

    place: int
    verdict: Verdict | None
    label: str | None
    note: str
    open: bool


class ExpertPage(Model):
    """All that the holder of a link is told.

    current: where the moderator of a blind vote is, None without a vote.
    """

    question: str
    asked_by: str
    classes: list[str]
    images: list[ExpertImage]
    expires: str | None
    once: bool
    blind: bool
    current: int | None
    closed: bool


class AnswerIn(Model):
    """An answer about one image of a link."""

    device: Device
    place: Place
    verdict: Verdict
    label: Annotated[str, Field(max_length=200)] | None = None
    note: Annotated[str, Field(max_length=2000)] = ""
    name: Name = ""
    key: Key


class FinishIn(Model):
    """All is answered."""

    device: Device
    name: Name = ""
    note: Annotated[str, Field(max_length=2000)] = ""


class Taken(Model):
    """It was kept."""

    taken: bool = True
