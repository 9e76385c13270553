"""The rows of a table beside a book: which of them are of samples that it has already."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from labelbook.exchange.class_table import BookTold
from labelbook.exchange.importers.common import ReadOrder
from labelbook.exchange.importers.doubts import Doubt
from labelbook.exchange.importers.known import Said
from labelbook.exchange.tables.rows import TableRow
from labelbook.journal.places import FilePlace

SHOWN = 3


@dataclass(frozen=True)
class PlacedRow:
    """A row and the path of its image below the folder; None: it is not there."""

    row: TableRow
    path: str | None


def _as_it_is(text: str) -> list[str]:
    return [text]


def compare(
    order: ReadOrder,
    folder: Path,
    placed: Sequence[PlacedRow],
    meant: Callable[[str], list[str]] = _as_it_is,
) -> dict[int, FilePlace]:
    """Return the samples that rows are of, by the place of each row in the list.

    A row is of a sample whose file it names, whose content its file has under the same path, or
    whose name it gives where there is no file. Files of other names with the content of samples
    are these samples where that is so of most rows: a table of the book's own images; otherwise
    they are copies, which are samples of their own. meant: the paths that a cell may mean, the
    likeliest first.
    """
    book = order.book
    if book is None or not book:
        return {}
    found: dict[int, FilePlace] = {}
    copies: dict[int, FilePlace] = {}
    for number, each in enumerate(placed):
        if each.path is None:
            texts = meant(each.row.text) if each.row.text else []
            known = next((place for text in texts if (place := book.named(text))), None)
        else:
            known = book.at(folder / each.path)
            if known is None:
                path = order.prefix + each.path
                known = book.holding(folder / each.path, path)
                if known is not None and known.path != path:
                    copies[number] = known
                    continue
        if known is not None:
            found[number] = known
    if copies and 2 * (len(copies) + len(found)) >= len(placed):
        found |= copies
    return found


def with_columns(order: ReadOrder, told: BookTold) -> BookTold:
    """Return what an export tells, with the metadata columns that the book has already.

    A column of their name holds what they hold, whatever it looks like.
    """
    known = order.book.columns if order.book is not None else {}
    return replace(told, columns={**known, **told.columns})


def said_of(place: FilePlace, row: TableRow, item: str | None) -> Said:
    """Return what a row says of a sample. item: the path of its file below the folder."""
    return Said(
        sample=place.sample,
        path=place.path,
        item=item,
        label=row.label,
        split=row.split,
        tags=row.tags,
        excluded=row.excluded,
        metadata=row.metadata,
    )


def lost(order: ReadOrder, texts: Sequence[str], rows: int) -> list[Doubt]:
    """Return what is said of rows whose images are nowhere. texts: what they name."""
    if not texts:
        return []
    shown = ", ".join(repr(text[:60]) for text in texts[:SHOWN])
    more = f" and {len(texts) - SHOWN:,} more" if len(texts) > SHOWN else ""
    verb = "names" if len(texts) == 1 else "name"
    where = "neither in the book nor on this disk" if order.book else "not on this disk"
    return [
        Doubt(f"{len(texts):,} of {rows:,} rows {verb} an image that is {where}: {shown}{more}")
    ]
