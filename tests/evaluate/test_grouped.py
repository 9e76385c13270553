"""Scores come by group, and an interval knows that a group's images are right or wrong together."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from labelbook import Book
from labelbook.evaluate import statistics
from labelbook.evaluate.data import data_of
from labelbook.evaluate.grouped import Grouping, by_group
from labelbook.journal.columns import Column

PATIENT = Column("patient", "category", group=True)


def test_images_of_few_patients_tell_less_than_their_number_says() -> None:
    rng = np.random.default_rng(0)
    patients = np.repeat(np.arange(10), 40)
    # Each patient is right or wrong as a whole.
    right = np.repeat(rng.random(10) < 0.7, 40)[None]
    alone = statistics.accuracy(right)
    together = statistics.accuracy(right, patients)
    assert together.estimate == alone.estimate
    assert together.high - together.low > 3 * (alone.high - alone.low)


def test_units_of_one_image_each_are_the_plain_interval() -> None:
    right = np.random.default_rng(1).random((3, 200)) < 0.8
    plain = statistics.accuracy(right)
    assert statistics.accuracy(right, np.arange(200)) == plain


def test_the_interval_over_groups_covers_the_truth() -> None:
    covered = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        share = np.clip(rng.normal(0.7, 0.2, 30), 0, 1)
        sizes = rng.integers(5, 30, 30)
        patients = np.repeat(np.arange(30), sizes)
        right = rng.random(len(patients)) < share[patients]
        found = statistics.accuracy(right[None], patients)
        covered += found.low <= 0.697 <= found.high
    assert 180 <= covered <= 199


def test_one_patient_says_nothing_of_the_next() -> None:
    found = statistics.accuracy(np.ones((2, 50), dtype=bool), np.zeros(50, dtype=np.int64))
    assert (found.estimate, found.low, found.high) == (1.0, 0.0, 1.0)


def test_scores_come_by_the_values_of_a_group_column() -> None:
    samples = pl.DataFrame(
        {
            "sample": [1, 2, 3, 4, 5],
            "hash": ["e", "d", "c", "b", "a"],
            "label": ["i", "ii", "i", "ii", "i"],
            "split": ["train", "val", "val", "val", "val"],
            "excluded": [False] * 5,
            "patient": ["p1", "p1", "p2", "p2", None],
        }
    )
    data = data_of(samples, ["i", "ii"])
    grouping = Grouping(samples, [PATIENT])
    # Ordered by hash: samples 5, 4, 3, 2.
    right = np.array([[True, False, False, True], [True, True, False, True]])
    found = by_group(grouping, data, {"val": right})
    assert [(one.value, one.images, one.score.estimate) for one in found] == [
        ("p2", 2, pytest.approx(0.25)),
        ("p1", 1, 1.0),
    ]
    units = grouping.units(data.parts["val"].samples)
    assert units is not None
    assert len(set(units.tolist())) == 3
    assert Grouping(samples, [Column("patient", "category")]).units(np.array([1])) is None


def test_evaluating_a_book_tells_its_groups(book: Book) -> None:
    book.columns.add("writer", "category", group=True, author="Anna")
    val = book.samples().filter(pl.col("split") == "val")["sample"].to_list()
    book.columns.set("writer", val, [f"w{n % 3}" for n in range(len(val))], author="Anna")
    book.map.embed()
    report = book.runs.evaluate(model="linear", seeds=1)
    assert {one.value for one in report.by_group if one.split == "val"} == {"w0", "w1", "w2"}
