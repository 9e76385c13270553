"""The names in a zip: "/" between parts, in the letters that they were meant in."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Sequence

from labelbook.errors import Answer
from labelbook.exchange.importers.doubts import Doubt

_UTF8 = 0x800
_DOS = "cp437"
_CODE_PAGES = ("gbk", "shift_jis", "euc_kr", "big5", "cp1251", "cp866", "cp1252")
"""What zips of computers in China, Japan, Korea, Russia and Europe hold, and do not say."""

_ROOT = re.compile(r"([A-Za-z]:)?/+")
_SHOWN = 40


def name_of(entry: zipfile.ZipInfo, encoding: str | None = None) -> str:
    """Return an entry's path as it was meant, "/" between parts.

    Windows' own tools write backslashes, and macOS writes UTF-8 without the mark that says so.
    encoding: of names that are neither marked nor UTF-8, where people have said one.
    """
    raw = _unmarked(entry)
    name = entry.filename
    for one in ("utf-8", encoding) if raw is not None else ():
        try:
            name = raw.decode(one) if raw is not None and one else name
            break
        except UnicodeError:
            # It is what it says: the old code page, or text that never was bytes.
            continue
    return name.replace("\\", "/")


def from_root(names: Sequence[str]) -> dict[str, str]:
    """Return the names without a disk's letter and the root, where all of them begin so.

    Such an archive was packed from the top of a disk; other tools unpack it in place. A single such
    name among others is a trap, and stays as it is.
    """
    if not names or not all(_ROOT.match(name) for name in names):
        return {}
    return {name: _ROOT.sub("", name, count=1) for name in names}


def doubts(entries: Sequence[zipfile.ZipInfo], encoding: str | None) -> list[Doubt]:
    """Return the question in which letters names are meant, where their bytes leave that open."""
    raws = [raw for entry in entries if (raw := _unmarked(entry)) is not None]
    open_ = [raw for raw in raws if _decoded(raw, "utf-8") is None]
    if not open_ or encoding is not None or _fits(open_, _DOS):
        return []
    likely = [page for page in _CODE_PAGES if _fits(open_, page)]
    seen: dict[str, str] = {}
    for page in likely:
        seen.setdefault(str(_decoded(open_[0], page)), page)
    if not seen:
        return []
    return [
        Doubt(
            f"{len(open_):,} names in the zip do not say their letters: which are they?",
            tuple(Answer(name[:_SHOWN], {"names_encoding": page}) for name, page in seen.items()),
            asks=True,
        )
    ]


def _unmarked(entry: zipfile.ZipInfo) -> bytes | None:
    """The bytes of a name that is beyond ASCII and does not say its encoding."""
    if entry.flag_bits & _UTF8 or entry.filename.isascii():
        return None
    try:
        return entry.filename.encode(_DOS)
    except UnicodeError:
        return None


def _decoded(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeError:
        return None


def _fits(raws: Sequence[bytes], encoding: str) -> bool:
    """Whether names are words in an encoding: beyond ASCII only letters, marks and digits."""
    for raw in raws:
        name = _decoded(raw, encoding)
        beyond = [letter for letter in name or "" if not letter.isascii()]
        if name is None or any(unicodedata.category(letter)[0] not in "LMN" for letter in beyond):
            return False
    return True
