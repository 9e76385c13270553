"""The verdict on two versions: paired by image and seed, with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from labelbook.core.types import ChangesetId
from labelbook.errors import BadInput
from labelbook.evaluate import statistics
from labelbook.evaluate.data import Data
from labelbook.evaluate.grouped import Grouping
from labelbook.evaluate.records import (
    BoolArray,
    FloatArray,
    IntArray,
    Interval,
    Run,
    Word,
)
from labelbook.evaluate.verdicts import (
    ClassDifference,
    ComparedImage,
    Comparison,
    Needed,
    Step,
)


@dataclass(frozen=True, eq=False)
class Side:
    """A version with its runs. probabilities: split -> (seeds, n, classes), order of the data.

    grouping: what belongs together in it, where there are group columns.
    """

    version: ChangesetId
    data: Data
    runs: tuple[Run, ...]
    probabilities: dict[str, FloatArray]
    grouping: Grouping | None = None


@dataclass(frozen=True, eq=False)
class _Pairs:
    """The images that both hold. truth: (n,) of the second version; both: (seeds, n, classes)."""

    samples: IntArray
    truth: IntArray
    classes: tuple[str, ...]
    both: tuple[FloatArray, FloatArray]
    left_out: int
    relabelled: int


@dataclass(frozen=True, eq=False)
class _Gain:
    """What the second side is right on more often. right: (seeds, n) of both; split: whose."""

    split: str
    pairs: _Pairs
    right: tuple[BoolArray, BoolArray]
    difference: Interval
    verdict: Word
    needed: Needed
    seeds: tuple[int, ...]
    units: IntArray | None

    @property
    def values(self) -> FloatArray:
        """(seeds, n): 1 where only the second is right, -1 where only the first."""
        found: FloatArray = self.right[1].astype(np.float32) - self.right[0]
        return found

    @property
    def sentence(self) -> str:
        """All of it in words."""
        return f"{self.verdict}: {self.detail}"

    @property
    def detail(self) -> str:
        """What the verdict follows from, in words."""
        images, seeds = len(self.pairs.samples), len(self.seeds)
        return _detail(self.verdict, self.difference, self.needed, images, self.split, seeds)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader should know."""
        return _warnings(self.pairs, self.split, len(self.seeds))


def step(names: tuple[str, str], first: Side, second: Side, order: Sequence[str]) -> Step:
    """Compare as `compare` does, in short. names: what the two sides are called."""
    gain = _gain(first, second, order)
    return Step(
        first=names[0],
        second=names[1],
        model=second.runs[0].model,
        settings=second.runs[0].settings,
        split=gain.split,
        images=len(gain.pairs.samples),
        seeds=gain.seeds,
        difference=gain.difference,
        verdict=gain.verdict,
        needed=gain.needed,
        sentence=gain.sentence,
        warnings=gain.warnings,
    )


def _gain(first: Side, second: Side, order: Sequence[str]) -> _Gain:
    split = "test" if all(len(side.data.parts["test"]) for side in (first, second)) else "val"
    pairs = _paired(first, second, split, order)
    if not len(pairs.samples):
        raise BadInput(
            f"no image of {split} is in both versions: nothing can be compared",
            needs="test split",
        )
    right = tuple(part.argmax(axis=2) == pairs.truth for part in pairs.both)
    values = right[1].astype(np.float32) - right[0]
    seeds = tuple(run.seed for run in second.runs)
    units = None if second.grouping is None else second.grouping.units(pairs.samples)
    difference = statistics.estimate(values, units=units)
    return _Gain(
        split=split,
        pairs=pairs,
        right=(right[0], right[1]),
        difference=difference,
        verdict=difference.word if len(seeds) > 1 else "cannot tell",
        needed=statistics.needed(values),
        seeds=seeds,
        units=units,
    )


def compare(first: Side, second: Side, order: Sequence[str]) -> Comparison:
    """Compare on test, or on val where one version has no test split.

    Both sides hold the same seeds in the same order. order: the book's classes. The truth is the
    second version's: where a label of the split moved, both are measured by the newer one. Raises
    BadInput where they have no image in common.
    """
    gain = _gain(first, second, order)
    pairs, right = gain.pairs, gain.right
    accuracy = tuple(statistics.accuracy(part, gain.units) for part in right)
    # Over the seeds as one voice: images then count once, as the test asks.
    voices = [part.mean(axis=0).argmax(axis=1) for part in pairs.both]
    return Comparison(
        first=first.version,
        second=second.version,
        model=second.runs[0].model,
        settings=second.runs[0].settings,
        split=gain.split,
        images=len(pairs.samples),
        left_out=pairs.left_out,
        seeds=gain.seeds,
        accuracy=(accuracy[0], accuracy[1]),
        difference=gain.difference,
        verdict=gain.verdict,
        mcnemar=statistics.mcnemar(voices[0] == pairs.truth, voices[1] == pairs.truth),
        needed=gain.needed,
        classes=pairs.classes,
        by_class=_by_class(pairs, right, gain.values, gain.units),
        confusion=(_confusion(pairs, 0), _confusion(pairs, 1)),
        seen=_seen(pairs, voices, right),
        warnings=gain.warnings,
        sentence=gain.sentence,
        detail=gain.detail,
    )


def _paired(first: Side, second: Side, split: str, order: Sequence[str]) -> _Pairs:
    held = {*first.data.classes, *second.data.classes}
    classes = (*(name for name in order if name in held), *sorted(held - set(order)))
    parts = first.data.parts[split], second.data.parts[split]
    samples, left, right = np.intersect1d(
        parts[0].samples, parts[1].samples, assume_unique=True, return_indices=True
    )
    spread = [
        _spread(side, split, rows, classes) for side, rows in ((first, left), (second, right))
    ]
    old, truth = (
        _codes(side.data, classes)[part.labels[rows]]
        for side, part, rows in zip((first, second), parts, (left, right), strict=True)
    )
    return _Pairs(
        samples=samples,
        truth=truth,
        classes=classes,
        both=(spread[0], spread[1]),
        left_out=len(parts[0]) + len(parts[1]) - 2 * len(samples),
        relabelled=int(np.count_nonzero(old != truth)),
    )


def _codes(data: Data, classes: Sequence[str]) -> IntArray:
    """Return the place in all classes for each of the data's classes."""
    return np.array([classes.index(name) for name in data.classes], dtype=np.int64)


def _spread(side: Side, split: str, rows: IntArray, classes: Sequence[str]) -> FloatArray:
    """Bring probabilities into the columns of all classes; one that a model lacks has none."""
    own = side.probabilities[split][:, rows]
    found = np.zeros((*own.shape[:2], len(classes)), dtype=np.float32)
    found[:, :, _codes(side.data, classes)] = own
    return found


def _by_class(
    pairs: _Pairs,
    right: tuple[BoolArray, BoolArray],
    gain: FloatArray,
    units: IntArray | None,
) -> tuple[ClassDifference, ...]:
    found = []
    for code, label in enumerate(pairs.classes):
        mine = pairs.truth == code
        if mine.any():
            shares = [float(part[:, mine].mean()) for part in right]
            own = None if units is None else units[mine]
            difference = statistics.estimate(gain[:, mine], units=own)
            count = int(mine.sum())
            found.append(ClassDifference(label, count, shares[0], shares[1], difference))
    return tuple(found)


def _confusion(pairs: _Pairs, side: int) -> tuple[tuple[int, ...], ...]:
    predicted = pairs.both[side].argmax(axis=2)
    size = len(pairs.classes)
    cells = np.bincount((pairs.truth * size + predicted).ravel(), minlength=size * size)
    return tuple(tuple(row) for row in cells.reshape(size, size).tolist())


def _seen(
    pairs: _Pairs, voices: Sequence[IntArray], right: tuple[BoolArray, BoolArray]
) -> tuple[ComparedImage, ...]:
    names = np.array(pairs.classes, dtype=object)
    sure = pairs.both[1].mean(axis=0)[np.arange(len(pairs.truth)), pairs.truth]
    columns = (
        pairs.samples.tolist(),
        names[pairs.truth].tolist(),
        names[voices[0]].tolist(),
        names[voices[1]].tolist(),
        right[0].mean(axis=0).tolist(),
        right[1].mean(axis=0).tolist(),
        sure.tolist(),
    )
    return tuple(
        ComparedImage(sample, label, before, after, (was, now), probability)
        for sample, label, before, after, was, now, probability in zip(*columns, strict=True)
    )


def _warnings(pairs: _Pairs, split: str, seeds: int) -> tuple[str, ...]:
    found = []
    if split == "val":
        found.append(
            "there is no test split: this is val, which also chose the best epoch; import a "
            "folder as the split test"
        )
    if seeds == 1:
        found.append("one seed cannot tell luck from data: evaluate both versions with 3 or more")
    if pairs.left_out:
        found.append(f"{pairs.left_out:,} images of {split} are in one version only: left out")
    if pairs.relabelled:
        found.append(
            f"{pairs.relabelled:,} images of {split} were relabelled between the versions: both "
            "are measured by the newer labels"
        )
    return tuple(found)


def _detail(
    verdict: Word, difference: Interval, needed: Needed, images: int, split: str, seeds: int
) -> str:
    """Return what a verdict follows from in words: difference, images, seeds."""
    runs = "1 seed" if seeds == 1 else f"{seeds} seeds"
    said = f"{points(difference)} points on {images:,} {split} images, {runs}"
    if verdict != "cannot tell":
        return said
    ways = []
    if needed.seeds is not None:
        ways.append(f"{needed.seeds:,} seeds")
    if needed.images is not None:
        ways.append(f"{needed.images:,} {split} images")
    would = f"about {' or '.join(ways)} would tell" if ways else "no more seeds would tell"
    return f"{said}; {would} a difference of this size"


def points(interval: Interval) -> str:
    """Return an interval of shares in percentage points: `+1.9 [+0.8, +3.1]`."""
    low, high = interval.low * 100, interval.high * 100
    return f"{interval.estimate * 100:+.1f} [{low:+.1f}, {high:+.1f}]"
