"""What exporters share: which samples become files, and under which paths."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import PurePosixPath

import polars as pl

from labelbook.errors import BadInput, Forbidden, NotFound
from labelbook.exchange.export import DataSet

GONE = "whose file is gone: put it back, or import its folder again from where it is now"
_RESERVED = ("", ".", "..")
_FORBIDDEN = '/\\:*?"<>|'


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


def placed(samples: pl.DataFrame) -> list[Placed]:
    """Return each sample its path, by path; names that meet in one class get the sample's number.

    Raises BadInput for a class whose name cannot be a folder's.
    """
    for label in samples["label"].unique().sort().to_list():
        _check_folder_name(label)
    columns = samples.select("sample", "path", "split", "label").sort("path", "sample")
    taken: set[str] = set()
    found: list[Placed] = []
    for sample, path, split, label in columns.iter_rows():
        name = PurePosixPath(path)
        target = f"{split}/{label}/{name.name}"
        if target.casefold() in taken:
            target = f"{split}/{label}/{name.stem}-{sample}{name.suffix}"
        taken.add(target.casefold())
        found.append(Placed(sample, target))
    return sorted(found, key=lambda item: item.path)


def _check_folder_name(label: str) -> None:
    bad = next((letter for letter in label if letter in _FORBIDDEN), None)
    if bad is not None or label.strip(" .") in _RESERVED or label != label.rstrip(" ."):
        why = f"holds {bad!r}" if bad else "is not allowed there"
        raise BadInput(
            f"the class {label!r} cannot name a folder ({why}): rename it, or export as csv"
        )
