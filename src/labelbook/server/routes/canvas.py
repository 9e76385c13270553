"""The canvas over HTTP: drawn samples, pieces, live answers, what to draw next."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Path, Query, Request, Response

from labelbook.book import Book
from labelbook.errors import BadInput, LabelbookError
from labelbook.journal.records import KeptPiece
from labelbook.server.deps import TheBook, TheHub
from labelbook.server.drawn import (
    DrawnIn,
    DrawnOut,
    GuessOut,
    OfferList,
    OfferOut,
    OffersIn,
    PieceIn,
    PieceOut,
    PutAside,
    PutAsideList,
    PutAwayIn,
    WantedList,
    WantedOut,
    bytes_of,
)
from labelbook.server.live import Hub
from labelbook.server.routes.samples import FOREVER
from labelbook.server.wire import Problem

router = APIRouter(prefix="/api", responses={"4XX": {"model": Problem}})
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
LARGEST = 48 * 2**20
PLACED_AFTER = 0.3
"""Seconds."""


@router.post("/drawn", status_code=201)
def drawn(book: TheBook, hub: TheHub, wanted: DrawnIn, later: BackgroundTasks) -> DrawnOut:
    """Add a drawing as a sample, in one changeset that can be undone; then put it on the maps."""
    sample, changeset = book.draw(
        bytes_of(wanted.png),
        wanted.label,
        split=wanted.split,
        parents=wanted.parents,
        author=wanted.author,
        message=wanted.note,
        tags=wanted.tags,
        pair=wanted.pair,
        key=wanted.key,
    )
    hub.wake()
    later.add_task(_place, book, hub, sample)
    return DrawnOut(sample=sample, changeset=changeset)


@router.post(
    "/predict",
    openapi_extra={"requestBody": {"content": {"image/png": {}}, "required": True}},
)
async def predict(book: TheBook, request: Request) -> GuessOut:
    """Say which class the current model sees in a PNG; 409 "not-ready" before embedding."""
    from fastapi.concurrency import run_in_threadpool

    png = await request.body()
    if len(png) > LARGEST:
        raise BadInput(f"the image has {len(png):,} bytes: at most {LARGEST:,} are looked at")
    found = await run_in_threadpool(book.guess, png)
    return GuessOut(
        classes=list(found.classes),
        probabilities=list(found.probabilities),
        learnt_from=found.learnt_from,
    )


@router.get("/drawing-queue")
def queue(book: TheBook, limit: Annotated[int, Query(ge=1, le=1000)] = 200) -> WantedList:
    """Give the samples to draw from next: misclassified, hard, then what a style lacks."""
    return WantedList(
        wanted=[WantedOut.model_validate(asdict(each)) for each in book.drawing_queue(limit)]
    )


@router.post("/pieces", status_code=201)
def keep(book: TheBook, hub: TheHub, wanted: PieceIn) -> PieceOut:
    """Keep a piece for everybody's tray."""
    made = book.keep_piece(
        bytes_of(wanted.png), wanted.label, author=wanted.author, source=wanted.source
    )
    hub.pieces_moved()
    return _out(made)


@router.post("/pieces/offers")
def offers(book: TheBook, wanted: OffersIn) -> OfferList:
    """Offer pieces, and with a class drawings of it, the nearest in style first."""
    found = book.offers(
        wanted.label,
        split=wanted.split,
        near=wanted.near,
        png=None if wanted.png is None else bytes_of(wanted.png),
        limit=wanted.limit,
    )
    return OfferList(offers=[OfferOut.model_validate(asdict(each)) for each in found])


@router.post("/pieces/{piece}/put-away")
def put_away(book: TheBook, hub: TheHub, piece: Number, wanted: PutAwayIn) -> PieceOut:
    """Take a piece out of the tray, or bring it back."""
    made = book.put_piece_away(piece, author=wanted.author, gone=wanted.gone)
    hub.pieces_moved()
    return _out(made)


@router.get("/pieces/put-away")
def put_aside(book: TheBook, limit: Annotated[int, Query(ge=1, le=1000)] = 100) -> PutAsideList:
    """Give the pieces that were put away, with by whom and when."""
    return PutAsideList(
        pieces=[
            PutAside(**vars(_out(piece)), by=by, when=when)
            for piece, by, when in book.pieces_put_away(limit)
        ]
    )


@router.get("/pieces/{piece}/image", response_class=Response)
def piece_image(book: TheBook, piece: Number) -> Response:
    """Give a piece as a PNG with a cover; a piece never changes."""
    return Response(book.piece_image(piece), media_type="image/png", headers=FOREVER)


@router.get("/samples/{sample}/drawing", response_class=Response)
def drawing(book: TheBook, sample: Number, v: str | None = None) -> Response:
    """Give a sample's main drawing without its paper. v: the first digits of its hash."""
    headers = {"Cache-Control": "no-cache"} if v is None else FOREVER
    return Response(book.drawing(sample), media_type="image/png", headers=headers)


def _place(book: Book, hub: Hub, sample: int) -> None:
    # First everybody fetches the new sample; its place on the map can wait that long.
    time.sleep(PLACED_AFTER)
    # Whatever goes wrong here, the drawing is saved; the next embedding brings its place.
    with suppress(LabelbookError, OSError):
        if book.place(sample):
            hub.map_moved()


def _out(piece: KeptPiece) -> PieceOut:
    fields = asdict(piece)
    del fields["image"]
    return PieceOut(**fields)
