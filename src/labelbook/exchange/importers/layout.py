"""Split and class of a path: SPLIT/CLASS/FILE or CLASS/FILE."""

from __future__ import annotations

SPLITS = {
    "train": "train",
    "training": "train",
    "val": "val",
    "valid": "val",
    "validation": "val",
    "dev": "val",
    "test": "test",
    "testing": "test",
    "label_book": "test",
}
SYSTEM_FILES = ("thumbs.db", "desktop.ini")
SYSTEM_FOLDERS = ("__MACOSX",)


def split_and_label(path: str) -> tuple[str | None, str | None]:
    """Return split and class of a path; None for what it does not name."""
    parts = path.split("/")
    split = SPLITS.get(parts[0].lower()) if len(parts) > 1 else None
    inner = parts[1:] if split else parts
    return split, inner[0] if len(inner) > 1 else None


def describe(paths: list[str], split: str | None = None) -> str:
    """Describe in one sentence how paths were read. split: the one that all were put into."""
    read = [split_and_label(path) for path in paths]
    with_split = sum(split is not None for split, _ in read)
    if split is not None:
        return f"read as {'SPLIT/' if with_split else ''}CLASS/FILE, all in {split}"
    if with_split == 0:
        return "read as CLASS/FILE, all in train"
    if with_split == len(read):
        return "read as SPLIT/CLASS/FILE"
    return (
        f"read as SPLIT/CLASS/FILE; {len(read) - with_split:,} files without a split are in train"
    )


def is_system_file(path: str) -> bool:
    """Return whether a file belongs to an operating system, not to the data set."""
    parts = path.split("/")
    hidden = any(part.startswith(".") for part in parts)
    system = any(part in SYSTEM_FOLDERS for part in parts)
    return hidden or system or parts[-1].lower() in SYSTEM_FILES
