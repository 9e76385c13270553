"""Source folders, and the files in them: no path leads outside its folder."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from labelbook.errors import Forbidden, NotFound


def located(book: Path, folder: str, location: str, name: str) -> Path:
    """Return the path of a file of a source folder.

    book: the book's directory, in which a relative folder (the book's own images) lies.
    name: what people call the sample. Raises Forbidden outside the folder, NotFound for a file
    that is gone.
    """
    return Root.of(book, folder).file(location, name)


@dataclass(frozen=True)
class Root:
    """A source folder, looked up once for many of its files. real: without links."""

    folder: str
    real: str

    @classmethod
    def of(cls, book: Path, folder: str) -> Root:
        """Look a folder up; a relative one lies in the book's directory."""
        joined = str(book / folder)
        return cls(joined, os.path.realpath(joined))

    def file(self, location: str, name: str) -> Path:
        """Return one of its files; Forbidden outside it, NotFound when it is gone."""
        path = f"{self.folder}{os.sep}{location}"
        real = os.path.realpath(path)
        if not real.startswith(self.real.rstrip(os.sep) + os.sep):
            raise Forbidden(f"{name} leads outside {self.folder}: it is not shown")
        found = Path(real)
        if not found.is_file():
            raise NotFound(
                f"the file of {name} is gone: it was {path}; put it back, or import its "
                "folder again from where it is now"
            )
        return found
