"""The images of a book as small pictures of one size, to compare them; cached by content.

A book of drawings (most images lie on even paper) is kept as ink, in two planes: the main drawing
alone and all the ink there is. Other books are kept as light and two colour planes.
"""

from __future__ import annotations

import logging
import zipfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from labelbook.core.arrays import Flags, Floats, Pixels
from labelbook.core.blobs import write_whole
from labelbook.core.parallel import cores
from labelbook.core.zips import npz
from labelbook.images import decode, ink
from labelbook.images.opened import Opened, brightness
from labelbook.images.unreadable import IMAGE_ERRORS, why_unreadable

log = logging.getLogger("labelbook.images")

SIDE = 40
MEASURES = ("top", "left", "height", "width", "ink", "contrast", "sharpness")
"""Box of the main drawing in pixels of the image; share of inked pixels; brightness between the
1st and the 99th percentile; variance of the second derivative over squared contrast."""

_PROBE = 200
_VERSION = decode.PIXELS

Planes = npt.NDArray[np.uint8]
Locate = Callable[[], Path]


@dataclass(frozen=True, eq=False)
class Pictures:
    """planes: (n, p, SIDE, SIDE) uint8; drawn: p = 2 planes of ink, else 3 of light and colour.

    measures: (n, len(MEASURES)) float32. readable: (n,) bool; the others are all zero.
    reasons: row -> why it cannot be read; faults: row -> what is wrong with a file that can be.
    """

    planes: Planes
    drawn: bool
    measures: Floats
    readable: Flags
    reasons: dict[int, str]
    faults: dict[int, str] = field(default_factory=dict)

    def measure(self, name: str) -> Floats:
        """Return one measure of all images: (n,)."""
        column: Floats = self.measures[:, MEASURES.index(name)]
        return column


class Gathering:
    """The pictures of some contents in the making: those of the cache, and those still missing.

    `add` and `fail` are called once for each missing content, from any thread.
    """

    def __init__(self, hashes: Sequence[str], files: Sequence[Locate], cache: Path) -> None:
        self.hashes = hashes
        self.first = {hash: row for row, hash in reversed(list(enumerate(hashes)))}
        self.drawn = _mostly_drawn([files[row] for row in self.first.values()])
        self._kept = cache / "pictures" / f"{'drawn' if self.drawn else 'photo'}-{_VERSION}.npz"
        self._known, self._planes, self._measures, self._faults = _load(self._kept, self.drawn)
        known = set(self._known)
        self.missing = tuple(hash for hash in self.first if hash not in known)
        self._wanted = frozenset(self.missing)
        self._made: dict[str, tuple[Planes, Floats]] = {}
        self._failed: dict[str, str] = {}

    def add(self, hash: str, image: Opened) -> None:
        """Make the picture of a content, where it is missing."""
        if hash in self._wanted:
            self._made[hash] = _make(image, self.drawn)
            if image.fault:
                self._faults[hash] = image.fault

    def fail(self, hash: str, reason: str) -> None:
        """Note why a content cannot be read: it has no picture, but a reason."""
        if hash in self._wanted:
            log.warning("an image has no small picture: %s", reason)
            self._failed[hash] = reason

    def keep(self) -> None:
        """Write what was made to the cache."""
        made = [hash for hash in self.missing if hash in self._made]
        if not made:
            return
        planes, measures = zip(*(self._made.pop(hash) for hash in made), strict=True)
        self._planes = np.concatenate([self._planes, np.stack(planes)])
        self._measures = np.concatenate([self._measures, np.stack(measures)])
        self._known = [*self._known, *made]
        _save(self._kept, self._known, self._planes, self._measures, self._faults)

    def pictures(self) -> Pictures:
        """Return all pictures in the order in which they were asked for."""
        self.keep()
        places = {hash: place for place, hash in enumerate(self._known)}
        rows = np.array([places.get(hash, -1) for hash in self.hashes], dtype=np.int64)
        readable = rows >= 0
        planes = np.zeros((len(rows), *self._planes.shape[1:]), np.uint8)
        measures = _no_measures(len(rows))
        planes[readable] = self._planes[rows[readable]]
        measures[readable] = self._measures[rows[readable]]
        failed = self._failed
        reasons = {row: failed[hash] for row, hash in enumerate(self.hashes) if hash in failed}
        wrong = self._faults
        faults = {row: wrong[hash] for row, hash in enumerate(self.hashes) if hash in wrong}
        return Pictures(planes, self.drawn, measures, readable, reasons, faults)


def read_all(
    hashes: Sequence[str],
    files: Sequence[Locate],
    cache: Path,
    progress: Callable[[int, int], None] | None = None,
) -> Pictures:
    """Read images that are not in the cache yet, each content once, and give all in order."""
    gathering = Gathering(hashes, files, cache)

    def read(hash: str) -> None:
        try:
            image = Opened.of(files[gathering.first[hash]]().read_bytes())
        except IMAGE_ERRORS as error:
            gathering.fail(hash, why_unreadable(error))
            return
        gathering.add(hash, image)

    with ThreadPoolExecutor(cores()) as pool:
        for done, _ in enumerate(pool.map(read, gathering.missing)):
            if progress is not None:
                progress(done + 1, len(gathering.missing))
    return gathering.pictures()


def grey(path: Path, largest: int | None = None) -> Pixels:
    """Read an image as brightness, its longer side at most `largest` pixels: (h, w) uint8."""
    return brightness(decode.open_plain(path.read_bytes()), largest)


def _mostly_drawn(files: Sequence[Locate]) -> bool:
    """Return whether most of some images all over the book are drawings."""
    votes, unreadable = [], 0
    for locate in files[:: max(1, len(files) // _PROBE)]:
        try:
            votes.append(ink.on_paper(grey(locate(), ink.WORKING_SIDE)))
        except IMAGE_ERRORS as error:
            why_unreadable(error)
            unreadable += 1
    if unreadable:
        # Each of them is named with its reason when its picture is made.
        log.warning("%d of %d images cannot be read", unreadable, unreadable + len(votes))
    return not votes or sum(votes) * 2 >= len(votes)


def plane(image: Image.Image, *, drawn: bool) -> Pixels:
    """Return the first plane of an image that is in no file yet: (SIDE, SIDE) uint8.

    drawn: whether the book is one of drawings, as `Pictures.drawn`.
    """
    if not drawn:
        return np.asarray(_colours(image)[0])
    small = image.convert("L")
    small.thumbnail((ink.WORKING_SIDE, ink.WORKING_SIDE))
    return ink.drawing(np.asarray(small), SIDE)


def _make(image: Opened, drawn: bool) -> tuple[Planes, Floats]:
    """Make one image's planes and measures."""
    light, values = image.light(), image.strength()
    main, box = image.main()
    planes = (
        np.stack([ink.full_contrast(ink.square(part, SIDE)) for part in (main, values)])
        if drawn
        else _colours(image.plain)
    )
    scale = max(image.plain.size) / max(light.shape)
    low, high = np.percentile(light, [1, 99])
    inked = float(np.mean(values > ink.threshold(values)))
    spread = float(high) - float(low)
    sharp = _second_derivative(light) / max(spread, 1.0) ** 2
    sides = [float(side) * scale for side in box]
    return planes, np.array([*sides, inked, spread, sharp], dtype=np.float32)


def _colours(picture: Image.Image) -> Planes:
    small = ink.square(np.asarray(picture.convert("RGB")), SIDE, margin=0)
    return np.moveaxis(np.asarray(Image.fromarray(small).convert("YCbCr")), 2, 0)


def _second_derivative(light: Pixels) -> float:
    """The variance of the Laplacian: small where no edge is sharp."""
    wide = light.astype(np.float32)
    if min(wide.shape) < 3:
        return 0.0
    inner = wide[1:-1, 1:-1]
    around = wide[:-2, 1:-1] + wide[2:, 1:-1] + wide[1:-1, :-2] + wide[1:-1, 2:]
    return float(np.var(around - 4 * inner))


def _no_measures(rows: int) -> Floats:
    return np.zeros((rows, len(MEASURES)), dtype=np.float32)


def _load(kept: Path, drawn: bool) -> tuple[list[str], Planes, Floats, dict[str, str]]:
    if kept.is_file():
        try:
            with np.load(kept) as file:
                faults = dict(file["faults"].tolist())
                return file["hashes"].tolist(), file["planes"], file["measures"], faults
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            log.warning("%s could not be read (%s): its images are read anew", kept, error)
            kept.unlink()
    return [], np.zeros((0, 2 if drawn else 3, SIDE, SIDE), np.uint8), _no_measures(0), {}


def _save(
    kept: Path, hashes: Sequence[str], planes: Planes, measures: Floats, faults: dict[str, str]
) -> None:
    told = np.array(list(faults.items()), dtype=str).reshape(-1, 2)
    values = {"hashes": np.array(hashes), "planes": planes, "measures": measures, "faults": told}
    write_whole(kept, npz(values))
