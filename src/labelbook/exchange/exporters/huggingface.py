"""Parquet files that hold the images themselves, with a card, as Hugging Face's hub keeps them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from labelbook.core.atomic import appearing
from labelbook.core.types import Progress
from labelbook.exchange.export import DataSet, Exporter, ExportReport, exporters
from labelbook.exchange.exporters import hub_card
from labelbook.exchange.exporters.gathered import ToWrite, gathered
from labelbook.exchange.exporters.metadata import parquet_keys
from labelbook.exchange.importers.folder import EXPORT

SHARD_BYTES = 300_000_000
"""Bytes of images in one file at most, where there are several; the hub likes 300 to 500 MB."""

FOLDER = "data"


def write(data: DataSet, out: Path, progress: Progress | None) -> ExportReport:
    """Write all samples that are labelled and not excluded."""
    found = gathered(data, ("image", "label", "tags"))
    kinds = hub_card.kinds(found)
    described = json.dumps(hub_card.json_features(found, kinds), ensure_ascii=False)
    keys = {"huggingface": described, **parquet_keys(data, found.classes, found.headed)}
    done = 0
    with appearing(out, folder=True) as writing:
        (writing / EXPORT).write_text("labelbook wrote this folder: an import leaves it out.\n")
        (writing / FOLDER).mkdir()
        splits = found.by_split()
        for split, samples in splits.items():
            shards = list(_shards(data, samples))
            for place, shard in enumerate(shards):
                name = f"{hub_card.SPLIT_NAMES[split]}-{place:05}-of-{len(shards):05}.parquet"
                table = _table(data, shard, kinds)
                table.write_parquet(
                    writing / FOLDER / name,
                    metadata=keys,
                    row_group_size=1_000,
                )
                done += len(shard)
                if progress is not None:
                    progress(done, len(found.samples))
        patterns = {split: f"{FOLDER}/{hub_card.SPLIT_NAMES[split]}-*" for split in splits}
        text = hub_card.readme(data, found, patterns, hub_card.yaml_features(found, kinds))
        (writing / "README.md").write_text(text, "utf-8")
    return ExportReport(out, "huggingface", len(found.samples), found.left_out)


def _shards(data: DataSet, samples: list[ToWrite]) -> Iterator[list[ToWrite]]:
    """Yield samples in parts that fit into memory."""
    shard: list[ToWrite] = []
    held = 0
    for one in samples:
        size = data.image_of(one.sample).stat().st_size
        if shard and held + size > SHARD_BYTES:
            yield shard
            shard, held = [], 0
        shard.append(one)
        held += size
    if shard:
        yield shard


def _table(data: DataSet, samples: list[ToWrite], kinds: dict[str, str]) -> pl.DataFrame:
    images: list[dict[str, Any]] = [
        {
            "bytes": data.image_of(one.sample).read_bytes(),
            "path": one.path.partition("/")[2].replace("/", "-"),
        }
        for one in samples
    ]
    columns = [
        pl.Series("image", images, pl.Struct({"bytes": pl.Binary, "path": pl.String})),
        pl.Series("label", [one.index for one in samples], pl.Int64),
        *hub_card.columns(samples, kinds),
    ]
    return pl.DataFrame(columns)


exporters.add(
    Exporter(
        name="huggingface",
        title="Hugging Face parquet",
        says="parquet files with the images in them, class names and a card, as on the hub",
        suffix="-huggingface.zip",
        folder=True,
        write=write,
        holds=("labels", "splits", "tags", "columns", "kinds", "images"),
        place=9,
    )
)
