"""What changes a book: every call appends one changeset."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, insert

from labelbook.journal import changesets, undo, versions
from labelbook.journal.changesets import Origin
from labelbook.journal.reading import Reading
from labelbook.journal.records import TAG_PREFIX, YES, Changeset, Edit, Version
from labelbook.journal.tables import samples as schema

Samples = Sequence[int | str] | int | str
"""Samples by id or path, one or several."""


class Writing(Reading):
    """Edits, undo and redo, named versions, settings."""

    def edit(
        self,
        edits: Sequence[Edit],
        *,
        author: str,
        message: str = "",
        tool: str = "python",
        key: str | None = None,
    ) -> Changeset | None:
        """Set cells; None when nothing would change. The same key twice is stored once.

        Raises Conflict when a cell is not what an edit's `before` says, BadInput for a value that a
        field cannot hold, NotFound for an unknown sample. Nothing is stored then.
        """
        with self._database.writing() as connection:
            done = changesets.by_key(connection, key)
            if done is not None:
                return done
            made = changesets.append(connection, edits, Origin(author, message, tool, key))
            return None if made is None else undo.get(connection, made)

    def relabel(
        self, samples: Samples, label: str | None, *, author: str, message: str = ""
    ) -> Changeset | None:
        """Give samples a label, None to take it away.

        Raises NotFound for an unknown sample, BadInput for a name that cannot be a class.
        """
        return self._set(samples, "label", label, author, message)

    def exclude(self, samples: Samples, *, author: str, message: str = "") -> Changeset | None:
        """Leave samples out of exports and training; they stay in the book.

        Raises NotFound for an unknown sample.
        """
        return self._set(samples, "excluded", YES, author, message)

    def restore(self, samples: Samples, *, author: str, message: str = "") -> Changeset | None:
        """Take excluded samples back in; NotFound for an unknown sample."""
        return self._set(samples, "excluded", None, author, message)

    def set_split(
        self, samples: Samples, split: str, *, author: str, message: str = ""
    ) -> Changeset | None:
        """Move samples to train, val or test.

        Raises NotFound for an unknown sample, BadInput for another split.
        """
        return self._set(samples, "split", split, author, message)

    def tag(
        self, samples: Samples, tag: str, *, author: str, message: str = ""
    ) -> Changeset | None:
        """Give samples a tag.

        Raises NotFound for an unknown sample, BadInput for a name that cannot be a tag.
        """
        return self._set(samples, TAG_PREFIX + tag, YES, author, message)

    def untag(
        self, samples: Samples, tag: str, *, author: str, message: str = ""
    ) -> Changeset | None:
        """Take a tag away from samples; NotFound for an unknown sample."""
        return self._set(samples, TAG_PREFIX + tag, None, author, message)

    def _set(
        self, samples: Samples, field: str, after: str | None, author: str, message: str
    ) -> Changeset | None:
        several = [samples] if isinstance(samples, int | str) else samples
        ids = [key if isinstance(key, int) else self.sample(key).id for key in several]
        return self.edit([Edit(field, ids, after)], author=author, message=message)

    def undo(
        self,
        changeset: int | None = None,
        *,
        author: str,
        by: str | None = None,
        message: str = "",
        skip_conflicts: bool = False,
        key: str | None = None,
    ) -> Changeset:
        """Append the inverse of a changeset and give it.

        Without a number: the newest that is not undone (of `by`, where given). Raises Conflict
        when a cell has moved since, unless skip_conflicts leaves those as they are; NotFound for an
        unknown changeset, BadInput when it is undone already or there is nothing to undo.
        """
        with self._database.writing() as connection:
            done = changesets.by_key(connection, key)
            if done is not None:
                return done
            target = undo.newest(connection, by) if changeset is None else changeset
            tool = "redo" if undo.get(connection, target).reverts else "undo"
            origin = Origin(author, message, tool, key)
            made = undo.undo(connection, target, origin, skip_conflicts=skip_conflicts)
            return undo.get(connection, made)

    def redo(
        self,
        changeset: int,
        *,
        author: str,
        message: str = "",
        skip_conflicts: bool = False,
        key: str | None = None,
    ) -> Changeset:
        """Bring back what the undo of a changeset took away.

        Raises Conflict as `undo` does, NotFound for an unknown changeset, BadInput when it is not
        undone.
        """
        with self._database.writing() as connection:
            done = changesets.by_key(connection, key)
            if done is not None:
                return done
            origin = Origin(author, message, "redo", key)
            made = undo.redo(connection, changeset, origin, skip_conflicts=skip_conflicts)
            return undo.get(connection, made)

    def save_version(
        self, name: str, *, author: str, note: str = "", at: int | None = None
    ) -> Version:
        """Name a position of the journal (default: now).

        Raises BadInput when the name is taken or no name, NotFound when there is no changeset `at`.
        """
        with self._database.writing() as connection:
            return versions.save(connection, name, author, note, at)

    def set_setting(self, key: str, value: str) -> None:
        """Keep a setting in this book."""
        table = schema.settings
        with self._database.writing() as connection:
            connection.execute(delete(table).where(table.c.key == key))
            connection.execute(insert(table).values(key=key, value=value))
