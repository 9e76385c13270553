"""The fixed models, each behind the same three doors: check, prepare once, train every seed."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Protocol

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from labelbook.core.limits import CONTEST_LIMIT
from labelbook.errors import BadInput, LabelbookError
from labelbook.evaluate.data import SPLITS, Data
from labelbook.evaluate.models import command, linear, process
from labelbook.evaluate.models.contest.pixels import SIDE, prepared
from labelbook.evaluate.records import FloatArray, ImageOf, Progress, Result, RunModel
from labelbook.evaluate.run_store import FOUND, LOG, ORDER, read_result
from labelbook.images.decode import open_rgb

TIME_LIMIT = 3600.0


@dataclass(frozen=True, eq=False)
class Work:
    """What is to be judged. image_of: sample -> file; vectors: split -> (n, d) embeddings."""

    data: Data
    model: RunModel
    image_of: ImageOf
    vectors: Callable[[], dict[str, FloatArray]]
    time_limit: float = TIME_LIMIT

    @property
    def epochs(self) -> int:
        """How many steps of progress a run makes."""
        return int(self.model.settings.get("epochs", 1))


class Family(Protocol):
    """A kind of fixed model; an object serves one piece of work.

    parallel: whether several seeds at once are faster than one after the other.
    """

    parallel: bool

    def check(self, work: Work) -> None:
        """Raise BadInput where the model cannot be used here."""

    def prepare(self, work: Work, folder: Path, progress: Progress) -> None:
        """Put what all seeds need into a folder that vanishes afterwards."""

    def train(self, work: Work, seed: int, folder: Path, place: Path, stop: Event) -> Result:
        """Make one run. place: where it grows; stop: set when somebody cancels."""


class Contest:
    """The contest's model, trained in a process of its own for each seed."""

    parallel = not Path("/dev/nvidia0").exists()

    def check(self, work: Work) -> None:
        """PyTorch must be there, and the contest's limit holds."""
        counts = work.data.counts
        used = counts["train"] + counts["val"]
        if used > CONTEST_LIMIT:
            raise BadInput(
                f"train and val hold {used:,} images and the contest allows {CONTEST_LIMIT:,}: "
                f"exclude {used - CONTEST_LIMIT:,}, or judge with --model linear"
            )
        if importlib.util.find_spec("torch") is None:
            raise BadInput(
                "the model `contest` needs PyTorch: pip install 'labelbook[judge]', or judge with "
                "--model linear"
            )

    def prepare(self, work: Work, folder: Path, progress: Progress) -> None:
        """Decode and resize every image once; the seeds share the arrays."""
        total = sum(work.data.counts.values())
        done = 0
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for split in SPLITS:
                part = work.data.parts[split]
                images = np.empty((len(part), SIDE, SIDE, 3), dtype=np.float32)
                samples = part.samples.tolist()
                for place, pixels in enumerate(pool.map(lambda s: _pixels(work, s), samples)):
                    images[place] = pixels
                    progress(done + place + 1, total)
                done += len(part)
                np.save(folder / f"images_{split}.npy", images)
                np.save(folder / f"labels_{split}.npy", part.labels)

    def train(self, work: Work, seed: int, folder: Path, place: Path, stop: Event) -> Result:
        """Start the worker, or go on where an earlier one was when it ended."""
        order = {
            "inputs": str(folder.absolute()),
            "classes": len(work.data.classes),
            "seed": seed,
            "epochs": work.epochs,
        }
        (place / ORDER).write_text(json.dumps(order))
        words = [
            sys.executable,
            "-m",
            "labelbook.evaluate.models.contest.worker",
            str(place.absolute()),
        ]
        code = process.run(words, place, place / LOG, stop)
        if code != 0:
            raise BadInput(
                f"training with seed {seed} ended with exit code {code}; the epochs that are done "
                f"are kept{process.tail(place / LOG)}"
            )
        found = read_result(place / FOUND)
        (place / FOUND).unlink()
        return found


def _pixels(work: Work, sample: int) -> FloatArray:
    path = work.image_of(sample)
    try:
        return prepared(np.asarray(open_rgb(path)))
    except LabelbookError as error:
        raise BadInput(f"sample {sample} {error}: exclude it, or mend {path}") from error


class Linear:
    """Logistic regression on the embeddings."""

    parallel = False

    def __init__(self) -> None:
        self._vectors: dict[str, FloatArray] = {}

    def check(self, work: Work) -> None:
        """Embeddings are asked for when they are needed."""

    def prepare(self, work: Work, folder: Path, progress: Progress) -> None:
        """Bring the embeddings into the form that is learnt from."""
        vectors = work.vectors()
        with threadpool_limits(1):
            self._vectors = linear.reduced(vectors)

    def train(self, work: Work, seed: int, folder: Path, place: Path, stop: Event) -> Result:
        """Fit."""
        # The matrices are small: threads that wait for each other cost more than they do.
        with threadpool_limits(1):
            return linear.train(work.data, self._vectors, seed)


class Command:
    """Any script."""

    parallel = True

    def check(self, work: Work) -> None:
        """Its program must be there."""
        command.words_of(str(work.model.settings["command"]))

    def prepare(self, work: Work, folder: Path, progress: Progress) -> None:
        """Write the folders that the script reads."""
        command.lay_out(work.data, work.image_of, folder)

    def train(self, work: Work, seed: int, folder: Path, place: Path, stop: Event) -> Result:
        """Run it."""
        text = str(work.model.settings["command"])
        order = command.CommandOrder(text, folder.absolute(), seed, work.time_limit)
        return command.predictions(command.run(order, place.absolute(), stop), work.data)


FAMILIES: dict[str, Callable[[], Family]] = {
    "contest": Contest,
    "linear": Linear,
    "command": Command,
}
