"""What the tray offers to compose with: kept pieces and whole drawings, nearest in style first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from labelbook.augment.pieces import Hand, apart, hand
from labelbook.book import embedding as embedded
from labelbook.embedding import projection
from labelbook.embedding.projection import Chart
from labelbook.embedding.records import Floats, Ids
from labelbook.errors import LabelbookError, NotReady
from labelbook.images import decode
from labelbook.journal import pieces as kept
from labelbook.journal.database import Database
from labelbook.journal.records import KeptPiece, Offer

if TYPE_CHECKING:
    from labelbook.book.drawing import Drawing

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
    distances = _distances(book, database, sources, near, png)
    if distances is None:
        distances = [*_by_hand(pieces, png), *(None for _ in ids)]
    found = [
        *(Offer("piece", p.id, p.label, p.source, None, p.author) for p in pieces),
        *(Offer("drawing", sample, label, sample, None, None) for sample in ids),
    ]
    # Pieces before drawings and newer before older, where the style says nothing else.
    order = sorted(
        range(len(found)),
        key=lambda at: (
            _rank(distances[at]),
            found[at].kind != "piece",
            -found[at].id,
        ),
    )
    return [_at(found[at], distances[at]) for at in order[:limit]]


def _rank(distance: float | None) -> float:
    return 9.0 if distance is None else round(distance, 4)


def _at(offer: Offer, distance: float | None) -> Offer:
    return Offer(offer.kind, offer.id, offer.label, offer.source, distance, offer.author)


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


def _by_hand(pieces: Sequence[KeptPiece], png: bytes | None) -> list[float | None]:
    """How different thickness and darkness are, where there is no better measure of style."""
    mine = None if png is None else hand(np.asarray(decode.open_plain(png)))
    if mine is None:
        return [None for _ in pieces]
    return [min(2.0, apart(mine, Hand(each.thickness, each.darkness))) for each in pieces]
