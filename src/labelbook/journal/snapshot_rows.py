"""Rows of a snapshot that come and go: its columns grow and shrink in place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from labelbook.core.columns import Column
from labelbook.journal.ordering import rank_key

Ids = npt.NDArray[np.uint32]


@dataclass(frozen=True, eq=False)
class SnapshotTable:
    """Columns with their paths, as in Snapshot; nothing here changes it."""

    columns: dict[str, Column]
    path_bytes: npt.NDArray[np.uint8]
    path_offset: Ids

    def path(self, row: int) -> str:
        """Return the path of a row."""
        start, end = self.path_offset[row], self.path_offset[row + 1]
        return self.path_bytes[start:end].tobytes().decode()


def without(table: SnapshotTable, gone: Ids) -> SnapshotTable:
    """Return the table without some samples."""
    keep = ~np.isin(table.columns["id"], gone)
    columns = {name: column[keep] for name, column in table.columns.items()}
    left = np.sort(table.columns["path_rank"][~keep])
    ranks: Ids = columns["path_rank"].astype(np.uint32, copy=False)
    columns["path_rank"] = (ranks - np.searchsorted(left, ranks)).astype(np.uint32)
    lengths = np.diff(table.path_offset)
    return SnapshotTable(
        columns,
        table.path_bytes[np.repeat(keep, lengths)],
        np.concatenate([[0], np.cumsum(lengths[keep])]).astype(np.uint32),
    )


def joined(table: SnapshotTable, came: dict[str, Column], paths: Sequence[str]) -> SnapshotTable:
    """Return the table with more samples.

    came: their columns but path_rank, by ascending id; paths: in the same order.
    """
    places = np.searchsorted(table.columns["id"], came["id"])
    ranks, ranked = _ranks(table, paths)
    came = {**came, "path_rank": ranked}
    columns = {
        name: np.insert(ranks if name == "path_rank" else column, places, came[name])
        for name, column in table.columns.items()
    }
    texts = [path.encode() for path in paths]
    longer = np.array([len(text) for text in texts], dtype=np.uint32)
    at = np.repeat(table.path_offset[places].astype(np.int64), longer)
    lengths = np.insert(np.diff(table.path_offset), places, longer)
    return SnapshotTable(
        columns,
        np.insert(table.path_bytes, at, np.frombuffer(b"".join(texts), dtype=np.uint8)),
        np.concatenate([[0], np.cumsum(lengths)]).astype(np.uint32),
    )


def _ranks(table: SnapshotTable, paths: Sequence[str]) -> tuple[Ids, Ids]:
    """The ranks of the rows that are there, and those of the new paths, among all of them."""
    old: Ids = table.columns["path_rank"].astype(np.uint32, copy=False)
    order = np.empty(len(old), dtype=np.int64)
    order[old] = np.arange(len(old))
    keys = [rank_key(path) for path in paths]
    before = np.array(
        [bisect_left(order, key, key=lambda row: rank_key(table.path(row))) for key in keys],
        dtype=np.int64,
    )
    sequence = np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.int64)
    new = np.empty(len(keys), dtype=np.uint32)
    new[sequence] = before[sequence] + np.arange(len(keys))
    moved = old + np.searchsorted(before[sequence], old, side="right")
    return moved.astype(np.uint32), new


def codes(values: Sequence[str | None], names: Sequence[str]) -> npt.NDArray[np.uint16]:
    """Return the place of each value among names, from 1; 0 for None."""
    found = pl.Series(values, dtype=pl.Enum(names)).to_physical().cast(pl.Int64) + 1
    return found.fill_null(0).to_numpy().astype(np.uint16)


def first_words(hashes: Sequence[str]) -> npt.NDArray[np.uint32]:
    """Return the first 8 hex digits of each hash as a number."""
    words = pl.Series(hashes, dtype=pl.String).str.slice(0, 8).str.to_integer(base=16)
    return words.to_numpy().astype(np.uint32)
