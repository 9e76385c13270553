"""Samples that labelbook made: one changeset, with parents, undone and brought back like others."""

from __future__ import annotations

import io
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

import labelbook
from labelbook import Book
from labelbook.errors import BadInput, NotFound
from labelbook.journal.records import NewMade
from tests.conftest import draw


def png(seed: int) -> bytes:
    """A small PNG that follows from the seed."""
    pixels = np.random.default_rng(seed).integers(0, 255, (20, 24), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


def child(seed: int, *parents: int, label: str = "i", split: str = "train") -> NewMade:
    return NewMade(png(seed), label, split, parents=parents, recipe='{"turn": 3}', seed=seed)


def test_a_made_sample_tells_its_parents_and_how_it_was_made(tiny_book: Book) -> None:
    made = tiny_book.growth.add([child(7, 2, 1), child(8, 2)], author="Anna", message="more of i")
    changeset = tiny_book.journal.changeset(made)
    assert (changeset.added, changeset.tool, changeset.author) == (2, "recipe", "Anna")
    assert changeset.summary == "Grew 2 samples"
    first = tiny_book.growth.lineage(13)
    assert first.parents == (2, 1)
    assert (first.tool, first.recipe, first.seed) == ("recipe", '{"turn": 3}', 7)
    assert tiny_book.growth.lineage(2).children == (13, 14)
    assert tiny_book.growth.lineage(2).tool is None
    sample = tiny_book.sample(13)
    assert (sample.origin, sample.label, sample.split) == ("augmented", "i", "train")
    assert tiny_book.image_path(13).read_bytes() == png(7)


def test_a_drawing_from_a_blank_page_has_no_parents_and_its_own_class(tiny_book: Book) -> None:
    tiny_book.growth.add([NewMade(png(1), "iv")], author="Anna", tool="canvas")
    assert tiny_book.sample(13).origin == "drawn"
    assert tiny_book.growth.lineage(13).parents == ()
    assert tiny_book.classes()[-1] == "iv"


def test_a_made_sample_belongs_to_the_group_of_its_parents(tiny_book: Book) -> None:
    tiny_book.columns.add("patient", "category", group=True, author="Anna")
    tiny_book.columns.add("site", "category", author="Anna")
    train = tiny_book.samples().filter(split="train").sort("sample")["sample"].to_list()[:4]
    tiny_book.columns.set("patient", train, ["p1", "p1", "p2", None], author="Anna")
    tiny_book.columns.set("site", train, "north", author="Anna")
    one, same, other, unknown = train
    made = tiny_book.growth.add(
        [
            child(1, one),
            child(2, one, same),
            child(3, one, other),
            child(4, other, unknown),
            child(5, unknown),
            child(6),
        ],
        author="Anna",
        tool="compose",
    )
    frame = tiny_book.samples().sort("sample").tail(6)
    assert frame["patient"].to_list() == ["p1", "p1", None, "p2", None, None]
    assert frame["site"].to_list() == [None] * 6, "other columns are of the image itself"
    assert tiny_book.journal.changeset(made).summary == (
        "Composed 6 samples; 1 of several values of patient has none"
    )


def test_undo_takes_made_samples_out_and_redo_brings_them_back(tiny_book: Book) -> None:
    made = tiny_book.growth.add([child(7, 1)], author="Anna")
    tiny_book.undo(made, author="Ben")
    assert tiny_book.samples().height == 12
    assert tiny_book.growth.lineage(1).children == ()
    tiny_book.redo(made, author="Ben")
    assert tiny_book.growth.lineage(1).children == (13,)


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (child(1, 1, split="val"), "belongs into train like its parent"),
        (child(1, 12, split="test"), "nothing may be made of a test sample"),
        (child(1, 12), "nothing may be made of a test sample"),
        (child(1, 3, 3), "names one parent twice"),
        (NewMade(b"GIF89a", "i"), "is a broken image"),
        (NewMade(png(1), "i", recipe="[1]"), "is a JSON object"),
        (NewMade(png(1), "i", seed=-1), "seed -1 is out of range"),
        (NewMade(png(1), "  "), "label is empty"),
        (NewMade(png(1), "i", split="dev"), "is no split"),
    ],
)
def test_what_may_not_be_made_is_refused_whole(tiny_book: Book, bad: NewMade, why: str) -> None:
    tiny_book.set_split(12, "test", author="Anna")
    with pytest.raises(BadInput, match=why):
        tiny_book.growth.add([child(5, 1), bad], author="Anna")
    assert (tiny_book.seq, tiny_book.samples().height) == (2, 12)


def test_an_unknown_parent_or_tool_is_named(tiny_book: Book) -> None:
    with pytest.raises(NotFound, match="no sample 99"):
        tiny_book.growth.add([child(5, 99)], author="Anna")
    with pytest.raises(BadInput, match="'brush' makes no samples"):
        tiny_book.growth.add([child(5, 1)], author="Anna", tool="brush")
    with pytest.raises(BadInput, match="no sample to add"):
        tiny_book.growth.add([], author="Anna")


def test_the_same_request_twice_adds_once(tiny_book: Book) -> None:
    first = tiny_book.growth.add([child(5, 1)], author="Anna", key="request-1")
    assert tiny_book.growth.add([child(5, 1)], author="Anna", key="request-1") == first
    assert tiny_book.samples().height == 13


def test_exports_carry_made_samples(tiny_book: Book, tmp_path: Path) -> None:
    tiny_book.growth.add([child(7, 1)], author="Anna")
    tiny_book.export(tmp_path / "out", "folder")
    tiny_book.export(tmp_path / "out.zip", "contest")
    there = [path for path in (tmp_path / "out").rglob("*.png") if path.read_bytes() == png(7)]
    assert [path.parent.name for path in there] == ["i"]
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert [name for name in archive.namelist() if archive.read(name) == png(7)]
    listed = tiny_book.samples().filter(origin="augmented")
    assert listed["path"].to_list() == ["made/2/0001.png"]


def test_made_samples_move_with_the_book(
    make_book: Callable[[], Path], image_folder: Path, tmp_path: Path
) -> None:
    directory = make_book()
    with labelbook.open(directory) as book:
        book.growth.add([child(7, 1)], author="Anna")
    directory.rename(tmp_path / "moved")
    draw(image_folder / "train" / "i" / "new.png", 99)
    with labelbook.open(tmp_path / "moved") as book:
        assert book.image_path(13).read_bytes() == png(7)
        assert book.import_(image_folder).added == 1


steps = st.lists(
    st.one_of(
        st.tuples(st.just("make"), st.integers(1, 9)),
        st.tuples(st.just("exclude"), st.integers(1, 20)),
        st.tuples(st.sampled_from(["undo", "redo"]), st.integers(2, 12)),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=steps)
def test_whatever_is_made_undone_and_redone_the_book_knows_who_is_there(
    image_folder: Path, steps: list[tuple[str, int]]
) -> None:
    folder = Path(tempfile.mkdtemp())
    book, _ = labelbook.create(folder / "book", image_folder)
    with book:
        there = dict.fromkeys(range(1, 13), True)
        made: dict[int, int] = {}
        for step, number in steps:
            if step == "make":
                changeset = book.growth.add([child(number, number)], author="Anna")
                made[changeset] = max(there) + 1
                there[max(there) + 1] = True
            elif step == "exclude" and there.get(number):
                book.exclude(number, author="Ben")
            elif step in ("undo", "redo") and number in made:
                is_there = there[made[number]]
                if is_there == (step == "undo"):
                    getattr(book, step)(number, author="Ben")
                    there[made[number]] = not is_there
        present = [sample for sample, here in there.items() if here]
        assert book.samples()["sample"].to_list() == present
        assert book.samples(book.seq).equals(book.samples())
        assert book.journal.snapshot().columns["id"].tolist() == present
        for parent in range(1, 10):
            grown = [s for s in present if s > 12 and book.growth.lineage(s).parents == (parent,)]
            assert list(book.growth.lineage(parent).children) == grown
    shutil.rmtree(folder)
