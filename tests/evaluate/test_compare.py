"""A comparison pairs by image and seed, measures by the newer labels, and says how sure it is."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from labelbook.core.types import ChangesetId
from labelbook.evaluate import trust
from labelbook.evaluate.data import data_of
from labelbook.evaluate.records import Run
from labelbook.evaluate.verdict import Side, compare

CLASSES = ("i", "ii", "iii")


def frame(labels: list[str], split: str = "test", start: int = 1) -> pl.DataFrame:
    """Samples of one split, and one train sample of every class."""
    ids = list(range(start, start + len(labels)))
    trained = [(900 + place, f"t{place}", name, "train") for place, name in enumerate(CLASSES)]
    rows = [(id, f"{id:04d}", label, split) for id, label in zip(ids, labels, strict=True)]
    table = pl.DataFrame([*rows, *trained], ["sample", "hash", "label", "split"], orient="row")
    return table.with_columns(excluded=pl.lit(False))


def side(samples: pl.DataFrame, predicted: list[list[str]], split: str = "test") -> Side:
    """A version whose runs predict so; a row a seed, in the order of ids."""
    data = data_of(samples, CLASSES)
    ids = np.argsort(np.argsort(data.parts[split].samples))
    codes = np.array([[data.classes.index(name) for name in row] for row in predicted])[:, ids]
    wide = np.eye(len(data.classes), dtype=np.float32)[codes] * 0.7 + 0.1
    runs = tuple(
        Run("x", data.key, "linear", {}, seed, "done", CLASSES, {}, 1, 1, None, {}, 0.0, "")
        for seed in range(len(predicted))
    )
    return Side(ChangesetId(1), data, runs, {split: wide})


def test_flips_both_ways_confusion_and_classes() -> None:
    truth = ["i", "i", "ii", "ii", "iii", "iii"]
    samples = frame(truth)
    before = side(samples, [["i", "ii", "ii", "i", "iii", "iii"]] * 3)
    after = side(samples, [["i", "i", "ii", "ii", "iii", "i"]] * 3)
    found = compare(before, after, CLASSES)
    assert (found.split, found.images, found.seeds, found.left_out) == ("test", 6, (0, 1, 2), 0)
    assert [item.sample for item in found.gained] == [2, 4]
    assert [item.sample for item in found.lost] == [6]
    assert found.hardest[0].sample == 6
    assert found.confusion[1] == ((6, 0, 0), (0, 6, 0), (3, 0, 3))
    assert (found.mcnemar.only_first, found.mcnemar.only_second) == (1, 2)
    assert found.difference.estimate == pytest.approx(1 / 6)
    assert found.verdict == "cannot tell"
    assert "cannot tell: +16.7 [" in found.sentence
    assert "on 6 test images, 3 seeds" in found.sentence
    by_class = {item.label: (item.first, item.second) for item in found.by_class}
    assert by_class == {"i": (0.5, 1.0), "ii": (0.5, 1.0), "iii": (1.0, 0.5)}


def test_a_large_gain_is_better_and_its_opposite_worse() -> None:
    rng = np.random.default_rng(0)
    truth = rng.choice(CLASSES, 200).tolist()
    samples = frame(truth)
    poor = [rng.choice(CLASSES, 200).tolist() for _ in range(3)]
    good = [[t if rng.random() < 0.9 else "i" for t in truth] for _ in range(3)]
    better = compare(side(samples, poor), side(samples, good), CLASSES)
    worse = compare(side(samples, good), side(samples, poor), CLASSES)
    assert (better.verdict, worse.verdict) == ("better", "worse")
    assert better.mcnemar.p == worse.mcnemar.p < 1e-6
    assert better.sentence == f"better: {better.detail}"
    assert better.detail.startswith("+")


def test_one_seed_never_tells() -> None:
    truth = ["i"] * 50 + ["ii"] * 50
    found = compare(side(frame(truth), [["iii"] * 100]), side(frame(truth), [truth]), CLASSES)
    assert found.difference.word == "better"
    assert found.verdict == "cannot tell"
    assert any("one seed cannot tell luck from data" in warning for warning in found.warnings)


def test_relabelled_and_lonely_images_are_said_and_measured_by_the_newer_label() -> None:
    before = side(frame(["i", "i", "ii", "iii"]), [["i", "ii", "ii", "iii"]] * 2)
    after = side(frame(["ii", "ii", "iii"], start=2), [["ii", "ii", "iii"]] * 2)
    found = compare(before, after, CLASSES)
    assert (found.images, found.left_out) == (3, 1)
    assert found.accuracy[0].estimate == 1.0
    assert any("1 images of test were relabelled" in warning for warning in found.warnings)
    assert any("1 images of test are in one version only" in item for item in found.warnings)


def test_without_test_it_is_val_and_says_so() -> None:
    samples = frame(["i", "ii"], split="val")
    found = compare(
        side(samples, [["i", "i"]] * 2, "val"), side(samples, [["i", "ii"]] * 2, "val"), CLASSES
    )
    assert found.split == "val"
    assert "there is no test split" in found.warnings[0]


def measured(val: list[float], test: list[float]) -> Side:
    """A version with so many of 100 val and test images right, by class."""
    rows = []
    for split, start in (("val", 0), ("test", 500)):
        labels = [name for name in CLASSES for _ in range(100)]
        rows += [
            (start + place, f"{start + place:04d}", n, split) for place, n in enumerate(labels)
        ]
    rows += [(9_000 + place, f"t{place}", name, "train") for place, name in enumerate(CLASSES)]
    samples = pl.DataFrame(rows, ["sample", "hash", "label", "split"], orient="row")
    data = data_of(samples.with_columns(excluded=pl.lit(False)), CLASSES)
    rng = np.random.default_rng(3)
    probabilities = {}
    for split, shares in (("val", val), ("test", test)):
        truth = data.parts[split].labels
        hit = rng.random((3, len(truth))) < np.array(shares)[truth]
        predicted = np.where(hit, truth, (truth + 1) % 3)
        probabilities[split] = np.eye(3, dtype=np.float32)[predicted]
    runs = tuple(
        Run("x", data.key, "linear", {}, seed, "done", CLASSES, {}, 1, 1, None, {}, 0.0, "")
        for seed in range(3)
    )
    return Side(ChangesetId(1), data, runs, probabilities)


def test_val_that_agrees_with_test_is_trusted() -> None:
    found = trust.trust(measured([0.8, 0.8, 0.8], [0.8, 0.8, 0.8]), None)
    assert found.trusted
    assert found.sentence.startswith("val and test agree within noise")
    assert found.detail == found.sentence


def test_val_that_flatters_is_not_and_the_class_is_named() -> None:
    found = trust.trust(measured([0.9, 0.9, 0.9], [0.9, 0.2, 0.9]), None)
    assert not found.trusted
    assert found.classes[0].name == "ii"
    assert found.classes[0].points == pytest.approx(0.7 / 3, abs=0.03)
    assert "do not trust val" in found.sentence
    assert "mostly for “ii” (" in found.sentence


def test_the_style_that_val_lacks_is_named() -> None:
    side = measured([0.9, 0.9, 0.9], [0.9, 0.2, 0.9])
    rng = np.random.default_rng(4)
    vectors = {split: rng.normal(0, 1, (300, 8)).astype(np.float32) for split in ("val", "test")}
    odd = side.data.parts["test"].labels == 1
    vectors["test"][odd] += 8
    of = {split: np.zeros(len(part), dtype=np.int64) for split, part in side.data.parts.items()}
    of["test"][odd] = 1
    found = trust.trust(side, vectors, trust.Styles(("a pen", "a font"), of))
    assert found.apart is not None
    assert found.apart > 0.6
    worst = found.styles[0]
    assert (worst.name, worst.share_train, worst.share_val) == ("a font", 0.0, 0.0)
    assert worst.share_test == pytest.approx(1 / 3, abs=0.01)
    assert "mostly for “a font” (" in found.sentence
    ids = set(side.data.parts["test"].samples[odd].tolist())
    assert set(worst.examples) <= ids
    alike = {split: rng.normal(0, 1, (300, 8)).astype(np.float32) for split in ("val", "test")}
    assert trust.separability(alike["val"], alike["test"]) == pytest.approx(0.5, abs=0.08)
