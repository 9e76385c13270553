"""Scores come by group, and an interval knows that a group's images are right or wrong together."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy import stats

from labelbook import Book
from labelbook.core.types import ChangesetId
from labelbook.evaluate import statistics, trust
from labelbook.evaluate.data import data_of
from labelbook.evaluate.grouped import Grouping, by_group
from labelbook.evaluate.records import Run
from labelbook.evaluate.verdict import Side
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


def clustered(values: np.ndarray, units: np.ndarray) -> tuple[float, float]:
    """The cluster-robust 95 % interval of a mean, written out.

    The sandwich of Liang and Zeger (Biometrika 1986) for a regression on a constant, with the
    correction G / (G - 1) and Student's t with G - 1 degrees of freedom: what Stata's
    `vce(cluster)` and statsmodels' `cov_type="cluster"` with `use_t=True` give.
    """
    names = np.unique(units)
    residuals = values - values.mean()
    meat = sum(float(residuals[units == name].sum()) ** 2 for name in names)
    error = np.sqrt(len(names) / (len(names) - 1) * meat) / len(values)
    width = stats.t.ppf(0.975, len(names) - 1) * error
    return values.mean() - width, values.mean() + width


@pytest.mark.parametrize(("patients", "most"), [(40, 25), (80, 6), (25, 60)])
def test_the_interval_is_the_cluster_robust_one(patients: int, most: int) -> None:
    rng = np.random.default_rng(patients)
    units = np.repeat(np.arange(patients), rng.integers(1, most, patients))
    skill = rng.uniform(0.2, 1.0, patients)
    right = rng.random(len(units)) < skill[units]
    found = statistics.accuracy(right[None], units)
    low, high = clustered(right.astype(float), units)
    assert found.estimate == pytest.approx(right.mean())
    assert found.high - found.low == pytest.approx(high - low, rel=0.12)
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.03)


def test_the_written_out_interval_is_that_of_a_worked_example() -> None:
    values, units = np.array([1.0, 1, 1, 0, 1, 0]), np.array([0, 0, 0, 1, 1, 2])
    # The residuals' sums are 1, -1/3 and -2/3; their squares add up to 14/9.
    error = np.sqrt(1.5 * 14 / 9) / 6
    width = 4.302652729911275 * error
    assert clustered(values, units) == pytest.approx((2 / 3 - width, 2 / 3 + width))


def test_val_is_trusted_by_groups_where_there_are_some() -> None:
    """A gap that forty images of one patient make is no gap that the next patient would make."""
    rows = [(n, f"{n:03}", ("i", "ii")[n % 2], ("val", "test")[n // 200]) for n in range(400)]
    rows += [(900 + n, f"t{n}", ("i", "ii")[n], "train") for n in range(2)]
    samples = pl.DataFrame(rows, ["sample", "hash", "label", "split"], orient="row")
    patients = [f"p{sample // 40}" for sample, *_ in rows]
    samples = samples.with_columns(excluded=pl.lit(False), patient=pl.Series(patients))
    data = data_of(samples, ["i", "ii"])
    # In val every image is right; in test all of one patient's forty are wrong.
    probabilities = {}
    for split in ("val", "test"):
        part = data.parts[split]
        wrong = (part.samples >= 240) & (part.samples < 280)
        answers = np.where(wrong, 1 - part.labels, part.labels)
        probabilities[split] = np.eye(2, dtype=np.float32)[answers][None]
    run = Run("x", data.key, "linear", {}, 0, "done", ("i", "ii"), {}, 1, 1, None, {}, 0.0, "")
    alone = trust.trust(Side(ChangesetId(1), data, (run,), probabilities), None)
    grouping = Grouping(samples, [PATIENT])
    together = trust.trust(Side(ChangesetId(1), data, (run,), probabilities, grouping), None)
    assert not alone.trusted
    assert together.trusted
    assert together.gap.estimate == pytest.approx(alone.gap.estimate)


def test_images_of_one_patient_do_not_tell_each_other_apart() -> None:
    rng = np.random.default_rng(5)
    # Ten patients a side, each with a look of its own; the sides themselves are alike.
    looks = rng.normal(0, 4, (20, 8))
    vectors = (np.repeat(looks, 20, axis=0) + rng.normal(0, 0.3, (400, 8))).astype(np.float32)
    units = np.repeat(np.arange(20), 20)
    alone = trust.separability(vectors[:200], vectors[200:])
    together = trust.separability(vectors[:200], vectors[200:], units[:200], units[200:])
    assert alone > 0.8
    assert together < 0.7


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
