"""The names in a zip are read in the letters and from the place that they were meant in."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

import labelbook
from labelbook.exchange.importers.options import ReadOptions
from tests.conftest import draw


def zipped(place: Path, names: dict[str, bytes], image: bytes) -> Path:
    """A zip of one image under each name; placeholder -> the bytes that stand for it."""
    with zipfile.ZipFile(place, "w") as archive:
        for name in names:
            archive.writestr(f"train/{name}/1.png", image)
    data = place.read_bytes()
    for name, raw in names.items():
        assert len(name) == len(raw)
        data = data.replace(name.encode(), raw)
    place.write_bytes(data)
    return place


def test_names_in_letters_that_a_zip_does_not_say_are_asked_about(tmp_path: Path) -> None:
    """As Windows in China packs them."""
    image = draw(tmp_path / "one.png", 1).read_bytes()
    names = {"XXXX": "白猫".encode("gbk"), "YYYY": "黑狗".encode("gbk")}
    source = zipped(tmp_path / "pets.zip", names, image)
    (asked,) = [doubt for doubt in labelbook.preview(source).doubts if doubt.asks]
    shown = {answer.says: answer.settings for answer in asked.answers}
    options = ReadOptions().settled(shown["train/白猫/1.png"])
    assert labelbook.preview(source, options=options).counts == {"train": {"白猫": 1, "黑狗": 1}}


def test_names_of_the_old_code_page_are_read_as_before(tmp_path: Path) -> None:
    image = draw(tmp_path / "one.png", 1).read_bytes()
    names = {"XXXX": "épée".encode("cp437"), "YYYY": b"fork"}
    seen = labelbook.preview(zipped(tmp_path / "dos.zip", names, image))
    assert seen.counts == {"train": {"fork": 1, "épée": 1}}
    assert not [doubt for doubt in seen.doubts if doubt.asks]


@pytest.mark.parametrize("start", ["/", "C:\\data\\", "C:/"])
def test_names_from_the_top_of_a_disk_mean_the_folder_itself(tmp_path: Path, start: str) -> None:
    image = draw(tmp_path / "one.png", 1).read_bytes()
    with zipfile.ZipFile(tmp_path / "set.zip", "w") as archive:
        for name in ("train/cat/1.png", "val/dog/2.png", "val/cat/3.png"):
            archive.writestr(start + name, image)
    seen = labelbook.preview(tmp_path / "set.zip")
    assert seen.counts == {"train": {"cat": 1}, "val": {"cat": 1, "dog": 1}}


def test_a_name_that_leads_outside_is_told_before_the_import(tmp_path: Path) -> None:
    image = draw(tmp_path / "one.png", 1).read_bytes()
    with zipfile.ZipFile(tmp_path / "set.zip", "w") as archive:
        for name in ("../train/cat/1.png", "train/cat/2.png", "train/dog/3.png"):
            archive.writestr(name, image)
    (told,) = labelbook.preview(tmp_path / "set.zip").doubts
    assert told.says.startswith("../train/cat/1.png: has a name that leads outside the zip")
