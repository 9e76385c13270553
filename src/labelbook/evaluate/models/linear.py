"""Logistic regression on embeddings: a fixed model that answers in seconds."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from labelbook.evaluate.data import Data
from labelbook.evaluate.records import Answers, FloatArray, IntArray, Result

L2 = 1e-4
COMPONENTS = 256
FLATTENED = 0.25
"""Each component is divided by its variance to this power: 0.5 would make all alike."""
STEPS = 200
GAIN = 1e-6
"""A step that gains less than this share of the loss is the last."""
HALVINGS = 12
MEMORY = 10
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
Gradient = Callable[[FloatArray], tuple[float, FloatArray]]


@dataclass(frozen=True, eq=False)
class Learnt:
    """A trained model, for any number of predictions: vectors (n, d) -> softmax (n, classes)."""

    centre: FloatArray
    basis: FloatArray
    coefficients: FloatArray

    def answer(self, vectors: FloatArray) -> FloatArray:
        """Return the softmax (n, classes) for vectors (n, d), as the embedder returns them."""
        seen: FloatArray = np.asarray((vectors - self.centre) @ self.basis, dtype=np.float32)
        return answer(self.coefficients, seen)


def learn(vectors: FloatArray, labels: IntArray, classes: int) -> Learnt:
    """Learn vectors (n, d) with labels (n,), each weighing the same."""
    centre, basis = space_of(vectors)
    seen = np.asarray((vectors - centre) @ basis, dtype=np.float32)
    scale = np.float32(1 / max(float(seen.std()), 1e-6))
    weights = np.ones(len(labels), dtype=np.float32)
    return Learnt(centre, basis * scale, fit(seen * scale, labels, classes, weights))


def reduced(vectors: dict[str, FloatArray]) -> dict[str, FloatArray]:
    """Return the vectors of each split on the main components of train, the later ones raised.

    Fewer and more even dimensions: the fit is several times faster, and as good.
    """
    centre, basis = space_of(vectors["train"])
    return {
        split: np.asarray((part - centre) @ basis, dtype=np.float32)
        for split, part in vectors.items()
    }


def space_of(vectors: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the centre (d,) and the main components (d, k) of vectors (n, d)."""
    centre = vectors.mean(axis=0)
    away = vectors - centre
    variance, components = np.linalg.eigh(away.T @ away / np.float32(len(away)))
    # Components without variance hold nothing but rounding.
    kept = np.flatnonzero(variance > 1e-6 * variance[-1])[::-1][:COMPONENTS]
    basis = components[:, kept] * variance[kept] ** -FLATTENED
    return np.asarray(centre, dtype=np.float32), np.asarray(basis, dtype=np.float32)


def train(data: Data, vectors: dict[str, FloatArray], seed: int) -> Result:
    """Learn the train vectors (n, d), as `reduced` gives them, and answer for val and test.

    The seed gives every image a weight (Bayesian bootstrap), so that the spread over the seeds
    shows how much the scores depend on the choice of images; an image has the same
    weight in every version. Source: Rubin, The Bayesian Bootstrap, Annals of Statistics 1981.
    """
    mean = vectors["train"].mean(axis=0)
    scale = np.float32(1 / max(float(vectors["train"].std()), 1e-6))
    scaled = {split: (part - mean) * scale for split, part in vectors.items()}
    weights = weights_of(data.train.hashes, seed)
    learnt = fit(scaled["train"], data.train.labels, len(data.classes), weights)
    return Result(
        {
            split: Answers(answer(learnt, part))
            for split, part in scaled.items()
            if split != "train" and len(part)
        }
    )


def weights_of(hashes: Sequence[str], seed: int) -> FloatArray:
    """Draw an exponential weight for each content hash, always the same for the same seed."""
    words = np.array([int(hash[:16], 16) for hash in hashes], dtype=np.uint64)
    with np.errstate(over="ignore"):
        mixed = words + np.uint64(seed + 1) * _SPREAD
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
        mixed ^= mixed >> np.uint64(31)
    uniform = (mixed >> np.uint64(11)).astype(np.float64) * 2.0**-53
    found: FloatArray = -np.log1p(-uniform).astype(np.float32)
    return found


def fit(vectors: FloatArray, labels: IntArray, classes: int, weights: FloatArray) -> FloatArray:
    """Return the coefficients (d + 1, classes) of the least weighted cross-entropy plus L2 / 2.

    vectors: (n, d), scaled; the last row is the constant, which L2 leaves alone.
    """
    n, d = vectors.shape
    share = (weights / weights.sum())[:, None]
    truth = np.zeros((n, classes), dtype=np.float32)
    truth[np.arange(n), labels] = 1
    # The mean length of a vector grows with d: what L2 means must not.
    strength = np.float32(L2 * d)

    def gradient(flat: FloatArray) -> tuple[float, FloatArray]:
        learnt = flat.reshape(d + 1, classes)
        found = answer(learnt, vectors)
        chosen = np.maximum((found * truth).sum(axis=1), 1e-12)
        slopes = learnt[:-1]
        loss = -float(share[:, 0] @ np.log(chosen)) + float(strength / 2 * (slopes**2).sum())
        off = (found - truth) * share
        return loss, np.concatenate([vectors.T @ off + strength * slopes, off.sum(0)[None]]).ravel()

    return least(gradient, np.zeros((d + 1) * classes, np.float32)).reshape(d + 1, classes)


def answer(learnt: FloatArray, vectors: FloatArray) -> FloatArray:
    """Return the softmax (n, classes) for vectors (n, d)."""
    logits = vectors @ learnt[:-1] + learnt[-1]
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    found: FloatArray = raised / raised.sum(axis=1, keepdims=True)
    return found


def least(gradient: Gradient, start: FloatArray) -> FloatArray:
    """Find where a smooth convex function is least, by L-BFGS with backtracking.

    Source: Nocedal and Wright, Numerical Optimization, 2006, algorithm 7.4.
    """
    at = start
    value, slope = gradient(at)
    pairs: deque[tuple[FloatArray, FloatArray]] = deque(maxlen=MEMORY)
    for _ in range(STEPS):
        direction = -_shaped(slope, pairs)
        falling = float(slope @ direction)
        step = 1.0 if pairs else 1 / max(1.0, float(np.linalg.norm(slope)))
        for _ in range(HALVINGS):
            there = at + np.float32(step) * direction
            found, steepness = gradient(there)
            if found <= value + 1e-4 * step * falling:
                break
            step /= 2
        else:
            break
        is_last = value - found <= GAIN * abs(value)
        moved, turned = there - at, steepness - slope
        if float(moved @ turned) > 1e-10:
            pairs.append((moved, turned))
        at, value, slope = there, found, steepness
        if is_last:
            break
    return at


def _shaped(
    slope: FloatArray, pairs: deque[tuple[FloatArray, FloatArray]]
) -> npt.NDArray[np.float32]:
    """Multiply a gradient with the inverse curvature that the last steps have shown."""
    found, kept = slope.copy(), []
    for moved, turned in reversed(pairs):
        inverse = 1 / (moved @ turned)
        part = inverse * (moved @ found)
        found -= part * turned
        kept.append((part, inverse))
    if pairs:
        moved, turned = pairs[-1]
        found *= (moved @ turned) / (turned @ turned)
    for (moved, turned), (part, inverse) in zip(pairs, reversed(kept), strict=True):
        found += (part - inverse * (turned @ found)) * moved
    return found
