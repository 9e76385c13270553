"""The map in a notebook: an Altair chart with a brush."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from labelbook.context import BookContext
from labelbook.errors import BadInput, NotFound
from labelbook.maps.service import Maps

if TYPE_CHECKING:
    import altair


COLOURS = ("label", "split", "excluded", "typicality")
SIDE = 520


def chart(ctx: BookContext, colour: str, lens: str) -> altair.VConcatChart:
    """Draw the map of a lens; a brush over it counts what it holds by `colour`."""
    if colour not in COLOURS:
        raise BadInput(f"the map has no colour {colour!r}: use {', '.join(COLOURS)}")
    try:
        import altair as alt
    except ImportError as error:
        raise NotFound(
            "a chart needs Altair, which is not installed: pip install 'labelbook[notebook]'"
        ) from error
    found = Maps(ctx).chart(lens)
    places = pl.DataFrame(
        {
            "sample": found.samples,
            "x": found.xy[:, 0],
            "y": found.xy[:, 1],
            "typicality": found.typicality,
        }
    )
    known = ctx.journal.samples().select("sample", "path", "label", "split", "excluded")
    # Values instead of a frame: Altair refuses frames of more than 5,000 rows.
    data = alt.InlineData(values=places.join(known, "sample", "left").to_dicts())
    brush = alt.selection_interval()
    coloured = alt.Color(f"{colour}:{'Q' if colour == 'typicality' else 'N'}")
    nowhere = alt.Axis(labels=False, ticks=False, title=None, grid=False, domain=False)
    points = (
        alt.Chart(data, width=SIDE, height=SIDE)
        .mark_circle(size=24)
        .encode(
            x=alt.X("x:Q", axis=nowhere),
            y=alt.Y("y:Q", axis=nowhere),
            color=alt.condition(brush, coloured, alt.value("lightgrey")),
            tooltip=["path:N", "label:N", "split:N", "typicality:Q"],
        )
        .add_params(brush)
    )
    counts = (
        alt.Chart(data, width=SIDE)
        .mark_bar()
        .encode(x="count():Q", y="label:N", color=coloured)
        .transform_filter(brush)
    )
    return alt.vconcat(points, counts)
