"""The model's own eyes: small nets trained on the book, each judging only what it never saw.

The samples are dealt into folds, duplicates together. For each fold a net learns from the others
and judges the fold. Two rounds: in a book of drawings the first looks at the main drawing alone,
the second at all ink; neither learns from the samples that were doubted most before it. Each net's
answers are written down at once, so that an interrupted training goes on where it was.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from labelbook.errors import BadInput
from labelbook.images.store import write_whole
from labelbook.issues import doubt
from labelbook.issues.grouping import folds
from labelbook.issues.view import NONE, Eyes, Flags, Floats, View

Codes = npt.NDArray[np.int64]

FOLDS = 4
ROUNDS = 2
PASSES = 12
"""Passes over the images in one training; fewer where there are many."""

FULL = 4_000
"""Images up to which all passes are made."""

FEWEST_PASSES = 3
FEWEST = 40
"""Samples below which there is nothing to train on."""

_DROP = 0.08
_VERSION = 1


def train(view: View, folder: Path, tell: Callable[[int, int], None] | None = None) -> Flags:
    """Train the nets and keep what they say in `folder`; gives the rows that were judged.

    tell: called with (done, total) after each pass. Raises BadInput without torch,
    and where there is too little to learn from.
    """
    try:
        from labelbook.issues import net
    except ImportError as error:
        raise BadInput(
            "the model's own eyes need torch: install it with `pip install 'labelbook[judge]'`"
        ) from error
    seen = doubt.judged(view)
    if seen.sum() < FEWEST:
        raise BadInput(
            f"there are {int(seen.sum())} samples that a model could learn from: "
            f"{FEWEST} are needed, of two classes or more"
        )
    fold = folds(view.groups, view.label, FOLDS, view.seed)
    passes = int(np.clip(PASSES * FULL / max(int(seen.sum()), 1), FEWEST_PASSES, PASSES))
    parts = folder / f"parts-{_key(view, fold)}"
    total, done = ROUNDS * FOLDS * passes, 0
    said = np.zeros((view.rows, len(view.classes)), dtype=np.float32)
    score = view.doubt.score
    for round_ in range(ROUNDS):
        clear = seen & ~_most_doubtful(score, seen)
        images = _images(view, round_)
        for number in range(FOLDS):
            rows = seen & (fold == number)
            part = parts / f"{round_}-{number}.npy"
            known = _read(part, int(rows.sum()), len(view.classes))
            if known is None:

                def after_pass() -> None:
                    nonlocal done
                    done += 1
                    if tell is not None:
                        tell(done, total)

                learn = clear & (fold != number)
                made = net.train(
                    images[learn],
                    view.label[learn],
                    len(view.classes),
                    passes=passes,
                    drawn=view.pictures.drawn,
                    seed=view.seed + 100 * round_ + number,
                    threads=_cores(),
                    after_pass=after_pass,
                )
                known = net.predict(made, images[rows])
                write_whole(part, _bytes(known))
            else:
                done += passes
                if tell is not None:
                    tell(done, total)
            said[rows] += known / ROUNDS
        heard = Eyes(seen, (said * (ROUNDS / (round_ + 1))).astype(np.float32))
        score = doubt.weigh(view, heard).score
    _write(folder, view, seen, said)
    shutil.rmtree(parts, ignore_errors=True)
    return seen


def read(folder: Path, hashes: tuple[str, ...], classes: tuple[str, ...]) -> Eyes | None:
    """Give what the nets said of these contents; None where none were trained.

    A class that came since has no probability; one that is gone is left out.
    """
    try:
        with np.load(folder / "said.npz") as file:
            if int(file["version"]) != _VERSION:
                return None
            known, names, said = file["hashes"], file["classes"].tolist(), file["said"]
    except (OSError, ValueError, KeyError):
        return None
    order = np.argsort(known)
    wanted = np.asarray(hashes, dtype=known.dtype)
    place = np.minimum(np.searchsorted(known[order], wanted), len(known) - 1)
    rows = order[place]
    seen = known[rows] == wanted
    probabilities = np.zeros((len(hashes), len(classes)), dtype=np.float32)
    for column, name in enumerate(classes):
        if name in names:
            probabilities[seen, column] = said[rows[seen], names.index(name)]
    return Eyes(seen, probabilities)


def _most_doubtful(score: Floats, seen: Flags) -> Flags:
    """The rows that are not learned from: the most doubtful, as far as they are suspect."""
    most = np.flatnonzero(seen)[np.argsort(-score[seen], kind="stable")]
    dropped = np.zeros(len(seen), dtype=bool)
    dropped[most[: int(_DROP * len(most))]] = True
    return dropped & (score >= 0.5)


def _images(view: View, round_: int) -> Floats:
    """The planes of this round: (n, channels, h, w) in 0..1."""
    planes = view.pictures.planes
    chosen = planes[:, [round_ % planes.shape[1]]] if view.pictures.drawn else planes
    return (chosen / np.float32(255)).astype(np.float32)


def _key(view: View, fold: Codes) -> str:
    """Name what is trained on: other images, labels or folds have another key."""
    named = hashlib.sha256("\n".join([*view.hashes, *view.classes]).encode())
    named.update(np.where(view.trainable, view.label, NONE).tobytes())
    named.update(fold.tobytes())
    return named.hexdigest()[:16]


def _read(part: Path, rows: int, classes: int) -> Floats | None:
    try:
        known: Floats = np.load(part)
    except (OSError, ValueError):
        return None
    return known if known.shape == (rows, classes) else None


def _write(folder: Path, view: View, seen: Flags, said: Floats) -> None:
    out = io.BytesIO()
    hashes = np.array([hash for hash, is_seen in zip(view.hashes, seen, strict=True) if is_seen])
    np.savez(out, version=_VERSION, hashes=hashes, classes=np.array(view.classes), said=said[seen])
    write_whole(folder / "said.npz", out.getvalue())


def _bytes(values: Floats) -> bytes:
    out = io.BytesIO()
    np.save(out, values)
    return out.getvalue()


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
