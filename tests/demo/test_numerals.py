from __future__ import annotations

import csv
import hashlib
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from labelbook.demo import numerals, plan
from labelbook.demo.hands import HANDS
from labelbook.errors import BadInput

SAMPLES = 500
Row = dict[str, str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    numerals.write(folder, seed=3, samples=SAMPLES)
    return folder


@pytest.fixture(scope="module")
def truth(folder: Path) -> list[Row]:
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_same_seed_gives_the_same_bytes_with_one_process_or_several(tmp_path: Path) -> None:
    numerals.write(tmp_path / "one", seed=7, samples=400, processes=1)
    numerals.write(tmp_path / "two", seed=7, samples=400, processes=2)
    assert digests(tmp_path / "one") == digests(tmp_path / "two")


def test_another_seed_draws_other_images(folder: Path, tmp_path: Path) -> None:
    numerals.write(tmp_path, seed=4, samples=100)
    drawn = set(digests(tmp_path / "numerals").values())
    assert not drawn & set(digests(folder / "numerals").values())


def test_progress_counts_up_to_all_samples(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    numerals.write(tmp_path, samples=100, progress=lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen)
    assert seen[-1] == (100, 100)


def test_a_run_that_was_stopped_goes_on(folder: Path, tmp_path: Path) -> None:
    numerals.write(tmp_path, seed=1, samples=100)
    before = digests(tmp_path)
    images = sorted((tmp_path / "numerals").rglob("*.png"))
    for image in images[::5]:
        image.unlink()
    numerals.write(tmp_path, seed=1, samples=100)
    assert digests(tmp_path) == before


def test_another_data_set_in_the_folder_is_not_mixed_with_this_one(folder: Path) -> None:
    with pytest.raises(BadInput, match="holds other demo images"):
        numerals.write(folder, seed=8, samples=SAMPLES)


def test_a_folder_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "numerals").mkdir()
    with pytest.raises(BadInput, match="is there already"):
        numerals.write(tmp_path, samples=100)


@pytest.mark.parametrize(("seed", "samples"), [(0, 99), (-1, 100)])
def test_too_few_samples_or_a_negative_seed_is_refused(
    tmp_path: Path, seed: int, samples: int
) -> None:
    with pytest.raises(BadInput):
        numerals.write(tmp_path, seed=seed, samples=samples)
    assert not list(tmp_path.iterdir())


def test_the_truth_names_every_file_and_no_other(folder: Path, truth: list[Row]) -> None:
    images = folder / "numerals"
    files = {path.relative_to(images).as_posix() for path in images.rglob("*") if path.is_file()}
    assert len(truth) == len(files) == SAMPLES
    assert {row["path"] for row in truth} == files
    assert all(row["path"].split("/")[1] == row["given_label"] for row in truth)


def test_every_image_decodes_to_a_grey_page_with_ink_on_it(folder: Path, truth: list[Row]) -> None:
    for row in truth:
        with Image.open(folder / "numerals" / row["path"]) as image:
            assert (image.format, image.mode) == ("PNG", "L")
            assert 60 < min(image.size) <= max(image.size) < 900
            pixels = np.asarray(image)
        assert 0.0005 < np.mean(pixels < 128) < 0.8, row


def test_exact_duplicates_have_equal_bytes_and_near_duplicates_do_not(
    folder: Path, truth: list[Row]
) -> None:
    images = folder / "numerals"
    of = {row["path"]: row["duplicate_of"] for row in truth}
    for row in truth:
        if not row["duplicate_of"]:
            continue
        assert not of[row["duplicate_of"]], "an original is no duplicate itself"
        equal = (images / row["path"]).read_bytes() == (images / row["duplicate_of"]).read_bytes()
        assert equal == (row["kind"] == "exact_duplicate"), row


def test_no_other_images_are_equal(folder: Path, truth: list[Row]) -> None:
    exact = sum(row["kind"] == "exact_duplicate" for row in truth)
    assert len(set(digests(folder / "numerals").values())) == SAMPLES - exact


def test_near_duplicates_look_like_their_originals(folder: Path, truth: list[Row]) -> None:
    def small(path: str) -> list[float]:
        with Image.open(folder / "numerals" / path) as image:
            page = image.resize((24, 24), Image.Resampling.BOX)
        return np.asarray(page, dtype=float).ravel().tolist()

    near = [row for row in truth if row["kind"] == "near_duplicate"]
    alike = [np.corrcoef(small(row["path"]), small(row["duplicate_of"]))[0, 1] for row in near]
    assert np.median(alike) > 0.6


def test_the_report_counts_what_was_planned(tmp_path: Path) -> None:
    report = numerals.write(tmp_path, samples=120)
    assert report.samples == sum(report.kinds.values()) == 120
    assert report.kinds == Counter(d.kind for d in plan.make(0, 120))
    assert report.images.is_dir()
    assert report.truth.is_file()


def test_every_hand_is_drawn(truth: list[Row]) -> None:
    assert {row["hand"] for row in truth} == {hand.name for hand in HANDS}
