"""What spreadsheets take a text for (a number, a truth value, a date), and which class it was."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence

from labelbook.exchange.spreadsheet import escapes

Meaning = tuple[str | int | None, ...]
"""A kind of value and the value: ("number", "7"), ("date", None, 2, 1)."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ][\d:.]+)?")
_FULL = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})")
_SHORT = re.compile(r"(\d{1,2})[-/.](\d{1,2})\.?")
_OF_MONTH = re.compile(r"(\d{1,2})[-/. ]{0,2}([A-Za-z]{3,9})")
_MONTH = re.compile(r"([A-Za-z]{3,9})[-/. ]{0,2}(\d{1,2}|\d{4})")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)


class Typed(str):
    """A cell whose text a spreadsheet may have made from another: a number, a truth value, a date.

    In a workbook the cell's type says so; in a CSV nothing does.
    """

    __slots__ = ()


class ClassNames:
    """The classes of a book, found by what a spreadsheet leaves of their names."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = set(names)
        self._by_key: dict[str, list[str]] = {}
        self._by_meaning: dict[Meaning, list[str]] = {}
        for name in names:
            self._by_key.setdefault(_key(name), []).append(name)
            for meaning in made_of(name):
                self._by_meaning.setdefault(meaning, []).append(name)

    def find(self, cell: str) -> list[str]:
        """Return the classes that a cell can mean, none where it means no class."""
        alike = self._by_key.get(_key(cell), [])
        if not alike and cell.startswith("'"):
            # An apostrophe marks text.
            cell, alike = cell[1:], self._by_key.get(_key(cell[1:]), [])
        if alike and not isinstance(cell, Typed):
            return [str(cell)] if cell in self._names else alike
        same = [name for meaning in meant_by(cell) for name in self._by_meaning.get(meaning, [])]
        return sorted({*same, *alike})

    def is_telling(self, cell: str) -> bool:
        """Whether a cell holds a class's name that no spreadsheet would have left as it is."""
        return cell in self._names and _is_rewritten(cell)


def same_text(cell: str, text: str) -> bool:
    """Whether a cell holds a text, also where a spreadsheet took it for something else."""
    if _key(cell) == _key(text) or (cell.startswith("'") and _key(cell[1:]) == _key(text)):
        return True
    return not made_of(text).isdisjoint(meant_by(cell))


def made_of(text: str) -> frozenset[Meaning]:
    """Return what spreadsheets may make of a text that is typed in; empty: it stays text."""
    text = text.strip()
    return frozenset((*_plain(text), *_thousands(text), *_days(text)))


def meant_by(cell: str) -> frozenset[Meaning]:
    """Return what a cell holds, by how spreadsheets and pandas write numbers and dates."""
    cell = cell.strip()
    found = set(_plain(cell))
    if not _SHORT.fullmatch(cell):
        found.update(_days(cell))
    # The year of a day that was typed without one is this year: it says nothing.
    found.update(("date", None, *day[2:]) for day in [*found] if day[0] == "date")
    return frozenset(found)


def _key(text: str) -> str:
    return unicodedata.normalize("NFC", escapes.key(text))


def _is_rewritten(text: str) -> bool:
    if text in ("TRUE", "FALSE", "True", "False") or _ISO.fullmatch(text):
        return False
    if _NUMBER.fullmatch(text) and math.isfinite(float(text)):
        return text not in (f"{float(text):.15g}", str(float(text)))
    return bool(made_of(text))


def _plain(text: str) -> Iterator[Meaning]:
    """Numbers, truth values and times, which everybody writes alike."""
    if text.lower() in ("true", "false"):
        yield ("truth", text.lower())
    if _NUMBER.fullmatch(text):
        yield from _number(float(text))
    if _DECIMAL_COMMA.fullmatch(text):
        yield from _number(float(text.replace(",", ".")))
    if text.endswith("%") and _NUMBER.fullmatch(text[:-1].strip()):
        yield from _number(float(text[:-1]) / 100)
    time = _TIME.fullmatch(text)
    if time:
        yield ("time", int(time[1]), int(time[2]), int(time[3] or 0))


def _thousands(text: str) -> Iterator[Meaning]:
    if _THOUSANDS.fullmatch(text):
        yield from _number(float(text.replace(",", "")))


def _number(value: float) -> Iterator[Meaning]:
    """A number to the 15 digits that spreadsheets keep."""
    if math.isfinite(value):
        yield ("number", f"{value + 0.0:.15g}")


def _days(text: str) -> Iterator[Meaning]:
    """Every day that a text can be read as, the month first or the day first."""
    iso, full, short = _ISO.fullmatch(text), _FULL.fullmatch(text), _SHORT.fullmatch(text)
    if iso:
        yield from _day(int(iso[1]), int(iso[2]), int(iso[3]))
    elif full:
        first, second, year = (int(part) for part in full.groups())
        yield from _day(_whole(year), first, second)
        yield from _day(_whole(year), second, first)
    elif short:
        yield from _day(None, int(short[1]), int(short[2]))
        yield from _day(None, int(short[2]), int(short[1]))
    of_month, month = _OF_MONTH.fullmatch(text), _MONTH.fullmatch(text)
    if of_month:
        yield from _day(None, _month(of_month[2]), int(of_month[1]))
    elif month:
        yield from _day(None, _month(month[1]), int(month[2]))
        yield from _day(_whole(int(month[2])), _month(month[1]), 1)


def _whole(year: int) -> int:
    """The year of two digits, as spreadsheets have it: 30 to 99 are of the last century."""
    return year if year > 99 else year + (1900 if year >= 30 else 2000)


def _month(name: str) -> int:
    name = name.lower()
    found = [place for place, full in enumerate(_MONTHS, start=1) if full.startswith(name)]
    # "Sept" is one as well; "mayor" is none.
    return found[0] if len(found) == 1 else 0


def _day(year: int | None, month: int, day: int) -> Iterator[Meaning]:
    if 1 <= month <= 12 and 1 <= day <= 31:
        yield ("date", year, month, day)
