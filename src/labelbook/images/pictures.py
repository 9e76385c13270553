"""All images of a book small and alike, for finders that compare them; cached by content.

A book of drawings (most images lie on even paper) is kept as ink, in two planes: the main drawing
alone and all the ink there is. Other books are kept as light and two colour planes.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from labelbook.errors import Damaged, LabelbookError
from labelbook.images import decode, ink
from labelbook.images.store import write_whole

SIDE = 40
MEASURES = ("top", "left", "height", "width", "ink", "contrast", "sharpness")
"""Box of the main drawing in pixels of the image; share of inked pixels; brightness between the
1st and the 99th percentile; variance of the second derivative over squared contrast."""

_PROBE = 200
_VERSION = 1

Planes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Locate = Callable[[], Path]


@dataclass(frozen=True, eq=False)
class Pictures:
    """planes: (n, p, SIDE, SIDE) uint8; drawn: p = 2 planes of ink, else 3 of light and colour.

    measures: (n, len(MEASURES)) float32. readable: (n,) bool; the others are all zero.
    reasons: row -> why it cannot be read.
    """

    planes: Planes
    drawn: bool
    measures: Floats
    readable: Flags
    reasons: dict[int, str]

    def measure(self, name: str) -> Floats:
        """Give one measure of all images: (n,)."""
        column: Floats = self.measures[:, MEASURES.index(name)]
        return column


def read_all(
    hashes: Sequence[str],
    files: Sequence[Locate],
    cache: Path,
    progress: Callable[[int, int], None] | None = None,
) -> Pictures:
    """Read images that are not in the cache yet, each content once, and give all in order."""
    first = {hash: row for row, hash in reversed(list(enumerate(hashes)))}
    drawn = _mostly_drawn([files[row] for row in first.values()])
    kept = cache / "pictures" / f"{'drawn' if drawn else 'photo'}-{_VERSION}.npz"
    known, planes, measures = _load(kept, drawn)
    places = {hash: place for place, hash in enumerate(known)}
    missing = [hash for hash in first if hash not in places]
    failed: dict[str, str] = {}
    if missing:
        made: list[tuple[Planes, Floats]] = []
        read: list[str] = []
        work = [(files[first[hash]], drawn) for hash in missing]
        with ThreadPoolExecutor(_cores()) as pool:
            for done, (hash, found) in enumerate(zip(missing, pool.map(_read, work), strict=True)):
                if isinstance(found, str):
                    failed[hash] = found
                else:
                    read.append(hash)
                    made.append(found)
                if progress is not None:
                    progress(done + 1, len(missing))
        if made:
            planes = np.concatenate([planes, np.stack([each for each, _ in made])])
            measures = np.concatenate([measures, np.stack([each for _, each in made])])
            known = [*known, *read]
            _save(kept, known, planes, measures)
            places = {hash: place for place, hash in enumerate(known)}
    rows = np.array([places.get(hash, -1) for hash in hashes], dtype=np.int64)
    readable = rows >= 0
    out, numbers = np.zeros((len(rows), *planes.shape[1:]), np.uint8), _no_measures(len(rows))
    out[readable], numbers[readable] = planes[rows[readable]], measures[rows[readable]]
    reasons = {row: failed[hash] for row, hash in enumerate(hashes) if hash in failed}
    return Pictures(out, drawn, numbers, readable, reasons)


def grey(path: Path, largest: int | None = None) -> ink.Pixels:
    """Read an image as brightness, its longer side at most `largest` pixels: (h, w) uint8."""
    return _grey(decode.open_plain(path.read_bytes()), largest)


def _grey(picture: Image.Image, largest: int | None) -> ink.Pixels:
    plain = picture.convert("L")
    if largest is not None and max(plain.size) > largest:
        plain.thumbnail((largest, largest), Image.Resampling.BOX)
    return np.asarray(plain)


def _mostly_drawn(files: Sequence[Locate]) -> bool:
    """Look at some images all over the book; those that cannot be read have no say."""
    votes = []
    for locate in files[:: max(1, len(files) // _PROBE)]:
        try:
            votes.append(ink.on_paper(grey(locate(), ink.WORKING_SIDE)))
        except (LabelbookError, OSError):
            continue
    return not votes or sum(votes) * 2 >= len(votes)


def _read(work: tuple[Locate, bool]) -> tuple[Planes, Floats] | str:
    """Make one image's planes and measures, or say why not."""
    locate, drawn = work
    try:
        picture = decode.open_plain(locate().read_bytes())
    except (LabelbookError, OSError) as error:
        return str(error)
    light = _grey(picture, ink.WORKING_SIDE)
    values = ink.ink(light)
    main, box = ink.crop_box(values)
    planes = (
        np.stack([ink.full_contrast(ink.square(part, SIDE)) for part in (main, values)])
        if drawn
        else _colours(picture)
    )
    scale = max(picture.size) / max(light.shape)
    low, high = np.percentile(light, [1, 99])
    inked = float(np.mean(values > ink.threshold(values)))
    spread = float(high) - float(low)
    sharp = _second_derivative(light) / max(spread, 1.0) ** 2
    sides = [float(side) * scale for side in box]
    return planes, np.array([*sides, inked, spread, sharp], dtype=np.float32)


def _colours(picture: Image.Image) -> Planes:
    small = ink.square(np.asarray(picture.convert("RGB")), SIDE, margin=0)
    return np.moveaxis(np.asarray(Image.fromarray(small).convert("YCbCr")), 2, 0)


def _second_derivative(light: ink.Pixels) -> float:
    """The variance of the Laplacian: small where no edge is sharp."""
    wide = light.astype(np.float32)
    if min(wide.shape) < 3:
        return 0.0
    inner = wide[1:-1, 1:-1]
    around = wide[:-2, 1:-1] + wide[2:, 1:-1] + wide[1:-1, :-2] + wide[1:-1, 2:]
    return float(np.var(around - 4 * inner))


def _no_measures(rows: int) -> Floats:
    return np.zeros((rows, len(MEASURES)), dtype=np.float32)


def _load(kept: Path, drawn: bool) -> tuple[list[str], Planes, Floats]:
    if kept.is_file():
        try:
            with np.load(kept) as file:
                return file["hashes"].tolist(), file["planes"], file["measures"]
        except (OSError, ValueError, KeyError):
            kept.unlink()  # Cache: what cannot be read is made again.
    return [], np.zeros((0, 2 if drawn else 3, SIDE, SIDE), np.uint8), _no_measures(0)


def _save(kept: Path, hashes: Sequence[str], planes: Planes, measures: Floats) -> None:
    out = io.BytesIO()
    np.savez(out, hashes=np.array(hashes), planes=planes, measures=measures)
    try:
        write_whole(kept, out.getvalue())
    except OSError as error:
        raise Damaged(f"{kept} cannot be written ({error.strerror}): make room there") from error


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
