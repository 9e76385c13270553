"""Files that the book knows by their content, under another name or in another place."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from labelbook.journal import places
from labelbook.journal.database import Transaction
from labelbook.journal.places import FilePlace
from labelbook.journal.records import NewSample

SHOWN = 2


@dataclass(frozen=True)
class Recognised:
    """New files, sorted by what the book knows of them.

    fresh: that it does not know. moved: (sample, location) of known ones whose file was lost.
    again: paths of files that are samples under other names. says: a sentence each.
    """

    fresh: tuple[NewSample, ...]
    moved: tuple[tuple[int, str], ...]
    again: tuple[str, ...]
    says: tuple[str, ...]


def recognise(
    book: Path,
    connection: Transaction,
    folder: Path,
    samples: Sequence[NewSample],
    copies: Collection[str] = (),
) -> Recognised:
    """Sort the new files of a source folder. book: its directory.

    A sample whose file is gone lies where its content was found; its name, its labels and its
    history stay. Two files of one content that are both there are two samples. copies: paths that
    are no samples of their own, as a table says more of the samples that have their content.
    """
    known = places.places(connection, {sample.hash for sample in samples})
    if not known:
        return Recognised(tuple(samples), (), (), ())
    located = {os.path.join(book, place.folder, place.location) for place in known}  # noqa: PTH118
    lost = _lost(book, known)
    fresh: list[NewSample] = []
    moved: list[tuple[int, str]] = []
    again: list[str] = []
    told: list[str] = []
    for sample in samples:
        if os.path.join(folder, sample.location) in located:  # noqa: PTH118
            again.append(sample.path)
        elif waiting := lost.get(sample.hash):
            place = waiting.pop(0)
            moved.append((place.sample, sample.location))
            told.append(f"{place.path} lies in {sample.path} now")
        elif sample.path in copies:
            again.append(sample.path)
        else:
            fresh.append(sample)
    says = []
    if told:
        files = "1 file was moved" if len(told) == 1 else f"{len(told):,} files were moved"
        more = f", and {len(told) - SHOWN:,} more" if len(told) > SHOWN else ""
        listed = "; ".join(told[:SHOWN])
        says.append(f"{files}, and keeps its labels and history: {listed}{more}")
    hashes = {place.hash for place in known}
    same = sum(sample.hash in hashes for sample in fresh)
    if same:
        files = "1 new file has" if same == 1 else f"{same:,} new files have"
        says.append(f"{files} the same content as samples of the book")
    return Recognised(tuple(fresh), tuple(moved), tuple(again), tuple(says))


def _lost(book: Path, known: Sequence[FilePlace]) -> Mapping[str, list[FilePlace]]:
    """The known samples whose files are not there, by their content."""
    found: dict[str, list[FilePlace]] = {}
    for place in known:
        if not os.path.isfile(os.path.join(book, place.folder, place.location)):  # noqa: PTH113, PTH118
            found.setdefault(place.hash, []).append(place)
    return found
