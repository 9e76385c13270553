"""CSVs of edits: each line sets a cell of a sample."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from labelbook.context import BookContext
from labelbook.core import names
from labelbook.errors import BadInput, LabelbookError, NotFound
from labelbook.journal.records import SPLITS, TAG_PREFIX, YES, Changeset, Edit

if TYPE_CHECKING:
    import polars as pl

SHOWN_LINES = 5
LONGEST_ID = 10
"""Digits of a sample's number."""


@dataclass(frozen=True)
class ApplyReport:
    """What a CSV of edits did. applied: changed cells; unchanged: the others."""

    changeset: Changeset | None
    applied: int
    unchanged: int


def apply_edits(
    ctx: BookContext, path: Path, author: str, message: str, new_classes: Collection[str] = ()
) -> ApplyReport:
    """Read a CSV of edits and store all of it, or nothing."""
    edits, table = read_edits(ctx, path, new_classes)
    cells = sum(len(edit.samples) for edit in edits)
    why = message or _common_reason(table, cells, path)
    made = ctx.journal.edit(edits, author=author, message=why, tool="apply")
    applied = 0 if made is None else made.size
    return ApplyReport(made, applied, cells - applied)


def read_edits(
    ctx: BookContext, path: Path, new_classes: Collection[str] = ()
) -> tuple[list[Edit], pl.DataFrame]:
    """Read a CSV of edits; also returns its table. BadInput names the lines that cannot be.

    new_classes: those that may be nearly an old one.
    """
    table = _read_csv(path)
    known = ctx.journal.samples()
    by_path = dict(zip(known["path"].to_list(), known["sample"].to_list(), strict=True))
    ids = set(by_path.values())
    classes = ctx.journal.classes()
    cells: dict[tuple[str, int], tuple[str | None, int]] = {}
    rejected: list[str] = []
    for line, row in enumerate(table.iter_rows(named=True), start=2):
        try:
            sample = _sample_of(row, by_path, ids)
            field, after = _cell_of(row, classes)
            earlier = cells.setdefault((field, sample), (after, line))
            if earlier[0] != after:
                raise BadInput(f"line {earlier[1]} sets the same cell to something else")
        except LabelbookError as error:
            rejected.append(f"line {line}: {error}")
    if rejected:
        more = len(rejected) - SHOWN_LINES
        lines = "; ".join(rejected[:SHOWN_LINES]) + (f"; and {more} more" if more > 0 else "")
        raise BadInput(f"{path.name} was not applied: {lines}")
    groups: dict[tuple[str, str | None], list[int]] = {}
    for (field, sample), (after, _) in cells.items():
        groups.setdefault((field, after), []).append(sample)
    edits = [Edit(field, samples, after) for (field, after), samples in groups.items()]
    from labelbook.exchange.new_classes import refuse_slips

    refuse_slips(edits, classes, known, new_classes)
    return edits, table


def _read_csv(path: Path) -> pl.DataFrame:
    if not path.is_file():
        raise NotFound(f"there is no file {path}")
    from labelbook.exchange import text_table

    table = text_table.read(path)
    names = [name.strip().lower() for name in table.columns]
    if len(set(names)) < len(names):
        raise BadInput(f"{path} names a column twice ({', '.join(names)}): keep one of them")
    table.columns = names
    if "action" not in table.columns or not {"path", "sample"} & set(table.columns):
        raise BadInput(
            f"{path} needs a column `path` or `sample` and a column `action` "
            f"(relabel, exclude, restore, split, tag, untag); it has {', '.join(table.columns)}"
        )
    return table


def _sample_of(row: Mapping[str, str | None], by_path: Mapping[str, int], ids: set[int]) -> int:
    number = (row.get("sample") or "").strip()
    if number:
        if not number.isdecimal() or len(number) > LONGEST_ID or int(number) not in ids:
            raise NotFound(f"there is no sample {number[:40]}{'...' if number[40:] else ''}")
        return int(number)
    path = (row.get("path") or "").strip()
    if path not in by_path:
        raise NotFound(f"there is no sample at {path!r}")
    return by_path[path]


def _cell_of(row: Mapping[str, str | None], classes: Sequence[str]) -> tuple[str, str | None]:
    action = (row.get("action") or "").strip().lower()
    value = (row.get("value") or "").strip()
    if action == "exclude":
        return "excluded", YES
    if action == "restore":
        return "excluded", None
    if action not in ("relabel", "split", "tag", "untag"):
        raise BadInput(
            f"{action!r} is no action: use relabel, exclude, restore, split, tag or untag"
        )
    if not value:
        raise BadInput(f"{action} needs a value")
    if action == "relabel":
        return "label", value if value in classes else names.checked(value, "label")
    if action == "split":
        split = names.mended(value).lower()
        if split not in SPLITS:
            raise BadInput(f"{value!r} is no split: use train, val or test")
        return "split", split
    return TAG_PREFIX + value, YES if action == "tag" else None


def _common_reason(table: pl.DataFrame, count: int, path: Path) -> str:
    reasons = set(table["reason"].drop_nulls().to_list()) if "reason" in table.columns else set()
    if len(reasons) == 1:
        return str(reasons.pop())
    return f"{count:,} {'edit' if count == 1 else 'edits'} from {path.name}"
