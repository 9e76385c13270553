"""What a book's own model predicts, on disk: cache, keyed by the content of the images.

`said.npz` holds a complete training; `parts-KEY/ROUND-FOLD.npz` the output of one net, until the
training is complete.
"""

from __future__ import annotations

import logging
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from labelbook.core.arrays import Flags, Floats, Rows, Vectors, rows_of
from labelbook.core.blobs import write_whole
from labelbook.core.zips import npz
from labelbook.issues.evidence.view import OwnModel

if TYPE_CHECKING:
    from labelbook.issues.evidence.view import View

log = logging.getLogger("labelbook.issues")

_FILE = "said.npz"
_VERSION = 2


def folder_in(cache: Path) -> Path:
    """Return the folder of a book's own model, by its name of 0.1.0 where it was trained there."""
    former, folder = cache / "eyes", cache / "own-model"
    return former if former.is_dir() and not folder.is_dir() else folder


@dataclass(frozen=True, eq=False)
class FoldOutput:
    """The output of one net: probabilities (k, classes) and features (k, d) of the rows of its
    fold.

    shared: (m, d) features of the rows that all nets share.
    """

    probabilities: Floats
    features: Floats
    shared: Floats


@dataclass(frozen=True, eq=False)
class OwnVectors:
    """The own model's vectors. key: names the training; rows: those asked for that have one.

    vectors: (len(rows), d) float16, each from nets that never learned from that sample.
    """

    key: str
    rows: Rows
    vectors: Vectors


def read_part(part: Path, rows: int, classes: int, shared: int) -> FoldOutput | None:
    """Return the output of one net; None where it was not trained, or on other rows or classes."""
    try:
        with np.load(part) as file:
            output = FoldOutput(file["said"], file["seen"], file["common"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        log.warning("%s could not be read (%s): its net is trained anew", part, error)
        return None
    fits = output.probabilities.shape == (rows, classes) and len(output.features) == rows
    return output if fits and len(output.shared) == shared else None


def write_part(part: Path, output: FoldOutput) -> None:
    """Write the output of one net."""
    values = {"said": output.probabilities, "seen": output.features, "common": output.shared}
    write_whole(part, npz(values))


def write(
    folder: Path, view: View, judged: Flags, probabilities: Floats, vectors: Vectors, key: str
) -> None:
    """Write a whole training. judged: rows with probabilities; vectors: of all readable rows."""
    values = {
        "version": np.int64(_VERSION),
        "key": np.array(key),
        "hashes": np.array(view.hashes, dtype=np.str_),
        "classes": np.array(view.classes, dtype=np.str_),
        "judged": judged,
        "readable": view.pictures.readable,
        "said": probabilities,
        "vectors": vectors,
    }
    write_whole(folder / _FILE, npz(values))


def read(folder: Path, hashes: tuple[str, ...], classes: tuple[str, ...]) -> OwnModel | None:
    """Return what the own model predicts of these contents; None where it was not trained.

    A class that came since has no probability; one that is gone is left out.
    """
    held = _load(folder)
    if held is None:
        return None
    rows, known = _found(held, "judged", hashes)
    names: list[str] = held["classes"].tolist()
    probabilities = np.zeros((len(hashes), len(classes)), dtype=np.float32)
    for column, name in enumerate(classes):
        if name in names:
            probabilities[known, column] = held["said"][rows[known], names.index(name)]
    vectors = np.where(known[:, None], held["vectors"][rows], 0).astype(np.float32)
    return OwnModel(known, probabilities, vectors)


def vectors_of(folder: Path, hashes: tuple[str, ...]) -> OwnVectors | None:
    """Return the own model's vectors of these contents; None where it was not trained."""
    held = _load(folder)
    if held is None:
        return None
    rows, known = _found(held, "readable", hashes)
    return OwnVectors(str(held["key"]), np.flatnonzero(known), held["vectors"][rows[known]])


def _found(
    held: dict[str, npt.NDArray[Any]], which: str, hashes: tuple[str, ...]
) -> tuple[Rows, Flags]:
    """Find contents among the rows that `which` holds for: their rows, and which are there."""
    use = np.flatnonzero(held[which])
    if not len(use):
        return np.zeros(len(hashes), dtype=np.int64), np.zeros(len(hashes), dtype=bool)
    found = rows_of(held["hashes"][use], np.asarray(hashes, dtype=held["hashes"].dtype))
    known = found >= 0
    return use[np.maximum(found, 0)], known


def _load(folder: Path) -> dict[str, npt.NDArray[Any]] | None:
    try:
        with np.load(folder / _FILE) as file:
            held = {name: file[name] for name in file.files}
        return held if int(held["version"]) == _VERSION else None
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        log.warning("%s could not be read (%s): train the own model again", folder / _FILE, error)
        return None
