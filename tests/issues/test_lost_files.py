"""Files that went or changed after the search before are issues of their samples."""

from __future__ import annotations

from pathlib import Path

from labelbook import Book


def test_what_went_or_changed_since_is_told(tiny_book: Book, image_folder: Path) -> None:
    tiny_book.issues.find()
    assert tiny_book.issues.table("image-fault").is_empty()
    (image_folder / "train" / "i" / "0.png").unlink()
    changed = image_folder / "train" / "ii" / "0.png"
    changed.write_bytes(changed.read_bytes() + b"more")
    tiny_book.issues.find()
    found = tiny_book.issues.table("image-fault")
    told = dict(found.select("path", "reason").iter_rows())
    assert told.keys() == {"train/i/0.png", "train/ii/0.png"}
    assert "its file is gone: it was" in told["train/i/0.png"]
    assert told["train/ii/0.png"].startswith("its file has changed since it was imported")
