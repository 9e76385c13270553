"""How a book grows: samples that are made here, with their parents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from labelbook.context import BookContext
from labelbook.core.types import Progress
from labelbook.grow import boost as boosting
from labelbook.grow import compose as composing
from labelbook.grow import recipes
from labelbook.grow.add import add
from labelbook.grow.boost import BoostOrder, boost
from labelbook.grow.candidate_records import CandidateSet
from labelbook.grow.candidates import get, image, leave_out, take, waiting
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
from labelbook.grow.strays import Stray, strays
from labelbook.jobs.records import Job
from labelbook.journal import changesets
from labelbook.journal.changesets import Origin
from labelbook.journal.made import lineage
from labelbook.journal.records import Changeset, Lineage, NewMade


class Growth:
    """Every sample that is made here tells what it was made of, and stays in its parents' split."""

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
    ) -> int:
        """Add samples that were made here as one changeset, and give its number.

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
        """Ask the samples which laws they speak for, and keep what they say; changes no law.

        transforms: None asks about all. A proposal holds counts, an AUC and examples.
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
        """Decide laws: (transform, class) -> stays, forbidden, becomes CLASS, or None to reopen.

        One changeset, which `undo` takes back; None where nothing would change. seen: what the
        person saw. Raises BadInput for a transform, class or law that there is not, Conflict where
        somebody decided otherwise meanwhile.
        """
        origin = Origin(author, message, "laws", key)
        return decisions.decide(self._ctx, wanted, origin, seen)

    def plan(self, order: GrowOrder, *, progress: Progress | None = None) -> Plan:
        """Return how many new samples would be made, of whom and why; changes nothing.

        Raises BadInput for a recipe or number that cannot be, or where no sample may have children.
        """
        return plan(self._ctx, order, progress)[0]

    def make(self, order: GrowOrder, *, progress: Progress | None = None) -> GrowReport:
        """Make new samples by a recipe and add them as one changeset.

        The same book, order and seed give the same images. Raises BadInput as `plan_growth` does.
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
        """Draw what a recipe (TOML; None: the book's own) does to real samples: a PNG.

        Raises BadInput for a recipe that is none.
        """
        return grid(self._ctx, recipe, rows, columns, seed)

    def transformed(self, sample: int | str, transform: str, *, side: int = 192) -> bytes:
        """Draw what a governed transform makes of a sample: a PNG.

        Raises BadInput where nothing is left of it, NotFound for an unknown sample.
        """
        return transformed(self._ctx, self._ctx.journal.sample(sample).id, transform, side)

    def recipe(self) -> str:
        """Return the recipe that growing takes where none is named, as TOML."""
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

    def strays(self) -> list[Stray]:
        """Return the made samples whose parent was excluded, relabelled or moved since.

        Somebody should decide about them: exclude, relabel or move them, or keep them as they are
        (the tag `kept:parent`).
        """
        return strays(self._ctx.database)

    def boost(self, order: BoostOrder, *, progress: Progress | None = None) -> CandidateSet:
        """Make candidates near samples of one class that the fixed model takes for another.

        They are ranked in the book's embedding, by edges where it has none. Nothing is added until
        `take_candidates`. Raises BadInput where no mistake is known or all are in test.
        """
        return boost(self._ctx, order, progress)

    def boost_later(self, order: BoostOrder) -> Job:
        """Make candidates in the background, as the job `boost`; BadInput at once."""
        boosting.check(self._ctx, order)
        return self._ctx.jobs.request("boost", asdict(order))

    def compose(
        self, order: ComposeOrder | None = None, *, progress: Progress | None = None
    ) -> ComposeReport:
        """Compose samples by taking strokes away or adding strokes of the same hand.

        The laws of erasing say what becomes of a class. What a model that never saw the changed
        sample is sure of is added as one changeset; the doubtful wait as candidates. Raises
        BadInput where no law of erasing opens a way, or for a total that is reached already.
        """
        return run(self._ctx, order or ComposeOrder(), progress)

    def compose_later(self, order: ComposeOrder) -> Job:
        """Compose in the background, as the job `compose`; BadInput at once where it cannot be."""
        composing.check(self._ctx, order)
        return self._ctx.jobs.request("compose", asdict(order))

    def candidates(self) -> list[CandidateSet]:
        """Return the sets of candidates of which some wait for a decision, the newest first."""
        return waiting(self._ctx)

    def candidate(self, id: int) -> CandidateSet:
        """Return one set, with what was decided of it; NotFound if there is none."""
        return get(self._ctx, id)

    def candidate_image(self, id: int, place: int) -> bytes:
        """Return a candidate's PNG; NotFound if there is none."""
        return image(self._ctx, id, place)

    def leave_out(
        self, id: int, places: Sequence[int], *, author: str, back: bool = False
    ) -> CandidateSet:
        """Leave candidates out, or bring them back; returns the set as it is then."""
        return leave_out(self._ctx, id, places, author, back=back)

    def take(
        self, id: int, places: Sequence[int] | None = None, *, author: str, message: str = ""
    ) -> Changeset:
        """Add candidates that wait (None: all of them) as one changeset.

        When it is undone, they wait again. Raises BadInput for a place that there is not, Conflict
        where all of them were decided meanwhile.
        """
        return take(self._ctx, id, places, Origin(author, message, "recipe"))
