"""The process that trains the contest's model with one seed: `python -m ...worker PLACE`."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import numpy as np

from labelbook.evaluate.run_store import CHECKPOINT, CURVE, FOUND, ORDER, write_result
from labelbook.journal.records import SPLITS


def main(place: Path) -> None:
    """Train as `order.json` in a run's place says; write `found.npz` there.

    Stops after an epoch when the process that started it has gone: a later one goes on.
    """
    import torch

    from labelbook.evaluate.models.contest import training

    torch.set_num_threads(1)
    torch.backends.cudnn.deterministic = True
    torch.backends.cudnn.benchmark = False
    order = json.loads((place / ORDER).read_text())
    inputs, parent = Path(order["inputs"]), os.getppid()
    task = training.TrainingTask(
        images={split: np.load(inputs / f"images_{split}.npy") for split in SPLITS},
        labels={split: np.load(inputs / f"labels_{split}.npy") for split in SPLITS},
        classes=order["classes"],
        seed=order["seed"],
        epochs=order["epochs"],
    )

    def save_curve(rows: training.Rows) -> None:
        writing = place / f"writing-{CURVE}"
        np.save(writing, np.asarray(rows, dtype=np.float32))
        writing.replace(place / CURVE)
        if os.getppid() != parent:
            sys.exit("the process that wanted this run has gone")

    write_result(place / FOUND, training.train(task, place / CHECKPOINT, save_curve))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
