"""Previews: a recipe applied to real samples, a transform applied to one of them."""

from __future__ import annotations

import io
import logging

import numpy as np
import polars as pl
from PIL import Image, ImageDraw

from labelbook.context import BookContext
from labelbook.core.types import SampleId
from labelbook.errors import BadInput
from labelbook.grow import render
from labelbook.grow.laws import decisions
from labelbook.grow.laws.law import Laws, law_of
from labelbook.grow.recipes import recipe_of
from labelbook.grow.records import Recipe
from labelbook.grow.transforms import governed, transforms
from labelbook.images import decode
from labelbook.images.unreadable import IMAGE_ERRORS, why_unreadable

log = logging.getLogger("labelbook.grow")

log = logging.getLogger("labelbook.grow")

MOST = 12
SIDE = 96
_GAP = 6
_BEYOND = 10  # Pixels between the original and what was made of it.
_GROUND, _WORDS = (236, 236, 238), (70, 70, 76)


def grid(ctx: BookContext, recipe: str | None, rows: int, columns: int, seed: int) -> bytes:
    """Return a recipe applied to samples, a row for each, as a PNG."""
    if not 1 <= rows <= MOST or not 1 <= columns <= MOST:
        raise BadInput(f"a preview has 1 to {MOST} rows and columns, not {rows} and {columns}")
    chosen = recipe_of(ctx, recipe)
    # Laws that were neither decided nor tested are left out: a preview must not wait for the test.
    decided = {
        (cell.transform, cell.label): law_of(law)
        for cell in decisions.table(ctx).cells
        if (law := cell.law or _clear(cell)) is not None
    }
    found: list[tuple[Image.Image, str]] = []
    unread: list[str] = []
    for sample, label in _some(ctx, rows, seed):
        try:
            data = ctx.files.path(sample).read_bytes()
            found.append((decode.open_plain(data), label))
        except IMAGE_ERRORS as error:
            unread.append(f"sample {sample} ({why_unreadable(error)})")
    if unread:
        log.warning("%d images could not be read: %s", len(unread), "; ".join(unread))
    if not found and unread:
        raise BadInput(f"no image could be read to show the recipe on: {unread[0]}")
    if not found:
        raise BadInput("there is no labelled sample in train to show the recipe on")
    return _png(sheet_of(found, chosen, decided, columns=columns, seed=seed))


def _clear(cell: decisions.LawCell) -> str | None:
    """Return the law that the samples are clear about."""
    return cell.proposal.law if cell.proposal is not None and cell.proposal.sure else None


def _some(ctx: BookContext, count: int, seed: int) -> list[tuple[int, str]]:
    """Return random samples of train, of one class after the other."""
    train = ctx.journal.samples().filter(
        ~pl.col("excluded")
        & (pl.col("split") == "train")
        & pl.col("label").is_not_null()
        & (pl.col("origin") != "augmented")
        & ~pl.col("sample").is_in(decisions.flagged_samples(ctx) or [])
    )
    rng = np.random.default_rng(seed)
    by_class = {
        name: rng.permutation(train.filter(label=name)["sample"].to_numpy()).tolist()
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


def transformed(ctx: BookContext, sample: SampleId, transform: str, side: int) -> bytes:
    """Return a sample after a governed transform: a PNG, `side` pixels a side at most."""
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


def sheet_of(
    samples: list[tuple[Image.Image, str]],
    recipe: Recipe,
    laws: Laws,
    *,
    columns: int,
    seed: int,
    words: bool = True,
) -> Image.Image:
    """Return a recipe applied to samples (image, class), `columns` results beside each original.

    Where a result has another class, that is written below it.
    """
    step = SIDE + _GAP
    line = 18 if words else 0
    width = _GAP + (columns + 1) * step + _BEYOND
    sheet = Image.new("RGB", (width, _GAP + len(samples) * (step + line)), _GROUND)
    pen = ImageDraw.Draw(sheet)
    rng = np.random.default_rng((seed, 2))
    for row, (image, label) in enumerate(samples):
        top = _GAP + row * (step + line)
        _put(sheet, image, _GAP, top)
        if words:
            pen.text((_GAP, top + SIDE + 1), label, fill=_WORDS, font_size=13)
        other = samples[(row + 1) % len(samples)][0]
        for column, own in enumerate(rng.integers(0, 2**31 - 1, columns).tolist()):
            how, becomes = render.choose(recipe, label, laws, own, may_swap=len(samples) > 1)
            made = render.make(how, [image, other])
            left = _GAP + (column + 1) * step + _BEYOND
            if made is not None:
                _put(sheet, made, left, top)
            if words and becomes != label:
                text = f"becomes {becomes}"
                pen.text((left, top + SIDE + 1), text, fill=_WORDS, font_size=13)
    return sheet


def tile(image: Image.Image, side: int = SIDE) -> Image.Image:
    """Return an image fitted into a square of the sheet's colour."""
    whole = Image.new("RGB", (side, side), _GROUND)
    small = image.convert("RGB")
    scale = side / max(small.size)
    size = max(1, round(small.width * scale)), max(1, round(small.height * scale))
    small = small.resize(size, Image.Resampling.BOX if scale < 1 else Image.Resampling.BILINEAR)
    whole.paste(small, ((side - size[0]) // 2, (side - size[1]) // 2))
    return whole


def _put(sheet: Image.Image, image: Image.Image, left: int, top: int) -> None:
    sheet.paste(tile(image), (left, top))
