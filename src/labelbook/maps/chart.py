"""The map of a lens, kept on disk: made once, joined by new samples, never moved by them.

A folder holds `map.npz` (samples, places, typicality, the lens) and `space-TOKEN.npy`, the samples
as the lens shows them, (n, k) float16 in the order of the map's samples.
"""

from __future__ import annotations

import io
import logging
import secrets
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from labelbook.core.arrays import Codes, Floats, Ids, Vectors, rows_of
from labelbook.core.blobs import write_whole
from labelbook.core.types import Progress
from labelbook.core.zips import npz
from labelbook.maps import lenses, umap
from labelbook.maps.lenses import Lens
from labelbook.maps.neighbours import nearest, neighbours_of
from labelbook.maps.records import Embeddings
from labelbook.maps.typicality import typicality

log = logging.getLogger("labelbook.maps")

FORMAT = 1
SEED = 0
NEIGHBOURS = 15
FEW = 16
"""Fewer samples than this are laid out by their principal axes."""

LAID_OUT = 30_000
"""So many samples at most are laid out by UMAP; the others are placed among them."""

GROWTH = 0.5
"""A map that grows by more than this share of what was laid out is computed from scratch."""

PLACED_BY = 5
BLOCK = 2048


@dataclass(frozen=True, eq=False)
class Chart:
    """A map with what is needed to ask it and to add to it.

    embedder: whose vectors. samples: (n,) ascending ids; xy: (n, 2); typicality: (n,); space:
    (n, k) float16 unit vectors. laid_out: how many UMAP laid out. classes: names of the lens's
    codes, from 1.
    """

    embedder: str
    samples: Ids
    xy: Floats
    typicality: Floats
    space: Vectors
    laid_out: int
    classes: tuple[str, ...]
    lens: Lens


def make(
    folder: Path,
    lens: str,
    seen: Embeddings,
    labels: Sequence[str | None],
    *,
    afresh: bool = False,
    progress: Progress | None = None,
) -> Chart:
    """Make the map of a lens, or update it, and store it in a folder.

    labels: the class of each of `seen.samples`. Samples that are on the map stay where they are,
    new ones are placed near their neighbours; unless the embedder is another, the map grew by more
    than half, or `afresh` asks for it. The same samples and labels give the same map.
    """
    old = None if afresh else load(folder)
    if old is not None and _goes_on(old, seen):
        classes, fitted, laid_out = old.classes, old.lens, old.laid_out
        space = fitted.apply(seen.vectors, _codes(labels, classes))
        xy = _joined(old, seen.samples, space)
    else:
        classes = _named(labels)
        codes = _codes(labels, classes)
        kind = lens if lens in lenses.AXES else "content"
        fitted = lenses.fit(kind, seen.vectors, codes, seen.parts)
        space = fitted.apply(seen.vectors, codes)
        xy, laid_out = _laid_out(space, progress)
    # Typicality follows the labels of now, also those of classes that the lens has not met.
    now = _codes(labels, _named(labels))
    chart = Chart(
        seen.name,
        seen.samples,
        xy,
        typicality(space, now),
        space.astype(np.float16),
        laid_out,
        classes,
        fitted,
    )
    _save(folder, chart)
    return chart


def join(folder: Path, new: Embeddings, labels: Sequence[str | None]) -> bool:
    """Put a few new samples onto a stored map at once; returns whether there is one for them.

    Nothing else on the map moves. Their typicality is that of their nearest, until the whole map is
    updated.
    """
    old = load(folder)
    fresh = np.ones(len(new.samples), np.bool_)
    if old is not None:
        fresh = ~np.isin(new.samples, old.samples)
    same = old is not None and old.embedder == new.name
    if old is None or not same or not fresh.any() or new.samples[fresh].min() < old.samples[-1]:
        return False
    codes = _codes(
        [label for label, is_new in zip(labels, fresh, strict=True) if is_new], old.classes
    )
    space = old.lens.apply(new.vectors[fresh], codes)
    among = old.space.astype(np.float32)
    rows, _ = nearest(space, among, min(PLACED_BY, len(among)))
    _save(
        folder,
        Chart(
            old.embedder,
            np.concatenate([old.samples, new.samples[fresh]]),
            np.concatenate([old.xy, _placed(space, among, old.xy)]),
            np.concatenate([old.typicality, old.typicality[rows].mean(axis=1)]),
            np.concatenate([old.space, space.astype(np.float16)]),
            old.laid_out,
            old.classes,
            old.lens,
        ),
    )
    return True


def load(folder: Path) -> Chart | None:
    """Return the map of a folder, None where there is none that this labelbook reads."""
    try:
        return _load(folder, (folder / "map.npz").stat().st_mtime_ns)
    except FileNotFoundError:
        # Not made yet; or replaced between the two files: then the second try finds the new ones.
        try:
            return _load(folder, (folder / "map.npz").stat().st_mtime_ns)
        except FileNotFoundError:
            return None
    except (ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
        log.warning("%s could not be read (%s): the map is to be made anew", folder, error)
        return None


def near(chart: Chart, row: int, limit: int) -> tuple[Ids, Floats]:
    """Return the nearest others of the sample in a row: rows and distances, nearest first."""
    query = chart.space[row].astype(np.float32)
    similar = np.concatenate(
        [
            chart.space[start : start + BLOCK * 16].astype(np.float32) @ query
            for start in range(0, len(chart.space), BLOCK * 16)
        ]
    )
    similar[row] = -np.inf
    limit = min(limit, len(similar) - 1)
    if limit < 1:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
    best = np.argpartition(similar, -limit)[-limit:]
    best = best[np.argsort(-similar[best], kind="stable")]
    return best, np.maximum(1 - similar[best], 0).astype(np.float32)


def _goes_on(old: Chart, seen: Embeddings) -> bool:
    """Whether the old map can take the samples in."""
    same = old.embedder == seen.name and old.lens.centre.shape[0] == seen.vectors.shape[1]
    new = len(np.setdiff1d(seen.samples, old.samples))
    return same and new <= GROWTH * old.laid_out


def _named(labels: Sequence[str | None]) -> tuple[str, ...]:
    return tuple(sorted({label for label in labels if label is not None}))


def _codes(labels: Sequence[str | None], classes: tuple[str, ...]) -> Codes:
    code_of: dict[str | None, int] = {name: place for place, name in enumerate(classes, start=1)}
    return np.fromiter((code_of.get(label, 0) for label in labels), np.int64, len(labels))


def _laid_out(space: Floats, progress: Progress | None) -> tuple[Floats, int]:
    """Lay samples out from nothing: places, and how many UMAP laid out."""
    count = len(space)
    axes = space[:, :2] if space.shape[1] > 1 else np.zeros((count, 2), dtype=np.float32)
    if count < FEW:
        return _scaled(axes), count
    rows = np.arange(count)
    if count > LAID_OUT:
        rows = np.sort(np.random.default_rng(SEED).permutation(count)[:LAID_OUT])
    indices, distances = neighbours_of(space[rows], NEIGHBOURS)
    core = _scaled(umap.layout(axes[rows], indices, distances, seed=SEED, progress=progress))
    if count == len(rows):
        return core, count
    xy = _placed(space, space[rows], core)
    xy[rows] = core
    return xy, len(rows)


def _joined(old: Chart, samples: Ids, space: Floats) -> Floats:
    """The places of samples of which some are on the old map."""
    rows = rows_of(old.samples, samples)
    there = rows >= 0
    xy = np.empty((len(samples), 2), dtype=np.float32)
    xy[there] = old.xy[rows[there]]
    if not there.all():
        xy[~there] = _placed(space[~there], old.space.astype(np.float32), old.xy)
    return xy


def _placed(space: Floats, among: Floats, places: Floats) -> Floats:
    """Put each at the mean place of its nearest, the nearer the heavier."""
    k = min(PLACED_BY, len(among))
    parts: list[Floats] = []
    for start in range(0, len(space), BLOCK):
        rows, distances = nearest(space[start : start + BLOCK], among, k)
        weights = 1 / (distances + 1e-3)
        weights /= weights.sum(axis=1, keepdims=True)
        parts.append(np.einsum("ij,ijk->ik", weights, places[rows]).astype(np.float32))
    return np.concatenate(parts)


def _scaled(xy: Floats) -> Floats:
    """Bring a map into -1..1, both axes alike."""
    low, high = xy.min(axis=0), xy.max(axis=0)
    half = max(float((high - low).max()) / 2, 1e-9)
    return np.asarray((xy - (low + high) / 2) / half, dtype=np.float32)


def _save(folder: Path, chart: Chart) -> None:
    token = secrets.token_hex(4)
    _write(folder / f"space-{token}.npy", chart.space)
    lens = chart.lens
    values = {
        "format": np.int64(FORMAT),
        "token": np.array(token),
        "embedder": np.array(chart.embedder),
        "samples": chart.samples,
        "xy": chart.xy,
        "typicality": chart.typicality,
        "laid_out": np.int64(chart.laid_out),
        "classes": np.array(chart.classes, dtype=np.str_),
        "parts": np.array(lens.parts, dtype=np.int64),
        "centre": lens.centre,
        "means": lens.means,
        "basis": lens.basis,
    }
    write_whole(folder / "map.npz", npz(values))
    for other in folder.glob("space-*.npy"):
        if other.name != f"space-{token}.npy":
            other.unlink(missing_ok=True)


def _write(path: Path, array: npt.NDArray[Any]) -> None:
    out = io.BytesIO()
    np.save(out, array)
    write_whole(path, out.getvalue())


@lru_cache(maxsize=8)
def _load(folder: Path, _moved: int) -> Chart | None:
    with np.load(folder / "map.npz", allow_pickle=False) as kept:
        if int(kept["format"]) != FORMAT:
            return None
        space = np.load(folder / f"space-{kept['token']}.npy", mmap_mode="r", allow_pickle=False)
        parts = tuple(kept["parts"].tolist())
        return Chart(
            str(kept["embedder"]),
            kept["samples"],
            kept["xy"],
            kept["typicality"],
            space,
            int(kept["laid_out"]),
            tuple(kept["classes"].tolist()),
            Lens(parts, kept["centre"], kept["means"], kept["basis"]),
        )
