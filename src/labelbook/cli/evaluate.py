"""The commands evaluate and compare: what a fixed model says of versions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import click

from labelbook.cli import evaluate_text
from labelbook.cli.families import models
from labelbook.cli.kit import (
    NameOf,
    book_argument,
    job_here,
    json_option,
    open_book,
    plugin_option,
    plural,
    print_json,
    progress_bar,
)

if TYPE_CHECKING:
    from typing import Unpack

    from labelbook.book import Book
    from labelbook.core.types import JobProgress
    from labelbook.evaluate.verdicts import (
        ComparedImage,
        Comparison,
    )

SHOWN = 5
model_option = click.option(
    "--model", type=NameOf(models), help="By which model; by default the one with most runs."
)


class TrainingOptions(TypedDict):
    """How a model is trained, as the options of `labelbook evaluate` say."""

    seeds: int
    epochs: int | None
    command: str | None
    time_limit: float | None


@contextmanager
def _job(book: Book, kind: str) -> Iterator[JobProgress]:
    """Do it as a job that others see; requests that come meanwhile are for the job that follows."""
    try:
        with job_here(book, kind) as progress:
            yield progress
    finally:
        book.jobs.go_on(kind)


@click.command(epilog="Example:  labelbook evaluate numerals --version cleaned --seeds 3")
@book_argument
@plugin_option
@click.option("--version", help="A version's name or a changeset's number.  [default: now]")
@click.option(
    "--model",
    default="contest",
    show_default=True,
    type=NameOf(models),
    help="The model that is trained.",
)
@click.option(
    "--seeds", default=3, show_default=True, type=click.IntRange(1), help="How many runs."
)
@click.option("--epochs", type=click.IntRange(1), help="Of the contest's model.  [default: 100]")
@click.option("--command", help="The script of the model `command`, see docs/evaluate.md.")
@click.option(
    "--time-limit", type=click.FloatRange(0, min_open=True), help="Seconds a command has."
)
@click.option("--trust", is_flag=True, help="Say too whether val can be trusted.")
@json_option
def evaluate(
    book: Path,
    version: str | None,
    model: str,
    trust: bool,
    as_json: bool,
    **training: Unpack[TrainingOptions],
) -> None:
    """Train a fixed model on a version of BOOK and print its accuracy.

    Every seed is a run; runs that exist are reused, and an interrupted run goes on.
    """
    with (
        open_book(book) as opened,
        _job(opened, "evaluate") as job,
        progress_bar("Evaluating", job) as progress,
    ):
        report = opened.runs.evaluate(
            version,
            model=model,
            progress=progress,
            **training,
        )
        trusted = opened.runs.trust(version, model=model) if trust else None
        paths = evaluate_text.example_paths(opened, trusted)
    if as_json:
        print_json(asdict(report) | ({"trust": asdict(trusted)} if trusted else {}))
        return
    runs = plural(len(report.runs), "seed")
    for split, interval in report.scores.items():
        count = report.images[split]
        click.echo(
            f"{split:<5} {evaluate_text.percent(interval)}  on {plural(count, 'image')}, {runs}"
        )
    evaluate_text.show_groups(report.by_group)
    known = len(report.runs) - report.trained
    took = sum(run.seconds for run in report.runs)
    click.echo(
        f"Trained on {plural(report.images['train'], 'image')} with the model {model}: "
        f"{plural(report.trained, 'new run')}, {known} known, {took:,.0f} s of training"
    )
    for warning in report.warnings:
        click.echo(f"Note: {warning}")
    if trusted is not None:
        evaluate_text.show_trust(trusted, paths)


@click.command(epilog="Example:  labelbook compare numerals raw cleaned")
@book_argument
@click.argument("first")
@click.argument("second")
@plugin_option
@model_option
@click.option("--attribute", is_flag=True, help="Say which change did it.")
@click.option(
    "--by",
    default="kind",
    show_default=True,
    type=click.Choice(["kind", "changeset"]),
    help="What the parts of --attribute are.",
)
@json_option
def compare(
    book: Path,
    first: str,
    second: str,
    model: str | None,
    attribute: bool,
    by: str,
    as_json: bool,
) -> None:
    """Compare two versions of BOOK: is SECOND better than FIRST, and how sure is that?

    Both must have been evaluated with the same model and seeds; `linear` is trained here
    where it was not. With --attribute the model is `linear` unless --model says otherwise, and is
    trained again without each part.
    """
    with open_book(book) as opened:
        parts = None
        if attribute:
            model = model or "linear"
            evaluate_text.show_plan(opened.runs.attribution_plan(first, second, model=model, by=by))
            with (
                _job(opened, "attribute") as job,
                progress_bar("Attributing", job) as progress,
            ):
                parts = opened.runs.attribute(first, second, model=model, by=by, progress=progress)
        found = opened.runs.compare(first, second, model=model)
        paths = {item.sample: opened.sample(item.sample).path for item in _shown(found)}
    if as_json:
        print_json(asdict(found) | ({"attribution": asdict(parts)} if parts else {}))
        return
    click.echo(found.sentence[:1].upper() + found.sentence[1:])
    for name, accuracy in zip((first, second), found.accuracy, strict=True):
        click.echo(f"  {name:<20} {evaluate_text.percent(accuracy)}")
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
    if parts is not None:
        evaluate_text.show_parts(parts)


def _shown(found: Comparison) -> list[ComparedImage]:
    return [*found.gained[:SHOWN], *found.lost[:SHOWN]]
