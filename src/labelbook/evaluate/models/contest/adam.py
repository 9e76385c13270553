"""The steps of the contest's model: Keras' Adam, and the moving means of its normalisations."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from labelbook.evaluate.models.contest.network import NORM_EPSILON, NORM_STEP, FixedModel

LEARNING_RATE = 1e-4
EPSILON = 1e-7
BETAS = (0.9, 0.999)


class KerasAdam:
    """Adam as Keras writes it, and the moving means, which follow each batch that was seen.

    Epsilon is added before the bias of the variance is corrected. The weights of the model are
    laid into one row of numbers, and so is what is remembered of each: a step is then a few
    operations, not some for each of 35 weights.
    """

    def __init__(self, model: FixedModel) -> None:
        units = model.units()
        self.model, self.units, self.steps = model, units, 0
        self.weights = _in_a_row(weight for weight in model.parameters() if weight.requires_grad)
        self.mean, self.variance = torch.zeros_like(self.weights), torch.zeros_like(self.weights)
        self.bias = _in_a_row(unit.bias for unit in units)
        self.moving_mean = _in_a_row(unit.moving_mean for unit in units)
        self.moving_variance = _in_a_row(unit.moving_variance for unit in units)

    @torch.inference_mode()
    def step(self, images: Tensor, labels: Tensor) -> Tensor:
        """Take one step down the cross-entropy of a batch, and return the logits before it."""
        logits = self.model.see(images)
        gradient = functional.softmax(logits, dim=1)
        gradient[torch.arange(len(labels)), labels] -= 1
        self.model.back(gradient.div_(len(labels)))
        self._follow()
        self._descend(torch.cat([_flat(each) for each in self.model.gradients()]))
        return logits

    def _descend(self, gradient: Tensor) -> None:
        self.steps += 1
        self.mean.lerp_(gradient, 1 - BETAS[0])
        self.variance.mul_(BETAS[1]).addcmul_(gradient, gradient, value=1 - BETAS[1])
        bias = [1 - beta**self.steps for beta in BETAS]
        rate = LEARNING_RATE * math.sqrt(bias[1]) / bias[0]
        self.weights.addcdiv_(self.mean, self.variance.sqrt().add_(EPSILON), value=-rate)

    def _follow(self) -> None:
        means, inverses = zip(*(unit.batch() for unit in self.units), strict=True)
        self.moving_mean.lerp_(torch.cat(means).add_(self.bias), NORM_STEP)
        self.moving_variance.lerp_(torch.cat(inverses).pow_(-2).sub_(NORM_EPSILON), NORM_STEP)

    def kept(self) -> dict[str, Any]:
        """Return all that a later `restore` needs."""
        return {"mean": self.mean, "variance": self.variance, "steps": self.steps}

    def restore(self, kept: dict[str, Any]) -> None:
        """Continue from a state that `kept` returned."""
        self.mean.copy_(kept["mean"])
        self.variance.copy_(kept["variance"])
        self.steps = int(kept["steps"])


def _flat(weight: Tensor) -> Tensor:
    """The numbers of a weight in the order in which they lie in memory."""
    return (weight.permute(0, 2, 3, 1) if weight.dim() == 4 else weight).reshape(-1)


def _in_a_row(weights: Iterable[nn.Parameter]) -> Tensor:
    """Lay weights into one row of numbers and let each be a part of it: changed here and there."""
    given = list(weights)
    row = torch.cat([_flat(weight.detach()) for weight in given])
    parts = torch.split(row, [each.numel() for each in given])
    for weight, part in zip(given, parts, strict=True):
        if weight.dim() == 4:
            outputs, inputs, high, wide = weight.shape
            weight.data = part.view(outputs, high, wide, inputs).permute(0, 3, 1, 2)
        else:
            weight.data = part.view(weight.shape)
    return row
