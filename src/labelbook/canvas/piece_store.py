"""The rows of the tray: pieces of drawings that people saved. They are no samples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from labelbook.core import clock
from labelbook.core.limits import MAX_AUTHOR, MAX_ID
from labelbook.errors import NotFound
from labelbook.journal import cells
from labelbook.journal.records import SavedPiece
from labelbook.journal.tables import samples as schema

COLUMNS = {"removed": "gone"}
"""Field of SavedPiece -> column of `pieces`, where they differ."""


def add(connection: Connection, piece: SavedPiece) -> SavedPiece:
    """Add a piece; returns it with its id and its time. NotFound for an unknown source."""
    if piece.source is not None:
        cells.current(connection, "split", [piece.source])
    checked = {
        **vars(piece),
        "label": None if piece.label is None else cells.clean_name(piece.label, "label"),
        "author": cells.clean_name(piece.author, "author's name", MAX_AUTHOR),
        "at": clock.now(),
    }
    del checked["id"]
    values = {COLUMNS.get(name, name): value for name, value in checked.items()}
    made = connection.execute(insert(schema.pieces).values(values)).inserted_primary_key
    assert made is not None
    return get(connection, int(made[0]))


def get(connection: Connection, piece: int) -> SavedPiece:
    """Return one piece, also one that was removed; NotFound if there is none."""
    table = schema.pieces
    if not 0 < piece <= MAX_ID:
        raise NotFound(f"there is no piece {piece}")
    row = connection.execute(select(table).where(table.c.id == piece)).mappings().one_or_none()
    if row is None:
        raise NotFound(f"there is no piece {piece}")
    return _piece(row)


def set_removed(connection: Connection, piece: int, removed: bool, author: str) -> SavedPiece:
    """Remove a piece from the tray, or restore it; NotFound if there is none."""
    author = cells.clean_name(author, "author's name", MAX_AUTHOR)
    if get(connection, piece).removed != removed:
        table = schema.pieces
        connection.execute(update(table).where(table.c.id == piece).values(gone=removed))
        step = {"piece": piece, "gone": removed, "author": author, "at": clock.now()}
        connection.execute(insert(schema.piece_steps).values(step))
    return get(connection, piece)


def list_removed(connection: Connection, limit: int) -> list[tuple[SavedPiece, str, str]]:
    """Return the removed pieces, with by whom and when; the last removed first."""
    table, steps = schema.pieces, schema.piece_steps.c
    all_steps = schema.piece_steps.alias().c
    newest = select(func.max(all_steps.id)).where(all_steps.piece == table.c.id)
    last = newest.correlate(table).scalar_subquery()
    query = (
        select(table, steps.author.label("by"), steps.at.label("when"))
        .select_from(table.outerjoin(schema.piece_steps, steps.id == last))
        .where(table.c.gone.is_(True))
        .order_by(steps.id.desc(), table.c.id.desc())
        .limit(limit)
    )
    return [
        (_piece(row), row["by"] or "", row["when"] or "")
        for row in connection.execute(query).mappings()
    ]


def list_pieces(connection: Connection, label: str | None = None) -> list[SavedPiece]:
    """Return the pieces in the tray, the newest first; label: only those of a class."""
    table = schema.pieces
    query = select(table).where(table.c.gone.is_(False)).order_by(table.c.id.desc())
    if label is not None:
        query = query.where(table.c.label == label)
    return [_piece(row) for row in connection.execute(query).mappings()]


def parents_of(connection: Connection, samples: Sequence[int]) -> dict[int, int]:
    """Return the first parent of each sample that has one."""
    table = schema.parents.c
    found: dict[int, int] = {}
    for start in range(0, len(samples), cells.CHUNK):
        chunk = samples[start : start + cells.CHUNK]
        query = select(table.sample, table.parent).where(
            table.sample.in_(chunk), table.position == 0
        )
        found |= {row.sample: row.parent for row in connection.execute(query)}
    return found


def _piece(row: Mapping[Any, Any]) -> SavedPiece:
    names = SavedPiece.__dataclass_fields__
    return SavedPiece(**{name: row[COLUMNS.get(name, name)] for name in names})
