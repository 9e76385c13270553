"""A layout that people write down: SPLIT/CLASS/FILE, ANY/CLASS/FILE and the like."""

from __future__ import annotations

import re

from labelbook.errors import BadInput

SPLIT, CLASS, ANY, FILE = "SPLIT", "CLASS", "ANY", "FILE"


def levels(pattern: str) -> list[str]:
    """Return the folders' levels from the top, without the file; BadInput says how to write one."""
    words = [word.strip().upper() for word in pattern.strip().strip("/").split("/")]
    words = [ANY if word == "*" else word for word in words]
    *folders, last = words
    fits = last in (FILE, ANY) and all(word in (SPLIT, CLASS, ANY) for word in folders)
    if not fits or folders.count(SPLIT) > 1:
        raise BadInput(
            f"{pattern!r} is no layout: write the levels from the top, as SPLIT/CLASS/FILE, "
            "CLASS/FILE or ANY/CLASS/FILE (ANY is a folder that means nothing)"
        )
    return folders


def class_of_name(path: str) -> str | None:
    """Return what a file's name says before its number: "cat" of cat.17.jpg or cat_0017.jpg."""
    stem = path.rpartition("/")[2]
    stem = stem[: stem.rfind(".")] if stem.rfind(".") > 0 else stem
    found = re.fullmatch(r"(.*?)[\W_]*(\d+)[\W_]*", stem)
    return (found[1] or None) if found else None
