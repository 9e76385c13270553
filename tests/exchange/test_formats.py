"""What goes out in a format comes back as the same book; other tools' files are read rightly."""

from __future__ import annotations

import io
import json
import pickle
import shutil
import tarfile
from pathlib import Path

import polars as pl
import pytest

import labelbook
from labelbook import Book
from labelbook.errors import BadInput
from labelbook.exchange.export import exporters
from tests.conftest import draw

ROUND = [each.name for each in exporters if "images" in each.holds]


def told(book: Book, holds: tuple[str, ...]) -> dict[str, tuple[object, ...]]:
    """What a book says of each image, as far as a format claims to hold it, by the hash."""
    kept = book.samples().filter(~pl.col("excluded"))
    if "unlabelled" not in holds:
        kept = kept.drop_nulls("label")
    return {
        row["hash"]: (
            row["label"],
            row["split"],
            tuple(row["tags"]) if "tags" in holds else (),
        )
        for row in kept.iter_rows(named=True)
    }


@pytest.mark.parametrize("format", ROUND)
def test_what_a_format_holds_comes_back(tiny_book: Book, tmp_path: Path, format: str) -> None:
    tiny_book.tag([1, 5], "thin", author="Anna")

    tiny_book.exclude(2, author="Anna")
    tiny_book.relabel(3, None, author="Anna")
    tiny_book.relabel(4, "007", author="Anna")
    tiny_book.set_split(7, "test", author="Anna")
    out = tmp_path / f"out.{format}" if format == "zip" else tmp_path / "out"
    report = tiny_book.export(out, format)
    holds = exporters.get(format).holds
    back, _ = labelbook.create(tmp_path / "back", out)
    with back:
        assert told(back, holds) == told(tiny_book, holds)
        assert report.samples == back.samples().height


@pytest.mark.parametrize("format", ["webdataset", "huggingface", "coco", "imagefolder"])
def test_a_folder_is_written_twice_with_the_same_bytes(
    tiny_book: Book, tmp_path: Path, format: str
) -> None:
    tiny_book.export(tmp_path / "a", format)
    tiny_book.export(tmp_path / "b", format)
    for path in (one for one in (tmp_path / "a").rglob("*") if one.is_file()):
        other = tmp_path / "b" / path.relative_to(tmp_path / "a")
        assert path.read_bytes() == other.read_bytes(), path.name


@pytest.mark.parametrize("format", ["webdataset", "coco", "huggingface", "label-studio"])
def test_a_file_that_is_gone_keeps_no_other_back(
    tiny_book: Book, image_folder: Path, tmp_path: Path, format: str
) -> None:
    (image_folder / "train/i/0.png").unlink()
    report = tiny_book.export(tmp_path / "out", format)
    assert report.samples == 11
    assert any(reason.startswith("whose file is gone") for reason in report.left_out)


@pytest.mark.parametrize("format", ["csv", "folder", "coco"])
def test_only_the_chosen_samples_are_written(tiny_book: Book, tmp_path: Path, format: str) -> None:
    assert tiny_book.export(tmp_path / "out", format, samples=[1, 4]).samples == 2
    with pytest.raises(BadInput, match="none of the 1 samples"):
        tiny_book.export(tmp_path / "none", format, samples=[999])


def coco(folder: Path) -> Path:
    """COCO as people have it: annotations beside a folder of images, with boxes."""
    for number in (1, 2, 3):
        draw(folder / "val2017" / f"{number:012}.png", number)
    text = {
        "images": [{"id": one, "file_name": f"{one:012}.png"} for one in (1, 2, 3)],
        "categories": [{"id": 17, "name": "cat"}, {"id": 18, "name": "dog"}],
        "annotations": [
            {"id": 1, "image_id": 1, "category_id": 17, "bbox": [0, 0, 5, 5]},
            {"id": 2, "image_id": 2, "category_id": 18, "bbox": [0, 0, 5, 5]},
            {"id": 3, "image_id": 2, "category_id": 17, "bbox": [1, 1, 5, 5]},
        ],
    }
    place = folder / "annotations" / "instances_val2017.json"
    place.parent.mkdir()
    place.write_text(json.dumps(text))
    return place


@pytest.mark.parametrize("named", ["folder", "file"])
def test_coco_gives_each_image_its_category_and_says_that_boxes_are_left_out(
    tmp_path: Path, named: str
) -> None:
    place = coco(tmp_path / "coco")
    source = place if named == "file" else tmp_path / "coco"
    book, report = labelbook.create(tmp_path / "book", source)
    with book:
        rows = book.samples().sort("path")
        assert rows["label"].to_list() == ["cat", "dog", None]
        assert rows["split"].to_list() == ["val"] * 3
        assert rows["tags"].to_list() == [[], ["cat"], []]
    assert any("3 boxes or outlines are left out" in says for says in report.doubts)
    assert any("several labels (dog, cat)" in says for says in report.doubts)


def test_coco_whose_images_are_elsewhere_is_refused_in_one_sentence(tmp_path: Path) -> None:
    place = coco(tmp_path / "coco")
    shutil.rmtree(tmp_path / "coco" / "val2017")
    with pytest.raises(BadInput, match="name their folder with --images"):
        labelbook.create(tmp_path / "book", place)


def test_label_studio_gives_the_newest_choice_that_was_not_cancelled(tmp_path: Path) -> None:
    draw(tmp_path / "media" / "cat 1.png", 1)
    draw(tmp_path / "media" / "0a1b2c3d-dog.png", 2)
    draw(tmp_path / "media" / "deep" / "c.png", 3)

    def chose(name: str, at: str, **more: object) -> dict[str, object]:
        value = {"type": "choices", "from_name": "k", "value": {"choices": [name]}}
        return {"updated_at": at, "result": [value], **more}

    tasks = [
        {
            "data": {"image": "/data/upload/1/89abcdef-cat%201.png", "writer": "w1"},
            "annotations": [
                chose("dog", "2024-01-01"),
                chose("cat", "2024-01-02"),
                chose("cow", "2024-01-03", was_cancelled=True),
            ],
        },
        {"data": {"image": "/data/upload/1/0a1b2c3d-dog.png"}, "annotations": [chose("dog", "")]},
        {
            "data": {"image": "/data/local-files/?d=deep/c.png"},
            "annotations": [],
            "predictions": [chose("cow", "")],
        },
    ]
    (tmp_path / "media" / "export.json").write_text(json.dumps(tasks))
    book, report = labelbook.create(tmp_path / "book", tmp_path / "media" / "export.json")
    with book:
        labels = dict(book.samples().select("path", "label").iter_rows())
        assert labels == {"cat 1.png": "cat", "0a1b2c3d-dog.png": "dog", "deep/c.png": None}
    assert any("only predictions" in says for says in report.doubts)


def test_shards_with_numbers_are_named_by_the_file_beside_them(tmp_path: Path) -> None:
    for shard, number in ((0, 1), (1, 0)):
        image = draw(tmp_path / f"{shard}.png", shard).read_bytes()
        (tmp_path / "wds").mkdir(exist_ok=True)
        with tarfile.open(tmp_path / "wds" / f"test-{shard:02}.tar", "w") as archive:
            for name, data in ((f"{shard}.png", image), (f"{shard}.cls", str(number).encode())):
                entry = tarfile.TarInfo(name)
                entry.size = len(data)
                archive.addfile(entry, io.BytesIO(data))
    preview = labelbook.preview(tmp_path / "wds" / "test-{00..01}.tar")
    assert preview.classes == ("0", "1")
    assert any("classes are numbers" in doubt.says for doubt in preview.doubts)
    (tmp_path / "wds" / "classes.txt").write_text("ant\nbee\n")
    assert labelbook.preview(tmp_path / "wds").counts == {"test": {"ant": 1, "bee": 1}}


def test_torch_gets_pictures_and_numbers_in_any_process(tiny_book: Book) -> None:
    tiny_book.exclude(1, author="Anna")
    view = pickle.loads(pickle.dumps(tiny_book.torch(split="train")))
    assert len(view) == 8
    assert view.classes == ("i", "ii", "iii")
    image, target = view[0]
    assert (image.size, image.mode) == ((24, 20), "RGB")
    assert view.classes[target] == tiny_book.sample(view.samples[0]).label


def test_the_loader_of_torch_takes_a_view(tiny_book: Book) -> None:
    data = pytest.importorskip("torch.utils.data")
    view = tiny_book.torch(transform=lambda image: image.size[0])
    loader = data.DataLoader(view, batch_size=4)
    assert sum(len(sizes) for sizes, _ in loader) == 12


def test_hugging_face_reads_what_is_written(tiny_book: Book, tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    tiny_book.export(tmp_path / "hub", "huggingface")
    found = datasets.load_dataset(str(tmp_path / "hub"), cache_dir=str(tmp_path / "cache"))
    assert found["train"].features["label"].names == ["i", "ii", "iii"]
    assert found["train"].num_rows == 9
    assert tiny_book.hf(split="val").num_rows == 3


def test_webdataset_reads_what_is_written(tiny_book: Book, tmp_path: Path) -> None:
    webdataset = pytest.importorskip("webdataset")
    tiny_book.export(tmp_path / "wds", "webdataset")
    shard = str(tmp_path / "wds" / "train-000000.tar")
    found = list(webdataset.WebDataset(shard, shardshuffle=False).decode("pil"))
    assert len(found) == 9
    assert found[0]["json"]["label"] == "i"


def test_torchvision_reads_what_is_written(tiny_book: Book, tmp_path: Path) -> None:
    torchvision = pytest.importorskip("torchvision.datasets")
    tiny_book.columns.add("age", "number", author="Anna")
    tiny_book.columns.set("age", [1, 2], [3, 4], author="Anna")
    tiny_book.classes.change("i", description="one", author="Anna")
    tiny_book.export(tmp_path / "out", "folder")
    assert (tmp_path / "out" / "metadata.csv").is_file()
    for split, count in (("train", 9), ("val", 3)):
        found = torchvision.ImageFolder(str(tmp_path / "out" / split))
        assert found.classes == ["i", "ii", "iii"]
        assert len(found) == count
        image, target = found[0]
        assert (image.size, target) == ((24, 20), 0)
