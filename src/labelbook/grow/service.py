"""The namespace `book.growth`: new samples with their parents, label laws, candidates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from labelbook.context import BookContext
from labelbook.core.types import ChangesetId, Progress
from labelbook.grow import boost as boosting
from labelbook.grow import compose as composing
from labelbook.grow import recipes
from labelbook.grow.add import add
from labelbook.grow.boost import BoostOrder, boost
from labelbook.grow.candidate_records import CandidateSet
from labelbook.grow.candidates import add_as_samples, get, image, leave_out, waiting
from labelbook.grow.children_to_check import ChildToCheck, children_to_check
from labelbook.grow.compose import ComposeOrder, ComposeReport, run
from labelbook.grow.laws import decisions
from labelbook.grow.laws.decisions import LawTable
from labelbook.grow.laws.law import LawProposal
from labelbook.grow.make import GrowReport, grow, rebuild
from labelbook.grow.plan import GrowOrder, check, plan
from labelbook.grow.preview import grid, transformed
from labelbook.grow.quotas import Plan
from labelbook.grow.recipes import RECIPE, Kind
from labelbook.grow.records import Recipe
from labelbook.jobs.records import Job
from labelbook.journal import changesets
from labelbook.journal.changesets import Origin
from labelbook.journal.made import lineage
from labelbook.journal.records import Changeset, Lineage, NewMade


class Growth:
    """Growing. Each new sample records its parents and stays in their split."""

    def __init__(self, ctx: BookContext) -> None:
        self._ctx = ctx

    def add(
        self,
        made: Sequence[NewMade],
        *,
        author: str,
        message: str = "",
        tool: str = "recipe",
        key: str | None = None,
    ) -> ChangesetId:
        """Add new samples as one changeset, and return its number.

        tool: recipe, canvas or compose. The same key twice is stored once. Raises BadInput for a
        child in another split than its parents', with a test parent, or whose image is no PNG,
        NotFound for an unknown parent. Nothing is stored then.
        """
        with self._ctx.database.reading() as connection:
            done = changesets.by_key(connection, key)
        if done is not None:
            return done.id
        origin = Origin(author, message, tool, key)
        return add(self._ctx.directory, self._ctx.database, made, origin, tool)

    def lineage(self, sample: int | str) -> Lineage:
        """Return the parents and children of a sample, and how it was made; NotFound for none."""
        found = self._ctx.journal.sample(sample)
        with self._ctx.database.reading() as connection:
            return lineage(connection, found.id)

    def laws(self) -> LawTable:
        """Return the label laws: each governed transform for each class, and its evidence."""
        return decisions.table(self._ctx)

    def discover_laws(
        self, transforms: Sequence[str] | None = None, *, progress: Progress | None = None
    ) -> list[LawProposal]:
        """Test on the samples which laws hold, and store the proposals; changes no law.

        transforms: None = all. A proposal has counts, an AUC and examples.
        """
        return decisions.propose(self._ctx, transforms, progress)

    def set_laws(
        self,
        wanted: Mapping[tuple[str, str], str | None],
        *,
        author: str,
        message: str = "",
        seen: Mapping[tuple[str, str], str | None] | None = None,
        key: str | None = None,
    ) -> Changeset | None:
        """Decide laws: (transform, class) -> keeps, breaks, becomes CLASS, or None to reopen.

        One changeset, which `undo` reverts; None where nothing would change. seen: the laws as the
        person saw them. Raises BadInput for a transform, class or law that there is not, Conflict
        where somebody decided otherwise since.
        """
        origin = Origin(author, message, "laws", key)
        return decisions.decide(self._ctx, wanted, origin, seen)

    def plan(self, order: GrowOrder, *, progress: Progress | None = None) -> Plan:
        """Return how many samples would be made, of which classes and why; changes nothing.

        Raises BadInput for a recipe or number that cannot be, or where no sample may be a parent.
        """
        return plan(self._ctx, order, progress)[0]

    def make(self, order: GrowOrder, *, progress: Progress | None = None) -> GrowReport:
        """Make new samples by a recipe and add them as one changeset.

        The same book, order and seed give the same images. Raises BadInput as `plan` does.
        """
        return grow(self._ctx, order, progress)

    def make_later(self, order: GrowOrder) -> Job:
        """Grow in the background, as the job `grow`; BadInput at once where it cannot be."""
        check(self._ctx, order)
        return self._ctx.jobs.request("grow", asdict(order))

    def rebuild(self, sample: int | str) -> bytes:
        """Make the file of a grown sample again, byte for byte, from its parents and recipe.

        Raises BadInput for one that was imported or drawn, NotFound where a parent's file is gone.
        """
        return rebuild(self._ctx, self._ctx.journal.sample(sample).id)

    def preview(
        self, recipe: str | None = None, *, rows: int = 6, columns: int = 8, seed: int = 0
    ) -> bytes:
        """Return a recipe (TOML; None = the book's own) applied to real samples, as a PNG.

        Raises BadInput for a recipe that cannot be read.
        """
        return grid(self._ctx, recipe, rows, columns, seed)

    def transformed(self, sample: int | str, transform: str, *, side: int = 192) -> bytes:
        """Return a sample after a governed transform, as a PNG.

        Raises BadInput where nothing is left of it, NotFound for an unknown sample.
        """
        return transformed(self._ctx, self._ctx.journal.sample(sample).id, transform, side)

    def recipe(self) -> str:
        """Return the recipe that growing uses where none is named, as TOML."""
        return self._ctx.journal.setting(RECIPE) or recipes.default_text()

    def set_recipe(self, recipe: str) -> None:
        """Make a recipe (TOML) the book's own; BadInput names the line that is wrong."""
        recipes.read(recipe, "the recipe")
        self._ctx.journal.set_setting(RECIPE, recipe)

    def recipe_steps(self) -> Recipe:
        """Return the same recipe step by step."""
        return recipes.recipe_of(self._ctx, None)

    def read_recipe(self, path: Path) -> str:
        """Return a recipe's file as TOML; BadInput names the line that is wrong."""
        return recipes.read_recipe(path)

    def write_recipe(
        self, name: str, version: int, steps: Sequence[tuple[str, float, float | None]]
    ) -> str:
        """Return a recipe of (transform, chance, strength) as TOML; BadInput for a wrong step."""
        return recipes.write(recipes.recipe_of_steps(name, version, steps))

    def transforms(self) -> list[Kind]:
        """Return all transforms that a recipe may have."""
        return recipes.transform_kinds()

    def check(self, order: GrowOrder | ComposeOrder) -> None:
        """Raise BadInput at once for an order that cannot be done."""
        if isinstance(order, ComposeOrder):
            composing.check(self._ctx, order)
        else:
            check(self._ctx, order)

    def children_to_check(self) -> list[ChildToCheck]:
        """Return the children whose parent was excluded, relabelled or moved since.

        Somebody should decide about them: exclude, relabel or move them, or keep them as they are
        (the tag `kept:parent`).
        """
        return children_to_check(self._ctx.database)

    def boost(self, order: BoostOrder, *, progress: Progress | None = None) -> CandidateSet:
        """Make candidates near samples of one class that a model predicts as another.

        They are ranked in the book's embedding, by edges where it has none. None is a sample until
        `add_candidates`. Raises BadInput where no mistake is known or all are in test.
        """
        return boost(self._ctx, order, progress)

    def boost_later(self, order: BoostOrder) -> Job:
        """Make candidates in the background, as the job `boost`; BadInput at once."""
        boosting.check(self._ctx, order)
        return self._ctx.jobs.request("boost", asdict(order))

    def compose(
        self, order: ComposeOrder | None = None, *, progress: Progress | None = None
    ) -> ComposeReport:
        """Compose samples by removing strokes or adding strokes of the same hand.

        The laws of erasing say what a class becomes. Results that a model which never saw the
        changed sample is sure of are added as one changeset; others become candidates. Raises
        BadInput where no law of erasing applies, or for a total that is reached already.
        """
        return run(self._ctx, order or ComposeOrder(), progress)

    def compose_later(self, order: ComposeOrder) -> Job:
        """Compose in the background, as the job `compose`; BadInput at once where it cannot be."""
        composing.check(self._ctx, order)
        return self._ctx.jobs.request("compose", asdict(order))

    def candidates(self) -> list[CandidateSet]:
        """Return the sets with a candidate that waits for a decision, the newest first."""
        return waiting(self._ctx)

    def candidate(self, id: int) -> CandidateSet:
        """Return one set, with what was decided; NotFound if there is none."""
        return get(self._ctx, id)

    def candidate_image(self, id: int, place: int) -> bytes:
        """Return a candidate's PNG; NotFound if there is none."""
        return image(self._ctx, id, place)

    def leave_out(
        self, id: int, places: Sequence[int], *, author: str, back: bool = False
    ) -> CandidateSet:
        """Leave candidates out, or let them wait again (back); returns the set as it is then."""
        return leave_out(self._ctx, id, places, author, back=back)

    def add_candidates(
        self, id: int, places: Sequence[int] | None = None, *, author: str, message: str = ""
    ) -> Changeset:
        """Add candidates that wait (None = all of them) as samples, in one changeset.

        When it is undone, they wait again. Raises BadInput for a place that there is not, Conflict
        where all of them were decided meanwhile.
        """
        return add_as_samples(self._ctx, id, places, Origin(author, message, "recipe"))
