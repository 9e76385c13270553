"""A table is read by what its columns hold, whatever they are called."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import labelbook
from labelbook.errors import BadInput, Undecided
from labelbook.exchange.importers.options import ReadOptions
from labelbook.exchange.tables import files
from labelbook.exchange.tables.resolve import Resolver
from tests.conftest import draw

Labels = dict[str, str | None]


@pytest.fixture
def images(tmp_path: Path) -> Path:
    for number in range(4):
        draw(tmp_path / "data" / f"{number}.png", number)
    return tmp_path / "data"


def labels(source: Path, options: ReadOptions | None = None) -> Labels:
    """Path -> label of a new book of this source."""
    place = source.parent.parent / f"book{len(list(source.parent.parent.iterdir()))}"
    book, _ = labelbook.create(place, source, options=options)
    with book:
        frame = book.samples()
        return dict(zip(frame["path"].to_list(), frame["label"].to_list(), strict=True))


TRUTH: Labels = {"0.png": "cat", "1.png": "dog", "2.png": "cat", "3.png": "dog"}


@pytest.mark.parametrize(
    "text",
    [
        "path,label\n0.png,cat\n1.png,dog\n2.png,cat\n3.png,dog\n",
        "\ufefffilename;species\n0.png;cat\n1.png;dog\n2.png;cat\n3.png;dog\n",
        "sep=;\nImage Name;class_name\n0.png;cat\n1.png;dog\n2.png;cat\n3.png;dog\n",
        "id,diagnosis\n0,cat\n1,dog\n2,cat\n3,dog\n",
        "a|b\n0.png|cat\n1.png|dog\n2.png|cat\n3.png|dog\n",
        "img\ty\n./0.png\tcat\n.\\1.png\tdog\nelsewhere/2.png\tcat\n3.png\tdog\n",
        "filename, cat, dog\n0.png, 1, 0\n1.png, 0, 1\n2.png, 1, 0\n3.png, 0, 1\n",
        "path,label\r0.png,cat\r1.png,dog\r2.png,cat\r3.png,dog\r",
    ],
)
def test_a_csv_is_read_whatever_its_columns_are_called(images: Path, text: str) -> None:
    (images / "list.csv").write_bytes(text.encode())
    assert labels(images / "list.csv") == TRUTH


def test_json_lines_workbooks_and_parquet_are_tables_too(images: Path) -> None:
    import openpyxl

    rows = [{"file_name": path, "label": label} for path, label in TRUTH.items()]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (images / "list.jsonl").write_text(lines)
    pl.DataFrame(rows).with_columns(thumbnail=pl.lit(b"\xff\xfe")).write_parquet(
        images / "list.parquet"
    )
    book = openpyxl.Workbook()
    for row in [("file_name", "label"), *TRUTH.items()]:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(images / "list.xlsx")
    for ending in ("jsonl", "parquet", "xlsx"):
        assert labels(images / f"list.{ending}") == TRUTH


ROWS = [
    {"image": path, "label": label, "age": number}
    for number, (path, label) in enumerate(TRUTH.items())
]


@pytest.mark.parametrize(
    "told",
    [
        ROWS,
        {"version": 3, "data": ROWS},
        {"train": ROWS[:2], "val": ROWS[2:]},
        list(TRUTH.items()),
        TRUTH,
        {path.removesuffix(".png"): label for path, label in TRUTH.items()},
        {"image": list(TRUTH), "label": list(TRUTH.values())},
        {"image": dict(enumerate(TRUTH)), "label": dict(enumerate(TRUTH.values()))},
        {path: {"label": label, "age": 3} for path, label in TRUTH.items()},
        {path: [label] for path, label in TRUTH.items()},
        {"train": dict(list(TRUTH.items())[:2]), "val": dict(list(TRUTH.items())[2:])},
        {"cat": ["0.png", "2.png"], "dog": ["1.png", "3.png"]},
        # As FiftyOne exports it.
        {"classes": ["cat", "dog"], "labels": {"0": 0, "1": 1, "2": 0, "3": 1}},
    ],
)
def test_json_lists_images_in_any_way(images: Path, told: object) -> None:
    (images / "list.json").write_text(json.dumps(told))
    assert labels(images / "list.json") == TRUTH
    assert labels(images) == TRUTH


@pytest.mark.parametrize("told", [[], {}, 7, [1, 2], {"name": "pets", "licence": "none"}, [[1]]])
def test_json_that_lists_nothing_is_refused_in_one_sentence(images: Path, told: object) -> None:
    (images / "list.json").write_text(json.dumps(told))
    with pytest.raises(BadInput, match="it needs a list of objects, a row each"):
        labels(images / "list.json")


@pytest.mark.parametrize("name", ["metadata.csv", "metadata.jsonl", "_classes.csv", "any.csv"])
def test_a_table_beside_the_images_names_their_labels(tmp_path: Path, name: str) -> None:
    for number in range(4):
        draw(tmp_path / "data" / "train" / f"{number}.png", number)
    rows = [{"file_name": path, "label": label} for path, label in TRUTH.items()]
    text = pl.DataFrame(rows).write_ndjson() if name.endswith("jsonl") else ""
    if name == "_classes.csv":
        text = "filename, cat, dog\n0.png, 1, 0\n1.png, 0, 1\n2.png, 1, 0\n3.png, 0, 1\n"
    (tmp_path / "data" / "train" / name).write_text(text or pl.DataFrame(rows).write_csv())
    found = labels_of(tmp_path / "data")
    assert found == {f"train/{path}": label for path, label in TRUTH.items()}


def labels_of(folder: Path) -> Labels:
    book, _ = labelbook.create(folder.with_name("book"), folder)
    with book:
        frame = book.samples()
        return dict(zip(frame["path"].to_list(), frame["label"].to_list(), strict=True))


def test_a_table_beside_labelled_folders_is_told_and_used_when_it_is_named(tmp_path: Path) -> None:
    for number, label in enumerate(["cat", "cat", "dog", "dog"]):
        draw(tmp_path / "data" / label / f"{number}.png", number)
    (tmp_path / "data" / "truth.csv").write_text(
        "path,label,clean\ncat/0.png,cat,cat\ncat/1.png,cat,dog\ndog/2.png,dog,dog\n"
    )
    (told,) = labelbook.preview(tmp_path / "data").doubts
    assert told.says == "truth.csv lists 3 of these images (labels, clean): not used"
    settled = ReadOptions().settled(told.answers[0].settings)
    seen = labelbook.preview(tmp_path / "data", options=settled)
    assert [column.name for column in seen.columns] == ["clean"]
    assert seen.counts == {"train": {"cat": 2, "dog": 2}}


def test_a_table_without_labels_beside_labelled_folders_only_adds_columns(tmp_path: Path) -> None:
    for number in range(8):
        draw(tmp_path / "set" / ("cat", "dog")[number % 2] / f"{number}.png", number)
    rows = [f"{('cat', 'dog')[n % 2]}/{n}.png,{'north' if n < 4 else 'south'}" for n in range(8)]
    (tmp_path / "set" / "metadata.csv").write_text("\n".join(["file_name,site", *rows]))
    book, _ = labelbook.create(tmp_path / "book", tmp_path / "set")
    with book:
        frame = book.samples().sort("path")
        assert frame["label"].to_list() == ["cat"] * 4 + ["dog"] * 4
        assert frame["site"].to_list() == ["north", "north", "south", "south"] * 2


def png(shade: int) -> bytes:
    out = io.BytesIO()
    Image.new("L", (5, 4), shade).save(out, "PNG")
    return out.getvalue()


def test_a_parquet_that_holds_images_is_read_with_its_class_names(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "image": [{"bytes": png(shade), "path": f"{shade}.png"} for shade in range(4)],
            "label": [0, 1, 0, None],
            "patient": ["a", "a", "b", "b"],
        }
    )
    named = {"info": {"features": {"label": {"names": ["cat", "dog"], "_type": "ClassLabel"}}}}
    frame.write_parquet(
        tmp_path / "test-00000-of-00001.parquet", metadata={"huggingface": json.dumps(named)}
    )
    book, report = labelbook.create(tmp_path / "book", tmp_path / "test-00000-of-00001.parquet")
    with book:
        assert report.added == 4
        frame = book.samples().sort("path")
        assert frame["label"].to_list() == ["cat", "dog", "cat", None]
        assert frame["split"].unique().to_list() == ["test"]
        assert book.image_path(book.sample("2.png").id).read_bytes() == png(2)


def test_several_labels_are_told_and_chosen(images: Path) -> None:
    (images / "list.csv").write_text("path,label\n0.png,cat|dog\n1.png,dog\n2.png,cat\n")
    seen = labelbook.preview(images / "list.csv")
    (doubt,) = seen.doubts
    assert doubt.says.startswith("1 row has several labels (cat, dog): the first is taken")
    assert labels(images / "list.csv")["0.png"] == "cat"
    assert labels(images / "list.csv", ReadOptions(several="none"))["0.png"] is None
    assert "0.png" not in labels(images / "list.csv", ReadOptions(several="skip"))


def test_a_name_with_a_mark_in_it_is_one_class(images: Path) -> None:
    (images / "list.csv").write_text("path,label\n0.png,salt|pepper\n1.png,x\n")
    assert labels(images / "list.csv") == {"0.png": "salt|pepper", "1.png": "x"}


def test_where_several_columns_may_be_the_label_it_asks(images: Path) -> None:
    text = "path,what,where\n0.png,cat,in\n1.png,dog,in\n2.png,cat,out\n3.png,dog,out\n"
    (images / "list.csv").write_text(text)
    with pytest.raises(Undecided, match="which one is it") as asked:
        labels(images / "list.csv")
    assert [answer.settings for answer in asked.value.answers] == [
        {"label_column": "what"},
        {"label_column": "where"},
    ]
    assert labels(images / "list.csv", ReadOptions(label_column="what")) == TRUTH


def test_every_other_column_is_kept_with_its_kind(images: Path) -> None:
    (images / "list.csv").write_text(
        "path,label,camera,age,taken,code\n"
        "0.png,cat,left,3,2024-03-01,007\n1.png,dog,left,4.5,2024-03-02,008\n"
        "2.png,cat,right,,2024-03-03,009\n3.png,dog,right,5,,010\n"
    )
    from labelbook.exchange import importers

    reading = importers.read(images / "list.csv", images_store=images, known={})
    assert {column.name: column.kind for column in reading.columns} == {
        "camera": "category",
        "age": "number",
        "taken": "date",
        "code": "text",
    }
    first = dict(reading.items[0].metadata)
    assert first == {"camera": "left", "age": 3.0, "taken": date(2024, 3, 1), "code": "007"}


def test_a_second_column_of_labels_is_kept_under_another_name(images: Path) -> None:
    text = "path,label,class_name\n0.png,0,cat\n1.png,1,dog\n2.png,0,cat\n3.png,1,dog\n"
    (images / "list.csv").write_text(text)
    book, _ = labelbook.create(images.parent / "book", images / "list.csv")
    with book:
        frame = book.samples()
        assert frame["label"].to_list() == ["cat", "dog", "cat", "dog"]
        assert frame["table label"].to_list() == [0, 1, 0, 1]


def test_a_column_that_is_not_there_is_named_with_those_that_are(images: Path) -> None:
    (images / "list.csv").write_text("path,label\n0.png,cat\n")
    with pytest.raises(BadInput, match=r"no column 'klass' \(label_column\); it has path, label"):
        labels(images / "list.csv", ReadOptions(label_column="klass"))


def test_addresses_are_told_as_such(images: Path) -> None:
    (images / "list.csv").write_text(
        f"path,label\nhttps://example.org/a.png,cat\n1.png,dog\nfile://{images}/2.png,cat\n"
    )
    book, report = labelbook.create(images.parent / "book", images / "list.csv")
    with book:
        assert report.added == 2
        (left,) = report.skipped
        assert "https://example.org/a.png" in left.path
        assert left.reason == "is an address: only files on this disk are read"


def test_a_quote_in_the_name_of_a_column_is_one(images: Path) -> None:
    (images / "list.csv").write_text('path,label,"5"" wide"\n0.png,cat,1\n1.png,dog,2\n')
    preview = labelbook.preview(images / "list.csv")
    assert [column.name for column in preview.columns] == ['5" wide']


cells = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=12)


@settings(deadline=None)
@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=6))
def test_a_csv_comes_back_as_it_was_written(rows: list[tuple[str, str]]) -> None:
    frame = pl.DataFrame(rows, schema=["one", "two"], orient="row")
    read = files.read("a.csv", frame.write_csv(quote_style="always").encode())
    assert read.fill_null("").rows() == rows


@settings(deadline=None)
@given(st.sets(st.from_regex(r"[a-c]/[a-c]{1,2}\.png", fullmatch=True), min_size=1))
def test_every_path_is_found_as_written_and_none_that_is_not_there(paths: set[str]) -> None:
    resolver = Resolver(paths)
    assert all(resolver(path) == path for path in paths)
    assert resolver("z/zz.png") is None
    assert resolver("../" + next(iter(paths))) is None
