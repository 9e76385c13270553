"""What a Croissant file describes is read as it says, and what cannot be read is told."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import labelbook
from labelbook import Book
from labelbook.errors import BadInput
from tests.conftest import draw

CONTEXT = {"@vocab": "https://schema.org/", "cr": "http://mlcommons.org/croissant/", "sc": "x"}


def described(folder: Path, files: list[Any], records: list[Any], **more: object) -> Path:
    """Write a description as tools of others do; its file."""
    told = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": "pets",
        "distribution": files,
        "recordSet": records,
        **more,
    }
    folder.mkdir(exist_ok=True)
    (folder / "croissant.json").write_text(json.dumps(told))
    return folder / "croissant.json"


def file(id: str, encoding: str, url: str | None = None, **more: object) -> dict[str, object]:
    return {
        "@type": "cr:FileObject",
        "@id": id,
        "contentUrl": url or id,
        "encodingFormat": encoding,
        **more,
    }


def files(id: str, inside: object, includes: object) -> dict[str, object]:
    inside = {"containedIn": inside} if inside else {}
    return {"@type": "cr:FileSet", "@id": id, "includes": includes, **inside}


def field(id: str, kind: object, source: object, **more: object) -> dict[str, object]:
    return {"@type": "cr:Field", "@id": id, "dataType": kind, "source": source, **more}


def of_set(of: str, what: str, regex: str | None = None) -> dict[str, object]:
    changed = {"transform": {"regex": regex}} if regex else {}
    return {"fileSet": {"@id": of}, "extract": {"fileProperty": what}, **changed}


def of_column(of: str, name: str) -> dict[str, object]:
    return {"fileObject": {"@id": of}, "extract": {"column": name}}


def zipped(place: Path, paths: dict[str, int]) -> None:
    place.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(place, "w") as archive:
        for path, seed in paths.items():
            archive.write(draw(place.parent / "tmp" / "x.png", seed), path)
    shutil.rmtree(place.parent / "tmp")


def taken(source: Path) -> dict[str, tuple[str | None, str]]:
    """Path -> label and split of a new book of a source."""
    book, _ = labelbook.create(source.parent.parent / "book", source)
    with book:
        rows = book.samples().select("path", "label", "split").iter_rows()
        return {path: (label, split) for path, label, split in rows}


def test_files_whose_paths_say_class_and_split_are_read_by_the_patterns(tmp_path: Path) -> None:
    for path, seed in {"a/train/cat/1.png": 1, "a/val/dog/2.png": 2, "b/cat/3.png": 3}.items():
        draw(tmp_path / "pets" / path, seed)
    source = described(
        tmp_path / "pets",
        [files("images", None, ["a/*.png"])],
        [
            {
                "@type": "cr:RecordSet",
                "@id": "all",
                "field": [
                    field("all/image", "sc:ImageObject", of_set("images", "content")),
                    field("all/label", "sc:Text", of_set("images", "fullpath", "([a-z]+)/[^/]+$")),
                    field("all/split", "cr:Split", of_set("images", "fullpath", "a/([a-z]+)/")),
                ],
            }
        ],
    )
    assert taken(source) == {
        "a/train/cat/1.png": ("cat", "train"),
        "a/val/dog/2.png": ("dog", "val"),
    }


def test_a_table_and_images_in_several_archives_are_joined(tmp_path: Path) -> None:
    folder = tmp_path / "pets"
    zipped(folder / "one.zip", {"x/001.png": 1, "x/002.png": 2})
    zipped(folder / "two.zip", {"y/003.png": 3})
    (folder / "all.csv").write_text(
        "pic,kind,age,part\n001,0,3,train\n002,1,4,test\n003,1,5.5,train\n004,1,5,test\n"
    )
    source = described(
        folder,
        [
            file("one.zip", "application/zip"),
            file("second", "application/zip", "https://example.org/two.zip"),
            file("table", "text/csv", "all.csv"),
            files("images", [{"@id": "one.zip"}, {"@id": "second"}], "*.png"),
        ],
        [
            {
                "@id": "kinds",
                "field": [field("kinds/id", "sc:Integer", {}), field("kinds/name", "sc:Text", {})],
                "data": [
                    {"kinds/id": 0, "kinds/name": "cat"},
                    {"kinds/id": 1, "kinds/name": "dog"},
                ],
            },
            {
                "@id": "all",
                "field": [
                    field("all/image", "sc:ImageObject", of_set("images", "content")),
                    field(
                        "all/stem",
                        "sc:Text",
                        of_set("images", "filename", r"(\d+)\.png"),
                        references=of_column("table", "pic"),
                    ),
                    field(
                        "all/kind",
                        ["sc:Integer", "sc:ClassLabel"],
                        of_column("table", "kind"),
                        name="label",
                        references={"field": {"@id": "kinds/id"}},
                    ),
                    field("all/age", "sc:Float", of_column("table", "age"), description="in years"),
                    field("all/part", "cr:Split", of_column("table", "part"), name="split"),
                ],
            },
        ],
    )
    book, report = labelbook.create(tmp_path / "book", source)
    with book:
        rows = book.samples().sort("path")
        assert rows["path"].to_list() == ["x/001.png", "x/002.png", "y/003.png"]
        assert rows["label"].to_list() == ["cat", "dog", "dog"]
        assert rows["split"].to_list() == ["train", "test", "train"]
        (column,) = book.columns.list()
        assert (column.name, column.kind, column.description) == ("age", "number", "in years")
        assert [skipped.path for skipped in report.skipped] == ["004"]


def hub(folder: Path) -> Path:
    """A description as Hugging Face writes it for a data set on its hub."""
    url = "https://huggingface.co/datasets/anna/pets/tree/refs%2Fconvert%2Fparquet"
    cell = {"fileSet": {"@id": "parquet"}, "extract": {"column": "image"}}
    return described(
        folder,
        [
            file("repo", "git+https", url),
            files("parquet", {"@id": "repo"}, "default/*/*.parquet"),
        ],
        [
            {
                "@id": "splits",
                "dataType": "cr:Split",
                "field": [field("splits/name", "sc:Text", {})],
                "data": [{"splits/name": "train"}, {"splits/name": "test"}],
            },
            {
                "@id": "default",
                "field": [
                    field("default/split", "sc:Text", of_set("parquet", "fullpath", "t/(.+)/.+$")),
                    field(
                        "default/image",
                        "sc:ImageObject",
                        {**cell, "transform": {"jsonPath": "bytes"}},
                    ),
                    field("default/label", "sc:Integer", of_column("parquet", "label")),
                ],
            },
        ],
    )


def test_what_the_hub_describes_is_read_from_the_parquet_beside_it(tmp_path: Path) -> None:
    source = hub(tmp_path / "pets")
    named = {"info": {"features": {"label": {"names": ["cat", "dog"], "_type": "ClassLabel"}}}}
    for split, seed in (("train", 1), ("test", 2)):
        data = draw(tmp_path / "x.png", seed).read_bytes()
        place = tmp_path / "pets" / "default" / split / "0000.parquet"
        place.parent.mkdir(parents=True)
        cells = {"image": [{"bytes": data, "path": f"{seed}.png"}], "label": [seed - 1]}
        pl.DataFrame(cells).write_parquet(place, metadata={"huggingface": json.dumps(named)})
    assert taken(source) == {"1.png": ("cat", "train"), "2.png": ("dog", "test")}


def test_what_lies_only_on_the_hub_is_told_with_the_address_that_has_it(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="give --from hf://datasets/anna/pets instead"):
        labelbook.create(tmp_path / "book", hub(tmp_path / "pets"))


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    url = "https://example.org/pets.zip"
    image = field("all/image", "sc:ImageObject", of_set("images", "content"))
    source = described(
        tmp_path / "pets",
        [file("pets.zip", "application/zip", url), files("images", {"@id": "pets.zip"}, "*.png")],
        [{"@id": "all", "field": [image]}],
    )
    with pytest.raises(BadInput, match=f"describes {url}, which is not there: put it beside"):
        labelbook.create(tmp_path / "book", source)
    zipped(tmp_path / "pets" / "pets.zip", {"cat/1.png": 1, "dog/2.png": 2})
    assert taken(source) == {"cat/1.png": ("cat", "train"), "dog/2.png": ("dog", "train")}


@pytest.mark.parametrize(
    ("context", "records", "says"),
    [
        ({"ml": "http://mlcommons.org/schema/"}, [], "older than 1.0"),
        (CONTEXT, [{"@id": "a", "field": [field("a/b", "sc:Text", {})]}], "no record set with"),
    ],
)
def test_a_description_that_cannot_be_used_says_the_way_out(
    tmp_path: Path, context: object, records: list[object], says: str
) -> None:
    source = described(tmp_path / "pets", [], records, **{"@context": context})
    with pytest.raises(BadInput, match=says):
        labelbook.create(tmp_path / "book", source)
    for number, label in enumerate(("cat", "dog")):
        draw(tmp_path / "pets" / label / f"{number}.png", number)
    preview = labelbook.preview(tmp_path / "pets")
    assert preview.classes == ("cat", "dog")
    assert says in preview.doubts[0].says


@pytest.mark.parametrize("url", ["../secret.zip", "/etc/passwd"])
def test_a_description_leads_nowhere_but_to_what_lies_beside_it(tmp_path: Path, url: str) -> None:
    zipped(tmp_path / "secret.zip", {"cat/1.png": 1})
    image = field("all/image", "sc:ImageObject", of_set("images", "content"))
    source = described(
        tmp_path / "pets",
        [file("a", "application/zip", url), files("images", {"@id": "a"}, "*.png")],
        [{"@id": "all", "field": [image]}],
    )
    with pytest.raises(BadInput):
        labelbook.create(tmp_path / "book", source)


@pytest.mark.parametrize("format", ["croissant", "huggingface", "webdataset"])
@pytest.mark.parametrize("kind", ["zip", "gztar"])
def test_an_export_is_read_from_an_archive_of_it_too(
    tiny_book: Book, tmp_path: Path, format: str, kind: str
) -> None:
    (tmp_path / "around").mkdir()
    tiny_book.export(tmp_path / "around" / "out", format)
    root = tmp_path / "around" if kind == "zip" else tmp_path / "around" / "out"
    packed = shutil.make_archive(str(tmp_path / "packed"), kind, root)
    book, _ = labelbook.create(tmp_path / "back", packed)
    with book:
        held = ("hash", "label", "split")
        assert sorted(book.samples().select(held).rows()) == sorted(
            tiny_book.samples().select(held).rows()
        )
