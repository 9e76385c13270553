"""The choice of samples, their order, and their thumbnails."""

from __future__ import annotations

import io

import numpy as np
import polars as pl
from PIL import Image

from labelbook.report import sampling, sprites
from tests.report.conftest import drawn, missing


def rows(sizes: dict[tuple[str, str | None], int]) -> pl.DataFrame:
    frames = [
        pl.DataFrame({"split": [split] * size, "label": pl.Series([label] * size, dtype=pl.String)})
        for (split, label), size in sizes.items()
    ]
    return pl.concat(frames).with_row_index("sample", offset=1)


def test_a_choice_keeps_the_shares_and_the_rare() -> None:
    sizes: dict[tuple[str, str | None], int] = {
        ("train", "i"): 8_000,
        ("train", "ii"): 4_000,
        ("val", "i"): 2_000,
        ("val", None): 7,
    }
    chosen = sampling.choose(rows(sizes), 1_000, seed=0)
    found = {
        (split, label): n for split, label, n in chosen.group_by("split", "label").len().rows()
    }
    assert chosen.height == chosen["sample"].n_unique() == 1_000
    assert chosen["sample"].is_sorted()
    assert found["val", None] == 7
    for key, of in list(sizes.items())[:3]:
        assert abs(found[key] - of / 14.007) < 12


def test_a_choice_is_the_same_for_a_seed_and_another_for_another() -> None:
    table = rows({("train", "i"): 500, ("val", "i"): 100})
    assert sampling.choose(table, 100, 1).equals(sampling.choose(table, 100, 1))
    assert not sampling.choose(table, 100, 1).equals(sampling.choose(table, 100, 2))
    assert sampling.choose(table, 600, 1).equals(table)


def test_more_classes_than_places_still_fill_the_places() -> None:
    table = rows({("train", f"class {at}"): 2 for at in range(300)})
    assert sampling.choose(table, 100, 0).height == 100


def test_neighbours_on_the_map_are_neighbours_in_the_file() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.integers(0, 65_536, (2, 4_000)).astype(np.uint16)
    order = sampling.along_a_curve(x, y)
    assert sorted(order.tolist()) == list(range(4_000))
    step = np.hypot(np.diff(x[order].astype(float)), np.diff(y[order].astype(float))).mean()
    apart = np.hypot(np.diff(x.astype(float)), np.diff(y.astype(float))).mean()
    assert step < apart / 15


def test_each_tile_shows_its_sample() -> None:
    packed = sprites.pack(list(range(1, 301)), drawn, 10**9, None)
    assert (packed.tile, packed.quality) == (sprites.LARGE, sprites.QUALITIES[0])
    assert len(packed.sheets) == 2
    for row in (0, 17, 255, 256, 299):
        sheet = Image.open(io.BytesIO(packed.sheets[row // sprites.PER_SHEET])).convert("RGB")
        within = row % sprites.PER_SHEET
        left = within % sprites.COLUMNS * packed.tile
        top = within // sprites.COLUMNS * packed.tile
        box = (left, top, left + int(packed.widths[row]), top + int(packed.heights[row]))
        shown = np.asarray(sheet.crop(box), dtype=float)
        true = np.asarray(Image.open(io.BytesIO(drawn(row + 1))), dtype=float)
        other = np.asarray(Image.open(io.BytesIO(drawn(row + 2))), dtype=float)
        assert shown.shape == true.shape
        assert np.abs(shown - true).mean() < 25 < np.abs(shown - other).mean()


def test_less_room_makes_coarser_and_then_smaller_tiles() -> None:
    samples = list(range(80))

    def large(sample: int) -> bytes:
        return drawn(sample, (120, 120))

    whole = sprites.pack(samples, large, 10**9, None)
    sizes = sum(map(len, whole.sheets))
    coarse = sprites.pack(samples, large, sizes * 2 // 3, None)
    assert (coarse.tile, coarse.quality < whole.quality) == (whole.tile, True)
    small = sprites.pack(samples, large, sizes // 8, None)
    assert small.tile < whole.tile
    assert sum(map(len, small.sheets)) <= sizes // 8
    assert int(small.widths.max()) == small.tile
    # What does not fit at all is as small as can be, not an error.
    assert sprites.pack(samples, large, 0, None).quality == sprites.QUALITIES[-1]


def test_a_missing_image_is_an_empty_tile() -> None:
    packed = sprites.pack([1, 2], lambda s: drawn(s) if s == 1 else missing(s), 10**6, None)
    assert packed.widths.tolist() == [60, 0]


def test_progress_tells_of_every_sample() -> None:
    told: list[tuple[int, int]] = []
    sprites.pack([1, 2, 3], drawn, 10**6, lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]
