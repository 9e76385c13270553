"""What exporters share: which samples become files, and under which paths."""

from __future__ import annotations

import os
from dataclasses import dataclass

import polars as pl

from labelbook.core.names import same_to_a_file_system
from labelbook.errors import Forbidden, NotFound
from labelbook.exchange.export import DataSet
from labelbook.exchange.exporters import file_names

GONE = "whose file is gone: put it back, or import its folder again from where it is now"


@dataclass(frozen=True)
class Placed:
    """A sample and the path that it gets in the export: SPLIT/CLASS/FILE."""

    sample: int
    path: str


def trainable(samples: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, int]]:
    """Return the samples that have a place in SPLIT/CLASS/FILE, and count the others."""
    kept = samples.filter(~pl.col("excluded"))
    labelled = kept.drop_nulls("label")
    left_out = {
        "excluded": samples.height - kept.height,
        "without a label": kept.height - labelled.height,
    }
    return labelled, {reason: count for reason, count in left_out.items() if count}


def exportable(data: DataSet, *, unlabelled: bool = False) -> tuple[pl.DataFrame, dict[str, int]]:
    """Return what `trainable` does, without samples whose file cannot be had, which are counted.

    A file that has gone, or may not be read, keeps no other back. unlabelled: keep those without a
    label as well.
    """
    kept, left_out = trainable(data.samples)
    if unlabelled:
        kept = data.samples.filter(~pl.col("excluded"))
        left_out.pop("without a label", None)
    gone = [sample for sample in kept["sample"].to_list() if not _is_there(data, sample)]
    if gone:
        kept = kept.filter(~pl.col("sample").is_in(gone))
        left_out[GONE] = len(gone)
    return kept, left_out


def _is_there(data: DataSet, sample: int) -> bool:
    try:
        return os.access(data.image_of(sample), os.R_OK)
    except (NotFound, Forbidden):
        return False


@dataclass(frozen=True)
class Placing:
    """The files of an export. truths: folder -> class, where a class could not be its own name."""

    files: list[Placed]
    truths: dict[str, str]


def placed(samples: pl.DataFrame) -> Placing:
    """Return each sample its path, by path: as many paths as samples, on every file system.

    Names that meet in one class get the sample's number; what cannot be a name is escaped or cut.
    """
    names = file_names.folders(samples["label"].unique().to_list())
    columns = samples.select("sample", "path", "split", "label").sort("path", "sample")
    taken: set[str] = set()
    found: list[Placed] = []
    met: list[tuple[int, str, str]] = []
    for sample, path, split, label in columns.iter_rows():
        folder, name = f"{split}/{names[label]}", file_names.file_name(path)
        key = same_to_a_file_system(f"{folder}/{name}")
        if key in taken:
            met.append((sample, folder, name))
            continue
        taken.add(key)
        found.append(Placed(sample, f"{folder}/{name}"))
    # Last, so that no number takes the name that another file brought.
    for sample, folder, name in met:
        name = file_names.numbered(name, sample, taken, folder)
        taken.add(same_to_a_file_system(f"{folder}/{name}"))
        found.append(Placed(sample, f"{folder}/{name}"))
    return Placing(sorted(found, key=lambda item: item.path), file_names.truths(names))
