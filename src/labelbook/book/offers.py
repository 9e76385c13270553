"""What the tray offers to compose with: kept pieces and whole drawings, nearest in style first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from labelbook.augment.pieces import Hand, apart, hand
from labelbook.book import embedding as embedded
from labelbook.book.files import image_path
from labelbook.embedding import projection
from labelbook.embedding.projection import Chart
from labelbook.embedding.records import Floats, Ids
from labelbook.errors import BadInput, LabelbookError, NotReady
from labelbook.images import decode
from labelbook.journal import pieces as kept
from labelbook.journal.database import Database
from labelbook.journal.records import KeptPiece, Offer

if TYPE_CHECKING:
    from labelbook.book.drawing import Drawing

FAR = 2.0
HAND_SHARE = 0.5
"""Strokes twice as thick count like this much of style."""

GENERATIONS = 5
"""How far back the style of a sample that is on no map yet is looked for."""


def offers(
    book: Drawing,
    database: Database,
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
    table = book.samples().filter(~pl.col("excluded") & (pl.col("split") == split))
    present = set(table["sample"].to_list())
    with database.reading() as connection:
        pieces = [
            piece
            for piece in kept.everything(connection, label)
            if piece.source is None or piece.source in present
        ]
    drawings = (
        table.clear()
        if label is None
        else table.filter((pl.col("label") == label) & (pl.col("sample") != (near or 0)))
    )
    ids = drawings["sample"].to_list()
    sources = [piece.source or 0 for piece in pieces] + ids
    distances = _distances(book, database, sources, near, png) or [None] * len(sources)
    found = [
        *(Offer("piece", p.id, p.label, p.source, None, p.author) for p in pieces),
        *(Offer("drawing", sample, label, sample, None, None) for sample in ids),
    ]
    # Pieces before drawings and newer before older, where the style says nothing else.
    styled = _ordered(
        [replace(offer, distance=at) for offer, at in zip(found, distances, strict=True)]
    )
    return _ordered(_by_hand(book, pieces, styled[:limit], near, png))


def _ordered(offers: list[Offer]) -> list[Offer]:
    """Nearest first; those whose style nobody knows last, pieces before drawings, newer first."""

    def rank(offer: Offer) -> tuple[float, bool, int]:
        distance = FAR if offer.distance is None else offer.distance
        return distance, offer.kind != "piece", -offer.id

    return sorted(offers, key=rank)


def _distances(
    book: Drawing,
    database: Database,
    sources: Sequence[int],
    near: int | None,
    png: bytes | None,
) -> list[float | None] | None:
    """How far each source is in style; None where no style is known at all."""
    chart = projection.load(embedded.cache(book) / "projection" / "style")
    if chart is None:
        return None
    everything = [*sources, *([near] if near is not None else [])]
    places = _places(chart, database, everything)
    if near is not None and places[-1] >= 0:
        query = chart.space[places[-1]].astype(np.float32)
    elif png is not None:
        try:
            query = _seen(book, chart, png)
        except LabelbookError:
            return None
    else:
        return None
    rows = places[: len(sources)]
    similar = np.full(len(rows), np.nan, dtype=np.float32)
    known = rows >= 0
    similar[known] = chart.space[rows[known]].astype(np.float32) @ query
    return [None if np.isnan(value) else max(0.0, float(1 - value)) for value in similar]


def _places(chart: Chart, database: Database, samples: Sequence[int]) -> Ids:
    """The chart's row of each sample or of its nearest ancestor on the chart, -1 for none."""
    asked = np.asarray(samples, dtype=np.int64)
    for _ in range(GENERATIONS):
        rows = np.searchsorted(chart.samples, asked)
        rows[rows == len(chart.samples)] = 0
        lost = chart.samples[rows] != asked
        if not lost.any():
            return rows
        with database.reading() as connection:
            parents = kept.parents_of(connection, np.unique(asked[lost]).tolist())
        if not parents:
            break
        asked = np.array([parents.get(sample, sample) for sample in asked.tolist()])
    rows = np.searchsorted(chart.samples, asked)
    rows[rows == len(chart.samples)] = 0
    return np.where(chart.samples[rows] == asked, rows, -1)


def _seen(book: Drawing, chart: Chart, png: bytes) -> Floats:
    """What is on the canvas, as the style lens shows it."""
    vectors = book.guesser.look(png)
    guess = book.guesser.guess(png)
    label = guess.classes[int(np.argmax(guess.probabilities))]
    code = chart.classes.index(label) + 1 if label in chart.classes else 0
    if vectors.shape[1] != len(chart.lens.centre):
        raise NotReady("the style map is of another embedder")
    looked = chart.lens.look(vectors.astype(np.float16), np.array([code]))
    return np.asarray(looked[0])


def _by_hand(
    book: Drawing,
    pieces: Sequence[KeptPiece],
    offers: list[Offer],
    near: int | None,
    png: bytes | None,
) -> list[Offer]:
    """Add to each distance how different thickness and darkness are.

    The style lens knows hand and paper, but strokes that stand side by side must also be as thick
    and as dark: that is what the eye sees first.
    """
    mine = _measured(png) if png is not None else None
    if mine is None and near is not None:
        mine = _hand_of(book, near)
    if mine is None:
        return offers
    kept_hands = {piece.id: Hand(piece.thickness, piece.darkness) for piece in pieces}
    found = []
    for offer in offers:
        hand = kept_hands[offer.id] if offer.kind == "piece" else _hand_of(book, offer.id)
        known = FAR / 2 if offer.distance is None else offer.distance
        off = known if hand is None else min(FAR, known + HAND_SHARE * apart(mine, hand))
        found.append(replace(offer, distance=off))
    return found


def _hand_of(book: Drawing, sample: int) -> Hand | None:
    path = image_path(book.directory, book.sample(sample))
    return _read_hand(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=20_000)
def _read_hand(path: Path, _moved: int) -> Hand | None:
    return _measured(path.read_bytes())


def _measured(data: bytes) -> Hand | None:
    try:
        return hand(np.asarray(decode.open_plain(data)), whole=True)
    except BadInput:
        return None
