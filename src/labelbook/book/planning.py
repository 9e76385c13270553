"""What a book is grown from: who may have children, who is hard, and the plan that follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import polars as pl

from labelbook.augment import plan as plans
from labelbook.augment import quick, recipes
from labelbook.augment.plan import Parents, Plan, Slot
from labelbook.augment.records import Recipe, Step, Strength
from labelbook.augment.transforms import TRANSFORMS
from labelbook.book import laws
from labelbook.errors import BadInput, LabelbookError, NotFound
from labelbook.settings import CONTEST_LIMIT, MAX_ID

if TYPE_CHECKING:
    from labelbook.book.files import Progress
    from labelbook.book.seeing import Seeing
    from labelbook.journal.database import Database

Floats = npt.NDArray[np.float32]
Codes = npt.NDArray[np.int64]

RECIPE = "recipe"
"""The setting that holds the book's own recipe, as TOML."""

_NEAR = 5
"""Neighbours of a mistake in val that get more children."""

_NOBODY = "no sample may have children: train needs labelled samples that are not doubted"
_LOW = 0.5
"""Below this probability of the right class a sample is hard for the fixed model."""


@dataclass(frozen=True)
class Order:
    """What is asked for. total: images of train and val afterwards; per_class: samples of each
    class in train afterwards; recipe: TOML, None for the book's own.
    """

    total: int | None = None
    per_class: int | None = None
    seed: int = 0
    recipe: str | None = None
    compose: bool = False
    author: str = "labelbook"
    message: str = ""


def recipe_of(book: Seeing, text: str | None) -> Recipe:
    """Give the recipe that is asked for: this one, else the book's own, else the default."""
    own = text or book.setting(RECIPE)
    return recipes.default() if own is None else recipes.read(own, "the recipe")


def recipe_of_steps(
    name: str, version: int, steps: Sequence[tuple[str, float, float | None]]
) -> Recipe:
    """Make a recipe of (transform, chance, strength); BadInput for what there is not."""
    for transform, _, _ in steps:
        if transform not in TRANSFORMS:
            raise BadInput(f"{transform!r} is no transform: use {', '.join(TRANSFORMS)}")
    made = Recipe(name, version, tuple(Step(*step) for step in steps))
    return recipes.read(recipes.write(made), "the recipe")


def toml_of(recipe: Recipe) -> str:
    """Give a recipe as TOML."""
    return recipes.write(recipe)


@dataclass(frozen=True)
class Kind:
    """A transform as it is described to people."""

    name: str
    what: str
    governed: bool
    strength: Strength | None


def transforms() -> list[Kind]:
    """Give all transforms that a recipe may have."""
    return [Kind(t.name, t.what, t.governed, t.strength) for t in TRANSFORMS.values()]


def read_recipe(path: Path) -> str:
    """Read a recipe's file; BadInput names the line that is wrong and what is allowed."""
    recipes.read_file(path)
    return path.read_text(encoding="utf-8")


def plan(
    book: Seeing, database: Database, order: Order, progress: Progress | None = None
) -> tuple[Plan, list[Slot]]:
    """Decide what will be made; nothing of the book changes."""
    recipe = recipe_of(book, order.recipe)
    _check(order)
    governed = [step.transform for step in recipe.steps if TRANSFORMS[step.transform].governed]
    in_force, presumed = laws.in_force(book, database, governed, progress)
    found = ground(book, database, progress)
    need = _need(order, found)
    slots = plans.slots(found.parents, need, recipe, in_force, order.seed)
    reasons = [*found.reasons, *_of_laws(governed, presumed, in_force)]
    made = Plan(
        total=found.kept + len(slots),
        kept=found.kept,
        make=len(slots),
        seed=order.seed,
        recipe=recipe.name,
        version=recipe.version,
        classes=tuple(plans.class_plans(found.parents, found.have, slots)),
        left_out=found.left_out,
        presumed=_spoken(presumed),
        reasons=tuple(reasons),
    )
    return made, slots


def _check(order: Order) -> None:
    if not 0 <= order.seed <= MAX_ID:
        raise BadInput(f"the seed {order.seed} is out of range: use 0 to {MAX_ID}")
    if order.total is not None and order.per_class is not None:
        raise BadInput("both a total and a number per class are given: use one of them")
    for name, value in (("total", order.total), ("number per class", order.per_class)):
        if value is not None and not 1 <= value <= 1_000_000:
            raise BadInput(f"a {name} of {value:,} cannot be made: use 1 to 1,000,000")


@dataclass(frozen=True, eq=False)
class Ground:
    """Who may have children. have: samples of each class in train; kept: images of train, val."""

    parents: Parents
    have: list[int]
    kept: int
    left_out: dict[str, int]
    reasons: list[str]


def _need(order: Order, ground: Ground) -> list[int]:
    able = np.bincount(ground.parents.label, minlength=len(ground.have)).tolist()
    if not any(able):
        raise BadInput(_NOBODY)
    if order.per_class is not None:
        return plans.per_class(ground.have, able, order.per_class)
    total = CONTEST_LIMIT if order.total is None else order.total
    if total <= ground.kept:
        raise BadInput(
            f"train and val hold {ground.kept:,} images already: ask for a total above that"
        )
    return plans.needs(ground.have, able, total - ground.kept)


def ground(book: Seeing, database: Database, progress: Progress | None) -> Ground:
    """Look at who may have children, and who is hard for the fixed model."""
    now = book.samples().filter(~pl.col("excluded"))
    kept = now.filter((pl.col("split") != "test") & pl.col("label").is_not_null()).height
    train = now.filter(pl.col("split") == "train")
    labelled = train.filter(pl.col("label").is_not_null())
    original = labelled.filter(pl.col("origin") != "augmented")
    classes = laws.classes_of(book)
    have = [labelled.filter(label=name).height for name in classes]
    left_out = {"without a label": train.height - labelled.height}
    left_out["grown themselves"] = labelled.height - original.height
    if original.is_empty():
        raise BadInput(_NOBODY)
    samples, seen, _ = laws.look(book, database, progress, original)
    rows = ~seen.doubted
    searched = laws.doubtful(book)
    reasons: list[str] = []
    glance = quick.glance(seen.planes, seen.label, len(classes), seen.group)
    if searched is None:
        reasons.append(
            "the book was not searched for issues: labels are doubted by a quick look; "
            "`labelbook issues` first finds more"
        )
        left_out["doubted at a quick look"] = int((rows & glance.doubted).sum())
        rows = rows & ~glance.doubted
    else:
        left_out["doubted"] = int(seen.doubted.sum())
    vectors = _vectors(book, samples, glance.looks)
    style = quick.style(vectors, seen.label)
    hard, why = _hard(book, np.asarray(samples, dtype=np.int64), seen.label, classes, vectors)
    reasons.append(why)
    parents = Parents(
        np.asarray(samples, dtype=np.int64)[rows],
        seen.label[rows],
        classes,
        style[rows],
        hard[rows],
    )
    reasons.insert(0, "children stay in train; val and test stay as they are, so that they measure")
    return Ground(
        parents, have, kept, {why: count for why, count in left_out.items() if count}, reasons
    )


def _vectors(book: Seeing, samples: list[int], looks: Floats) -> Floats:
    """The embeddings where all of them have one, else what a glance saw."""
    try:
        found = book.embeddings()
    except NotFound:
        return looks
    rows = np.minimum(np.searchsorted(found.samples, samples), len(found.samples) - 1)
    if not len(samples) or (found.samples[rows] != np.asarray(samples)).any():
        return looks
    return found.vectors[rows].astype(np.float32)


def _hard(
    book: Seeing, samples: Codes, label: Codes, classes: tuple[str, ...], vectors: Floats
) -> tuple[Floats, str]:
    """How hard the fixed model finds each sample: its own trouble, or a mistake in val near it."""
    hard = np.zeros(len(samples), dtype=np.float32)
    found = answers(book)
    if found is None:
        return hard, "the fixed model was not judged on this book: no sample counts as hard"
    name, table = found
    train = table.filter(pl.col("split") == "train").drop_nulls("confidence")
    rows = np.searchsorted(samples, train["sample"].to_numpy())
    rows = np.minimum(rows, len(samples) - 1)
    there = samples[rows] == train["sample"].to_numpy()
    trouble = np.clip(1 - train["confidence"].to_numpy() / _LOW, 0, 1)
    hard[rows[there]] = trouble[there]
    own = int((hard > 0).sum())
    wrong = table.filter((pl.col("split") == "val") & (pl.col("predicted") != pl.col("label")))
    near = _near(book, wrong, samples, label, classes, vectors)
    hard[near] = np.maximum(hard[near], 0.7)
    why = (
        f"by {name}: {own:,} samples of train are hard, and {len(near):,} are nearest to its "
        f"{wrong.height:,} mistakes in val; these get up to {1 + plans.BOOST:g} times as many"
    )
    return hard, why


def answers(book: Seeing) -> tuple[str, pl.DataFrame] | None:
    """Give what the newest finished runs say of the book as it is, or as a version was."""
    from labelbook.book import evaluation

    versions = [version.name for version in reversed(book.versions())]
    for version in (None, *versions):
        try:
            runs = [run for run in evaluation.runs(book, version) if run.state == "done"]
            if runs:
                # Runs of contest know how each sample of train was learned.
                best = max(runs, key=lambda run: (run.model == "contest", run.at))
                same = [run for run in runs if run.model == best.model]
                tables = [evaluation.answers(book, run.id, version) for run in same]
                name = f"{best.model} on {version or 'the book as it is'} ({len(same)} seeds)"
                return name, _mean(tables)
        except LabelbookError:
            continue
    return None


def _mean(tables: list[pl.DataFrame]) -> pl.DataFrame:
    return (
        pl.concat(tables)
        .group_by("sample", maintain_order=True)
        .agg(
            pl.col("split", "label").first(),
            pl.col("predicted").mode().sort().first(),
            pl.col("probability", "confidence").mean(),
        )
        .sort("sample")
    )


def _near(
    book: Seeing,
    wrong: pl.DataFrame,
    samples: Codes,
    label: Codes,
    classes: tuple[str, ...],
    vectors: Floats,
) -> Codes:
    """The rows of train nearest to each mistake, among those of its class."""
    try:
        seen = book.embeddings()
    except NotFound:
        return np.zeros(0, dtype=np.int64)
    if seen.vectors.shape[1] != vectors.shape[1]:
        return np.zeros(0, dtype=np.int64)
    found: set[int] = set()
    for sample, name in wrong.select("sample", "label").iter_rows():
        at = int(np.searchsorted(seen.samples, sample))
        if name not in classes or at == len(seen.samples) or seen.samples[at] != sample:
            continue
        own = np.flatnonzero(label == classes.index(name))
        apart = vectors[own] @ seen.vectors[at].astype(np.float32)
        found |= set(own[np.argsort(-apart, kind="stable")[:_NEAR]].tolist())
    return np.array(sorted(found), dtype=np.int64)


def _of_laws(governed: list[str], presumed: list[laws.Cell], in_force: object) -> list[str]:
    if not governed:
        return []
    if not presumed:
        return ["mirrors and the like follow the label laws that were decided"]
    return [
        f"{len(presumed)} label laws were decided by nobody: the samples speak for them clearly "
        "(labelbook laws --discover shows it; deciding otherwise changes the plan)"
    ]


def _spoken(presumed: list[laws.Cell]) -> tuple[str, ...]:
    by_transform: dict[str, list[str]] = {}
    for cell in presumed:
        assert cell.proposal is not None
        by_transform.setdefault(cell.transform, []).append(f"{cell.label} {cell.proposal.law}")
    return tuple(f"{name}: {', '.join(laws)}" for name, laws in by_transform.items())
