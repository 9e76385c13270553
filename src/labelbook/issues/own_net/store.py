"""What the nets said and saw, on disk: cache, keyed by the content of the images.

`said.npz` holds the whole of a training; `parts-KEY/ROUND-FOLD.npz` what one net gave, until the
training is whole.
"""

from __future__ import annotations

import io
import logging
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from labelbook.core.blobs import write_whole
from labelbook.issues.evidence.view import Eyes, Flags, Floats

if TYPE_CHECKING:
    from labelbook.issues.evidence.view import View

log = logging.getLogger("labelbook.issues")

Codes = npt.NDArray[np.int64]
Vectors = npt.NDArray[np.float16]

_FILE = "said.npz"
_VERSION = 2


@dataclass(frozen=True, eq=False)
class Look:
    """What one net gives. said: (k, classes) and seen: (k, d) of its fold; common: (m, d)."""

    said: Floats
    seen: Floats
    common: Floats


@dataclass(frozen=True, eq=False)
class Sight:
    """What the nets saw. key: names the training; rows: those asked about that were seen.

    vectors: (len(rows), d) float16, each from nets that never saw that sample.
    """

    key: str
    rows: Codes
    vectors: Vectors


def read_part(part: Path, rows: int, classes: int, common: int) -> Look | None:
    """Return what one net gave; None where it was not trained or gave something else."""
    try:
        with np.load(part) as file:
            look = Look(file["said"], file["seen"], file["common"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        log.warning("%s could not be read (%s): its net is trained anew", part, error)
        return None
    fits = look.said.shape == (rows, classes) and len(look.seen) == rows
    return look if fits and len(look.common) == common else None


def write_part(part: Path, look: Look) -> None:
    """Keep what one net gave."""
    write_whole(part, _bytes({"said": look.said, "seen": look.seen, "common": look.common}))


def write(folder: Path, view: View, seen: Flags, said: Floats, vectors: Vectors, key: str) -> None:
    """Keep a whole training. seen: rows that were judged; vectors: of all that can be read."""
    values = {
        "version": np.int64(_VERSION),
        "key": np.array(key),
        "hashes": np.array(view.hashes, dtype=np.str_),
        "classes": np.array(view.classes, dtype=np.str_),
        "judged": seen,
        "readable": view.pictures.readable,
        "said": said,
        "vectors": vectors,
    }
    write_whole(folder / _FILE, _bytes(values))


def read(folder: Path, hashes: tuple[str, ...], classes: tuple[str, ...]) -> Eyes | None:
    """Return what the nets said and saw of these contents; None where none were trained.

    A class that came since has no probability; one that is gone is left out.
    """
    kept = _load(folder)
    if kept is None:
        return None
    rows, seen = _found(kept, "judged", hashes)
    names: list[str] = kept["classes"].tolist()
    probabilities = np.zeros((len(hashes), len(classes)), dtype=np.float32)
    for column, name in enumerate(classes):
        if name in names:
            probabilities[seen, column] = kept["said"][rows[seen], names.index(name)]
    vectors = np.where(seen[:, None], kept["vectors"][rows], 0).astype(np.float32)
    return Eyes(seen, probabilities, vectors)


def seen(folder: Path, hashes: tuple[str, ...]) -> Sight | None:
    """Return what the nets saw of these contents; None where none were trained."""
    kept = _load(folder)
    if kept is None:
        return None
    rows, there = _found(kept, "readable", hashes)
    return Sight(str(kept["key"]), np.flatnonzero(there), kept["vectors"][rows[there]])


def _found(
    kept: dict[str, npt.NDArray[Any]], which: str, hashes: tuple[str, ...]
) -> tuple[Codes, Flags]:
    """Find contents among the kept rows of which `which` holds: rows, and whether each is there."""
    use = np.flatnonzero(kept[which])
    if not len(use):
        return np.zeros(len(hashes), dtype=np.int64), np.zeros(len(hashes), dtype=bool)
    known = kept["hashes"][use]
    order = np.argsort(known, kind="stable")
    wanted = np.asarray(hashes, dtype=known.dtype)
    place = np.minimum(np.searchsorted(known[order], wanted), len(known) - 1)
    rows: Codes = use[order[place]]
    there: Flags = kept["hashes"][rows] == wanted
    return rows, there


def _load(folder: Path) -> dict[str, npt.NDArray[Any]] | None:
    try:
        with np.load(folder / _FILE) as file:
            kept = {name: file[name] for name in file.files}
        return kept if int(kept["version"]) == _VERSION else None
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        log.warning("%s could not be read (%s): train the eyes again", folder / _FILE, error)
        return None


def _bytes(values: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    np.savez(out, **values)
    return out.getvalue()
