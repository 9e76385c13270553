"""How a book grows: samples that are made here, with their parents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from labelbook.book.seeing import Seeing

if TYPE_CHECKING:
    from labelbook.journal.records import Lineage, NewMade


class Growing(Seeing):
    """Every sample that is made here tells what it was made of, and stays in its parents' split."""

    def add_made(
        self,
        made: Sequence[NewMade],
        *,
        author: str,
        message: str = "",
        tool: str = "recipe",
        key: str | None = None,
    ) -> int:
        """Add samples that were made here as one changeset, and give its number.

        tool: recipe, canvas or compose. The same key twice is stored once. Raises BadInput for a
        child in another split than its parents', with a test parent, or whose image is no PNG,
        NotFound for an unknown parent. Nothing is stored then.
        """
        from labelbook.book.made import add
        from labelbook.journal import changesets
        from labelbook.journal.changesets import Origin

        with self._database.reading() as connection:
            done = changesets.by_key(connection, key)
        if done is not None:
            return done.id
        origin = Origin(author, message, tool, key)
        return add(self.directory, self._database, made, origin, tool)

    def lineage(self, sample: int | str) -> Lineage:
        """Give the parents and children of a sample, and how it was made; NotFound for none."""
        from labelbook.journal.made import lineage

        found = self.sample(sample)
        with self._database.reading() as connection:
            return lineage(connection, found.id)
