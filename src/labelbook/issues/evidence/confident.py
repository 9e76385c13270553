"""Confident learning: labels that a model's probabilities contradict.

Source: Northcutt, Jiang and Chuang, Confident Learning: Estimating Uncertainty in Dataset Labels,
JAIR 70 (2021): self-confidence and normalised margin (section 3.3), thresholds and the confident
joint (section 3.1).
"""

from __future__ import annotations

import numpy as np

from labelbook.core.arrays import Codes, Flags, Floats


def self_confidence(probabilities: Floats, label: Codes) -> Floats:
    """Return the probability of each row's own label: (n,). probabilities: (n, k)."""
    own: Floats = probabilities[np.arange(len(label)), label]
    return own


def normalised_margin(probabilities: Floats, label: Codes) -> Floats:
    """Return how far the label is before the best other class, 0 (surely wrong) to 1: (n,).

    That is (p(label) - max p(other) + 1) / 2, as cleanlab has it.
    """
    rows = np.arange(len(label))
    others = probabilities.copy()
    others[rows, label] = -np.inf
    found: Floats = ((probabilities[rows, label] - others.max(axis=1)) + 1) / 2
    return found.astype(np.float32)


def confident_class(probabilities: Floats, label: Codes) -> Codes:
    """Return the class that each row confidently is, -1 for none: (n,).

    It is the most probable of the classes that reach their threshold, which is the mean
    self-confidence of the rows labelled so. A class that no row is labelled has no threshold.
    """
    own = self_confidence(probabilities, label)
    classes = probabilities.shape[1]
    sums = np.bincount(label, weights=own, minlength=classes)
    sizes = np.bincount(label, minlength=classes)
    thresholds = np.where(sizes > 0, sums / np.maximum(sizes, 1), np.inf)
    # The mean of equal float32 values may lie a rounding above them.
    reached = probabilities >= thresholds - 1e-6
    best = np.where(reached, probabilities, -1).argmax(axis=1)
    return np.where(reached.any(axis=1), best, -1).astype(np.int64)


def speaks_against(probabilities: Floats, label: Codes) -> Flags:
    """Return the rows off the diagonal of the confident joint: confidently another class: (n,)."""
    found = confident_class(probabilities, label)
    against: Flags = (found >= 0) & (found != label)
    return against
