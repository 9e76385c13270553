"""Source folders, and the files in them: no path leads outside its folder."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from labelbook.errors import Forbidden, NotFound


@dataclass(frozen=True)
class Root:
    """A source folder, resolved once for many of its files. real: its path without links."""

    folder: str
    real: str

    @classmethod
    def of(cls, book: Path, folder: str) -> Root:
        """Return a folder by its path; a relative one lies in the book's directory `book`."""
        joined = str(book / folder)
        return cls(joined, os.path.realpath(joined))

    def file(self, location: str, name: str) -> Path:
        """Return the path of one of its files. name: what people call the sample.

        Raises Forbidden outside the folder, NotFound for a file that is gone.
        """
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
