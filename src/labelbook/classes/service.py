"""What `book.classes` offers."""

from __future__ import annotations

from collections.abc import Sequence

from labelbook.classes.records import ClassInfo
from labelbook.context import BookContext
from labelbook.journal import changesets, classes, undo
from labelbook.journal import class_edits as edits
from labelbook.journal.changesets import Origin
from labelbook.journal.class_edits import Verb, WantedClass
from labelbook.journal.records import Changeset


class Classes:
    """The classes of a book; each call that changes them appends one changeset.

    `book.classes()` gives their names. All that changes takes `key`, which names the request, so
    that a repeat is no second one, and returns None where nothing would change.
    """

    def __init__(self, ctx: BookContext) -> None:
        self._ctx = ctx

    def __call__(self) -> list[str]:
        """Return the class names in their order."""
        return self._ctx.journal.classes()

    def list(self) -> list[ClassInfo]:
        """Return the classes in their order, with how many samples have each."""
        with self._ctx.database.reading() as connection:
            entries = classes.entries(connection)
            counts = classes.counts(connection)
        keys = classes.keys(list(entries.values()))
        return [
            ClassInfo(
                name=name,
                samples=sum(counts.get(name, {}).values()),
                splits=counts.get(name, {}),
                description=entry.description,
                key=key,
                own_key=entry.key,
                own_colour=entry.colour,
            )
            for (name, entry), key in zip(entries.items(), keys, strict=True)
        ]

    def add(
        self, name: str, *, author: str, message: str = "", key: str | None = None
    ) -> Changeset | None:
        """Add a class that no sample has yet; BadInput where it is there, or is no name."""
        return self._do(lambda c, origin: edits.add(c, name, origin), author, message, key)

    def rename(
        self, name: str, to: str, *, author: str, message: str = "", key: str | None = None
    ) -> Changeset | None:
        """Let a class and its samples have another name; its laws, rules and pieces keep to it.

        Raises NotFound for an unknown class, BadInput where the other name is taken or no name.
        """
        return self._do(lambda c, origin: edits.rename(c, name, to, origin), author, message, key)

    def merge(
        self,
        names: Sequence[str],
        into: str,
        *,
        author: str,
        message: str = "",
        key: str | None = None,
    ) -> Changeset | None:
        """Let the samples of some classes have the class `into`, and take those classes away.

        Raises NotFound for an unknown class, BadInput where a class is merged into itself.
        """
        return self._do(lambda c, origin: edits.merge(c, names, into, origin), author, message, key)

    def remove(
        self,
        name: str,
        *,
        to: str | None = None,
        unlabel: bool = False,
        author: str,
        message: str = "",
        key: str | None = None,
    ) -> Changeset | None:
        """Take a class away; its samples get the class `to`, or with `unlabel` no label.

        Raises NotFound for an unknown class, BadInput where it has samples and neither is said.
        """
        return self._do(
            lambda c, origin: edits.remove(c, name, to, origin, unlabel=unlabel),
            author,
            message,
            key,
        )

    def order(
        self, names: Sequence[str], *, author: str, message: str = "", key: str | None = None
    ) -> Changeset | None:
        """Put classes first in this order; the others follow as they were.

        Raises NotFound for an unknown class, BadInput for one that is named twice.
        """
        return self._do(lambda c, origin: edits.order(c, names, origin), author, message, key)

    def change(
        self,
        name: str,
        *,
        description: str | None = None,
        digit: str | None = None,
        colour: str | None = None,
        author: str,
        message: str = "",
        key: str | None = None,
    ) -> Changeset | None:
        """Describe a class, or give it the key of a digit or a colour (#rrggbb); "" takes it away.

        Raises NotFound for an unknown class, BadInput for what is no digit or no colour.
        """
        wanted = WantedClass(description, digit, colour)
        return self._do(
            lambda c, origin: edits.change(c, name, wanted, origin), author, message, key
        )

    def _do(self, verb: Verb, author: str, message: str, key: str | None) -> Changeset | None:
        with self._ctx.database.writing() as connection:
            done = changesets.by_key(connection, key)
            if done is not None:
                return done
            made = verb(connection, Origin(author, message, classes.TOOL, key))
            return None if made is None else undo.get(connection, made)
