"""What a fixed model gets of a version: its labelled samples by split, named by their content."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from labelbook.errors import BadInput
from labelbook.evaluate.records import IntArray
from labelbook.journal.records import SPLITS

SHOWN = 5


@dataclass(frozen=True, eq=False)
class SplitData:
    """The samples of one split, ordered by content and label, so not by the book they are in.

    samples: (n,) ids; labels: (n,) places in `Data.classes`; hashes: n content hashes.
    """

    samples: IntArray
    labels: IntArray
    hashes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.samples)


@dataclass(frozen=True, eq=False)
class Data:
    """A version as a fixed model sees it. key: the same content has the same key.

    unlabelled: samples that were left out for want of a label; excluded ones are no part of it.
    """

    key: str
    classes: tuple[str, ...]
    parts: dict[str, SplitData]
    unlabelled: int

    @property
    def train(self) -> SplitData:
        """What the model learns from."""
        return self.parts["train"]

    @property
    def counts(self) -> dict[str, int]:
        """Images by split."""
        return {split: len(part) for split, part in self.parts.items()}


def data_of(samples: pl.DataFrame, order: Sequence[str]) -> Data:
    """Take what a model may see from samples (columns as of Book.samples).

    order: the book's classes; those that no sample holds are no part of the data.
    """
    kept = samples.filter(~pl.col("excluded"))
    labelled = kept.drop_nulls("label").sort("hash", "label", "sample")
    used = set(labelled["label"].unique().to_list())
    classes = tuple(name for name in order if name in used)
    codes = labelled["label"].cast(pl.Enum(classes)).to_physical().cast(pl.Int64)
    table = labelled.select("sample", "hash", "split", codes.alias("code"))
    parts, digest = {}, hashlib.sha256(repr(classes).encode())
    for split in SPLITS:
        rows = table.filter(pl.col("split") == split)
        hashes = tuple(rows["hash"].to_list())
        labels = rows["code"].to_numpy()
        parts[split] = SplitData(rows["sample"].to_numpy(), labels, hashes)
        digest.update(f"{split} {len(hashes)} {' '.join(hashes)}".encode() + labels.tobytes())
    return Data(digest.hexdigest()[:32], classes, parts, kept.height - labelled.height)


def check(data: Data, name: str) -> None:
    """Raise BadInput where a model cannot learn from the data or be measured on it."""
    counts = data.counts
    if not counts["train"]:
        raise BadInput(
            f"{name} has no labelled train samples: label some, or move some to train",
            needs="edits",
        )
    if len(data.classes) < 2:
        raise BadInput(f"{name} has one class only ({data.classes[0]}): nothing can be learnt")
    if not counts["val"]:
        raise BadInput(
            f"{name} has no val samples to choose the best epoch by: make a val split, or move "
            "some to val",
            needs="val split",
        )
    trained = np.bincount(data.train.labels, minlength=len(data.classes))
    if not trained.all():
        missing = [data.classes[place] for place in np.flatnonzero(trained == 0)]
        shown = ", ".join(missing[:SHOWN]) + (" and more" if len(missing) > SHOWN else "")
        raise BadInput(
            f"{name} has no train samples of {shown}: a model cannot learn a class without "
            "samples; move some to train, or relabel or exclude those of val and test"
        )


def warnings(data: Data) -> tuple[str, ...]:
    """Return what a reader of the scores should know."""
    found = []
    if not data.counts["test"]:
        found.append(
            "there is no test split: scores are those of val, which also chose the best epoch "
            "and so flatters; import a folder as the split test"
        )
    if data.unlabelled:
        some = "1 sample has" if data.unlabelled == 1 else f"{data.unlabelled:,} samples have"
        found.append(f"{some} no label and took no part")
    for split in ("val", "test"):
        part = data.parts[split]
        held = np.bincount(part.labels, minlength=len(data.classes))
        if len(part) and not held.all():
            missing = [data.classes[place] for place in np.flatnonzero(held == 0)]
            found.append(f"{split} has no samples of {', '.join(missing[:SHOWN])}")
    return tuple(found)
