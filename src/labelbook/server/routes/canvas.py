"""Routes of the canvas: drawings, pieces, guesses, what to draw next."""

from __future__ import annotations

import asyncio
import base64
import binascii
import logging
from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, BackgroundTasks, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import Field

from labelbook.book import Book
from labelbook.canvas.save import Drawing
from labelbook.errors import BadInput, LabelbookError
from labelbook.journal.records import DrawingTarget, Guess, Offer, SavedPiece
from labelbook.server.deps import TheBook, TheHub
from labelbook.server.live import Hub
from labelbook.server.wire import (
    FOREVER,
    ClassName,
    Key,
    Label,
    Model,
    Name,
    PieceId,
    Png,
    Problem,
    SampleId,
    body,
)

log = logging.getLogger("labelbook.server")

router = APIRouter(prefix="/api", tags=["canvas"], responses={"4XX": {"model": Problem}})
LONGEST = 64 * 2**20
"""Characters of an image: 48 MiB of PNG."""
PngText = Annotated[str, Field(min_length=1, max_length=LONGEST)]
Split = Literal["train", "val", "test"]
LARGEST = 48 * 2**20
PLACED_AFTER = 0.3
"""Seconds."""


class DrawnIn(Model):
    """A drawing to save as a sample. key: names the request; a repeat is no second one.

    pair: a sample that gets the same tags, in the same changeset.
    """

    author: Name
    png: PngText
    label: Label
    split: Split = "train"
    parents: Annotated[tuple[SampleId, ...], Field(max_length=100)] = ()
    note: str = ""
    tags: Annotated[tuple[Label, ...], Field(max_length=20)] = ()
    pair: SampleId | None = None
    key: Key | None = None


class DrawnOut(Model):
    """The sample that was drawn, and the changeset that added it."""

    sample: int
    changeset: int


class PieceIn(Model):
    """A piece to save: a PNG with transparency. source: the sample that it was taken from."""

    author: Name
    png: PngText
    label: ClassName | None = None
    source: SampleId | None = None


class RemovePieceIn(Model):
    """Remove a piece from the tray, or restore it."""

    author: Name
    removed: bool


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
    removed: bool


class RemovedPiece(PieceOut):
    """A removed piece. by, when: empty where they were not recorded."""

    by: str
    when: str


class RemovedPieces(Model):
    """The removed pieces, the last removed first."""

    pieces: list[RemovedPiece]


class OffersIn(Model):
    """What to look for: a class or any, near the style of a sample or of an image."""

    label: ClassName | None = None
    split: Split = "train"
    near: SampleId | None = None
    png: PngText | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 24


class OfferList(Model):
    """What can be composed with, the nearest in style first."""

    offers: list[Offer]


class WantedList(Model):
    """What to draw from, the most urgent first."""

    wanted: list[DrawingTarget]


def bytes_of(png: str) -> bytes:
    """Read base64; BadInput where it is none."""
    try:
        return base64.b64decode(png, validate=True)
    except binascii.Error as error:
        raise BadInput("the image is not base64: send the bytes of a PNG as base64") from error


@router.post("/drawn", status_code=201)
def save_drawing(book: TheBook, hub: TheHub, wanted: DrawnIn, later: BackgroundTasks) -> DrawnOut:
    """Add a drawing as a sample, in one changeset that can be undone; then put it on the maps."""
    sample, changeset = book.canvas.save(
        Drawing(
            png=bytes_of(wanted.png),
            label=wanted.label,
            split=wanted.split,
            parents=wanted.parents,
            tags=wanted.tags,
            pair=wanted.pair,
        ),
        author=wanted.author,
        message=wanted.note,
        key=wanted.key,
    )
    hub.wake()
    later.add_task(_place, book, hub, sample)
    return DrawnOut(sample=sample, changeset=changeset)


@router.post("/predict", openapi_extra=body("image/png"))
async def guess_class(book: TheBook, request: Request) -> Guess:
    """Return what the current model makes of a PNG; 409 "not-ready" before embedding."""
    png = await request.body()
    if len(png) > LARGEST:
        raise BadInput(f"the image has {len(png):,} bytes: at most {LARGEST:,} are looked at")
    return await run_in_threadpool(book.canvas.guess, png)


@router.get("/drawing-queue")
def list_drawing_queue(
    book: TheBook, limit: Annotated[int, Query(ge=1, le=1000)] = 200
) -> WantedList:
    """Return the samples to draw from next: misclassified, hard, then what a style lacks."""
    return WantedList(wanted=book.canvas.queue(limit))


@router.post("/pieces", status_code=201)
def save_piece(book: TheBook, hub: TheHub, wanted: PieceIn) -> PieceOut:
    """Save a piece to everybody's tray."""
    made = book.canvas.add_piece(
        bytes_of(wanted.png), wanted.label, author=wanted.author, source=wanted.source
    )
    hub.stale("pieces")
    return _out(made)


@router.post("/pieces/offers")
def list_tray(book: TheBook, wanted: OffersIn) -> OfferList:
    """Return pieces, and with a class drawings of it, the nearest in style first."""
    found = book.canvas.tray(
        wanted.label,
        split=wanted.split,
        near=wanted.near,
        png=None if wanted.png is None else bytes_of(wanted.png),
        limit=wanted.limit,
    )
    return OfferList(offers=found)


@router.post("/pieces/{piece}/remove")
def remove_piece(book: TheBook, hub: TheHub, piece: PieceId, wanted: RemovePieceIn) -> PieceOut:
    """Remove a piece from the tray, or restore it."""
    made = book.canvas.remove_piece(piece, author=wanted.author, removed=wanted.removed)
    hub.stale("pieces")
    return _out(made)


@router.get("/pieces/removed")
def list_removed_pieces(
    book: TheBook, limit: Annotated[int, Query(ge=1, le=1000)] = 100
) -> RemovedPieces:
    """Return the removed pieces, with by whom and when."""
    return RemovedPieces(
        pieces=[
            RemovedPiece(**vars(_out(piece)), by=by, when=when)
            for piece, by, when in book.canvas.removed_pieces(limit)
        ]
    )


@router.get("/pieces/{piece}/image", response_class=Png)
def get_piece_image(book: TheBook, piece: PieceId) -> Response:
    """Return a piece as a PNG with transparency; a piece never changes."""
    return Png(book.canvas.piece_image(piece), headers=FOREVER)


@router.get("/samples/{sample}/drawing", response_class=Png)
def get_drawing(book: TheBook, sample: SampleId, v: str | None = None) -> Response:
    """Return a sample's main drawing without its paper. v: the first digits of its hash."""
    headers = {"Cache-Control": "no-cache"} if v is None else FOREVER
    return Png(book.canvas.ink(sample), headers=headers)


async def _place(book: Book, hub: Hub, sample: int) -> None:
    # First everybody fetches the new sample; its place on the map can wait that long.
    await asyncio.sleep(PLACED_AFTER)
    # Whatever goes wrong here, the drawing is saved; the next embedding adds its place.
    try:
        if await run_in_threadpool(book.canvas.place, sample):
            hub.stale("map")
    except (LabelbookError, OSError) as error:
        log.warning("sample %s is on no map yet: %s", sample, error)


def _out(piece: SavedPiece) -> PieceOut:
    fields = asdict(piece)
    del fields["image"]
    return PieceOut(**fields)
