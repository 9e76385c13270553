"""Issues and their kinds; each kind declares its words and how it is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from labelbook.core.registry import LATER, Registry
from labelbook.core.types import SampleId

if TYPE_CHECKING:
    from labelbook.issues.evidence.view import View

SURE = 0.5
"""The score from which on a sample has an issue; below it only the order matters."""


@dataclass(frozen=True)
class Evidence:
    """What an issue rests on. samples: ids, nearest first; probabilities: class -> 0..1."""

    samples: tuple[SampleId, ...] = ()
    probabilities: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Issue:
    """A suspected problem of one sample.

    score: 0..1, higher = more likely a problem. label: the sample's when the issue was found.
    suggestion: a class to change it to, or None. reason: one sentence.
    """

    sample: SampleId
    kind: str
    score: float
    label: str | None
    suggestion: str | None
    reason: str
    evidence: Evidence = Evidence()


Need = Literal["embeddings", "own-model"]


@dataclass(frozen=True, eq=False)
class IssueKind:
    """A kind of issue: what the command line, the page and the report say of it, and its finder.

    find: returns one issue for each sample that has one, in any order. title: two words at most,
    for lists. says: what is the matter with such a sample, a phrase without a full stop. keep: on
    the button that keeps the sample as it is. needs: "embeddings" = not looked for without them;
    "own-model" = the command line trains the book's own model first. pairs: two samples have it
    together, and it is gone with one of them. excluded_by: where there is no other class to
    suggest, to accept the issue is to exclude the sample. mended_by_split: gone once its samples
    lie in one split. instead_of: a more general kind about the same sample; in mixed lists this one
    replaces it, and a decision to keep one keeps the other. place: lower = more pressing.
    """

    name: str
    title: str
    says: str
    find: Callable[[View], list[Issue]]
    keep: str = "It is right"
    needs: frozenset[Need] = frozenset()
    pairs: bool = False
    excluded_by: bool = False
    mended_by_split: bool = False
    instead_of: str | None = None
    place: int = LATER


issue_kinds: Registry[IssueKind] = Registry(
    "labelbook.issue_kinds",
    what="kind of issue",
    package="labelbook.issues.finders",
    former={"label": "mislabelled", "technical": "image-fault"},
)
"""Every kind of issue, most pressing first."""
