"""contest: the contest's network, trained on the pixels in a process of its own for each seed."""

from __future__ import annotations

import importlib.util
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import numpy as np

from labelbook.core.limits import CONTEST_LIMIT
from labelbook.core.parallel import cores
from labelbook.core.types import Progress
from labelbook.errors import BadInput, LabelbookError
from labelbook.evaluate.models import process
from labelbook.evaluate.models.base import KnownModel, ModelOptions, Work, models
from labelbook.evaluate.models.contest.pixels import SIDE, prepared
from labelbook.evaluate.records import FloatArray, Result
from labelbook.evaluate.run_store import FOUND, LOG, ORDER, read_result
from labelbook.images.decode import open_rgb
from labelbook.journal.records import SPLITS

EPOCHS = 100
"""As many as in the contest."""


class ContestTrainer:
    """Training in PyTorch; an interrupted run goes on from its last epoch."""

    parallel = not Path("/dev/nvidia0").exists()

    def check(self, work: Work) -> None:
        """Raise BadInput without PyTorch, or beyond the contest's limit."""
        counts = work.data.counts
        used = counts["train"] + counts["val"]
        if used > CONTEST_LIMIT:
            raise BadInput(
                f"train and val hold {used:,} images and the contest allows {CONTEST_LIMIT:,}: "
                f"exclude {used - CONTEST_LIMIT:,}, or evaluate with --model linear"
            )
        if importlib.util.find_spec("torch") is None:
            raise BadInput(
                "the model `contest` needs PyTorch: pip install 'labelbook[torch]', or evaluate "
                "with --model linear"
            )

    def prepare(self, work: Work, folder: Path, progress: Progress) -> None:
        """Decode and resize every image once; the seeds share the arrays."""
        total = sum(work.data.counts.values())
        done = 0
        with ThreadPoolExecutor(cores()) as pool:
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


def _settings(options: ModelOptions) -> dict[str, str | int | float]:
    epochs = EPOCHS if options.epochs is None else options.epochs
    if epochs < 1:
        raise BadInput(f"{epochs} epochs are none: use 1 or more (the contest's are {EPOCHS})")
    return {"epochs": epochs}


models.add(
    KnownModel(
        name="contest",
        says="the contest's network, trained from scratch on the pixels: minutes to hours",
        trainer=ContestTrainer,
        settings=_settings,
        seconds=1.8e-3,
        takes_epochs=True,
        place=1,
    )
)
