"""Files that people send from their page to be imported; they wait in the book's cache."""

from __future__ import annotations

import json
import re
import shutil
import time
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from uuid import uuid4

from labelbook.core.atomic import explained
from labelbook.core.blobs import write_whole
from labelbook.errors import BadInput, NotFound, Unavailable

DAY = 24 * 3600.0
MOST_BYTES = 20_000_000_000
"""Of one upload."""
SPARE = 500_000_000
"""So many bytes of the disk are left free."""

_ID = re.compile(r"[0-9a-f]{16}")
_ARCHIVES = (".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz")
_TABLES = (".csv", ".tsv", ".jsonl", ".parquet", ".xlsx", ".json")
_FACTS = "upload.json"
_REPORT = "report.json"


@dataclass(frozen=True)
class _Facts:
    """What an upload is. folder: on this computer, where nothing is sent; "" else."""

    bytes: int
    folder: str


class Uploads:
    """The uploads of a book, each a folder of its own, gone when done or after a day."""

    def __init__(self, cache: Path) -> None:
        self._folder = cache / "uploads"

    def begin(self, size: int) -> str:
        """Return the id of a new upload. size: bytes of all its files.

        Raises BadInput where that is too much, Unavailable where the disk has no room.
        """
        self.sweep()
        if size > MOST_BYTES:
            raise BadInput(
                f"that is {size / 1e9:,.1f} GB, more than {MOST_BYTES // 10**9} GB: copy it to "
                "the computer that labelbook runs on and name its folder"
            )
        self._folder.mkdir(parents=True, exist_ok=True)
        # Loose files are packed once they are there: they lie on the disk twice for a while.
        if shutil.disk_usage(self._folder).free < 2 * size + SPARE:
            raise Unavailable(f"the disk has no room for {size / 1e9:,.1f} GB: make some first")
        return self._made(_Facts(size, ""))

    def of_folder(self, folder: Path) -> str:
        """Return the id under which a folder or file of this computer is looked at."""
        self.sweep()
        if not folder.is_absolute():
            raise BadInput(f"{folder} does not begin at the top of the disk: give the whole path")
        if not folder.exists():
            raise NotFound(f"there is no file or folder {folder}")
        return self._made(_Facts(0, str(folder)))

    def add(self, id: str, path: str, at: int, part: bytes) -> None:
        """Write a part of a file. path: as in the folder that was chosen; at: bytes before it.

        Raises BadInput for a path that leads outside or more than was told, NotFound for no upload.
        """
        facts = self._facts(id)
        parts = PurePosixPath(path).parts
        odd = any(name in ("..", "/") or ord(min(name)) < 32 for name in parts)
        if not parts or odd or "\\" in path or path.startswith("/"):
            raise BadInput(f"{path!r} is no path inside a folder")
        if at + len(part) > facts.bytes:
            raise BadInput(f"{path} is larger than was told")
        file = self._folder / id / "files" / path
        with explained(file):
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("r+b" if at else "wb") as out:
                out.seek(at)
                out.write(part)

    def source(self, id: str) -> Path:
        """Return what is to be read of an upload: its one archive or table, else all as one zip.

        Images in a zip go into the book: this folder does not stay.
        """
        facts = self._facts(id)
        if facts.folder:
            return Path(facts.folder)
        files = self._folder / id / "files"
        packed = self._folder / id / "dropped.zip"
        if packed.is_file():
            return packed
        found = sorted(path for path in files.rglob("*") if path.is_file())
        if not found:
            raise BadInput("nothing has been sent: choose files or a folder")
        if len(found) == 1 and found[0].suffix.lower() in (*_ARCHIVES, *_TABLES):
            return found[0]
        half = packed.with_suffix(".part")
        with explained(packed), zipfile.ZipFile(half, "w", zipfile.ZIP_STORED) as archive:
            for path in found:
                archive.write(path, path.relative_to(files).as_posix())
        half.replace(packed)
        shutil.rmtree(files, ignore_errors=True)
        return packed

    def only_file(self, id: str) -> Path:
        """Return the one file that was sent; BadInput where it is none or several."""
        self._facts(id)
        found = [path for path in (self._folder / id / "files").rglob("*") if path.is_file()]
        if len(found) != 1:
            raise BadInput(f"{len(found):,} files were sent: send one")
        return found[0]

    def is_sent(self, id: str) -> bool:
        """Return whether its files were sent, so that they are to be removed in the end."""
        return not self._facts(id).folder

    def done(self, id: str, report: object) -> None:
        """Keep what an import did, and remove the files."""
        folder = self._folder / id
        write_whole(folder / _REPORT, json.dumps(report).encode())
        shutil.rmtree(folder / "files", ignore_errors=True)
        (folder / "dropped.zip").unlink(missing_ok=True)

    def report(self, id: str) -> dict[str, object] | None:
        """Return what `done` kept; None before."""
        self._facts(id)
        try:
            found: dict[str, object] = json.loads((self._folder / id / _REPORT).read_bytes())
        except FileNotFoundError:
            return None
        return found

    def remove(self, id: str) -> None:
        """Remove an upload that nobody wants any more."""
        self._facts(id)
        shutil.rmtree(self._folder / id, ignore_errors=True)

    def sweep(self) -> None:
        """Remove the uploads that were begun more than a day ago."""
        for folder in self._folder.glob("*"):
            if folder.stat().st_mtime < time.time() - DAY:
                shutil.rmtree(folder, ignore_errors=True)

    def _made(self, facts: _Facts) -> str:
        id = uuid4().hex[:16]
        write_whole(self._folder / id / _FACTS, json.dumps(asdict(facts)).encode())
        return id

    def _facts(self, id: str) -> _Facts:
        if not _ID.fullmatch(id):
            raise NotFound(f"there is no upload {id}")
        try:
            return _Facts(**json.loads((self._folder / id / _FACTS).read_bytes()))
        except FileNotFoundError:
            raise NotFound("what was sent is gone, as it waited for a day: send it again") from None
