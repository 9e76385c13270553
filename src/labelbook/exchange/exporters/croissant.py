"""A folder of images, a table, and Croissant metadata that other tools read.

Croissant is MLCommons' vocabulary for data sets, JSON-LD on top of schema.org, described at
http://mlcommons.org/croissant/1.0.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from labelbook.core.atomic import appearing
from labelbook.core.types import Progress
from labelbook.exchange import class_table
from labelbook.exchange.class_table import headed
from labelbook.exchange.export import DataSet, Exporter, ExportReport, exporters
from labelbook.exchange.exporters.common import exportable, placed
from labelbook.exchange.exporters.metadata import flat, of_book, renamed
from labelbook.journal.columns import Column
from labelbook.journal.records import SPLITS

METADATA = "croissant.json"
TABLE = "samples.csv"
IMAGES = "images.zip"
FOLDER = "images"
"""Within the zip."""
VERSION = "http://mlcommons.org/croissant/1.0"
SAMPLES = "samples"
TEXT, IMAGE = "sc:Text", "sc:ImageObject"
OF_KIND = {"number": "sc:Float", "date": "sc:DateTime"}
TAKEN = ("image", "name", "file", "sample", "label", "split", "tags", "width", "height")
"""Names that mean something else in the table: a metadata column called so gets another."""

CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def write(data: DataSet, out: Path, progress: Progress | None) -> ExportReport:
    """Write all samples that are labelled and not excluded, with what a loader needs."""
    kept, left_out = exportable(data)
    files = placed(kept).files
    table = (
        pl.DataFrame(
            {
                "sample": [file.sample for file in files],
                "file": [Path(file.path).as_posix() for file in files],
            },
            schema={"sample": pl.Int64, "file": pl.String},
        )
        .join(kept.select("sample", "split", "label", "width", "height"), "sample")
        .sort("sample")
        .with_columns(name=_names())
    )
    with appearing(out, folder=True) as writing:
        # Names of one folder are keys: a loader finds a row's image by its name alone.
        with zipfile.ZipFile(writing / IMAGES, "w", zipfile.ZIP_STORED) as packed:
            for done, (sample, file) in enumerate(
                table.select("sample", "name").iter_rows(), start=1
            ):
                image = data.image_of(sample).read_bytes()
                packed.writestr(zipfile.ZipInfo(f"{FOLDER}/{file}"), image)
                if progress is not None:
                    progress(done, table.height)
        own = headed(data.columns, TAKEN)
        tags = ["tags"] if kept["tags"].list.len().sum() else []
        names = [column.name for column in own.values()]
        held = renamed(flat(kept.select("sample", *tags, *names), data.columns, *tags), own)
        table.join(held, "sample", maintain_order="left").select(
            *(pl.col("name").alias("image"), "split", "label"), *tags, *own
        ).write_csv(writing / TABLE)
        told = of_book(data, kept["label"], own)
        if told:
            (writing / class_table.FILE).write_text(told.text(), "utf-8")
        hashes = {name: _hash(writing / name) for name in (IMAGES, TABLE)}
        classes = kept["label"].unique().sort().to_list()
        described = metadata(data, classes, hashes, own, tags)
        text = json.dumps(described, indent=2, ensure_ascii=False)
        (writing / METADATA).write_text(text + "\n", "utf-8")
    return ExportReport(out, "croissant", table.height, left_out)


def _names() -> pl.Expr:
    """The name of each image: its sample's number, with the suffix of its file."""
    suffix = pl.col("file").str.extract(r"(\.\w+)$").fill_null("")
    return pl.concat_str(pl.col("sample"), suffix)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def metadata(
    data: DataSet,
    classes: list[str],
    hashes: Mapping[str, str],
    columns: Mapping[str, Column],
    tags: Sequence[str],
) -> dict[str, Any]:
    """Return the JSON-LD.

    hashes: file -> SHA-256. columns: metadata columns of the table, by their names there. tags: the
    name of the column of tags, if there is one.
    """
    name, card = data.name, data.card
    optional = {
        "license": card.license,
        "url": card.url,
        "citeAs": card.citation,
        "rai:dataLimitations": card.limits,
    }
    creator = (
        {"creator": {"@type": "sc:Organization", "name": card.creator}} if card.creator else {}
    )
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "name": re.sub(r"[^\w-]+", "-", name).strip("-") or "data-set",
        "description": card.description or f"{name}, a labelled image data set",
        "conformsTo": VERSION,
        **{key: value for key, value in optional.items() if value},
        **creator,
        "keywords": ["image classification", *classes[:50]],
        "distribution": [
            _file(TABLE, "text/csv", hashes),
            _file(IMAGES, "application/zip", hashes),
            {
                "@type": "cr:FileSet",
                "@id": "image-files",
                "name": "image-files",
                "containedIn": {"@id": IMAGES},
                "encodingFormat": "image/*",
                "includes": f"{FOLDER}/*",
            },
        ],
        "recordSet": [_splits(), _samples(columns, tags)],
    }


def _file(name: str, encoding: str, hashes: Mapping[str, str]) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "contentUrl": name,
        "encodingFormat": encoding,
        "sha256": hashes[name],
    }


def _splits() -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": "splits",
        "name": "splits",
        "dataType": "cr:Split",
        "key": {"@id": "splits/name"},
        "field": [
            {"@type": "cr:Field", "@id": "splits/name", "name": "name", "dataType": TEXT},
        ],
        "data": [{"splits/name": split} for split in SPLITS],
    }


def _samples(columns: Mapping[str, Column], tags: Sequence[str]) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": SAMPLES,
        "name": SAMPLES,
        "key": {"@id": f"{SAMPLES}/name"},
        "field": [
            _field("image", IMAGE, {"fileSet": {"@id": "image-files"}, "extract": _content()}),
            _field(
                "name",
                TEXT,
                {
                    "fileSet": {"@id": "image-files"},
                    "extract": {"fileProperty": "filename"},
                },
                references={"fileObject": {"@id": TABLE}, "extract": {"column": "image"}},
            ),
            _field("label", [TEXT, "sc:ClassLabel"], _column("label")),
            _field(
                "split", [TEXT, "cr:Split"], _column("split"), references={"@id": "splits/name"}
            ),
            *(_field(name, TEXT, _column(name)) for name in tags),
            *(_metadata(name, column) for name, column in columns.items()),
        ],
    }


def _metadata(name: str, column: Column) -> dict[str, Any]:
    described = _field(name, OF_KIND.get(column.kind, TEXT), _column(name))
    return described | ({"description": column.description} if column.description else {})


def _field(
    name: str, kind: str | list[str], source: dict[str, Any], **more: dict[str, Any]
) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": f"{SAMPLES}/{name}",
        "name": name,
        "dataType": kind,
        "source": source,
        **{key: {"field": value} if "@id" in value else value for key, value in more.items()},
    }


def _content() -> dict[str, str]:
    return {"fileProperty": "content"}


def _column(name: str) -> dict[str, Any]:
    return {"fileObject": {"@id": TABLE}, "extract": {"column": name}}


exporters.add(
    Exporter(
        name="croissant",
        title="Croissant",
        says="images, a table and the metadata that data set searches and loaders read",
        suffix="-croissant.zip",
        folder=True,
        write=write,
        holds=("labels", "splits", "tags", "columns", "kinds", "images"),
        place=7,
    )
)
