"""What `datasets.save_to_disk` writes: arrow streams, one folder a split, read like parquet."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from labelbook.errors import BadInput
from labelbook.exchange.importers import split_names
from labelbook.exchange.importers.common import Reading, ReadOrder, ending
from labelbook.exchange.tables import embedded, roles

DESCRIBED = "dataset_info.json"


def read(order: ReadOrder, sources: Sequence[Path]) -> Reading:
    """Read arrow streams; BadInput for one that cannot be read, or that holds no images.

    They are turned into parquet beside the system's temporary files first, so that a few rows can
    be read without the others, and on all cores.
    """
    folder = Path(tempfile.mkdtemp(prefix="labelbook-"))
    try:
        made = [_as_parquet(source, folder, place) for place, source in enumerate(sources)]
        reading = embedded.read(order, made)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return ending(reading, lambda: shutil.rmtree(folder, ignore_errors=True))


def _as_parquet(source: Path, folder: Path, place: int) -> Path:
    try:
        table = pl.read_ipc_stream(source)
    except Exception as error:  # polars raises many kinds, some of its own Rust side
        first = (str(error).splitlines() or [type(error).__name__])[0]
        raise BadInput(f"{source} cannot be read as an arrow stream ({first})") from error
    if not any(roles.holds_images(kind) for kind in table.schema.values()):
        raise BadInput(f"{source} holds no images: its columns are {', '.join(table.columns)}")
    split = split_names.read(source.parent.name)
    # The first word of the name says the split, as in the hub's own files.
    name = f"{split.split if split else 'all'}-{place:05}.parquet"
    table.write_parquet(
        folder / name, metadata={"huggingface": _described(source)}, row_group_size=1_000
    )
    return folder / name


def _described(source: Path) -> str:
    """The features as the hub's parquet files hold them: dataset_info.json lies beside."""
    try:
        told = json.loads((source.parent / DESCRIBED).read_text("utf-8"))
        return json.dumps({"info": {"features": told["features"]}})
    except (OSError, ValueError, KeyError, TypeError):
        return ""
