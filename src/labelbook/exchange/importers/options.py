"""What people settle about how a source is read."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from labelbook.errors import BadInput
from labelbook.journal.records import SPLITS

CLASSES_FROM = ("first", "last", "path", "name")
SEVERAL = ("first", "none", "skip")
UPDATE, KEEP = "update", "keep"


@dataclass(frozen=True)
class ReadOptions:
    """How a source is read, where people say so; what they leave out is found by looking.

    layout: the levels from the top, as "SPLIT/CLASS/FILE"; ANY is a folder that means nothing.
    classes_from: which folder is the class where several lie in each other: "first", "last",
    "path" (all of them), or "name" (the file's own name before its number). split_names: folder or
    cell -> train, val or test. path_column, label_column, split_column: of a table. several: what a
    row with several labels gets: the "first" (the others become tags), "none", or "skip" it. table:
    the path, in the source, of a table that describes its images.
    differing: where a table says something else of an image than the book does, "update" takes what
    the table says, "keep" leaves what the book has.
    names_encoding: of the names in a zip that says none: "gbk", "shift_jis".
    images: the folder where a table's paths begin. follow_links: read also what links lead to
    outside the source.

    Raises BadInput for a value that cannot be.
    """

    layout: str | None = None
    classes_from: str | None = None
    split_names: Mapping[str, str] = field(default_factory=dict)
    path_column: str | None = None
    label_column: str | None = None
    split_column: str | None = None
    several: str | None = None
    table: str | None = None
    differing: str | None = None
    names_encoding: str | None = None
    images: Path | None = None
    follow_links: bool = False

    def __post_init__(self) -> None:
        """Refuse values that cannot be."""
        for name, value, known in (
            ("classes_from", self.classes_from, CLASSES_FROM),
            ("several", self.several, SEVERAL),
            ("differing", self.differing, (UPDATE, KEEP)),
        ):
            if value is not None and value not in known:
                raise BadInput(f"{name} cannot be {value!r}: use {', '.join(known)}")
        try:
            codecs.lookup(self.names_encoding or "utf-8")
        except LookupError as error:
            raise BadInput(
                f"names_encoding cannot be {self.names_encoding!r}: use gbk, shift_jis, euc_kr, "
                "big5, cp1251 or another that Python knows"
            ) from error
        for split in self.split_names.values():
            if split not in SPLITS:
                raise BadInput(f"{split!r} is no split: use {', '.join(SPLITS)}")

    def settled(self, settings: Mapping[str, str]) -> ReadOptions:
        """Return these options with those of an answer, or as a form or a command line sends them.

        Split names are written as "holdout=test, extra=train". Raises BadInput for an unknown
        option or value.
        """
        known = {each.name for each in fields(self)}
        if unknown := [name for name in settings if name not in known]:
            raise BadInput(f"{unknown[0]!r} is no option: use {', '.join(sorted(known))}")
        values: dict[str, object] = dict(settings)
        if "split_names" in settings:
            values["split_names"] = {**self.split_names, **split_pairs(settings["split_names"])}
        if "images" in settings:
            values["images"] = Path(settings["images"])
        if "follow_links" in settings:
            values["follow_links"] = settings["follow_links"].lower() in ("1", "true", "yes")
        return replace(self, **values)  # type: ignore[arg-type]


def split_pairs(text: str) -> dict[str, str]:
    """Return split names from text, "holdout=test, extra=train"; BadInput where it is not so."""
    found: dict[str, str] = {}
    for pair in (part.strip() for part in text.split(",")):
        name, mark, split = pair.rpartition("=")
        if not mark or not name.strip():
            raise BadInput(f"{pair!r} names no split: write NAME=train, NAME=val or NAME=test")
        found[name.strip()] = split.strip().lower()
    return found
