"""A quick check of labels and styles by small pictures alone, in seconds.

Used where the book was not searched for issues, or not embedded: those find more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from labelbook.core.arrays import Codes, Flags, Floats
from labelbook.grow import gradients
from labelbook.grow.gradients import Planes
from labelbook.issues.evidence import kernel
from labelbook.issues.evidence.groups import folds
from labelbook.maps import styles

_FOLDS = 5
_LANDMARKS = 700
_OWN, _GAP = 0.25, 0.3
"""A label is flagged that fits less than _OWN, while another fits better by _GAP or none fits."""


@dataclass(frozen=True, eq=False)
class QuickCheck:
    """flagged: (n,) whether the label is probably wrong; features: (n, d)."""

    flagged: Flags
    features: Floats


def check(planes: Planes, label: Codes, classes: int, group: Codes, *, seed: int = 0) -> QuickCheck:
    """Return which labels of planes (n, h, w) are probably wrong. group: of duplicates, (n,)."""
    own_features = gradients.features(planes)
    jittered = gradients.features(gradients.jittered(planes, np.random.default_rng(seed)))
    points = kernel.features(
        np.concatenate([own_features, jittered]), seed=seed, landmarks=_LANDMARKS
    )
    fold = np.tile(folds(group, label, _FOLDS, seed), 2)
    learn = np.ones(2 * len(label), dtype=bool)
    likeness_of = kernel.likeness(points, np.tile(label, 2), classes, fold, learn)
    both = (likeness_of[: len(label)] + likeness_of[len(label) :]) / 2
    own = both[np.arange(len(label)), label]
    best = both.max(axis=1)
    flagged = (own < _OWN) & ((best - own > _GAP) | (best < _OWN))
    return QuickCheck(flagged, own_features)


def likeness(
    planes: Planes, label: Codes, classes: int, group: Codes, asked: Planes, of: Codes
) -> Floats:
    """Return how much `asked` (m, h, w) resembles each class: (m, classes), about 0..1.

    of: (m,) the row of `planes` that each was made from, which the model never saw.
    """
    own_features = gradients.features(planes)
    jittered = gradients.features(gradients.jittered(planes, np.random.default_rng(0)))
    every = np.concatenate([own_features, jittered, gradients.features(asked)])
    points = kernel.features(every, seed=0, landmarks=_LANDMARKS)
    fold = folds(group, label, _FOLDS, 0)
    learn = np.ones(len(every), dtype=bool)
    learn[2 * len(label) :] = False
    likeness_of = kernel.likeness(
        points,
        np.concatenate([np.tile(label, 2), label[of]]),
        classes,
        np.concatenate([np.tile(fold, 2), fold[of]]),
        learn,
    )
    found: Floats = likeness_of[2 * len(label) :]
    return found


def style(vectors: Floats, label: Codes, *, seed: int = 0) -> Codes:
    """Return each sample's style, a cluster of what is alike whatever the class: (n,) from 0."""
    if len(vectors) < 2:
        return np.zeros(len(vectors), dtype=np.int64)
    plain = styles.without_class(vectors, label)
    return styles.clusters(styles.main_directions(plain), styles.STYLES, seed=seed)
