"""What a source says of samples that are there: the cells that it fills, and those that differ."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from labelbook.errors import Answer, BadInput
from labelbook.exchange.importers.doubts import Doubt
from labelbook.exchange.importers.known import Said
from labelbook.exchange.importers.options import KEEP, UPDATE
from labelbook.journal import cells, column_store
from labelbook.journal.columns import COLUMN_PREFIX, Column, Value, cell_of
from labelbook.journal.records import TAG_PREFIX, YES, Edit, NewSample

if TYPE_CHECKING:
    from labelbook.journal.database import Transaction

MANY = {"label": "labels", "split": "splits", "tags": "tags", "excluded": "exclusions"}
"""What cells of a field are called, where they are several."""

Wanted = dict[str, dict[int, str | None]]
"""Field -> sample -> value."""


@dataclass(frozen=True)
class Filling:
    """What is to become of cells of samples that are there.

    samples: that the source names. filled, changed, kept: field ("label", "split", "tags",
    "excluded", or a column's name) -> cells that were empty, that get another value, and that
    differ and stay. unfit: column -> cells that it cannot hold. example: of one that differs.
    """

    edits: tuple[Edit, ...] = ()
    samples: int = 0
    filled: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)
    kept: Mapping[str, int] = field(default_factory=dict)
    unfit: Mapping[str, int] = field(default_factory=dict)
    example: str = ""

    @property
    def cells(self) -> int:
        """How many cells move."""
        return sum(self.filled.values()) + sum(self.changed.values())

    @property
    def says(self) -> tuple[str, ...]:
        """What happens, a sentence each."""
        if not self.samples:
            return ()
        images = "1 image is" if self.samples == 1 else f"{self.samples:,} images are"
        told = [f"{images} in the book already: {_counts(self.filled) or 'nothing'} filled in"]
        if self.changed:
            told.append(f"{_counts(self.changed)} changed to what the source says")
        if self.kept:
            told.append(f"{_counts(self.kept)} kept as in the book, where the source differs")
        return (*told, *left_out(self.unfit))

    def question(self) -> Doubt | None:
        """Return what is asked of people who have not settled what counts; None for nothing."""
        if not self.kept:
            return None
        verb = "differs" if sum(self.kept.values()) == 1 else "differ"
        return Doubt(
            f"{_counts(self.kept)} {verb} from the book's ({self.example}): which shall count?",
            (
                Answer("what the source says", {"differing": UPDATE}),
                Answer("what the book has", {"differing": KEEP}),
            ),
            asks=True,
        )


def left_out(unfit: Mapping[str, int]) -> list[str]:
    """Return what is said of values that columns cannot hold. unfit: column -> cells."""
    if not unfit:
        return []
    return [f"{_counts(unfit)} left out: the column cannot hold what stands there"]


def fitting(sample: NewSample, columns: Mapping[str, Column], unfit: Counter[str]) -> NewSample:
    """Return a new sample without values that the book's columns cannot hold; these are counted.

    columns: that the book has, by name.
    """
    bad = [
        name
        for name, value in sample.metadata.items()
        if name in columns and not _fits(columns[name], value)
    ]
    if not bad:
        return sample
    unfit.update(bad)
    kept = {name: value for name, value in sample.metadata.items() if name not in bad}
    return replace(sample, metadata=kept)


def _fits(column: Column, value: Value) -> bool:
    try:
        cell_of(column, value)
    except BadInput:
        return False
    return True


def compare(
    connection: Transaction, said: Sequence[Said], columns: Sequence[Column], settled: str | None
) -> Filling:
    """Return what becomes of the cells of samples. columns: that the source brings.

    An empty cell of the source says nothing; tags are added, and never taken away. settled: what
    counts where both say something, UPDATE or KEEP; None: the book, until people are asked.
    """
    if not said:
        return Filling()
    wanted, unfit = _wanted(connection, said, columns)
    paths = {each.sample: each.path for each in said}
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("filled", "changed", "kept")}
    edits: list[Edit] = []
    example = ""
    there = {COLUMN_PREFIX + known.column.name for known in column_store.present(connection)}
    for name, values in wanted.items():
        new = name.startswith(COLUMN_PREFIX) and name not in there
        held = {} if new else dict(cells.held(connection, name, sorted(values)))
        moved: dict[str | None, list[int]] = defaultdict(list)
        for sample, value in values.items():
            # One that somebody took out of the book meanwhile is not held.
            if (not new and sample not in held) or held.get(sample) == value:
                continue
            differs = held.get(sample) is not None
            what = "filled" if not differs else "changed" if settled == UPDATE else "kept"
            counts[what][_plain(name)] += 1
            if what != "kept":
                moved[value].append(sample)
            elif not example:
                example = f"{paths[sample]}: {held[sample]} in the book, {value or 'no'} there"
        edits += [Edit(name, sorted(ids), value) for value, ids in moved.items()]
    found = {what: dict(count) for what, count in counts.items()}
    return Filling(tuple(edits), len(said), **found, unfit=dict(unfit), example=example)


def _wanted(
    connection: Transaction, said: Sequence[Said], columns: Sequence[Column]
) -> tuple[Wanted, Counter[str]]:
    """The values that the source has, as cells; and how many its columns cannot hold."""
    kinds = {column.name: column for column in columns}
    kinds |= {known.column.name: known.column for known in column_store.present(connection)}
    wanted: Wanted = defaultdict(dict)
    unfit: Counter[str] = Counter()
    excluded = dict(cells.held(connection, "excluded", [each.sample for each in said]))
    for each in said:
        if each.label is not None:
            wanted["label"][each.sample] = each.label
        if each.split is not None:
            wanted["split"][each.sample] = each.split
        if each.excluded or (each.excluded is False and excluded.get(each.sample)):
            wanted["excluded"][each.sample] = YES if each.excluded else None
        for tag in each.tags:
            wanted[TAG_PREFIX + tag][each.sample] = YES
        for name, value in each.metadata.items():
            try:
                cell = cell_of(kinds[name], value)
            except BadInput:
                unfit[name] += 1
                continue
            if cell is not None:
                wanted[COLUMN_PREFIX + name][each.sample] = cell
    return wanted, unfit


def _plain(name: str) -> str:
    """What people call a field: "tags" for any of them, a column by its name."""
    return "tags" if name.startswith(TAG_PREFIX) else name.removeprefix(COLUMN_PREFIX)


def _counts(counts: Mapping[str, int]) -> str:
    parts = []
    for name, count in counts.items():
        many = MANY.get(name, f"values of {name}")
        one = MANY[name].removesuffix("s") if name in MANY else f"value of {name}"
        parts.append(f"{count:,} {one if count == 1 else many}")
    return ", ".join(parts[:-1]) + (" and " if len(parts) > 1 else "") + "".join(parts[-1:])
