"""What a source holds where none of its files can be an image, and the way out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

ARCHIVES = frozenset((".zip", ".tar", ".tgz", ".7z", ".rar", ".gz", ".bz2", ".xz", ".zst"))
ARRAYS = frozenset(
    (
        *(".npy", ".npz", ".h5", ".hdf5", ".mat", ".pkl", ".pickle", ".pt", ".pth", ".tfrecord"),
        *(".tfrecords", ".lmdb", ".mdb", ".idx"),
    )
)
REST = frozenset(
    (
        *(".avi", ".csv", ".db", ".doc", ".docx", ".htm", ".html", ".ipynb", ".json", ".jsonl"),
        *(".md", ".mov", ".mp3", ".mp4", ".parquet", ".pdf", ".py", ".rst", ".tsv", ".txt"),
        *(".wav", ".xls", ".xlsx", ".xml", ".yaml", ".yml"),
    )
)
"""Endings of files that are no images and hold none. What has another may be one: it is opened."""

SHOWN = 4


def refusal(paths: Collection[str]) -> str | None:
    """Return what a source holds instead of images; None where some file may be one."""
    endings = Counter(_ending(path) for path in paths)
    if not endings or not set(endings) <= ARCHIVES | ARRAYS | REST:
        return None
    held = ", ".join(f"{count:,} {ending}" for ending, count in endings.most_common(SHOWN))
    says = f"holds no image ({held})"
    for path in sorted(paths):
        name = path.rpartition("/")[2].lower()
        if _ending(path) in ARRAYS or "-ubyte" in name or "_batch" in name:
            return f"{says}: {path} holds arrays; write them out as image files first"
        if _ending(path) in ARCHIVES:
            return f"{says}: import {path} itself, or unpack it first"
    return says


def _ending(path: str) -> str:
    name = path.rpartition("/")[2]
    return name[name.rfind(".") :].lower() if name.rfind(".") > 0 else ""
