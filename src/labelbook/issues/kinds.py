"""What a finder gives."""

from __future__ import annotations

from dataclasses import dataclass, field

KINDS = {
    "label": "probably mislabelled",
    "not-a-class": "like no class of the book: a doodle, a fragment, unreadable",
    "ambiguous": "two classes fit about equally well",
    "duplicate": "the same image, or nearly, is in the book again",
    "leak": "a duplicate that lies in another split",
    "outlier": "unlike the other samples of its class",
    "technical": "blank, too small, of odd shape, blurred, pale, or not to be read",
    "imbalance": "a class, or a style within a class, that is rare",
    "split-mismatch": "train and val differ, or a region is missing on one side",
}
"""Every kind of issue, most pressing first, with what it says."""

KEPT = "kept:"
"""A tag `kept:KIND` on a sample is the decision that an issue of this kind is none."""

SURE = 0.5
"""A score from which on a sample counts as suspect; below it only the order matters."""


@dataclass(frozen=True)
class Evidence:
    """What an issue rests on. samples: ids, nearest first; probabilities: class -> 0..1."""

    samples: tuple[int, ...] = ()
    probabilities: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Issue:
    """A suspected problem of one sample.

    score: 0..1, higher = more suspect. label: the sample's when the issue was found. suggestion:
    a class to change it to, or None. reason: one sentence.
    """

    sample: int
    kind: str
    score: float
    label: str | None
    suggestion: str | None
    reason: str
    evidence: Evidence = Evidence()
