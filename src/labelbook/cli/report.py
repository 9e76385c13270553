"""The command report: one file to send to others."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from labelbook.cli.kit import (
    book_argument,
    json_option,
    open_book,
    plural,
    print_json,
    progress_bar,
)


@click.command(
    short_help="Write a report with the map as one file.",
    epilog="Example:  labelbook report numerals numerals.html --title 'Roman numerals, cleaned'",
)
@book_argument
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--title", help="Its title.  [default: the book's name]")
@click.option("--version", help="A version's name or a changeset's number.  [default: now]")
@click.option(
    "--seed",
    default=0,
    show_default=True,
    type=click.IntRange(min=0),
    help="Another seed shows other samples, of more than 10,000.",
)
@click.option("--map-only", is_flag=True, help="The map and the counts alone.")
@json_option
def report(
    book: Path,
    out: Path,
    title: str | None,
    version: str | None,
    seed: int,
    map_only: bool,
    as_json: bool,
) -> None:
    """Write a report of BOOK to OUT, one HTML file: changes, evaluation, issues, rules, questions.

    With its map and its images. It opens in any browser, without a server or a network. Excluded
    samples are left out. `labelbook embed` has to make the map first.
    """
    with open_book(book) as opened, progress_bar("Reporting") as progress:
        made = opened.report.write(
            out, title=title, version=version, seed=seed, map_only=map_only, progress=progress
        )
    if as_json:
        print_json(asdict(made))
        return
    some = "" if made.shown == made.samples else f" of {made.samples:,}"
    click.echo(
        f"{made.out}: {plural(made.shown, 'sample')}{some}, {made.bytes / 1e6:.1f} MB "
        f"(thumbnails of {made.thumbnail} pixels)"
    )
    if made.without_image:
        click.echo(f"  {plural(made.without_image, 'image')} could not be read")
