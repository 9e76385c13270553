"""`labelbook unlabelled` prints the queue."""

from __future__ import annotations

import json
from pathlib import Path

import labelbook
from labelbook import Book
from tests.cli.test_commands import Output, ok, refused


def test_the_images_without_a_label_are_listed(capsys: Output, book: Path) -> None:
    assert ok(capsys, "unlabelled", book) == "Every image has a label.\n"
    with labelbook.open(book) as opened:
        opened.relabel([2, 4], None, author="Anna")
    lines = ok(capsys, "unlabelled", book).splitlines()
    assert lines[0] == ("2 images without a label; nothing is suggested before `labelbook embed`")
    assert [line.strip() for line in lines[2:]] == ["train/i/1.png", "train/ii/0.png"]
    found = json.loads(ok(capsys, "unlabelled", book, "--json", "--limit", "1"))
    assert (found["total"], [image["sample"] for image in found["images"]]) == (2, [2])


def test_suggestions_are_printed_with_how_sure_they_are(
    capsys: Output, bare: Book, label_of: dict[int, str]
) -> None:
    for sample in list(label_of)[::2]:
        bare.relabel(sample, label_of[sample], author="Anna")
    lines = ok(
        capsys, "unlabelled", bare.directory, "--order", "certain", "--limit", 3
    ).splitlines()
    assert "suggested by a model that learned from" in lines[0]
    assert "each without having seen it" in lines[0]
    assert len(lines) == 5
    assert lines[2].split()[1].endswith("%")


def test_a_class_that_is_not_there_is_refused(capsys: Output, book: Path) -> None:
    assert "no class zebra" in refused(capsys, "unlabelled", book, "--suggestion", "zebra")
