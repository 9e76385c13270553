"""What people changed in a spreadsheet: exactly their edits, checked against the book."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from labelbook.core import names
from labelbook.errors import BadInput
from labelbook.exchange.spreadsheet.records import (
    MARK,
    Filled,
    SheetComment,
    SheetEdit,
    SheetReading,
)
from labelbook.journal.records import YES


def found(rows: Sequence[Filled], paths: Mapping[int, str], classes: Sequence[str]) -> SheetReading:
    """Compare each row with what was written into it.

    paths: sample id -> path, of all samples. Raises BadInput that names the row for an unknown
    sample or class, a path of another sample (columns that were sorted apart), a sample twice, and
    another mark than x.
    """
    edits: list[SheetEdit] = []
    comments: list[SheetComment] = []
    seen: dict[int, int] = {}
    known = set(classes)
    for row in rows:
        sample = _sample(row, paths)
        if sample in seen:
            raise BadInput(
                f"row {row.number}: sample {sample} is in row {seen[sample]} already; "
                "leave one of the two"
            )
        seen[sample] = row.number
        mine = list(_edits(row, sample, known))
        edits += mine
        if row.comment and not mine:
            comments.append(SheetComment(row.number, sample, paths[sample], row.comment))
    return SheetReading(len(rows), tuple(edits), tuple(comments))


def _sample(row: Filled, paths: Mapping[int, str]) -> int:
    if not row.sample.isascii() or not row.sample.isdecimal() or len(row.sample) > 10:
        raise BadInput(f"row {row.number}: {row.sample[:40]!r} is no sample's number")
    sample = int(row.sample)
    if sample not in paths:
        raise BadInput(f"row {row.number}: there is no sample {sample} in this book")
    if row.path != paths[sample]:
        raise BadInput(
            f"row {row.number}: sample {sample} is {paths[sample]}, not {row.path[:80] or 'empty'};"
            " were some columns sorted without the others? Undo that, or begin with a fresh file"
        )
    return sample


def _edits(row: Filled, sample: int, classes: set[str]) -> Iterator[SheetEdit]:
    label = row.label if row.label in classes else names.mended(row.label)
    if label != row.label_was:
        if label and label not in classes:
            near = next((name for name in classes if name.lower() == label.lower()), None)
            hint = f"; did you mean {near!r}?" if near else f": use {', '.join(sorted(classes))}"
            raise BadInput(f"row {row.number}: {row.label[:40]!r} is no class of this book{hint}")
        yield _edit(row, sample, "label", row.label_was or None, label or None)
    if row.exclude is None or row.exclude_was is None:
        return
    marks = {"": None, MARK: YES}
    if row.exclude.lower() not in marks or row.exclude_was not in marks:
        raise BadInput(
            f"row {row.number}: exclude holds {row.exclude[:40]!r}; write {MARK}, or nothing"
        )
    before, after = marks[row.exclude_was], marks[row.exclude.lower()]
    if before != after:
        yield _edit(row, sample, "excluded", before, after)


def _edit(row: Filled, sample: int, field: str, before: str | None, after: str | None) -> SheetEdit:
    return SheetEdit(row.number, sample, row.path, field, before, after, row.comment)
