"""What the tray offers to compose with: kept pieces and whole drawings, nearest in style first."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from labelbook.canvas import pieces as kept
from labelbook.canvas.guess import guesser_of
from labelbook.context import BookContext
from labelbook.core.arrays import Floats, Ids, rows_of
from labelbook.errors import BadInput, NotFound, NotReady
from labelbook.images import decode
from labelbook.images.pieces import Hand, apart, hand
from labelbook.images.unreadable import IMAGE_ERRORS, why_unreadable
from labelbook.journal.database import Database
from labelbook.journal.records import SPLITS, KeptPiece, Offer
from labelbook.maps import chart as projection
from labelbook.maps import embed as embedded
from labelbook.maps.chart import Chart

log = logging.getLogger("labelbook.canvas")

FAR = 2.0
HAND_SHARE = 0.5
"""Strokes twice as thick count like this much of style."""

LARGE = 400
"""Images of twice this side are measured at half their size, and so on."""

GENERATIONS = 5
"""How far back the style of a sample that is on no map yet is looked for."""


def offers(
    ctx: BookContext,
    *,
    label: str | None,
    split: str,
    near: int | None,
    png: bytes | None,
    limit: int,
) -> list[Offer]:
    """Offer pieces of any class, and drawings of one class, nearest in style first.

    Only what lies in `split`: a child stays in its parents' split, and nothing comes from test.
    """
    if split not in SPLITS:
        raise BadInput(f"{split!r} is no split: use train, val or test")
    snapshot = ctx.journal.snapshot()
    columns = snapshot.columns
    here = (columns["excluded"] == 0) & (columns["split"] == SPLITS.index(split))
    present = columns["id"][here]
    with ctx.database.reading() as connection:
        everything = kept.everything(connection, label)
    there = np.isin([piece.source or 0 for piece in everything], present)
    pieces = [
        piece
        for piece, is_there in zip(everything, there, strict=True)
        if piece.source is None or is_there
    ]
    drawings = np.empty(0, dtype=np.int64)
    if label in snapshot.classes:
        of_class = columns["label"] == snapshot.classes.index(label) + 1
        drawings = columns["id"][here & of_class].astype(np.int64)
        drawings = drawings[drawings != (near or 0)]
    sources = np.array([piece.source or 0 for piece in pieces], dtype=np.int64)
    distances = _distances(ctx, np.concatenate([sources, drawings]), near, png)
    # Pieces before drawings and newer before older, where the style says nothing else.
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
            sample = int(ids[place])
            found.append(Offer("drawing", sample, label, sample, distance, None))
    return _ordered(_by_hand(ctx, pieces, found, near, png))


def _ordered(offers: list[Offer]) -> list[Offer]:
    """Nearest first; those whose style nobody knows last, pieces before drawings, newer first."""

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
    """How far each source is in style: (n,), not a number where that is not known."""
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
            log.info("pieces are offered in no order of style: %s", missing)
            return unknown
    else:
        return unknown
    rows = places[: len(sources)]
    known = rows >= 0
    unknown[known] = np.maximum(0, 1 - chart.space[rows[known]].astype(np.float32) @ query)
    return unknown


def _places(chart: Chart, database: Database, asked: Ids) -> Ids:
    """The chart's row of each sample or of its nearest ancestor on the chart, -1 for none."""
    for _ in range(GENERATIONS):
        rows = rows_of(chart.samples, asked)
        lost = rows < 0
        if not lost.any():
            return rows
        with database.reading() as connection:
            parents = kept.parents_of(connection, np.unique(asked[lost]).tolist())
        if not parents:
            break
        asked = np.array([parents.get(sample, sample) for sample in asked.tolist()])
    return rows_of(chart.samples, asked)


def _seen(ctx: BookContext, chart: Chart, png: bytes) -> Floats:
    """What is on the canvas, as the style lens shows it."""
    vectors = guesser_of(ctx).look(png)
    guess = guesser_of(ctx).guess(png)
    label = guess.classes[int(np.argmax(guess.probabilities))]
    code = chart.classes.index(label) + 1 if label in chart.classes else 0
    if vectors.shape[1] != len(chart.lens.centre):
        raise NotReady("the style map is of another embedder")
    looked = chart.lens.apply(vectors.astype(np.float16), np.array([code]))
    return np.asarray(looked[0])


def _by_hand(
    ctx: BookContext,
    pieces: Sequence[KeptPiece],
    offers: list[Offer],
    near: int | None,
    png: bytes | None,
) -> list[Offer]:
    """Add to each distance how different thickness and darkness are.

    The style lens knows hand and paper, but strokes that stand side by side must also be as thick
    and as dark: that is what the eye sees first.
    """
    samples = [offer.id for offer in offers if offer.kind == "drawing"]
    hands = _hands(ctx, [*samples, *([] if near is None else [near])])
    mine = _measured(png) if png is not None else None
    if mine is None and near is not None:
        mine = hands.get(near)
    if mine is None:
        return offers
    kept_hands = {piece.id: Hand(piece.thickness, piece.darkness) for piece in pieces}
    found = []
    for offer in offers:
        hand = kept_hands[offer.id] if offer.kind == "piece" else hands.get(offer.id)
        known = FAR / 2 if offer.distance is None else offer.distance
        off = known if hand is None else min(FAR, known + HAND_SHARE * apart(mine, hand))
        found.append(replace(offer, distance=off))
    return found


def _hands(ctx: BookContext, samples: Sequence[int]) -> dict[int, Hand | None]:
    """The hand of each of a few samples; None where nothing is drawn, or its file is gone."""
    found: dict[int, Hand | None] = {}
    for sample, file in ctx.files.of(samples).items():
        try:
            found[sample] = _hand_of(file.hash, file.locate())
        except IMAGE_ERRORS as error:
            log.warning(
                "sample %d is offered by its place alone: %s", sample, why_unreadable(error)
            )
    return found


@lru_cache(maxsize=100_000)
def _hand_of(_content: str, path: Path) -> Hand | None:
    """The hand of a file. _content: its hash, so that another file is measured anew."""
    return _measured(path.read_bytes())


def _measured(data: bytes) -> Hand | None:
    try:
        picture = decode.open_plain(data)
        smaller = max(1, max(picture.size) // LARGE)
        found = hand(np.asarray(picture.reduce(smaller)), whole=True)
        return found and Hand(smaller * found.thickness, found.darkness)
    except BadInput:
        return None
