"""Styles: groups of images that are drawn or taken alike, with a name for each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
import polars as pl

from labelbook.context import BookContext
from labelbook.evaluate.data import Data
from labelbook.evaluate.records import FloatArray, IntArray
from labelbook.evaluate.trust import Styles
from labelbook.images import pictures
from labelbook.journal.records import SPLITS
from labelbook.maps import style_words, styles
from labelbook.maps.embed import cache

LOOKED_AT = 48
"""So many images of each style are looked at to name it."""


def styles_of(
    ctx: BookContext, samples: pl.DataFrame, data: Data, vectors: Mapping[str, FloatArray]
) -> Styles:
    """Put all images of a version into styles by their embeddings, without what the class explains.

    samples: columns as of Book.samples; vectors: split -> (n, d), in the order of the data.
    """
    parts = [data.parts[split] for split in SPLITS]
    plain = styles.without_class(
        np.concatenate([vectors[split] for split in SPLITS]),
        np.concatenate([part.labels for part in parts]),
    )
    found = styles.clusters(styles.main_directions(plain), styles.STYLES, seed=0)
    ends = np.cumsum([len(part) for part in parts])[:-1]
    return Styles(
        names=tuple(_names(ctx, samples, np.concatenate([part.samples for part in parts]), found)),
        of=dict(zip(SPLITS, np.split(found, ends), strict=True)),
    )


def _names(ctx: BookContext, samples: pl.DataFrame, ids: IntArray, style: IntArray) -> list[str]:
    rng = np.random.default_rng(0)
    order = rng.permutation(len(ids))
    rank = np.empty(len(ids), dtype=np.int64)
    for number in range(int(style.max()) + 1):
        mine = order[style[order] == number]
        rank[mine] = np.arange(len(mine))
    shown = np.flatnonzero(rank < LOOKED_AT)
    order_of = pl.DataFrame({"sample": ids[shown], "style": style[shown]})
    rows = order_of.join(samples, on="sample", how="left", maintain_order="left")
    files = [partial(ctx.files.path, sample) for sample in rows["sample"]]
    read = pictures.read_all(rows["hash"].to_list(), files, cache(ctx))
    width, height = (rows[name].cast(pl.Float32).to_numpy() for name in ("width", "height"))
    return style_words.names(style_words.measures_of(read, width, height), rows["style"].to_numpy())
