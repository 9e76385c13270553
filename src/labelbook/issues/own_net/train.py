"""The model's own eyes: small nets trained on the book, each judging only what it never saw.

The samples are dealt into folds, duplicates together. For each fold a net learns from the others
and judges the fold: in class probabilities, and in what it sees, brought into one space. Two
rounds: in a book of drawings the first looks at the main drawing alone, the second at all ink;
neither learns from the samples that were doubted most before it. What each net gives is written
down at once, so that an interrupted training goes on where it was.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from concurrent.futures import CancelledError, ThreadPoolExecutor
from pathlib import Path
from threading import Event, Lock

import numpy as np
import numpy.typing as npt

from labelbook.core.parallel import cores
from labelbook.errors import BadInput
from labelbook.issues.evidence import doubt
from labelbook.issues.evidence.alignment import DIMENSIONS, agree
from labelbook.issues.evidence.groups import folds
from labelbook.issues.evidence.view import NONE, Eyes, Flags, Floats, View
from labelbook.issues.own_net import store
from labelbook.issues.own_net.store import Look

Codes = npt.NDArray[np.int64]

FOLDS = 4
ROUNDS = 2
PASSES = 12
"""Passes over the images in one training; fewer where there are many."""

FULL = 4_000
"""Images up to which all passes are made."""

FEWEST_PASSES = 3
IN_COMMON = 4_000
"""Samples at most that every net looks at."""

FEWEST = 40
"""Samples below which there is nothing to train on."""

_DROP = 0.08


def train(view: View, folder: Path, tell: Callable[[int, int], None] | None = None) -> Flags:
    """Train the nets and keep what they say in `folder`; returns the rows that were judged.

    tell: called with (done, total) after each pass. Raises BadInput without torch,
    and where there is too little to learn from.
    """
    try:
        from labelbook.issues.own_net import net
    except ImportError as error:
        raise BadInput(
            "the model's own eyes need torch: install it with `pip install 'labelbook[torch]'`"
        ) from error
    seen = doubt.judged(view)
    if seen.sum() < FEWEST:
        raise BadInput(
            f"there are {int(seen.sum())} samples that a model could learn from: "
            f"{FEWEST} are needed, of two classes or more"
        )
    fold = folds(view.groups, view.label, FOLDS, view.seed)
    passes = int(np.clip(PASSES * FULL / max(int(seen.sum()), 1), FEWEST_PASSES, PASSES))
    channels = 1 if view.pictures.drawn else view.pictures.planes.shape[1]
    recipe = f"{passes} {ROUNDS} {_DROP} {net.recipe(channels, len(view.classes))}"
    key = _key(view, fold, recipe)
    parts = folder / f"parts-{key}"
    told = _Told(ROUNDS * FOLDS * passes, tell)
    said = np.zeros((view.rows, len(view.classes)), dtype=np.float32)
    vectors = np.zeros((view.rows, ROUNDS * DIMENSIONS), dtype=np.float16)
    in_common = _in_common(view)
    score = view.doubt.score
    for round_ in range(ROUNDS):
        clear = seen & ~_most_doubtful(score, seen)
        images = _images(view, round_)

        def look_at(
            number: int, round_: int = round_, clear: Flags = clear, images: Floats = images
        ) -> Look:
            rows = fold == number
            part = parts / f"{round_}-{number}.npz"
            known = store.read_part(part, int(rows.sum()), len(view.classes), len(in_common))
            if known is not None:
                told.move(passes)
                return known
            learn = clear & ~rows
            made = net.train(
                images[learn],
                view.label[learn],
                len(view.classes),
                passes=passes,
                drawn=view.pictures.drawn,
                seed=view.seed + 100 * round_ + number,
                after_pass=told.move,
            )
            answers, features = net.predict(made, images[rows])
            look = Look(answers, features, net.predict(made, images[in_common])[1])
            store.write_part(part, look)
            return look

        looks = _at_once(look_at, told)
        for number, look in enumerate(looks):
            said[fold == number] += look.said / ROUNDS
        here = slice(round_ * DIMENSIONS, (round_ + 1) * DIMENSIONS)
        carried = agree([look.common for look in looks], [look.seen for look in looks])
        for number, seen_by in enumerate(carried):
            vectors[fold == number, here] = seen_by
        heard = Eyes(
            seen,
            (said * (ROUNDS / (round_ + 1))).astype(np.float32),
            vectors[:, : here.stop].astype(np.float32),
        )
        score = doubt.weigh(view, heard).score
    store.write(folder, view, seen, said, vectors, key)
    for stopped in folder.glob("parts-*"):  # Also of trainings by another recipe.
        shutil.rmtree(stopped, ignore_errors=True)
    return seen


class _Told:
    """How far several trainings are together; `stop` ends them all at their next pass."""

    def __init__(self, total: int, tell: Callable[[int, int], None] | None) -> None:
        self._total, self._tell, self._done = total, tell, 0
        self._lock = Lock()
        self.stop = Event()
        self.error: BaseException | None = None

    def move(self, passes: int = 1) -> None:
        with self._lock:
            if self.stop.is_set():
                raise CancelledError
            self._done += passes
            if self._tell is None:
                return
            try:
                self._tell(self._done, self._total)
            except BaseException as error:
                self.error = error
                self.stop.set()
                raise


def _at_once(look_at: Callable[[int], Look], told: _Told) -> list[Look]:
    """Train the nets of all folds, one on each core."""
    with ThreadPoolExecutor(min(cores(), FOLDS)) as pool:
        try:
            return list(pool.map(look_at, range(FOLDS)))
        except BaseException as error:
            told.stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise told.error or error from None


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


def _key(view: View, fold: Codes, recipe: str) -> str:
    """Name what is trained on, and how: other images, labels, folds or nets have another key."""
    named = hashlib.sha256("\n".join([*view.hashes, *view.classes]).encode())
    named.update(np.where(view.trainable, view.label, NONE).tobytes())
    named.update(fold.tobytes())
    named.update(recipe.encode())
    return named.hexdigest()[:16]


def _in_common(view: View) -> Codes:
    """The rows that every net looks at, so that what they see can be brought together."""
    rows = np.flatnonzero(view.pictures.readable)
    return np.sort(np.random.default_rng(view.seed).permutation(rows)[:IN_COMMON])
