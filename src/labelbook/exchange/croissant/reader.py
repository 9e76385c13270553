"""The reader of what a Croissant file describes: the record set with images, as a table."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

import polars as pl

from labelbook.errors import BadInput, LabelbookError
from labelbook.exchange.class_table import BookTold
from labelbook.exchange.croissant import document, files
from labelbook.exchange.croissant.document import Document, RecordField, RecordSet
from labelbook.exchange.croissant.files import MARK, Beside
from labelbook.exchange.importers import folder
from labelbook.exchange.importers.common import Reading, ReadOrder, batches, ending
from labelbook.exchange.importers.doubts import Doubt
from labelbook.exchange.importers.examine import Item
from labelbook.exchange.importers.layout import understand
from labelbook.exchange.importers.tree import is_image
from labelbook.exchange.tables import embedded
from labelbook.exchange.tables import files as table_files
from labelbook.exchange.tables import roles as table_roles
from labelbook.exchange.tables import rows as table_rows
from labelbook.exchange.tables.resolve import Resolver, files_below
from labelbook.journal.columns import Column, Kind

PATH = "\0path"
LABELS = ("ClassLabel", "Label")
KINDS: dict[str, Kind] = {
    **dict.fromkeys(("Float", "Integer", "Number", "Int64", "Float64"), "number"),
    **dict.fromkeys(("Date", "DateTime"), "date"),
}
"""Types of Croissant -> the kinds of columns that hold their values."""

HUB = "huggingface.co/datasets/"


def read(order: ReadOrder, place: Path) -> Reading:
    """Read what a Croissant file describes; BadInput where it cannot be, with the way out.

    A folder whose description cannot be used is read as a folder, and that is told.
    """
    try:
        described = document.read(place.name, place.read_bytes())
        return _read(order, place, described)
    except LabelbookError as error:
        if not order.source.is_dir() or not _has_images(order.source):
            raise
        reading = folder.read(order)
        said = Doubt(f"{place.name} is not used, the folders are read instead: {error}")
        return replace(reading, doubts=(said, *reading.doubts))


def _has_images(source: Path) -> bool:
    return any(is_image(path) for path in files_below(source))


def _read(order: ReadOrder, place: Path, described: Document) -> Reading:
    beside = files.find(described, place.parent, order.images_store)
    try:
        made = _reading(order, place, described, beside)
    except BaseException:
        beside.close()
        raise
    return ending(made, beside.close)


def _reading(order: ReadOrder, place: Path, described: Document, beside: Beside) -> Reading:
    records = _with_images(described)
    if records is None:
        raise BadInput(
            f"{place.name} describes no record set with images: import the folder, archive or "
            "table that it is about"
        )
    parquets = _embedded(records, described, beside)
    if parquets:
        return _in_parquet(order, parquets, beside)
    images = _images(records, described, beside)
    if not images:
        raise BadInput(_nowhere(place, described, beside))
    table, told = _table(records, described, beside, images)
    return _of_rows(order, place, beside, images, table, told)


def _with_images(described: Document) -> RecordSet | None:
    """The record set that has images, the one that says most of them."""
    fitting = [each for each in described.records if any(field.is_image for field in each.fields)]
    return max(fitting, key=lambda each: len(each.fields), default=None)


def _embedded(records: RecordSet, described: Document, beside: Beside) -> dict[str, str]:
    """The parquet files that hold the images themselves: path -> location."""
    image = next(field for field in records.fields if field.is_image)
    if not image.source.column:
        return {}
    found = beside.places.get(image.source.of, {})
    parquet = {path: at for path, at in found.items() if path.lower().endswith(".parquet")}
    if not parquet and HUB in "".join(each.url for each in described.resources.values()):
        # The description is of the hub's own conversion; the files of the repository are as good.
        below = files_below(beside.folder)
        parquet = {path: path for path in below if path.lower().endswith(".parquet")}
    return dict(sorted(parquet.items()))


def _in_parquet(order: ReadOrder, parquets: Mapping[str, str], beside: Beside) -> Reading:
    if not any(MARK in location for location in parquets.values()):
        paths = [beside.folder / location for location in parquets.values()]
        return embedded.read(order, [path for path in paths if embedded.holds_images(path)])
    unpacked = Path(tempfile.mkdtemp(prefix="labelbook-"))
    try:
        paths = []
        for path, location in parquets.items():
            target = unpacked / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(beside.data_of(location))
            paths.append(target)
        made = embedded.read(order, paths)
    except BaseException:
        shutil.rmtree(unpacked, ignore_errors=True)
        raise
    return ending(made, lambda: shutil.rmtree(unpacked, ignore_errors=True))


def _images(records: RecordSet, described: Document, beside: Beside) -> dict[str, str]:
    """The image files: path -> location. Where a table names them, all that are described."""
    ids = {field.source.of for field in records.fields if field.is_image}
    found = {path: at for id in ids for path, at in beside.places.get(id, {}).items()}
    images = {path: at for path, at in found.items() if is_image(path)}
    if images:
        return images
    everything = {
        path: location
        for id in described.resources
        for path, location in beside.places.get(id, {}).items()
    }
    everything |= {path: path for path in files_below(beside.folder)}
    return {path: at for path, at in everything.items() if is_image(path)}


def _nowhere(place: Path, described: Document, beside: Beside) -> str:
    """Why there are no images, and what to do."""
    urls = [each.url for each in described.resources.values() if HUB in each.url]
    if HUB in described.url:
        urls.append(described.url)
    if urls:
        name = "/".join(urls[0].partition(HUB)[2].split("/")[:2])
        name = name.removesuffix("/tree")
        return (
            f"{place.name} describes {name} on Hugging Face's hub, whose files do not lie beside "
            f"it: give --from hf://datasets/{name} instead"
        )
    missing = [each for each in beside.missing if not each.inside] or beside.missing
    if not missing:
        return f"{place.name} describes files of which none is an image: import them themselves"
    first = missing[0]
    more = f" and {len(missing) - 1:,} more" if len(missing) > 1 else ""
    return (
        f"{place.name} describes {first.url or first.name}{more}, which is not there: put it "
        f"beside {place.name}"
    )


def _table(
    records: RecordSet, described: Document, beside: Beside, images: Mapping[str, str]
) -> tuple[pl.DataFrame, BookTold]:
    """The records as a table with the paths of their images, and what its columns are."""
    source = _source_of_rows(records, beside)
    if source is None:
        paths = sorted(images)
        columns: dict[str, list[str | None]] = {PATH: list(paths)}
        for field in records.fields:
            if not field.is_image and field.source.file:
                columns[field.name] = [_of_path(path, field) for path in paths]
        return pl.DataFrame(columns), BookTold()
    path, location = source
    rows = table_files.read(path, beside.data_of(location))
    resolver = Resolver(images)
    names = _image_names(records, rows, resolver)
    found: dict[str, pl.Series] = {PATH: names.alias(PATH)}
    for field in records.fields:
        name = field.source.column
        if field.is_image or name not in rows.columns or field.name in found:
            continue
        series = _changed(rows[name], field)
        lookup = _lookup(field, described)
        found[field.name] = _named(series, lookup).alias(field.name)
    told = {
        field.name: column
        for field in records.fields
        if field.name in found and (column := _told(field)) is not None
    }
    return pl.DataFrame(list(found.values())), BookTold(columns=told)


def _source_of_rows(records: RecordSet, beside: Beside) -> tuple[str, str] | None:
    """The table that most fields are columns of: (path, location)."""
    ids = [field.source.of for field in records.fields if field.source.column]
    for id in sorted(set(ids), key=lambda id: -ids.count(id)):
        for path, location in beside.places.get(id, {}).items():
            if PurePosixPath(path).suffix.lower() in table_files.READERS:
                return path, location
    if ids:
        raise BadInput(f"the table {ids[0]} that is described is not there: put it beside")
    return None


def _image_names(records: RecordSet, rows: pl.DataFrame, resolver: Resolver) -> pl.Series:
    """The column of a table that names the images: as it is described, else by its cells."""
    likely = [field.source.column for field in records.fields if field.is_image]
    # A field of file names that is found again in a column of the table joins both.
    likely += [field.refers.column for field in records.fields if field.source.file]
    likely += [field.source.column for field in records.fields if field.refers.of]
    for name in dict.fromkeys([*likely, *rows.columns]):
        if name not in rows.columns or isinstance(rows.schema[name], pl.List | pl.Struct):
            continue
        texts = rows[name].cast(pl.String, strict=False)
        head = texts.drop_nulls().head(200).to_list()
        if head and sum(resolver(text) is not None for text in head) * 2 >= len(head):
            return texts
    raise BadInput("no column of the table that is described names the images beside it")


def _of_path(path: str, field: RecordField) -> str | None:
    """What a field reads of a file's path."""
    text = path if field.source.file in ("fullpath", "filepath") else path.rpartition("/")[2]
    return _matched(text, field.source.patterns)


def _matched(text: str | None, patterns: Sequence[str]) -> str | None:
    for pattern in patterns:
        found = re.search(pattern, text or "")
        if found is None:
            return None
        text = next((group for group in found.groups() if group is not None), found.group())
    return text


def _changed(cells: pl.Series, field: RecordField) -> pl.Series:
    """The values of a column after the field's patterns."""
    patterns = field.source.patterns
    if not patterns:
        return cells
    texts = cells.cast(pl.String, strict=False).to_list()
    return pl.Series([_matched(text, patterns) for text in texts], dtype=pl.String)


def _lookup(field: RecordField, described: Document) -> dict[str, str]:
    """The names that a field's values stand for, where a record set written out has them."""
    for each in described.records:
        if each.data and any(own.id == field.refers.of for own in each.fields):
            others = [own.id for own in each.fields if own.id != field.refers.of]
            named = [id for id in others if id.rpartition("/")[2] in ("name", "label", "class")]
            shown = (named or others)[:1]
            if shown:
                return {
                    str(row.get(field.refers.of)): str(row[shown[0]])
                    for row in each.data
                    if row.get(shown[0]) is not None
                }
    return {}


def _named(cells: pl.Series, names: Mapping[str, str]) -> pl.Series:
    if not names:
        return cells
    texts = cells.cast(pl.String, strict=False).to_list()
    return pl.Series([None if text is None else names.get(text, text) for text in texts])


def _told(field: RecordField) -> Column | None:
    """What a field's column is, as far as it is described; None for labels, splits and tags."""
    if field.types & {*LABELS, "Split"} or field.name in ("label", "split", "tags", "excluded"):
        return None
    kind: Kind = (
        "list"
        if field.repeated
        else next((KINDS[each] for each in sorted(field.types) if each in KINDS), "text")
    )
    return (
        Column(field.name, kind, False, field.description)
        if field.description or kind != "text"
        else None
    )


def _of_rows(
    order: ReadOrder,
    place: Path,
    beside: Beside,
    images: Mapping[str, str],
    table: pl.DataFrame,
    told: BookTold,
) -> Reading:
    """The reading of a table whose column PATH names images."""
    told = BookTold(order.told.folders, order.told.classes, {**told.columns, **order.told.columns})
    options = replace(order.options, path_column=PATH)
    roles = table_roles.guess(place.name, table, options, lambda _: True, told)
    listed = table_rows.read(table, roles, order.options, (), told)
    resolver = Resolver(images)
    layout = understand(sorted(images), order.options)
    items: dict[str, Item] = {}
    skipped: list[tuple[str, str]] = []
    for row in listed.rows:
        path = resolver(row.text) if row.text else None
        if path is None:
            skipped.append((row.text or f"(row {row.number})", "is not there"))
        elif path in items:
            skipped.append((path, "is listed more than once: only the first row was taken"))
        else:
            placed = layout.place(path)
            label = row.label if roles.label or roles.one_hot else placed.label
            split = row.split or placed.split or "train"
            held = (label, split, row.tags, bool(row.excluded), row.metadata)
            items[path] = Item(path, images[path], *held)
    inside = any(MARK in item.location for item in items.values())
    if inside:
        # Loose images among those in archives stay where they are only if all of them do.
        skipped += [(path, "lies beside archives") for path in items if MARK not in images[path]]
        items = {path: item for path, item in items.items() if MARK in item.location}
    ordered = sorted(items.values(), key=lambda item: item.path)
    says = roles.says.partition(", ")[2] or roles.says
    return Reading(
        kind="book" if inside else "folder",
        folder=order.images_store if inside else beside.folder,
        layout=f"read as {place.name} describes it: {says}",
        total=len(ordered) + len(skipped),
        batches=batches(order, ordered, skipped, beside.work(inside)),
        columns=listed.columns,
        items=ordered,
        doubts=(*roles.doubts, *listed.doubts),
        data_of=beside.data_of,
        told=told,
    )
