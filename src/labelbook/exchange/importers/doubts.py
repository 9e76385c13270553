"""What may have been read wrongly about a source, and what would settle it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from labelbook.errors import Answer
from labelbook.exchange.importers import split_names
from labelbook.exchange.importers.pattern import class_of_name

SHOWN = 4
_CAMERAS = frozenset(
    (
        *("dsc", "dscf", "dscn", "frame", "image", "img", "mvi", "p", "photo", "pic", "picture"),
        *("pxl", "sam", "scan", "screenshot", "vid", "wp", "whatsapp image"),
    )
)
"""What cameras and phones put before a number; it says nothing of what is seen."""


@dataclass(frozen=True)
class Doubt:
    """Something that may have been read wrongly: a sentence, and what would settle it.

    asks: nothing should be stored before people have chosen. about_classes: a table that names the
    classes settles it. in_empty: it asks only where the book has no class yet.
    """

    says: str
    answers: tuple[Answer, ...] = ()
    asks: bool = False
    about_classes: bool = False
    in_empty: bool = False


def _set(**settings: str) -> dict[str, str]:
    return settings


def _all(names: Sequence[str], split: str) -> str:
    return ",".join(f"{name}={split}" for name in names)


def one_class(name: str, pattern: str) -> Doubt:
    """Everything would be of one class. pattern: as it was read.

    Below folders that name splits a folder is a class; elsewhere it may as well be one around all.
    """
    return Doubt(
        f"one class only: is {name!r} a class or a folder around the images?",
        (
            Answer(f"{name!r} is a class", _set(layout=pattern)),
            Answer("the images have no class yet", _set(layout=pattern.replace("CLASS", "ANY"))),
            Answer("the class is in the files' names", _set(classes_from="name")),
        ),
        asks="SPLIT" not in pattern,
        about_classes=True,
        in_empty=True,
    )


def class_or_split(name: str, split: str, beside: Sequence[str], above: str) -> Doubt:
    """A folder named as a split lies beside folders that are classes. above: levels over it."""
    return Doubt(
        f"{name!r} lies beside {_list(beside)}: is it the {split} split or a class?",
        (
            Answer(f"{name!r} is a class", _set(layout=f"{above}CLASS/FILE")),
            Answer(f"{name!r} is the {split} split", _set(split_names=f"{name}={split}")),
        ),
        asks=True,
    )


def lone_split(name: str, split: str) -> Doubt:
    """The only folder has a word for val or test in its name."""
    return Doubt(
        f"everything lies in {name!r}: is that all of the data, or the {split} split?",
        (
            Answer("all of the data, put into train", _set(layout="ANY/CLASS/FILE")),
            Answer(f"the {split} split", _set(split_names=f"{name}={split}")),
        ),
        asks=True,
    )


def beside_splits(names: Sequence[str]) -> Doubt:
    """Folders that name no split lie beside those that do."""
    return Doubt(
        f"{_list(names)} {'lies' if len(names) == 1 else 'lie'} beside folders that name splits: "
        "read as train",
        tuple(
            Answer(
                f"{names[0]!r} is {split}",
                _set(split_names=",".join(f"{name}={split}" for name in names)),
            )
            for split in ("train", "val", "test")
        ),
    )


def unknown_splits(names: Sequence[str]) -> Doubt:
    """Folders stand where splits should, and name none."""
    return Doubt(
        f"{_list(names)} {'names' if len(names) == 1 else 'name'} no split: is that train, val or "
        "test?",
        tuple(
            Answer(
                f"{names[0]!r} is {split}",
                _set(split_names=",".join(f"{name}={split}" for name in names)),
            )
            for split in ("train", "val", "test")
        ),
        asks=True,
    )


def nested(folders: Mapping[str, frozenset[str]], all_of: int) -> Doubt:
    """Folders lie in the folders of classes. folders: outer -> inner; all_of: how many are outer.

    Where all hold folders of the same names, these may be the classes, and the outer ones splits,
    cameras or years: that is asked.
    """
    outer, within = next(iter(folders.items()))
    inner = min(within)
    same = len(folders) == all_of > 1 < len(within) and len(set(folders.values())) == 1
    says = f"folders lie in folders: the class is the outer one ({outer!r} of '{outer}/{inner}')"
    if same:
        says = (
            f"each of {_list(list(folders))} holds the folders {_list(sorted(within))}: which are "
            "the classes? (Folders of splits are named with --split-names.)"
        )
    return Doubt(
        says,
        (
            Answer(f"the outer folder: {outer!r}", _set(classes_from="first")),
            Answer(f"the inner folder: {inner!r}", _set(classes_from="last")),
            Answer(f"both: '{outer}/{inner}'", _set(classes_from="path")),
        ),
        asks=same,
    )


def no_class(paths: Sequence[str], pattern: str) -> Doubt:
    """No folder names a class; the files' own names may. paths: of the images; pattern: as read."""
    read = [class_of_name(path) for path in paths]
    read = [None if name and split_names.read(name) else name for name in read]
    found = Counter(name for name in read if name)
    bare = len(paths) - found.total()
    cameras = [name for name in found if name.casefold().strip("_- ") in _CAMERAS]
    several = 2 <= len(found) <= max(2, len(paths) // 4) and bare * 2 <= len(paths)
    if not several or cameras:
        says = "no folder names a class: the images come in without labels"
        return Doubt(says, about_classes=True)
    names = [name for name, _ in found.most_common(SHOWN)]
    return Doubt(
        f"no folder names a class, but the files' names may ({', '.join(names)}): do they?",
        (
            Answer("the class is in the files' names", _set(classes_from="name")),
            Answer("the images have no class yet", _set(layout=pattern)),
        ),
        asks=True,
        about_classes=True,
        in_empty=True,
    )


def _list(names: Sequence[str]) -> str:
    shown = ", ".join(repr(name) for name in names[:SHOWN])
    return shown if len(names) <= SHOWN else f"{shown} and {len(names) - SHOWN:,} more"
