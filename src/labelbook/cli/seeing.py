"""embed: what images look like, as numbers."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from labelbook.cli.common import (
    book_argument,
    json_option,
    open_book,
    plural,
    print_json,
    progress_bar,
)

SHOWN = 5


@click.command(epilog="Example:  labelbook embed numerals")
@book_argument
@click.option("--embedder", metavar="NAME", help="[default: efficientnet-lite0]")
@json_option
def embed(book: Path, embedder: str | None, as_json: bool) -> None:
    """Embed the samples of BOOK that are not embedded yet.

    An interrupted run goes on where it stopped.
    """
    with open_book(book) as opened, progress_bar("Embedding") as progress:
        report = opened.embed(embedder, progress=progress)
    if as_json:
        print_json(asdict(report))
        return
    click.echo(
        f"{plural(report.embedded, 'image')} embedded by {report.embedder} "
        f"in {report.seconds:.1f} s, {report.known:,} known before"
    )
    if report.left_out:
        click.echo(f"{plural(len(report.left_out), 'image')} left out:")
        for item in report.left_out[:SHOWN]:
            click.echo(f"  {item.reason}")
