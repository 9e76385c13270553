"""Lists beside the images: which file is of which split or class, a line each, without a head.

As Food-101 (`meta/test.txt`), Caltech, Places and Tiny ImageNet (`val/val_annotations.txt`) have
them: a path or a name first, the label after it where there is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from labelbook.errors import BadInput
from labelbook.exchange.importers import split_names
from labelbook.exchange.importers.beside import Described
from labelbook.exchange.importers.doubts import Doubt
from labelbook.exchange.importers.examine import Item

ENDINGS = (".txt", ".lst", ".list")
_NUMBER = re.compile(r"[+-]?\d+")
MOST = 12
"""So many lists are looked into."""

LARGEST = 100_000_000
CERTAIN = 0.9
"""A list is one when so many of its lines begin with a file that is there."""


@dataclass(frozen=True)
class _Line:
    path: str
    label: str | None


@dataclass(frozen=True)
class _List:
    """A list that was read. split: that its name names. lines: location -> line."""

    name: str
    split: str | None
    lines: Mapping[str, _Line]


def apply(
    found: Described, entries: Mapping[str, str], data_of: Callable[[str], bytes]
) -> Described:
    """Return the items with the splits and labels that lists give; folders go before them.

    entries: path -> location of all files of the source. data_of: the bytes of a location.
    """
    names = [path for path in entries if path.lower().endswith(ENDINGS)]
    if not names:
        return found
    finder = _Finder(found.items)
    splits: dict[str, str] = {}
    labels: dict[str, str] = {}
    by_folder = {item.location: item for item in found.items}
    without_split = len({item.split for item in found.items}) == 1
    used = []
    for name in sorted(names, key=lambda path: (path.count("/"), path))[:MOST]:
        listed = _read(name, entries[name], data_of, finder)
        if listed is None:
            continue
        before = len(splits), len(labels)
        if listed.split is not None and without_split:
            splits.update({at: listed.split for at in listed.lines if at not in splits})
        for at, line in listed.lines.items() if _says_classes(listed, found.doubts) else ():
            if by_folder[at].label is None and line.label is not None:
                labels.setdefault(at, line.label)
        used += [name] if before != (len(splits), len(labels)) else []
    if len(set(splits.values())) < 2 and len(splits) == len(found.items):
        splits = {}
    if not splits and not labels:
        return found
    return _with(found, splits, labels, used)


def _with(
    found: Described, splits: Mapping[str, str], labels: Mapping[str, str], used: Sequence[str]
) -> Described:
    items = tuple(
        replace(
            item,
            split=splits.get(item.location, item.split),
            label=item.label or labels.get(item.location),
        )
        for item in found.items
    )
    what = " and ".join([*(["splits"] if splits else []), *(["labels"] if labels else [])])
    says = found.says.removesuffix(", all in train") if splits else found.says
    doubts = tuple(doubt for doubt in found.doubts if not (labels and doubt.about_classes))
    return replace(found, items=items, says=f"{says}, {what} from {', '.join(used)}", doubts=doubts)


def _says_classes(listed: _List, doubts: Sequence[Doubt]) -> bool:
    """Whether what stands behind the paths is classes: names, or numbers where nothing names them.

    A minus among numbers says that an image is not of the class that the list is about.
    """
    labels = [line.label for line in listed.lines.values() if line.label is not None]
    if not all(_NUMBER.fullmatch(label) for label in labels):
        return True
    named = any(doubt.asks and doubt.about_classes for doubt in doubts)
    return not named and not any(label.startswith("-") for label in labels)


class _Finder:
    """Finds the image that a line begins with: its path's end, with or without an ending."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._at: dict[str, str | None] = {}
        for item in items:
            parts = item.path.split("/")
            for start in range(len(parts)):
                tail = "/".join(parts[start:])
                for name in {tail, tail.rpartition(".")[0]} - {""}:
                    known = self._at.get(name, item.location)
                    self._at[name] = item.location if known == item.location else None

    def __call__(self, text: str) -> str | None:
        plain = text.replace("\\", "/").removeprefix("./").lstrip("/")
        while plain:
            if self._at.get(plain) is not None:
                return self._at[plain]
            plain = plain.partition("/")[2]
        return None


def _read(
    name: str, location: str, data_of: Callable[[str], bytes], finder: _Finder
) -> _List | None:
    """Read a list; None for a text that is none."""
    try:
        data = data_of(location)
        lines = data[:LARGEST].decode("utf-8-sig").splitlines()
    except (OSError, BadInput, UnicodeDecodeError):
        return None
    lines = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    found: dict[str, _Line] = {}
    for line in lines:
        path, label = _parts(line)
        at = finder(path)
        if at is None and label is not None:
            # A name with blanks in it.
            at, label = finder(line.strip()), None
        if at is not None:
            found[at] = _Line(path, label)
    if not lines or len(found) < CERTAIN * len(lines):
        return None
    named = split_names.read(name.rpartition("/")[2].rpartition(".")[0])
    return _List(name, named.split if named else None, found)


def _parts(line: str) -> tuple[str, str | None]:
    """What stands before and after the first tab, comma or blank; more than that is not a label."""
    for mark in ("\t", ",", None):
        parts = line.strip().split(mark)
        if len(parts) > 1:
            return parts[0].strip(), parts[1].strip() or None
    return line.strip(), None
