"""The samples of WebDataset shards: images, and what the files of their names say of them."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from labelbook.errors import BadInput
from labelbook.exchange.importers import split_names, tar
from labelbook.exchange.importers.common import Reading, ReadOrder, batches, ending
from labelbook.exchange.importers.doubts import Doubt
from labelbook.exchange.importers.examine import Examined, Item
from labelbook.exchange.importers.shard_names import key_of
from labelbook.exchange.importers.tree import is_image
from labelbook.exchange.importers.zip import stored
from labelbook.exchange.tables import roles as table_roles
from labelbook.exchange.tables import rows as table_rows

NAMES = ("classes.txt", "classnames.txt", "class_names.txt", "labels.txt")
"""Files beside shards that name the classes, one a line."""

IMAGE = "image"
_TEXTS = ("cls", "label", "index", "txt", "cls.txt")
_SMALL = 1_000_000


@dataclass
class _Sample:
    """What lies in a shard under one name. image: (name, where its bytes are)."""

    shard: int
    image: tuple[str, str] | None = None
    told: dict[str, str] = field(default_factory=dict)


def read(order: ReadOrder, sources: Sequence[Path]) -> Reading:
    """Read shards; BadInput for one that is no tar or is damaged."""
    plain, temporary = _unpacked(sources)

    def close() -> None:
        for path in temporary:
            tar.remove(path)

    try:
        samples, skipped = _samples(sources, plain)
        told, numbered = _told(plain, samples)
        names = _names(order.source, sources) if numbered else []
    except BaseException:
        close()
        raise
    table = pl.DataFrame(told, infer_schema_length=None, strict=False)
    options = replace(order.options, path_column=IMAGE)
    roles = table_roles.guess(order.source.name, table, options, lambda _: False, order.told)
    listed = table_rows.read(table, roles, order.options, names, order.told)
    items: list[Item] = []
    for row in listed.rows:
        one = samples[row.number - 2]
        assert one.image is not None
        name, location = one.image
        split = row.split or _split(sources[one.shard], order)
        several = len(sources) > 1 and "/" not in name
        path = f"{sources[one.shard].name.partition('.')[0]}/{name}" if several else name
        place = f"{one.shard}:{location}"
        items.append(
            Item(path, place, row.label, split, row.tags, bool(row.excluded), row.metadata)
        )
    doubts = [*roles.doubts, *listed.doubts]
    if numbered and not names:
        doubts.append(
            Doubt(f"classes are numbers here: put their names into {NAMES[0]} beside the shards")
        )
    store = order.images_store

    def data_of(location: str) -> bytes:
        shard, _, place = location.partition(":")
        with plain[int(shard)].open("rb") as file:
            return tar.bytes_at(file, place)

    shards = "1 WebDataset shard" if len(sources) == 1 else f"{len(sources):,} WebDataset shards"
    work = partial(_examine, list(plain), store)
    return ending(
        Reading(
            kind="book",
            folder=store,
            layout=f"{shards}: {roles.says.partition(', ')[2] or roles.says}",
            total=len(items) + len(skipped),
            batches=batches(order, items, skipped, work),
            columns=listed.columns,
            items=items,
            doubts=tuple(doubts),
            data_of=data_of,
        ),
        close,
    )


def _unpacked(sources: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """The shards without compression, and those files that are to be taken away later."""
    plain: list[Path] = []
    temporary: list[Path] = []
    for source in sources:
        try:
            path, made = tar.plain(source)
        except BaseException:
            for one in temporary:
                tar.remove(one)
            raise
        plain.append(path)
        temporary += [] if made is None else [made]
    return plain, temporary


def _samples(
    sources: Sequence[Path], plain: Sequence[Path]
) -> tuple[list[_Sample], list[tuple[str, str]]]:
    """The samples that have an image, and what is left out."""
    found: dict[tuple[int, str], _Sample] = {}
    skipped: list[tuple[str, str]] = []
    for shard, path in enumerate(plain):
        try:
            members, left = tar.members(path)
        except (tarfile.TarError, OSError, EOFError) as error:
            raise BadInput(f"{sources[shard]} cannot be read as a tar ({error})") from error
        skipped += left
        for name, location in members.items():
            key, kind = key_of(name)
            one = found.setdefault((shard, key), _Sample(shard))
            if is_image(f"a.{kind}") or kind == "img":
                if one.image is None:
                    one.image = (name, location)
                else:
                    skipped.append((name, "is a second image of one sample: the first was taken"))
            else:
                one.told[kind] = location
    whole = [one for one in found.values() if one.image is not None]
    bare = [key for (_, key), one in found.items() if one.image is None]
    skipped += [(key, "has no image") for key in bare]
    if not whole:
        raise BadInput(f"{sources[0]} holds no image: it is no WebDataset shard of images")
    return whole, skipped


def _told(plain: Sequence[Path], samples: Sequence[_Sample]) -> tuple[list[dict[str, Any]], bool]:
    """What is told of each sample, as the row of a table; and whether labels are numbers there."""
    rows = []
    for shard, path in enumerate(plain):
        with path.open("rb") as file:
            for one in (one for one in samples if one.shard == shard):
                assert one.image is not None
                row: dict[str, Any] = {}
                for kind, location in one.told.items():
                    if int(location.partition("+")[2]) > _SMALL:
                        continue
                    text = tar.bytes_at(file, location).decode("utf-8", "replace").strip()
                    row |= _cells(kind, text)
                rows.append({**row, IMAGE: one.image[0]})
    named = any("label" in row for row in rows)
    numbers = any("cls" in row for row in rows)
    for row in rows:
        # Where the class's name is there, its number says nothing more.
        number = row.pop("cls", None)
        if numbers and not named:
            row["label"] = number
    return rows, numbers and not named


def _cells(kind: str, text: str) -> dict[str, Any]:
    if kind == "json":
        try:
            found = json.loads(text)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {"label": found}
    if kind in ("index", "cls.txt"):
        return {"cls": text}
    return {kind: text} if kind in _TEXTS else {}


def _names(source: Path, sources: Sequence[Path]) -> list[str]:
    """The names of the classes, where a file beside the shards has them."""
    folders = dict.fromkeys([source, sources[0].parent, sources[0].parent.parent])
    for folder in folders:
        for name in NAMES:
            place = folder / name
            if place.is_file() and place.stat().st_size < _SMALL:
                return place.read_text("utf-8-sig").splitlines()
    return []


def _split(shard: Path, order: ReadOrder) -> str:
    for name in (without_number(shard.name.partition(".")[0]), shard.parent.name):
        found = split_names.read(name, order.options.split_names)
        if found is not None:
            return found.split
    return "train"


def without_number(stem: str) -> str:
    """Return a shard's name without its number: train of train-000017."""
    return stem.rstrip("0123456789").rstrip("-_")


def _examine(plain: Sequence[Path], store: Path, items: list[Item]) -> list[Examined]:
    """Put the images of some samples into the book's own store."""
    found = []
    for item in items:
        shard, _, place = item.location.partition(":")
        with plain[int(shard)].open("rb") as file:
            found.append(Examined(item, stored(tar.bytes_at(file, place), store, item)))
    return found
