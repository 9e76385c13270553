"""The names in a WebDataset shard: which files are of one sample."""

from __future__ import annotations


def key_of(name: str) -> tuple[str, str]:
    """Return what a member's name is split into: its sample's key, and what it is of it.

    WebDataset takes the first dot of the file's name, whatever its folders are called.
    """
    folder, slash, file = name.rpartition("/")
    stem, _, kind = file.partition(".")
    return f"{folder}{slash}{stem}", kind.lower()
