"""Growing a book by a plan: the images first, then one changeset; and rebuilding one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from labelbook.context import BookContext
from labelbook.core.limits import IMAGES
from labelbook.core.types import SampleId
from labelbook.errors import BadInput
from labelbook.grow import render, worker
from labelbook.grow.plan import GrowOrder, plan
from labelbook.grow.quotas import Plan
from labelbook.grow.records import Slot, read_derivation
from labelbook.grow.worker import File, RenderTask
from labelbook.journal import made, undo
from labelbook.journal.changesets import Origin
from labelbook.journal.records import Birth, Changeset, NewSample

if TYPE_CHECKING:
    from labelbook.core.types import Progress

SHOWN = 3


@dataclass(frozen=True)
class GrowReport:
    """What growing did. changeset: None where no sample was missing. failed: reason -> images."""

    plan: Plan
    changeset: Changeset | None
    failed: dict[str, int]


def grow(ctx: BookContext, order: GrowOrder, progress: Progress | None) -> GrowReport:
    """Plan, make the images and add them as one changeset."""
    made_plan, slots = plan(ctx, order)
    if not slots:
        return GrowReport(made_plan, None, {})
    files, failed = make_files(ctx, slots, progress)
    kept = [(slot, files[place]) for place, slot in enumerate(slots) if place in files]
    if not kept:
        raise BadInput(f"no image could be made: {next(iter(failed))}")
    message = order.message or f"{made_plan.recipe} {made_plan.version}, seed {made_plan.seed}"
    changeset = add(ctx, kept, Origin(order.author, message, "recipe"))
    return GrowReport(made_plan, changeset, failed)


def make_files(
    ctx: BookContext, slots: Sequence[Slot], progress: Progress | None = None
) -> tuple[dict[int, File], dict[str, int]]:
    """Make the images of slots; returns their files by place, and why others could not be made."""
    parents = {parent for slot in slots for parent in slot.parents}
    names: dict[int, str] = {
        parent: str(file.locate()) for parent, file in ctx.files.of(parents).items()
    }
    tasks = [
        RenderTask(place, tuple(names[parent] for parent in slot.parents), slot.derivation)
        for place, slot in enumerate(slots)
    ]
    files: dict[int, File] = {}
    failed: dict[str, int] = {}
    done = 0
    for batch in worker.make_all(ctx.directory / IMAGES, tasks):
        for place, result in batch:
            if isinstance(result, str):
                failed[result] = failed.get(result, 0) + 1
            else:
                files[place] = result
        done += len(batch)
        if progress is not None:
            progress(done, len(tasks))
    return files, failed


def add(ctx: BookContext, kept: Sequence[tuple[Slot, File]], origin: Origin) -> Changeset:
    """Add files as one changeset of samples; each goes into its parents' split."""
    with ctx.database.writing() as connection:
        splits = made.splits(connection, [slot.parents[0] for slot, _ in kept])
        found = [
            (
                NewSample(
                    path="",
                    location=file.location,
                    hash=file.hash,
                    label=slot.label,
                    split=splits[slot.parents[0]],
                    fields={**file.fields, "origin": "augmented"},
                ),
                Birth(origin.tool, slot.parents, slot.derivation.as_json(), slot.derivation.seed),
            )
            for slot, file in kept
        ]
        return undo.get(connection, made.append(connection, IMAGES, found, origin))


def rebuild(ctx: BookContext, sample: SampleId) -> bytes:
    """Make the file of a grown sample again from its parents."""
    with ctx.database.reading() as connection:
        born = made.lineage(connection, sample)
    if born.tool not in ("recipe", "compose") or born.recipe is None or born.seed is None:
        raise BadInput(f"sample {sample} was neither grown nor composed: it cannot be rebuilt")

    try:
        how = read_derivation(born.recipe, born.seed)
        parents = [ctx.files.path(parent).read_bytes() for parent in born.parents]
        return render.rebuild(how, parents)
    except (ValueError, KeyError) as error:
        raise BadInput(f"sample {sample} cannot be rebuilt: {error}") from error
