"""Names of styles in words: the measures in which their images differ most from the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np

from labelbook.core.arrays import Codes, Floats
from labelbook.images.pictures import Pictures

WORDS = {
    "density": ("thin strokes", "thick strokes"),
    "contrast": ("faint", "strong contrast"),
    "sharpness": ("soft edges", "crisp edges"),
    "share": ("drawn small", "fills the image"),
    "pixels": ("few pixels", "many pixels"),
    "aspect": ("tall images", "wide images"),
}
"""Measure -> the words for little and for much of it."""

PLAIN = "much like the rest"
_MOST = 2
_LEAST = 0.5  # Of the book's own spread: what differs less is "somewhat" so.
_FAINTEST = 0.15  # What differs less than this is not worth a word.


def measures_of(pictures: Pictures, width: Floats, height: Floats) -> dict[str, Floats]:
    """Return the measures that WORDS names, (n,) each, NaN where an image is not readable.

    width, height: of the images in pixels, (n,).
    """
    box_height, box_width = pictures.measure("height"), pictures.measure("width")
    box = np.maximum(box_height * box_width, 1)
    found = {
        "density": pictures.measure("ink") * width * height / box,
        "contrast": pictures.measure("contrast"),
        "sharpness": np.log1p(pictures.measure("sharpness")),
        "share": np.maximum(box_height / height, box_width / width),
        "pixels": np.log(np.maximum(width, height)),
        "aspect": np.log(width / height),
    }
    return {
        name: np.where(pictures.readable, values, np.nan).astype(np.float32)
        for name, values in found.items()
    }


def names(measures: Mapping[str, Floats], style: Codes) -> list[str]:
    """Name each style, 0 to style.max(): `crisp edges, thick strokes`; no two alike.

    measures: as `measures_of` returns them, (n,) each; style: (n,).
    """
    whole = {name: _middle_and_spread(values) for name, values in measures.items()}
    found = []
    for number in range(int(style.max()) + 1 if len(style) else 0):
        inside = style == number
        away = {
            name: (_middle_and_spread(values[inside])[0] - whole[name][0]) / whole[name][1]
            for name, values in measures.items()
            if not np.isnan(values[inside]).all()
        }
        most = sorted(away, key=lambda name: -abs(away[name]))[:_MOST]
        words = [WORDS[name][int(away[name] > 0)] for name in most if abs(away[name]) >= _LEAST]
        if not words and most and abs(away[most[0]]) >= _FAINTEST:
            words = [f"somewhat {WORDS[most[0]][int(away[most[0]] > 0)]}"]
        found.append(", ".join(words) or PLAIN)
    several = {name for name, count in Counter(found).items() if count > 1}
    seen: Counter[str] = Counter()
    for place, name in enumerate(found):
        if name in several:
            seen[name] += 1
            found[place] = f"{name} ({seen[name]})"
    return found


def _middle_and_spread(values: Floats) -> tuple[float, float]:
    known = values[~np.isnan(values)]
    if len(known) == 0:
        return 0.0, 1.0
    low, middle, high = np.quantile(known, [0.1, 0.5, 0.9])
    return float(middle), max(float(high - low) / 2, 1e-6)
