"""Rules as precedents: the decided cases near a sample, and the samples that contradict a rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from labelbook.core.arrays import Floats, Ids, rows_of
from labelbook.discuss.records import Contradiction, Precedent, Rule
from labelbook.maps.neighbours import nearest

REGION = 400
"""The number of samples nearest to a rule's examples that are compared with it."""
NEIGHBOURS = 12
"""The number of neighbours that say what a sample is."""
QUEUE = 100
"""The most contradictions that are returned."""
WEIGHT = 3.0
"""An example of a rule counts as much as this many labelled samples."""


@dataclass(frozen=True, eq=False)
class Space:
    """Samples as vectors. samples: (n,) ascending ids; vectors: (n, d) float32 of length 1."""

    samples: Ids
    vectors: Floats

    def rows_of(self, ids: Sequence[int]) -> npt.NDArray[np.int64]:
        """Return the rows of those ids that are there."""
        rows = rows_of(self.samples, np.asarray(ids, dtype=np.int64))
        return rows[rows >= 0]


def near(space: Space, sample: int, rules: Sequence[Rule], limit: int) -> list[Precedent]:
    """Return the decided cases nearest to a sample, the nearest first; each sample once."""
    own = space.rows_of([sample])
    rule_of: dict[int, Rule] = {}
    for rule in rules:
        for example in rule.samples:
            # A border case overrides a definition, a newer rule an older one.
            rule_of[example] = rule
    rule_of.pop(sample, None)
    rows = space.rows_of(sorted(rule_of))
    if not len(own) or not len(rows):
        return []
    similar = space.vectors[rows] @ space.vectors[own[0]]
    best = np.argsort(-similar, kind="stable")[:limit]
    return [
        Precedent(id, rule_of[id], max(0.0, 1.0 - float(similar[at])))
        for at, id in zip(best.tolist(), space.samples[rows[best]].tolist(), strict=True)
    ]


def contradicting(
    space: Space, labels: Sequence[str | None], usable: npt.NDArray[np.bool_], rule: Rule
) -> list[Contradiction]:
    """Return the samples that look like a rule's examples but are labelled otherwise, worst first.

    labels, usable: for each of the space's samples; one that is not usable is neither returned nor
    counted as a neighbour. A rule about what a class is *not* is contradicted by samples near
    its examples that are of the class. A sample contradicts a rule where its neighbours that agree
    with the rule outweigh those that have its own label; the rule's own examples always do.
    """
    names = np.asarray(["" if label is None else label for label in labels])
    examples = space.rows_of(rule.samples)
    if not len(examples):
        return []
    is_not = rule.kind == "not"
    wrong = (names == rule.label) if is_not else (names != rule.label)
    closeness = (space.vectors @ space.vectors[examples].T).max(axis=1)
    candidates = np.flatnonzero(wrong & usable)
    candidates = candidates[np.argsort(-closeness[candidates], kind="stable")[:REGION]]
    if not len(candidates):
        return []
    counted = np.flatnonzero(usable)
    weight = np.where(np.isin(counted, examples), WEIGHT, 1.0)
    count = min(NEIGHBOURS, len(counted) - 1)
    if count < 1:
        return []
    found, _ = nearest(
        space.vectors[candidates], space.vectors[counted], count, candidates, counted
    )
    decided = np.isin(found, examples)
    weights = weight[np.searchsorted(counted, found)] * np.maximum(
        np.einsum("cd,cvd->cv", space.vectors[candidates], space.vectors[found]), 0
    )
    near_labels = names[found]
    for_rule = decided | (near_labels != rule.label if is_not else near_labels == rule.label)
    for_own = ~decided & (near_labels == names[candidates][:, None])
    total = np.maximum(weights.sum(axis=1), 1e-9)
    score = 0.5 + ((weights * for_rule).sum(axis=1) - (weights * for_own).sum(axis=1)) / total / 2
    score = np.where(np.isin(candidates, examples), 1.0, score)
    nearest_example = examples[
        (space.vectors[candidates] @ space.vectors[examples].T).argmax(axis=1)
    ]
    order = [at for at in np.argsort(-score, kind="stable").tolist() if score[at] > 0.5][:QUEUE]
    return [
        Contradiction(
            sample=int(space.samples[candidates[at]]),
            label=labels[candidates[at]],
            score=float(min(score[at], 1.0)),
            like=int(space.samples[nearest_example[at]]),
        )
        for at in order
    ]
