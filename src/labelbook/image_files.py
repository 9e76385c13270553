"""The image files of a book: where they lie, and how they are shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from labelbook.images.roots import located
from labelbook.journal.journal import Journal

if TYPE_CHECKING:
    from labelbook.images.thumbnails import Thumbnail


class ImageFiles:
    """Files of samples, never one outside its source folder."""

    def __init__(self, directory: Path, journal: Journal, cache: Path) -> None:
        self._directory = directory
        self._journal = journal
        self._cache = cache

    def path(self, sample: int) -> Path:
        """Return the image's file; NotFound when it is gone, Forbidden outside its source."""
        found = self._journal.sample(sample)
        return located(self._directory, found.source, found.location, found.path)

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
        path = located(self._directory, found.source, found.location, found.path)
        return thumbnails.make(path, found.hash, size, self._cache)
