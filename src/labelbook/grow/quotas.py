"""How many children each class and parent gets, decided before anything is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from labelbook.core.arrays import Codes
from labelbook.core.types import SampleId
from labelbook.grow import render
from labelbook.grow.laws.law import KEEPS, Laws
from labelbook.grow.records import Derivation, Parents, Recipe, Slot

BOOST = 2.0
"""How many more children a hard sample gets, as a share of what it would get."""

MOST = 60
"""The most children of one parent: more of the same teach little."""

_TRIES = 6
_SEEDS = 2**31 - 1


@dataclass(frozen=True)
class ClassPlan:
    """One class. have: its samples in train now; parents: those that may have children; make: how
    many more; from_hard: those of them with a hard parent; styles: number of styles it has.
    """

    label: str
    have: int
    parents: int
    make: int
    from_hard: int
    styles: int


@dataclass(frozen=True)
class Plan:
    """What will be made. kept: images of train and val that stay as they are.

    left_out: reason -> samples that get no children. assumed: laws that nobody has decided, as
    "transform: i keeps, iv becomes vi". reasons: sentences for a person.
    """

    total: int
    kept: int
    make: int
    seed: int
    recipe: str
    version: int
    classes: tuple[ClassPlan, ...]
    left_out: dict[str, int]
    assumed: tuple[str, ...]
    reasons: tuple[str, ...]


def needs(have: Sequence[int], parents: Sequence[int], make: int) -> list[int]:
    """Return how many to make of each class so that classes become as even as possible.

    have: samples of each class now. The smallest are filled first; a class without parents gets
    none.
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
    """Return how many to make of each class so that it has `wanted` samples."""
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
    """Return whole numbers in proportion to the weights, each at most `most` where possible."""
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
    """Return random children of the parents, as many of each class as it needs."""
    rng = np.random.default_rng((seed, 1))
    room = dict(zip(parents.classes, need, strict=True))
    keeping = {key: law for key, law in laws.items() if law.verdict == KEEPS}
    rows = np.repeat(np.arange(len(parents.samples)), children(parents, need))
    seeds = rng.integers(0, _SEEDS, (len(rows), _TRIES + 1)).tolist()
    found: list[Slot] = []
    for row, own in zip(rng.permutation(rows).tolist(), seeds, strict=True):
        slot = _slot(parents, row, recipe, (laws, keeping), own, room, rng)
        if slot is not None:
            room[slot.label] -= 1
            found.append(slot)
    found += _fill(parents, recipe, keeping, room, rng)
    return found


def _slot(
    parents: Parents,
    row: int,
    recipe: Recipe,
    laws: tuple[Laws, Laws],
    seeds: Sequence[int],
    room: Mapping[str, int],
    rng: np.random.Generator,
) -> Slot | None:
    """Return one child, of a class that is still needed; None where there is none."""
    own = parents.classes[parents.label[row]]
    other = _other(parents, row, rng)
    for attempt in range(_TRIES):
        derivation, label = render.choose(
            recipe, own, laws[0], seeds[attempt], may_swap=other is not None
        )
        if label is not None and room.get(label, 0) > 0:
            return _of(parents, row, derivation, label, other)
    if room[own] <= 0:
        return None
    derivation, _ = render.choose(recipe, own, laws[1], seeds[-1], may_swap=other is not None)
    return _of(parents, row, derivation, own, other)


def _of(
    parents: Parents, row: int, derivation: Derivation, label: str, other: SampleId | None
) -> Slot:
    sample = SampleId(parents.samples[row].item())
    more = (other,) * render.others_wanted(derivation) if other is not None else ()
    return Slot((sample, *more[:1]), derivation, label)


def _other(parents: Parents, row: int, rng: np.random.Generator) -> SampleId | None:
    """Return a random sample of another style, whose paper may be used."""
    for place in rng.integers(0, len(parents.samples), 8).tolist():
        if parents.style[place] != parents.style[row]:
            return SampleId(parents.samples[place].item())
    return None


def _fill(
    parents: Parents, recipe: Recipe, laws: Laws, room: dict[str, int], rng: np.random.Generator
) -> list[Slot]:
    """Return what is still missing because children became another class."""
    found: list[Slot] = []
    for code, name in enumerate(parents.classes):
        rows = np.flatnonzero(parents.label == code)
        while room[name] > 0 and len(rows):
            row = int(rng.choice(rows))
            seeds = rng.integers(0, _SEEDS, _TRIES + 1).tolist()
            slot = _slot(parents, row, recipe, (laws, laws), seeds, room, rng)
            assert slot is not None
            found.append(slot)
            room[name] -= 1
    return found


def class_plans(parents: Parents, have: Sequence[int], made: Sequence[Slot]) -> list[ClassPlan]:
    """Return the plan of each class."""
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
            from_hard=sum(slot.parents[0] in hard for slot in by_label[name]),
            styles=len(np.unique(parents.style[parents.label == code])),
        )
        for code, name in enumerate(parents.classes)
    ]
