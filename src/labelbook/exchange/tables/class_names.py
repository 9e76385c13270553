"""Names of classes that lie beside a table of their numbers: `{"0": "cat", "1": "dog"}`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence

from labelbook.errors import BadInput

MOST = 8
"""So many files are looked into."""

LARGEST = 1_000_000


def find(
    numbers: Iterable[str], entries: Mapping[str, str], data_of: Callable[[str], bytes]
) -> tuple[str, Sequence[str]]:
    """Return the path of the file that names every number, and the names by number.

    numbers: the labels of a table. entries: path -> location of the files of the source. Returns
    "" and nothing where labels are no numbers, or where no file names them all.
    """
    used = set(numbers)
    if not used or not all(label.isdecimal() for label in used):
        return "", ()
    highest = max(int(label) for label in used)
    paths = [path for path in entries if path.lower().endswith(".json")]
    for path in sorted(paths, key=lambda path: (path.count("/"), path))[:MOST]:
        try:
            names = _names(json.loads(data_of(entries[path])[:LARGEST]))
        except (OSError, BadInput, ValueError):
            continue
        if highest < len(names):
            return path, names
    return "", ()


def _names(found: object) -> list[str]:
    """Names by number, from number -> name or name -> number; none from anything else."""
    if not isinstance(found, dict):
        return []
    pairs = [(str(number), name) for number, name in found.items()]
    if all(isinstance(name, int) for _, name in pairs):
        pairs = [(str(number), name) for name, number in found.items()]
    by_number = {number: name for number, name in pairs if isinstance(name, str)}
    places = [str(place) for place in range(len(by_number))]
    whole = len(by_number) == len(found) and set(by_number) == set(places)
    return [by_number[place] for place in places] if whole else []
