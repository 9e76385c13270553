"""The contest's model: Keras' ResNet50 cut after its first stage, in PyTorch.

Everything that the contest fixed is here: the layers, how their weights begin, and the optimizer.
A test holds the network against Keras' own. Tensors have the shape (n, channels, h, w) and lie in
memory as (n, h, w, channels): a convolution of 1 x 1 is then one matrix product.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

NORM_EPSILON = 1.001e-5
NORM_STEP = 0.01
"""Keras calls it a momentum of 0.99."""
LEARNING_RATE = 1e-4
ADAM_EPSILON = 1e-7
BETAS = (0.9, 0.999)
BATCH = 8
EPOCHS = 100


class Unit(nn.Module):
    """A convolution with a bias, and its batch normalisation."""

    def __init__(self, kernel: int, inputs: int, outputs: int, stride: int = 1) -> None:
        super().__init__()
        self.kernel = nn.Parameter(_weights(kernel, inputs, outputs))
        # The normalisation takes every constant off again: a bias has no gradient.
        self.bias = nn.Parameter(torch.zeros(outputs), requires_grad=False)
        self.gamma = nn.Parameter(torch.ones(outputs))
        self.beta = nn.Parameter(torch.zeros(outputs))
        self.moving_mean = nn.Parameter(torch.zeros(outputs), requires_grad=False)
        self.moving_variance = nn.Parameter(torch.ones(outputs), requires_grad=False)
        self.stride, self.padding = stride, kernel // 2

    def forward(self, images: Tensor) -> Tensor:
        """Convolve and normalise; in training by the batch, whose variance is the biased one."""
        found = self._convolve(images)
        if not self.training:
            mean = self.moving_mean - self.bias
            return self._normalise(found, mean, self.moving_variance)[0]
        out, mean, inverse = self._normalise(found, None, None)
        with torch.no_grad():
            self.moving_mean.lerp_(mean + self.bias, NORM_STEP)
            self.moving_variance.lerp_(inverse.pow(-2) - NORM_EPSILON, NORM_STEP)
        return out

    def _convolve(self, images: Tensor) -> Tensor:
        if self.kernel.dim() == 2:
            rows = functional.linear(images.permute(0, 2, 3, 1), self.kernel)
            return rows.permute(0, 3, 1, 2)
        return functional.conv2d(images, self.kernel, stride=self.stride, padding=self.padding)

    def _normalise(
        self, found: Tensor, mean: Tensor | None, variance: Tensor | None
    ) -> tuple[Tensor, Tensor, Tensor]:
        by_batch = mean is None
        return torch.native_batch_norm(
            found, self.gamma, self.beta, mean, variance, by_batch, 0.0, NORM_EPSILON
        )


def _weights(kernel: int, inputs: int, outputs: int) -> Tensor:
    if kernel == 1:
        return torch.empty(outputs, inputs)
    shape = (outputs, inputs, kernel, kernel)
    return torch.empty(shape, memory_format=torch.channels_last)


class Block(nn.Module):
    """Three units and a way around them."""

    def __init__(self, inputs: int, width: int, outputs: int, *, projected: bool) -> None:
        super().__init__()
        self.around = Unit(1, inputs, outputs) if projected else nn.Identity()
        self.first = Unit(1, inputs, width)
        self.second = Unit(3, width, width)
        self.third = Unit(1, width, outputs)

    def forward(self, images: Tensor) -> Tensor:
        """Give the activations after the block."""
        found = functional.relu_(self.first(images))
        found = functional.relu_(self.second(found))
        return functional.relu_(self.third(found) + self.around(images))


class FixedModel(nn.Module):
    """ResNet50 up to `conv2_block3_out`, global average pooling, one dense layer: logits."""

    def __init__(self, classes: int = 10, *, seed: int = 0) -> None:
        super().__init__()
        self.stem = Unit(7, 3, 64, stride=2)
        self.blocks = nn.Sequential(
            Block(64, 64, 256, projected=True),
            Block(256, 64, 256, projected=False),
            Block(256, 64, 256, projected=False),
        )
        self.head = nn.Linear(256, classes)
        self._begin(seed)

    def forward(self, images: Tensor) -> Tensor:
        """Give the logits (n, classes) of images (n, 3, 32, 32)."""
        found = functional.relu_(self.stem(images))
        # Nothing is below zero here, so Keras' padding with zeros is this one.
        found = functional.max_pool2d(found, 3, stride=2, padding=1)
        pooled: Tensor = self.head(self.blocks(found).mean((2, 3)))
        return pooled

    def _begin(self, seed: int) -> None:
        """Draw the kernels as Keras does by default (Glorot, uniform); biases begin at zero."""
        generator = torch.Generator().manual_seed(seed)
        for name, weight in self.named_parameters():
            if not name.endswith(("kernel", "head.weight")):
                continue
            field = math.prod(weight.shape[2:])
            limit = math.sqrt(6 / (field * (weight.shape[0] + weight.shape[1])))
            nn.init.uniform_(weight, -limit, limit, generator=generator)
        nn.init.zeros_(self.head.bias)


class KerasAdam:
    """Adam as Keras writes it: epsilon is added before the bias of the variance is corrected."""

    def __init__(self, model: nn.Module) -> None:
        trained = [weight for weight in model.parameters() if weight.requires_grad]
        self.adam = torch.optim.Adam(
            trained, lr=LEARNING_RATE, betas=BETAS, eps=ADAM_EPSILON, fused=True
        )
        self.steps = 0

    def step(self, loss: Tensor) -> None:
        """Make one step down a loss."""
        self.steps += 1
        self.adam.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        # PyTorch divides the root by this before it adds epsilon.
        self.adam.param_groups[0]["eps"] = ADAM_EPSILON / math.sqrt(1 - BETAS[1] ** self.steps)
        self.adam.step()

    def kept(self) -> dict[str, Any]:
        """Give all that a later `restore` needs."""
        return {"adam": self.adam.state_dict(), "steps": self.steps}

    def restore(self, kept: dict[str, Any]) -> None:
        """Go on from what `kept` gave."""
        self.adam.load_state_dict(kept["adam"])
        self.steps = int(kept["steps"])


def probabilities(model: FixedModel, images: Tensor, *, batch: int = 128) -> Tensor:
    """Give the softmax (n, classes) of images, in evaluation mode, in large batches."""
    model.eval()
    with torch.inference_mode():
        parts = [functional.softmax(model(part), dim=1) for part in torch.split(images, batch)]
    return torch.cat(parts)


def device() -> torch.device:
    """Give the GPU where there is one, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")
