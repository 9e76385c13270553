"""Folders as people have them are read as they meant them, or the reader asks."""

from __future__ import annotations

import tarfile
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import labelbook
from labelbook.errors import BadInput, Undecided
from labelbook.exchange.importers import split_names
from labelbook.exchange.importers.layout import Layout, understand
from labelbook.exchange.importers.options import ReadOptions
from tests.conftest import draw

Counts = dict[tuple[str | None, str | None], int]


def three(*folders: str) -> list[str]:
    """Three images in each folder."""
    return [f"{folder}/{number}.png" for folder in folders for number in range(3)]


def counts(layout: Layout, paths: list[str]) -> Counts:
    places = (layout.place(path) for path in paths if path.endswith((".png", ".jpg")))
    return dict(Counter((place.split, place.label) for place in places))


@pytest.mark.parametrize(
    ("folders", "found"),
    [
        pytest.param(
            ["flowers/train/rose", "flowers/train/tulip", "flowers/val/rose"],
            {("train", "rose"): 3, ("train", "tulip"): 3, ("val", "rose"): 3},
            id="a folder around everything",
        ),
        pytest.param(
            ["a/b/c/rose", "a/b/c/tulip"],
            {(None, "rose"): 3, (None, "tulip"): 3},
            id="folders around everything at any depth",
        ),
        pytest.param(
            ["images/train/cat", "images/train/dog", "images/val/dog"],
            {("train", "cat"): 3, ("train", "dog"): 3, ("val", "dog"): 3},
            id="a level that only says images",
        ),
        pytest.param(
            ["seg_train/seg_train/cat", "seg_train/seg_train/dog", "seg_test/seg_test/dog"],
            {("train", "cat"): 3, ("train", "dog"): 3, ("test", "dog"): 3},
            id="a split zipped in a folder of its name",
        ),
        pytest.param(
            ["Training_Set/cat", "test-images/dog", "Validation Data/cat", "EVAL/dog"],
            {("train", "cat"): 3, ("test", "dog"): 3, ("val", "cat"): 3, ("val", "dog"): 3},
            id="names of splits in any case, with words around",
        ),
        pytest.param(
            ["train2017/cat", "val2017/dog", "TestSet/cat"],
            {("train", "cat"): 3, ("val", "dog"): 3, ("test", "cat"): 3},
            id="names of splits with a year, or in one word",
        ),
        pytest.param(
            ["cat/train", "cat/test", "dog/train", "dog/test"],
            {("train", "cat"): 3, ("test", "cat"): 3, ("train", "dog"): 3, ("test", "dog"): 3},
            id="splits inside classes",
        ),
        pytest.param(
            ["train/cat", "train/dog", "test"],
            {("train", "cat"): 3, ("train", "dog"): 3, ("test", None): 3},
            id="a test split without labels",
        ),
        pytest.param(
            ["train/n01/images", "train/n02/images", "val/images"],
            {("train", "n01"): 3, ("train", "n02"): 3, ("val", None): 3},
            id="a folder of images inside each class",
        ),
        pytest.param(
            ["x/train/N", "x/train/P", "x/x/train/N", "x/x/test/P"],
            {("train", "N"): 6, ("train", "P"): 3, ("test", "P"): 3},
            id="the whole set again inside itself",
        ),
    ],
)
def test_folders_are_read_as_people_mean_them(folders: list[str], found: Counts) -> None:
    paths = three(*folders)
    layout = understand(paths)
    assert counts(layout, paths) == found
    assert not [doubt for doubt in layout.doubts if doubt.asks]


@pytest.mark.parametrize(
    ("folders", "question", "answers"),
    [
        (
            ["flowers"],
            "one class only: is 'flowers' a class or a folder around the images?",
            [{(None, "flowers"): 3}, {(None, None): 3}, {(None, None): 3}],
        ),
        (
            ["data/cat", "data/dog", "data/test"],
            "'test' lies beside 'cat', 'dog': is it the test split or a class?",
            [
                {(None, "cat"): 3, (None, "dog"): 3, (None, "test"): 3},
                {(None, "cat"): 3, (None, "dog"): 3, ("test", None): 3},
            ],
        ),
        (
            ["my_test_data/rose", "my_test_data/tulip"],
            "everything lies in 'my_test_data': is that all of the data, or the test split?",
            [
                {(None, "rose"): 3, (None, "tulip"): 3},
                {("test", "rose"): 3, ("test", "tulip"): 3},
            ],
        ),
    ],
)
def test_where_a_reading_would_do_harm_it_asks_and_each_answer_settles_it(
    folders: list[str], question: str, answers: list[Counts]
) -> None:
    paths = three(*folders)
    (asked,) = [doubt for doubt in understand(paths).doubts if doubt.asks]
    assert asked.says == question
    for answer, expected in zip(asked.answers, answers, strict=True):
        settled = understand(paths, ReadOptions().settled(answer.settings))
        assert counts(settled, paths) == expected
        assert not [doubt for doubt in settled.doubts if doubt.asks]


def test_a_folder_with_images_of_its_own_is_a_class() -> None:
    paths = ["train/x/1.png", "train/x/s1/a.png", "train/x/s2/a.png"]
    assert counts(understand(paths), paths) == {("train", "x"): 3}
    banner = ["set/banner.png", *three(*(f"set/{name}" for name in "abcd"))]
    assert (None, "a") in counts(understand(banner), banner)


def test_folders_in_folders_give_the_class_that_is_chosen() -> None:
    paths = three("train/a/airfield", "train/a/alley", "train/b/bakery")
    (told,) = understand(paths).doubts
    assert "the class is the outer one ('a' of 'a/airfield')" in told.says
    outer, inner, both = (
        counts(understand(paths, ReadOptions().settled(answer.settings)), paths)
        for answer in told.answers
    )
    assert outer == {("train", "a"): 6, ("train", "b"): 3}
    assert inner == {("train", "airfield"): 3, ("train", "alley"): 3, ("train", "bakery"): 3}
    assert ("train", "a/airfield") in both


def test_classes_may_stand_in_the_names_of_the_files() -> None:
    paths = [f"{name}.{number}.jpg" for name in ("cat", "dog") for number in range(8)]
    (told,) = understand(paths).doubts
    assert "the files' names may (cat, dog)" in told.says
    assert told.asks
    named, bare = (ReadOptions().settled(answer.settings) for answer in told.answers)
    assert counts(understand(paths, bare), paths) == {(None, None): 16}
    layout = understand(paths, named)
    assert counts(layout, paths) == {(None, "cat"): 8, (None, "dog"): 8}


def test_files_beside_that_are_no_images_change_nothing() -> None:
    paths = three("flowers/train/rose", "flowers/val/tulip")
    more = ["flowers/README.md", "flowers/classes.txt", "LICENSE", "flowers/labels/x.txt"]
    assert counts(understand(paths + more), paths) == counts(understand(paths), paths)


def test_a_layout_that_people_write_down_is_taken_as_written() -> None:
    paths = three("x/fold1/rose/2020", "x/fold2/tulip/2021")
    options = ReadOptions(
        layout="ANY/SPLIT/CLASS/FILE", split_names={"fold1": "train", "fold2": "test"}
    )
    assert counts(understand(paths, options), paths) == {("train", "rose"): 3, ("test", "tulip"): 3}
    (asked,) = understand(paths, ReadOptions(layout="ANY/SPLIT/CLASS/FILE")).doubts
    assert asked.asks
    assert "'fold1', 'fold2' name no split" in asked.says
    with pytest.raises(BadInput, match="is no layout: write the levels from the top"):
        understand(paths, ReadOptions(layout="SPLIT/SPLIT/FILE"))


names = st.text("abcxyz019 -", min_size=1, max_size=8).map(str.strip).filter(bool)


@settings(deadline=None)
@given(
    st.sets(names.filter(lambda name: split_names.read(name) is None), min_size=2, max_size=5),
    st.lists(st.sampled_from(["Archive", "v 1.0", "flowers-master", "out"]), max_size=3),
)
def test_folders_around_everything_change_nothing(classes: set[str], around: list[str]) -> None:
    inner = three(*(f"train/{name}" for name in classes), *(f"val/{name}" for name in classes))
    outer = ["/".join([*around, path]) for path in inner]
    plain, wrapped = understand(inner), understand(outer)
    assert [wrapped.place(path) for path in outer] == [plain.place(path) for path in inner]
    assert [wrapped.inner(path) for path in outer] == inner


def test_a_folder_its_zip_and_its_tar_are_one_book(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "flowers"
    for number, path in enumerate(three("train/rose", "train/tulip", "val/rose")):
        draw(folder / path, number)
    (folder / "README.txt").write_text("about")
    with zipfile.ZipFile(tmp_path / "flowers.zip", "w") as archive:
        for file in sorted(folder.rglob("*.*")):
            archive.write(file, file.relative_to(tmp_path / "data"))
    for mode in ("w", "w:gz", "w:xz"):
        ending = ".tar" + mode[1:].replace(":", ".")
        with tarfile.open(tmp_path / f"flowers{ending}", mode) as tar:
            tar.add(folder, "flowers")
    found = []
    for number, source in enumerate(sorted(tmp_path.iterdir())):
        book, _ = labelbook.create(tmp_path / "books" / str(number), source)
        with book:
            frame = book.samples().sort("path")
            found.append(frame.select("path", "label", "split", "hash").rows())
    assert len(found) == 5
    assert len(found[0]) == 9
    assert all(each == found[0] for each in found)


def test_a_question_leaves_nothing_behind(tmp_path: Path) -> None:
    draw(tmp_path / "data" / "flowers" / "a.png", 1)
    with pytest.raises(Undecided, match="one class only"):
        labelbook.create(tmp_path / "book", tmp_path / "data")
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    book, report = labelbook.create(
        tmp_path / "book", tmp_path / "data", options=ReadOptions(layout="CLASS/FILE")
    )
    with book:
        assert (report.added, book.samples()["label"].to_list()) == (1, ["flowers"])


def test_a_preview_says_what_an_import_will_do_and_does_nothing(tmp_path: Path) -> None:
    for number, path in enumerate(three("data/train/rose", "data/train/tulip", "data/val/rose")):
        draw(tmp_path / path, number)
    (tmp_path / "data" / "notes.txt").write_text("a note")
    seen = labelbook.preview(tmp_path / "data")
    assert seen.counts == {"train": {"rose": 3, "tulip": 3}, "val": {"rose": 3}}
    assert (seen.images, seen.classes, seen.others) == (9, ("rose", "tulip"), {".txt": 1})
    assert seen.examples["tulip"] == ("train/tulip/0.png", "train/tulip/1.png", "train/tulip/2.png")
    book, report = labelbook.create(tmp_path / "book", tmp_path / "data")
    with book:
        assert report.added == seen.images
        assert book.status().counts == {**seen.counts, "test": {}}
