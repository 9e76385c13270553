"""A book's samples as columns: ids, labels, splits, small pictures, embeddings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from labelbook.columns.groups import GroupColumn
from labelbook.core.arrays import Codes, Flags, Floats, Ids, Pixels
from labelbook.core.types import SampleId
from labelbook.images import pictures
from labelbook.images.pictures import Pictures
from labelbook.journal.records import SPLITS

TRAIN, VAL, TEST = range(len(SPLITS))
NONE = -1
NATIVE = 320
"""The longer side, in pixels, at which two drawings are laid over each other."""


@dataclass(frozen=True, eq=False)
class OwnModel:
    """What the own model predicts, always of samples it never learned from; n rows as the columns.

    known: (n,) rows that it judged. probabilities: (n, classes). vectors: (n, d), its features.
    """

    known: Flags
    probabilities: Floats
    vectors: Floats


@dataclass(frozen=True, eq=False)
class Columns:
    """The samples of a book that are not excluded, by ascending id; all columns have n rows.

    label: place in `classes`, -1 = no label. split: place in SPLITS. locate: gives a row's file.
    vectors: (n, d) float32 embeddings, None where there are none; embedded: rows that have one.
    parts: the lengths of what was joined to a vector, stage by stage; empty = one part.
    embeddings: (n, d) for each embedder that labels are judged by; the last shows best what an
    image is (of drawings that of the ink alone). belong: the columns whose values belong together,
    as a patient. own_model: its predictions, None where it was not trained. predicted: of each
    model that another program trained, (n,) rows that it knows and (n, classes) its probabilities.
    seed: of all that is random.
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
    embeddings: tuple[Floats, ...] = ()
    embedded: Flags | None = None
    belong: tuple[GroupColumn, ...] = ()
    own_model: OwnModel | None = None
    predicted: tuple[tuple[Flags, Floats], ...] = ()
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

    def grey(self, row: int) -> Pixels:
        """Read a row's image as brightness, large enough to compare contours: (h, w) uint8."""
        return pictures.grey(self.locate(row), NATIVE)

    def id(self, row: int) -> SampleId:
        """Return the id of a row's sample."""
        return SampleId(int(self.samples[row]))

    def name(self, row: int) -> str:
        """Name a sample in a sentence: by its id, since paths can be long."""
        return f"sample {self.samples[row]}"

    def class_name(self, row: int) -> str | None:
        """Return a row's label."""
        return None if self.label[row] == NONE else self.classes[self.label[row]]
