"""What the columns of a table mean: which holds paths, labels, splits, and what is left."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from labelbook.errors import Answer, BadInput
from labelbook.exchange.class_table import BookTold
from labelbook.exchange.importers import split_names
from labelbook.exchange.importers.doubts import Doubt
from labelbook.exchange.importers.options import ReadOptions
from labelbook.exchange.importers.tree import IMAGES
from labelbook.exchange.tables.files import UNNAMED

PATHS = (
    *("path", "file_name", "filename", "file", "filepath", "file_path", "image_path", "img_path"),
    *("image", "img", "image_name", "image_file", "image_id", "imageid", "img_name", "relpath"),
    *("id", "name", "url", "uri"),
)
"""Names of a column of paths, the likeliest first."""

LABELS = (
    *("label", "class", "category", "target", "class_name", "classname", "label_name", "labels"),
    *(
        "choice",
        "category_name",
        "species",
        "breed",
        "diagnosis",
        "dx",
        "classes",
        "class_id",
        "classid",
    ),
    *("label_id", "labelid", "tag", "y"),
)
"""Names of a column of labels, the likeliest first."""

SPLITS = ("split", "subset", "partition", "usage", "set", "phase", "fold", "data_set", "dataset")
"""Names of a column of splits, the likeliest first."""

OWN = frozenset(
    (
        *("sample", "hash", "width", "height", "size", "format", "mode", "origin", "present"),
        *("last_author", "last_change"),
    )
)
"""Columns of our own exports that say what the image itself says, or what the journal does."""

OURS = frozenset(("sample", "path", "label", "split", "excluded", "tags", "hash", "last_change"))
"""Columns that our own tables have; one that has all of them is one."""

SHEET = frozenset(("sample", "path", "label", "label_was"))
"""Columns of our own spreadsheets to fill in."""

_OF_SHEET = ("image", "comment", "suggestion", "reason", "label_was", "exclude_was")
_PIXELS = re.compile(r"pixels|pixel[_ ]?\d+|px\d+|\d+x\d+", re.IGNORECASE)
"""How tables of pixels name their columns: FER2013's, Kaggle's and OpenML's MNIST."""

_LABEL_WORD = re.compile(r"label|class|categor|target", re.IGNORECASE)
"""A column that says so holds labels, also where they are 0 and 1; columns of marks are classes."""

_SHOWN = 12
_LOOKED_AT = 500
_MOST = 0.8


@dataclass(frozen=True)
class Roles:
    """Which column means what; None for what no column says.

    image: a column of images themselves (bytes). one_hot: a column for each class, 1 where the
    sample is of it. metadata: what is left. doubts: what may have been read wrongly. single: a cell
    of the label holds one, whatever marks are in it.
    """

    path: str | None
    image: str | None
    label: str | None
    split: str | None
    tags: str | None
    excluded: str | None
    one_hot: tuple[str, ...]
    metadata: tuple[str, ...]
    says: str
    doubts: tuple[Doubt, ...]
    single: bool = False


def guess(
    name: str,
    table: pl.DataFrame,
    options: ReadOptions,
    is_file: Callable[[str], bool],
    told: BookTold | None = None,
    labels_known: bool = False,
) -> Roles:
    """Return what the columns of a table mean.

    name: of the table, for messages. is_file: whether a text names one of the images. told: what an
    export tells of its columns and classes. labels_known: from folders, so that only a column that
    is called a label is one. Raises BadInput where no column holds paths, or where options name a
    column that is not there.
    """
    return _Guess(name, table, options, is_file, told or BookTold(), labels_known).roles()


class _Guess:
    """The columns, taken one after the other."""

    def __init__(
        self,
        name: str,
        table: pl.DataFrame,
        options: ReadOptions,
        is_file: Callable[[str], bool],
        told: BookTold,
        labels_known: bool = False,
    ) -> None:
        self._is_needed = not labels_known
        self._name, self._table, self._options = name, table, options
        self._is_file = is_file
        self._head = table.head(_LOOKED_AT)
        self._told = told
        self._left = [name for name in table.columns if name not in told.columns]
        self._doubts: list[Doubt] = []
        self._is_sheet = set(self._left) >= SHEET
        self._is_ours = self._is_sheet or set(self._left) >= OURS

    def roles(self) -> Roles:
        image = next((name for name in self._left if holds_images(self._table.schema[name])), None)
        if image is not None:
            self._left.remove(image)
        path = self._named(self._options.path_column, "path_column")
        path = path or self._path(needed=image is None)
        tags = self._exactly("tags")
        excluded = self._exactly("exclude" if self._is_sheet else "excluded")
        split = self._named(self._options.split_column, "split_column") or self._split()
        label = self._named(self._options.label_column, "label_column")
        others = {*OWN, *_OF_SHEET} if self._is_sheet else OWN
        self._left = [column for column in self._left if self._plain(column) not in others]
        hot: tuple[str, ...] = ()
        if label is None and self._is_ours:
            label = self._take("label")
        elif label is None:
            # Names say more than their numbers do, where a table has both.
            label = self._by_name(LABELS, self._holds_names)
            label = label or self._by_name(LABELS, self._can_be_label)
            hot = () if label else self._one_hot()
            if label is None and not hot and self._is_needed:
                label = self._label_by_looking()
        left = {*self._left, *self._told.columns} - set(hot)
        kept = tuple(
            name for name in self._table.columns if name in left and self._can_be_kept(name)
        )
        parts = [f"paths from {path!r}" if path else f"images from {image!r}"]
        parts.append(f"labels from {label!r}" if label else "no labels")
        if hot:
            parts[-1] = f"labels from {len(hot):,} columns of 0 and 1"
        if split:
            parts.append(f"splits from {split!r}")
        if kept:
            parts.append(f"kept as columns: {', '.join(kept)}")
        says = "; ".join([", ".join(parts[:3]), *parts[3:]])
        found = (path, image, label, split, tags, excluded, hot, kept)
        single = self._is_ours or bool(self._told.classes)
        return Roles(*found, says=says, doubts=tuple(self._doubts), single=single)

    def _plain(self, column: str) -> str:
        return re.sub(r"[^0-9a-z]+", "_", column.strip().casefold()).strip("_")

    def _take(self, column: str) -> str:
        self._left.remove(column)
        return column

    def _named(self, column: str | None, option: str) -> str | None:
        if column is None:
            return None
        found = [name for name in self._table.columns if name.strip() == column.strip()]
        if not found:
            raise BadInput(
                f"{self._name} has no column {column!r} ({option}); it has "
                f"{shortened(self._table.columns)}"
            )
        return self._take(found[0]) if found[0] in self._left else found[0]

    def _exactly(self, word: str) -> str | None:
        found = next((name for name in self._left if self._plain(name) == word), None)
        return self._take(found) if found else None

    def _by_name(self, words: Sequence[str], fits: Callable[[str], bool]) -> str | None:
        for word in words:
            for column in self._left:
                if self._plain(column) == word and fits(column):
                    return self._take(column)
        return None

    def _texts(self, column: str) -> list[str]:
        cells = self._head[column].drop_nulls()
        if not _is_plain(cells.dtype):
            return []
        return [text for text in cells.cast(pl.String).str.strip_chars().to_list() if text]

    def _share(self, column: str, fits: Callable[[str], bool]) -> float:
        texts = self._texts(column)
        return sum(map(fits, texts)) / len(texts) if texts else 0.0

    def _path(self, *, needed: bool) -> str | None:
        """The column of paths: by its name where its cells look so, else by its cells."""

        def looks(text: str) -> bool:
            dot = text.rfind(".")
            return dot > 0 and text[dot:].lower() in IMAGES

        def fits(column: str) -> bool:
            return (
                self._share(column, looks) >= _MOST or self._share(column, self._is_file) >= _MOST
            )

        found = self._by_name(PATHS, fits)
        found = found or next((self._take(name) for name in self._left if fits(name)), None)
        # Nothing looks like a path: a name that says so is believed, and its rows are told.
        found = found or self._by_name(PATHS[:12], self._may_hold_paths)
        if found is None and needed:
            raise self._without_paths()
        return found

    def _without_paths(self) -> BadInput:
        pixels = [name for name in self._table.columns if _PIXELS.fullmatch(name.strip())]
        if pixels:
            return BadInput(
                f"{self._name} holds pixels ({pixels[0]!r}), no paths of images: write each row "
                "out as an image file first, a folder for each class, and read that folder"
            )
        return BadInput(
            f"{self._name} has no column of paths: name one {PATHS[0]}, {PATHS[1]} or "
            f"{PATHS[2]}, or say which it is (it has {shortened(self._table.columns)})",
            needs="path column",
        )

    def _may_hold_paths(self, column: str) -> bool:
        return self._table.is_empty() or bool(self._texts(column))

    def _split(self) -> str | None:
        def fits(column: str) -> bool:
            named = self._options.split_names
            return (
                self._share(column, lambda text: split_names.read(text, named) is not None) >= 0.5
            )

        found = self._by_name(SPLITS, fits)
        bare = [name for name in self._left if name.startswith(f"{UNNAMED} ") and fits(name)]
        return found or (self._take(bare[0]) if bare else None)

    def _can_be_label(self, column: str) -> bool:
        kind = self._table.schema[column]
        return (_is_plain(kind) and not kind.is_float()) or isinstance(kind, pl.List)

    def _holds_names(self, column: str) -> bool:
        texts = self._texts(column)
        return self._can_be_label(column) and not all(map(_is_number, texts)) and bool(texts)

    def _can_be_kept(self, column: str) -> bool:
        kind = self._table.schema[column]
        inner = kind.inner if isinstance(kind, pl.List) else kind
        if isinstance(inner, pl.Binary | pl.Struct | pl.Object | pl.List):
            self._doubts.append(
                Doubt(f"the column {column!r} holds no plain values: it is left out")
            )
            return False
        return True

    def _one_hot(self) -> tuple[str, ...]:
        """The columns of zeros and ones, where at least two stand together."""
        found = []
        for column in self._left:
            texts = self._texts(column)
            if _LABEL_WORD.search(column):
                continue
            if texts and all(text in ("0", "1", "0.0", "1.0", "true", "false") for text in texts):
                found.append(column)
        if len(found) < 2:
            return ()
        self._left = [column for column in self._left if column not in found]
        return tuple(found)

    def _label_by_looking(self) -> str | None:
        """The one column whose values come again and again; where several do, people are asked."""
        likely = []
        for column in self._left:
            texts = self._texts(column)
            different = len(set(texts))
            if 2 <= different <= max(2, len(texts) // 2) and not _is_measure(texts):
                likely.append(column)
        if len(likely) == 1:
            self._doubts.append(
                Doubt(
                    f"no column is called a label: {likely[0]!r} is read as it",
                    (Answer(f"{likely[0]!r} is the label", {"label_column": likely[0]}),),
                )
            )
            return self._take(likely[0])
        if likely:
            self._doubts.append(
                Doubt(
                    f"no column of {self._name} is called a label: which one is it?",
                    tuple(
                        Answer(f"{name!r} is the label", {"label_column": name}) for name in likely
                    ),
                    asks=True,
                )
            )
        elif self._left:
            self._doubts.append(Doubt(f"{self._name} has no column of labels"))
        return None


def shortened(names: Sequence[str]) -> str:
    """Return the names for a message, the first of many."""
    more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def _is_plain(kind: pl.DataType) -> bool:
    return (
        isinstance(kind, pl.String | pl.Boolean | pl.Categorical | pl.Enum | pl.Date | pl.Datetime)
        or kind.is_numeric()
    )


def holds_images(kind: pl.DataType) -> bool:
    """Return whether cells hold images: what Hugging Face writes, bytes and a path."""
    if not isinstance(kind, pl.Struct):
        return False
    fields = {field.name: field.dtype for field in kind.fields}
    return isinstance(fields.get("bytes"), pl.Binary)


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?\d+(\.\d*)?", text) is not None


def _is_measure(texts: Sequence[str]) -> bool:
    """Whether numbers with a point stand there: these are measured, not chosen."""
    numbers = [text for text in texts if re.fullmatch(r"[+-]?\d*\.\d+([eE][+-]?\d+)?", text)]
    return len(numbers) > len(texts) / 2
