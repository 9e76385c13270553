"""Plain data about candidates: made images that wait for a decision."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NewCandidate:
    """An image that was made. parents, recipe, seed: what makes it again; apart: its rank's number.

    location: in the book's own images; size: bytes.
    """

    label: str
    parents: tuple[int, ...]
    recipe: str
    seed: int
    apart: float
    location: str
    hash: str
    width: int
    height: int
    size: int
    mode: str


@dataclass(frozen=True)
class Candidate(NewCandidate):
    """One that waits or was decided. left_out_by: None where nobody did; added: it is a sample."""

    place: int
    left_out_by: str | None
    added: bool

    @property
    def waits(self) -> bool:
        """Return whether somebody has still to decide."""
        return self.left_out_by is None and not self.added


@dataclass(frozen=True)
class NewSet:
    """Candidates that were made together.

    tool: recipe (near mistakes: truth, taken for predicted) or compose. source: what says that they
    are mistakes, or why these wait; ranked: the embedder by whose vectors they are ranked, or edges
    or model.
    """

    tool: str
    truth: str
    predicted: str
    source: str
    ranked: str
    mistakes: tuple[int, ...]
    author: str


@dataclass(frozen=True)
class CandidateSet(NewSet):
    """Candidates that are kept. at: when they were made."""

    id: int
    at: str
    candidates: tuple[Candidate, ...]

    @property
    def waiting(self) -> tuple[Candidate, ...]:
        """Return those that nobody has decided about."""
        return tuple(each for each in self.candidates if each.waits)
