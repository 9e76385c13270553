"""The contest's model: Keras' ResNet50 cut after its first stage, in PyTorch.

Everything that the contest fixed is here: the layers, how their weights begin, and the optimizer.
A test holds the network against Keras' own. Tensors have the shape (n, channels, h, w) and lie in
memory as (n, h, w, channels): a convolution of 1 x 1 is then one matrix product.

Every part has three methods. `forward` answers, and PyTorch could differentiate it; `see` answers
in training and keeps what `back` needs; `back` takes the gradient of what `see` gave, keeps those
of its own weights and gives that of its input. Written out so, and with Adam on one
row of numbers, a step of 8 small images takes a sixth less time than with PyTorch's bookkeeping; a
test holds the gradients against PyTorch's.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.nn import functional

NORM_EPSILON = 1.001e-5
NORM_STEP = 0.01
"""Keras calls it a momentum of 0.99."""
BATCH = 8
EPOCHS = 100

POOL = ((3, 3), (2, 2), (1, 1))
"""Size, stride, padding. Nothing is below zero there, so Keras' padding with zeros is this one."""

_conv_back = torch.ops.aten.convolution_backward
_norm_back = torch.ops.aten.native_batch_norm_backward
_pool_back = torch.ops.aten.max_pool2d_with_indices_backward
_relu_back = torch.ops.aten.threshold_backward


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
        self.stride, self.padding = [stride, stride], [kernel // 2, kernel // 2]
        self.gradients: tuple[Tensor, ...] = ()
        self._seen: tuple[Tensor, ...] = ()

    def forward(self, images: Tensor) -> Tensor:
        """Convolve and normalise; in training by the batch, whose variance is the biased one."""
        found = self._convolve(images)
        if self.training:
            return self._normalise(found, None, None)[0]
        return self._normalise(found, self.moving_mean - self.bias, self.moving_variance)[0]

    def see(self, images: Tensor) -> Tensor:
        """Do as `forward` does in training, and keep what `back` needs."""
        found = self._convolve(images)
        out, mean, inverse = self._normalise(found, None, None)
        self._seen = images, found, mean, inverse
        return out

    def batch(self) -> tuple[Tensor, Tensor]:
        """Return the mean and 1 / standard deviation of what was seen last: (outputs,)."""
        return self._seen[2:]  # type: ignore[return-value]

    def back(self, gradient: Tensor, *, further: bool = True) -> Tensor:
        """Return the gradient of the images seen; `further`: whether anybody wants it."""
        images, found, mean, inverse = self._seen
        how = (None, None, mean, inverse, True, NORM_EPSILON, [True, True, True])
        gradient, gamma, beta = _norm_back(gradient, found, self.gamma, *how)
        if self.kernel.dim() == 2:
            rows = gradient.permute(0, 2, 3, 1)
            kernel = rows.flatten(0, 2).t() @ images.permute(0, 2, 3, 1).flatten(0, 2)
            inner = (rows @ self.kernel).permute(0, 3, 1, 2)
        else:
            where = (self.stride, self.padding, [1, 1], False, [0, 0], 1)
            wanted = [further, True, False]
            inner, kernel, _ = _conv_back(gradient, images, self.kernel, None, *where, wanted)
        self.gradients = kernel, gamma, beta
        return inner

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
        self.around = Unit(1, inputs, outputs) if projected else None
        self.first = Unit(1, inputs, width)
        self.second = Unit(3, width, width)
        self.third = Unit(1, width, outputs)
        self._seen: tuple[Tensor, ...] = ()

    def forward(self, images: Tensor) -> Tensor:
        """Return the activations after the block."""
        found = functional.relu_(self.first(images))
        found = functional.relu_(self.second(found))
        around = images if self.around is None else self.around(images)
        return functional.relu_(self.third(found) + around)

    def see(self, images: Tensor) -> Tensor:
        """Return the activations after the block, and keep what `back` needs."""
        first = self.first.see(images).relu_()
        second = self.second.see(first).relu_()
        around = images if self.around is None else self.around.see(images)
        out = self.third.see(second).add_(around).relu_()
        self._seen = first, second, out
        return out

    def back(self, gradient: Tensor) -> Tensor:
        """Return the gradient of the images seen."""
        first, second, out = self._seen
        gradient = _relu_back(gradient, out, 0)
        inner = _relu_back(self.third.back(gradient), second, 0)
        inner = _relu_back(self.second.back(inner), first, 0)
        around = gradient if self.around is None else self.around.back(gradient)
        return self.first.back(inner).add_(around)


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
        self._seen: tuple[Tensor, ...] = ()
        self._gradients: tuple[Tensor, ...] = ()

    def forward(self, images: Tensor) -> Tensor:
        """Return the logits (n, classes) of images (n, 3, 32, 32)."""
        found = functional.max_pool2d(functional.relu_(self.stem(images)), *POOL)
        pooled: Tensor = self.head(self.blocks(found).mean((2, 3)))
        return pooled

    def see(self, images: Tensor) -> Tensor:
        """Return the logits in training, and keep what `back` needs."""
        stem = self.stem.see(images).relu_()
        found, places = torch.ops.aten.max_pool2d_with_indices(stem, *POOL)
        for block in self._each_block():
            found = block.see(found)
        pooled = found.mean((2, 3))
        self._seen = stem, places, found, pooled
        return functional.linear(pooled, self.head.weight, self.head.bias)

    def back(self, gradient: Tensor) -> None:
        """Keep the gradients of all weights. gradient: of the logits, (n, classes)."""
        stem, places, found, pooled = self._seen
        self._gradients = gradient.t() @ pooled, gradient.sum(0)
        inner = (gradient @ self.head.weight).div_(found.shape[2] * found.shape[3])
        inner = inner[:, :, None, None].expand_as(found)
        for block in reversed(self._each_block()):
            inner = block.back(inner)
        pool = (*POOL, (1, 1), False)
        inner = _pool_back(inner, stem, *pool, places)
        self.stem.back(_relu_back(inner, stem, 0), further=False)

    def units(self) -> list[Unit]:
        """Return the units in the order of their weights."""
        return [part for part in self.modules() if isinstance(part, Unit)]

    def _each_block(self) -> list[Block]:
        return [part for part in self.blocks if isinstance(part, Block)]

    def gradients(self) -> Iterator[Tensor]:
        """Return what the last `back` kept, in the order of the weights that have a gradient."""
        for unit in self.units():
            yield from unit.gradients
        yield from self._gradients

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


def probabilities(model: FixedModel, images: Tensor, *, batch: int = 32) -> Tensor:
    """Return the softmax (n, classes) of images, in evaluation mode.

    batch: so many stay in a core's cache; 128 take a third more time.
    """
    model.eval()
    with torch.inference_mode():
        parts = [functional.softmax(model(part), dim=1) for part in torch.split(images, batch)]
    return torch.cat(parts)


def device() -> torch.device:
    """Return the GPU where there is one, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")
