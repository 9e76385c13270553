"""The namespace `book.rules`: the label book, and the samples that contradict it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from labelbook.context import BookContext
from labelbook.discuss import rules as rulebook
from labelbook.discuss import threads
from labelbook.discuss.handbook import HandbookFile
from labelbook.discuss.near_rules import contradictions, near, write_handbook
from labelbook.discuss.records import Contradiction, Precedent, Rule
from labelbook.discuss.rules import NewRule


class Rules:
    """Rules, precedents, and the label book as a file."""

    def __init__(self, ctx: BookContext) -> None:
        self._ctx = ctx

    def write(
        self,
        kind: str,
        label: str,
        text: str,
        *,
        author: str,
        samples: Sequence[int] = (),
        thread: int | None = None,
        replaces: int | None = None,
    ) -> Rule:
        """Write a rule of the label book; one that comes from a thread resolves the thread.

        kind: "definition", "typical", "border" or "not". replaces: the rule that it is the new
        wording of. Raises NotFound for an unknown class, sample, thread or rule, BadInput for one
        without a text.
        """
        new = NewRule(kind, label, text, tuple(samples), thread, replaces)
        with self._ctx.database.writing() as connection:
            made = rulebook.add(connection, new, author=author)
            if thread is not None:
                threads.set_state(connection, thread, "resolved", author=author)
            return rulebook.get(connection, made)

    def retire(self, rule: int, *, author: str) -> None:
        """Retire a rule; it stays in the history. NotFound where no such rule is in force."""
        with self._ctx.database.writing() as connection:
            rulebook.retire(connection, rule, author=author)

    def precedents(self, sample: int | str, limit: int = 3) -> list[Precedent]:
        """Return the decided cases that a sample is most like, the nearest first.

        Raises NotFound for an unknown sample, NotReady before anything is embedded.
        """
        return near(self._ctx, self._ctx.journal.sample(sample).id, limit)

    def contradictions(self, rule: int) -> list[Contradiction]:
        """Return the samples that look like a rule's examples but are labelled otherwise.

        The worst come first. Samples tagged `kept:rule-N` or excluded are left out. Raises NotFound
        where no such rule is in force, NotReady before anything is embedded.
        """
        return contradictions(self._ctx, rule)

    def write_handbook(self, out: str | Path) -> HandbookFile:
        """Write the label book as one page to hand to new labellers: .html or .md.

        The page holds the example images and needs no network. Raises BadInput for another suffix
        or a place that is taken, Unavailable when the place cannot be written.
        """
        return write_handbook(self._ctx, Path(out))

    def list(self, label: str | None = None) -> list[Rule]:
        """Return the rules that are in force (for a class)."""
        with self._ctx.database.reading() as connection:
            found = rulebook.list_current(connection)
        return [rule for rule in found if label in (None, rule.label)]
