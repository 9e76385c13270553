"""A plugin of one file that adds an importer, an embedder, a transform and a model, each tiny."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from threading import Event

import numpy as np
from PIL import Image

from labelbook.core.types import Progress
from labelbook.evaluate.models.base import KnownModel, ModelOptions, Work, models
from labelbook.evaluate.records import MEASURED, Answers, FloatArray, Result
from labelbook.exchange.importers.common import Importer, Reading, ReadOrder, by_suffix, importers
from labelbook.exchange.importers.folder import read as read_folder
from labelbook.grow.records import Transform
from labelbook.grow.transforms import transforms
from labelbook.maps.embedders import prepare
from labelbook.maps.embedders.base import Embedder, KnownEmbedder, embedders
from labelbook.maps.records import Pixels


def read_pointer(order: ReadOrder) -> Reading:
    """Read the folder that a text file names."""
    return read_folder(replace(order, source=Path(order.source.read_text().strip())))


def mean_colour(images: Pixels) -> FloatArray:
    """Return the mean of each channel and of each row's halves: (n, h, w, 3) -> (n, 3)."""
    found: FloatArray = images.mean(axis=(1, 2)).astype(np.float32)
    return found


def _colour(models: Path) -> Embedder:
    def square(image: object) -> Pixels:
        return prepare.square(image, size=8)  # type: ignore[arg-type]

    return Embedder("mean-colour", "1", (3,), square, lambda: mean_colour)


def darken(image: Image.Image, lot: np.random.Generator) -> Image.Image:
    """Return a darker image."""
    return image.point(lambda value: value * 0.8)


class Shares:
    """Predicts the classes by their shares in train, whatever the image."""

    parallel = False

    def check(self, work: Work) -> None:
        """Pass: it can always be used."""

    def prepare(self, work: Work, folder: Path, progress: Progress) -> None:
        """Pass: nothing is shared."""

    def train(self, work: Work, seed: int, folder: Path, place: Path, stop: Event) -> Result:
        """Count the labels of train."""
        counts = np.bincount(work.data.train.labels, minlength=len(work.data.classes))
        shares = (counts / counts.sum()).astype(np.float32)
        return Result(
            {
                split: Answers(np.tile(shares, (count, 1)))
                for split in MEASURED
                if (count := len(work.data.parts[split]))
            }
        )


def no_settings(options: ModelOptions) -> Mapping[str, str | int | float]:
    """Return none: a run depends on the data alone."""
    return {}


importers.add(Importer("pointer", ".pointer", by_suffix(".pointer"), read_pointer))
embedders.add(KnownEmbedder("mean-colour", "which colour an image has", _colour))
transforms.add(Transform("darken", "darker", darken))
models.add(KnownModel("shares", "the shares of the classes, as a baseline", Shares, no_settings))
