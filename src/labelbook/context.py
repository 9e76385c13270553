"""What every service of a book is given: its journal, its image files, its jobs, its caches."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from labelbook.core.limits import DATABASE
from labelbook.core.memo import Memo
from labelbook.image_files import ImageFiles
from labelbook.jobs.service import Jobs
from labelbook.journal import database
from labelbook.journal.database import Database
from labelbook.journal.journal import Journal


@dataclass(frozen=True)
class BookContext:
    """One open book. Services get this and nothing of each other's insides.

    database: for the rooms whose rows lie beside the journal (talk, pieces, candidates).
    cache: the folder of what can be made again. memo: what is remembered while the book is open.
    """

    directory: Path
    database: Database
    journal: Journal
    files: ImageFiles
    jobs: Jobs
    memo: Memo

    @classmethod
    def open(cls, directory: Path) -> BookContext:
        """Open the book in a directory.

        Raises BadInput when a newer labelbook made it, Damaged when its database is broken,
        Unavailable when it may not be opened here.
        """
        opened = database.open_file(directory / DATABASE)
        cache = directory / "cache"
        journal = Journal(opened, directory.name, cache)
        return cls(
            directory=directory,
            database=opened,
            journal=journal,
            files=ImageFiles(directory, opened, journal, cache),
            jobs=Jobs(directory),
            memo=Memo(),
        )

    @property
    def name(self) -> str:
        """The directory's name."""
        return self.directory.name

    @property
    def is_writable(self) -> bool:
        """Whether the book may be changed here."""
        return database.is_writable(self.directory / DATABASE)

    @property
    def cache(self) -> Path:
        """The folder of what can be made again."""
        return self.directory / "cache"

    def close(self) -> None:
        """Close the database and forget what was remembered."""
        self.memo.clear()
        self.database.close()
