"""What `save_to_disk` of Hugging Face's datasets wrote, and a table with tabs, become a book."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

import labelbook
from tests.conftest import draw


def saved(folder: Path) -> Path:
    """Write a data set as `save_to_disk` does: a folder a split, an arrow stream and its types."""
    for split, numbers in (("train", (0, 1, 2)), ("test", (3,))):
        images = [draw(folder / "drawn" / f"{n}.png", n).read_bytes() for n in numbers]
        rows = pl.DataFrame(
            {
                "image": [{"bytes": data, "path": None} for data in images],
                "label": [n % 2 for n in numbers],
            }
        )
        place = folder / "saved" / split
        place.mkdir(parents=True)
        rows.write_ipc_stream(place / "data-00000-of-00001.arrow")
        features = {"label": {"names": ["cat", "dog"], "_type": "ClassLabel"}}
        (place / "dataset_info.json").write_text(json.dumps({"features": features}))
        (place / "state.json").write_text("{}")
    (folder / "saved" / "dataset_dict.json").write_text('{"splits": ["train", "test"]}')
    return folder / "saved"


def test_a_saved_data_set_keeps_its_splits_and_the_names_of_its_classes(tmp_path: Path) -> None:
    book, _ = labelbook.create(tmp_path / "book", saved(tmp_path))
    with book:
        rows = book.samples().select("label", "split").sort("split", "label").rows()
    assert rows == [("dog", "test"), ("cat", "train"), ("cat", "train"), ("dog", "train")]


def test_a_table_with_tabs_gives_labels(tmp_path: Path) -> None:
    for name in ("a", "b"):
        draw(tmp_path / "data" / f"{name}.png", ord(name))
    (tmp_path / "data" / "list.tsv").write_text("path\tlabel\na.png\tcat\nb.png\tdog\n")
    book, _ = labelbook.create(tmp_path / "book", tmp_path / "data" / "list.tsv")
    with book:
        assert dict(book.samples().select("path", "label").iter_rows()) == {
            "a.png": "cat",
            "b.png": "dog",
        }
