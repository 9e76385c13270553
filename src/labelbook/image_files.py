"""The image files of a book's samples: where they lie, and how they are shown."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from labelbook.core.types import SampleId
from labelbook.images.roots import Root
from labelbook.journal import samples as records
from labelbook.journal.database import Database
from labelbook.journal.journal import Journal

if TYPE_CHECKING:
    from labelbook.images.thumbnails import Thumbnail


FEW = 500
"""Up to so many samples are asked for by id; of more, all are read."""


class SampleFile(NamedTuple):
    """The image file of a sample. hash: SHA-256 of its bytes, hex; path: the sample's name."""

    sample: SampleId
    hash: str
    path: str
    root: Root
    location: str

    def locate(self) -> Path:
        """Return where it lies; Forbidden outside its source folder, NotFound when it is gone."""
        return self.root.file(self.location, self.path)


class ImageFiles:
    """Files of samples, never one outside its source folder."""

    def __init__(self, directory: Path, database: Database, journal: Journal, cache: Path) -> None:
        self._directory = directory
        self._database = database
        self._journal = journal
        self._cache = cache

    def of(self, samples: Collection[int] | None = None) -> dict[SampleId, SampleFile]:
        """Return the files of samples (default: all that are present), by ascending id.

        Nothing is looked up on the disk yet. Samples that are not present are left out.
        """
        few = samples is not None and len(samples) <= FEW
        with self._database.reading() as connection:
            found = records.files(connection, list(samples) if few and samples else None)
        wanted = None if samples is None else frozenset(samples)
        roots: dict[str, Root] = {}
        files: dict[SampleId, SampleFile] = {}
        for sample, hash, path, folder, location in found:
            if wanted is not None and sample not in wanted:
                continue
            if folder not in roots:
                roots[folder] = Root.of(self._directory, folder)
            id = SampleId(sample)
            files[id] = SampleFile(id, hash, path, roots[folder], location)
        return files

    def path(self, sample: int) -> Path:
        """Return the image's file; NotFound when it is gone, Forbidden outside its source."""
        found = self._journal.sample(sample)
        return Root.of(self._directory, found.source).file(found.location, found.path)

    def image(self, sample: int) -> Thumbnail:
        """Return the whole image as a browser can show it.

        Raises NotFound when its file is gone, BadInput when it can no longer be decoded.
        """
        from labelbook.images import thumbnails

        hash = self._journal.sample(sample).hash
        return thumbnails.displayable(self.path(sample), hash, self._cache)

    def thumbnail(self, sample: int, size: int) -> Thumbnail:
        """Return the image no larger than `size` pixels a side, from the cache where it is there.

        Raises NotFound when its file is gone, BadInput when it can no longer be decoded.
        """
        from labelbook.images import thumbnails

        found = self._journal.sample(sample)
        path = Root.of(self._directory, found.source).file(found.location, found.path)
        return thumbnails.make(path, found.hash, size, self._cache)
