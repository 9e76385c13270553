"""How a book grows: samples that are made here, with their parents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from labelbook.maps.service import Seeing

if TYPE_CHECKING:
    from labelbook.exchange.import_ import Progress
    from labelbook.grow.laws.decisions import Table
    from labelbook.grow.laws.law import Proposal
    from labelbook.grow.make import GrowReport
    from labelbook.grow.plan import Order
    from labelbook.grow.quotas import Plan
    from labelbook.grow.strays import Stray
    from labelbook.jobs.records import Job
    from labelbook.journal.records import Changeset, Lineage, NewMade


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
        from labelbook.grow.add import add
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

    def laws(self) -> Table:
        """Give the label laws: every governed transform for every class, and what speaks for it."""
        from labelbook.grow.laws import decisions

        return decisions.table(self, self._database)

    def discover_laws(
        self, transforms: Sequence[str] | None = None, *, progress: Progress | None = None
    ) -> list[Proposal]:
        """Ask the samples which laws they speak for, and keep what they say; changes no law.

        transforms: None asks about all. A proposal holds counts, an AUC and examples.
        """
        from labelbook.grow.laws import decisions

        return decisions.propose(self, self._database, transforms, progress)

    def set_laws(
        self,
        wanted: Mapping[tuple[str, str], str | None],
        *,
        author: str,
        message: str = "",
        seen: Mapping[tuple[str, str], str | None] | None = None,
        key: str | None = None,
    ) -> Changeset | None:
        """Decide laws: (transform, class) -> stays, forbidden, becomes CLASS, or None to reopen.

        One changeset, which `undo` takes back; None where nothing would change. seen: what the
        person saw. Raises BadInput for a transform, class or law that there is not, Conflict where
        somebody decided otherwise meanwhile.
        """
        from labelbook.grow.laws import decisions
        from labelbook.journal.changesets import Origin

        origin = Origin(author, message, "laws", key)
        return decisions.decide(self, self._database, wanted, origin, seen)

    def plan_growth(self, order: Order, *, progress: Progress | None = None) -> Plan:
        """Say how many new samples would be made, of whom and why; changes nothing.

        Raises BadInput for a recipe or number that cannot be, or where no sample may have children.
        """
        from labelbook.grow.plan import plan

        return plan(self, self._database, order, progress)[0]

    def grow(self, order: Order, *, progress: Progress | None = None) -> GrowReport:
        """Make new samples by a recipe and add them as one changeset.

        The same book, order and seed give the same images. Raises BadInput as `plan_growth` does.
        """
        from labelbook.grow.make import grow

        return grow(self, self._database, order, progress)

    def grow_later(self, order: Order) -> Job:
        """Grow in the background, as the job `grow`; BadInput at once where it cannot be."""
        from labelbook.grow import jobs
        from labelbook.grow.plan import check

        check(self, order)
        jobs.put(self, "grow", order)
        return self.start_job("grow")

    def rebuild(self, sample: int | str) -> bytes:
        """Make the file of a grown sample again, byte for byte, from its parents and recipe.

        Raises BadInput for one that was imported or drawn, NotFound where a parent's file is gone.
        """
        from labelbook.grow.make import rebuild

        return rebuild(self, self.sample(sample).id)

    def preview_recipe(
        self, recipe: str | None = None, *, rows: int = 6, columns: int = 8, seed: int = 0
    ) -> bytes:
        """Draw what a recipe (TOML; None: the book's own) does to real samples: a PNG.

        Raises BadInput for a recipe that is none.
        """
        from labelbook.grow.previews import grid

        return grid(self, self._database, recipe, rows, columns, seed)

    def transformed(self, sample: int | str, transform: str, *, side: int = 192) -> bytes:
        """Draw what a governed transform makes of a sample: a PNG.

        Raises BadInput where nothing is left of it, NotFound for an unknown sample.
        """
        from labelbook.grow.previews import transformed

        return transformed(self, self.sample(sample).id, transform, side)

    def recipe(self) -> str:
        """Give the recipe that growing takes where none is named, as TOML."""
        from labelbook.grow import recipes
        from labelbook.grow.recipe import RECIPE

        return self.setting(RECIPE) or recipes.default_text()

    def set_recipe(self, recipe: str) -> None:
        """Make a recipe (TOML) the book's own; BadInput names the line that is wrong."""
        from labelbook.grow import recipes
        from labelbook.grow.recipe import RECIPE

        recipes.read(recipe, "the recipe")
        self.set_setting(RECIPE, recipe)

    def strays(self) -> list[Stray]:
        """Give the made samples whose parent was excluded, relabelled or moved since.

        Somebody should decide about them: exclude, relabel or move them, or keep them as they are
        (the tag `kept:parent`).
        """
        from labelbook.grow.strays import strays

        return strays(self._database)
