"""The recipe that a book is grown by, and what recipes are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from labelbook.context import BookContext
from labelbook.errors import BadInput
from labelbook.grow import recipes
from labelbook.grow.records import Recipe, RecipeStep, Strength
from labelbook.grow.transforms import transforms as known

RECIPE = "recipe"
"""The setting that holds the book's own recipe, as TOML."""


def recipe_of(ctx: BookContext, text: str | None) -> Recipe:
    """Return the recipe that is asked for: this one, else the book's own, else the default."""
    own = text or ctx.journal.setting(RECIPE)
    return recipes.default() if own is None else recipes.read(own, "the recipe")


def recipe_of_steps(
    name: str, version: int, steps: Sequence[tuple[str, float, float | None]]
) -> Recipe:
    """Make a recipe of (transform, chance, strength); BadInput for what there is not."""
    for transform, _, _ in steps:
        if transform not in known:
            raise BadInput(f"{transform!r} is no transform: use {', '.join(known.names)}")
    made = Recipe(name, version, tuple(RecipeStep(*step) for step in steps))
    return recipes.read(recipes.write(made), "the recipe")


def toml_of(recipe: Recipe) -> str:
    """Return a recipe as TOML."""
    return recipes.write(recipe)


@dataclass(frozen=True)
class Kind:
    """A transform as it is described to people."""

    name: str
    what: str
    governed: bool
    strength: Strength | None


def transforms() -> list[Kind]:
    """Return all transforms that a recipe may have."""
    return [Kind(t.name, t.what, t.governed, t.strength) for t in known]


def read_recipe(path: Path) -> str:
    """Read a recipe's file; BadInput names the line that is wrong and what is allowed."""
    recipes.read_file(path)
    return path.read_text(encoding="utf-8")
