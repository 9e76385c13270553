"""Records of candidates: images that wait for somebody to add them or leave them out."""

from __future__ import annotations

from dataclasses import dataclass

from labelbook.core.types import SampleId


@dataclass(frozen=True)
class NewCandidate:
    """A candidate to add. parents, recipe, seed: what makes its image again.

    distance: what candidates are ranked by, from the nearest mistake or from its class, 0 alike to
    2 opposite. location: in the book's own images; size: bytes.
    """

    label: str
    parents: tuple[SampleId, ...]
    recipe: str
    seed: int
    distance: float
    location: str
    hash: str
    width: int
    height: int
    size: int
    mode: str


@dataclass(frozen=True)
class Candidate(NewCandidate):
    """A candidate of the book. left_out_by: None where nobody did; added: it is a sample."""

    place: int
    left_out_by: str | None
    added: bool

    @property
    def waits(self) -> bool:
        """Return whether nobody has decided yet."""
        return self.left_out_by is None and not self.added


@dataclass(frozen=True)
class NewSet:
    """Candidates that were made together.

    tool: recipe (near mistakes: of truth, predicted as predicted) or compose. source: where the
    mistakes are known from, or why these wait. ranked: by which embedder, or edges, or model.
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
    """A set of candidates of the book. at: UTC, ISO 8601."""

    id: int
    at: str
    candidates: tuple[Candidate, ...]

    @property
    def waiting(self) -> tuple[Candidate, ...]:
        """Return those that nobody has decided about."""
        return tuple(each for each in self.candidates if each.waits)
