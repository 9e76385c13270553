"""The columns that evidence is computed from: samples, small pictures, embeddings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from labelbook.columns.groups import GroupColumn
from labelbook.images import ink, pictures
from labelbook.images.pictures import Pictures
from labelbook.journal.records import SPLITS

Ids = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

TRAIN, VAL, TEST = range(len(SPLITS))
NONE = -1
NATIVE = 320
"""The longer side, in pixels, at which two drawings are laid over each other."""


@dataclass(frozen=True, eq=False)
class Eyes:
    """What the book's own net says and sees, out-of-fold, row by row of the columns.

    seen: (n,) whether it says anything. probabilities: (n, classes). vectors: (n, d), what it sees.
    """

    seen: Flags
    probabilities: Floats
    vectors: Floats


@dataclass(frozen=True, eq=False)
class Columns:
    """The samples of a book that are not excluded, by ascending id; all columns have n rows.

    label: place in `classes`, -1 = no label. split: place in SPLITS. locate: gives a row's file.
    vectors: (n, d) float32 embeddings, None where there are none; embedded: rows that have one.
    parts: the lengths of what was joined to a vector, stage by stage; empty = one part.
    looks: embeddings of each way to look at the images (whole, and of drawings the ink alone).
    belong: the columns whose values belong together, as a patient.
    eyes: what the book's own net says, None where it was not trained. seed: for all that is drawn
    by lot.
    """

    samples: Ids
    paths: tuple[str, ...]
    hashes: tuple[str, ...]
    classes: tuple[str, ...]
    label: Codes
    split: Codes
    width: Codes
    height: Codes
    locate: Callable[[int], Path]
    pictures: Pictures
    vectors: Floats | None = None
    parts: tuple[int, ...] = ()
    looks: tuple[Floats, ...] = ()
    embedded: Flags | None = None
    belong: tuple[GroupColumn, ...] = ()
    eyes: Eyes | None = None
    seed: int = 0

    @property
    def rows(self) -> int:
        """The number of samples."""
        return len(self.samples)

    @property
    def trainable(self) -> Flags:
        """Rows of train and val that have a label and can be read; test is never learned from."""
        ours: Flags = (self.split != TEST) & (self.label != NONE) & self.pictures.readable
        return ours

    def grey(self, row: int) -> ink.Pixels:
        """Read a row's image as brightness, large enough to compare contours: (h, w) uint8."""
        return pictures.grey(self.locate(row), NATIVE)

    def name(self, row: int) -> str:
        """Name a sample in a sentence: by its id, since paths can be long."""
        return f"sample {self.samples[row]}"

    def class_name(self, row: int) -> str | None:
        """Return a row's label."""
        return None if self.label[row] == NONE else self.classes[self.label[row]]
