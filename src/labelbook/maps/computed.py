"""What other programs computed of a book's samples, in named sets that belong to the book.

`computed/KIND/NAME.npz` in the book's directory, by the content of the images. Earlier they were
kept in the cache: what lies there still is moved when it is met.
"""

from __future__ import annotations

import logging
import re
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from labelbook.context import BookContext
from labelbook.core.atomic import explained
from labelbook.core.blobs import write_whole
from labelbook.core.zips import npz
from labelbook.errors import BadInput, NotFound

log = logging.getLogger("labelbook.maps")

Kind = Literal["predictions", "embeddings"]
Arrays = dict[str, npt.NDArray[Any]]
FORMAT = 1
LONGEST = 60

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_OTHERS = re.compile(r"[^A-Za-z0-9._-]+")
_FORMER = "added-embeddings.npz"


@dataclass(frozen=True)
class ComputedSet:
    """One set. samples: contents it says something of; numbers: of each; at: UTC, ISO 8601.

    classes: of the columns of predictions.
    """

    kind: Kind
    name: str
    samples: int
    numbers: int
    at: str
    classes: tuple[str, ...] = ()


def name_of(given: str | None, file: Path, kind: Kind) -> str:
    """Return what a set is called, by default as its file; BadInput for what is no name."""
    name = given or _OTHERS.sub("-", file.stem).strip("-._")[:LONGEST] or kind
    if not _NAME.fullmatch(name) or len(name) > LONGEST:
        raise BadInput(
            f"{name!r} is no name of {kind}: use letters, digits, '-', '_', '.', at most {LONGEST}"
        )
    return name


def save(ctx: BookContext, kind: Kind, name: str, arrays: Arrays) -> None:
    """Keep a set, in the place of one of the same name."""
    write_whole(_folder(ctx, kind) / f"{name}.npz", npz({"format": np.int64(FORMAT), **arrays}))


def read(ctx: BookContext, kind: Kind, name: str) -> Arrays | None:
    """Return a set's arrays; None where its file is damaged or of another labelbook.

    Raises NotFound where there is none of that name.
    """
    path = _places(ctx, kind).get(name)
    if path is None:
        raise NotFound(missing(ctx, kind, name))
    try:
        with np.load(path) as file:
            held = {each: file[each] for each in file.files}
        return held if int(held["format"]) == FORMAT else None
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        log.warning("%s could not be read (%s): add the %s again", path, error, kind)
        return None


def remove(ctx: BookContext, kind: Kind, name: str) -> None:
    """Remove a set; NotFound where there is none of that name."""
    path = _places(ctx, kind).get(name)
    if path is None:
        raise NotFound(missing(ctx, kind, name))
    with explained(path):
        path.unlink()


def names(ctx: BookContext, kind: Kind) -> list[str]:
    """Return the names of the sets."""
    return sorted(_places(ctx, kind))


def newest(ctx: BookContext, kind: Kind) -> str | None:
    """Return the set that was added last; None where there is none."""
    places = _places(ctx, kind)
    return max(places, key=lambda name: (places[name].stat().st_mtime_ns, name), default=None)


def sets(ctx: BookContext) -> list[ComputedSet]:
    """Return all sets that can be read, the predictions first, by name."""
    found = []
    kinds: tuple[tuple[Kind, str], ...] = (
        ("predictions", "probabilities"),
        ("embeddings", "vectors"),
    )
    for kind, values in kinds:
        for name, path in sorted(_places(ctx, kind).items()):
            held = read(ctx, kind, name)
            if held is None:
                continue
            rows, numbers = held[values].shape
            at = datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")
            classes = tuple(held["classes"].tolist()) if "classes" in held else ()
            found.append(ComputedSet(kind, name, rows, numbers, at, classes))
    return found


def missing(ctx: BookContext, kind: Kind, name: str) -> str:
    """Return the sentence that says there is no such set, and which there are."""
    there = ", ".join(names(ctx, kind)) or "none were added"
    return f"there are no {kind} {name!r} ({there})"


def _places(ctx: BookContext, kind: Kind) -> dict[str, Path]:
    """The file of each set, by name; one that lies in the cache is moved where that can be."""
    former = list((ctx.cache / kind).glob("*.npz")) if kind == "predictions" else []
    if kind == "embeddings" and (ctx.cache / _FORMER).is_file():
        former = [ctx.cache / _FORMER]
    found = {path.stem: path for path in _folder(ctx, kind).glob("*.npz")}
    for path in former:
        name = _former_name(path)
        if name in found:
            continue
        target = _folder(ctx, kind) / f"{name}.npz"
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)
            found[name] = target
        except OSError as error:
            log.info("%s stays in the cache: %s", path, error)
            found[name] = path
    return found


def _former_name(path: Path) -> str:
    """The name of a set of the cache; embeddings had theirs inside, in any words."""
    if path.name != _FORMER:
        return path.stem
    try:
        with np.load(path) as file:
            said = str(file["name"])
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        said = ""
    return _OTHERS.sub("-", said).strip("-._")[:LONGEST] or "added"


def _folder(ctx: BookContext, kind: Kind) -> Path:
    return ctx.directory / "computed" / kind
