"""Saving what is drawn by hand: samples, and pieces for the tray."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from labelbook.canvas import piece_store
from labelbook.context import BookContext
from labelbook.core import blobs
from labelbook.core.arrays import Pixels
from labelbook.core.limits import IMAGES
from labelbook.core.types import SampleId
from labelbook.errors import BadInput
from labelbook.grow.service import Growth
from labelbook.images import decode, header, paper, pieces
from labelbook.images.roots import Root
from labelbook.journal.records import NewMade, SavedPiece
from labelbook.journal.samples import added_by

MIN_OPACITY = 128
"""A piece's pixels of this opacity (0 to 255) or more count as its ink."""


@dataclass(frozen=True)
class Drawing:
    """An image (PNG) that was drawn, and the sample that it becomes.

    parents: the samples that it was drawn from; it must be in their split. pair: a sample that
    gets the same tags.
    """

    png: bytes
    label: str
    split: str = "train"
    parents: Sequence[int] = ()
    tags: Sequence[str] = ()
    pair: int | None = None


def draw(
    ctx: BookContext, drawing: Drawing, *, author: str, message: str, key: str | None
) -> tuple[int, int]:
    """Add a drawing as a sample; returns the sample and its changeset."""
    picture = decode.open_plain(drawing.png)
    pixels = np.asarray(picture)
    if not paper.inked(pixels).any():
        raise BadInput("the canvas is empty: draw something before it is saved")
    made = NewMade(
        png=_as_plain(drawing.png, picture, pixels),
        label=drawing.label,
        split=drawing.split,
        tags=tuple(drawing.tags),
        parents=tuple(drawing.parents),
        recipe=json.dumps({"canvas": 1}),
        pair=drawing.pair,
    )
    changeset = Growth(ctx).add([made], author=author, message=message, tool="canvas", key=key)
    with ctx.database.reading() as connection:
        sample = added_by(connection, changeset)[0]
    return sample, changeset


def _as_plain(png: bytes, picture: Image.Image, pixels: Pixels) -> bytes:
    """Return the picture as a PNG that is grey where it has no colours, as its parents are."""
    opened = header.opened(png)
    if (opened.format, opened.mode) == ("PNG", picture.mode) and picture.mode == "L":
        return png
    is_grey = pixels.ndim == 2 or bool((pixels == pixels[..., :1]).all())
    return _png(picture.convert("L") if is_grey else picture)


def add_piece(
    ctx: BookContext,
    png: bytes,
    label: str | None,
    source: int | None,
    author: str,
) -> SavedPiece:
    """Add a piece to everybody's tray; the same piece twice is one."""
    picture = decode.decoded(png).convert("RGBA")
    lifted = np.asarray(picture)
    if not (lifted[..., 3] >= MIN_OPACITY).any():
        raise BadInput("the piece is empty: select a stroke before it is saved")
    hand = pieces.hand_of(lifted)
    location = blobs.add(ctx.directory / IMAGES, _png(picture), ".png")
    piece = SavedPiece(
        id=0,
        label=label,
        source=None if source is None else SampleId(source),
        image=location,
        width=picture.width,
        height=picture.height,
        thickness=round(hand.thickness, 3),
        darkness=round(hand.darkness, 4),
        author=author,
        at="",
    )
    with ctx.database.writing() as connection:
        for known in piece_store.list_pieces(connection, label):
            if (known.image, known.label, known.source) == (location, label, source):
                return known
        return piece_store.add(connection, piece)


def piece_image(ctx: BookContext, piece: int) -> bytes:
    """Return a piece's PNG."""
    with ctx.database.reading() as connection:
        found = piece_store.get(connection, piece)
    return Root.of(ctx.directory, IMAGES).file(found.image, f"piece {piece}").read_bytes()


def drawing(ctx: BookContext, sample: int | str) -> bytes:
    """Return a sample's main drawing without its paper, as a PNG with transparency."""
    found = ctx.journal.sample(sample)
    pixels = np.asarray(decode.open_plain(ctx.files.path(found.id).read_bytes()))
    lifted = pieces.drawing(pixels)
    if lifted is None:
        raise BadInput(f"{found.path} has no ink that could be lifted: choose another sample")
    return _png(Image.fromarray(lifted, "RGBA"))


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=6)
    return out.getvalue()
