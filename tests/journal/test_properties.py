"""Any sequence of edits, undos, redos, versions and restarts replays to the same state."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from labelbook.book import Book
from labelbook.core.limits import DATABASE
from labelbook.errors import BadInput, Conflict
from labelbook.journal import database, frames
from labelbook.journal import samples as imports
from labelbook.journal.changesets import Origin
from labelbook.journal.columns import Column, cell_of
from labelbook.journal.records import YES, Edit, NewSample
from labelbook.journal.snapshot import Snapshot

Cells = dict[tuple[int, str], str | None]

SAMPLES = 6
ids = st.lists(st.integers(1, SAMPLES), min_size=1, max_size=SAMPLES, unique=True)
moves = st.one_of(
    st.tuples(st.just("label"), st.sampled_from(["i", "ii", "0", "1", "doodle", None])),
    st.tuples(st.just("split"), st.sampled_from(["train", "val", "test"])),
    st.tuples(st.sampled_from(["excluded", "tag:a", "tag:b"]), st.sampled_from([YES, None])),
    st.tuples(st.just("column:age"), st.sampled_from(["17", "0.5", None])),
    st.tuples(st.just("column:note"), st.sampled_from(["1", "seen twice", None])),
)
authors = st.sampled_from(["Anna", "Ben"])


def base() -> Cells:
    cells: Cells = {}
    for sample in range(1, SAMPLES + 1):
        cells[sample, "label"] = None if sample == 3 else "i"
        cells[sample, "split"] = "train"
        cells[sample, "excluded"] = YES if sample == 4 else None
        cells[sample, "tag:a"] = YES if sample == 5 else None
        cells[sample, "tag:b"] = None
        cells[sample, "column:age"] = "17" if sample % 2 else None
        cells[sample, "column:note"] = None
    return cells


def _texts(snapshot: Snapshot) -> list[str]:
    """What a snapshot holds in the column of texts: its codes may be in any order."""
    words = next(each.words for each in snapshot.metadata if each.column.name == "note")
    return [("", *words)[code] for code in snapshot.columns["column:note"]]


class Journal(RuleBasedStateMachine):
    """The book beside a model that is a dictionary and a list of its past."""

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        made = database.Database(database.sqlite_url(self.folder / DATABASE))
        database.upgrade(made)
        samples = [
            NewSample(
                path=f"train/{number}.png",
                location=f"{number}.png",
                hash=f"{number:064x}",
                label=None if number == 3 else "i",
                split="train",
                fields={
                    **{"width": 1, "height": 1, "size": 1},
                    **{"format": "PNG", "mode": "L", "origin": "imported"},
                },
                tags=("a",) if number == 5 else (),
                excluded=number == 4,
                metadata={"age": 17.0} if number % 2 else {},
            )
            for number in range(1, SAMPLES + 1)
        ]
        with made.writing() as connection:
            imports.append_import(
                connection,
                [("folder", self.folder, samples)],
                [],
                Origin("import"),
                columns=[Column("note", "text")],
            )
        made.close()
        self.book = Book(self.folder)
        self.cells = base()
        self.past: dict[int, Cells] = {1: base()}
        self.named: dict[str, Cells] = {}
        self.watched = self.book.journal.snapshot()

    def _made(self, changeset: int) -> None:
        self.past[changeset] = dict(self.cells)

    @rule(samples=ids, move=moves, author=authors)
    def edit(self, samples: list[int], move: tuple[str, str | None], author: str) -> None:
        field, after = move
        before = [self.cells[sample, field] for sample in samples]
        made = self.book.edit([Edit(field, samples, after, before)], author=author)
        assert (made is None) == all(value == after for value in before)
        for sample in samples:
            self.cells[sample, field] = after
        if made is not None:
            self._made(made.id)

    @rule(samples=ids, move=moves)
    def edit_by_somebody_who_saw_something_else(
        self, samples: list[int], move: tuple[str, str | None]
    ) -> None:
        field, after = move
        seen: list[str | None] = ["never" for _ in samples]
        try:
            self.book.edit([Edit(field, samples, after, seen)], author="Eve")
        except Conflict as conflict:
            assert len(conflict.conflicts) == len(samples)
        else:
            raise AssertionError("a stale edit went through")

    @rule(data=st.data(), author=authors)
    def undo_or_redo(self, data: st.DataObject, author: str) -> None:
        candidates = [c for c in self.book.journal.changesets(limit=1000) if c.id > 1]
        if not candidates:
            return
        target = data.draw(st.sampled_from(candidates))
        try:
            if target.reverted_by is None:
                made = self.book.undo(target.id, author=author)
                inverse = self.book.journal.changes(target.id)
            else:
                inverse = self.book.journal.changes(target.reverted_by)
                made = self.book.redo(target.id, author=author)
        except Conflict:
            assert any(
                self.cells[sample, group.field] != group.after
                for group in self.book.journal.changes(target.reverted_by or target.id)
                for sample in group.samples
            )
            return
        for group in inverse:
            for sample in group.samples:
                assert self.cells[sample, group.field] == group.after
                self.cells[sample, group.field] = group.before
        self._made(made.id)

    @rule(name=st.sampled_from(["first", "second", "third"]))
    def name_a_version(self, name: str) -> None:
        try:
            self.book.save_version(name, author="Anna")
        except BadInput:
            assert name in self.named
        else:
            self.named[name] = dict(self.cells)

    @rule()
    def restart(self) -> None:
        self.book.close()
        self.book = Book(self.folder)

    def _cells_at(self, version: str | int | None) -> Cells:
        found: Cells = {}
        for row in self.book.samples(version).iter_rows(named=True):
            sample = row["sample"]
            found[sample, "label"] = row["label"]
            found[sample, "split"] = row["split"]
            found[sample, "excluded"] = YES if row["excluded"] else None
            for tag in ("a", "b"):
                found[sample, f"tag:{tag}"] = YES if tag in row["tags"] else None
            for column in (Column("age", "number"), Column("note", "text")):
                cell = cell_of(column, row[column.name])
                found[sample, f"column:{column.name}"] = cell
        return found

    @invariant()
    def the_state_is_what_was_done(self) -> None:
        if hasattr(self, "book"):
            assert self._cells_at(None) == self.cells

    @invariant()
    def the_replayed_state_is_the_kept_one(self) -> None:
        if hasattr(self, "book"):
            with self.book.context.database.reading() as connection:
                kept = frames.now(connection)
                replayed = frames.at(connection, self.book.seq)
            assert kept.equals(replayed)

    @precondition(lambda self: bool(getattr(self, "named", None)))
    @invariant()
    def versions_stay_what_they_were(self) -> None:
        for name, cells in self.named.items():
            assert self._cells_at(name) == cells

    @rule(data=st.data())
    def any_position_can_be_replayed(self, data: st.DataObject) -> None:
        position = data.draw(st.sampled_from(sorted(self.past)))
        assert self._cells_at(position) == self.past[position]

    @rule()
    def a_snapshot_that_followed_equals_a_fresh_one(self) -> None:
        news = self.book.journal.news_since(self.watched.seq)
        assert news is not None
        with Book(self.folder) as other:
            fresh = other.journal.snapshot()
        followed = self.watched.advance(news)
        if any(item.classes_moved for item in news):
            assert followed is None
            self.watched = fresh
            return
        assert followed is not None
        assert _texts(followed) == _texts(fresh)
        for name, column in fresh.columns.items():
            if name not in ("label", "author", "column:note"):
                np.testing.assert_array_equal(followed.columns[name], column)
        for names, coded in (("classes", "label"), ("authors", "author")):
            decoded = [
                [("", *getattr(one, names))[code] for code in one.columns[coded]]
                for one in (followed, fresh)
            ]
            assert decoded[0] == decoded[1]
        for tag in ("a", "b"):
            none = np.empty(0, dtype=np.uint32)
            np.testing.assert_array_equal(
                followed.tagged.get(tag, none), fresh.tagged.get(tag, none)
            )
        self.watched = followed

    def teardown(self) -> None:
        if hasattr(self, "book"):
            self.book.close()
            shutil.rmtree(self.folder)


TestJournal = Journal.TestCase
TestJournal.settings = settings(
    max_examples=25,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
