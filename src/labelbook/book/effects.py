"""What a book says of a change: what each part of it was worth, and what one would be worth."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import polars as pl

from labelbook.book import evaluation
from labelbook.book.comparison import Version, side_of
from labelbook.book.files import Progress
from labelbook.book.seeing import Seeing
from labelbook.errors import BadInput, NotFound, NotReady
from labelbook.evaluate import attribute as attributing
from labelbook.evaluate import attributions, forecasts, training
from labelbook.evaluate import compare as comparing
from labelbook.evaluate import data as datas
from labelbook.evaluate.attributions import Question
from labelbook.evaluate.compare import Side
from labelbook.evaluate.verdicts import (
    AttributedPart,
    Attribution,
    Forecast,
    ForecastRecord,
)
from labelbook.evaluate.wishes import Wanted
from labelbook.journal import cells
from labelbook.journal.records import YES, Edit

GROUPINGS = {"kind": attributing.by_kind, "changeset": attributing.by_changeset}


def question(
    book: Seeing, first: Version, second: Version, *, model: str, seeds: int, by: str
) -> Question:
    """Say what is to be attributed; BadInput where it cannot be."""
    if by not in GROUPINGS:
        raise BadInput(f"changes cannot be grouped by {by!r}: use kind or changeset")
    positions = book.resolve_version(first), book.resolve_version(second)
    if positions[0] >= positions[1]:
        raise BadInput(
            f"{first} is not before {second}: name the earlier version first (changesets "
            f"{positions[0]} and {positions[1]})"
        )
    evaluation.model_of(book, Wanted(second, model, seeds))
    return Question(*positions, model, seeds, by, evaluation.embedder_of(book))


def answer(book: Seeing, asked: Question, progress: Progress | None = None) -> Attribution:
    """Give the attribution that was kept, or make it and keep it."""
    runs = evaluation.store_of(book).folder
    found = attributions.read(runs, asked)
    if found is None:
        found = _attribute(book, asked, progress)
        attributions.keep(runs, asked, found)
    return found


def known(book: Seeing, asked: Question) -> Attribution:
    """Give the attribution that was kept; NotReady where there is none."""
    found = attributions.read(evaluation.store_of(book).folder, asked)
    if found is None:
        raise NotReady(
            f"the changes between {asked.first} and {asked.second} were not attributed yet: run "
            f"`labelbook compare {book.directory} {asked.first} {asked.second} --attribute`"
        )
    return found


def wish(book: Seeing, asked: Question) -> None:
    """Put a question into the line of the job `attribute`."""
    attributions.wish(evaluation.store_of(book).folder, asked)


def is_awaited(book: Seeing) -> bool:
    """Tell whether somebody waits for the job `attribute`."""
    return bool(attributions.line(evaluation.store_of(book).folder))


def answer_wishes(book: Seeing, tell: Callable[[int, int, str], None]) -> str:
    """Answer all that was asked; gives what was done in words. tell: as of a job."""
    runs = evaluation.store_of(book).folder
    done: list[str] = []
    while waiting := attributions.line(runs):
        asked = waiting[0]

        def told(at: int, total: int, asked: Question = asked) -> None:
            tell(at, total, f"attributing {asked.first} to {asked.second}")

        try:
            found = answer(book, asked, told)
            done.append(f"{asked.first} to {asked.second}: {len(found.parts)} parts")
        finally:
            # One that fails, or is cancelled, stands in nobody's way the next time.
            attributions.done(runs, asked)
    return "; ".join(done) or "there was nothing to attribute"


def _attribute(book: Seeing, asked: Question, progress: Progress | None) -> Attribution:
    """Leave out each part of what changed between two versions, and see what that costs."""
    positions = asked.first, asked.second
    frames = book.samples(asked.first), book.samples(asked.second)
    moved, titles = _moved(book, positions, frames)
    if moved.is_empty():
        raise BadInput(
            f"nothing that a model sees changed between {asked.first} and {asked.second}"
        )
    parts = GROUPINGS[asked.by](moved, titles)
    wanted = Wanted(asked.second, asked.model, asked.seeds)
    frame_of = [*frames, *(attributing.without(part, *frames) for part in parts)]
    names = [f"version {position}" for position in positions]
    names += [f"{names[1]} without “{part.title}”" for part in parts]
    sides = _all_sides(book, frame_of, positions, names, wanted, progress)
    order = book.classes()
    whole = comparing.compare(sides[0], sides[1], order)
    found = []
    for part, side in zip(parts, sides[2:], strict=True):
        change = comparing.compare(side, sides[1], order)
        samples = part.cells["sample"].n_unique()
        found.append(
            AttributedPart(
                part.title,
                part.changesets,
                part.cells.height,
                samples,
                change.difference,
                change.verdict,
            )
        )
    found.sort(key=lambda part: -part.difference.estimate)
    return Attribution(
        first=positions[0],
        second=positions[1],
        model=whole.model,
        split=whole.split,
        images=whole.images,
        seeds=whole.seeds,
        total=whole.difference,
        verdict=whole.verdict,
        parts=tuple(found),
        together=whole.difference.estimate - sum(part.difference.estimate for part in found),
        warnings=whole.warnings,
    )


def _moved(
    book: Seeing, positions: tuple[int, int], frames: tuple[pl.DataFrame, pl.DataFrame]
) -> tuple[pl.DataFrame, dict[int, str]]:
    """Give the cells that moved between two positions, and what each changeset was."""
    numbers = range(positions[0] + 1, positions[1] + 1)
    news = [(book.changeset(number), book.changes(number)) for number in numbers]
    came = [frames[0].head(0).select("sample", pl.lit(0).alias("changeset"))]
    known = frames[0].select("sample")
    for changeset, _ in news:
        if changeset.added:
            there = book.samples(changeset.id).select("sample")
            number = pl.lit(changeset.id).alias("changeset")
            came.append(there.join(known, on="sample", how="anti").with_columns(number))
            known = pl.concat([known, there]).unique()
    titles = {changeset.id: changeset.message or changeset.summary for changeset, _ in news}
    return attributing.moved_cells(*frames, news, pl.concat(came, how="vertical_relaxed")), titles


def _all_sides(
    book: Seeing,
    frames: Sequence[pl.DataFrame],
    positions: tuple[int, int],
    names: Sequence[str],
    wanted: Wanted,
    progress: Progress | None,
) -> list[Side]:
    """Judge several states of the book with the same model and seeds. names: in a refusal."""
    model, seeds = evaluation.model_of(book, wanted), evaluation.seeds_of(wanted)
    datas_of = [evaluation.data_of(book, frame) for frame in frames]
    for data, name in zip(datas_of, names, strict=True):
        datas.check(data, name)
    sides = []
    for place, data in enumerate(datas_of):

        def told(done: int, total: int, place: int = place) -> None:
            if progress is not None:
                progress(place * total + done, len(frames) * total)

        work = evaluation.work_of(book, data, model)
        runs, _ = training.train(evaluation.store_of(book), work, seeds, told)
        sides.append(side_of(book, positions[min(place, 1)], data, runs))
    return sides


def forecast(book: Seeing, edits: Sequence[Edit], seeds: int) -> Forecast:
    """Say what `linear` expects of some edits, without making them."""
    started = time.perf_counter()
    now = book.samples()
    frames = now, edited(now, edits)
    here = book.seq
    names = book.name, f"after this change {book.name}"
    wanted = Wanted(None, "linear", seeds)
    before, after = _all_sides(book, frames, (here, here), names, wanted, None)
    found = comparing.compare(before, after, book.classes())
    made = Forecast(
        before=before.data.key,
        after=after.data.key,
        samples=len({sample for edit in edits for sample in edit.samples}),
        split=found.split,
        images=found.images,
        difference=found.difference,
        verdict=found.verdict,
        sentence=found.sentence,
        seconds=round(time.perf_counter() - started, 3),
        at=datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    )
    forecasts.keep(evaluation.store_of(book).folder, made)
    return made


def edited(samples: pl.DataFrame, edits: Sequence[Edit]) -> pl.DataFrame:
    """Give samples as edits would leave them; tags play no part."""
    found = samples
    for edit in edits:
        field, after = cells.checked(edit.field, edit.after)
        wanted = pl.Series("sample", edit.samples, dtype=pl.Int64)
        missing = wanted.filter(~wanted.is_in(samples["sample"].implode()))
        if len(missing):
            raise NotFound(f"there is no sample {missing[0]} in this book: reload and try again")
        if field in attributing.FIELDS:
            value = pl.lit(after == YES if field == "excluded" else after, samples[field].dtype)
            mine = pl.col("sample").is_in(wanted.implode())
            found = found.with_columns(
                pl.when(mine).then(value).otherwise(pl.col(field)).alias(field)
            )
    return found


def record(book: Seeing) -> ForecastRecord:
    """Say how good the forecasts were that came true."""
    store = evaluation.store_of(book)
    return forecasts.record(forecasts.everything(store.folder), store.everything())
