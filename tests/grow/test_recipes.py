"""Recipes: read from TOML, refused by line, applied at random, repeated byte for byte."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from labelbook.errors import BadInput
from labelbook.grow import recipes, render
from labelbook.grow.laws.law import Law
from labelbook.grow.records import Recipe, RecipeStep, read_derivation
from labelbook.grow.transforms import governed, transforms
from labelbook.images import decode

KEEPS = {(name, "ii"): Law("keeps") for name in governed()}


def drawing(seed: int = 0, *, colour: bool = False) -> Image.Image:
    """Two strokes on grey paper."""
    pixels = np.full((90, 70), 215, dtype=np.uint8)
    pixels += np.random.default_rng(seed).integers(0, 6, pixels.shape, dtype=np.uint8)
    pixels[20:75, 20:26] = 40
    pixels[18:70, 44:50] = 50
    image = Image.fromarray(pixels)
    return image.convert("RGB") if colour else image


def only(name: str, strength: float | None = None) -> Recipe:
    step = transforms.get(name).strength
    most = strength if strength is not None or step is None else step.usual
    return Recipe("one", 1, (RecipeStep(name, 1.0, most),))


def test_the_default_recipe_is_read_and_written_alike() -> None:
    found = recipes.default()
    assert (found.name, found.version) == ("default", 1)
    assert recipes.read(recipes.write(found), "again") == found


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('name = "a"\n\n[[step]]\ntransform = "twirl"\n', r"line 4: transform is one of mirror"),
        (
            '[[step]]\ntransform = "blur"\n[[step]]\ntransform = "rotate"\ndegrees = 90\n',
            r"line 5: degrees is a number from 0 to 45 degrees, not `degrees = 90`",
        ),
        ('[[step]]\ntransform = "blur"\nchance = 2\n', "line 3: chance is a number from 0 to 1"),
        ('[[step]]\ntransform = "blur"\nchance = true\n', "line 3: chance is a number"),
        ('[[step]]\ntransform = "invert"\ndegrees = 3\n', "line 3: degrees is no key of a step"),
        ("[[step]]\nchance = 1\n", "line 1: transform is one of"),
        ('speed = 1\n[[step]]\ntransform = "blur"\n', "line 1: speed is no key of a recipe"),
        ('version = 0\n[[step]]\ntransform = "blur"\n', "line 1: version is a whole number"),
        ("name = 3\n", "line 1: name is a text"),
        ('name = "a"\n', r"holds no \[\[step\]\]"),
        ("name = \n", r"is no TOML \(.*line 1"),
    ],
)
def test_a_wrong_recipe_names_the_line_and_what_is_allowed(text: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        recipes.read(text, "mine.toml")


@pytest.mark.parametrize("name", transforms.names)
@pytest.mark.parametrize("colour", [False, True])
def test_every_transform_gives_the_same_bytes_again(name: str, colour: bool) -> None:
    image, other = drawing(colour=colour), drawing(3)
    how, label = render.choose(only(name), "ii", KEEPS, 12, may_swap=True)
    assert [act.transform for act in how.steps] == [name]
    assert label == "ii"
    made = render.make(how, [image, other])
    assert made is not None
    again = render.make(read_derivation(how.as_json(), how.seed), [image, other])
    assert again is not None
    assert render.png(again) == render.png(made)
    assert made.mode == image.mode
    assert render.png(made) != render.png(image)


@pytest.mark.parametrize(
    "name", [t.name for t in transforms if t.strength and t.name not in ("noise", "cut-out")]
)
def test_paper_is_never_filled_with_black_and_no_ink_is_cut_off(name: str) -> None:
    strength = transforms.get(name).strength
    assert strength is not None
    how, _ = render.choose(only(name, strength.high * 0.6), "ii", {}, 5, may_swap=False)
    made = render.make(how, [drawing()])
    assert made is not None
    pixels = np.asarray(made.convert("L")).astype(int)
    rim = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    assert rim.min() > 120
    assert (pixels < 140).sum() > 100 or name in ("contrast", "blur")


def test_erasing_takes_one_stroke_and_tells_when_none_would_be_left() -> None:
    left = render.make(
        render.choose(only("erase-right"), "ii", KEEPS, 1, may_swap=False)[0], [drawing()]
    )
    assert left is not None
    pixels = np.asarray(left)
    assert (pixels[30:60, 20:26] < 60).all()
    assert (pixels[18:70, 40:54] > 150).all()
    one = render.choose(only("erase-right"), "ii", KEEPS, 1, may_swap=False)[0]
    assert render.make(one, [left]) is None


def test_a_mirror_follows_the_law_and_is_left_out_without_one() -> None:
    recipe = only("mirror-left-right")
    becomes = {("mirror-left-right", "iv"): Law("becomes", "vi")}
    assert render.choose(recipe, "iv", becomes, 1, may_swap=False)[1] == "vi"
    for laws in ({}, {("mirror-left-right", "iv"): Law("breaks")}):
        how, label = render.choose(recipe, "iv", laws, 1, may_swap=False)
        assert (how.steps, label) == ((), "iv")


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**31 - 1))
def test_random_steps_are_repeated_from_what_was_recorded(seed: int) -> None:
    parents = [render.png(drawing(1)), render.png(drawing(2))]
    how, _ = render.choose(recipes.default(), "ii", KEEPS, seed, may_swap=True)
    made = render.make(how, [decode.open_plain(data) for data in parents])
    assert made is not None
    assert render.rebuild(read_derivation(how.as_json(), seed), parents) == render.png(made)


def test_another_format_is_not_rebuilt() -> None:
    with pytest.raises(ValueError, match="rebuilds 1"):
        read_derivation('{"format": 2}', 1)
