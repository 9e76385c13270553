"""A style is named by what parts it from the rest."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from labelbook.images.pictures import MEASURES, Pictures
from labelbook.maps import style_words


def pictures(rows: int, readable: list[bool] | None = None, **columns: Sequence[float]) -> Pictures:
    measures = np.ones((rows, len(MEASURES)), dtype=np.float32)
    for name, values in columns.items():
        measures[:, MEASURES.index(name)] = values
    there = np.array(readable or [True] * rows)
    return Pictures(np.zeros((rows, 2, 1, 1), np.uint8), True, measures, there, {})


def named(found: Pictures, style: list[int]) -> list[str]:
    side = np.full(len(style), 100, dtype=np.float32)
    return style_words.names(style_words.measures_of(found, side, side), np.array(style))


def test_a_style_is_named_by_what_parts_it_from_the_rest() -> None:
    found = pictures(6, height=[50] * 6, width=[50] * 6, ink=[0.2] * 3 + [0.02] * 3)
    assert named(found, [0, 0, 0, 1, 1, 1]) == ["thick strokes", "thin strokes"]
    found = pictures(6, sharpness=[9, 9, 9, 1, 1, 1], contrast=[200] * 3 + [30] * 3)
    first, second = named(found, [0, 0, 0, 1, 1, 1])
    assert set(first.split(", ")) == {"strong contrast", "crisp edges"}
    assert set(second.split(", ")) == {"faint", "soft edges"}


def test_what_is_alike_is_called_so_and_no_two_names_are_the_same() -> None:
    assert named(pictures(4), [0, 0, 1, 1]) == ["much like the rest (1)", "much like the rest (2)"]


def test_what_differs_a_little_is_rather_so() -> None:
    wide = [float(value) for value in range(20, 220, 10)]
    found = pictures(40, contrast=[*wide, *(value + 36 for value in wide)])
    first, second = named(found, [0] * 20 + [1] * 20)
    assert (first, second) == ("somewhat faint", "somewhat strong contrast")


def test_images_that_cannot_be_read_have_no_say() -> None:
    found = pictures(5, [True] * 4 + [False], ink=[0.2, 0.2, 0.02, 0.02, 0.9])
    assert named(found, [0, 0, 1, 1, 2]) == ["thick strokes", "thin strokes", "much like the rest"]
