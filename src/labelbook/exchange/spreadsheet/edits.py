"""What people changed in a spreadsheet: exactly their edits, checked against the book."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from labelbook.core.types import SampleId
from labelbook.errors import BadInput
from labelbook.exchange.spreadsheet.records import (
    MARK,
    Filled,
    FilledSheet,
    SheetComment,
    SheetEdit,
    SheetFault,
    SheetReading,
)
from labelbook.exchange.spreadsheet.typed import ClassNames, Typed, same_text
from labelbook.journal.records import YES

_NUMBER = re.compile(r"([0-9]{1,10})(?:[.,]0+)?")
SHOWN = 20
"""Faults that a refusal names; of more, the number is."""


def found(sheet: FilledSheet, paths: Mapping[int, str], classes: Sequence[str]) -> SheetReading:
    """Compare each row with what was written into it.

    paths: sample id -> path, of all samples. A row is at fault, and told with all others, for an
    unknown sample or class, a path of another sample (columns that were sorted apart), a sample
    twice, and another mark than x.
    """
    known = ClassNames(classes)
    edits: dict[int, list[SheetEdit]] = {}
    comments: list[SheetComment] = []
    faults = list(sheet.faults)
    seen: dict[int, Filled] = {}
    for row in _with_types(sheet, known):
        try:
            sample = _sample(row, paths)
            if sample in seen:
                # Which of the two is meant cannot be known.
                edits.pop(sample, None)
                comments = [item for item in comments if item.sample != sample]
                raise BadInput(
                    f"sample {sample} is in row {seen[sample].number} already; leave one of the two"
                )
            seen[sample] = row
            mine = list(_edits(row, sample, known, classes))
        except BadInput as error:
            faults.append(SheetFault(row.number, str(error)))
            continue
        edits[sample] = mine
        if row.comment and not mine:
            comments.append(SheetComment(row.number, sample, paths[sample], row.comment))
    return SheetReading(
        len(sheet.rows) + len(sheet.faults),
        tuple(edit for some in edits.values() for edit in some),
        tuple(comments),
        tuple(sorted(faults, key=lambda fault: fault.number)),
    )


def refusal(faults: Sequence[SheetFault]) -> str:
    """Return the sentence that lists the rows that cannot be taken."""
    if len(faults) == 1:
        return str(faults[0])
    some = [*map(str, faults[:SHOWN])]
    if len(faults) > SHOWN:
        some.append(f"and {len(faults) - SHOWN:,} more")
    return f"{len(faults):,} rows cannot be taken: {'; '.join(some)}"


def _with_types(sheet: FilledSheet, known: ClassNames) -> Iterator[Filled]:
    """Return the rows; those of a CSV with labels as `Typed` where their text may be lost.

    A name like 007 among the labels shows that whoever saved the CSV kept text as it was.
    """
    labels = (cell for row in sheet.rows for cell in (row.label, row.label_was))
    if not sheet.is_text or any(known.is_telling(cell) for cell in labels):
        yield from sheet.rows
        return
    for row in sheet.rows:
        yield replace(row, label=Typed(row.label), label_was=Typed(row.label_was))


def _sample(row: Filled, paths: Mapping[int, str]) -> SampleId:
    number = _NUMBER.fullmatch(row.sample)
    if not number:
        raise BadInput(f"{row.sample[:40]!r} is no sample's number")
    sample = SampleId(int(number[1]))
    if sample not in paths:
        raise BadInput(f"there is no sample {sample} in this book")
    if not same_text(row.path, paths[sample]):
        raise BadInput(
            f"sample {sample} is {paths[sample]}, not {row.path[:80] or 'empty'};"
            " were some columns sorted without the others? Undo that, or begin with a fresh file"
        )
    return sample


def _edits(
    row: Filled, sample: SampleId, known: ClassNames, classes: Sequence[str]
) -> Iterator[SheetEdit]:
    # A text that is what it was needs no class: nobody changed it.
    if str(row.label) != str(row.label_was):
        before, after = _before(row, known), _after(row, known, classes)
        if before != after:
            yield _edit(row, sample, "label", before, after)
    if row.exclude is None or row.exclude_was is None:
        return
    marks = {"": None, MARK: YES}
    if row.exclude.lower() not in marks or row.exclude_was not in marks:
        raise BadInput(f"exclude holds {row.exclude[:40]!r}; write {MARK}, or nothing")
    was, now = marks[row.exclude_was], marks[row.exclude.lower()]
    if was != now:
        yield _edit(row, sample, "excluded", was, now)


def _before(row: Filled, known: ClassNames) -> str | None:
    """Return the label as it was written; one that is no class any more as it stands there."""
    could_be = known.find(row.label_was) if row.label_was else []
    if len(could_be) > 1:
        raise BadInput(_ambiguous("label_was", row.label_was, could_be))
    return could_be[0] if could_be else str(row.label_was) or None


def _after(row: Filled, known: ClassNames, classes: Sequence[str]) -> str | None:
    """Return the class that was filled in, None for none."""
    if not row.label:
        return None
    could_be = known.find(row.label)
    if len(could_be) > 1:
        raise BadInput(_ambiguous("label", row.label, could_be))
    if could_be:
        return could_be[0]
    near = next((name for name in classes if name.lower() == row.label.lower()), None)
    hint = f"; did you mean {near!r}?" if near else f": use {', '.join(sorted(classes))}"
    raise BadInput(f"{str(row.label)[:40]!r} is no class of this book{hint}")


def _ambiguous(column: str, cell: str, could_be: Sequence[str]) -> str:
    names = " or ".join(repr(name) for name in could_be)
    return (
        f"{column} holds {str(cell)[:40]}, which can be {names}: a spreadsheet took it for a "
        "number, a date or a truth value; write it into cells of the format Text"
    )


def _edit(
    row: Filled, sample: SampleId, field: str, before: str | None, after: str | None
) -> SheetEdit:
    return SheetEdit(row.number, sample, row.path, field, before, after, row.comment)
