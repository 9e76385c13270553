"""The folder that Hugging Face's `imagefolder` reads: images, a table a split, a card."""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl

from labelbook.core.atomic import appearing
from labelbook.core.types import Progress
from labelbook.exchange import class_table
from labelbook.exchange.export import DataSet, Exporter, ExportReport, exporters
from labelbook.exchange.exporters import hub_card
from labelbook.exchange.exporters.gathered import ToWrite, gathered, told
from labelbook.exchange.exporters.metadata import of_book, parquet_keys
from labelbook.exchange.importers.folder import EXPORT

TABLE = "metadata.parquet"
"""No CSV: there `datasets` reads a class 007 as 7, and refuses tags that only one split has."""


def write(data: DataSet, out: Path, progress: Progress | None) -> ExportReport:
    """Write all samples that are labelled and not excluded."""
    found = gathered(data, ("file_name", "label", "tags", "image"))
    with appearing(out, folder=True) as writing:
        (writing / EXPORT).write_text("labelbook wrote this folder: an import leaves it out.\n")
        for sample in told(found.samples, progress):
            target = writing / sample.path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(data.image_of(sample.sample), target)
        splits = found.by_split()
        kinds, keys = hub_card.kinds(found), parquet_keys(data, found.classes, found.headed)
        for split, samples in splits.items():
            (writing / split).mkdir(exist_ok=True)
            table = _table(split, samples, kinds)
            table.write_parquet(writing / split / TABLE, metadata=keys or None)
        patterns = {split: f"{split}/**" for split in splits}
        ours = of_book(data, found.classes, {}, {})
        if ours.layout:
            (writing / class_table.FILE).write_text(ours.text(), "utf-8")
        # The table says the types: `datasets` takes no others of the card for a folder.
        (writing / "README.md").write_text(hub_card.readme(data, found, patterns, ""), "utf-8")
    return ExportReport(out, "imagefolder", len(found.samples), found.left_out)


def _table(split: str, samples: list[ToWrite], kinds: dict[str, str]) -> pl.DataFrame:
    """The table of a split; paths begin at its folder."""
    columns = [
        pl.Series("file_name", [one.path.removeprefix(f"{split}/") for one in samples]),
        pl.Series("label", [one.label for one in samples]),
        *hub_card.columns(samples, kinds),
    ]
    return pl.DataFrame(columns)


exporters.add(
    Exporter(
        name="imagefolder",
        title="Hugging Face folder",
        says="images, a table of each split and a card, as `datasets` reads a folder",
        suffix="-imagefolder.zip",
        folder=True,
        write=write,
        holds=("labels", "splits", "tags", "columns", "kinds", "images"),
        place=8,
    )
)
