"""Label laws: what a transform makes of a class.

A law is stored as text: `stays`, `forbidden`, or `becomes CLASS`. Where there is none, nobody has
decided, and the transform is not used on that class.
"""

from __future__ import annotations

from dataclasses import dataclass

from labelbook.errors import BadInput

STAYS, FORBIDDEN, BECOMES = "stays", "forbidden", "becomes "


@dataclass(frozen=True)
class Law:
    """verdict: stays, becomes or forbidden; becomes: the new class, else None."""

    verdict: str
    becomes: str | None = None

    def applied_to(self, label: str) -> str | None:
        """Return the class that a sample of `label` has afterwards; None where it is forbidden."""
        return {"stays": label, "becomes": self.becomes}.get(self.verdict)

    def as_text(self) -> str:
        """Return the law as it is stored."""
        return f"{BECOMES}{self.becomes}" if self.verdict == "becomes" else self.verdict


def law_of(text: str) -> Law:
    """Read a law; BadInput says what one looks like."""
    if text in (STAYS, FORBIDDEN):
        return Law(text)
    name = text.removeprefix(BECOMES).strip()
    if text.startswith(BECOMES) and name:
        return Law("becomes", name)
    raise BadInput(f"{text!r} is no label law: use stays, forbidden or becomes CLASS")


@dataclass(frozen=True)
class LawProposal:
    """What the samples say about one law.

    law: as it is stored, None where there is too little to tell. sure: whether the evidence is far
    from the limit. tried: samples that were transformed; counts: how many of them look like which
    class. told_apart: AUC against real samples of the class that they look like most, None where
    that was not asked. examples: samples of which some were tried, to look at.
    """

    transform: str
    label: str
    law: str | None
    sure: bool
    tried: int
    counts: dict[str, int]
    told_apart: float | None
    examples: tuple[int, ...]
    reason: str
