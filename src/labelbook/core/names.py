"""The one rule for names of classes, splits and tags, and what is made of names that break it.

A name is in Unicode's composed form (NFC), begins and ends with a visible character, has single
spaces inside, no control character, none of the marks that change how text runs or that nobody
sees, and at most `MAX_NAME` characters.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from labelbook.core.limits import MAX_NAME
from labelbook.errors import BadInput

_BLANKS = re.compile(r"\s+")
_JOINERS = "\u200c\u200d"
"""Needed inside of emoji and of Persian or Indian words; elsewhere nobody sees them."""
_EMPTY_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and patterns that are drawn as nothing."""
_HIDDEN = ("Cc", "Cf", "Cs")
_ASCII_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_DIGITS = re.compile(r"\d+")
_ROMAN = re.compile(r"[ivxlcdm]+")
CUT = "~"
"""Stands between what is left of a name that was too long and the digits that tell it apart."""


def checked(value: str, what: str, longest: int = MAX_NAME) -> str:
    """Return a name that somebody typed, in the form of the rule.

    what: the thing that is named, for messages. Raises BadInput where it is empty, too long or
    holds a control character, which no keyboard types.
    """
    if _ASCII_CONTROL.search(value.strip()):
        raise BadInput(f"the {what} {value!r} holds a control character: leave it out")
    name = _tidy(value)
    if not name:
        raise BadInput(f"the {what} is empty: give it a name")
    if len(name) > longest:
        raise BadInput(f"the {what} has {len(name)} characters, at most {longest} are allowed")
    return name


@lru_cache(maxsize=65_536)
def mended(value: str) -> str:
    """Return a name that was read from a file, in the form of the rule; "" where nothing is left.

    What is too long is cut, with a mark that keeps two of one beginning apart.
    """
    name = _tidy(value)
    if len(name) <= MAX_NAME:
        return name
    mark = CUT + digest(name)
    return name[: MAX_NAME - len(mark)].rstrip() + mark


def digest(name: str) -> str:
    """Return eight hex digits that stand for a name."""
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def shown(name: str) -> str:
    """Return a name as messages quote it: what cannot be seen is spelt out."""
    seen = name if len(name) <= 60 else f"{name[:48]}... ({len(name):,} characters)"
    spelt = "".join(
        letter.encode("unicode_escape").decode()
        if unicodedata.category(letter) in (*_HIDDEN, "Zl", "Zp") or letter in _EMPTY_LETTERS
        else letter
        for letter in seen
    )
    return f"`{spelt}`"


def _tidy(value: str) -> str:
    if value.isascii() and value.isprintable():
        return " ".join(value.split())
    kept = "".join(
        letter
        for letter in unicodedata.normalize("NFC", value)
        if letter.isspace() or letter in _JOINERS or not _is_hidden(letter)
    )
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", kept)).strip(" " + _JOINERS)


def _is_hidden(letter: str) -> bool:
    return letter in _EMPTY_LETTERS or unicodedata.category(letter) in _HIDDEN


def same_to_a_file_system(name: str) -> str:
    """Return what two names share that some file system takes for one."""
    folded = unicodedata.normalize("NFC", name).casefold()
    return unicodedata.normalize("NFC", folded)


def near(name: str, others: list[str]) -> str | None:
    """Return the one of some names that a name is probably a slip of; None where it is none's.

    Names that differ in their numbers alone ("page 1", "page 2"; "viii", "vii") are no slips.
    """
    found = [(_slips(name, other), place) for place, other in enumerate(others) if other != name]
    close = [(slips, place) for slips, place in found if slips is not None]
    return others[min(close)[1]] if close else None


def alike(names: Iterable[str]) -> list[tuple[str, ...]]:
    """Return the groups of names that differ only in case, blanks, hyphens and the like."""
    found: dict[str, list[str]] = {}
    for name in sorted(set(names)):
        found.setdefault(_bare(name), []).append(name)
    return [tuple(group) for group in found.values() if len(group) > 1]


def _slips(name: str, other: str) -> int | None:
    """How many slips lead from one name to the other; None for too many, or where none would."""
    one, two = _bare(name), _bare(other)
    if one == two:
        return 0
    shorter = min(len(one), len(two))
    allowed = 0 if shorter < 4 else 1 if shorter < 8 else 2
    if abs(len(one) - len(two)) > allowed or allowed == 0:
        return None
    if _DIGITS.sub("0", one) == _DIGITS.sub("0", two):
        return None
    if _ROMAN.fullmatch(one) and _ROMAN.fullmatch(two):
        return None
    slips = _distance(one, two)
    return slips if slips <= allowed else None


def _bare(name: str) -> str:
    """What is left of a name without case, blanks, hyphens and the like."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in folded if letter.isalnum()) or folded


def _distance(one: str, two: str) -> int:
    """Letters put in, left out, changed, or swapped with their neighbour.

    Source: Damerau, A technique for computer detection and correction of spelling errors, 1964.
    """
    before: list[int] = []
    above = list(range(len(two) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, other in enumerate(two, start=1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == two[j - 2] and one[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, above = above, row
    return above[-1]
