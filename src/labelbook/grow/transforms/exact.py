"""Mirrors and quarter turns: no pixel is resampled. What they do to a class is a label law."""

from __future__ import annotations

from PIL import Image

from labelbook.grow.records import Lot

TURN = Image.Transpose


def mirror_left_right(image: Image.Image, lot: Lot) -> Image.Image:
    """See it in a mirror that stands beside it."""
    return image.transpose(TURN.FLIP_LEFT_RIGHT)


def mirror_top_bottom(image: Image.Image, lot: Lot) -> Image.Image:
    """See it in a mirror that lies below it."""
    return image.transpose(TURN.FLIP_TOP_BOTTOM)


def rotate_90(image: Image.Image, lot: Lot) -> Image.Image:
    """Turn it by a quarter, clockwise."""
    return image.transpose(TURN.ROTATE_270)


def rotate_180(image: Image.Image, lot: Lot) -> Image.Image:
    """Turn it upside down."""
    return image.transpose(TURN.ROTATE_180)


def rotate_270(image: Image.Image, lot: Lot) -> Image.Image:
    """Turn it by a quarter, anticlockwise."""
    return image.transpose(TURN.ROTATE_90)
