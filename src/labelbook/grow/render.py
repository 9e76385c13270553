"""From a recipe to an image: random steps are chosen and recorded, then applied or repeated."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import cycle

import numpy as np
from PIL import Image

from labelbook.core.arrays import Doubles
from labelbook.grow import stroke_edits
from labelbook.grow.laws.law import Laws
from labelbook.grow.records import AppliedStep, Derivation, Recipe, Rng, Transform
from labelbook.grow.transforms import shapes, transforms
from labelbook.images import decode

_COMPRESSION = 4
"""Of the PNGs: twice as fast as the usual 6, a few percent larger files."""


_COMPOSING = {
    name: Transform(name, "another drawing's stroke", add, others=1)
    for name, add in (("add-left", stroke_edits.add_left), ("add-right", stroke_edits.add_right))
}


def choose(
    recipe: Recipe, label: str | None, laws: Laws, seed: int, *, may_swap: bool
) -> tuple[Derivation, str | None]:
    """Return random steps of a recipe for a sample of a class, and the class that it has then.

    A governed transform is applied only where a law says what the class becomes. may_swap: whether
    there is another image for the paper.
    """
    rng = np.random.default_rng((seed, 0))
    steps: list[AppliedStep] = []
    for step in recipe.steps:
        transform = transforms.get(step.transform)
        happens = rng.random() < step.chance
        values = {}
        if transform.random_values is not None:
            strength = step.strength if step.strength is not None else 0.0
            values = transform.random_values(rng, strength)
        if transform.governed:
            law = None if label is None else laws.get((step.transform, label))
            becomes = None if law is None else law.applied_to(label or "")
            happens = happens and becomes is not None
            label = becomes if happens else label
        if happens and (may_swap or not transform.others):
            steps.append(AppliedStep(step.transform, values))
    return Derivation(recipe.name, recipe.version, tuple(steps), seed), label


def make(derivation: Derivation, parents: Sequence[Image.Image]) -> Image.Image | None:
    """Make the image; None where nothing would be left of it.

    parents: of mode L or RGB, first the one that is changed, then those that its steps use.
    """
    image, others = parents[0], cycle(parents[1:])
    matrix: Doubles | None = None
    for place, step in enumerate(derivation.steps, start=1):
        transform = get_transform(step.transform)
        if transform.matrix is not None:
            own = transform.matrix(image.size, **step.values)
            matrix = own if matrix is None else matrix @ own
            continue
        if matrix is not None:
            image, matrix = shapes.bend(image, matrix), None
        rng = _rng_of(derivation.seed, place)
        more = [next(others) for _ in range(transform.others)]
        made = transform.apply(image, rng, *more, **step.values)
        if made is None:
            return None
        image = made
    return image if matrix is None else shapes.bend(image, matrix)


def others_wanted(derivation: Derivation) -> int:
    """Return how many more images the steps use."""
    return sum(get_transform(step.transform).others for step in derivation.steps)


def get_transform(name: str) -> Transform:
    """Return a transform, of those for recipes or of those for composing."""
    return transforms.get(name) if name in transforms else _COMPOSING[name]


def png(image: Image.Image) -> bytes:
    """Write the image's file; the same image gives the same bytes."""
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=_COMPRESSION)
    return out.getvalue()


def rebuild(derivation: Derivation, parents: Sequence[bytes]) -> bytes:
    """Return a grown sample's file from its parents' files; ValueError where nothing is left."""
    image = make(derivation, [decode.open_plain(data) for data in parents])
    if image is None:
        raise ValueError("nothing is left of the image")
    return png(image)


def _rng_of(seed: int, place: int) -> Rng:
    # Each step has a generator of its own: leaving one out does not change the others.
    return np.random.default_rng((seed, place))
