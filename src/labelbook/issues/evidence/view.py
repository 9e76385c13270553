"""What finders look at: the book's samples as columns, with what was computed about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from labelbook.images import ink, pictures
from labelbook.images.pictures import Pictures
from labelbook.journal.records import SPLITS

if TYPE_CHECKING:
    from labelbook.issues.evidence.contours import Pair
    from labelbook.issues.evidence.doubt import Doubt

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
    """What the book's own net says and sees, out-of-fold, row by row of a view.

    seen: (n,) whether it says anything. probabilities: (n, classes). vectors: (n, d), what it sees.
    """

    seen: Flags
    probabilities: Floats
    vectors: Floats


@dataclass(frozen=True, eq=False)
class View:
    """The samples of a book that are not excluded, by ascending id; all columns have n rows.

    label: place in `classes`, -1 = no label. split: place in SPLITS. locate: gives a row's file.
    vectors: (n, d) float32 embeddings, None where there are none; embedded: rows that have one.
    parts: the lengths of what was joined to a vector, stage by stage; empty = one part.
    looks: embeddings of each way to look at the images (whole, and of drawings the ink alone).
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

    @cached_property
    def evidence(self) -> tuple[Floats, ...]:
        """What tells classes apart: the looks, and of drawings also how their strokes run."""
        from labelbook.issues.evidence import strokes

        if not self.looks or not self.pictures.drawn:
            return self.looks
        return (*self.looks, strokes.strokes(self.pictures.planes[:, 0]))

    @cached_property
    def near_pairs(self) -> list[Pair]:
        """The pairs of rows that show the same drawing in other bytes."""
        from labelbook.issues.evidence import near_duplicates

        return near_duplicates.pairs(self)

    @cached_property
    def groups(self) -> Codes:
        """A number for each row; duplicates and near-duplicates share theirs."""
        from labelbook.issues.evidence import groups as grouping

        return grouping.groups(self.hashes, [(pair.one, pair.other) for pair in self.near_pairs])

    @cached_property
    def doubt(self) -> Doubt:
        """How much speaks against each row's label."""
        from labelbook.issues.evidence import doubt

        return doubt.weigh(self, self.eyes)
