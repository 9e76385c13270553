"""What the fixed model gets wrong has more children, and so has what is drawn like it."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

import labelbook
from labelbook import Book
from labelbook.grow.plan import GrowOrder

# Says what every image is, but takes each ii for a iii.
BLIND = """
import csv, pathlib, sys
*folders, out = sys.argv[1:]
with open(out, "w", newline="") as file:
    rows = csv.writer(file)
    rows.writerow(["path", "label"])
    for folder in folders:
        for path in pathlib.Path(folder).rglob("*.png"):
            label = path.parent.name
            rows.writerow([path, "iii" if label == "ii" else label])
"""


@pytest.fixture
def book(searched: Path, tmp_path: Path) -> Iterator[Book]:
    """A book of four hundred drawn numerals that was searched for issues."""
    shutil.copytree(searched, tmp_path / "drawn-book")
    with labelbook.open(tmp_path / "drawn-book") as opened:
        yield opened


def judge(book: Book) -> None:
    script = book.directory.parent / "blind.py"
    script.write_text(BLIND)
    book.runs.evaluate(
        model="command", command=f"{sys.executable} {script} {{val}} {{test}} {{out}}", seeds=1
    )


def children(book: Book) -> Counter[int]:
    grown = book.samples().filter(origin="augmented")["sample"].to_list()
    return Counter(book.growth.lineage(sample).parents[0] for sample in grown)


def flagged(book: Book) -> set[int]:
    found = book.issues.table("mislabelled").filter(pl.col("score") >= 0.5)
    return set(found["sample"].to_list())


def test_a_book_that_was_never_judged_says_that_nobody_is_hard(book: Book) -> None:
    plan = book.growth.plan(GrowOrder(total=500))
    assert [each.from_hard for each in plan.classes] == [0] * 10
    assert any("no model was evaluated" in reason for reason in plan.reasons)


def test_what_is_nearest_in_style_to_a_mistake_has_more_children(book: Book) -> None:
    judge(book)
    plan = book.growth.plan(GrowOrder(total=700))
    from_hard = {each.label: each.from_hard for each in plan.classes if each.from_hard}
    mistaken = book.samples().filter(split="val", label="ii")
    sure = mistaken.filter(~pl.col("sample").is_in(list(flagged(book))))
    assert {"ii"} <= set(from_hard) <= {"ii", "iii"}  # A mirror may make one of the other.
    why = f"command on the book as it is (1 seed) mistook {sure.height} samples of val"
    assert any(reason.startswith(why) for reason in plan.reasons), plan.reasons
    assert any("does not record which samples" in reason for reason in plan.reasons)


def test_a_mistake_that_is_in_train_now_has_most_children_itself(book: Book) -> None:
    judge(book)
    book.save_version("judged", author="Anna")
    mistaken = book.samples().filter(split="val", label="ii")["sample"].to_list()
    moved = next(sample for sample in mistaken if sample not in flagged(book))
    book.set_split(moved, "train", author="Anna")
    order = GrowOrder(total=900)
    plan = book.growth.plan(order)
    assert any("command on judged" in reason for reason in plan.reasons), plan.reasons
    assert any("(1 of them is in train now)" in reason for reason in plan.reasons)
    book.growth.make(order)
    count = children(book)
    label_of = dict(book.samples().select("sample", "label").iter_rows())
    own = [number for parent, number in count.items() if label_of[parent] == "ii"]
    assert count[moved] > 1.5 * sum(own) / len(own)


def test_a_mistake_that_was_relabelled_or_moved_to_test_draws_no_children(book: Book) -> None:
    judge(book)
    book.save_version("judged", author="Anna")
    mistaken = book.samples().filter(split="val", label="ii")["sample"].to_list()
    book.relabel(mistaken[:1], "iii", author="Anna")
    book.set_split(mistaken[1:], "test", author="Anna")
    plan = book.growth.plan(GrowOrder(total=700))
    assert any("command on judged (1 seed) mistook no sample" in reason for reason in plan.reasons)
    assert sum(each.from_hard for each in plan.classes) == 0
