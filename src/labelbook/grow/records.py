"""Records of transforms and recipes, and of how one image was derived from others."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from labelbook.core.registry import LATER
from labelbook.core.types import SampleId

Values = dict[str, float]
Rng = np.random.Generator
RandomValues = Callable[[Rng, float], dict[str, float]]
"""(rng, strength) -> random values for a transform, at most as strong as that."""

FORMAT = 1
"""The version of a stored derivation, which a sample is rebuilt by."""


@dataclass(frozen=True)
class Strength:
    """The parameter of a transform. unit: in words; low, high: its bounds; usual: its default."""

    name: str
    unit: str
    low: float
    high: float
    usual: float


@dataclass(frozen=True)
class Transform:
    """One way to make an image from another.

    governed: the label laws say what it makes of a class. strength: None where it is the same every
    time. random_values: of `apply`. apply(image, rng, *others, **values): returns the new image,
    None where nothing would be left. matrix(size, **values): for those that bend the page, so that
    several are joined. others: how many more images it takes.
    place: lower = earlier in lists.
    """

    name: str
    what: str
    apply: Callable[..., Image.Image | None]
    strength: Strength | None = None
    random_values: RandomValues | None = None
    matrix: Callable[..., Any] | None = None
    governed: bool = False
    others: int = 0
    place: int = LATER


@dataclass(frozen=True)
class RecipeStep:
    """One step of a recipe: a transform, its chance (0 to 1) and its greatest strength."""

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
class AppliedStep:
    """A step that was applied. values: those of `apply`."""

    transform: str
    values: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Derivation:
    """How an image was made from its parents' images. seed: of noise and other random parts."""

    recipe: str
    version: int
    steps: tuple[AppliedStep, ...]
    seed: int

    def as_json(self) -> str:
        """Return what the book stores beside parents and seed."""
        steps = [asdict(step) for step in self.steps]
        stored = {"recipe": self.recipe, "version": self.version, "format": FORMAT, "acts": steps}
        return json.dumps(stored, ensure_ascii=False, separators=(",", ":"))


def read_derivation(text: str, seed: int) -> Derivation:
    """Read what `as_json` wrote; ValueError or KeyError where it is something else."""
    stored = json.loads(text)
    if stored["format"] != FORMAT:
        raise ValueError(f"format {stored['format']}, this labelbook rebuilds {FORMAT}")
    steps = tuple(AppliedStep(step["transform"], step["values"]) for step in stored["acts"])
    return Derivation(stored["recipe"], stored["version"], steps, seed)


@dataclass(frozen=True, eq=False)
class Parents:
    """The samples that may be parents: of train, labelled, without a label issue, not excluded.

    samples: (n,) ids, ascending. label: (n,) places in classes. style: (n,) clusters. hard: (n,)
    0..1, how much the fixed model has to learn about it.
    """

    samples: npt.NDArray[np.int64]
    label: npt.NDArray[np.int64]
    classes: tuple[str, ...]
    style: npt.NDArray[np.int64]
    hard: npt.NDArray[np.float32]


@dataclass(frozen=True)
class Slot:
    """A sample to make. parents: ids, in the order in which its steps use them."""

    parents: tuple[SampleId, ...]
    derivation: Derivation
    label: str
