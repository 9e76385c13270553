"""Finished runs from a version's data: those that exist are reused, missing ones are trained."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from threading import Event

import numpy as np

from labelbook.core import clock
from labelbook.core.locks import lives
from labelbook.core.parallel import cores
from labelbook.core.types import Progress
from labelbook.errors import NotFound
from labelbook.evaluate.models.base import Trainer, Work, models
from labelbook.evaluate.models.process import Stopped
from labelbook.evaluate.records import Result, Run, Score
from labelbook.evaluate.run_store import RunStore, run_id

LOOK = 0.2
INPUTS = "inputs-"


def train(
    store: RunStore, work: Work, seeds: Sequence[int], progress: Progress | None = None
) -> tuple[list[Run], int]:
    """Return the runs of some seeds, and how many of them had to be trained now.

    progress: in epochs over all seeds. What is finished stays when a later seed fails, and the
    epochs of an interrupted run are taken up by the next call. Raises BadInput where the model
    cannot be used or fails.
    """
    ids = {seed: run_id(work.data.key, work.model, seed) for seed in seeds}
    missing = [seed for seed in seeds if not store.has(ids[seed])]
    if missing:
        trainer = models.get(work.model.name).trainer()
        trainer.check(work)
        store.folder.mkdir(parents=True, exist_ok=True)
        with _inputs(store.folder) as folder:
            trainer.prepare(work, folder, lambda done, total: None)
            _train_all(store, work, trainer, missing, folder, progress)
    return [store.get(ids[seed]) for seed in seeds], len(missing)


def _train_all(
    store: RunStore,
    work: Work,
    trainer: Trainer,
    seeds: Sequence[int],
    folder: Path,
    progress: Progress | None,
) -> None:
    stop = Event()
    total = work.epochs * len(seeds)
    ids = [run_id(work.data.key, work.model, seed) for seed in seeds]
    with ThreadPoolExecutor(at_once(len(seeds)) if trainer.parallel else 1) as pool:
        waiting: set[Future[None]] = {
            pool.submit(_one, store, work, trainer, seed, folder, stop) for seed in seeds
        }
        try:
            while waiting:
                done, waiting = wait(waiting, LOOK, FIRST_COMPLETED)
                for future in done:
                    future.result()
                if progress is not None:
                    progress(sum(epochs_done(store, id, work.epochs) for id in ids), total)
        finally:
            stop.set()
            for future in waiting:
                future.cancel()


def at_once(seeds: int) -> int:
    """Return how many runs share the cores: a rest runs beside the first ones, not after the last.

    Three seeds on two cores take one and a half times as long as two, not twice.
    """
    count = cores()
    return count if seeds <= count else count + seeds % count


def epochs_done(store: RunStore, id: str, whole: int) -> int:
    """Return how many of a run's epochs are there already."""
    if store.has(id):
        return whole
    try:
        return store.get(id).epochs
    except NotFound:
        return 0


def _one(
    store: RunStore, work: Work, trainer: Trainer, seed: int, folder: Path, stop: Event
) -> None:
    """Make one run, unless another process does so meanwhile."""
    run = _started(work, seed)
    lock = store.lock(run.id)
    while not stop.is_set():
        with suppress(TimeoutError), lock.acquire(timeout=LOOK):
            if store.has(run.id):
                return
            began, left = time.monotonic(), work.epochs - epochs_done(store, run.id, work.epochs)
            result = trainer.train(work, seed, folder, store.start(run), stop)
            # What an interrupted run would have taken in one go.
            seconds = (time.monotonic() - began) * work.epochs / max(left, 1)
            store.save(_finished(run, work, result, seconds), result)
            return
    raise Stopped


def _started(work: Work, seed: int) -> Run:
    return Run(
        id=run_id(work.data.key, work.model, seed),
        data=work.data.key,
        model=work.model.name,
        settings=dict(work.model.settings),
        seed=seed,
        state="running",
        classes=work.data.classes,
        counts=work.data.counts,
        epochs=0,
        of_epochs=work.epochs,
        best_epoch=None,
        scores={},
        seconds=0.0,
        at=clock.now(),
    )


def _finished(run: Run, work: Work, result: Result, seconds: float) -> Run:
    scores = {
        split: Score(
            int(np.count_nonzero(answers.predicted == work.data.parts[split].labels)),
            len(answers.probabilities),
        )
        for split, answers in result.answers.items()
    }
    return replace(
        run,
        state="done",
        epochs=run.of_epochs,
        best_epoch=result.best_epoch,
        scores=scores,
        seconds=round(seconds, 3),
    )


@contextmanager
def _inputs(runs: Path) -> Iterator[Path]:
    """Return a folder for what all seeds share; also takes away what killed processes left."""
    for left in runs.glob(f"{INPUTS}*"):
        if not lives(int(left.name.removeprefix(INPUTS).split("-")[0])):
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=runs, prefix=f"{INPUTS}{os.getpid()}-") as folder:
        yield Path(folder)
