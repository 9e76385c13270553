"""The consensus of voters on each sample: by majority, or weighted by how good each voter is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from labelbook.core.arrays import Doubles
from labelbook.discuss.agreement import Ratings, counts_of

ROUNDS = 100
CLOSE = 1e-10
LEAST = 1e-10
"""No probability is smaller: a single vote must not rule a class out."""


@dataclass(frozen=True)
class Consensus:
    """probabilities: (samples, classes), a row of zeros without a vote.

    confusion: (people, truth, vote) row-wise probabilities. prior: (classes,).
    """

    probabilities: Doubles
    confusion: Doubles
    prior: Doubles


def majority(ratings: Ratings, classes: int) -> Doubles:
    """Return the share of each answer among the votes on each sample: (samples, classes)."""
    counts = counts_of(ratings, classes)
    shares: Doubles = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return shares


def dawid_skene(ratings: Ratings, classes: int, *, rounds: int = ROUNDS) -> Consensus:
    """Weight each voter by their own confusion matrix, found by expectation maximisation.

    ratings: (people, samples), -1 where there is no vote. Begins with the majority.
    Source: Dawid and Skene, Maximum likelihood estimation of observer error-rates using the EM
    algorithm, Applied Statistics 28, 1979.
    """
    people, samples = ratings.shape
    votes = np.zeros((people, samples, classes))
    who, what = np.nonzero(ratings >= 0)
    votes[who, what, ratings[who, what]] = 1
    voted: npt.NDArray[np.bool_] = np.asarray((ratings >= 0).any(axis=0))
    found = majority(ratings, classes)
    before = -np.inf
    for _ in range(rounds):
        prior = found.sum(axis=0) / max(voted.sum(), 1)
        confusion = np.einsum("st,psk->ptk", found, votes)
        confusion = confusion / np.maximum(confusion.sum(axis=2, keepdims=True), LEAST)
        logs = np.log(np.maximum(confusion, LEAST))
        joint = np.einsum("psk,ptk->st", votes, logs) + np.log(np.maximum(prior, LEAST))
        most = joint.max(axis=1, keepdims=True)
        scaled = np.exp(joint - most)
        total = scaled.sum(axis=1, keepdims=True)
        found = np.where(voted[:, None], scaled / total, 0.0)
        likelihood = float(np.where(voted[:, None], np.log(total) + most, 0.0).sum())
        if likelihood - before < CLOSE:
            break
        before = likelihood
    return Consensus(found, confusion, prior)
