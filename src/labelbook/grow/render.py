"""From a recipe and a lot to an image: what is done is written down, and done again from that."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import cycle

import numpy as np
from PIL import Image

from labelbook.core.arrays import Doubles
from labelbook.grow import stroke_edits
from labelbook.grow.laws.law import Laws
from labelbook.grow.records import Act, Lot, Making, Recipe, Transform
from labelbook.grow.transforms import shapes, transforms
from labelbook.images import decode

_COMPRESSION = 4
"""Of the PNGs: twice as fast as the usual 6, a few percent larger."""


_COMPOSING = {
    name: Transform(name, "another drawing's stroke", add, others=1)
    for name, add in (("add-left", stroke_edits.add_left), ("add-right", stroke_edits.add_right))
}


def draw(
    recipe: Recipe, label: str | None, laws: Laws, seed: int, *, may_swap: bool
) -> tuple[Making, str | None]:
    """Draw by lot what a recipe does to a sample of a class; also returns the new class.

    A governed transform happens only where a law says what becomes of the class. may_swap: whether
    there is another image for the paper.
    """
    lot = np.random.default_rng((seed, 0))
    acts: list[Act] = []
    for step in recipe.steps:
        transform = transforms.get(step.transform)
        happens = lot.random() < step.chance
        values = {}
        if transform.draw is not None:
            strength = step.strength if step.strength is not None else 0.0
            values = transform.draw(lot, strength)
        if transform.governed:
            law = None if label is None else laws.get((step.transform, label))
            becomes = None if law is None else law.applied_to(label or "")
            happens = happens and becomes is not None
            label = becomes if happens else label
        if happens and (may_swap or not transform.others):
            acts.append(Act(step.transform, values))
    return Making(recipe.name, recipe.version, tuple(acts), seed), label


def make(making: Making, parents: Sequence[Image.Image]) -> Image.Image | None:
    """Make the image; None where nothing would be left of it.

    parents: of mode L or RGB, first the one that is changed, then what its acts take.
    """
    image, others = parents[0], cycle(parents[1:])
    matrix: Doubles | None = None
    for place, act in enumerate(making.acts, start=1):
        transform = known(act.transform)
        if transform.matrix is not None:
            own = transform.matrix(image.size, **act.values)
            matrix = own if matrix is None else matrix @ own
            continue
        if matrix is not None:
            image, matrix = shapes.bend(image, matrix), None
        lot = _lot_of(making.seed, place)
        more = [next(others) for _ in range(transform.others)]
        made = transform.apply(image, lot, *more, **act.values)
        if made is None:
            return None
        image = made
    return image if matrix is None else shapes.bend(image, matrix)


def others_wanted(making: Making) -> int:
    """Return how many more images the acts take."""
    return sum(known(act.transform).others for act in making.acts)


def known(name: str) -> Transform:
    """Return a transform, of those that recipes use or of those that compose."""
    return transforms.get(name) if name in transforms else _COMPOSING[name]


def png(image: Image.Image) -> bytes:
    """Write the image's file; the same image gives the same bytes."""
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=_COMPRESSION)
    return out.getvalue()


def rebuild(making: Making, parents: Sequence[bytes]) -> bytes:
    """Return a made sample's file from its parents' files; ValueError where none comes of it."""
    image = make(making, [decode.open_plain(data) for data in parents])
    if image is None:
        raise ValueError("nothing is left of the image")
    return png(image)


def _lot_of(seed: int, place: int) -> Lot:
    # Each act has a lot of its own: a step that is left out leaves the others as they are.
    return np.random.default_rng((seed, place))
