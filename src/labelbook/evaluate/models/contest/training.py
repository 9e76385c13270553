"""Training the contest's model: one epoch after the other, each kept, so that none is lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from labelbook.evaluate.models.contest import network
from labelbook.evaluate.models.contest.adam import KerasAdam
from labelbook.evaluate.models.contest.network import BATCH, FixedModel
from labelbook.evaluate.records import Answers, Curve, Dynamics, FloatArray, IntArray, Result

Rows = list[tuple[float, float, float, float]]


@dataclass(eq=False)
class Learner:
    """The model in the middle of its training, and what was seen of it so far.

    rows: loss and accuracy of train, then of val, an epoch each. sure: epochs x (n,) probability
    of the label; right: epochs x (n,) whether the answer was right.
    """

    model: FixedModel
    adam: KerasAdam
    best: dict[str, Tensor] = field(default_factory=dict)
    rows: Rows = field(default_factory=list)
    sure: list[FloatArray] = field(default_factory=list)
    right: list[IntArray] = field(default_factory=list)

    @property
    def best_epoch(self) -> int:
        """The first epoch with the best validation accuracy, from 1."""
        return int(np.argmax([row[3] for row in self.rows])) + 1


@dataclass(frozen=True, eq=False)
class TrainingTask:
    """What to train on. images: split -> (n, 32, 32, 3) float32; labels: split -> (n,)."""

    images: dict[str, FloatArray]
    labels: dict[str, IntArray]
    classes: int
    seed: int
    epochs: int


def train(task: TrainingTask, checkpoint: Path, report: Any) -> Result:
    """Train from the last kept epoch to the end and measure the best one.

    checkpoint: where every epoch is saved. report: called with the rows after each epoch.
    """
    where = network.device()
    images = {split: _tensor(array, where) for split, array in task.images.items()}
    labels = {split: torch.from_numpy(array).to(where) for split, array in task.labels.items()}
    learner = _learner(task, where)
    if checkpoint.is_file():
        _restore(learner, checkpoint)
    for epoch in range(len(learner.rows), task.epochs):
        order = np.random.default_rng([task.seed, epoch]).permutation(len(labels["train"]))
        _epoch(learner, images["train"], labels["train"], torch.from_numpy(order).to(where))
        _validate(learner, images["val"], labels["val"])
        _keep(learner, checkpoint)
        report(learner.rows)
    learner.model.load_state_dict(learner.best)
    answers = {
        split: Answers(network.probabilities(learner.model, part).cpu().numpy())
        for split, part in images.items()
        if split != "train" and len(part)
    }
    return Result(answers, _curve(learner.rows), _dynamics(learner), learner.best_epoch)


def _learner(task: TrainingTask, where: torch.device) -> Learner:
    model = FixedModel(task.classes, seed=task.seed).to(where)
    return Learner(model, KerasAdam(model))


def _tensor(images: FloatArray, where: torch.device) -> Tensor:
    """(n, h, w, c) in memory, (n, c, h, w) by name."""
    return torch.from_numpy(np.ascontiguousarray(images)).to(where).permute(0, 3, 1, 2)


def _epoch(learner: Learner, images: Tensor, labels: Tensor, order: Tensor) -> None:
    """See every image once, in batches of 8; the last batch may be smaller, as in Keras."""
    batches = torch.split(order, BATCH)
    seen = [learner.adam.step(images[chosen], labels[chosen]) for chosen in batches]
    found, truth = torch.cat(seen), labels[order]
    back = torch.argsort(order)
    sure = functional.softmax(found, dim=1).gather(1, truth[:, None])[back, 0]
    right = (found.argmax(dim=1) == truth)[back]
    loss = float(functional.cross_entropy(found, truth))
    learner.sure.append(sure.cpu().numpy())
    learner.right.append(right.cpu().numpy().astype(np.int64))
    learner.rows.append((loss, float(right.float().mean()), 0.0, 0.0))


def _validate(learner: Learner, images: Tensor, labels: Tensor) -> None:
    found = network.probabilities(learner.model, images)
    loss = functional.nll_loss(found.clamp_min(1e-7).log(), labels)
    accuracy = float((found.argmax(dim=1) == labels).float().mean())
    learner.rows[-1] = (*learner.rows[-1][:2], float(loss), accuracy)
    if learner.best_epoch == len(learner.rows):
        state = learner.model.state_dict()
        learner.best = {name: weight.detach().clone() for name, weight in state.items()}


def _keep(learner: Learner, checkpoint: Path) -> None:
    """Write the epoch, so that it is there whole or not at all."""
    writing = checkpoint.with_suffix(".writing")
    torch.save(
        {
            "model": learner.model.state_dict(),
            **learner.adam.kept(),
            "best": learner.best,
            "rows": learner.rows,
            "sure": torch.from_numpy(np.stack(learner.sure)),
            "right": torch.from_numpy(np.stack(learner.right).astype(np.bool_)),
        },
        writing,
    )
    writing.replace(checkpoint)


def _restore(learner: Learner, checkpoint: Path) -> None:
    where = next(learner.model.parameters()).device
    kept = torch.load(checkpoint, map_location=where, weights_only=True)
    learner.model.load_state_dict(kept["model"])
    learner.adam.restore(kept)
    learner.best = kept["best"]
    learner.rows = [tuple(row) for row in kept["rows"]]
    learner.sure = list(kept["sure"].cpu().numpy())
    learner.right = list(kept["right"].cpu().numpy().astype(np.int64))


def _curve(rows: Rows) -> Curve:
    return Curve(*np.asarray(rows, dtype=np.float32).T)


def _dynamics(learner: Learner) -> Dynamics:
    sure, right = np.stack(learner.sure), np.stack(learner.right)
    lost = (np.diff(right, axis=0) < 0).sum(axis=0)
    return Dynamics(sure.mean(axis=0), sure.std(axis=0), lost)
