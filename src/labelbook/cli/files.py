"""apply and export: edits in, data sets out."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from labelbook.cli import worth
from labelbook.cli.common import (
    as_dict,
    author_option,
    book_argument,
    json_option,
    message_option,
    open_book,
    plural,
    print_json,
    progress_bar,
)

FORMATS = ("folder", "zip", "csv", "parquet", "contest")


@click.command(
    short_help="Apply a CSV of edits.",
    epilog="Example:  labelbook apply numerals edits.csv -m 'second look'",
)
@book_argument
@click.argument("edits", type=click.Path(path_type=Path))
@click.option("--forecast", is_flag=True, help="Say what it would do to a model; change nothing.")
@author_option
@message_option
@json_option
def apply(
    book: Path, edits: Path, forecast: bool, author: str, message: str, as_json: bool
) -> None:
    """Apply the EDITS of a CSV to BOOK as one changeset: all of them, or none.

    Columns: path or sample; action (relabel, exclude, restore, split, tag, untag); value; reason.
    """
    with open_book(book) as opened:
        if forecast:
            found, record = opened.forecast(opened.read_edits(edits)), opened.forecasts()
            if as_json:
                print_json({"forecast": asdict(found), "record": asdict(record)})
            else:
                worth.show_forecast(found, record)
                click.echo("Nothing was changed: apply it without --forecast.")
            return
        report = opened.apply(edits, author=author, message=message)
    if as_json:
        print_json(
            {
                "changeset": as_dict(report.changeset),
                "applied": report.applied,
                "unchanged": report.unchanged,
            }
        )
    elif report.changeset is None:
        click.echo("Nothing to change: the book says so already.")
    else:
        click.echo(
            f"Changeset {report.changeset.id}: {plural(report.applied, 'change')} applied, "
            f"{report.unchanged:,} as they were"
        )


@click.command(
    short_help="Write the images or a table, as of any version.",
    epilog="Example:  labelbook export numerals cleaned.zip --format zip --version final",
)
@book_argument
@click.argument("out", type=click.Path(path_type=Path))
@click.option(
    "--format", "format_", required=True, type=click.Choice(FORMATS), help="What to write."
)
@click.option("--version", help="A version's name or a changeset's number.  [default: now]")
@json_option
def export(book: Path, out: Path, format_: str, version: str | None, as_json: bool) -> None:
    """Write BOOK to OUT, as it is now or at a version.

    folder and zip hold SPLIT/CLASS/FILE without excluded and unlabelled samples; contest is a zip
    of train and val only; csv and parquet hold every sample with every column.
    """
    with open_book(book) as opened, progress_bar("Exporting") as progress:
        report = opened.export(out, format_, version=version, progress=progress)
    if as_json:
        print_json(
            {
                "out": str(report.out),
                "format": report.format,
                "samples": report.samples,
                "left_out": report.left_out,
            }
        )
        return
    click.echo(f"{plural(report.samples, 'sample')} written to {report.out}")
    for reason, count in report.left_out.items():
        click.echo(f"  left out: {count:,} {reason}")
