"""Photographs, of things that point somewhere: growing is not for numerals only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from PIL import Image, ImageDraw, ImageFilter

import labelbook
from labelbook import Book
from labelbook.grow.laws.law import LawProposal
from labelbook.grow.laws.tones import Tones, weigh
from labelbook.grow.plan import GrowOrder
from labelbook.grow.transforms import shapes, strokes

SIDE = 64
SHAPES = {
    "left": [(8, 32), (32, 10), (32, 22), (56, 22), (56, 42), (32, 42), (32, 54)],
    "right": [(56, 32), (32, 10), (32, 22), (8, 22), (8, 42), (32, 42), (32, 54)],
    "house": [
        (12, 56),
        (12, 30),
        (32, 8),
        (52, 30),
        (52, 56),
        (38, 56),
        (38, 40),
        (26, 40),
        (26, 56),
    ],
}


def scene(rng: np.random.Generator) -> Image.Image:
    """A blurred, coloured surrounding with light that falls off, as no paper has."""
    rough = rng.integers(60, 200, (6, 6, 3), dtype=np.uint8)
    wide = Image.fromarray(rough).resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    grain = rng.normal(0, 6, (SIDE, SIDE, 3))
    return Image.fromarray(np.clip(np.asarray(wide) + grain, 0, 255).astype(np.uint8))


def photograph(label: str, rng: np.random.Generator) -> Image.Image:
    """A thing with light and shade in front of a scene."""
    image = scene(rng)
    size, right, down = rng.uniform(0.75, 1.0), *rng.uniform(-5, 5, 2)
    middle = SIDE / 2
    points = [
        (middle + (x - middle) * size + right, middle + (y - middle) * size + down)
        for x, y in SHAPES[label]
    ]
    mask = Image.new("L", image.size)
    ImageDraw.Draw(mask).polygon(points, fill=255)
    light = np.linspace(1.0, 0.7, SIDE)[:, None, None] * rng.uniform(150, 250, 3)
    grainy = np.clip(light + rng.normal(0, 6, (SIDE, SIDE, 3)), 0, 255)
    shaded = Image.fromarray(grainy.astype(np.uint8))
    image.paste(shaded, mask=mask.filter(ImageFilter.GaussianBlur(0.7)))
    return image


@pytest.fixture(scope="module")
def photographs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty photographs of each thing."""
    folder = tmp_path_factory.mktemp("photographs")
    rng = np.random.default_rng(5)
    for label in SHAPES:
        for number in range(40):
            path = folder / "things" / ("val" if number > 33 else "train") / label / f"{number}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            photograph(label, rng).save(path)
    labelbook.create(folder / "book", folder / "things")[0].close()
    return folder / "book"


@pytest.fixture
def book(photographs: Path) -> Iterator[Book]:
    with labelbook.open(photographs) as opened:
        yield opened


def test_things_that_point_somewhere_have_the_laws_that_a_person_expects(book: Book) -> None:
    names = ["mirror-left-right", "mirror-top-bottom", "invert", "erase-right"]
    found = {(each.transform, each.label): each for each in book.growth.discover_laws(names)}
    mirrored = {label: found["mirror-left-right", label].law for label in SHAPES}
    assert mirrored == {"left": "becomes right", "right": "becomes left", "house": "keeps"}
    assert found["mirror-top-bottom", "house"].law == "breaks"
    for label in SHAPES:
        negative, erased = found["invert", label], found["erase-right", label]
        assert (negative.law, negative.sure) == ("keeps", False)
        assert "a negative is hardly one of them" in negative.reason
        assert erased.law == "breaks"
        assert erased.reason.startswith("there is no last stroke to take from")
    # What is not clear is no law: growing does not invert.
    plan = book.growth.plan(
        GrowOrder(total=200, recipe='[[step]]\ntransform = "invert"\nchance = 1\n')
    )
    assert plan.assumed == ()


def test_grown_photographs_have_no_frame_of_one_colour(book: Book) -> None:
    recipe = "".join(
        f'[[step]]\ntransform = "{name}"\nchance = 1\n{strength}\n'
        for name, strength in (
            ("elastic", "percent = 6"),
            ("rotate", "degrees = 30"),
            ("shift", "percent = 20"),
        )
    )
    report = book.growth.make(GrowOrder(total=150, recipe=recipe))
    assert report.changeset is not None
    grown = book.samples().filter(pl.col("origin") == "augmented")["sample"].to_list()
    for sample in grown:
        image = Image.open(book.image_path(sample))
        assert image.size == (SIDE, SIDE)
        pixels = np.asarray(image).reshape(-1, 3)
        # A scene is never of one colour, and neither is what lies beyond its rim.
        _, counts = np.unique(pixels, axis=0, return_counts=True)
        assert counts.max() < 0.01 * len(pixels)
    book.undo(report.changeset.id, author="Anna")


def test_a_thing_is_not_made_thicker_and_has_no_strokes_to_take_away() -> None:
    rng = np.random.default_rng(0)
    there = photograph("house", rng)
    assert strokes.thicken(there, rng, percent=100) is there
    assert strokes.erase_right(there, rng) is None
    on_black = Image.new("L", (SIDE, SIDE))
    shade = Image.fromarray(np.tile(np.linspace(60, 250, SIDE), (SIDE, 1)).astype(np.uint8))
    on_black.paste(shade.crop((0, 0, 40, 40)), (12, 12))
    assert strokes.is_shaded(on_black)
    assert strokes.thin(on_black, rng, percent=50) is on_black
    assert not strokes.is_shaded(on_black.point(lambda value: 255 * (value > 40)))


def test_pulling_a_photograph_mirrors_what_lies_beyond() -> None:
    rng = np.random.default_rng(1)
    white = Image.new("RGB", (SIDE, SIDE), "white")
    white.paste(scene(rng).crop((0, 0, SIDE, SIDE // 2)), (0, 0))
    made = shapes.elastic(white, rng, percent=8)
    assert made.size == white.size
    assert np.asarray(made)[-1].min() == 255


@pytest.mark.parametrize(
    ("tones", "sure", "why"),
    [
        (Tones(200, 0, 200), False, "none of 200 samples looked at are light on dark: an inverted"),
        (Tones(200, 1, 199), False, "1 of 200 samples looked at is light on dark"),
        (Tones(200, 190, 10), True, "10 of 200 samples looked at are dark on light: both belong"),
        (Tones(200, 3, 4), False, "a negative is hardly one of them"),
    ],
)
def test_an_inverted_image_is_clear_only_where_such_are_in_the_set(
    tones: Tones, sure: bool, why: str
) -> None:
    asked = LawProposal("invert", "x", "keeps", True, 90, {"x": 90}, 0.5, (), "90 tried")
    told = weigh(asked, tones)
    assert (told.law, told.sure) == ("keeps", sure)
    assert why in told.reason
    mirrored = LawProposal(
        "mirror-left-right", "x", "keeps", True, 90, {"x": 90}, 0.5, (), "90 tried"
    )
    assert weigh(mirrored, tones) == mirrored
