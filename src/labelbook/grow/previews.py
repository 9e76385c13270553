"""Pictures of what would be made: a recipe on real samples, a transform on one of them."""

from __future__ import annotations

import io

import numpy as np
import polars as pl
from PIL import Image

from labelbook.context import BookContext
from labelbook.errors import BadInput, LabelbookError
from labelbook.grow import preview
from labelbook.grow.laws import decisions
from labelbook.grow.laws.law import law_of
from labelbook.grow.recipe import recipe_of
from labelbook.grow.transforms import governed, transforms
from labelbook.images import decode

MOST = 12


def grid(ctx: BookContext, recipe: str | None, rows: int, columns: int, seed: int) -> bytes:
    """Draw a recipe on samples of as many classes as there are rows: a PNG."""
    if not 1 <= rows <= MOST or not 1 <= columns <= MOST:
        raise BadInput(f"a preview has 1 to {MOST} rows and columns, not {rows} and {columns}")
    chosen = recipe_of(ctx, recipe)
    # What nobody has decided or asked the samples about is left out here: a preview shall not wait.
    decided = {
        (cell.transform, cell.label): law_of(law)
        for cell in decisions.table(ctx).cells
        if (law := cell.law or _clear(cell)) is not None
    }
    found: list[tuple[Image.Image, str]] = []
    for sample, label in _some(ctx, rows, seed):
        try:
            data = ctx.files.path(sample).read_bytes()
            found.append((decode.open_plain(data), label))
        except (LabelbookError, OSError):
            continue
    if not found:
        raise BadInput("there is no labelled sample in train to show the recipe on")
    return _png(preview.grid(found, chosen, decided, columns=columns, seed=seed))


def _clear(cell: decisions.LawCell) -> str | None:
    """What the samples speak for clearly."""
    return cell.proposal.law if cell.proposal is not None and cell.proposal.sure else None


def _some(ctx: BookContext, count: int, seed: int) -> list[tuple[int, str]]:
    """Samples of train by lot, class after class."""
    train = ctx.journal.samples().filter(
        ~pl.col("excluded")
        & (pl.col("split") == "train")
        & pl.col("label").is_not_null()
        & (pl.col("origin") != "augmented")
        & ~pl.col("sample").is_in(decisions.doubtful(ctx) or [])
    )
    lot = np.random.default_rng(seed)
    by_class = {
        name: lot.permutation(train.filter(label=name)["sample"].to_numpy()).tolist()
        for name in decisions.classes_of(ctx)
    }
    most = max((len(samples) for samples in by_class.values()), default=0)
    dealt = [
        (samples[place], name)
        for place in range(min(most, count))
        for name, samples in by_class.items()
        if place < len(samples)
    ]
    return dealt[:count]


def transformed(ctx: BookContext, sample: int, transform: str, side: int) -> bytes:
    """Return what a governed transform makes of a sample: a PNG, `side` pixels a side at most."""
    if transform not in governed():
        raise BadInput(f"no law is about {transform!r}: use {', '.join(governed())}")
    image = decode.open_plain(ctx.files.path(sample).read_bytes())
    image.thumbnail((side, side))
    made = transforms.get(transform).apply(image, np.random.default_rng(sample))
    if made is None:
        raise BadInput(f"{transform} leaves nothing of sample {sample}: it has one stroke only")
    return _png(made)


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
