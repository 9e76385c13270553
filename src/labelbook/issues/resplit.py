"""A better split of a book: train and val alike, and no duplicate and no group in both.

Samples are put into cells of class x style; duplicates, near-duplicates and the samples of a group
column's value move as one. From each cell val gets its share at random. Test is never touched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from labelbook.core.arrays import Codes, Rows
from labelbook.errors import BadInput
from labelbook.issues.evidence.two_sample import Auc
from labelbook.issues.evidence.view import TEST, TRAIN, VAL, View
from labelbook.issues.finders.mismatch import split_auc
from labelbook.journal.records import SPLITS, Edit
from labelbook.maps import styles

FEWEST = 10


@dataclass(frozen=True)
class Standing:
    """How good a split is. auc: None where a side is too small to say.

    counts: split -> class ("" = no label) -> samples. leaks: groups of duplicates that lie in both
    train and val; leaks_test: those that lie in test and elsewhere, which no new split can fix.
    parted: values of group columns (a patient) that lie in train and val; parted_test: in test and
    elsewhere.
    """

    auc: Auc | None
    counts: dict[str, dict[str, int]]
    leaks: int
    leaks_test: int
    parted: int = 0
    parted_test: int = 0


@dataclass(frozen=True)
class SplitProposal:
    """A new split. moves: split -> ids of the samples that move there. val: the share asked for."""

    val: float
    moves: Mapping[str, tuple[int, ...]]
    before: Standing
    after: Standing

    @property
    def edits(self) -> list[Edit]:
        """What would be stored, with where each sample was: later edits are not overwritten."""
        return [
            Edit("split", ids, split, [other] * len(ids))
            for split, other in (("train", "val"), ("val", "train"))
            if (ids := self.moves[split])
        ]

    @property
    def moved(self) -> int:
        """How many samples move."""
        return sum(len(ids) for ids in self.moves.values())


def propose(view: View, val: float) -> SplitProposal:
    """Propose a split whose val holds the share `val` of train and val together.

    Raises BadInput for a share that leaves a side empty, or where there is too little to split.
    """
    ours = np.flatnonzero(view.split != TEST)
    groups = len(np.unique(view.units[ours]))
    if not 0 < val < 1:
        raise BadInput(f"val is to hold {val:g} of the samples: give a share between 0 and 1")
    fewest, what = (2, "groups") if view.belong else (FEWEST, "different samples")
    if groups < fewest:
        raise BadInput(f"there are {groups} {what} in train and val: {fewest} are needed to split")
    chosen = view.split.copy()
    chosen[ours] = np.where(_take(view, ours, val), VAL, TRAIN)
    moves = {
        SPLITS[side]: tuple(
            view.samples[ours[(chosen[ours] == side) & (view.split[ours] != side)]].tolist()
        )
        for side in (TRAIN, VAL)
    }
    return SplitProposal(val, moves, standing(view, view.split), standing(view, chosen))


def standing(view: View, split: Codes) -> Standing:
    """Return how good a split of the view's rows is."""
    counts: dict[str, dict[str, int]] = {}
    for code, name in enumerate(SPLITS):
        of = np.bincount(view.label[split == code] + 1, minlength=len(view.classes) + 1)
        named = dict(zip(("", *view.classes), of.tolist(), strict=True))
        counts[name] = {label: count for label, count in named.items() if count or label}
    leaks = _across(view.groups, split)
    parted = [_across(column.codes, split) for column in view.belong]
    return Standing(
        split_auc(view, split),
        counts,
        *leaks,
        parted=sum(both for both, _ in parted),
        parted_test=sum(with_test for _, with_test in parted),
    )


def _across(groups: Codes, split: Codes) -> tuple[int, int]:
    """How many groups lie in train and val, and how many in test and elsewhere."""
    there = np.zeros((len(SPLITS), int(groups.max(initial=-1)) + 1), dtype=bool)
    there[split[groups >= 0], groups[groups >= 0]] = True
    with_test = there[TEST] & (there[TRAIN] | there[VAL])
    return int((there[TRAIN] & there[VAL]).sum()), int(with_test.sum())


def _take(view: View, rows: Rows, val: float) -> npt.NDArray[np.bool_]:
    """Return which rows val gets."""
    style = np.zeros(len(rows), dtype=np.int64)
    known = np.zeros(len(rows), dtype=bool) if view.embedded is None else view.embedded[rows]
    if view.vectors is not None and known.sum() > styles.STYLES:
        plain = styles.without_class(view.vectors[rows[known]], view.label[rows[known]])
        style[known] = styles.clusters(styles.main_directions(plain), styles.STYLES, seed=view.seed)
        style[~known] = styles.STYLES
    _, first, member = np.unique(view.units[rows], return_index=True, return_inverse=True)
    cell = view.label[rows][first] * (styles.STYLES + 1) + style[first]
    rng = np.random.default_rng(view.seed)
    order = rng.permutation(len(first))
    order = order[np.argsort(cell[order], kind="stable")]
    # Walk through the cells and give val a group whenever one more is due: each cell gets its share
    # to within a group, and so do all of them together.
    if view.belong:
        taken = _by_size(np.bincount(member)[order], val, rng)
        chosen_groups = np.zeros(len(first), dtype=bool)
        chosen_groups[order] = taken
        return np.asarray(chosen_groups[member], dtype=bool)
    due = np.floor(np.arange(1, len(first) + 1) * val + rng.random())
    taken = np.zeros(len(first), dtype=bool)
    taken[order] = np.diff(due, prepend=0.0) > 0
    chosen: npt.NDArray[np.bool_] = taken[member]
    return chosen


def _by_size(sizes: Codes, val: float, rng: np.random.Generator) -> npt.NDArray[np.bool_]:
    """Which of some groups, in their order, val gets: one whenever its share of samples is due.

    A patient may have a thousand images: what is dealt out is samples, not groups. Neither side is
    left empty where there are two groups.
    """
    taken = np.zeros(len(sizes), dtype=bool)
    owed = float(rng.random()) * float(sizes.mean()) * val
    for place, size in enumerate(sizes.tolist()):
        owed += size * val
        if owed >= size / 2 and owed > 0:
            taken[place] = True
            owed -= size
    if taken.all():
        taken[int(np.argmax(sizes))] = False
    if not taken.any():
        taken[int(np.argmin(sizes))] = True
    return taken
