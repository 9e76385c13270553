"""How many new samples, of whom, and why: decided before anything is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from labelbook.core.arrays import Codes
from labelbook.grow import render as making
from labelbook.grow.laws.law import STAYS, Laws
from labelbook.grow.records import Making, Parents, Recipe, Slot

BOOST = 2.0
"""A hard sample gets so many more children, as a share of what it would get."""

MOST = 60
"""Children of one parent at most: more of the same teaches little."""

_TRIES = 6
_SEEDS = 2**31 - 1


@dataclass(frozen=True)
class ClassPlan:
    """One class. have: its samples in train now; parents: those that may have children; make: how
    many more; of_hard: how many of them come from hard samples; styles: how many it is found in.
    """

    label: str
    have: int
    parents: int
    make: int
    of_hard: int
    styles: int


@dataclass(frozen=True)
class Plan:
    """What will be made. kept: images of train and val that stay as they are.

    left_out: reason -> samples that get no children. presumed: laws that nobody has decided, as
    "transform: i stays, iv becomes vi". reasons: sentences for a person.
    """

    total: int
    kept: int
    make: int
    seed: int
    recipe: str
    version: int
    classes: tuple[ClassPlan, ...]
    left_out: dict[str, int]
    presumed: tuple[str, ...]
    reasons: tuple[str, ...]


def needs(have: Sequence[int], parents: Sequence[int], make: int) -> list[int]:
    """Share out `make` so that classes end up as even as they can; none without parents.

    have: samples of each class now. The smallest are filled up first.
    """
    counts = np.asarray(have, dtype=np.int64)
    able = np.flatnonzero(np.asarray(parents) > 0)
    need = np.zeros(len(counts), dtype=np.int64)
    if not len(able):
        return need.tolist()
    order = able[np.argsort(counts[able], kind="stable")]
    left = make
    for place in range(len(order)):
        level = counts[order[place + 1]] if place + 1 < len(order) else None
        filled = order[: place + 1]
        reached = counts[filled[0]] + need[filled[0]]
        step = left if level is None else min(left, int(level - reached) * (place + 1))
        each, rest = divmod(step, place + 1)
        need[filled] += each
        need[filled[:rest]] += 1
        left -= step
        if not left:
            break
    return need.tolist()


def per_class(have: Sequence[int], parents: Sequence[int], wanted: int) -> list[int]:
    """Fill every class up to `wanted` samples."""
    return [
        max(0, wanted - count) if able else 0 for count, able in zip(have, parents, strict=True)
    ]


def children(parents: Parents, need: Sequence[int]) -> Codes:
    """Return how many children each parent gets: (n,).

    Within a class, styles are brought nearer to each other, and hard samples get more.
    """
    count = np.zeros(len(parents.samples), dtype=np.int64)
    for code, wanted in enumerate(need):
        rows = np.flatnonzero(parents.label == code)
        if not len(rows) or not wanted:
            continue
        _, style, sizes = np.unique(parents.style[rows], return_inverse=True, return_counts=True)
        # Of a style that is four times as rare, half as many children, not a quarter.
        weight = (1 + BOOST * parents.hard[rows]) / np.sqrt(sizes[style])
        count[rows] = _shared(wanted, weight.astype(np.float64), MOST)
    return count


def _shared(wanted: int, weight: npt.NDArray[np.float64], most: int) -> Codes:
    """Whole numbers in proportion to the weights, each at most `most` as far as that can be."""
    most = max(most, -(-wanted // len(weight)))
    exact = np.zeros(len(weight))
    free = np.ones(len(weight), dtype=bool)
    for _ in range(len(weight)):
        left = wanted - exact[~free].sum()
        exact[free] = left * weight[free] / weight[free].sum()
        over = free & (exact > most)
        if not over.any():
            break
        exact[over] = most
        free &= ~over
        if not free.any():
            break
    whole = np.floor(exact).astype(np.int64)
    missing = wanted - int(whole.sum())
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[:missing]] += 1
    return whole


def slots(
    parents: Parents, need: Sequence[int], recipe: Recipe, laws: Laws, seed: int
) -> list[Slot]:
    """Draw by lot what every child is; as many of each class as it needs."""
    lot = np.random.default_rng((seed, 1))
    room = dict(zip(parents.classes, need, strict=True))
    staying = {key: law for key, law in laws.items() if law.verdict == STAYS}
    rows = np.repeat(np.arange(len(parents.samples)), children(parents, need))
    seeds = lot.integers(0, _SEEDS, (len(rows), _TRIES + 1)).tolist()
    found: list[Slot] = []
    for row, own in zip(lot.permutation(rows).tolist(), seeds, strict=True):
        slot = _slot(parents, row, recipe, (laws, staying), own, room, lot)
        if slot is not None:
            room[slot.label] -= 1
            found.append(slot)
    found += _fill(parents, recipe, staying, room, lot)
    return found


def _slot(
    parents: Parents,
    row: int,
    recipe: Recipe,
    laws: tuple[Laws, Laws],
    seeds: Sequence[int],
    room: Mapping[str, int],
    lot: np.random.Generator,
) -> Slot | None:
    """One child: what becomes of it must still be needed; None where nothing of it is."""
    own = parents.classes[parents.label[row]]
    other = _other(parents, row, lot)
    for attempt in range(_TRIES):
        drawn, label = making.draw(recipe, own, laws[0], seeds[attempt], may_swap=other is not None)
        if label is not None and room.get(label, 0) > 0:
            return _of(parents, row, drawn, label, other)
    if room[own] <= 0:
        return None
    drawn, _ = making.draw(recipe, own, laws[1], seeds[-1], may_swap=other is not None)
    return _of(parents, row, drawn, own, other)


def _of(parents: Parents, row: int, drawn: Making, label: str, other: int | None) -> Slot:
    sample = int(parents.samples[row])
    more = (other,) * making.others_wanted(drawn) if other is not None else ()
    return Slot((sample, *more[:1]), drawn, label)


def _other(parents: Parents, row: int, lot: np.random.Generator) -> int | None:
    """A sample of another style, by lot, whose paper may be taken."""
    for place in lot.integers(0, len(parents.samples), 8).tolist():
        if parents.style[place] != parents.style[row]:
            return int(parents.samples[place])
    return None


def _fill(
    parents: Parents, recipe: Recipe, laws: Laws, room: dict[str, int], lot: np.random.Generator
) -> list[Slot]:
    """What is still missing because parents' children became another class."""
    found: list[Slot] = []
    for code, name in enumerate(parents.classes):
        rows = np.flatnonzero(parents.label == code)
        while room[name] > 0 and len(rows):
            row = int(lot.choice(rows))
            seeds = lot.integers(0, _SEEDS, _TRIES + 1).tolist()
            slot = _slot(parents, row, recipe, (laws, laws), seeds, room, lot)
            assert slot is not None
            found.append(slot)
            room[name] -= 1
    return found


def class_plans(parents: Parents, have: Sequence[int], made: Sequence[Slot]) -> list[ClassPlan]:
    """Sum up what was drawn, class by class."""
    hard = set(parents.samples[parents.hard > 0].tolist())
    by_label: dict[str, list[Slot]] = {name: [] for name in parents.classes}
    for slot in made:
        by_label[slot.label].append(slot)
    return [
        ClassPlan(
            label=name,
            have=int(have[code]),
            parents=int((parents.label == code).sum()),
            make=len(by_label[name]),
            of_hard=sum(slot.parents[0] in hard for slot in by_label[name]),
            styles=len(np.unique(parents.style[parents.label == code])),
        )
        for code, name in enumerate(parents.classes)
    ]
