"""Pieces of drawings that people keep for the canvas. They are no samples and change none."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, insert, select, update

from labelbook.core.limits import MAX_AUTHOR, MAX_ID
from labelbook.errors import NotFound
from labelbook.journal import cells, changesets
from labelbook.journal.records import KeptPiece
from labelbook.journal.tables import samples as schema


def add(connection: Connection, piece: KeptPiece) -> KeptPiece:
    """Keep a piece; returns it with its id and its time. NotFound for an unknown source."""
    if piece.source is not None:
        cells.current(connection, "split", [piece.source])
    values = {
        **vars(piece),
        "label": None if piece.label is None else cells.clean_name(piece.label, "label"),
        "author": cells.clean_name(piece.author, "author's name", MAX_AUTHOR),
        "at": changesets.now(),
    }
    del values["id"]
    made = connection.execute(insert(schema.pieces).values(values)).inserted_primary_key
    assert made is not None
    return get(connection, int(made[0]))


def get(connection: Connection, piece: int) -> KeptPiece:
    """Return one piece, also one that was put away; NotFound if there is none."""
    table = schema.pieces
    if not 0 < piece <= MAX_ID:
        raise NotFound(f"there is no piece {piece}")
    row = connection.execute(select(table).where(table.c.id == piece)).one_or_none()
    if row is None:
        raise NotFound(f"there is no piece {piece}")
    return KeptPiece(**row._mapping)


def put_away(connection: Connection, piece: int, gone: bool, author: str) -> KeptPiece:
    """Take a piece out of the tray, or bring it back; NotFound if there is none."""
    author = cells.clean_name(author, "author's name", MAX_AUTHOR)
    if get(connection, piece).gone != gone:
        table = schema.pieces
        connection.execute(update(table).where(table.c.id == piece).values(gone=gone))
        step = {"piece": piece, "gone": gone, "author": author, "at": changesets.now()}
        connection.execute(insert(schema.piece_steps).values(step))
    return get(connection, piece)


def put_aside(connection: Connection, limit: int) -> list[tuple[KeptPiece, str, str]]:
    """Return the pieces that were put away, with by whom and when; the last ones first."""
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
    names = tuple(KeptPiece.__dataclass_fields__)
    return [
        (KeptPiece(**{name: row[name] for name in names}), row["by"] or "", row["when"] or "")
        for row in connection.execute(query).mappings()
    ]


def everything(connection: Connection, label: str | None = None) -> list[KeptPiece]:
    """Return the pieces that are in the tray, the newest first; label: only those of a class."""
    table = schema.pieces
    query = select(table).where(table.c.gone.is_(False)).order_by(table.c.id.desc())
    if label is not None:
        query = query.where(table.c.label == label)
    return [KeptPiece(**row._mapping) for row in connection.execute(query)]


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
