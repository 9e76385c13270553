"""Whether val can be trusted: where its accuracy differs from that on test."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from labelbook.evaluate import statistics
from labelbook.evaluate.models import linear
from labelbook.evaluate.records import (
    MEASURED,
    BoolArray,
    FloatArray,
    IntArray,
    Interval,
)
from labelbook.evaluate.verdict import Side, points
from labelbook.evaluate.verdicts import (
    Gap,
    Trust,
)

EXAMPLES = 6
SHOWN = 2
FOLDS = 5


@dataclass(frozen=True, eq=False)
class _Split:
    """One measured split. right: (n,) share of seeds that were right."""

    samples: IntArray
    labels: IntArray
    right: FloatArray
    interval: Interval


@dataclass(frozen=True, eq=False)
class Styles:
    """What is drawn or taken alike. of: split -> (n,) the place in `names` of each image."""

    names: tuple[str, ...]
    of: dict[str, IntArray]


def trust(
    side: Side, vectors: Mapping[str, FloatArray] | None, styles: Styles | None = None
) -> Trust:
    """Compare what the runs of a version say on val and on test.

    vectors: split -> (n, d) embeddings, where there are some. Both splits must hold images.
    """
    val, test = (_split(side, split) for split in MEASURED)
    gap = _difference(val.interval, test.interval)
    train = side.data.train
    classes = [
        _gap(
            name,
            (train.samples, train.labels == code),
            (val, val.labels == code),
            (test, test.labels == code),
        )
        for code, name in enumerate(side.data.classes)
    ]
    alike: list[Gap] = []
    if styles is not None:
        inside = [
            (name, {s: of == code for s, of in styles.of.items()})
            for code, name in enumerate(styles.names)
        ]
        alike = [
            _gap(name, (train.samples, of["train"]), (val, of["val"]), (test, of["test"]))
            for name, of in inside
            if of["val"].any() or of["test"].any()
        ]
    apart = None
    if vectors is not None:
        of = [units_of(side, split) for split in MEASURED]
        apart = separability(vectors["val"], vectors["test"], of[0], of[1])
    trusted = gap.low <= 0 <= gap.high
    shown = sorted(alike or classes, key=lambda item: -item.points * np.sign(gap.estimate))
    detail = _detail(gap, trusted, apart, shown[:SHOWN])
    return Trust(
        version=side.version,
        model=side.runs[0].model,
        seeds=tuple(run.seed for run in side.runs),
        val=val.interval,
        test=test.interval,
        gap=gap,
        trusted=trusted,
        apart=apart,
        classes=tuple(sorted(classes, key=lambda item: -item.points)),
        styles=tuple(sorted(alike, key=lambda item: -item.points)),
        sentence=detail if trusted else f"do not trust val: {detail}",
        detail=detail,
    )


def _split(side: Side, split: str) -> _Split:
    part = side.data.parts[split]
    right = side.probabilities[split].argmax(axis=2) == part.labels
    shares = right.mean(axis=0, dtype=np.float32)
    return _Split(
        part.samples, part.labels, shares, statistics.accuracy(right, units_of(side, split))
    )


def units_of(side: Side, split: str) -> IntArray | None:
    """Return what belongs together among the images of a split; None without group columns."""
    return None if side.grouping is None else side.grouping.units(side.data.parts[split].samples)


def _difference(one: Interval, other: Interval) -> Interval:
    """Take one from the other where they are of different images: widths add as squares."""
    at = one.estimate - other.estimate
    below = math.hypot(one.estimate - one.low, other.high - other.estimate)
    above = math.hypot(one.high - one.estimate, other.estimate - other.low)
    return Interval(at, at - below, at + above)


def _gap(
    name: str,
    train: tuple[IntArray, BoolArray],
    val: tuple[_Split, BoolArray],
    test: tuple[_Split, BoolArray],
) -> Gap:
    """Describe a part of the images; masks say which samples of each split are in it."""
    there = [split.right[mask] for split, mask in (val, test)]
    shares = [float(mask.mean()) for _, mask in (val, test)]
    means = [float(right.mean()) if len(right) else None for right in there]
    overall = val[0].interval.estimate
    worst = np.argsort(there[1], kind="stable")[:EXAMPLES]
    return Gap(
        name=name,
        share_train=float(train[1].mean()),
        share_val=shares[0],
        share_test=shares[1],
        accuracy_val=means[0],
        accuracy_test=means[1],
        points=0.0 if means[1] is None else shares[1] * (overall - means[1]),
        examples=tuple(test[0].samples[test[1]][worst].tolist()),
        samples=tuple(
            np.concatenate(
                [train[0][train[1]], *(split.samples[mask] for split, mask in (val, test))]
            ).tolist()
        ),
    )


def separability(
    val: FloatArray,
    test: FloatArray,
    val_units: IntArray | None = None,
    test_units: IntArray | None = None,
) -> float:
    """Return how well val and test can be told apart by embeddings, as an AUC out of fold.

    val_units, test_units: what belongs together in each, as of one patient: no fold parts it, or
    its images would be told by each other. None: each image by itself.

    Source: Lopez-Paz and Oquab, Revisiting Classifier Two-Sample Tests, ICLR 2017.
    """
    both = np.concatenate([val, test])
    centre, basis = linear.space_of(both)
    both = np.asarray((both - centre) @ basis, dtype=np.float32)
    both /= np.float32(max(float(both.std()), 1e-6))
    truth = np.repeat([0, 1], [len(val), len(test)])
    weights = np.where(truth == 1, len(val) / max(len(test), 1), 1).astype(np.float32)
    fold = _folds(len(both), val_units, test_units)
    score = np.empty(len(both), dtype=np.float32)
    for number in range(FOLDS):
        kept, held = fold != number, fold == number
        learnt = linear.fit(both[kept], truth[kept], 2, weights[kept])
        score[held] = linear.answer(learnt, both[held])[:, 1]
    rank = np.empty(len(both))
    rank[np.argsort(score, kind="stable")] = np.arange(1, len(both) + 1)
    above = rank[truth == 1].sum() - len(test) * (len(test) + 1) / 2
    return float(above / max(len(val) * len(test), 1))


def _folds(count: int, val: IntArray | None, test: IntArray | None) -> IntArray:
    """A fold for each of `count` images, the same for those that belong together."""
    rng = np.random.default_rng(0)
    if val is None or test is None:
        return rng.permutation(count) % FOLDS
    _, unit = np.unique(np.concatenate([val, test]), return_inverse=True)
    of_unit = rng.permutation(int(unit.max(initial=-1)) + 1) % FOLDS
    return np.asarray(of_unit[unit], dtype=np.int64)


def _detail(gap: Interval, trusted: bool, apart: float | None, parts: list[Gap]) -> str:
    """Return why val is trusted or not."""
    auc = "" if apart is None else f"; val and test can be told apart with an AUC of {apart:.2f}"
    if trusted:
        return f"val and test agree within noise: val is {points(gap)} points above test{auc}"
    where = " and ".join(
        f"“{part.name}” ({part.share_test:.0%} of test, {part.share_val:.0%} of val, "
        f"{part.share_train:.0%} of train; {_right(part)}; {part.points * 100:+.1f} points of it)"
        for part in parts
    )
    side = "above" if gap.estimate > 0 else "below"
    return (
        f"it is {points(gap)} points {side} test, mostly for {where}{auc}; "
        "choose by test, or make val like test by a new split"
    )


def _right(part: Gap) -> str:
    said = [
        f"{share:.0%} right in {split}"
        for split, share in (("test", part.accuracy_test), ("val", part.accuracy_val))
        if share is not None
    ]
    return ", ".join(said)
