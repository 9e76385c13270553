"""Plain data about transforms, recipes and what was done to one image."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from PIL import Image

from labelbook.core.registry import LATER

Values = dict[str, float]
Lot = np.random.Generator
Draw = Callable[[Lot, float], dict[str, float]]
"""Draws by lot the values that a transform takes, at most so strong."""

FORMAT = 1
"""Part of every made sample's recipe: what it is rebuilt by."""


@dataclass(frozen=True)
class Strength:
    """How strong a transform may be at most. unit: in words; low, high: what is allowed."""

    name: str
    unit: str
    low: float
    high: float
    usual: float


@dataclass(frozen=True)
class Transform:
    """One way to make an image of another.

    governed: what it does to a class is for the label laws to say. strength: None where it is the
    same every time. draw: gives by lot the values that `apply` takes. apply(image, lot, *others,
    **values): gives the new image, None where nothing would be left. matrix(size, **values): for
    those that bend the page, so that several are joined. others: how many more images it takes.
    place: lower = earlier in lists.
    """

    name: str
    what: str
    apply: Callable[..., Image.Image | None]
    strength: Strength | None = None
    draw: Draw | None = None
    matrix: Callable[..., Any] | None = None
    governed: bool = False
    others: int = 0
    place: int = LATER


@dataclass(frozen=True)
class RecipeStep:
    """One line of a recipe: a transform that happens with a chance, at most so strong."""

    transform: str
    chance: float = 1.0
    strength: float | None = None


@dataclass(frozen=True)
class Recipe:
    """Steps in the order in which they are taken. version: the author's own count."""

    name: str
    version: int
    steps: tuple[RecipeStep, ...]


@dataclass(frozen=True)
class Act:
    """One step as it was taken. values: what `apply` was given."""

    transform: str
    values: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Making:
    """All that makes a sample's image from its parents' images. seed: for noise and the like."""

    recipe: str
    version: int
    acts: tuple[Act, ...]
    seed: int

    def as_json(self) -> str:
        """Return what the book keeps beside parents and seed."""
        acts = [asdict(act) for act in self.acts]
        kept = {"recipe": self.recipe, "version": self.version, "format": FORMAT, "acts": acts}
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def making_of(text: str, seed: int) -> Making:
    """Read what `as_json` wrote; ValueError or KeyError where it is something else."""
    kept = json.loads(text)
    if kept["format"] != FORMAT:
        raise ValueError(f"format {kept['format']}, this labelbook rebuilds {FORMAT}")
    acts = tuple(Act(act["transform"], act["values"]) for act in kept["acts"])
    return Making(kept["recipe"], kept["version"], acts, seed)
