"""The choice of a book's embedder: by name, or by which one separates its classes best."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import numpy.typing as npt

from labelbook.context import BookContext
from labelbook.core.arrays import Codes, Floats, Ids
from labelbook.core.types import Progress
from labelbook.errors import NotFound, NotReady
from labelbook.journal import samples as imports
from labelbook.journal.database import Database
from labelbook.maps import lenses
from labelbook.maps.embed import SETTING, cache, embed, embeddings, labels_of
from labelbook.maps.embedders import CHARACTERS, DEFAULT, JOIN, open_embedders
from labelbook.maps.neighbours import neighbours_of
from labelbook.maps.records import Embeddings

log = logging.getLogger("labelbook.maps")

FEWEST = 50
"""Labelled samples below which embedders are not compared."""

AS_GOOD = 0.005
"""An embedder that is so little better is not worth its time."""

VOTERS = 10
SAME = 0.02
"""A neighbour nearer than this is the same drawing again: it has no vote, or copies would win."""

COMPARED = 10_000
"""Of a larger book so many samples, chosen by a seed, are compared."""


def choose(ctx: BookContext, name: str, progress: Progress | None) -> tuple[str, str]:
    """Make an embedder the book's own."""
    if name == "auto":
        name, why = compare(ctx, progress)
        log.info("chose %s: %s", name, why)
    else:
        name = str(Path(name).absolute()) if name.endswith(".onnx") else name
        for embedder in open_embedders(name, cache(ctx) / "models"):
            embedder.load()
        why = "it was asked for"
    ctx.journal.set_setting(SETTING, name)
    return name, why


def compare(ctx: BookContext, progress: Progress | None) -> tuple[str, str]:
    """Find the embedder that suits the book best; returns its name and why."""
    missing = _missing(ctx)
    names = [DEFAULT] if missing else [DEFAULT, CHARACTERS, JOIN.join((DEFAULT, CHARACTERS))]
    if len(names) == 1:
        return DEFAULT, f"{CHARACTERS} was not tried: {missing}"
    embed(ctx, names[-1], progress)
    try:
        found = [embeddings(ctx, name) for name in names]
    except NotReady:
        return DEFAULT, "no image can be embedded"
    labels = labels_of(ctx.database, found[0].samples)
    classes = sorted({label for label in labels if label is not None})
    counted = len(labels) - labels.count(None)
    if len(classes) < 2 or counted < FEWEST:
        return DEFAULT, (
            f"{counted:,} labelled samples of {len(classes)} classes are too few to compare by"
        )
    codes = _once_each(ctx.database, found[0].samples, labels, classes)
    scores = {name: accuracy(seen, codes) for name, seen in zip(names, found, strict=True)}
    best = max(scores.values())
    # The simplest of those that are as good.
    name = next(name for name in names if scores[name] >= best - AS_GOOD)
    measured = ", ".join(f"{score:.1%} with {other}" for other, score in scores.items())
    return name, f"the nearest ten of a sample share its class: {measured}"


def _missing(ctx: BookContext) -> str | None:
    """Return why the embedder of characters cannot be had, None where it can."""
    try:
        open_embedders(CHARACTERS, cache(ctx) / "models")[0].load()
    except NotFound as error:
        return str(error)
    return None


def _once_each(
    database: Database, samples: Ids, labels: list[str | None], classes: list[str]
) -> Codes:
    """Return each sample's class, from 1; 0 without one, and for all but the first of a content."""
    with database.reading() as connection:
        hash_of = {file[0]: file[1] for file in imports.files(connection)}
    hashes = np.asarray([hash_of[sample] for sample in samples.tolist()])
    _, firsts = np.unique(hashes, return_index=True)
    code_of = {name: code for code, name in enumerate(classes, start=1)}
    codes = np.asarray([0 if label is None else code_of[label] for label in labels])
    once = np.zeros_like(codes)
    once[firsts] = codes[firsts]
    return once


def accuracy(seen: Embeddings, codes: Codes, *, seed: int = 0) -> float:
    """Return the share of samples whose class most of their nearest ten have, themselves left out.

    codes: (n,) the classes of `seen.samples`, from 1; 0 for none, which is left out.
    """
    rows = np.flatnonzero(codes > 0)
    rows = np.sort(np.random.default_rng(seed).permutation(rows)[:COMPARED])
    vectors, of = seen.vectors[rows], codes[rows]
    space = lenses.fit("content", vectors, of, seen.parts).apply(vectors, of)
    indices, distances = neighbours_of(space, VOTERS * 2)
    return float(np.mean(_voted(of[indices], distances, int(of.max())) == of))


def _voted(classes: Ids, distances: Floats, highest: int) -> npt.NDArray[np.int64]:
    """Return the class of most of the first ten that are no copies; the nearer breaks a tie."""
    may = distances > SAME
    may &= np.cumsum(may, axis=1) <= VOTERS
    weights = may * (1 + 1e-3 * (1 - distances))
    votes = np.zeros((len(classes), highest + 1))
    np.add.at(votes, (np.arange(len(classes))[:, None], classes), weights)
    return np.asarray(np.argmax(votes, axis=1))
