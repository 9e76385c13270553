"""A file of numbers that another program computed, a row a sample: npy, npz, parquet or a table."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
import numpy.typing as npt
import polars as pl

from labelbook.core.arrays import Floats, Ids
from labelbook.errors import BadInput, NotFound

IDS = ("sample", "id", "path", "image", "file", "file_name", "filename")
"""Columns, and arrays of an npz, that say of which sample a row is."""

VALUES = ("pred_probs", "probabilities", "embeddings", "vectors", "features", "arr_0")
"""Arrays of an npz, or columns of lists, that hold the numbers."""

TABLES = (".parquet", ".csv", ".tsv")


@dataclass(frozen=True, eq=False)
class SampleRows:
    """Numbers of samples. samples: (n,) ids; values: (n, k) float32, all finite.

    columns: what the k columns are called, () where the file does not say. unknown: how many rows
    of the file are of no sample of the book.
    """

    samples: Ids
    values: Floats
    columns: tuple[str, ...] = ()
    unknown: int = 0


def read(path: Path, samples: pl.DataFrame, *, in_order: bool) -> SampleRows:
    """Read a file's numbers and find the sample of each row, by its id or its path.

    samples: sample, path of all samples of the book, in its order; in_order: the rows are these,
    one after the other. Raises NotFound where there is no file, BadInput for what is no such file,
    and for rows whose sample cannot be known, stand twice, or hold what is no number.
    """
    if not path.is_file():
        raise NotFound(f"there is no file {path}")
    ids, values, columns = _raw(path)
    if values.ndim != 2 or not values.size:
        raise BadInput(
            f"{path.name} holds an array of {values.shape}: it must be (samples, values)"
        )
    bad = np.flatnonzero(~np.isfinite(values).all(axis=1))
    if len(bad):
        raise BadInput(
            f"{path.name}: {len(bad):,} rows hold what is no finite number, the first is row "
            f"{bad[0] + 1:,}"
        )
    known = samples["sample"].to_numpy().astype(np.int64)
    if ids is None or in_order:
        if not in_order:
            raise BadInput(
                f"{path.name} does not say which row is which sample: give it a column `sample` or "
                "`path`, or say that its rows are in the order of the samples",
                needs="order",
            )
        if len(values) != len(known):
            raise BadInput(
                f"{path.name} has {len(values):,} rows and the book {len(known):,} samples: in "
                "order they must be as many"
            )
        return SampleRows(known, values, columns)
    return _placed(path.name, ids, SampleRows(known, values, columns), samples)


def _placed(name: str, ids: pl.Series, found: SampleRows, samples: pl.DataFrame) -> SampleRows:
    """Return rows with the sample of each."""
    if ids.dtype.is_integer():
        by_name = {str(sample): int(sample) for sample in found.samples.tolist()}
    else:
        by_name = _by_path(samples)
    texts = ids.cast(pl.String).fill_null("").to_list()
    rows = np.array([by_name.get(_plain(text), -1) for text in texts], dtype=np.int64)
    there = rows >= 0
    if not there.any():
        raise BadInput(
            f"{name}: none of its rows is of a sample of this book, such as {texts[0]!r}"
        )
    counts = np.bincount(rows[there])
    if counts.max() > 1:
        raise BadInput(f"{name} has two rows of sample {int(counts.argmax())}: keep one of them")
    return SampleRows(rows[there], found.values[there], found.columns, int((~there).sum()))


def _by_path(samples: pl.DataFrame) -> dict[str, int]:
    """Return paths, ids as text, and file names that only one sample has -> sample."""
    pairs = [(int(sample), str(path)) for sample, path in samples["sample", "path"].iter_rows()]
    names: dict[str, list[int]] = {}
    for sample, path in pairs:
        names.setdefault(PurePosixPath(path).name, []).append(sample)
    alone = {name: found[0] for name, found in names.items() if len(found) == 1}
    return alone | {str(sample): sample for sample, _ in pairs} | {path: s for s, path in pairs}


def _plain(text: str) -> str:
    return text.strip().replace("\\", "/").removeprefix("./")


def _raw(path: Path) -> tuple[pl.Series | None, Floats, tuple[str, ...]]:
    """Return the column of the samples, the numbers, and the names of their columns."""
    ending = path.suffix.lower()
    try:
        if ending == ".npy":
            return None, _floats(np.load(path, allow_pickle=False)), ()
        if ending == ".npz":
            return _npz(path)
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise BadInput(f"{path.name} cannot be read as {ending[1:]} ({error})") from error
    if ending not in TABLES:
        raise BadInput(f"{path.name} must end in .npy, .npz, {', '.join(TABLES)}")
    return _table(path)


def _npz(path: Path) -> tuple[pl.Series | None, Floats, tuple[str, ...]]:
    with np.load(path, allow_pickle=False) as file:
        held = {name: file[name] for name in file.files}
    wide = [name for name, array in held.items() if array.ndim == 2]
    value = next((name for name in VALUES if name in wide), wide[0] if len(wide) == 1 else None)
    if value is None:
        raise BadInput(f"{path.name} must hold one array (samples, values), as `pred_probs`")
    ids = next((held[name] for name in (*IDS, "ids", "samples", "paths") if name in held), None)
    classes = held.get("classes")
    names = () if classes is None else tuple(str(name) for name in classes.tolist())
    return None if ids is None else pl.Series(ids.tolist()), _floats(held[value]), names


def _table(path: Path) -> tuple[pl.Series | None, Floats, tuple[str, ...]]:
    try:
        if path.suffix.lower() == ".parquet":
            table = pl.read_parquet(path)
        else:
            head = path.read_bytes().partition(b"\n")[0]
            separator = max((",", ";", "\t"), key=lambda mark: head.count(mark.encode()))
            table = pl.read_csv(path, separator=separator, infer_schema_length=None)
    except pl.exceptions.PolarsError as error:
        told = (str(error).splitlines() or [type(error).__name__])[0]
        raise BadInput(f"{path.name} cannot be read ({told})") from error
    key = next((name for name in table.columns if name.strip().lower() in IDS), None)
    ids = None if key is None else table[key]
    rest = table if key is None else table.drop(key)
    lists = [name for name, kind in rest.schema.items() if kind.is_nested()]
    try:
        if lists:
            name = next((name for name in VALUES if name in lists), lists[0])
            return ids, _floats(np.asarray(rest[name].to_list(), dtype=np.float64)), ()
        numbers = rest.cast(pl.Float64)
    except (pl.exceptions.PolarsError, ValueError, TypeError) as error:
        first = (str(error).splitlines() or [type(error).__name__])[0]
        raise BadInput(f"{path.name} holds what is no number ({first})") from error
    return ids, _floats(numbers.to_numpy()), tuple(rest.columns)


def _floats(values: npt.ArrayLike) -> Floats:
    found: Floats = np.asarray(values).astype(np.float32)
    return found
