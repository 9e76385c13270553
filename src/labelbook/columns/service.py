"""Metadata columns of a book: what there is, and each change as a changeset."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from labelbook.context import BookContext
from labelbook.errors import BadInput
from labelbook.journal import column_changes, column_store, undo, versions
from labelbook.journal.changesets import Origin
from labelbook.journal.column_changes import Wanted
from labelbook.journal.columns import COLUMN_PREFIX, Column, Kind, Value, cell_of
from labelbook.journal.records import Changeset, Edit

if TYPE_CHECKING:
    from labelbook.journal.journal import Samples

TOOL = "columns"


class MetadataColumns:
    """Columns that people added to what a book knows of its samples."""

    def __init__(self, ctx: BookContext) -> None:
        self._ctx = ctx

    def list(self, version: str | int | None = None) -> tuple[Column, ...]:
        """Return the columns, as they came, at a version (default: now).

        Raises NotFound for an unknown version.
        """
        with self._ctx.database.reading() as connection:
            position = versions.position(connection, version)
            return tuple(known.column for known in column_store.at(connection, position))

    def get(self, name: str) -> Column:
        """Return one column; NotFound where there is none of this name."""
        with self._ctx.database.reading() as connection:
            return column_store.get(connection, name).column

    def add(
        self,
        name: str,
        kind: Kind = "text",
        *,
        group: bool = False,
        description: str = "",
        author: str,
        message: str = "",
    ) -> Changeset:
        """Add an empty column; BadInput where there is one already, or it cannot be one."""
        column = Column(name, kind, group, description)
        with self._ctx.database.writing() as connection:
            made = column_changes.add(connection, column, Origin(author, message, TOOL))
            return undo.get(connection, made)

    def remove(self, name: str, *, author: str, message: str = "") -> Changeset:
        """Take a column away, until that is undone; NotFound where there is none."""
        with self._ctx.database.writing() as connection:
            made = column_changes.remove(connection, name, Origin(author, message, TOOL))
            return undo.get(connection, made)

    def rename(self, column: str, to: str, *, author: str, message: str = "") -> Changeset | None:
        """Rename a column; NotFound, or BadInput where that is taken."""
        return self.change(column, name=to, author=author, message=message)

    def set_kind(
        self, column: str, kind: Kind, *, clear: bool = False, author: str, message: str = ""
    ) -> Changeset | None:
        """Read a column's values as another kind; NotFound where there is no such column.

        clear: empty the cells that cannot be read so; without it BadInput lists them.
        """
        return self.change(column, kind=kind, clear=clear, author=author, message=message)

    def set_group(
        self, column: str, group: bool = True, *, author: str, message: str = ""
    ) -> Changeset | None:
        """Set whether samples of one value belong together; NotFound, BadInput for a list."""
        return self.change(column, group=group, author=author, message=message)

    def describe(
        self, column: str, description: str, *, author: str, message: str = ""
    ) -> Changeset | None:
        """Describe what a column holds; NotFound where there is none of this name."""
        return self.change(column, description=description, author=author, message=message)

    def change(
        self,
        column: str,
        *,
        name: str | None = None,
        kind: Kind | None = None,
        group: bool | None = None,
        description: str | None = None,
        clear: bool = False,
        author: str,
        message: str = "",
    ) -> Changeset | None:
        """Change what a column is, as one changeset; None where it is so. None: leave as it is.

        Raises NotFound where there is no such column, BadInput where it cannot be so.
        """
        wanted = Wanted(name, kind, group, description)
        origin = Origin(author, message, TOOL)
        with self._ctx.database.writing() as connection:
            made = column_changes.change(connection, column, wanted, origin, clear=clear)
            return None if made is None else undo.get(connection, made)

    def set(
        self,
        name: str,
        samples: Samples,
        values: Value | Sequence[Value | None] | None,
        *,
        author: str,
        message: str = "",
    ) -> Changeset | None:
        """Set a column of samples: to one value, or a list with one for each; None clears it.

        A tuple is one value, of a column of lists. Raises NotFound for an unknown column or sample,
        BadInput for a value that the column cannot hold.
        """
        column = self.get(name)
        ids = self._ctx.journal.ids(samples)
        if not isinstance(values, Sequence) or isinstance(values, str | tuple):
            wanted: Sequence[Value | None] = [values] * len(ids)
        else:
            wanted = values
        if len(wanted) != len(ids):
            raise BadInput(f"{len(ids):,} samples and {len(wanted):,} values: name one for each")
        by_cell: dict[str | None, list[int]] = {}
        for sample, value in zip(ids, wanted, strict=True):
            by_cell.setdefault(cell_of(column, value), []).append(sample)
        edits = [Edit(COLUMN_PREFIX + column.name, those, cell) for cell, those in by_cell.items()]
        return self._ctx.journal.edit(edits, author=author, message=message)
