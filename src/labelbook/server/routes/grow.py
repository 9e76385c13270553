"""Growing over HTTP: laws, recipes with previews, the plan."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Path, Response

from labelbook.book.planning import Order
from labelbook.book.recipe import recipe_of, recipe_of_steps, toml_of, transforms
from labelbook.server.deps import TheBook, TheHub
from labelbook.server.grown import (
    GrowIn,
    LawsIn,
    LawTable,
    PlanOut,
    PreviewIn,
    RecipeIn,
    RecipeOut,
    StrayList,
    StrayOut,
)
from labelbook.server.wire import ChangesetOut, Job, Problem

router = APIRouter(prefix="/api", responses={"4XX": {"model": Problem}})
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("/laws")
def laws(book: TheBook) -> LawTable:
    """Give every governed transform for every class, with what the samples speak for."""
    return LawTable(**asdict(book.laws()))


@router.post("/laws", status_code=201)
def decide(book: TheBook, hub: TheHub, wanted: LawsIn) -> ChangesetOut:
    """Decide laws as one changeset; refused whole where somebody decided otherwise meanwhile."""
    made = book.set_laws(
        {(law.transform, law.label): law.law for law in wanted.laws},
        author=wanted.author,
        message=wanted.message,
        seen={(law.transform, law.label): law.seen for law in wanted.laws},
        key=wanted.key,
    )
    hub.wake()
    return ChangesetOut(changeset=made)


@router.get("/samples/{sample}/transformed/{transform}", response_class=Response)
def transformed(
    book: TheBook, sample: Number, transform: Annotated[str, Path(max_length=40)]
) -> Response:
    """Give what a governed transform makes of a sample."""
    headers = {"Cache-Control": "private, max-age=3600"}
    data = book.transformed(sample, transform)
    return Response(data, media_type="image/png", headers=headers)


@router.get("/recipe")
def recipe(book: TheBook) -> RecipeOut:
    """Give the book's recipe and all transforms."""
    found = recipe_of(book, None)
    return RecipeOut.model_validate(
        {
            "name": found.name,
            "version": found.version,
            "toml": toml_of(found),
            "steps": [asdict(step) for step in found.steps],
            "transforms": [asdict(each) for each in transforms()],
        }
    )


@router.post("/recipe", status_code=201)
def keep_recipe(book: TheBook, wanted: RecipeIn) -> RecipeOut:
    """Make a recipe the book's own."""
    book.set_recipe(_toml(wanted))
    return recipe(book)


@router.post("/recipe/preview", response_class=Response)
def preview(book: TheBook, wanted: PreviewIn) -> Response:
    """Draw a recipe on real samples: a row a sample, the original first."""
    text = None if wanted.recipe is None else _toml(wanted.recipe)
    data = book.preview_recipe(text, rows=wanted.rows, columns=wanted.columns, seed=wanted.seed)
    return Response(data, media_type="image/png", headers={"Cache-Control": "no-store"})


@router.post("/grow/plan")
def plan(book: TheBook, wanted: GrowIn) -> PlanOut:
    """Say how many new samples would be made, of whom and why; changes nothing."""
    return PlanOut.model_validate(asdict(book.plan_growth(_order(wanted))))


@router.post("/grow", status_code=201)
def grow(book: TheBook, wanted: GrowIn) -> Job:
    """Make them in the background, as the job `grow`."""
    return Job(**asdict(book.grow_later(_order(wanted))))


@router.get("/grow/strays")
def strays(book: TheBook) -> StrayList:
    """Give the made samples whose parent was excluded, relabelled or moved since."""
    return StrayList(strays=[StrayOut.model_validate(asdict(each)) for each in book.strays()])


def _order(wanted: GrowIn) -> Order:
    text = None if wanted.recipe is None else _toml(wanted.recipe)
    return Order(
        wanted.total,
        wanted.per_class,
        wanted.seed,
        text,
        author=wanted.author,
        message=wanted.message,
    )


def _toml(wanted: RecipeIn) -> str:
    steps = [(step.transform, step.chance, step.strength) for step in wanted.steps]
    return toml_of(recipe_of_steps(wanted.name, wanted.version, steps))
