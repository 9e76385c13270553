"""What the demo data set holds: every drawing with its label, its fault and its place.

The plan is made before anything is drawn, from the seed alone, so that drawings can be made in
any order and by several processes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

import numpy as np
from numpy.random import Generator

from labelbook.demo.alter import ALTERATIONS
from labelbook.demo.hands import HANDS

GLYPHS: dict[str, tuple[str, ...]] = {
    "i": ("i",),
    "ii": ("i", "i"),
    "iii": ("i", "i", "i"),
    "iv": ("i", "v"),
    "v": ("v",),
    "vi": ("v", "i"),
    "vii": ("v", "i", "i"),
    "viii": ("v", "i", "i", "i"),
    "ix": ("i", "x"),
    "x": ("x",),
}
CLASSES = tuple(GLYPHS)

KINDS = ("clean", "wrong_label", "doodle", "ambiguous", "exact_duplicate", "near_duplicate")
SHARES = {
    "wrong_label": 0.05,
    "doodle": 0.04,
    "ambiguous": 0.02,
    "exact_duplicate": 0.021,
    "near_duplicate": 0.025,
}
"""Of train and val together; the rest is clean."""

_TRAIN_WEIGHTS = (12, 7, 8.5, 14, 9, 8.5, 9, 9.5, 12, 8.5)  # by class: some are common, some rare
_VAL_SHARE = 0.225
_TEST_SAMPLES = 52

_DOODLERS = ("serif_pen", "plain_pen", "plain_pen", "slanted_fast", "swash", "boxed_marker")

# What people mistake for what, and how often.
_CONFUSED: dict[str, Mapping[str, float]] = {
    "i": {"ii": 4, "v": 1, "x": 1, "iv": 1},
    "ii": {"iii": 5, "i": 3, "v": 2, "iv": 1},
    "iii": {"ii": 5, "viii": 3, "iv": 2, "vii": 1},
    "iv": {"vi": 7, "ix": 2, "v": 2, "iii": 1},
    "v": {"x": 5, "iv": 2, "vi": 2, "ii": 1},
    "vi": {"iv": 7, "vii": 3, "v": 1, "ix": 1},
    "vii": {"viii": 6, "vi": 3, "iii": 1, "ix": 1},
    "viii": {"vii": 6, "iii": 2, "vi": 1, "x": 1},
    "ix": {"x": 3, "iv": 4, "vi": 3, "viii": 1},
    "x": {"v": 5, "ix": 4, "iv": 1},
}

# Drawings that stand between two numerals: the labels, and what is drawn.
_AMBIGUOUS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("v", "x", ("between_v_and_x",)),
    ("iv", "ix", ("i", "between_v_and_x")),
    ("i", "ii", ("between_i_and_ii",)),
    ("vi", "vii", ("v", "between_i_and_ii")),
    ("ii", "v", ("between_ii_and_v",)),
    ("iii", "iv", ("i", "between_ii_and_v")),
    ("iii", "vi", ("between_ii_and_v", "i")),
    ("ii", "iii", ("i", "i", "half_i")),
    ("vii", "viii", ("v", "i", "i", "half_i")),
)


@dataclass(frozen=True)
class DrawnNumeral:
    """One image of the data set.

    index: seeds its pixels. path: below the images' folder. label: the class folder it lies in;
    true: the numeral that is drawn, "" for a doodle. glyphs: what is drawn, empty for a doodle.
    original: index of the drawing that it repeats, or its own. alteration: what was done to a
    near duplicate. alternative: the other label that an ambiguous drawing could bear.
    """

    index: int
    path: str
    split: str
    label: str
    true: str
    kind: str
    hand: str
    glyphs: tuple[str, ...]
    original: int
    alteration: str = ""
    alternative: str = ""


def make(seed: int, samples: int) -> list[DrawnNumeral]:
    """Plan a data set of `samples` images, ordered by index (index k at place k)."""
    rng = np.random.default_rng([seed, 0])
    sizes = _split_sizes(samples)
    drawings: list[DrawnNumeral] = []
    for split, size in sizes.items():
        weights = _TRAIN_WEIGHTS if split == "train" else (1.0,) * len(CLASSES)
        labels = _deal(CLASSES, weights, size, rng)
        hands = _deal([h.name for h in HANDS], [getattr(h, split) for h in HANDS], size, rng)
        for label, hand in zip(labels, hands, strict=True):
            index = len(drawings)
            name = f"{blake2b(f'{seed} {index}'.encode(), digest_size=8).hexdigest()}.png"
            path = f"{split}/{label}/{name}"
            drawings.append(
                DrawnNumeral(index, path, split, label, label, "clean", hand, GLYPHS[label], index)
            )
    _number_the_label_book(drawings)
    noisy = [d.index for d in drawings if d.split != "test"]
    rng.shuffle(noisy)
    for kind, share in SHARES.items():
        count = round(share * (sizes["train"] + sizes["val"]))
        for index in noisy[:count]:
            drawings[index] = _MAKE[kind](drawings[index], rng)
        del noisy[:count]
    _choose_originals(drawings, rng)
    return drawings


def _split_sizes(samples: int) -> dict[str, int]:
    test = max(len(CLASSES), min(_TEST_SAMPLES, round(samples * 0.022)))
    val = round(samples * _VAL_SHARE)
    return {"train": samples - val - test, "val": val, "test": test}


def _deal(items: Sequence[str], weights: Sequence[float], count: int, rng: Generator) -> list[str]:
    """Return out `count` items in proportion to their weights, shuffled.

    Every item with a weight comes at least once where `count` allows it.
    """
    due = np.array(weights) / sum(weights) * count
    given = np.zeros(len(items), int)
    for _ in range(count):
        # First everyone once, then always the one furthest below its share.
        given[np.argmax(due - given + count * ((given == 0) & (due > 0)))] += 1
    dealt = [item for item, times in zip(items, given, strict=True) for _ in range(times)]
    return [dealt[k] for k in rng.permutation(count)]


def _number_the_label_book(drawings: list[DrawnNumeral]) -> None:
    """The test split is a small label book: drawn well, and named by class and number."""
    seen: dict[str, int] = {}
    for k, drawing in enumerate(drawings):
        if drawing.split == "test":
            number = seen[drawing.label] = seen.get(drawing.label, 0) + 1
            name = f"{drawing.label}_{number}.png"
            drawings[k] = replace(drawing, path=f"label_book/{drawing.label}/{name}")


def _confuse(true: str, rng: Generator) -> str:
    """Choose a wrong label."""
    wrong = _CONFUSED[true]
    if rng.random() < 0.15:
        others = [label for label in CLASSES if label != true]
        return others[rng.integers(len(others))]
    chance = np.array(list(wrong.values()))
    return list(wrong)[rng.choice(len(wrong), p=chance / chance.sum())]


def _relabel(drawing: DrawnNumeral, label: str) -> DrawnNumeral:
    return replace(
        drawing, label=label, path=f"{drawing.split}/{label}/{drawing.path.rsplit('/', 1)[1]}"
    )


def _wrong_label(drawing: DrawnNumeral, rng: Generator) -> DrawnNumeral:
    return replace(_relabel(drawing, _confuse(drawing.true, rng)), kind="wrong_label")


def _doodle(drawing: DrawnNumeral, rng: Generator) -> DrawnNumeral:
    hand = _DOODLERS[rng.integers(len(_DOODLERS))]
    return replace(drawing, kind="doodle", true="", glyphs=(), hand=hand)


def _ambiguous(drawing: DrawnNumeral, rng: Generator) -> DrawnNumeral:
    one, other, glyphs = _AMBIGUOUS[rng.integers(len(_AMBIGUOUS))]
    if rng.random() < 0.5:
        one, other = other, one
    return replace(
        _relabel(drawing, one), kind="ambiguous", true=one, alternative=other, glyphs=glyphs
    )


def _exact_duplicate(drawing: DrawnNumeral, rng: Generator) -> DrawnNumeral:
    return replace(drawing, kind="exact_duplicate")


def _near_duplicate(drawing: DrawnNumeral, rng: Generator) -> DrawnNumeral:
    names = tuple(ALTERATIONS)
    how = names[rng.integers(len(names))]
    return replace(drawing, kind="near_duplicate", alteration=how)


_MAKE = {
    "wrong_label": _wrong_label,
    "doodle": _doodle,
    "ambiguous": _ambiguous,
    "exact_duplicate": _exact_duplicate,
    "near_duplicate": _near_duplicate,
}


def _choose_originals(drawings: list[DrawnNumeral], rng: Generator) -> None:
    """Return every duplicate a clean original: half of them in the other split.

    One exact duplicate in five bears another label than its original.
    """
    free = {
        split: [d.index for d in drawings if d.kind == "clean" and d.split == split]
        for split in ("train", "val")
    }
    for split in free:
        rng.shuffle(free[split])
    for k, copy in enumerate(drawings):
        if copy.kind not in ("exact_duplicate", "near_duplicate"):
            continue
        # Half of the pairs cross the splits.
        other = {"train": "val", "val": "train"}[copy.split]
        original = drawings[free[other if rng.random() < 0.5 else copy.split].pop()]
        label = original.label
        if copy.kind == "exact_duplicate" and rng.random() < 0.2:
            label = _confuse(original.true, rng)
        drawings[k] = replace(
            _relabel(copy, label),
            true=original.true,
            hand=original.hand,
            glyphs=original.glyphs,
            original=original.index,
        )
