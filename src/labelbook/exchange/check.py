"""Whether the files of samples are where they were, and what they were."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from labelbook.context import BookContext
from labelbook.core.blobs import content_hash
from labelbook.core.parallel import cores
from labelbook.core.types import Progress, SampleId
from labelbook.errors import BadInput
from labelbook.exchange.importers.folder import Walk
from labelbook.exchange.importers.layout import is_system_file
from labelbook.images import facts
from labelbook.journal import places
from labelbook.journal.changesets import Origin
from labelbook.journal.places import Content, FilePlace
from labelbook.journal.records import Changeset

CHUNK = 500


@dataclass(frozen=True)
class Moved:
    """A sample whose file lies elsewhere in its source now. path: its name in the book."""

    sample: SampleId
    path: str
    folder: str
    location: str


@dataclass(frozen=True)
class FilesCheck:
    """What a look at the files found.

    samples: that were looked at. moved: found elsewhere by their content. changed: samples whose
    files have other content now. gone: samples whose files are nowhere. new: files of the sources
    that are no samples, as paths. folders_gone: sources that are not there at all.
    """

    samples: int
    moved: tuple[Moved, ...]
    changed: tuple[FilePlace, ...]
    gone: tuple[FilePlace, ...]
    new: tuple[str, ...]
    folders_gone: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether every sample's file is there as it was."""
        return not (self.moved or self.changed or self.gone)


def check(ctx: BookContext, progress: Progress | None = None) -> FilesCheck:
    """Return what became of the files: every one is read, and compared by its content."""
    with ctx.database.reading() as connection:
        known = places.places(connection)
    at = {place.sample: _file(ctx, place) for place in known}
    hashes = _hashes([at[place.sample] for place in known], progress)
    lost = [place for place in known if hashes[at[place.sample]] is None]
    changed = [place for place in known if hashes[at[place.sample]] not in (None, place.hash)]
    folders = sorted({place.folder for place in known if place.kind == "folder"})
    there = [folder for folder in folders if Path(folder).is_dir()]
    taken = set(at.values())
    fresh = [file for folder in there for file in _files(Path(folder)) if str(file) not in taken]
    found = _found(lost, fresh, there)
    gone = [place for place in lost if place.sample not in {each.sample for each in found}]
    used = {os.path.join(each.folder, each.location) for each in found}  # noqa: PTH118
    new = [str(file) for file in fresh if str(file) not in used]
    return FilesCheck(
        samples=len(known),
        moved=tuple(found),
        changed=tuple(changed),
        gone=tuple(gone),
        new=tuple(new),
        folders_gone=tuple(folder for folder in folders if folder not in there),
    )


def follow(ctx: BookContext, moved: Sequence[Moved]) -> int:
    """Let samples lie where their files were found; returns how many. Their history stays."""
    with ctx.database.writing() as connection:
        for folder in sorted({each.folder for each in moved}):
            found = [(each.sample, each.location) for each in moved if each.folder == folder]
            places.relocate(connection, Path(folder), found)
    return len(moved)


def take(
    ctx: BookContext, changed: Sequence[FilePlace], origin: Origin
) -> tuple[Changeset | None, list[tuple[str, str]]]:
    """Let samples have what their files hold now, as one changeset that cannot be undone.

    Also returns (path, reason) of the files that are no image any more; these stay as they were.
    """
    contents: list[Content] = []
    refused: list[tuple[str, str]] = []
    for place in changed:
        try:
            data = Path(_file(ctx, place)).read_bytes()
            fields = {**facts.read(data), "origin": "imported"}
        except (BadInput, OSError) as error:
            refused.append((place.path, str(error)))
            continue
        contents.append(Content(place.sample, content_hash(data), fields))
    if not contents:
        return None, refused
    with ctx.database.writing() as connection:
        made = places.take(connection, contents, origin)
    return ctx.journal.changeset(made), refused


def missing(ctx: BookContext, most: int = 200) -> tuple[int, int]:
    """Return how many of some files are not there, and how many were looked for.

    most: so many, spread over the book, so that it takes no time to open a large one.
    """
    with ctx.database.reading() as connection:
        known = places.places(connection)
    some = known[:: max(1, len(known) // most)]
    lost = sum(not os.path.isfile(_file(ctx, place)) for place in some)  # noqa: PTH113
    return lost, len(some)


def _file(ctx: BookContext, place: FilePlace) -> str:
    return os.path.join(ctx.directory, place.folder, place.location)  # noqa: PTH118


def _hashes(files: Sequence[str], progress: Progress | None) -> Mapping[str, str | None]:
    """The content hash of each file, None for one that is not there or cannot be read."""
    found: dict[str, str | None] = {}
    with ThreadPoolExecutor(cores()) as pool:
        for start in range(0, len(files), CHUNK):
            chunk = files[start : start + CHUNK]
            found.update(zip(chunk, pool.map(_hash, chunk), strict=True))
            if progress is not None:
                progress(len(found), len(files))
    return found


def _hash(file: str) -> str | None:
    try:
        return content_hash(Path(file).read_bytes())
    except OSError:
        return None


def _files(folder: Path) -> list[Path]:
    """The files of a source that an import would read."""
    return [folder / path for path in Walk(folder, []).files() if not is_system_file(path)]


def _found(lost: Sequence[FilePlace], fresh: Sequence[Path], folders: Sequence[str]) -> list[Moved]:
    """The lost samples whose content lies in a file that is no sample."""
    sizes = {place.size for place in lost}
    candidates: dict[str, Path] = {}
    for file in fresh:
        try:
            if file.stat().st_size in sizes:
                candidates.setdefault(_hash(str(file)) or "", file)
        except OSError:
            continue
    found = []
    for place in lost:
        here = candidates.pop(place.hash) if place.hash in candidates else None
        if here is not None:
            folder = next(each for each in folders if here.is_relative_to(each))
            location = here.relative_to(folder).as_posix()
            found.append(Moved(place.sample, place.path, folder, location))
    return found
