"""Names of files and folders that every system takes, and that lead back to the true ones.

What a system refuses is written as % and two hex digits, as in web addresses; two names that a
system without capitals takes for one are told apart the same way. A name that is too long is cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from labelbook.core.names import CUT, digest, same_to_a_file_system

LONGEST = 200
"""Bytes of a name: systems allow 255 and the folders above need some of a path's length."""

_REFUSED = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]|%(?=[0-9A-Fa-f]{2})')
_ENDS = re.compile(r"[ .]+$")
_BEGINNINGS = re.compile(r"^[ .]")
_DEVICES = re.compile(r"(?i)^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?=\.|$)")
_SYSTEM = re.compile(r"(?i)^(__macosx|thumbs\.db|desktop\.ini)$")
_ESCAPED = re.compile(r"(?:%[0-9A-F]{2})+")
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,10}$")


def escaped(name: str) -> str:
    """Return a name that every system takes, not yet short enough; `unescaped` leads back."""
    name = _REFUSED.sub(lambda found: _percent(found.group()), name)
    name = _ENDS.sub(lambda found: _percent(found.group()), name)
    name = _BEGINNINGS.sub(lambda found: _percent(found.group()), name)
    if _DEVICES.match(name) or _SYSTEM.match(name):
        name = _first_escaped(name)
    # One that stands alone means no name at all.
    return "%25" if name == "%" else name or "%"


def unescaped(name: str) -> str:
    """Return what `escaped` was given."""
    if name == "%":
        return ""
    return _ESCAPED.sub(_from_percent, name)


def _percent(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


def _from_percent(found: re.Match[str]) -> str:
    data = bytes.fromhex(found.group().replace("%", ""))
    return data.decode("utf-8", "replace")


def _first_escaped(name: str) -> str:
    return _percent(name[:1]) + name[1:]


def short(name: str) -> str:
    """Return a name of at most `LONGEST` bytes; one that is cut keeps its suffix."""
    if len(name.encode()) <= LONGEST:
        return name
    suffix = _SUFFIX.search(name)
    end = CUT + digest(name) + (suffix.group() if suffix else "")
    stem = name.removesuffix(suffix.group()) if suffix else name
    return _cut(stem, LONGEST - len(end.encode())) + end


def _cut(text: str, most: int) -> str:
    """The beginning of a text in so many bytes, not within a letter or an escape."""
    begun = text.encode()[:most].decode("utf-8", "ignore")
    return re.sub(r"(%[0-9A-F]?)$", "", begun).rstrip(" .")


def folders(labels: Iterable[str]) -> dict[str, str]:
    """Return each class its folder; no two are one for a system that tells no capitals apart."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for label in sorted(labels):
        plain = escaped(label)
        choices = [plain, *(_varied(plain, place) for place in range(len(plain)))]
        name = next(
            (each for each in map(short, choices) if same_to_a_file_system(each) not in taken),
            short(f"{plain}{CUT}{digest(label)}"),
        )
        taken.add(same_to_a_file_system(name))
        found[label] = name
    return found


def _varied(name: str, place: int) -> str:
    """A name with one letter written as its bytes: another name that leads back to the same."""
    if name[place] == "%" or name[max(0, place - 2) : place].find("%") >= 0:
        return name
    return name[:place] + _percent(name[place]) + name[place + 1 :]


def truths(names: Mapping[str, str]) -> dict[str, str]:
    """Return the folders that are called otherwise than their classes: folder -> class."""
    return {folder: label for label, folder in names.items() if folder != label}


def file_name(path: str) -> str:
    """Return the name that a sample's file gets, by its path in the book."""
    return short(escaped(path.rpartition("/")[2]))


def numbered(name: str, number: int, taken: set[str], folder: str) -> str:
    """Return a file's name with a number, such that none of `taken` (folded paths) is met."""
    found = _SUFFIX.search(name)
    suffix = found.group() if found else ""
    stem = name.removesuffix(suffix)
    again = 1
    while True:
        end = f"-{number}{suffix}" if again == 1 else f"-{number}-{again}{suffix}"
        made = _cut(stem, LONGEST - len(end)) + end
        if same_to_a_file_system(f"{folder}/{made}") not in taken:
            return made
        again += 1
