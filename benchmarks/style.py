"""What the lenses show, against the truth of the demo book, which knows the hand of each drawing.

Promises: in the style lens, a drawing's nearest ten among other classes are of its own hand more
often than in the content lens, and far more often than by chance; in the content lens its nearest
ten are of its class more often than in the style lens; and typicality ranks doodles below
numerals of the class that they are filed under (area under the curve at least 0.9).
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
from timing import Figure, machine, report

import labelbook
from labelbook.demo import numerals
from labelbook.maps import chart as projection
from labelbook.maps.embed import MADE_HERE, cache
from labelbook.maps.neighbours import neighbours_of

NEAREST = 10
MANY = 400

Groups = npt.NDArray[np.generic]


def purity(space: npt.NDArray[np.float32], of: Groups, but: Groups | None = None) -> float:
    """How often the nearest ten (outside the own group of `but`) are of the own group of `of`."""
    indices, _ = neighbours_of(space, NEAREST if but is None else MANY)
    same = of[indices] == of[:, None]
    if but is None:
        return float(same.mean())
    may = but[indices] != but[:, None]
    first = may & (np.cumsum(may, axis=1) <= NEAREST)
    return float(same[first].mean())


def area(scores: npt.NDArray[np.float32], low: npt.NDArray[np.bool_]) -> float:
    """The share of pairs in which the one that is to be low is lower."""
    ranks = np.argsort(np.argsort(scores)) + 1
    lows, highs = int(low.sum()), int((~low).sum())
    return 1 - float(ranks[low].sum() - lows * (lows + 1) / 2) / (lows * highs)


def main() -> None:
    """Measure, print the table, and fail where a promise is not kept."""
    print(machine())
    with tempfile.TemporaryDirectory() as temporary:
        drawn = numerals.write(Path(temporary) / "drawn", seed=0)
        truth = pl.read_csv(drawn.truth, infer_schema=False)
        with labelbook.create(Path(temporary) / "book", drawn.images)[0] as book:
            book.map.embed()
            book.map.build()
            known = book.samples().join(truth, "path", "left", maintain_order="left")
            charts = {
                lens: projection.load(cache(book.context) / "projection" / lens)
                for lens in MADE_HERE
            }
    rows = np.flatnonzero(
        (known["kind"].fill_null("") != "doodle")
        & known["hand"].is_not_null()
        & known["true_label"].is_not_null()
        & (known["duplicate_of"].fill_null("") == "")
    )
    hand = known["hand"].to_numpy()[rows]
    true = known["true_label"].to_numpy()[rows]
    hands: dict[str, float] = {}
    classes: dict[str, float] = {}
    for lens, chart in charts.items():
        assert chart is not None
        space = np.asarray(chart.space, dtype=np.float32)[rows]
        hands[lens], classes[lens] = purity(space, hand, true), purity(space, true)
        print(
            f"{lens}: {hands[lens]:.1%} of the hand among other classes, {classes[lens]:.1%} of "
            f"the class among all"
        )
    chance = float(np.mean([(hand == one).mean() for one in hand]))
    print(f"by chance: {chance:.1%} of the hand")
    content = charts["content"]
    assert content is not None
    doodles = area(content.typicality, (known["kind"].fill_null("") == "doodle").to_numpy())
    print(f"typicality: doodles below numerals in {doodles:.1%} of pairs")
    figures = [
        Figure("hand, by chance / style", chance / hands["style"], 0.25),
        Figure("hand, content / style", hands["content"] / hands["style"], 0.95),
        Figure("class, style / content", classes["style"] / classes["content"], 0.85),
        Figure("typicality, pairs the wrong way round", 1 - doodles, 0.1),
    ]
    if not report("style", figures):
        sys.exit(1)


if __name__ == "__main__":
    main()
