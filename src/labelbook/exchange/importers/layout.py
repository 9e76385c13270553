"""What the folders of an image set mean: which level names splits, which classes, which nothing.

The whole tree is looked at before anything is decided, as what a folder means depends on those
beside it: `train` beside `val` is a split, beside `bus` and `tram` it may be a class.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from labelbook.exchange.importers import doubts as doubt
from labelbook.exchange.importers import split_names
from labelbook.exchange.importers.doubts import Doubt
from labelbook.exchange.importers.options import ReadOptions
from labelbook.exchange.importers.pattern import (
    ANY,
    CLASS,
    FILE,
    SPLIT,
    class_of_name,
    levels,
)
from labelbook.exchange.importers.tree import SourceFolder, grow, is_image

FEW = 10
"""A folder around others may hold one image of its own to so many below: a banner, a sample."""
_UNLABELLED = ("_unlabeled", "unlabeled", "unlabelled", "no_label", "no label")
"""Folders beside those of classes in which other tools put what has no class yet."""

SYSTEM_FILES = ("thumbs.db", "desktop.ini")
SYSTEM_FOLDERS = ("__MACOSX",)
_FORMATS = frozenset(
    ["jpg", "jpeg", "jpegs", "png", "pngs", "gif", "tif", "tiff", "bmp", "webp", "jpegimages"]
)

_PART = re.compile(r"(.*[\W_])?(part|batch|chunk|shard|volume|vol|images|imgs|photos)[\W_]*\d+")
"""A folder that was made because another was full: images_001, HAM10000_images_part_2."""


@dataclass(frozen=True)
class Place:
    """What a folder says of the files in it; None for what it does not say."""

    split: str | None
    label: str | None


@dataclass(frozen=True)
class Layout:
    """How the paths of a source are read.

    around: folders around everything that mean nothing, left out of the samples' paths: "" or
    "archive/flowers/". places: folder -> what it says; a folder that is not named says what the
    one above it says. says: one sentence. doubts: what may have been read wrongly.
    """

    around: str
    says: str
    doubts: tuple[Doubt, ...]
    places: Mapping[str, Place]
    from_name: bool = False

    def place(self, path: str) -> Place:
        """Return split and class of a file; None for what its path does not say."""
        folder = path.rpartition("/")[0]
        while folder and folder not in self.places:
            folder = folder.rpartition("/")[0]
        found = self.places.get(folder, Place(None, None))
        return Place(found.split, class_of_name(path)) if self.from_name else found

    def inner(self, path: str) -> str:
        """Return a path without the folders around everything."""
        return path.removeprefix(self.around)


def understand(paths: Sequence[str], options: ReadOptions | None = None) -> Layout:
    """Return how the paths of a source are read, as a whole.

    paths: of all files, "/" between parts. Raises BadInput for a layout that is none.
    """
    tree = grow(paths)
    reader = _Reader(options or ReadOptions())
    if reader.options.layout is not None:
        reader.by_pattern(tree, levels(reader.options.layout))
    else:
        reader.top(tree)
    return reader.layout(tree, paths)


@dataclass
class _Reader:
    """Walks the tree once from the top. roles: of the levels above each folder of images."""

    options: ReadOptions
    around: str = ""
    places: dict[str, Place] = field(default_factory=dict)
    roles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    nested: dict[str, frozenset[str]] = field(default_factory=dict)

    def top(self, at: SourceFolder) -> None:
        """Read the tree, after the folders around everything."""
        while not at.files and len(at.folders) == 1:
            (only,) = at.folders
            name = self._split(only)
            if name is not None and name.certain:
                break
            if _is_class(only) and not _says_nothing(only.name):
                break
            if name is not None and name.split != "train" and not self._names_splits(only):
                self.doubts.append(doubt.lone_split(only.name, name.split))
            self._set(at, None, None, ())
            at = only
        self.around = f"{at.path}/" if at.path else ""
        self._read(at, None, ())

    def _split(self, folder: SourceFolder) -> split_names.SplitName | None:
        return split_names.read(folder.name, self.options.split_names)

    def _names_splits(self, at: SourceFolder) -> bool:
        return any(self._split(folder) for folder in at.walk() if folder is not at)

    def _read(self, at: SourceFolder, split: str | None, roles: tuple[str, ...]) -> None:
        """Read a folder that lies in no class. split: that it lies in."""
        self._set(at, split, None, roles)
        folders = at.folders
        splits = {} if split is not None else self._splits(at)
        if splits:
            # A split that is settled to lie among classes leaves the others to be classes.
            among = len(splits) == 1 < len(folders) and all(
                at.inside[name].is_leaf for name in splits
            )
            for folder in folders:
                found = splits.get(folder.name)
                if found is None and among:
                    self._class(folder, None, (*roles, CLASS))
                elif found is None:
                    self._read(folder, None, roles)
                else:
                    self._read(folder, found, (*roles, SPLIT))
        elif all(self._repeats(at, folder, split) for folder in folders):
            for folder in folders:
                self._read(folder, split, (*roles, ANY))
        elif len(folders) == 1 and not at.files and not _is_class(folders[0]):
            self._read(folders[0], split, (*roles, ANY))
        else:
            for folder in folders:
                self._class(folder, split, (*roles, CLASS))

    def _repeats(self, at: SourceFolder, folder: SourceFolder, split: str | None) -> bool:
        """Whether a folder adds nothing to the one around it: train/train, train/images."""
        name = self._split(folder)
        again = name is not None and name.split == split and split is not None
        return again or folder.name == at.name or _says_nothing(folder.name)

    def _splits(self, at: SourceFolder) -> dict[str, str]:
        """The folders in one that name splits, name -> split; empty where that level does not."""
        read = {folder.name: self._split(folder) for folder in at.folders}
        names = {name: found for name, found in read.items() if found is not None}
        certain = [name for name, found in names.items() if found.certain]
        others = [folder for folder in at.folders if folder.name not in names]
        leaves = {folder.name for folder in at.folders if folder.is_leaf}
        if certain:
            alone = len(certain) == 1 and certain[0] in leaves
            if alone and others and certain[0] not in self.options.split_names:
                beside = [folder.name for folder in others]
                above = "ANY/" * (at.path.count("/") + 1 if at.path else 0)
                self.doubts.append(
                    doubt.class_or_split(certain[0], names[certain[0]].split, beside, above)
                )
                return {}
        elif len(names) < 2 or len({found.rest for found in names.values()}) > 1:
            return {}
        others = [folder for folder in others if not self._names_splits(folder)]
        if others and len(names) > 1:
            self.doubts.append(doubt.beside_splits([folder.name for folder in others]))
        return {name: found.split for name, found in names.items()}

    def _class(self, at: SourceFolder, split: str | None, roles: tuple[str, ...]) -> None:
        """Read a folder that is a class, with all below it."""
        self._below(at, split, roles, [at.name])

    def _below(
        self, at: SourceFolder, split: str | None, roles: tuple[str, ...], names: list[str]
    ) -> None:
        self._set(at, split, self._label(names), roles)
        splits = {} if split is not None else self._splits(at)
        inner = not splits and not all(_says_nothing(folder.name) for folder in at.folders)
        if inner and len(names) == 1:
            self.nested[names[0]] = self.nested.get(names[0], frozenset()) | frozenset(
                folder.name for folder in at.folders
            )
        for folder in at.folders:
            found = splits.get(folder.name)
            here = roles
            if inner and self.options.classes_from == "last":
                here = tuple(ANY if role == CLASS else role for role in roles)
            deeper = inner and self.options.classes_from in ("last", "path")
            role = SPLIT if found else CLASS if deeper else ANY
            longer = [*names, folder.name] if inner else names
            self._below(folder, found or split, (*here, role), longer)

    def _label(self, names: Sequence[str]) -> str | None:
        if names[0].casefold() in _UNLABELLED:
            return None
        if self.options.classes_from == "last":
            return names[-1]
        return "/".join(names) if self.options.classes_from == "path" else names[0]

    def _set(
        self, at: SourceFolder, split: str | None, label: str | None, roles: tuple[str, ...]
    ) -> None:
        self.places[at.path] = Place(split, label)
        if at.files:
            self.roles[at.path] = roles

    def by_pattern(self, tree: SourceFolder, wanted: Sequence[str]) -> None:
        """Read every folder as a layout that people wrote down says."""
        unknown: set[str] = set()
        for folder in tree.walk():
            names = folder.path.split("/") if folder.path else []
            pairs = list(zip(wanted, names, strict=False))
            label = "/".join(name for role, name in pairs if role == CLASS) or None
            split = None
            for role, name in pairs:
                if role == SPLIT:
                    found = split_names.read(name, self.options.split_names)
                    split = found.split if found else None
                    unknown |= set() if found else {name}
            self._set(folder, split, label, tuple(role for role, _ in pairs))
        if unknown:
            self.doubts.append(doubt.unknown_splits(sorted(unknown)))
        at = tree
        for role in wanted:
            if role != ANY or at.files or len(at.folders) != 1:
                break
            (at,) = at.folders
        self.around = f"{at.path}/" if at.path else ""

    def layout(self, tree: SourceFolder, paths: Sequence[str]) -> Layout:
        """Return what was read, with what is doubtful about it."""
        from_name = self.options.classes_from == "name"
        labels = Counter[str]()
        for folder in tree.walk():
            found = self.places[folder.path].label
            if found is not None:
                labels[found] += folder.files
        settled = self.options.layout is not None or self.options.classes_from is not None
        if not settled:
            above = "ANY/" * self.around.count("/")
            named = [label for label in labels if labels[label]]
            if len(named) == 1 and tree.total:
                self.doubts.append(doubt.one_class(named[0], above + self._pattern(tree)))
            elif not named and tree.total:
                images = [path for path in paths if is_image(path)]
                self.doubts.append(doubt.no_class(images, above + self._pattern(tree)))
            if self.nested:
                named = [label for label in labels if labels[label]]
                self.doubts.append(doubt.nested(self.nested, all_of=len(named)))
        says = self._says(tree, labels, from_name)
        return Layout(self.around, says, tuple(self.doubts), self.places, from_name)

    def _pattern(self, tree: SourceFolder) -> str:
        """The levels that most files lie in."""
        counts = Counter[tuple[str, ...]]()
        for folder in tree.walk():
            if folder.files:
                counts[self.roles[folder.path]] += folder.files
        most = counts.most_common(1)
        roles = list(most[0][0]) if most else []
        while roles and roles[-1] == ANY:
            roles.pop()
        return "/".join([*roles, FILE])

    def _says(self, tree: SourceFolder, labels: Counter[str], from_name: bool) -> str:
        below = f" below {self.around}" if self.around else ""
        says = f"read as {self._pattern(tree)}{below}"
        if from_name:
            says += ", classes from the files' names"
        with_split = sum(
            folder.files for folder in tree.walk() if self.places[folder.path].split is not None
        )
        if not with_split:
            return f"{says}, all in train"
        if with_split < tree.total:
            rest = tree.total - with_split
            says += f"; {rest:,} {'file' if rest == 1 else 'files'} without a split in train"
        bare = tree.total - sum(labels.values())
        if bare and labels:
            says += f"; {bare:,} {'file' if bare == 1 else 'files'} without a class"
        return says


def _is_class(folder: SourceFolder) -> bool:
    """Whether the only folder is no folder around others: many of its images lie right in it."""
    return folder.is_leaf or folder.files * FEW > folder.total


def _says_nothing(name: str) -> bool:
    """Whether a folder's name says only that images are in it."""
    if _PART.fullmatch(name.casefold()):
        return True
    words = [
        word for word in name.casefold().replace("-", "_").replace(" ", "_").split("_") if word
    ]
    return all(word in split_names.AROUND or word in _FORMATS for word in words)


def is_system_file(path: str) -> bool:
    """Return whether a file belongs to an operating system, not to the data set."""
    parts = path.split("/")
    hidden = path.startswith(".") or "/." in path
    system = not frozenset(SYSTEM_FOLDERS).isdisjoint(parts)
    return hidden or system or parts[-1].lower() in SYSTEM_FILES
