"""Samples composed of strokes: one removed, or one of the same hand added.

The laws of erasing say what a class becomes. Where erasing the last stroke of a vii makes a vi,
adding the last stroke of a vii to a vi makes a vii.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from labelbook.core.arrays import Pixels
from labelbook.core.types import SampleId
from labelbook.grow.laws.law import Laws
from labelbook.grow.records import AppliedStep, Derivation, Parents, Rng, Slot
from labelbook.grow.transforms import page as pages
from labelbook.grow.transforms import strokes
from labelbook.images import pieces
from labelbook.images.pieces import Piece

ERASING = {"erase-left": "add-left", "erase-right": "add-right"}
_SIDE_BY_SIDE = 0.5  # Of the drawing's height, where the other drawing has no gap to copy.
_NEAREST = 6  # Nearest hands, of which a random one lends a stroke.
_SAME_HAND = 0.7  # How different the lent stroke may look at most, in `pieces.apart`.
_TALLEST = 1.3  # Greatest height of a lent stroke, in heights of its own drawing.


def add_right(image: Image.Image, rng: Rng, other: Image.Image) -> Image.Image | None:
    """Add another drawing's last stroke behind the last one; None where it has only one."""
    return _with_stroke(image, other, last=True)


def add_left(image: Image.Image, rng: Rng, other: Image.Image) -> Image.Image | None:
    """Add another drawing's first stroke before the first one; None where it has only one."""
    return _with_stroke(image, other, last=False)


def _with_stroke(image: Image.Image, other: Image.Image, *, last: bool) -> Image.Image | None:
    if image.mode != other.mode:
        image, other = image.convert("RGB"), other.convert("RGB")
    own, lender = np.asarray(image), np.asarray(other)
    mine, theirs = pieces.find(own), pieces.find(lender)
    parts = _strokes(theirs)
    if not mine or len(parts) < 2:
        return None
    lent, beside = (parts[-1], parts[-2]) if last else (parts[0], parts[1])
    whole, drawing = pieces.joined(theirs), pieces.joined(mine)
    factor = drawing.height / whole.height
    gap = (lent.left - beside.left - beside.width) if last else beside.left - lent.left - lent.width
    lifted, top, left = pieces.lift(lender, lent)
    if abs(np.log2(factor)) > 0.02:
        lifted = pieces.scaled(lifted, factor)
    hand = pieces.hand(own)
    if hand is None or pieces.apart(hand, pieces.hand_of(lifted)) > _SAME_HAND:
        return None
    if lifted.shape[0] > _TALLEST * drawing.height:
        return None
    down = drawing.top + round((top - whole.top) * factor)
    space = round(min(max(gap, 1), _SIDE_BY_SIDE * whole.height) * factor)
    edge = round((lent.left - left) * factor)  # The soft edge, on both sides of the stroke.
    place = (
        drawing.left + drawing.width + space - edge
        if last
        else drawing.left - space - edge - round(lent.width * factor)
    )
    return Image.fromarray(_put(image, lifted, down, place, round(0.06 * drawing.height) + 2))


def _put(image: Image.Image, lifted: pieces.Lifted, top: int, left: int, margin: int) -> Pixels:
    """Put ink on a page, which grows where the ink would be outside."""
    width, height = image.size
    before, above = max(0, margin - left), max(0, margin - top)
    after = max(0, left + lifted.shape[1] + margin - width)
    below = max(0, top + lifted.shape[0] + margin - height)
    size = width + before + after, height + above + below
    wide = Image.new(image.mode, size, pages.page_of(image).fill)
    wide.paste(image, (before, above))
    return pieces.put(np.asarray(wide), lifted, top + above, left + before)


def _strokes(found: list[Piece]) -> list[Piece]:
    """Join pieces above each other: a dot belongs to its stroke."""
    if not found:
        return []
    boxes = np.array([[p.top, p.top + p.height, p.left, p.left + p.width] for p in found])
    numbers = strokes.side_by_side(boxes)
    return [
        pieces.joined([found[place] for place in np.flatnonzero(numbers == number)])
        for number in range(int(numbers.max()) + 1)
    ]


@dataclass(frozen=True)
class Way:
    """A way to make a class. of: the class that is changed; lends: the one that lends a stroke."""

    transform: str
    of: str
    becomes: str
    lends: str | None


def ways(laws: Laws) -> list[Way]:
    """Return all ways that the laws of erasing allow, in both directions."""
    found: list[Way] = []
    for (transform, label), law in sorted(laws.items(), key=lambda item: item[0]):
        becomes = law.applied_to(label)
        if transform not in ERASING or becomes is None or becomes == label:
            continue
        found.append(Way(transform, label, becomes, None))
        found.append(Way(ERASING[transform], becomes, label, label))
    return found


def slots(
    parents: Parents,
    hands: npt.NDArray[np.float32],
    open_ways: list[Way],
    count: int,
    seed: int,
    tried: int = 0,
) -> list[Slot]:
    """Return random compositions, of each class as evenly as its ways allow.

    hands: (n, d) unit vectors of style, a row for each parent: the nearest lend strokes. tried: how
    many were returned for this seed before; others follow them.
    """
    rng = np.random.default_rng((seed, 4, tried) if tried else (seed, 4))
    by_class: dict[str, list[Way]] = {}
    for way in open_ways:
        by_class.setdefault(way.becomes, []).append(way)
    rows_of = {
        name: np.flatnonzero(parents.label == code).tolist()
        for code, name in enumerate(parents.classes)
    }
    found: list[Slot] = []
    names = sorted(by_class)
    for place in range(count if names else 0):
        options = by_class[names[place % len(names)]]
        way = options[int(rng.integers(len(options)))]
        rows = rows_of[way.of]
        if not rows:
            continue
        row = rows[int(rng.integers(len(rows)))]
        sample = SampleId(parents.samples[row].item())
        chosen: tuple[SampleId, ...] = (sample,)
        if way.lends is not None:
            lenders = [other for other in rows_of[way.lends] if other != row]
            if not lenders:
                continue
            near = np.argsort(-(hands[lenders] @ hands[row]), kind="stable")[:_NEAREST]
            lender = lenders[int(near[int(rng.integers(len(near)))])]
            chosen = (sample, SampleId(parents.samples[lender].item()))
        own = int(rng.integers(0, 2**31 - 1))
        found.append(
            Slot(chosen, Derivation("compose", 1, (AppliedStep(way.transform),), own), way.becomes)
        )
    return found
