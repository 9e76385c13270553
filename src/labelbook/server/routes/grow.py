"""Routes of growing: label laws, recipes with previews, the plan."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import Field

from labelbook.book import Book
from labelbook.grow.children_to_check import ChildToCheck
from labelbook.grow.laws.decisions import LawTable
from labelbook.grow.plan import GrowOrder
from labelbook.grow.quotas import Plan
from labelbook.grow.recipes import Kind
from labelbook.jobs.records import Job
from labelbook.server.deps import TheBook, TheHub
from labelbook.server.wire import (
    ChangesetOut,
    Key,
    Label,
    Model,
    Name,
    Png,
    Problem,
    SampleId,
    Seed,
)

router = APIRouter(prefix="/api", tags=["grow"], responses={"4XX": {"model": Problem}})
Text = Annotated[str, Field(max_length=20_000)]


class LawIn(Model):
    """One law: keeps, breaks, becomes CLASS; null reopens it. seen: as the person saw it."""

    transform: Label
    label: Label
    law: Annotated[str | None, Field(max_length=220)]
    seen: Annotated[str | None, Field(max_length=220)]


class LawsIn(Model):
    """Decide laws as one changeset."""

    author: Name
    message: str = ""
    key: Key | None = None
    laws: Annotated[list[LawIn], Field(min_length=1, max_length=10_000)]


class StepOut(Model):
    """One step of a recipe."""

    transform: str
    chance: float
    strength: float | None


class RecipeOut(Model):
    """The book's recipe, as TOML and as steps, and all transforms."""

    name: str
    version: int
    toml: str
    steps: list[StepOut]
    transforms: list[Kind]


class StepIn(Model):
    """One step as a slider sets it."""

    transform: Label
    chance: float
    strength: float | None = None


class RecipeIn(Model):
    """A recipe as the page edits it; checked as its TOML is."""

    name: Label = "default"
    version: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    steps: Annotated[list[StepIn], Field(max_length=50)]


class PreviewIn(Model):
    """A recipe to preview on samples; null: the book's own."""

    recipe: RecipeIn | None = None
    rows: Annotated[int, Field(ge=1, le=12)] = 6
    columns: Annotated[int, Field(ge=1, le=12)] = 8
    seed: Seed = 0


class GrowIn(Model):
    """How to grow. total: images in train and val then; per_class: in train, of each class."""

    author: Name
    message: str = ""
    total: Annotated[int | None, Field(ge=1, le=1_000_000)] = None
    per_class: Annotated[int | None, Field(ge=1, le=1_000_000)] = None
    seed: Seed = 0
    recipe: RecipeIn | None = None


class ChildrenToCheck(Model):
    """Children whose parent was changed."""

    children: list[ChildToCheck]


@router.get("/laws")
def get_laws(book: TheBook) -> LawTable:
    """Return the label laws: each governed transform for each class, with proposals."""
    return book.growth.laws()


@router.post("/laws", status_code=201)
def set_laws(book: TheBook, hub: TheHub, wanted: LawsIn) -> ChangesetOut:
    """Decide laws as one changeset; refused as a whole where somebody decided otherwise since."""
    made = book.growth.set_laws(
        {(law.transform, law.label): law.law for law in wanted.laws},
        author=wanted.author,
        message=wanted.message,
        seen={(law.transform, law.label): law.seen for law in wanted.laws},
        key=wanted.key,
    )
    hub.wake()
    return ChangesetOut(changeset=made)


@router.get("/samples/{sample}/transformed/{transform}", response_class=Png)
def get_transformed(
    book: TheBook, sample: SampleId, transform: Annotated[str, Path(max_length=40)]
) -> Response:
    """Return a sample after a governed transform."""
    headers = {"Cache-Control": "private, max-age=3600"}
    data = book.growth.transformed(sample, transform)
    return Png(data, headers=headers)


@router.get("/recipe")
def get_recipe(book: TheBook) -> RecipeOut:
    """Return the book's recipe and all transforms."""
    found = book.growth.recipe_steps()
    steps = [(step.transform, step.chance, step.strength) for step in found.steps]
    return RecipeOut(
        name=found.name,
        version=found.version,
        toml=book.growth.write_recipe(found.name, found.version, steps),
        steps=[StepOut(**asdict(step)) for step in found.steps],
        transforms=book.growth.transforms(),
    )


@router.post("/recipe", status_code=201)
def set_recipe(book: TheBook, wanted: RecipeIn) -> RecipeOut:
    """Make a recipe the book's own."""
    book.growth.set_recipe(_toml(book, wanted))
    return get_recipe(book)


@router.post("/recipe/preview", response_class=Png)
def preview_recipe(book: TheBook, wanted: PreviewIn) -> Response:
    """Return a recipe applied to real samples: a row for each, the original first."""
    text = None if wanted.recipe is None else _toml(book, wanted.recipe)
    data = book.growth.preview(text, rows=wanted.rows, columns=wanted.columns, seed=wanted.seed)
    return Png(data, headers={"Cache-Control": "no-store"})


@router.post("/grow/plan")
def plan_growth(book: TheBook, wanted: GrowIn) -> Plan:
    """Return how many samples would be made, of which classes and why; changes nothing."""
    return book.growth.plan(_order(book, wanted))


@router.post("/grow", status_code=201)
def grow(book: TheBook, wanted: GrowIn) -> Job:
    """Grow in the background, as the job `grow`."""
    return book.growth.make_later(_order(book, wanted))


@router.get("/grow/children-to-check")
def list_children_to_check(book: TheBook) -> ChildrenToCheck:
    """Return the children whose parent was excluded, relabelled or moved since."""
    return ChildrenToCheck(children=book.growth.children_to_check())


def _order(book: Book, wanted: GrowIn) -> GrowOrder:
    text = None if wanted.recipe is None else _toml(book, wanted.recipe)
    return GrowOrder(
        wanted.total,
        wanted.per_class,
        wanted.seed,
        text,
        author=wanted.author,
        message=wanted.message,
    )


def _toml(book: Book, wanted: RecipeIn) -> str:
    steps = [(step.transform, step.chance, step.strength) for step in wanted.steps]
    return book.growth.write_recipe(wanted.name, wanted.version, steps)
