"""judge and compare: what a fixed model says of versions."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from labelbook.cli.common import (
    book_argument,
    json_option,
    open_book,
    plural,
    print_json,
    progress_bar,
)

if TYPE_CHECKING:
    from labelbook.evaluate.records import Interval
    from labelbook.evaluate.verdicts import (
        Comparison,
        Seen,
    )

MODELS = ("contest", "linear", "command")
SHOWN = 5
model_option = click.option(
    "--model", type=click.Choice(MODELS), help="Of which model; by default the one of most runs."
)


@click.command(epilog="Example:  labelbook judge numerals --version cleaned --seeds 3")
@book_argument
@click.option("--version", help="A version's name or a changeset's number.  [default: now]")
@click.option(
    "--model", default="contest", show_default=True, type=click.Choice(MODELS), help="What learns."
)
@click.option("--seeds", default=3, show_default=True, type=click.IntRange(1), help="How many.")
@click.option("--epochs", type=click.IntRange(1), help="Of the contest's model.  [default: 100]")
@click.option("--command", help="The script of the model `command`, see docs/judge.md.")
@click.option(
    "--time-limit", type=click.FloatRange(0, min_open=True), help="Seconds a command has."
)
@json_option
def judge(
    book: Path,
    version: str | None,
    model: str,
    seeds: int,
    epochs: int | None,
    command: str | None,
    time_limit: float | None,
    as_json: bool,
) -> None:
    """Train a fixed model on a version of BOOK and say how well it does.

    Every seed is a run; what was trained before is taken as it is, and an interrupted run goes on.
    """
    with open_book(book) as opened, progress_bar("Judging") as progress:
        report = opened.judge(
            version,
            model=model,
            seeds=seeds,
            epochs=epochs,
            command=command,
            time_limit=time_limit,
            progress=progress,
        )
    if as_json:
        print_json(asdict(report))
        return
    runs = plural(len(report.runs), "seed")
    for split, interval in report.scores.items():
        count = report.images[split]
        click.echo(f"{split:<5} {percent(interval)}  on {plural(count, 'image')}, {runs}")
    known = len(report.runs) - report.trained
    took = sum(run.seconds for run in report.runs)
    click.echo(
        f"Trained on {plural(report.images['train'], 'image')} with the model {model}: "
        f"{plural(report.trained, 'new run')}, {known} known, {took:,.0f} s of training"
    )
    for warning in report.warnings:
        click.echo(f"Note: {warning}")


@click.command(epilog="Example:  labelbook compare numerals raw cleaned")
@book_argument
@click.argument("first")
@click.argument("second")
@model_option
@json_option
def compare(book: Path, first: str, second: str, model: str | None, as_json: bool) -> None:
    """Say whether the version SECOND of BOOK is better than FIRST, and how sure that is.

    Both must have been judged with the same model and seeds; `linear` is run here where it was not.
    """
    with open_book(book) as opened:
        found = opened.compare(first, second, model=model)
        paths = {item.sample: opened.sample(item.sample).path for item in _shown(found)}
    if as_json:
        print_json(asdict(found))
        return
    click.echo(found.sentence[:1].upper() + found.sentence[1:])
    for name, accuracy in zip((first, second), found.accuracy, strict=True):
        click.echo(f"  {name:<20} {percent(accuracy)}")
    test = found.mcnemar
    click.echo(
        f"  McNemar: {test.only_first} right only in {first}, {test.only_second} only in {second}, "
        f"p = {test.p:.3g}"
    )
    for item in found.by_class:
        if item.difference.word != "cannot tell":
            click.echo(
                f"  {item.label}: {item.difference.word}, {item.first:.0%} -> {item.second:.0%} "
                f"of {plural(item.images, 'image')}"
            )
    for title, some in (("gained", found.gained), ("lost", found.lost)):
        click.echo(f"  {plural(len(some), 'image')} {title}")
        for seen in some[:SHOWN]:
            click.echo(f"    {paths[seen.sample]}: {seen.label}, {seen.first} -> {seen.second}")
    for warning in found.warnings:
        click.echo(f"Note: {warning}")


def _shown(found: Comparison) -> list[Seen]:
    return [*found.gained[:SHOWN], *found.lost[:SHOWN]]


def percent(interval: Interval) -> str:
    """Write a share with its interval: `56.2 % [44.9, 67.3]`."""
    low, high = interval.low * 100, interval.high * 100
    return f"{interval.estimate * 100:.1f} % [{low:.1f}, {high:.1f}]"
