"""One label law: what a transform makes of a class.

A law is a text: `keeps`, `breaks`, or `becomes CLASS`. Where there is none, nobody has decided, and
the transform is not used on that class.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from labelbook.errors import BadInput

KEEPS, BREAKS, BECOMES = "keeps", "breaks", "becomes "
FORMER = {"stays": KEEPS, "forbidden": BREAKS}
"""The words of 0.1.0, in scripts and caches."""


@dataclass(frozen=True)
class Law:
    """verdict: keeps, becomes or breaks; becomes: the new class, else None."""

    verdict: str
    becomes: str | None = None

    def applied_to(self, label: str) -> str | None:
        """Return the class that a sample of `label` has afterwards; None where its image breaks."""
        return {KEEPS: label, "becomes": self.becomes}.get(self.verdict)

    def as_text(self) -> str:
        """Return the law as text."""
        return f"{BECOMES}{self.becomes}" if self.verdict == "becomes" else self.verdict


Laws = Mapping[tuple[str, str], Law]
"""(transform, class) -> what the transform makes of the class."""


def law_of(text: str) -> Law:
    """Read a law, also in the words of 0.1.0; BadInput says what one looks like."""
    text = FORMER.get(text, text)
    if text in (KEEPS, BREAKS):
        return Law(text)
    name = text.removeprefix(BECOMES).strip()
    if text.startswith(BECOMES) and name:
        return Law("becomes", name)
    raise BadInput(f"{text!r} is no label law: use keeps, breaks or becomes CLASS")


@dataclass(frozen=True)
class LawProposal:
    """A law that a test on samples proposes.

    law: None where there are too few samples. sure: whether the evidence is far from the limit.
    tried: samples that were transformed; counts: class -> how many of them look like it. auc: of a
    model that separates them from real samples of the class that they look like most, None where
    none was trained. examples: some of the samples that were tried.
    """

    transform: str
    label: str
    law: str | None
    sure: bool
    tried: int
    counts: dict[str, int]
    auc: float | None
    examples: tuple[int, ...]
    reason: str
