"""As many files as samples, on every file system, and classes that come back as they were."""

from __future__ import annotations

import json
import unicodedata
import zipfile
from collections import Counter
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import labelbook
from labelbook.core import names
from labelbook.exchange import class_table
from labelbook.exchange.exporters import file_names
from labelbook.exchange.exporters.common import placed
from labelbook.exchange.importers.options import ReadOptions
from tests.conftest import draw

ODD = (
    *("?", "a:b", "<x>", "a/b", "..", ".", "x.", ".hidden", "con", "COM1.txt", "nul", "__MACOSX"),
    *(
        "100%",
        "%3F",
        "a%2Fb",
        "Cat",
        "cat",
        "CAT",
        "stra\u00dfe",
        "STRASSE",
        "tail~",
        "a\\b",
        '"q"',
    ),
    *("caf\u00e9", "thumbs.db", "\U0001f984", "x" * 200, "\u6f22" * 200, "=cmd()", "None", "-1"),
)
letters = st.text(st.sampled_from("aA/.: %?~1\u00df-x"), min_size=1, max_size=6)
labels = st.one_of(st.sampled_from(ODD), letters.map(names.mended).filter(bool))
file = st.one_of(
    st.sampled_from(["a.png", "A.png", "a-3.png", "a-3-2.png", "b" * 300 + ".png", "a.PNG", "a"]),
    st.just("photo.png?token=" + "a" * 260),
    letters.map(lambda name: name.replace("/", "-") + ".png"),
)


def folded(path: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


@given(st.lists(st.tuples(labels, file), min_size=1, max_size=30))
def test_there_are_as_many_paths_as_samples_also_without_capitals(
    rows: list[tuple[str, str]],
) -> None:
    samples = pl.DataFrame(
        {
            "sample": range(1, len(rows) + 1),
            "path": [f"train/{place}/{name}" for place, (_, name) in enumerate(rows)],
            "split": ["train"] * len(rows),
            "label": [label for label, _ in rows],
        }
    )
    placing = placed(samples)
    assert len({folded(item.path) for item in placing.files}) == len(rows)
    for item in placing.files:
        parts = item.path.split("/")
        assert len(parts) == 3
        for part in parts:
            assert len(part.encode()) <= file_names.LONGEST
            assert not set(part) & set('\\:*?"<>|')
            assert part == part.strip(". ")
    label_of = dict(zip(samples["sample"], samples["label"], strict=True))
    for item in placing.files:
        folder = item.path.split("/")[1]
        assert placing.truths.get(folder, folder) == label_of[item.sample]


@given(st.text(st.characters(codec="utf-8"), max_size=60))
@example("%")
@example("")
def test_an_escaped_name_leads_back_to_the_true_one(name: str) -> None:
    assert file_names.unescaped(file_names.escaped(name)) == name


@pytest.mark.parametrize(
    ("label", "folder"),
    [
        ("cat", "cat"),
        ("two words", "two words"),
        ("?", "%3F"),
        ("a:b", "a%3Ab"),
        ("..", "%2E%2E"),
        ("x.", "x%2E"),
        ("con", "%63on"),
        ("100%", "100%"),
        ("%3F", "%253F"),
        ("caf\u00e9", "caf\u00e9"),
    ],
)
def test_only_what_a_system_refuses_is_written_otherwise(label: str, folder: str) -> None:
    assert file_names.folders([label]) == {label: folder}


def test_the_number_of_a_sample_takes_no_other_files_name(tmp_path: Path) -> None:
    for number, path in enumerate(("x/a-3.png", "x/s1/a.png", "x/s2/a.png")):
        draw(tmp_path / "set" / "train" / path, number)
    first = ReadOptions(layout="SPLIT/CLASS/FILE")
    with labelbook.create(tmp_path / "book", tmp_path / "set", options=first)[0] as book:
        report = book.export(tmp_path / "out", "folder")
        book.export(tmp_path / "out.zip", "zip")
    written = sorted(path.name for path in (tmp_path / "out").rglob("*.png"))
    assert (report.samples, written) == (3, ["a-3-2.png", "a-3.png", "a.png"])
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert Counter(archive.namelist()).most_common(1)[0][1] == 1


@pytest.mark.parametrize("format", ["folder", "zip"])
def test_odd_classes_go_out_and_come_back(tmp_path: Path, format: str) -> None:
    rows = ["path,label"]
    wanted = {}
    for number, label in enumerate(ODD):
        draw(tmp_path / "set" / f"{number}.png", number, (8, 8))
        quoted = label.replace('"', '""')
        rows.append(f'{number}.png,"{quoted}"')
        wanted[number] = label
    (tmp_path / "set" / "t.csv").write_text("\n".join(rows) + "\n", "utf-8")
    out = tmp_path / ("out" if format == "folder" else "out.zip")
    with labelbook.create(tmp_path / "book", tmp_path / "set" / "t.csv")[0] as book:
        assert book.export(out, format).samples == len(ODD)
        before = dict(book.samples().select("hash", "label").iter_rows())
    back, report = labelbook.create(tmp_path / "back", out)
    with back:
        assert dict(back.samples().select("hash", "label").iter_rows()) == before
    assert (report.skipped, report.names) == ((), ())


def test_the_true_names_lie_beside_the_folders_only_where_they_differ(tmp_path: Path) -> None:
    draw(tmp_path / "set" / "train" / "cat" / "0.png", 0)
    draw(tmp_path / "set" / "train" / "?" / "1.png", 1)
    with labelbook.create(tmp_path / "book", tmp_path / "set")[0] as book:
        book.export(tmp_path / "out", "folder")
        book.relabel("train/?/1.png", "cat", author="Anna")
        book.export(tmp_path / "plain", "folder")
    told = json.loads((tmp_path / "out" / class_table.FILE).read_text("utf-8"))
    assert told == {"folders": {"%3F": "?"}}
    assert not (tmp_path / "plain" / class_table.FILE).exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"folders": 3}'])
def test_a_damaged_table_of_names_stops_no_import(tmp_path: Path, text: str) -> None:
    draw(tmp_path / "set" / "train" / "%3F" / "0.png", 0)
    (tmp_path / "set" / class_table.FILE).write_text(text)
    with labelbook.create(tmp_path / "book", tmp_path / "set")[0] as book:
        assert book.classes() == ["%3F"]


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(labels, min_size=1, max_size=8, unique=True))
def test_any_classes_survive_a_folder(
    tmp_path_factory: pytest.TempPathFactory, chosen: list[str]
) -> None:
    tmp_path = tmp_path_factory.mktemp("names")
    for number in range(len(chosen)):
        draw(tmp_path / "set" / f"{number}.png", number, (4, 4))
    with labelbook.create(tmp_path / "book", tmp_path / "set")[0] as book:
        for number, label in enumerate(chosen):
            book.relabel(f"{number}.png", label, author="Anna")
        book.export(tmp_path / "out", "folder")
        before = dict(book.samples().select("hash", "label").iter_rows())
    with labelbook.create(tmp_path / "back", tmp_path / "out")[0] as back:
        assert dict(back.samples().select("hash", "label").iter_rows()) == before
