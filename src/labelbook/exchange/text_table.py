"""A CSV of text, read as the tables of an import are, whatever its name ends with."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from labelbook.errors import BadInput
from labelbook.exchange.tables import files


def read(path: Path) -> pl.DataFrame:
    """Return all columns as text; the separator is the one that the first line has most of.

    Raises BadInput when it is no CSV in UTF-8 or UTF-16.
    """
    try:
        return files.text_table(path.read_bytes())
    except BadInput as error:
        raise BadInput(f"{path} {error}") from error
    except (pl.exceptions.PolarsError, ValueError) as error:
        told = (str(error).splitlines() or [type(error).__name__])[0]
        raise BadInput(f"{path} cannot be read ({told}): save it as UTF-8 CSV") from error
