"""Whether a changed tone still gives an image of this set: what no shape tells.

The models that are asked about laws look at where edges run, and an inverted image has the same
edges: it always stays what it was. Whether such images belong into the set is another question, and
those that are there answer it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PIL import Image

from labelbook.grow.laws.law import FORBIDDEN, LawProposal
from labelbook.grow.transforms import page as pages

TONAL = ("invert",)
"""The transforms that change light, not shape."""

COMMON = 0.05
"""Share of the set that is light on dark, or dark on light, from which on both belong to it."""


@dataclass(frozen=True)
class Tones:
    """Of some images: how many were looked at, and how many are drawn light on dark or otherwise.

    What is neither is a photograph.
    """

    looked: int
    light_on_dark: int
    dark_on_light: int


def look(images: Sequence[Image.Image]) -> Tones:
    """Look at images of mode L or RGB."""
    seen = [pages.look(image) for image in images]
    dark = sum(page.drawn and page.dark for page in seen)
    return Tones(len(seen), sum(page.drawn for page in seen) - dark, dark)


def weigh(proposal: LawProposal, tones: Tones) -> LawProposal:
    """Return whether images like these are in the set; not clear where they are not."""
    if proposal.transform not in TONAL or proposal.law in (None, FORBIDDEN) or not tones.looked:
        return proposal
    drawn = tones.light_on_dark + tones.dark_on_light
    if drawn * 2 < tones.looked:
        why = (
            "its edges are the same, but the set is of photographs, and a negative is hardly one "
            "of them: decide whether such images may come"
        )
        return replace(proposal, sure=False, reason=f"{proposal.reason}; {why}")
    rare, name = min((tones.light_on_dark, "light on dark"), (tones.dark_on_light, "dark on light"))
    count = f"{rare:,}" if rare else "none"
    why = f"{count} of {tones.looked:,} samples looked at {'is' if rare == 1 else 'are'} {name}"
    if rare >= COMMON * tones.looked:
        return replace(proposal, reason=f"{proposal.reason}; {why}: both belong to this set")
    why += ": an inverted one would be new to this set, decide whether such images may come"
    return replace(proposal, sure=False, reason=f"{proposal.reason}; {why}")
