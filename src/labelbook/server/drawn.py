"""What of the canvas travels as JSON; images as base64, so that a repeat is the same request."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Literal

from pydantic import Field

from labelbook.errors import BadInput
from labelbook.server.wire import Id, Key, Model, Name

LONGEST = 64 * 2**20
"""Characters of an image: 48 MiB of PNG."""

Png = Annotated[str, Field(min_length=1, max_length=LONGEST)]
Split = Literal["train", "val", "test"]
Tag = Annotated[str, Field(min_length=1, max_length=200)]


class DrawnIn(Model):
    """Save what is on a canvas as a sample. key: names the request; a repeat is no second one.

    pair: a sample that gets the same tags, in the same changeset.
    """

    author: Name
    png: Png
    label: Annotated[str, Field(min_length=1, max_length=200)]
    split: Split = "train"
    parents: Annotated[tuple[Id, ...], Field(max_length=100)] = ()
    note: str = ""
    tags: Annotated[tuple[Tag, ...], Field(max_length=20)] = ()
    pair: Id | None = None
    key: Key | None = None


class DrawnOut(Model):
    """The sample that was drawn, and the changeset that brought it."""

    sample: int
    changeset: int


class PieceIn(Model):
    """Keep a piece: a PNG with a cover. source: the sample that it was taken from."""

    author: Name
    png: Png
    label: Annotated[str | None, Field(max_length=200)] = None
    source: Id | None = None


class PutAwayIn(Model):
    """Take a piece out of the tray, or bring it back."""

    author: Name
    gone: bool


class PieceOut(Model):
    """A piece of a drawing. thickness: of its strokes, pixels; darkness: 0 to 1."""

    id: int
    label: str | None
    source: int | None
    width: int
    height: int
    thickness: float
    darkness: float
    author: str
    at: str
    gone: bool


class PutAside(PieceOut):
    """A piece that was put away. by, when: empty where nobody noted it."""

    by: str
    when: str


class PutAsideList(Model):
    """The pieces that are out of the tray, the last first."""

    pieces: list[PutAside]


class OffersIn(Model):
    """What is looked for: a class or any, near the style of a sample or of an image."""

    label: Annotated[str | None, Field(max_length=200)] = None
    split: Split = "train"
    near: Id | None = None
    png: Png | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 24


class OfferOut(Model):
    """A kept piece, or the whole drawing of a sample. distance: 0 alike to 2; null: unknown."""

    kind: Literal["piece", "drawing"]
    id: int
    label: str | None
    source: int | None
    distance: float | None
    author: str | None


class OfferList(Model):
    """What can be composed with, the nearest in style first."""

    offers: list[OfferOut]


class GuessOut(Model):
    """What the current model says. learnt_from: how many samples it has learnt from."""

    classes: list[str]
    probabilities: list[float]
    learnt_from: int


class WantedOut(Model):
    """A sample to draw from next. label: the class that is wanted; why: a sentence."""

    sample: int
    kind: Literal["misclassified", "hard", "missing"]
    label: str | None
    why: str


class WantedList(Model):
    """What to draw from, the most urgent first."""

    wanted: list[WantedOut]


def bytes_of(png: str) -> bytes:
    """Read base64; BadInput where it is none."""
    try:
        return base64.b64decode(png, validate=True)
    except binascii.Error as error:
        raise BadInput("the image is not base64: send the bytes of a PNG as base64") from error
