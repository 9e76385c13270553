"""What travels as JSON about growing; see wire.py for the rest."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from labelbook.augment.laws import Proposal
from labelbook.augment.plan import ClassPlan
from labelbook.server.wire import Key, Model, Name

Label = Annotated[str, Field(min_length=1, max_length=200)]
Text = Annotated[str, Field(max_length=20_000)]


class LawCell(Model):
    """What one transform makes of one class: as decided, and as the samples speak."""

    transform: str
    label: str
    law: str | None
    author: str | None
    at: str | None
    proposal: Proposal | None


class LawTable(Model):
    """All laws. seq: the changeset at which the samples were asked; null where they were not."""

    transforms: list[str]
    classes: list[str]
    cells: list[LawCell]
    seq: int | None


class LawIn(Model):
    """One law: stays, forbidden, becomes CLASS; null reopens it. seen: what the person saw."""

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


class StrengthOut(Model):
    """How strong a transform may be at most."""

    name: str
    unit: str
    low: float
    high: float
    usual: float


class TransformOut(Model):
    """One transform. strength: null where it is the same every time."""

    name: str
    what: str
    governed: bool
    strength: StrengthOut | None


class StepOut(Model):
    """One step of a recipe."""

    transform: str
    chance: float
    strength: float | None


class RecipeOut(Model):
    """The book's recipe, as TOML and step by step, and all transforms that there are."""

    name: str
    version: int
    toml: str
    steps: list[StepOut]
    transforms: list[TransformOut]


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
    """A recipe to draw on samples; null: the book's own."""

    recipe: RecipeIn | None = None
    rows: Annotated[int, Field(ge=1, le=12)] = 6
    columns: Annotated[int, Field(ge=1, le=12)] = 8
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0


class GrowIn(Model):
    """How to grow. total: images in train and val then; per_class: in train, of each class."""

    author: Name
    message: str = ""
    total: Annotated[int | None, Field(ge=1, le=1_000_000)] = None
    per_class: Annotated[int | None, Field(ge=1, le=1_000_000)] = None
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    recipe: RecipeIn | None = None


class PlanOut(Model):
    """What would be made, and why."""

    total: int
    kept: int
    make: int
    seed: int
    recipe: str
    version: int
    classes: list[ClassPlan]
    left_out: dict[str, int]
    presumed: list[str]
    reasons: list[str]


class StrayOut(Model):
    """A made sample whose parent has changed since."""

    sample: int
    parent: int
    why: Literal["excluded", "relabelled", "moved"]
    before: str | None
    after: str | None


class StrayList(Model):
    """Made samples that somebody should decide about."""

    strays: list[StrayOut]
