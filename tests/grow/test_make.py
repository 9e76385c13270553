"""Growing a book: laws from evidence, a plan with reasons, children that can be made again."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import labelbook
from labelbook import Book
from labelbook.errors import BadInput, Conflict
from labelbook.grow.plan import GrowOrder
from labelbook.journal.records import YES, Edit


@pytest.fixture
def drawn_book(searched: Path, tmp_path: Path) -> Book:
    """A book of four hundred drawn numerals that was searched for issues."""
    shutil.copytree(searched, tmp_path / "drawn-book")
    return labelbook.open(tmp_path / "drawn-book")


def test_laws_are_decided_undone_and_brought_back_like_other_changes(tiny_book: Book) -> None:
    made = tiny_book.growth.set_laws({("mirror-left-right", "i"): "keeps"}, author="Anna")
    assert made is not None
    assert made.summary == "Law: mirror-left-right i keeps"
    assert (made.size, made.tool) == (1, "laws")
    cell = tiny_book.growth.laws().cells[0]
    assert (cell.label, cell.law, cell.author) == ("i", "keeps", "Anna")
    undone = tiny_book.undo(made.id, author="Ben")
    assert tiny_book.growth.laws().cells[0].law is None
    assert undone.reverts == made.id
    tiny_book.redo(made.id, author="Ben")
    assert tiny_book.growth.laws().cells[0].law == "keeps"
    assert tiny_book.growth.set_laws({("mirror-left-right", "i"): "keeps"}, author="Anna") is None
    assert tiny_book.samples().height == tiny_book.journal.snapshot().rows == 12


def test_a_law_that_somebody_decided_meanwhile_is_a_conflict(tiny_book: Book) -> None:
    key = ("mirror-left-right", "i")
    first = tiny_book.growth.set_laws({key: "keeps"}, author="Anna")
    assert first is not None
    with pytest.raises(Conflict, match="is keeps by now"):
        tiny_book.growth.set_laws({key: "breaks"}, author="Ben", seen={key: None})
    tiny_book.growth.set_laws({key: "breaks"}, author="Ben", seen={key: "keeps"})
    with pytest.raises(Conflict, match="is breaks by now"):
        tiny_book.undo(first.id, author="Anna")


@pytest.mark.parametrize(
    ("transform", "label", "law", "why"),
    [
        ("twirl", "i", "keeps", "no law is about 'twirl'"),
        ("invert", "xx", "keeps", "no class 'xx'"),
        ("invert", "i", "becomes xx", "no class 'xx'"),
        ("invert", "i", "perhaps", "is no label law"),
        ("invert", "i", "becomes i", "use keeps"),
    ],
)
def test_a_law_that_cannot_be_is_refused_in_words(
    tiny_book: Book, transform: str, label: str, law: str, why: str
) -> None:
    with pytest.raises(BadInput, match=why):
        tiny_book.growth.set_laws({(transform, label): law}, author="Anna")
    assert tiny_book.seq == 1


def test_growing_follows_the_plan_and_undo_takes_all_of_it_back(drawn_book: Book) -> None:
    with drawn_book as book:
        order = GrowOrder(total=600, seed=3, author="Anna")
        plan = book.growth.plan(order)
        before = book.samples()
        report = book.growth.make(order)
        assert report.plan == plan
        assert report.failed == {}
        assert report.changeset is not None
        now = book.samples()
        grown = now.filter(origin="augmented")
        assert grown.height == plan.make == report.changeset.added
        counted = now.filter((pl.col("split") != "test") & ~pl.col("excluded")).drop_nulls("label")
        assert counted.height == plan.total == 600
        assert grown["split"].unique().to_list() == ["train"]
        by_class = dict(grown.group_by("label").len().iter_rows())
        assert by_class == {each.label: each.make for each in plan.classes if each.make}
        train = now.filter((pl.col("split") == "train") & ~pl.col("excluded")).drop_nulls("label")
        sizes = train.group_by("label").len()["len"].to_list()
        assert max(sizes) - min(sizes) <= 2
        book.undo(report.changeset.id, author="Ben")
        assert book.samples().equals(before.join(book.samples().select("sample"), "sample", "semi"))


def test_every_grown_sample_is_rebuilt_byte_for_byte_and_tells_its_parents(
    drawn_book: Book,
) -> None:
    with drawn_book as book:
        book.growth.make(GrowOrder(total=520, seed=5))
        flagged = set(book.issues.table("mislabelled")["sample"].to_list())
        now = book.samples()
        split_of = dict(now.select("sample", "split").iter_rows())
        for sample in now.filter(origin="augmented")["sample"].to_list():
            assert book.growth.rebuild(sample) == book.image_path(sample).read_bytes()
            parents = book.growth.lineage(sample).parents
            assert {split_of[parent] for parent in parents} == {"train"}
            assert not flagged & set(parents)


def test_the_same_seed_makes_the_same_files_in_another_copy(searched: Path, tmp_path: Path) -> None:
    found = []
    for name, seed in (("one", 1), ("two", 1), ("three", 2)):
        shutil.copytree(searched, tmp_path / name)
        with labelbook.open(tmp_path / name) as book:
            book.growth.make(GrowOrder(total=460, seed=seed))
            grown = book.samples().filter(origin="augmented")
            found.append(grown.select("hash", "label", "path").rows())
    assert found[0] == found[1]
    assert found[0] != found[2]


def test_a_grown_sample_has_no_children_and_is_not_searched_for_issues(drawn_book: Book) -> None:
    with drawn_book as book:
        first = book.growth.plan(GrowOrder(total=500))
        book.growth.make(GrowOrder(total=460))
        second = book.growth.plan(GrowOrder(total=500))
        assert second.left_out["grown themselves"] == 460 - first.kept
        assert [each.parents for each in second.classes] == [each.parents for each in first.classes]
        book.issues.find()
        grown = set(book.samples().filter(origin="augmented")["sample"].to_list())
        assert not grown & set(book.issues.table(ranked=True)["sample"].to_list())


def test_what_cannot_be_grown_is_refused_in_words(drawn_book: Book, tiny_book: Book) -> None:
    with drawn_book as book:
        with pytest.raises(BadInput, match="images already"):
            book.growth.make(GrowOrder(total=10))
        with pytest.raises(BadInput, match="use one of them"):
            book.growth.plan(GrowOrder(total=500, per_class=50))
        with pytest.raises(BadInput, match="seed -1"):
            book.growth.plan(GrowOrder(seed=-1))
        with pytest.raises(BadInput, match="line 2: transform"):
            book.growth.plan(GrowOrder(recipe='[[step]]\ntransform = "twirl"\n'))
    everything = tiny_book.samples()["sample"].to_list()
    tiny_book.edit([Edit("excluded", everything, YES)], author="Anna")
    with pytest.raises(BadInput, match="no sample may have children"):
        tiny_book.growth.plan(GrowOrder(total=50))


def test_a_resplit_takes_children_along(drawn_book: Book) -> None:
    with drawn_book as book:
        book.growth.make(GrowOrder(total=460))
        book.issues.resplit(book.issues.propose_split(0.3), author="Anna")
        split_of = dict(book.samples().select("sample", "split").iter_rows())
        grown = book.samples().filter(origin="augmented")["sample"].to_list()
        assert "val" in {split_of[sample] for sample in grown}
        for sample in grown:
            first = book.growth.lineage(sample).parents[0]
            assert split_of[first] == split_of[sample]


def test_a_preview_shows_a_row_a_sample(drawn_book: Book) -> None:
    import io

    from PIL import Image

    with drawn_book as book:
        sheet = Image.open(io.BytesIO(book.growth.preview(rows=3, columns=4)))
        assert sheet.width > 5 * 96
        assert np.asarray(sheet).std() > 10
        with pytest.raises(BadInput, match="1 to 12"):
            book.growth.preview(rows=90)


def test_the_samples_speak_for_the_laws_of_the_numerals(tmp_path: Path) -> None:
    from labelbook.demo import numerals

    drawn = numerals.write(tmp_path / "drawn", seed=0, samples=1200, processes=1)
    with labelbook.create(tmp_path / "book", drawn.images)[0] as book:
        found = book.growth.discover_laws(["mirror-left-right", "mirror-top-bottom"])
        laws = {(each.transform, each.label): each for each in found}
        left_right = {
            label: laws["mirror-left-right", label].law for label in book.growth.laws().classes
        }
        for label in ("i", "ii", "iii", "v", "x"):
            assert left_right[label] == "keeps", laws["mirror-left-right", label]
        assert (left_right["iv"], left_right["vi"]) == ("becomes vi", "becomes iv")
        for label in ("vii", "viii", "ix"):
            assert left_right[label] == "breaks", laws["mirror-left-right", label]
        for label in ("i", "ii", "iii", "ix", "x"):
            assert laws["mirror-top-bottom", label].law == "keeps"
        evidence = laws["mirror-left-right", "iv"]
        assert evidence.counts["vi"] > evidence.tried / 2
        assert len(evidence.examples) == 12
        assert {book.sample(sample).label for sample in evidence.examples} == {"iv"}
        assert book.growth.laws().cells[0].law is None
