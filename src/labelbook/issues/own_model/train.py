"""The training of a book's own model: small nets, each judging only samples it never learned from.

The samples are dealt into folds, duplicates and groups together. For each fold a net learns from
the others and judges the fold: by class probabilities, and by its features, aligned in one space.
There are two rounds: in a book of drawings the first learns from the main drawing alone, the second
from all ink; neither learns from the labels that were most likely wrong before it. Each net's
output is written at once, so that an interrupted training continues where it was.
"""

from __future__ import annotations

import hashlib
import shutil
from concurrent.futures import CancelledError, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event, Lock

import numpy as np

from labelbook.core.arrays import Codes, Flags, Floats, Rows
from labelbook.core.parallel import cores
from labelbook.core.types import Progress
from labelbook.errors import BadInput
from labelbook.issues.evidence.alignment import DIMENSIONS, agree
from labelbook.issues.evidence.groups import folds
from labelbook.issues.evidence.mislabelled import label_scores, scorable
from labelbook.issues.evidence.view import NONE, OwnModel, View
from labelbook.issues.own_model import store
from labelbook.issues.own_model.store import FoldOutput

FOLDS = 4
ROUNDS = 2
PASSES = 12
"""Passes over the images in one training; fewer where there are many."""

FULL = 4_000
"""Images up to which all passes are made."""

FEWEST_PASSES = 3
SHARED = 4_000
"""The most samples whose features all nets compute, to align their feature spaces."""

FEWEST = 40
"""Samples below which there is nothing to train on."""

_DROP = 0.08
"""Share of the samples, those whose labels are most likely wrong, that is not learned from."""


def train(view: View, folder: Path, progress: Progress | None = None) -> Flags:
    """Train the nets and write their predictions to `folder`; returns the rows that were judged.

    progress: called after each pass. Raises BadInput without torch, and where there is too little
    to learn from.
    """
    known = _learnable(view)
    training = _begin(view, folder, known, progress)
    probabilities = np.zeros((view.rows, len(view.classes)), dtype=np.float32)
    vectors = np.zeros((view.rows, ROUNDS * DIMENSIONS), dtype=np.float16)
    score = view.label_scores.score
    for round_ in range(ROUNDS):
        outputs = training.round(round_, known & ~_most_likely_wrong(score, known))
        here = slice(round_ * DIMENSIONS, (round_ + 1) * DIMENSIONS)
        aligned = agree(
            [output.shared for output in outputs], [output.features for output in outputs]
        )
        for number, (output, of_fold) in enumerate(zip(outputs, aligned, strict=True)):
            rows = training.fold == number
            probabilities[rows] += output.probabilities / ROUNDS
            vectors[rows, here] = of_fold
        so_far = OwnModel(
            known,
            (probabilities * (ROUNDS / (round_ + 1))).astype(np.float32),
            vectors[:, : here.stop].astype(np.float32),
        )
        score = label_scores(view, so_far).score
    store.write(folder, view, known, probabilities, vectors, training.key)
    for stopped in folder.glob("parts-*"):  # Also of trainings by another recipe.
        shutil.rmtree(stopped, ignore_errors=True)
    return known


def _learnable(view: View) -> Flags:
    """Return the rows that can be learned from. Raises BadInput without torch, or for too few."""
    try:
        import torch  # noqa: F401  (an optional library: the nets need it)
    except ImportError as error:
        raise BadInput(
            "the own model needs torch: install it with `pip install 'labelbook[torch]'`"
        ) from error
    known = scorable(view)
    if known.sum() < FEWEST:
        raise BadInput(
            f"there are {int(known.sum())} samples that a model could learn from: "
            f"{FEWEST} are needed, of two classes or more"
        )
    return known


@dataclass(frozen=True, eq=False)
class _Training:
    """What the nets of a training have in common.

    key: names it. parts: the folder with the outputs of single nets. fold: (n,) from 0. passes: of
    each net over its images. shared: rows that all nets share.
    """

    view: View
    key: str
    parts: Path
    fold: Codes
    passes: int
    shared: Rows
    meter: _Meter

    def round(self, round_: int, learn: Flags) -> list[FoldOutput]:
        """Train the nets of all folds, one on each core, and return their outputs."""
        train_fold = partial(self._fold_output, round_, learn, _images(self.view, round_))
        with ThreadPoolExecutor(min(cores(), FOLDS)) as pool:
            try:
                return list(pool.map(train_fold, range(FOLDS)))
            except BaseException as error:
                self.meter.stop.set()
                pool.shutdown(wait=False, cancel_futures=True)
                raise self.meter.error or error from None

    def _fold_output(self, round_: int, learn: Flags, images: Floats, number: int) -> FoldOutput:
        """Train a net on the other folds, or return what is written where that was done before."""
        from labelbook.issues.own_model import net

        classes = len(self.view.classes)
        rows = self.fold == number
        part = self.parts / f"{round_}-{number}.npz"
        written = store.read_part(part, int(rows.sum()), classes, len(self.shared))
        if written is not None:
            self.meter.move(self.passes)
            return written
        others = learn & ~rows
        trained = net.train(
            images[others],
            self.view.label[others],
            classes,
            passes=self.passes,
            drawn=self.view.pictures.drawn,
            seed=self.view.seed + 100 * round_ + number,
            after_pass=self.meter.move,
        )
        probabilities, features = net.predict(trained, images[rows])
        output = FoldOutput(probabilities, features, net.predict(trained, images[self.shared])[1])
        store.write_part(part, output)
        return output


def _begin(view: View, folder: Path, known: Flags, progress: Progress | None) -> _Training:
    from labelbook.issues.own_model import net

    fold = folds(view.units, view.label, FOLDS, view.seed)
    passes = int(np.clip(PASSES * FULL / max(int(known.sum()), 1), FEWEST_PASSES, PASSES))
    channels = 1 if view.pictures.drawn else view.pictures.planes.shape[1]
    recipe = f"{passes} {ROUNDS} {_DROP} {net.recipe(channels, len(view.classes))}"
    key = _key(view, fold, recipe)
    meter = _Meter(ROUNDS * FOLDS * passes, progress)
    return _Training(view, key, folder / f"parts-{key}", fold, passes, _shared(view), meter)


class _Meter:
    """How far several trainings are together; `stop` ends them all at their next pass."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self._total, self._progress, self._done = total, progress, 0
        self._lock = Lock()
        self.stop = Event()
        self.error: BaseException | None = None

    def move(self, passes: int = 1) -> None:
        with self._lock:
            if self.stop.is_set():
                raise CancelledError
            self._done += passes
            if self._progress is None:
                return
            try:
                self._progress(self._done, self._total)
            except BaseException as error:
                self.error = error
                self.stop.set()
                raise


def _most_likely_wrong(score: Floats, known: Flags) -> Flags:
    """Return the rows with the highest scores, at most the share _DROP, of those from 0.5 on."""
    order = np.flatnonzero(known)[np.argsort(-score[known], kind="stable")]
    dropped = np.zeros(len(known), dtype=bool)
    dropped[order[: int(_DROP * len(order))]] = True
    return dropped & (score >= 0.5)


def _images(view: View, round_: int) -> Floats:
    """Return the planes that a round learns from: (n, channels, h, w) in 0..1."""
    planes = view.pictures.planes
    chosen = planes[:, [round_ % planes.shape[1]]] if view.pictures.drawn else planes
    return (chosen / np.float32(255)).astype(np.float32)


def _key(view: View, fold: Codes, recipe: str) -> str:
    """Name what is trained on, and how: other images, labels, folds or nets have another key."""
    named = hashlib.sha256("\n".join([*view.hashes, *view.classes]).encode())
    named.update(np.where(view.trainable, view.label, NONE).tobytes())
    named.update(fold.tobytes())
    named.update(recipe.encode())
    return named.hexdigest()[:16]


def _shared(view: View) -> Rows:
    """Return the rows that all nets share, chosen by the view's seed."""
    rows = np.flatnonzero(view.pictures.readable)
    return np.sort(np.random.default_rng(view.seed).permutation(rows)[:SHARED])
