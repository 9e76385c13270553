"""The files that a Croissant file is about, as they lie beside it: loose, or in archives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

from labelbook.errors import BadInput
from labelbook.exchange.croissant.document import Document, Resource
from labelbook.exchange.importers import tar, zip
from labelbook.exchange.importers.common import Work, folder_work
from labelbook.exchange.importers.examine import Examined, Item
from labelbook.exchange.importers.files import Files
from labelbook.exchange.tables.resolve import files_below, is_address

MARK = "\0"
"""Between the archive that a file is in and where it is there."""


@dataclass
class Beside:
    """The files of a data set, by the resources that its description names.

    folder: of the description. places: id of a resource -> path -> location of its files. archives:
    the archives that were opened, in the order of their numbers in locations. temporary: files to
    be taken away in the end. missing: what is not there.
    """

    folder: Path
    places: dict[str, dict[str, str]] = field(default_factory=dict)
    archives: list[Files] = field(default_factory=list)
    temporary: list[Path | None] = field(default_factory=list)
    missing: list[Resource] = field(default_factory=list)

    def data_of(self, location: str) -> bytes:
        """Return the bytes of a file; raises OSError or BadInput."""
        number, mark, inner = location.partition(MARK)
        if mark:
            return self.archives[int(number)].data_of(inner)
        return (self.folder / location).read_bytes()

    def work(self, inside: bool) -> Work:
        """Return what examines items. inside: their files are in archives."""
        if not inside:
            return folder_work(self.folder)
        return partial(_examine, [archive.work for archive in self.archives])

    def close(self) -> None:
        """Take away what opening needed."""
        for path in self.temporary:
            tar.remove(path)


def find(document: Document, folder: Path, store: Path) -> Beside:
    """Return the files that a description names and that are there.

    store: where the images of archives go. Raises BadInput for an archive that is damaged.
    """
    found = Beside(folder)
    loose: list[str] = []
    try:
        for resource in _ordered(document.resources):
            above = [found.places[id] for id in resource.inside if id in found.places]
            if resource.is_set or above:
                if not above and not loose:
                    loose = files_below(folder)
                here = above or [{path: path for path in loose}]
                found.places[resource.id] = _chosen(resource, here)
            else:
                found.places[resource.id] = _file(found, resource, store)
            if not found.places[resource.id]:
                found.missing.append(resource)
    except BaseException:
        found.close()
        raise
    return found


def _ordered(resources: Mapping[str, Resource]) -> Iterator[Resource]:
    """The resources, those that others are contained in first."""
    done: set[str] = set()
    waiting = list(resources.values())
    while waiting:
        ready = [
            one for one in waiting if all(id in done or id not in resources for id in one.inside)
        ]
        # What is contained in itself is taken as it comes.
        for one in ready or waiting:
            done.add(one.id)
            yield one
        waiting = [one for one in waiting if one.id not in done]


def _chosen(resource: Resource, above: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """The files of a set, or a file in an archive."""
    patterns = resource.includes if resource.is_set else (resource.url or resource.name,)
    return {
        path: location
        for files in above
        for path, location in files.items()
        if any(_fits(path, pattern) for pattern in patterns)
        and not any(_fits(path, pattern) for pattern in resource.excludes)
    }


def _fits(path: str, pattern: str) -> bool:
    pattern = pattern.removeprefix("./").removeprefix("/")
    return fnmatch(path, pattern) or path == pattern or path.endswith(f"/{pattern}")


def _file(found: Beside, resource: Resource, store: Path) -> dict[str, str]:
    """What a file holds: the files of an archive or folder, or itself; nothing if it is gone."""
    if resource.encoding == "git+https":
        # The repository of the description itself: what is there of it lies beside.
        return {path: path for path in files_below(found.folder)}
    place = _place(found.folder, resource)
    if place is None:
        return {}
    inside = found.folder.resolve()
    if not place.resolve().is_relative_to(inside):
        raise BadInput(f"{resource.url} leads out of {found.folder}: put it beside the description")
    name = place.name.lower()
    if place.is_dir():
        base = place.relative_to(found.folder).as_posix()
        return {path: path if base == "." else f"{base}/{path}" for path in files_below(place)}
    if name.endswith(".zip"):
        return _archive(found, zip.files_of(place, store, None)[0])
    if tar.takes(place):
        files, temporary = tar.files_of(place, store)
        found.temporary.append(temporary)
        return _archive(found, files)
    path = place.relative_to(found.folder).as_posix()
    return {path: path}


def _place(folder: Path, resource: Resource) -> Path | None:
    """Where a file lies: as its address says, else beside the description by its name."""
    url = resource.url
    path = unquote(urlsplit(url).path) if is_address(url) else url
    named = [path.rpartition("/")[2], resource.name, resource.id]
    tried = [] if is_address(url) else [path]
    for name in [*tried, *named]:
        if name and "\0" not in name and (folder / name).exists() and not name.startswith("/"):
            return folder / name
    return None


def _archive(found: Beside, files: Files) -> dict[str, str]:
    number = len(found.archives)
    found.archives.append(files)
    return {path: f"{number}{MARK}{place}" for path, place in files.entries.items()}


def _examine(works: Sequence[Work], items: list[Item]) -> list[Examined]:
    """Examine items of several archives, each in the work of its own."""
    found: list[Examined] = []
    for item in items:
        number, _, inner = item.location.partition(MARK)
        (one,) = works[int(number)]([_at(item, inner)])
        found.append(Examined(item, one.result))
    return found


def _at(item: Item, location: str) -> Item:
    return replace(item, location=location)
