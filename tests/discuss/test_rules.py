"""The label book: rules stand, are changed without loss, find what contradicts them, and go out."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import labelbook
from labelbook import Book
from labelbook.discuss import precedents
from labelbook.discuss.precedents import Space
from labelbook.discuss.records import Anchor, Rule
from labelbook.errors import BadInput, NotFound

HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) **<b onclick=x>** \u202eevil"


def rule(kind: str = "border", samples: tuple[int, ...] = (0, 1), label: str = "iv") -> Rule:
    return Rule(1, kind, label, "so", None, "A", "2026", None, samples)  # type: ignore[arg-type]


def test_a_thread_becomes_a_rule_with_its_samples_and_is_resolved(tiny_book: Book) -> None:
    thread = tiny_book.talk.start(Anchor("samples", (1, 2)), "i or ii?", author="Anna").id
    made = tiny_book.rules.write(
        "border", "i", "A dot makes it i.", author="Anna", samples=(1, 2), thread=thread
    )
    assert tiny_book.rules.list("i") == [made]
    assert tiny_book.talk.thread(thread).state == "resolved"
    assert tiny_book.talk.entries(thread)[-2].kind == "rule"


def test_a_rule_is_changed_and_retired_and_nothing_is_lost(tiny_book: Book) -> None:
    first = tiny_book.rules.write("definition", "i", "One stroke.", author="Anna")
    second = tiny_book.rules.write(
        "definition", "i", "One stroke, dotted or not.", author="Ben", replaces=first.id
    )
    assert [item.id for item in tiny_book.rules.list()] == [second.id]
    with pytest.raises(NotFound, match="no rule 1 is in force"):
        tiny_book.rules.write("definition", "i", "x", author="C", replaces=first.id)
    tiny_book.rules.retire(second.id, author="Carl")
    assert tiny_book.rules.list() == []
    said = [(e.author, e.value) for e in tiny_book.talk.entries_since(0) if e.kind == "rule"]
    assert said == [("Anna", "written"), ("Ben", "changed"), ("Carl", "retired")]


@pytest.mark.parametrize(
    ("kind", "label", "text", "samples", "says"),
    [
        ("mood", "i", "x", (), "no kind of rule"),
        ("border", "xx", "x", (), "no class 'xx'"),
        ("border", "i", " ", (1,), "has no text"),
        ("typical", "i", "", (), "has no text"),
        ("border", "i", "x", (99,), "no sample 99"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(
    tiny_book: Book, kind: str, label: str, text: str, samples: tuple[int, ...], says: str
) -> None:
    with pytest.raises((BadInput, NotFound), match=says):
        tiny_book.rules.write(kind, label, text, author="A", samples=samples)
    assert tiny_book.rules.list() == []


@pytest.fixture
def space() -> Space:
    """Two heaps of twenty: ids 0 to 19 around one direction, 20 to 39 around another."""
    rng = np.random.default_rng(4)
    centres = np.repeat([[1.0, 0, 0, 0], [0, 1.0, 0, 0]], 20, axis=0)
    vectors = centres + rng.normal(0, 0.15, (40, 4))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Space(np.arange(40), vectors.astype(np.float32))


def test_what_lies_among_the_examples_under_another_label_contradicts(space: Space) -> None:
    labels: list[str | None] = [*["iv"] * 20, *["vi"] * 20]
    labels[7] = labels[12] = "vi"
    labels[30] = "iv"
    usable = np.ones(40, dtype=bool)
    found = precedents.contradicting(space, labels, usable, rule())
    assert {item.sample for item in found} == {7, 12}
    assert all(item.like in (0, 1) and item.label == "vi" for item in found)
    usable[7] = False
    assert [i.sample for i in precedents.contradicting(space, labels, usable, rule())] == [12]


def test_an_example_that_is_labelled_otherwise_contradicts_first(space: Space) -> None:
    labels: list[str | None] = [*["iv"] * 20, *["vi"] * 20]
    found = precedents.contradicting(space, labels, np.ones(40, dtype=bool), rule(samples=(0, 25)))
    assert (found[0].sample, found[0].score) == (25, 1.0)


def test_a_rule_of_what_a_class_is_not_is_contradicted_by_the_class(space: Space) -> None:
    labels: list[str | None] = [*["vi"] * 20, *["iv"] * 20]
    labels[5] = "iv"
    found = precedents.contradicting(space, labels, np.ones(40, dtype=bool), rule("not"))
    assert [item.sample for item in found] == [5]


def test_the_nearest_decided_cases_come_first_and_a_case_is_not_its_own(space: Space) -> None:
    rules = [rule(samples=(0, 1, 2)), rule(samples=(30,), label="vi")]
    found = precedents.near(space, 0, rules, 3)
    assert {item.sample for item in found[:2]} == {1, 2}
    assert found[2].rule.label == "vi"
    assert [item.distance for item in found] == sorted(item.distance for item in found)


@pytest.fixture
def own(searched: Path, tmp_path: Path) -> Iterator[Book]:
    shutil.copytree(searched, tmp_path / "own")
    with labelbook.open(tmp_path / "own") as book:
        yield book


def test_a_rule_finds_planted_mistakes_and_what_was_kept_stays_away(own: Book, drawn: Path) -> None:
    truth = pl.read_csv(drawn / "truth.csv")
    samples = own.samples().join(truth, on="path")
    wrong = samples.filter(pl.col("kind") == "wrong_label")
    label = wrong["true_label"].mode().sort()[0]
    planted = set(wrong.filter(pl.col("true_label") == label)["sample"].to_list())
    right = samples.filter((pl.col("label") == label) & (pl.col("true_label") == label))
    made = own.rules.write(
        "typical", label, "", author="Anna", samples=right["sample"].to_list()[:12]
    )
    found = own.rules.contradictions(made.id)
    hits = [item.sample for item in found if item.sample in planted]
    assert hits
    share = len(hits) / len(found)
    assert share > 2 * len(planted) / samples.height
    own.tag(hits[0], f"kept:rule-{made.id}", author="Anna")
    assert hits[0] not in {item.sample for item in own.rules.contradictions(made.id)}
    near = own.rules.precedents(right["sample"].to_list()[-1])
    assert len(near) == 3
    assert all(item.rule == made for item in near)


def test_the_label_book_goes_out_as_a_page_with_images_and_no_markup_of_others(
    tiny_book: Book, tmp_path: Path
) -> None:
    tiny_book.rules.write("definition", "i", HOSTILE, author="<b>M</b>")
    tiny_book.rules.write("typical", "i", "", author="Anna", samples=(1, 2))
    written = tiny_book.rules.write_handbook(tmp_path / "book.html")
    page = written.out.read_text()
    assert (written.classes, written.rules, written.images) == (1, 2, 2)
    assert page.count("data:image/") == 2
    assert "<script" not in page
    assert 'href="javascript' not in page
    assert "&lt;b&gt;M&lt;/b&gt;" in page
    assert "default-src 'none'" in page
    assert not re.search(r"(src|href)=\"https?:", page)
    text = tiny_book.rules.write_handbook(tmp_path / "book.md").out.read_text()
    assert "## i" in text
    assert "Examples: #1, #2" in text
    with pytest.raises(BadInput, match="exists already"):
        tiny_book.rules.write_handbook(tmp_path / "book.md")
    with pytest.raises(BadInput, match="does not end in"):
        tiny_book.rules.write_handbook(tmp_path / "book.pdf")
