"""What travels as JSON about candidates; see wire.py for the rest."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from labelbook.journal.candidate_records import CandidateSet
from labelbook.server.wire import Id, Model, Name

Label = Annotated[str, Field(min_length=1, max_length=200)]
Seed = Annotated[int, Field(ge=0, le=2**31 - 1)]
Places = Annotated[list[int], Field(min_length=1, max_length=200)]


class BoostIn(Model):
    """A cell of the confusion matrix. mistakes: its samples; null: those of val."""

    author: Name
    truth: Label
    predicted: Label
    mistakes: Annotated[list[Id] | None, Field(max_length=10_000)] = None
    count: Annotated[int, Field(ge=1, le=200)] = 48
    seed: Seed = 0


class ComposeIn(Model):
    """Compose samples of strokes. total: images of train and val then; attempts: at most."""

    author: Name
    total: Annotated[int | None, Field(ge=1, le=1_000_000)] = None
    attempts: Annotated[int | None, Field(ge=1, le=10_000)] = None
    seed: Seed = 0


class CandidateOut(Model):
    """An image that may become a sample. apart: from the nearest mistake, 0 alike to 2.

    by: who left it out.
    """

    place: int
    parents: list[int]
    label: str
    apart: float
    state: Literal["waiting", "left out", "added"]
    by: str | None


class CandidateSetOut(Model):
    """Candidates that were made together, in the order in which they are shown.

    tool: recipe (near mistakes) or compose; ranked: the embedder, edges or model.
    """

    id: int
    tool: str
    truth: str
    predicted: str
    source: str
    ranked: str
    mistakes: list[int]
    author: str
    at: str
    waiting: int
    candidates: list[CandidateOut]


class CandidateSets(Model):
    """The sets of which something waits for a decision, the newest first."""

    sets: list[CandidateSetOut]


class LeaveOutIn(Model):
    """Candidates that are left out; back: that are brought back."""

    author: Name
    places: Places
    back: bool = False


class AcceptIn(Model):
    """The candidates that are added."""

    author: Name
    message: str = ""
    places: Places


def out(found: CandidateSet) -> CandidateSetOut:
    """Give a set as it travels."""
    return CandidateSetOut(
        id=found.id,
        tool=found.tool,
        truth=found.truth,
        predicted=found.predicted,
        source=found.source,
        ranked=found.ranked,
        mistakes=list(found.mistakes),
        author=found.author,
        at=found.at,
        waiting=len(found.waiting),
        candidates=[
            CandidateOut(
                place=each.place,
                parents=list(each.parents),
                label=each.label,
                apart=each.apart,
                state="added" if each.added else "waiting" if each.waits else "left out",
                by=each.left_out_by,
            )
            for each in found.candidates
        ],
    )
