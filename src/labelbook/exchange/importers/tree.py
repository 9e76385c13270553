"""A source's folders as a tree, and which of its files have a say in what the folders mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

IMAGES = frozenset(
    (
        *(".avif", ".avifs", ".bmp", ".cr2", ".cur", ".dcm", ".dib", ".dng", ".gif", ".heic"),
        *(".heif", ".ico", ".j2k", ".jfif", ".jp2", ".jpe", ".jpeg", ".jpg", ".jpx", ".nef"),
        *(".pbm", ".pcx", ".pgm", ".png", ".pnm", ".ppm", ".sgi", ".tga", ".tif", ".tiff"),
        *(".webp", ".xbm"),
    )
)
"""The endings that image files have, also of kinds that are named and not read."""


@dataclass
class SourceFolder:
    """A folder with the folders in it. files: how many files right in it have a say."""

    path: str
    files: int = 0
    inside: dict[str, SourceFolder] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its own name, without those above it."""
        return self.path.rpartition("/")[2]

    @cached_property
    def total(self) -> int:
        """Files that have a say, in it and below."""
        return self.files + sum(folder.total for folder in self.inside.values())

    @cached_property
    def folders(self) -> list[SourceFolder]:
        """The folders right in it that hold images, by name."""
        return [self.inside[name] for name in sorted(self.inside) if self.inside[name].total]

    @property
    def is_leaf(self) -> bool:
        """Whether no folder in it holds images."""
        return not self.folders

    def walk(self) -> Iterable[SourceFolder]:
        """Yield it and every folder below that holds images."""
        yield self
        for folder in self.folders:
            yield from folder.walk()


def grow(paths: Iterable[str]) -> SourceFolder:
    """Return the tree of the files that have a say: images, by their ending.

    Where no file ends like an image, those without an ending have a say, else all of them.
    """
    said = Counter[str](), Counter[str](), Counter[str]()
    for path in paths:
        folder = path.rpartition("/")[0]
        ending = _ending(path)
        said[0 if ending in IMAGES else 2 if ending else 1][folder] += 1
    voters = next((counts for counts in said if counts), said[0])
    top = SourceFolder("")
    for path, count in voters.items():
        at = top
        for part in path.split("/") if path else ():
            at = at.inside.setdefault(part, SourceFolder(f"{at.path}/{part}" if at.path else part))
        at.files += count
    return top


def is_image(path: str) -> bool:
    """Return whether a file ends like an image."""
    return _ending(path) in IMAGES


def _ending(path: str) -> str:
    name = path.rpartition("/")[2]
    dot = name.rfind(".")
    return name[dot:].lower() if dot > 0 else ""
