"""What kind of annotations a file of JSON holds, seen from how it begins; imports little."""

from __future__ import annotations

import re
from pathlib import Path

HEAD = 65_536
"""Bytes that are looked at."""

COCO, LABEL_STUDIO, CROISSANT = "coco", "label-studio", "croissant"

DESCRIPTIONS = ("croissant.json", "metadata.json")
"""What a Croissant file is called in the folder that it describes."""

_OTHER_TASKS = re.compile(r"(?i)(keypoints|captions|panoptic|stuff)")
_COCO = re.compile(r'"(images|annotations|categories)"\s*:\s*\[')
_TASK = re.compile(r'"(annotations|completions|predictions|data)"\s*:\s*[\[{]')


def kind_of(head: bytes) -> str | None:
    """Return COCO, LABEL_STUDIO or CROISSANT, None for what is none of them.

    head: how the file begins.
    """
    text = head[:HEAD].decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    if text.startswith("{"):
        if '"@context"' in text or "mlcommons.org/croissant" in text:
            return CROISSANT
        return COCO if _COCO.search(text) else None
    if text.startswith("[") and text[1:].lstrip().startswith("{"):
        tasks = _TASK.search(text) and ('"data"' in text or '"result"' in text)
        return LABEL_STUDIO if tasks else None
    return None


def kind_of_file(path: Path) -> str | None:
    """Return what `kind_of` says of a file whose name ends in .json; None where it cannot be."""
    if path.suffix.lower() != ".json" or not path.is_file():
        return None
    try:
        with path.open("rb") as file:
            return kind_of(file.read(HEAD))
    except OSError:
        return None


def is_about_classes(name: str) -> bool:
    """Return whether a file's name does not say that it is about other tasks than classes."""
    return _OTHER_TASKS.search(name) is None
