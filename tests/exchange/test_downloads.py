"""Data sets as they are downloaded: the first command reads them as people mean them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import polars as pl
import pytest

import labelbook
from labelbook.errors import BadInput
from labelbook.exchange.importers.options import ReadOptions
from labelbook.exchange.preview import Preview
from tests.conftest import draw


def lay(folder: Path, paths: Iterable[str], texts: dict[str, str] | None = None) -> Path:
    """A folder with an image at each path, and texts beside them."""
    for seed, path in enumerate(paths):
        draw(folder / path, seed)
    for path, text in (texts or {}).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


def questions(seen: Preview) -> list[str]:
    return [doubt.says for doubt in seen.doubts if doubt.asks]


def test_the_form_of_a_contest_is_no_table_of_labels(tmp_path: Path) -> None:
    """As Kaggle's contests have it; names of classes lie beside."""
    source = lay(
        tmp_path / "leaves",
        ["train_images/10.png", "train_images/11.png", "test_images/20.png"],
        {
            "sample_submission.csv": "image_id,label\n20.png,1\n",
            "train.csv": "image_id,label\n10.png,0\n11.png,1\n",
            "label_num_to_disease_map.json": json.dumps({"0": "Blight", "1": "Healthy"}),
        },
    )
    seen = labelbook.preview(source)
    assert seen.counts == {"train": {"Blight": 1, "Healthy": 1}, "test": {"": 1}}
    assert "named by label_num_to_disease_map.json" in seen.layout


def test_bare_numbers_in_a_table_of_train_mean_the_images_of_train(tmp_path: Path) -> None:
    """As CIFAR-10 lies at Kaggle: train/1.png and test/1.png, and trainLabels.csv."""
    source = lay(
        tmp_path / "cifar",
        ["train/1.png", "train/2.png", "test/1.png", "test/2.png"],
        {"trainLabels.csv": "id,label\n1,frog\n2,truck\n"},
    )
    assert labelbook.preview(source).counts == {
        "train": {"frog": 1, "truck": 1},
        "test": {"": 2},
    }


def test_folders_that_only_count_parts_are_no_classes(tmp_path: Path) -> None:
    """As HAM10000 and the chest X-rays of the NIH lie."""
    source = lay(
        tmp_path / "skin",
        ["HAM10000_images_part_1/ISIC_1.png", "HAM10000_images_part_2/ISIC_2.png"],
        {"HAM10000_metadata.csv": "lesion_id,image_id,dx,age\na,ISIC_1,nv,50\nb,ISIC_2,mel,60\n"},
    )
    seen = labelbook.preview(source)
    assert seen.counts == {"train": {"mel": 1, "nv": 1}}
    assert [column.name for column in seen.columns] == ["lesion_id", "age"]
    assert questions(seen) == []


def test_a_table_labels_what_no_folder_does(tmp_path: Path) -> None:
    """As the German traffic signs lie: classes as folders in Train, a table for Test."""
    source = lay(
        tmp_path / "signs",
        ["Train/0/a.png", "Train/1/b.png", "Test/c.png", "Test/d.png"],
        {
            "Train.csv": "Width,ClassId,Path\n24,0,Train/0/a.png\n24,1,Train/1/b.png\n",
            "Test.csv": "Width,ClassId,Path\n24,1,Test/c.png\n24,1,Test/d.png\n",
        },
    )
    seen = labelbook.preview(source)
    assert seen.counts == {"train": {"0": 1, "1": 1}, "test": {"1": 2}}


def test_a_table_that_contradicts_the_folders_is_asked_about(tmp_path: Path) -> None:
    paths = [f"{camera}/{number}.png" for number, camera in enumerate(["north", "south"] * 3)]
    rows = "".join(f"{path},{'cat' if at < 3 else 'dog'}\n" for at, path in enumerate(paths))
    source = lay(tmp_path / "traps", paths, {"list.csv": f"path,label\n{rows}"})
    seen = labelbook.preview(source)
    (asked,) = [doubt for doubt in seen.doubts if doubt.asks]
    assert asked.says.endswith("says 'cat' where the folder says 'north': which is the label?")
    table, folders = (
        labelbook.preview(source, options=ReadOptions().settled(answer.settings))
        for answer in asked.answers
    )
    assert table.counts == {"train": {"cat": 3, "dog": 3}}
    assert folders.counts == {"train": {"north": 3, "south": 3}}
    assert questions(table) == questions(folders) == []


@pytest.mark.parametrize("ending", ["", ".png"])
def test_lists_name_the_splits(tmp_path: Path, ending: str) -> None:
    """As Food-101 has them: meta/train.txt and meta/test.txt, without endings."""
    source = lay(
        tmp_path / "food",
        [f"images/{name}/{number}.png" for name in ("pie", "pho") for number in range(2)],
        {
            "meta/train.txt": f"pie/0{ending}\npho/0{ending}\n",
            "meta/test.txt": f"pie/1{ending}\npho/1{ending}\n",
            "meta/classes.txt": "pie\npho\n",
            "README.txt": "Pictures of food.\nNo list of files.\n",
        },
    )
    seen = labelbook.preview(source)
    assert seen.counts == {"train": {"pho": 1, "pie": 1}, "test": {"pho": 1, "pie": 1}}
    assert seen.layout.endswith("splits from meta/test.txt, meta/train.txt")


def test_a_list_labels_what_lies_in_no_class(tmp_path: Path) -> None:
    """As Tiny ImageNet has it: boxes follow the label, and mean nothing here."""
    source = lay(
        tmp_path / "tiny",
        ["train/n01/images/n01_0.png", "train/n02/images/n02_0.png", "val/images/val_0.png"],
        {"val/val_annotations.txt": "val_0.png\tn02\t0\t0\t9\t9\n"},
    )
    seen = labelbook.preview(source)
    assert seen.counts == {"train": {"n01": 1, "n02": 1}, "val": {"n02": 1}}


def test_a_list_of_yes_and_no_is_no_list_of_classes(tmp_path: Path) -> None:
    """As Pascal VOC has them, one for each class."""
    source = lay(
        tmp_path / "voc",
        ["JPEGImages/01.png", "JPEGImages/02.png"],
        {"ImageSets/Main/cat_train.txt": "01 -1\n02  1\n"},
    )
    assert labelbook.preview(source).counts == {"train": {"": 2}}


def test_classes_in_the_names_of_files_are_asked_about(tmp_path: Path) -> None:
    """As Dogs vs. Cats lies: the test images are numbered only."""
    names = [f"train/{name}.{number}.png" for name in ("cat", "dog") for number in range(4)]
    source = lay(tmp_path / "pets", [*names, "test1/1.png", "test1/2.png"])
    (asked,) = [doubt for doubt in labelbook.preview(source).doubts if doubt.asks]
    options = ReadOptions().settled(asked.answers[0].settings)
    assert labelbook.preview(source, options=options).counts == {
        "train": {"cat": 4, "dog": 4},
        "test": {"": 2},
    }


@pytest.mark.parametrize("name", ["IMG_{}", "DSC{:05}", "image_{}"])
def test_what_cameras_call_their_files_is_no_class(tmp_path: Path, name: str) -> None:
    paths = [f"{name.format(number)}.png" for number in range(6)]
    more = [f"PXL_{number}.png" for number in range(6)]
    assert questions(labelbook.preview(lay(tmp_path / "phone", paths + more))) == []


@pytest.mark.parametrize(
    ("names", "says"),
    [
        (["train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"], "holds arrays"),
        (["x_train.npy", "y_train.npy"], "holds arrays"),
        (["train.zip", "labels.csv"], "import train.zip itself, or unpack it first"),
        (["README.md", "paper.pdf"], r"holds no image \(1 .md, 1 .pdf\)"),
    ],
)
def test_a_folder_without_images_is_refused_with_the_way_out(
    tmp_path: Path, names: list[str], says: str
) -> None:
    source = tmp_path / "data"
    source.mkdir()
    for name in names:
        (source / name).write_bytes(b"\x00\x01")
    with pytest.raises(BadInput, match=says):
        labelbook.preview(source)


def test_a_table_of_pixels_is_named_as_that(tmp_path: Path) -> None:
    head = ",".join(["label", *(f"pixel{number}" for number in range(784))])
    table = tmp_path / "mnist.csv"
    table.write_text(f"{head}\n{','.join(['5'] + ['0'] * 784)}\n")
    with pytest.raises(BadInput, match="holds pixels") as refused:
        labelbook.preview(table)
    assert len(str(refused.value)) < 300


def test_masks_beside_the_images_are_left_out_and_told(tmp_path: Path) -> None:
    """As the chest X-rays of COVID-19 lie."""
    paths = [
        f"{split}/{name}/{kind}/1.png"
        for split in ("Train", "Test")
        for name in ("COVID", "Normal")
        for kind in ("images", "masks")
    ]
    seen = labelbook.preview(lay(tmp_path / "lungs", paths))
    assert seen.counts == {
        "train": {"COVID": 1, "Normal": 1},
        "test": {"COVID": 1, "Normal": 1},
    }
    assert any("is a mask beside the images" in doubt.says for doubt in seen.doubts)


def test_the_same_folders_in_every_folder_are_asked_about(tmp_path: Path) -> None:
    """Years, cameras and folds around classes look like classes around something else."""
    paths = [f"fold{fold}/{name}/{fold}.png" for fold in (1, 2) for name in ("cat", "dog")]
    source = lay(tmp_path / "folds", paths)
    (asked,) = [doubt for doubt in labelbook.preview(source).doubts if doubt.asks]
    options = ReadOptions().settled(asked.answers[1].settings)
    assert labelbook.preview(source, options=options).counts == {"train": {"cat": 2, "dog": 2}}


@pytest.mark.parametrize(
    "names",
    [
        ("Entrenamiento", "Validación", "Prueba"),
        ("treino", "validacao", "teste"),
        ("训练", "验证", "测试"),
    ],
)
def test_splits_are_known_in_other_languages(tmp_path: Path, names: tuple[str, str, str]) -> None:
    paths = [f"{name}/{label}/{name}.png" for name in names for label in ("a", "b")]
    counts = labelbook.preview(lay(tmp_path / "data", paths)).counts
    assert counts == {split: {"a": 1, "b": 1} for split in ("train", "val", "test")}


@pytest.mark.parametrize("name", ["_unlabeled", "unlabelled", "No_Label"])
def test_what_other_tools_call_unlabelled_has_no_class(tmp_path: Path, name: str) -> None:
    source = lay(tmp_path / "export", ["cat/1.png", "dog/2.png", f"{name}/3.png"])
    assert labelbook.preview(source).counts == {"train": {"": 1, "cat": 1, "dog": 1}}


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("0.png,cat\n1.png,dog\n2.png,cat\n", {"train": {"cat": 2, "dog": 1}}),
        ("# made by hand\n\npath,label\n0.png,cat\n1.png,dog\n2.png,cat\n", None),
        (
            "TRAIN,gs://b/0.png,cat\nTEST,gs://b/1.png,dog\nTRAIN,gs://b/2.png,dog\n",
            {"train": {"cat": 1, "dog": 1}, "test": {"dog": 1}},
        ),
        (
            "id,image,choice\n1,/data/upload/1/0a1b2c3d-0.png,cat\n"
            "2,/data/upload/1/0a1b2c3d-1.png,dog\n3,/data/upload/1/0a1b2c3d-2.png,cat\n",
            None,
        ),
    ],
)
def test_tables_without_a_head_with_remarks_or_of_other_tools_are_read(
    tmp_path: Path, text: str, counts: dict[str, dict[str, int]] | None
) -> None:
    """As people write them, and as AutoML and Label Studio do."""
    source = lay(tmp_path / "data", ["0.png", "1.png", "2.png"], {"list.csv": text})
    assert labelbook.preview(source).counts == (counts or {"train": {"cat": 2, "dog": 1}})


def test_two_columns_of_numbered_labels_are_no_columns_of_marks(tmp_path: Path) -> None:
    """As CIFAR-100 lies at Hugging Face; asked once, however many files there are."""
    for name in ("train-00000-of-00002", "train-00001-of-00002", "test-00000-of-00001"):
        place = tmp_path / "cifar" / "data" / f"{name}.parquet"
        place.parent.mkdir(parents=True, exist_ok=True)
        data = draw(tmp_path / "one.png", len(name)).read_bytes()
        rows = {
            "img": [{"bytes": data, "path": None}] * 3,
            "fine_label": [0, 1, 0],
            "coarse_label": [0, 0, 1],
        }
        pl.DataFrame(rows).write_parquet(place)
    assert len(questions(labelbook.preview(tmp_path / "cifar"))) == 1
    options = ReadOptions(label_column="fine_label")
    seen = labelbook.preview(tmp_path / "cifar", options=options)
    assert seen.counts == {"train": {"0": 4, "1": 2}, "test": {"0": 2, "1": 1}}


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("old.xls", "save it as .xlsx or CSV"),
        ("set.rar", "unpack it"),
        ("set.7z", "unpack it"),
        ("set.npz", "write them out as image files"),
        ("train.txt", "name the folder around its images"),
    ],
)
def test_a_file_that_is_not_read_is_named_with_the_way_out(
    tmp_path: Path, name: str, says: str
) -> None:
    (tmp_path / name).write_bytes(b"\x00")
    with pytest.raises(BadInput, match=says):
        labelbook.preview(tmp_path / name)


def test_classes_that_are_written_alike_are_told(tmp_path: Path) -> None:
    source = lay(tmp_path / "pets", ["Cat/1.png", "cat/2.png", "hot dog/3.png", "Hot_Dog/4.png"])
    said = [doubt.says for doubt in labelbook.preview(source).doubts]
    assert [says.partition(" are written")[0] for says in said] == [
        "the classes 'Cat' and 'cat'",
        "the classes 'Hot_Dog' and 'hot dog'",
    ]
    book, _ = labelbook.create(tmp_path / "book", source)
    with book:
        assert book.files.import_(source).doubts == ()
        more = lay(tmp_path / "more", ["CAT/5.png", "cow/6.png"])
        told = " ".join(book.files.import_(more).doubts)
        assert "'CAT' and 'Cat' and 'cat'" in told
