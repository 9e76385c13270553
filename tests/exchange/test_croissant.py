"""Croissant metadata: what a loader needs is there, and what it points at is what it says."""

from __future__ import annotations

import csv
import hashlib
import json
import zipfile
from pathlib import Path

from labelbook import Book


def test_the_metadata_describe_the_files_beside_them(tiny_book: Book, tmp_path: Path) -> None:
    tiny_book.exclude([1], author="Anna")
    tiny_book.files.set_card(license="CC-BY-4.0", creator="The team", limits="few hands")
    report = tiny_book.export(tmp_path / "out", "croissant")
    assert (report.samples, report.left_out) == (11, {"excluded": 1})
    told = json.loads((tmp_path / "out" / "croissant.json").read_text())
    assert (told["@type"], told["conformsTo"]) == (
        "sc:Dataset",
        "http://mlcommons.org/croissant/1.0",
    )
    assert told["license"] == "CC-BY-4.0"
    assert told["rai:dataLimitations"] == "few hands"
    for file in told["distribution"]:
        if file["@type"] == "cr:FileObject":
            content = (tmp_path / "out" / file["contentUrl"]).read_bytes()
            assert file["sha256"] == hashlib.sha256(content).hexdigest()
    rows = list(csv.DictReader((tmp_path / "out" / "samples.csv").open()))
    with zipfile.ZipFile(tmp_path / "out" / "images.zip") as packed:
        assert sorted(packed.namelist()) == sorted(f"images/{row['image']}" for row in rows)
        for row in rows:
            sample = int(row["image"].split(".")[0])
            assert (
                packed.read(f"images/{row['image']}") == tiny_book.image_path(sample).read_bytes()
            )
    labels = dict(tiny_book.samples().select("sample", "label").iter_rows())
    assert {int(r["image"].split(".")[0]): r["label"] for r in rows} == {
        sample: label for sample, label in labels.items() if sample != 1
    }


def test_twice_the_same_gives_the_same_bytes(tiny_book: Book, tmp_path: Path) -> None:
    for name in ("one", "two"):
        tiny_book.export(tmp_path / name, "croissant")
    for file in ("croissant.json", "samples.csv", "images.zip"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
