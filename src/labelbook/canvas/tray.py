"""The tray: saved pieces and whole drawings to compose with, the nearest in style first."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from labelbook.canvas import piece_store
from labelbook.canvas.guess import guesser_of
from labelbook.context import BookContext
from labelbook.core.arrays import Floats, Ids, rows_of
from labelbook.core.types import SampleId
from labelbook.errors import BadInput, NotFound, NotReady
from labelbook.images import decode
from labelbook.images.pieces import Hand, apart, hand
from labelbook.images.unreadable import IMAGE_ERRORS, why_unreadable
from labelbook.journal.database import Database
from labelbook.journal.records import SPLITS, Offer, SavedPiece
from labelbook.maps import chart as projection
from labelbook.maps import embed as embedded
from labelbook.maps.chart import Chart

log = logging.getLogger("labelbook.canvas")

FAR = 2.0
"""The distance of what is opposite in style."""
SHOWN = 5
"""Unreadable images that the log names."""
HAND_SHARE = 0.5
"""The distance of style that strokes of twice the thickness add."""

LARGE = 400
"""Images of twice this side are measured at half their size, and so on."""

GENERATIONS = 5
"""How many parents up the style of a sample that is on no map yet is looked for."""


def offers(
    ctx: BookContext,
    *,
    label: str | None,
    split: str,
    near: int | None,
    png: bytes | None,
    limit: int,
) -> list[Offer]:
    """Return pieces of any class, and drawings of one class, the nearest in style first.

    Only what is in `split`: a child stays in its parents' split, and nothing comes from test.
    """
    if split not in SPLITS:
        raise BadInput(f"{split!r} is no split: use train, val or test")
    snapshot = ctx.journal.snapshot()
    columns = snapshot.columns
    here = (columns["excluded"] == 0) & (columns["split"] == SPLITS.index(split))
    present = columns["id"][here]
    with ctx.database.reading() as connection:
        saved = piece_store.list_pieces(connection, label)
    there = np.isin([piece.source or 0 for piece in saved], present)
    pieces = [
        piece
        for piece, is_there in zip(saved, there, strict=True)
        if piece.source is None or is_there
    ]
    drawings = np.empty(0, dtype=np.int64)
    if label in snapshot.classes:
        of_class = columns["label"] == snapshot.classes.index(label) + 1
        drawings = columns["id"][here & of_class].astype(np.int64)
        drawings = drawings[drawings != (near or 0)]
    sources = np.array([piece.source or 0 for piece in pieces], dtype=np.int64)
    distances = _distances(ctx, np.concatenate([sources, drawings]), near, png)
    # Pieces before drawings and newer before older, where the distance is the same.
    is_drawing = np.arange(len(distances)) >= len(pieces)
    ids = np.concatenate([[piece.id for piece in pieces], drawings]).astype(np.int64)
    far = np.where(np.isnan(distances), FAR, distances)
    chosen = np.lexsort((-ids, is_drawing, far))[:limit]
    found = []
    for place in chosen.tolist():
        distance = None if np.isnan(distances[place]) else float(distances[place])
        if place < len(pieces):
            piece = pieces[place]
            found.append(
                Offer("piece", piece.id, piece.label, piece.source, distance, piece.author)
            )
        else:
            sample = SampleId(ids[place].item())
            found.append(Offer("drawing", sample, label, sample, distance, None))
    return _ordered(_by_hand(ctx, pieces, found, near, png))


def _ordered(offers: list[Offer]) -> list[Offer]:
    """Return offers by distance, unknown ones last; pieces before drawings, newer before older."""

    def rank(offer: Offer) -> tuple[float, bool, int]:
        distance = FAR if offer.distance is None else offer.distance
        return distance, offer.kind != "piece", -offer.id

    return sorted(offers, key=rank)


def _distances(
    ctx: BookContext,
    sources: Ids,
    near: int | None,
    png: bytes | None,
) -> Floats:
    """Return the distance of each source in style: (n,), NaN where it is not known."""
    unknown = np.full(len(sources), np.nan, dtype=np.float32)
    chart = projection.load(embedded.cache(ctx) / "projection" / "style")
    if chart is None or len(sources) == 0:
        return unknown
    everything = np.append(sources, [] if near is None else [near]).astype(np.int64)
    places = _places(chart, ctx.database, everything)
    if near is not None and places[-1] >= 0:
        query = chart.space[places[-1]].astype(np.float32)
    elif png is not None:
        try:
            query = _seen(ctx, chart, png)
        except (NotReady, NotFound) as missing:
            log.info("the tray is not sorted by style: %s", missing)
            return unknown
    else:
        return unknown
    rows = places[: len(sources)]
    known = rows >= 0
    unknown[known] = np.maximum(0, 1 - chart.space[rows[known]].astype(np.float32) @ query)
    return unknown


def _places(chart: Chart, database: Database, asked: Ids) -> Ids:
    """Return the chart's row of each sample or of its nearest ancestor there, -1 for none."""
    for _ in range(GENERATIONS):
        rows = rows_of(chart.samples, asked)
        lost = rows < 0
        if not lost.any():
            return rows
        with database.reading() as connection:
            parents = piece_store.parents_of(connection, np.unique(asked[lost]).tolist())
        if not parents:
            break
        asked = np.array([parents.get(sample, sample) for sample in asked.tolist()])
    return rows_of(chart.samples, asked)


def _seen(ctx: BookContext, chart: Chart, png: bytes) -> Floats:
    """Return the drawing's place in the space of the style map: (d,)."""
    vectors = guesser_of(ctx).vectors_of(png)
    guess = guesser_of(ctx).guess(png)
    label = guess.classes[int(np.argmax(guess.probabilities))]
    code = chart.classes.index(label) + 1 if label in chart.classes else 0
    if vectors.shape[1] != len(chart.lens.centre):
        raise NotReady("the style map is of another embedder")
    looked = chart.lens.apply(vectors.astype(np.float16), np.array([code]))
    return np.asarray(looked[0])


def _by_hand(
    ctx: BookContext,
    pieces: Sequence[SavedPiece],
    offers: list[Offer],
    near: int | None,
    png: bytes | None,
) -> list[Offer]:
    """Add to each distance how different thickness and darkness are.

    The style map knows hand and paper, but strokes that lie side by side must also be as thick and
    as dark: that is what one sees first.
    """
    samples = [offer.id for offer in offers if offer.kind == "drawing"]
    hands = _hands(ctx, [*samples, *([] if near is None else [near])])
    mine = _measured(png) if png is not None else None
    if mine is None and near is not None:
        mine = hands.get(near)
    if mine is None:
        return offers
    of_pieces = {piece.id: Hand(piece.thickness, piece.darkness) for piece in pieces}
    found = []
    for offer in offers:
        hand = of_pieces[offer.id] if offer.kind == "piece" else hands.get(offer.id)
        known = FAR / 2 if offer.distance is None else offer.distance
        off = known if hand is None else min(FAR, known + HAND_SHARE * apart(mine, hand))
        found.append(replace(offer, distance=off))
    return found


def _hands(ctx: BookContext, samples: Sequence[int]) -> dict[int, Hand | None]:
    """Return the hand of each of a few samples; None where nothing is drawn.

    Samples whose files cannot be read are left out, and logged.
    """
    found: dict[int, Hand | None] = {}
    unread: list[str] = []
    for sample, file in ctx.files.of(samples).items():
        try:
            found[sample] = _hand_of(file.hash, file.locate())
        except IMAGE_ERRORS as error:
            unread.append(f"sample {sample} ({why_unreadable(error)})")
    if unread:
        log.warning("%d images could not be read: %s", len(unread), "; ".join(unread[:SHOWN]))
    return found


@lru_cache(maxsize=100_000)
def _hand_of(_content: str, path: Path) -> Hand | None:
    """Return the hand of a file. _content: its hash, so that a changed file is measured again."""
    return _measured(path.read_bytes())


def _measured(data: bytes) -> Hand | None:
    try:
        picture = decode.open_plain(data)
        smaller = max(1, max(picture.size) // LARGE)
        found = hand(np.asarray(picture.reduce(smaller)), whole=True)
        return found and Hand(smaller * found.thickness, found.darkness)
    except BadInput:
        return None
