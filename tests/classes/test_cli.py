"""`labelbook classes` lists the classes and changes them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.test_commands import Output, ok, refused


def test_the_classes_are_listed_with_their_counts(capsys: Output, book: Path) -> None:
    ok(capsys, "classes", book, "describe", "ii", "two strokes")
    lines = ok(capsys, "classes", book).splitlines()
    assert lines[0].split() == ["key", "class", "train", "val", "test"]
    assert lines[2].split() == ["2", "ii", "3", "1", "0", "two", "strokes"]


@pytest.mark.parametrize(
    ("words", "names", "said"),
    [
        (("rename", "ii", "two"), ["i", "two", "iii"], "Renamed the class ii to two (4 samples)"),
        (
            ("merge", "ii", "iii", "--to", "i"),
            ["i"],
            "Merged the classes ii, iii into i (8 samples)",
        ),
        (("remove", "ii", "--to", "i"), ["i", "iii"], "Merged the class ii into i (4 samples)"),
        (
            ("remove", "ii", "--unlabel"),
            ["i", "iii"],
            "Removed the class ii (4 samples unlabelled)",
        ),
        (("order", "iii", "ii"), ["iii", "ii", "i"], "Ordered the classes: iii, ii, i"),
        (("add", "iv"), ["i", "ii", "iii", "iv"], "Added the class iv"),
        (("key", "ii", "9"), ["i", "ii", "iii"], "Class ii: key 9"),
        (("colour", "ii", "#d94f30"), ["i", "ii", "iii"], "Class ii: colour #d94f30"),
    ],
)
def test_every_action_is_one_changeset_that_can_be_undone(
    capsys: Output, book: Path, words: tuple[str, ...], names: list[str], said: str
) -> None:
    before = json.loads(ok(capsys, "classes", book, "--json"))["classes"]
    assert ok(capsys, "classes", book, *words).strip() == f"Changeset 2: {said}"
    after = json.loads(ok(capsys, "classes", book, "--json"))["classes"]
    assert [item["name"] for item in after] == names
    ok(capsys, "undo", book)
    assert json.loads(ok(capsys, "classes", book, "--json"))["classes"] == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("remove", "ii"), "remove ii --to OTHER"),
        (("rename", "ii"), "rename takes CLASS NEW-NAME"),
        (("merge", "ii"), "merge needs --to CLASS"),
        (("rename", "iiii", "x"), "there is no class 'iiii'"),
        (("paint", "ii"), "is not one of"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    capsys: Output, book: Path, words: tuple[str, ...], said: str
) -> None:
    assert said in refused(capsys, "classes", book, *words)
