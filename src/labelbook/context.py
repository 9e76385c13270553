"""What every part of a book stands on: its directory, its database, its snapshot."""

from __future__ import annotations

import threading
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from labelbook.core.limits import DATABASE
from labelbook.journal import changesets, database

if TYPE_CHECKING:
    from labelbook.journal.snapshot import Snapshot


class Ground:
    """A book's directory and the connection to its database."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._database = database.open_file(directory / DATABASE)
        self._snapshot: Snapshot | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    @property
    def name(self) -> str:
        """The directory's name."""
        return self.directory.name

    @property
    def seq(self) -> int:
        """The number of the newest changeset."""
        with self._database.reading() as connection:
            return changesets.head(connection)

    @property
    def _cache(self) -> Path:
        return self.directory / "cache"
