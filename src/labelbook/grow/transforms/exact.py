"""Mirrors and quarter turns: no pixel is resampled. Label laws say what they make of a class."""

from __future__ import annotations

from PIL import Image

from labelbook.grow.records import Rng

TURN = Image.Transpose


def mirror_left_right(image: Image.Image, rng: Rng) -> Image.Image:
    """Mirror an image left to right."""
    return image.transpose(TURN.FLIP_LEFT_RIGHT)


def mirror_top_bottom(image: Image.Image, rng: Rng) -> Image.Image:
    """Mirror an image top to bottom."""
    return image.transpose(TURN.FLIP_TOP_BOTTOM)


def rotate_90(image: Image.Image, rng: Rng) -> Image.Image:
    """Turn an image by 90 degrees, clockwise."""
    return image.transpose(TURN.ROTATE_270)


def rotate_180(image: Image.Image, rng: Rng) -> Image.Image:
    """Turn an image by 180 degrees."""
    return image.transpose(TURN.ROTATE_180)


def rotate_270(image: Image.Image, rng: Rng) -> Image.Image:
    """Turn an image by 270 degrees, clockwise."""
    return image.transpose(TURN.ROTATE_90)
