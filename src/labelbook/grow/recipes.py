"""Recipes: TOML files of transforms, each with a chance and a strength.

name = "gentle"
version = 1

[[step]]
transform = "rotate"
chance = 0.9
degrees = 8
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from labelbook.context import BookContext
from labelbook.core.limits import MAX_NAME
from labelbook.errors import BadInput, NotFound
from labelbook.grow.records import Recipe, RecipeStep, Strength
from labelbook.grow.transforms import transforms

RECIPE = "recipe"
"""The setting that holds the book's own recipe, as TOML."""

MOST_STEPS = 50
_STEP = re.compile(r"^\s*\[\[\s*step\s*\]\]")
_LARGEST = 1_000_000


def default_text() -> str:
    """Return the default recipe as TOML."""
    return (Path(__file__).parent / "default.toml").read_text()


def default() -> Recipe:
    """Return the recipe that is taken where none is named."""
    return read(default_text(), "the default recipe")


def read_file(path: Path) -> Recipe:
    """Read a recipe's file; BadInput names the line and what is allowed."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise NotFound(f"there is no recipe {path}", needs="recipe") from error
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read as a recipe ({error}): it is a TOML file") from error
    return read(text, path.name)


def read(text: str, name: str) -> Recipe:
    """Read TOML; name: what the recipe is called in a message."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{name} is no TOML ({error}): see docs/grow.md for an example") from error
    lines = _Lines(text, name)
    _known(found, ("name", "version", "step"), lines, 0)
    title = found.get("name", Path(name).stem)
    if not isinstance(title, str) or not 0 < len(title) <= MAX_NAME:
        raise lines.wrong(0, "name", f"is a text of 1 to {MAX_NAME} characters")
    version = found.get("version", 1)
    if not isinstance(version, int) or isinstance(version, bool) or not 0 < version <= _LARGEST:
        raise lines.wrong(0, "version", f"is a whole number from 1 to {_LARGEST:,}")
    steps = found.get("step", [])
    if not isinstance(steps, list) or not steps or not all(isinstance(s, dict) for s in steps):
        raise BadInput(f"{name} holds no [[step]]: add one with transform and chance")
    if len(steps) > MOST_STEPS:
        raise BadInput(f"{name} has {len(steps)} steps, at most {MOST_STEPS} are taken")
    return Recipe(title, version, tuple(_step(s, lines, at) for at, s in enumerate(steps, 1)))


def write(recipe: Recipe) -> str:
    """Return a recipe as TOML; `read` gives the same recipe back."""
    lines = [f"name = {_quoted(recipe.name)}", f"version = {recipe.version}"]
    for step in recipe.steps:
        lines += ["", "[[step]]", f'transform = "{step.transform}"', f"chance = {step.chance:g}"]
        strength = transforms.get(step.transform).strength
        if strength is not None and step.strength is not None:
            lines.append(f"{strength.name} = {step.strength:g}")
    return "\n".join(lines) + "\n"


def recipe_of(ctx: BookContext, text: str | None) -> Recipe:
    """Return the recipe that is asked for: this one, else the book's own, else the default."""
    own = text or ctx.journal.setting(RECIPE)
    return default() if own is None else read(own, "the recipe")


def recipe_of_steps(
    name: str, version: int, steps: Sequence[tuple[str, float, float | None]]
) -> Recipe:
    """Make a recipe of (transform, chance, strength); BadInput for what there is not."""
    for transform, _, _ in steps:
        if transform not in transforms:
            raise BadInput(f"{transform!r} is no transform: use {', '.join(transforms.names)}")
    made = Recipe(name, version, tuple(RecipeStep(*step) for step in steps))
    return read(write(made), "the recipe")


@dataclass(frozen=True)
class Kind:
    """A transform as it is described to people."""

    name: str
    what: str
    governed: bool
    strength: Strength | None


def transform_kinds() -> list[Kind]:
    """Return all transforms that a recipe may have."""
    return [Kind(t.name, t.what, t.governed, t.strength) for t in transforms]


def read_recipe(path: Path) -> str:
    """Read a recipe's file; BadInput names the line that is wrong and what is allowed."""
    read_file(path)
    return path.read_text(encoding="utf-8")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped) + '"'


def _step(found: dict[str, Any], lines: _Lines, at: int) -> RecipeStep:
    transform = found.get("transform")
    if not isinstance(transform, str) or transform not in transforms:
        raise lines.wrong(at, "transform", f"is one of {', '.join(transforms.names)}")
    strength = transforms.get(transform).strength
    own = () if strength is None else (strength.name,)
    _known(found, ("transform", "chance", *own), lines, at)
    chance = _number(found, Strength("chance", "", 0, 1, 1), lines, at)
    if strength is None:
        return RecipeStep(transform, chance)
    return RecipeStep(transform, chance, _number(found, strength, lines, at))


def _number(found: dict[str, Any], allowed: Strength, lines: _Lines, at: int) -> float:
    value = found.get(allowed.name, allowed.usual)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not allowed.low <= value <= allowed.high:
        unit = f" {allowed.unit}" if allowed.unit else ""
        raise lines.wrong(
            at, allowed.name, f"is a number from {allowed.low:g} to {allowed.high:g}{unit}"
        )
    return float(value)


def _known(found: dict[str, Any], names: tuple[str, ...], lines: _Lines, at: int) -> None:
    for key in found:
        if key not in names:
            of = f"a step of {found['transform']}" if at else "a recipe"
            raise lines.wrong(at, key, f"is no key of {of}: use {', '.join(names)}")


class _Lines:
    """Finds the line that a message is about, which tomllib does not say."""

    def __init__(self, text: str, name: str) -> None:
        self._lines = text.splitlines()
        self._name = name
        self._starts = [at for at, line in enumerate(self._lines) if _STEP.match(line)]

    def wrong(self, step: int, key: str, allowed: str) -> BadInput:
        """Return what is allowed for a key. step: from 1, 0 for the recipe's own keys."""
        first = self._starts[step - 1] if 0 < step <= len(self._starts) else 0
        last = self._starts[step] if step < len(self._starts) else len(self._lines)
        beginning = re.compile(rf'^\s*"?{re.escape(key)}"?\s*=')
        for at in range(first, last):
            if beginning.match(self._lines[at]):
                shown = self._lines[at].strip()
                return BadInput(f"{self._name}, line {at + 1}: {key} {allowed}, not `{shown}`")
        return BadInput(f"{self._name}, line {first + 1}: {key} {allowed}")
