"""How intervals, attributions, forecasts and trust are printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from labelbook.cli.kit import plural

if TYPE_CHECKING:
    from labelbook.book import Book
    from labelbook.evaluate.forecast_records import Forecast, ForecastRecord
    from labelbook.evaluate.records import GroupScore, Interval
    from labelbook.evaluate.verdicts import (
        Attribution,
        AttributionPlan,
        Gap,
        Trust,
    )

SHOWN = 3
SHOWN_GROUPS = 8
LONG = 5.0
"""Seconds from which on an attribution is announced before it."""


def percent(interval: Interval) -> str:
    """Return a share with its interval: `56.2 % [44.9, 67.3]`."""
    low, high = interval.low * 100, interval.high * 100
    return f"{interval.estimate * 100:.1f} % [{low:.1f}, {high:.1f}]"


def points(interval: Interval) -> str:
    """Return a difference of shares in points: `+1.9 [+0.8, +3.1]`."""
    low, high = interval.low * 100, interval.high * 100
    return f"{interval.estimate * 100:+.1f} [{low:+.1f}, {high:+.1f}]"


def show_plan(found: AttributionPlan) -> None:
    """Print what an attribution takes, where it is more than a moment; on stderr, before it."""
    if found.epochs == 0 or found.seconds < LONG:
        return
    by = "by earlier runs" if found.measured else "by what is usual"
    click.echo(
        f"{plural(len(found.parts), 'part')}, {plural(found.seeds, 'seed')}: "
        f"{plural(found.trainings, 'training')}, {found.known:,} of them known; about "
        f"{duration(found.seconds)} {by}. Stop it with Ctrl-C: it goes on from there.",
        err=True,
    )


def duration(seconds: float) -> str:
    """Return a time roughly: `40 s`, `12 min`, `3.5 h`."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def show_parts(found: Attribution) -> None:
    """Print the difference that each part of a change made."""
    click.echo(
        f"Which change did it, by the model {found.model}, on {plural(found.images, 'image')} "
        f"of {found.split}, {plural(len(found.seeds), 'seed')}:"
    )
    for part in found.parts:
        click.echo(
            f"  {points(part.difference):<24} {part.verdict:<12} {part.title} "
            f"({plural(part.samples, 'sample')})"
        )
    click.echo(f"  {found.together * 100:+.1f} only together; {points(found.total)} in all")
    click.echo(f"{found.sentence[:1].upper()}{found.sentence[1:]}")


def show_forecast(found: Forecast, record: ForecastRecord) -> None:
    """Print a forecast, and how good the forecasts were so far."""
    click.echo(f"Forecast for {plural(found.samples, 'sample')}: {found.sentence}")
    click.echo(f"  of this change: {found.what}")
    for score in record.scores:
        text = f"So far, by the model {score.model}: "
        if score.same == score.known:
            text += (
                f"{plural(score.known, 'change')} made as forecast (the forecast's own runs: this "
                "says nothing of how good it was)"
            )
        else:
            text += (
                f"{score.within:,} of {plural(score.known, 'forecast')} came within the interval, "
                f"{score.error * 100:.1f} points off on average, {score.agreeing:.0%} with the "
                "same sign"
            )
        click.echo(text)


def show_groups(found: Sequence[GroupScore]) -> None:
    """Print the groups that a model is worst at, by each group column."""
    for column, split in dict.fromkeys((one.column, one.split) for one in found):
        own = [one for one in found if (one.column, one.split) == (column, split)]
        click.echo(f"{split} by {column}, the worst of {plural(len(own), 'group')}:")
        for one in own[:SHOWN_GROUPS]:
            images = plural(one.images, "image")
            click.echo(f"  {one.value:<20} {percent(one.score)}  on {images}")


def example_paths(book: Book, found: Trust | None) -> dict[int, str]:
    """Return the paths of the images that are shown for the worst styles and classes."""
    if found is None:
        return {}
    shown = [sample for gap in _worst(found) for sample in gap.examples[:SHOWN]]
    return {sample: book.sample(sample).path for sample in shown}


def show_trust(found: Trust, paths: dict[int, str]) -> None:
    """Print whether val can be trusted, and where it cannot."""
    click.echo(f"{found.sentence[:1].upper()}{found.sentence[1:]}")
    if found.trusted:
        return
    for gap in _worst(found):
        val, test = (
            "none" if share is None else f"{share:.0%}"
            for share in (gap.accuracy_val, gap.accuracy_test)
        )
        click.echo(f"  {gap.name}: right on {val} of val, {test} of test; for example")
        for sample in gap.examples[:SHOWN]:
            click.echo(f"    {paths[sample]}")


def _worst(found: Trust) -> tuple[Gap, ...]:
    return (found.styles or found.classes)[:SHOWN]
