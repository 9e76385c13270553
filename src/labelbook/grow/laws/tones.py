"""Whether images of inverted brightness fit the data set.

The models that test laws look at where edges run, and an inverted image has the same edges: its
class is always kept. Whether such images belong to the data set is another question, which the
images that are there answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PIL import Image

from labelbook.grow.laws.law import BREAKS, LawProposal
from labelbook.grow.transforms import page as pages

TONAL = ("invert",)
"""The transforms that change light, not shape."""

COMMON = 0.05
"""Share of the set that is light on dark, or dark on light, from which on both belong to it."""


@dataclass(frozen=True)
class Tones:
    """Counts of some images: all, those drawn light on dark, and those drawn dark on light.

    The others are photographs.
    """

    looked: int
    light_on_dark: int
    dark_on_light: int


def tones_of(images: Sequence[Image.Image]) -> Tones:
    """Return the tones of images of mode L or RGB."""
    found = [pages.page_of(image) for image in images]
    dark = sum(page.drawn and page.dark for page in found)
    return Tones(len(found), sum(page.drawn for page in found) - dark, dark)


def weigh(proposal: LawProposal, tones: Tones) -> LawProposal:
    """Return a proposal, no longer sure where images of such a tone are not in the data set."""
    if proposal.transform not in TONAL or proposal.law in (None, BREAKS) or not tones.looked:
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
