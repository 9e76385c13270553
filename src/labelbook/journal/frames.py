"""Frames of the samples with their cells, now and at any position in the journal."""

from __future__ import annotations

from typing import Any

import polars as pl
from sqlalchemy import Connection, Select, func, select

from labelbook.core.columns import Column
from labelbook.core.types import ChangesetId
from labelbook.journal import column_store, frame_metadata
from labelbook.journal.fields import FIELDS, LISTED
from labelbook.journal.records import SPLITS, TAG_PREFIX, YES
from labelbook.journal.tables import samples as schema

BASE = ("path", "hash", *LISTED)


def now(connection: Connection) -> pl.DataFrame:
    """Return every present sample with its cells, by id (columns: see Book.samples)."""
    samples, state, changes = schema.samples.c, schema.state, schema.changesets.c
    query = (
        select(
            samples.id.label("sample"),
            *(samples[name] for name in BASE),
            state.c.label,
            state.c.split,
            state.c.excluded,
            state.c.last_change,
            changes.author.label("last_author"),
        )
        .join(state, state.c.sample == samples.id)
        .outerjoin(schema.changesets, changes.id == state.c.last_change)
        .where(state.c.present.is_(True))
        .order_by(samples.id)
    )
    tags = select(schema.sample_tags.c.sample, schema.sample_tags.c.tag)
    frame = _shape(_frame(connection, query, _TYPES), _frame(connection, tags, _TAG_TYPES))
    return frame_metadata.joined(
        frame,
        [
            (known.column, frame_metadata.cells(column_store.cells(connection, known.id)))
            for known in column_store.present(connection)
        ],
    )


def at(connection: Connection, changeset: ChangesetId) -> pl.DataFrame:
    """Replay the base plus every change up to a changeset (columns as `now`)."""
    samples, changes = schema.samples.c, schema.changes.c
    base = select(
        samples.id.label("sample"),
        *(samples[name] for name in BASE),
        samples.label,
        samples.split,
        samples.excluded,
        samples.tags,
    ).where(samples.changeset <= changeset)
    latest = (
        select(changes.sample, changes.field, func.max(changes.changeset).label("changeset"))
        .where(changes.changeset <= changeset)
        .group_by(changes.sample, changes.field)
        .subquery()
    )
    moved = select(changes.sample, changes.field, changes.after, changes.changeset).join(
        latest,
        (latest.c.sample == changes.sample)
        & (latest.c.field == changes.field)
        & (latest.c.changeset == changes.changeset),
    )
    authors = select(
        schema.changesets.c.id.label("last_change"),
        schema.changesets.c.author.label("last_author"),
    )
    frame = _frame(connection, base.order_by(samples.id), _TYPES | {"tags": pl.String})
    cells_moved = _frame(connection, moved, _MOVED_TYPES)
    names = _frame(connection, authors, _TYPES)
    known = column_store.at(connection, changeset)
    imported = column_store.imported(connection, changeset) if known else []
    based = frame_metadata.based(imported, [each.id for each in known])
    return frame_metadata.joined(
        _replayed(frame, cells_moved, names),
        [
            (each.column, frame_metadata.replayed(based[each.id], cells_moved, each.id))
            for each in known
        ],
    )


def imported(connection: Connection) -> pl.DataFrame:
    """Return label, split and excluded of every sample as they came into the book, by id."""
    samples = schema.samples.c
    query = select(samples.id.label("sample"), samples.label, samples.split, samples.excluded)
    return _frame(connection, query.order_by(samples.id), _TYPES)


def coded(cells: pl.DataFrame) -> tuple[dict[str, object], dict[str, Column]]:
    """Return the header and the columns of a columns file: id, label, split, excluded."""
    labels = cells["label"].drop_nulls().unique().sort().to_list()
    label = cells["label"].replace_strict(
        {name: code for code, name in enumerate(labels, start=1)},
        default=0,
        return_dtype=pl.UInt16,
    )
    split = cells["split"].replace_strict(
        {name: code for code, name in enumerate(SPLITS)}, return_dtype=pl.UInt8
    )
    columns: dict[str, Column] = {
        "id": cells["sample"].cast(pl.UInt32).to_numpy(),
        "label": label.to_numpy(),
        "split": split.to_numpy(),
        "excluded": cells["excluded"].cast(pl.UInt8).to_numpy(),
    }
    return {"rows": cells.height, "classes": labels}, columns


def _replayed(base: pl.DataFrame, moved: pl.DataFrame, authors: pl.DataFrame) -> pl.DataFrame:
    frame = base
    for field in ("label", "split", "excluded", "present"):
        own = moved.filter(pl.col("field") == field).select(
            "sample", pl.col("after").alias("now"), pl.lit(True).alias("moved")
        )
        now = pl.col("now") if field in ("label", "split") else pl.col("now").eq_missing(YES)
        before = pl.lit(True) if field == "present" else pl.col(field)
        frame = frame.join(own, on="sample", how="left").with_columns(
            pl.when(pl.col("moved")).then(now).otherwise(before).alias(field)
        )
        frame = frame.drop("now", "moved")
    last = moved.group_by("sample").agg(pl.col("changeset").max().alias("last_change"))
    frame = frame.join(last, on="sample", how="left").with_columns(
        pl.col("last_change").fill_null(0)
    )
    frame = frame.join(authors, on="last_change", how="left")
    base_tags = frame.select(
        "sample", pl.col("tags").str.json_decode(pl.List(pl.String)).alias("tag")
    ).explode("tag", empty_as_null=True)
    tag_moves = moved.filter(pl.col("field").str.starts_with(TAG_PREFIX)).with_columns(
        pl.col("field").str.strip_prefix(TAG_PREFIX).alias("tag")
    )
    stayed = base_tags.drop_nulls("tag").join(tag_moves, on=["sample", "tag"], how="anti")
    given = tag_moves.filter(pl.col("after") == YES).select("sample", "tag")
    present = frame.filter(pl.col("present")).drop("tags", "present")
    return _shape(present, pl.concat([stayed, given]))


_OF: dict[type, Any] = {int: pl.Int64, float: pl.Float64, str: pl.String}
_TYPES: dict[str, Any] = {
    "sample": pl.Int64,
    "path": pl.String,
    "hash": pl.String,
    **{field.name: _OF[field.of] for field in FIELDS},
    "label": pl.String,
    "split": pl.String,
    "excluded": pl.Boolean,
    "last_change": pl.Int64,
    "last_author": pl.String,
}
_TAG_TYPES: dict[str, Any] = {"sample": pl.Int64, "tag": pl.String}
_MOVED_TYPES: dict[str, Any] = {
    "sample": pl.Int64,
    "field": pl.String,
    "after": pl.String,
    "changeset": pl.Int64,
}
_FIRST = ("width", "height", "size", "hash")
"""The hash keeps its place among the fields."""
COLUMNS = (
    *("sample", "path", "label", "split", "excluded", "tags"),
    *dict.fromkeys((*_FIRST, *LISTED)),
    *("last_author", "last_change"),
)


def _frame(connection: Connection, query: Select[Any], types: dict[str, Any]) -> pl.DataFrame:
    result = connection.execute(query)
    columns = {name: types[name] for name in tuple(result.keys())}
    # By columns: from rows it takes several times as long.
    held = list(zip(*result.fetchall(), strict=True)) or [()] * len(columns)
    return pl.DataFrame(dict(zip(columns, held, strict=True)), schema=columns)


def _shape(frame: pl.DataFrame, tags: pl.DataFrame) -> pl.DataFrame:
    listed = tags.group_by("sample").agg(pl.col("tag").sort().alias("tags"))
    empty = pl.lit([], dtype=pl.List(pl.String))
    joined = frame.join(listed, on="sample", how="left").with_columns(
        pl.col("tags").fill_null(empty)
    )
    return joined.select(COLUMNS).sort("sample")
