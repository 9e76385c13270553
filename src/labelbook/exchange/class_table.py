"""The file beside exported folders that tells the true names of classes no folder can have."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

FILE = "labelbook-classes.json"
MOST_BYTES = 10_000_000


def text(truths: Mapping[str, str]) -> str:
    """Return the file's content. truths: folder -> class."""
    told = {"folders": dict(sorted(truths.items()))}
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def of_source(source: Path) -> dict[str, str]:
    """Return the true names that lie beside or above the images of a source: folder -> class.

    Looked for in a folder and in those right below it, and anywhere in a zip. A damaged file, or
    another kind of file, is ignored: the folders' own names are read then.
    """
    if source.is_dir():
        places = [source / FILE, *sorted(source.glob(f"*/{FILE}"))]
        return _read(next((place.read_bytes() for place in places if place.is_file()), b""))
    if source.suffix.lower() != ".zip":
        return {}
    try:
        with zipfile.ZipFile(source) as archive:
            found = [item for item in archive.infolist() if item.filename.split("/")[-1] == FILE]
            small = [item for item in found if item.file_size <= MOST_BYTES]
            return _read(archive.read(small[0])) if small else {}
    except Exception:  # whatever is wrong with a zip, its own reader says it
        return {}


def _read(data: bytes) -> dict[str, str]:
    try:
        folders = json.loads(data)["folders"]
        return {str(folder): str(label) for folder, label in folders.items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


def is_table(path: str) -> bool:
    """Return whether a path of a source is that of this file."""
    return path.rpartition("/")[2] == FILE
