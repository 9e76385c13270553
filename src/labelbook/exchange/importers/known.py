"""The samples that a book has already, for sources that name them or hold their content."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from labelbook.core.blobs import content_hash
from labelbook.exchange.tables.resolve import Resolver, is_address
from labelbook.journal.columns import Column, Value

if TYPE_CHECKING:
    # Whoever only lists the kinds of sources need not wait for the database.
    from labelbook.journal.places import FilePlace


@dataclass(frozen=True)
class Said:
    """What a source says of an image that is a sample already; None and () where it says nothing.

    path: of the sample. item: the path of the source's item that is this image, None where the
    source has no file of it.
    """

    sample: int
    path: str
    item: str | None
    label: str | None
    split: str | None
    tags: tuple[str, ...]
    excluded: bool | None
    metadata: Mapping[str, Value] = field(default_factory=dict)


class KnownImages:
    """The samples of a book, found by path, name, or content. places: read when they are needed.

    columns: the metadata columns that the book has, by name.
    """

    def __init__(
        self,
        book: Path,
        places: Callable[[], Sequence[FilePlace]],
        columns: Mapping[str, Column],
    ) -> None:
        self._book = book
        self._load = places
        self.columns = columns

    @cached_property
    def _places(self) -> Sequence[FilePlace]:
        return self._load()

    @cached_property
    def _by_path(self) -> dict[str, FilePlace]:
        return {place.path: place for place in self._places}

    @cached_property
    def _resolver(self) -> Resolver:
        return Resolver(self._by_path)

    @cached_property
    def _located(self) -> dict[str, FilePlace]:
        return {os.path.join(self._book, p.folder, p.location): p for p in self._places}  # noqa: PTH118

    @cached_property
    def _by_size(self) -> dict[int, dict[str, list[FilePlace]]]:
        found: dict[int, dict[str, list[FilePlace]]] = {}
        for place in self._places:
            found.setdefault(place.size, defaultdict(list))[place.hash].append(place)
        return found

    def __bool__(self) -> bool:
        return bool(self._places)

    def named(self, text: str) -> FilePlace | None:
        """Return the sample that a text means: by its path, its file's name, or its stem.

        None where there is none, or where several have that name.
        """
        text = unquote(urlsplit(text.strip()).path) if is_address(text) else text
        path = self._resolver(text)
        return None if path is None else self._by_path[path]

    def at(self, file: Path) -> FilePlace | None:
        """Return the sample whose file this is."""
        return self._located.get(str(file))

    def holding(self, file: Path, path: str) -> FilePlace | None:
        """Return the sample that has the content of a file, None where there is none.

        path: which of several is meant, by its path or its name. The file is read only where a
        sample has its size.
        """
        try:
            by_hash = self._by_size.get(file.stat().st_size)
            same = by_hash.get(content_hash(file.read_bytes())) if by_hash else None
        except OSError:
            return None
        if not same:
            return None
        name = path.rpartition("/")[2]
        near = [place for place in same if place.path == path]
        near += [place for place in same if place.path.rpartition("/")[2] == name]
        return (near or same)[0]
