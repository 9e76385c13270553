"""The own model's net: a small convolutional one, trained on a book's own images; needs torch.

Eight layers, 170,000 parameters: on 2,400 images of 40 x 40 pixels one training of 12 passes takes
about half a minute of one core.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from labelbook.core.arrays import Codes, Floats

BATCH = 64
FEATURES = 192
_RATE = 4e-3
_DECAY = 0.05
_SMOOTHING = 0.1
_FORGOTTEN = 0.3  # The share of features that dropout leaves out.
_TURN, _SCALE, _SHEAR = 12.0, 0.12, 0.15
_MOVE, _MOVE_DRAWN, _SMALLER_DRAWN = 0.16, 0.08, 1.06
"""A drawing fills its picture: moved further, or as large as it is, it loses its outermost stroke,
and viii without it is vii."""

_THICKER = 0.2  # Share of a batch whose ink grows, and share whose ink shrinks.

_BEGINNING = Lock()


def _layer(given: int, gives: int, size: int = 3, stride: int = 1) -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(given, gives, size, stride, size // 2, bias=False),
        nn.BatchNorm2d(gives),
        nn.ReLU(inplace=True),
    )


class Net(nn.Module):
    """(n, channels, 40, 40) -> (n, classes) logits."""

    def __init__(self, channels: int, classes: int) -> None:
        super().__init__()
        self.see = nn.Sequential(
            _layer(channels, 24, 5, 2),
            _layer(24, 24),
            nn.MaxPool2d(2),
            _layer(24, 48),
            _layer(48, 48),
            nn.MaxPool2d(2),
            _layer(48, 96),
            _layer(96, 96),
        )
        self.say = nn.Linear(FEATURES, classes)

    def forward(self, images: Tensor) -> Tensor:
        """Return the logits."""
        logits: Tensor = self.say(self.features(images))
        return logits

    def features(self, images: Tensor) -> Tensor:
        """Return the input of the last layer: (n, FEATURES)."""
        seen = self.see(images)
        return torch.cat([seen.mean((2, 3)), seen.amax((2, 3))], dim=1)


def recipe(channels: int, classes: int) -> str:
    """Return all that a training depends on beside its data: every number above, and the layers."""
    numbers = {
        name: value
        for name, value in sorted(globals().items())
        if name.isupper() and isinstance(value, int | float)
    }
    return f"{numbers} {Net(channels, classes)}"


def train(
    images: Floats,
    label: Codes,
    classes: int,
    *,
    passes: int,
    drawn: bool,
    seed: int,
    after_pass: Callable[[], None],
) -> Net:
    """Train a net on images (n, channels, h, w) in 0..1 with labels (n,).

    Label smoothing, dropout, weight decay and augmentation keep it from learning wrong labels by
    heart. drawn: also make ink thicker and thinner. Works on one core, so that several nets can be
    trained at once in threads of their own: layers this small gain nothing from more, and where
    the cores are busy the waiting of one for the other made it seven times slower.
    """
    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(seed)
    with _BEGINNING:  # The first weights come from the generator that all threads share.
        torch.manual_seed(seed)
        net = Net(images.shape[1], classes)
    pictures, truth = torch.from_numpy(images), torch.from_numpy(label)
    batch = int(np.clip(len(images) // 16, 1, BATCH))  # Few images still give enough steps.
    steps = len(images) // batch
    optimiser = torch.optim.AdamW(net.parameters(), lr=_RATE, weight_decay=_DECAY)
    rate = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, _RATE, total_steps=passes * steps, pct_start=0.25
    )
    net.train()
    for _ in range(passes):
        order = torch.randperm(len(images), generator=generator)
        for step in range(steps):
            rows = order[step * batch : (step + 1) * batch]
            features = net.features(_augmented(pictures[rows], drawn, generator))
            kept = torch.rand(features.shape, generator=generator) >= _FORGOTTEN
            logits = net.say(features * kept / (1 - _FORGOTTEN))
            loss = functional.cross_entropy(logits, truth[rows], label_smoothing=_SMOOTHING)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            rate.step()
        after_pass()
    return net.eval()


def predict(net: Net, images: Floats) -> tuple[Floats, Floats]:
    """Return the class probabilities (n, classes) and the features (n, FEATURES) of images."""
    probabilities, seen = [np.zeros((0, net.say.out_features))], [np.zeros((0, FEATURES))]
    torch.set_num_threads(1)
    with torch.no_grad():
        for start in range(0, len(images), 256):
            features = net.features(torch.from_numpy(images[start : start + 256]))
            probabilities.append(torch.softmax(net.say(features), dim=1).numpy())
            seen.append(features.numpy())
    return np.concatenate(probabilities).astype(np.float32), np.concatenate(seen).astype(np.float32)


def _augmented(images: Tensor, drawn: bool, generator: torch.Generator) -> Tensor:
    """Turn, scale, shear and move each image a little at random, never mirrored: classes change."""
    count = len(images)

    def between(most: float) -> Tensor:
        return (torch.rand(count, generator=generator) * 2 - 1) * most

    size, move = (_SMALLER_DRAWN, _MOVE_DRAWN) if drawn else (1.0, _MOVE)
    angle = torch.deg2rad(between(_TURN))
    wide, tall, shear = size + between(_SCALE), size + between(_SCALE), between(_SHEAR)
    cosine, sine = torch.cos(angle), torch.sin(angle)
    matrix = torch.stack(
        [
            torch.stack([cosine * wide, (shear - sine) * wide, between(move)], dim=1),
            torch.stack([sine * tall, cosine * tall, between(move)], dim=1),
        ],
        dim=1,
    )
    grid = functional.affine_grid(matrix, list(images.shape), align_corners=False)
    moved = functional.grid_sample(images, grid, align_corners=False)
    if drawn:
        chance = torch.rand(count, generator=generator)
        grow, shrink = chance < _THICKER, chance > 1 - _THICKER
        moved[grow] = functional.max_pool2d(moved[grow], 3, 1, 1)
        moved[shrink] = (moved[shrink] - functional.max_pool2d(-moved[shrink], 3, 1, 1)) / 2
    return moved
