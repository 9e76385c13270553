"""Annotations as a table of images, and the reading of it beside the images or by itself."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import polars as pl

from labelbook.errors import BadInput
from labelbook.exchange.class_table import BookTold
from labelbook.exchange.importers.doubts import Doubt
from labelbook.exchange.tables.roles import OWN, Roles

PATH, LABEL, SPLIT, TAGS, EXCLUDED = "path", "label", "split", "tags", "excluded"
_UPLOADED = re.compile(r"^[0-9a-f]{8}-")


@dataclass(frozen=True)
class Listing:
    """Images as a table lists them, and what its columns mean. told: of the book that it is of."""

    table: pl.DataFrame
    roles: Roles
    told: BookTold = field(default_factory=BookTold)


@dataclass
class Image:
    """What a file of annotations says of one image. more: its other fields."""

    path: str
    labels: Sequence[str]
    more: Mapping[str, Any]


def parsed(name: str, data: bytes) -> Any:
    """Return the JSON of a file; BadInput where it is none. name: for the message."""
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{name} cannot be read as JSON ({error})") from error


def listing(
    what: str, images: Sequence[Image], left: Sequence[str], doubts: Sequence[Doubt]
) -> Listing:
    """Return images as a table. what: the format, for people. left: fields that mean nothing here.

    Of the other fields, plain values become metadata columns; split, tags and excluded what they
    are.
    """
    told = {name.lower() for name in left} | {PATH, LABEL}
    names: dict[str, None] = {}
    for image in images:
        names |= dict.fromkeys(key for key in image.more if key.lower() not in told)
    kept = [name for name in names if name.strip() and name.lower() not in OWN]
    columns: dict[str, pl.Series] = {
        PATH: pl.Series(PATH, [image.path for image in images], pl.String),
        LABEL: pl.Series(LABEL, [list(image.labels) for image in images], pl.List(pl.String)),
    }
    for name in kept:
        column = _column(name, [image.more.get(name) for image in images])
        if column is not None:
            columns[name] = column
    own = {name: name if name in columns else None for name in (SPLIT, TAGS, EXCLUDED)}
    metadata = tuple(name for name in columns if name not in (PATH, LABEL, *own))
    says = f"{what}: labels of {sum(bool(image.labels) for image in images):,} images"
    if metadata:
        says += f"; kept as columns: {', '.join(metadata)}"
    roles = Roles(
        path=PATH,
        image=None,
        label=LABEL,
        split=own[SPLIT],
        tags=own[TAGS],
        excluded=own[EXCLUDED],
        one_hot=(),
        metadata=metadata,
        says=says,
        doubts=tuple(doubts),
    )
    return Listing(pl.DataFrame(columns), roles)


def _column(name: str, values: Sequence[Any]) -> pl.Series | None:
    """The values of one field, None where they are no plain ones."""
    lists = [value for value in values if isinstance(value, list)]
    if lists:
        flat = all(not isinstance(item, list | dict) for value in lists for item in value)
        if not flat:
            return None
        texts = [
            [str(item) for item in value] if isinstance(value, list) else None for value in values
        ]
        return pl.Series(name, texts, pl.List(pl.String))
    if any(isinstance(value, dict) for value in values):
        return None
    held = [value for value in values if value is not None]
    if not held:
        return None
    if all(isinstance(value, bool) for value in held):
        return pl.Series(name, values, pl.Boolean)
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in held):
        return pl.Series(name, values, strict=False)
    return pl.Series(name, [None if value is None else str(value) for value in values], pl.String)


def candidates(text: str) -> list[str]:
    """Return the paths that an image's address may mean, the likeliest first.

    Label Studio serves its files under addresses: what it was given, behind eight hex digits, or a
    path in its own folder behind `?d=`.
    """
    parts = urlsplit(text.strip())
    served = parse_qs(parts.query).get("d") if "local-files" in parts.path else None
    path = served[0] if served else unquote(parts.path if parts.scheme else text.strip())
    folder, slash, name = path.rpartition("/")
    bare = _UPLOADED.sub("", name)
    found = [text, path] if bare == name else [text, path, f"{folder}{slash}{bare}"]
    return [one.removeprefix("/data/upload/") for one in found]


def boxes(count: int, what: str = "boxes or outlines") -> list[Doubt]:
    """Return what is said of boxes that are left out."""
    if not count:
        return []
    return [Doubt(f"{count:,} {what} are left out: only the class of each image is kept")]
