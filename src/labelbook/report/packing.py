"""The columns of the map as text inside an HTML page."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from labelbook.journal.records import SPLITS
from labelbook.report.sprites import COLUMNS, PER_SHEET, Sprites

DIFFERENCES = ("added", "relabelled", "other split")
"""How a sample can differ from its import; excluded samples are not on the map."""

FULL = 65_535
NONE = 255
"""The code of a share that is not known."""
STEPS = 254


def steps(values: pl.Series) -> npt.NDArray[np.uint16]:
    """Return places of -1..1 as 0..65535."""
    part = (values.to_numpy().astype(np.float64).clip(-1, 1) + 1) / 2
    return np.round(part * FULL).astype(np.uint16)


def data(places: pl.DataFrame, classes: Sequence[str], sprites: Sprites) -> dict[str, Any]:
    """Return what the page's script reads; the rows in the order of the sprites.

    places: see ReportData. Columns are typed arrays in base64, little-endian.
    """
    found: dict[str, Any] = {
        "classes": classes,
        "splits": SPLITS,
        "paths": places["path"].to_list(),
        "id": _column(places["sample"].to_numpy().astype("<u4")),
        "x": _column(steps(places["x"])),
        "y": _column(steps(places["y"])),
        "label": _column(_codes(places["label"], classes)),
        "split": _column(_codes(places["split"], SPLITS)),
        "typicality": _column(_shares(places["typicality"])),
        "width": _column(sprites.widths),
        "height": _column(sprites.heights),
        "tile": sprites.tile,
        "columns": COLUMNS,
        "perSheet": PER_SHEET,
        "sheets": len(sprites.sheets),
    }
    if "score" in places.columns:
        found["score"] = _column(_shares(places["score"]))
        found["suggestion"] = _column(_codes(places["suggestion"], classes))
    if "imported" in places.columns:
        found["imported"] = _column(_codes(places["imported"], classes))
        found["difference"] = _column(_codes(places["difference"], DIFFERENCES))
        found["differences"] = DIFFERENCES
    return found


def json_block(value: Mapping[str, Any]) -> str:
    """Return JSON that is safe inside HTML: <, > and & are escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def encoded(data: bytes) -> str:
    """Return bytes in base64."""
    return base64.b64encode(data).decode("ascii")


def _column(values: npt.NDArray[np.generic]) -> str:
    kind = values.dtype.newbyteorder("<")
    return encoded(np.ascontiguousarray(values, dtype=kind).tobytes())


def _codes(values: pl.Series, names: Sequence[str]) -> npt.NDArray[np.uint16]:
    """Return 1 + the place of each value among the names, 0 for none."""
    codes = pl.DataFrame(
        {"name": list(names), "code": np.arange(1, len(names) + 1, dtype=np.uint16)},
        schema={"name": pl.String, "code": pl.UInt16},
    )
    joined = pl.DataFrame({"name": values.cast(pl.String)}).join(
        codes, on="name", how="left", maintain_order="left"
    )
    return joined["code"].fill_null(0).to_numpy()


def _shares(values: pl.Series) -> npt.NDArray[np.uint8]:
    """Return shares of 0..1 as 0..254, 255 where there is none."""
    known = values.cast(pl.Float64).fill_nan(None).clip(0, 1) * STEPS
    return known.round().fill_null(NONE).cast(pl.UInt8).to_numpy()
