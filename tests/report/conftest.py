"""The data of a report without a book: any number of samples, drawn at once."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import polars as pl
import pytest
from PIL import Image

from labelbook.core.types import ChangesetId
from labelbook.errors import NotFound
from labelbook.journal.records import Changeset, Version
from labelbook.report.html import ReportData

Make = Callable[..., ReportData]
AT = "2026-03-01T12:00:00+00:00"


def drawn(sample: int, size: tuple[int, int] = (60, 40)) -> bytes:
    """A noisy picture with a bar, which no encoder makes small for nothing."""
    rng = np.random.default_rng(sample)
    pixels = rng.integers(150, 255, (size[1], size[0], 3), dtype=np.uint8)
    left = int(rng.integers(5, size[0] - 10))
    pixels[5:-5, left : left + 4] = rng.integers(0, 90, 3)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


def missing(sample: int) -> bytes:
    raise NotFound(f"the file of sample {sample} is gone")


@pytest.fixture
def story() -> Make:
    def make(
        rows: int = 30,
        classes: tuple[str, ...] = ("i", "ii", "iii"),
        title: str = "numerals",
        versions: tuple[Version, ...] = (),
        thumbnail: Callable[[int], bytes] = drawn,
        *,
        with_issues: bool = False,
    ) -> ReportData:
        rng = np.random.default_rng(1)
        number = np.arange(rows)
        places = pl.DataFrame(
            {
                "sample": number + 1,
                "path": [f"train/{at}.png" for at in number],
                "label": [classes[at % len(classes)] for at in number],
                "split": np.where(number % 5 == 0, "val", "train"),
                "x": rng.uniform(-1, 1, rows).astype(np.float32),
                "y": rng.uniform(-1, 1, rows).astype(np.float32),
                "typicality": rng.uniform(0, 1, rows).astype(np.float32),
            }
        )
        if with_issues:
            places = places.with_columns(
                pl.Series("score", rng.uniform(0, 1, rows)),
                pl.Series("suggestion", [*classes[:1], *[None] * (rows - 1)], dtype=pl.String),
            )
        groups = places.group_by("split", "label").len().rows()
        changeset = Changeset(
            ChangesetId(7), "Anna", AT, "sheet", "", "Relabelled", 1, 0, None, None
        )
        return ReportData(
            name="numerals",
            title=title,
            version=None,
            changeset=changeset,
            counts={
                split: {label: count for of, label, count in groups if of == split}
                for split in ("train", "val", "test")
            },
            excluded=0,
            classes=classes,
            versions=versions,
            places=places,
            unplaced=0,
            thumbnail=thumbnail,
        )

    return make
