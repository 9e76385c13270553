"""The plan of growing: how many children of which parents, and why; nothing is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from labelbook.context import BookContext
from labelbook.core.limits import CONTEST_LIMIT, MAX_ID
from labelbook.errors import BadInput
from labelbook.grow import quotas as plans
from labelbook.grow.laws import decisions as laws
from labelbook.grow.parents import NOBODY, ParentPool, find
from labelbook.grow.quotas import Plan
from labelbook.grow.recipes import recipe_of
from labelbook.grow.records import Recipe, Slot
from labelbook.grow.transforms import transforms

if TYPE_CHECKING:
    from labelbook.core.types import Progress


@dataclass(frozen=True)
class GrowOrder:
    """An order to grow. total: images of train and val afterwards; per_class: samples of each
    class in train afterwards; recipe: TOML, None for the book's own.
    """

    total: int | None = None
    per_class: int | None = None
    seed: int = 0
    recipe: str | None = None
    author: str = "labelbook"
    message: str = ""


def plan(
    ctx: BookContext, order: GrowOrder, progress: Progress | None = None
) -> tuple[Plan, list[Slot]]:
    """Return the plan, and the samples to make; nothing of the book changes."""
    recipe = check(ctx, order)
    governed = [step.transform for step in recipe.steps if transforms.get(step.transform).governed]
    in_force, assumed = laws.in_force(ctx, governed, progress)
    found = find(ctx, progress)
    need = _need(order, found)
    slots = plans.slots(found.parents, need, recipe, in_force, order.seed)
    reasons = [*found.reasons, *_of_laws(governed, assumed, in_force)]
    made = Plan(
        total=found.kept + len(slots),
        kept=found.kept,
        make=len(slots),
        seed=order.seed,
        recipe=recipe.name,
        version=recipe.version,
        classes=tuple(plans.class_plans(found.parents, found.have, slots)),
        left_out=found.left_out,
        assumed=_as_sentences(assumed),
        reasons=tuple(reasons),
    )
    return made, slots


def check(ctx: BookContext, order: GrowOrder) -> Recipe:
    """Return the recipe that is asked for; BadInput for a number or a recipe that cannot be."""
    recipe = recipe_of(ctx, order.recipe)
    if not 0 <= order.seed <= MAX_ID:
        raise BadInput(f"the seed {order.seed} is out of range: use 0 to {MAX_ID}")
    if order.total is not None and order.per_class is not None:
        raise BadInput("both a total and a number per class are given: use one of them")
    for name, value in (("total", order.total), ("number per class", order.per_class)):
        if value is not None and not 1 <= value <= 1_000_000:
            raise BadInput(f"a {name} of {value:,} cannot be made: use 1 to 1,000,000")
    return recipe


def _need(order: GrowOrder, pool: ParentPool) -> list[int]:
    able = np.bincount(pool.parents.label, minlength=len(pool.have)).tolist()
    if not any(able):
        raise BadInput(NOBODY)
    if order.per_class is not None:
        return plans.per_class(pool.have, able, order.per_class)
    total = CONTEST_LIMIT if order.total is None else order.total
    if total <= pool.kept:
        raise BadInput(
            f"train and val hold {pool.kept:,} images already: ask for a total above that"
        )
    return plans.needs(pool.have, able, total - pool.kept)


def _of_laws(governed: list[str], assumed: list[laws.LawCell], in_force: object) -> list[str]:
    if not governed:
        return []
    if not assumed:
        return ["mirrors and turns follow the label laws that were decided"]
    return [
        f"{len(assumed)} label laws are assumed: nobody decided them, but the test on samples is "
        "sure (deciding otherwise changes the plan)"
    ]


def _as_sentences(assumed: list[laws.LawCell]) -> tuple[str, ...]:
    by_transform: dict[str, list[str]] = {}
    for cell in assumed:
        assert cell.proposal is not None
        by_transform.setdefault(cell.transform, []).append(f"{cell.label} {cell.proposal.law}")
    return tuple(f"{name}: {', '.join(laws)}" for name, laws in by_transform.items())
