"""The text of a CSV as spreadsheets and people save it: its encoding, line ends and separator."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from labelbook.errors import BadInput

SEPARATORS = (",", ";", "\t", "|")
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_COMMENT = re.compile(r"(#[^,;\t|\n]*)?\n")
"""An empty line, or a remark above the head: a head has cells."""

_LINE_END = re.compile("\r\n?")


@dataclass(frozen=True)
class CsvText:
    """The rows of a CSV. text: its lines end with a line feed outside of quotes."""

    text: str
    separator: str

    def rows(self) -> Iterator[list[str]]:
        r"""Return the cells row by row; only \n ends a row, no other line separator does."""
        lines = io.StringIO(self.text, newline="")
        return csv.reader(lines, delimiter=self.separator, strict=True)


def opened(data: bytes) -> CsvText:
    """Read a CSV with or without a mark, in UTF-8 or UTF-16, with any separator and line ends.

    A first line `sep=;` says the separator, as Excel has it; otherwise it is the one that the head
    has most of. Remarks above the head, behind a `#`, are passed over. Raises BadInput for
    other encodings and where there is no head.
    """
    text = decoded(data)
    first, _, rest = text.partition("\n")
    separator = ""
    said = first.strip(' "\r')
    if said.lower().startswith("sep=") and len(said) <= len("sep=;"):
        separator, text = said[4:] or "\t", rest
    while (comment := _COMMENT.match(text)) is not None:
        text = text[comment.end() :]
    head = text.partition("\n")[0]
    if not head.strip():
        raise BadInput("is empty: its first line must name the columns")
    return CsvText(text, separator or max(SEPARATORS, key=head.count))


def decoded(data: bytes) -> str:
    """Return text with a line feed as line end outside of quotes; BadInput for other encodings."""
    try:
        text = data.decode("utf-16" if data.startswith(_WIDE) else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            f"is not UTF-8 (byte {error.start:,}): save it as UTF-8 CSV, or as xlsx"
        ) from error
    if "\r" not in text:
        return text
    # Line ends of Windows and of old Macintoshes; what stands in quotes stays as it is.
    parts = text.split('"')
    parts[::2] = [_LINE_END.sub("\n", part) for part in parts[::2]]
    return '"'.join(parts)
