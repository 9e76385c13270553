"""A CSV as text, as spreadsheets save it: with a mark at the start, or with semicolons."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

import polars as pl

from labelbook.errors import BadInput

SEPARATORS = (",", ";", "\t")
_OLD_LINE_END = re.compile(rb"\r(?!\n)")
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def _with_line_ends(data: bytes) -> bytes:
    """The same with line ends of today, where an old Macintosh's stand outside of quotes."""
    if not _OLD_LINE_END.search(data):
        return data
    parts = data.split(b'"')
    parts[::2] = [_OLD_LINE_END.sub(b"\n", part) for part in parts[::2]]
    return b'"'.join(parts)


def read(path: Path) -> pl.DataFrame:
    """Return all columns as text; the separator is the one that the first line has most of.

    Raises BadInput when it is no CSV in UTF-8.
    """
    data = _with_line_ends(path.read_bytes())
    first = data[:1_000_000].partition(b"\n")[0]
    if first.startswith(_WIDE):
        raise BadInput(f"{path} is UTF-16: save it as UTF-8 CSV")
    if not first.strip():
        raise BadInput(f"{path} is empty: its first line must name the columns")
    separator = max(SEPARATORS, key=lambda mark: first.count(mark.encode()))
    try:
        return pl.read_csv(data, infer_schema=False, separator=separator)
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise BadInput(f"{path} cannot be read ({reason}): save it as UTF-8 CSV") from error
