"""Which embedder suits a book: the one whose neighbours share their class most often."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from labelbook.maps import lenses
from labelbook.maps.lenses import Codes
from labelbook.maps.neighbours import neighbours_of
from labelbook.maps.records import Embeddings, Floats, Ids

VOTERS = 10
SAME = 0.02
"""A neighbour nearer than this is the same drawing again: it has no vote, or copies would win."""

COMPARED = 10_000
"""Of a larger book so many samples, chosen by a seed, are looked at."""


def accuracy(seen: Embeddings, codes: Codes, *, seed: int = 0) -> float:
    """Return the share of samples whose class most of their nearest ten have, themselves left out.

    codes: (n,) the classes of `seen.samples`, from 1; 0 for none, which is left out.
    """
    rows = np.flatnonzero(codes > 0)
    rows = np.sort(np.random.default_rng(seed).permutation(rows)[:COMPARED])
    vectors, of = seen.vectors[rows], codes[rows]
    space = lenses.fit("content", vectors, of, seen.parts).look(vectors, of)
    indices, distances = neighbours_of(space, VOTERS * 2)
    return float(np.mean(_voted(of[indices], distances, int(of.max())) == of))


def _voted(classes: Ids, distances: Floats, highest: int) -> npt.NDArray[np.int64]:
    """The class that most of the first ten that are no copies have; the nearer breaks a tie."""
    may = distances > SAME
    may &= np.cumsum(may, axis=1) <= VOTERS
    weights = may * (1 + 1e-3 * (1 - distances))
    votes = np.zeros((len(classes), highest + 1))
    np.add.at(votes, (np.arange(len(classes))[:, None], classes), weights)
    return np.asarray(np.argmax(votes, axis=1))
