"""The commands apply, export and card: edits in, data sets out."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from labelbook.cli import evaluate_text
from labelbook.cli.families import formats
from labelbook.cli.kit import (
    NameOf,
    as_dict,
    author_option,
    book_argument,
    json_option,
    message_option,
    open_book,
    plugin_option,
    plural,
    print_json,
    progress_bar,
)
from labelbook.errors import BadInput, NotFound

if TYPE_CHECKING:
    from labelbook.book import Book


@click.command(
    short_help="Apply a CSV of edits.",
    epilog="Example:  labelbook apply numerals edits.csv -m 'second look'",
)
@book_argument
@click.argument("edits", type=click.Path(path_type=Path))
@click.option(
    "--new-class",
    "new_classes",
    multiple=True,
    metavar="NAME",
    help="Add this class although it is nearly one that there is.",
)
@click.option("--forecast", is_flag=True, help="Forecast its effect on a model; change nothing.")
@author_option
@message_option
@json_option
def apply(
    book: Path,
    edits: Path,
    new_classes: tuple[str, ...],
    forecast: bool,
    author: str,
    message: str,
    as_json: bool,
) -> None:
    """Apply the EDITS of a CSV to BOOK as one changeset: all of them, or none.

    Columns: path or sample; action (relabel, exclude, restore, split, tag, untag); value; reason.
    """
    with open_book(book) as opened:
        if forecast:
            wanted = opened.files.read_edits(edits, new_classes=new_classes)
            found = opened.runs.forecast(wanted) if opened.journal.dry_run(wanted).cells else None
            record = opened.runs.forecasts()
            if as_json:
                forecast_json = None if found is None else asdict(found)
                print_json({"forecast": forecast_json, "record": asdict(record)})
            elif found is None:
                click.echo("Nothing to change: the book has these values already.")
            else:
                evaluate_text.show_forecast(found, record)
                click.echo("Nothing was changed: apply it without --forecast.")
            return
        report = opened.files.apply(edits, author=author, message=message, new_classes=new_classes)
    if as_json:
        print_json(
            {
                "changeset": as_dict(report.changeset),
                "applied": report.applied,
                "unchanged": report.unchanged,
            }
        )
    elif report.changeset is None:
        click.echo("Nothing to change: the book has these values already.")
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
@click.option("--format", "format_", required=True, type=NameOf(formats), help="What to write.")
@plugin_option
@click.option("--version", help="A version's name or a changeset's number.  [default: now]")
@click.option(
    "--samples",
    "chosen",
    type=click.Path(path_type=Path),
    help="A text with the samples to write, a number or path a line.  [default: all]",
)
@json_option
def export(
    book: Path, out: Path, format_: str, version: str | None, chosen: Path | None, as_json: bool
) -> None:
    """Write BOOK to OUT, as it is now or at a version.

    folder and zip hold SPLIT/CLASS/FILE without excluded and unlabelled samples; contest is a zip
    of train and val only; csv and parquet hold every sample with every column; xlsx is what
    `labelbook sheet` writes of all samples; croissant is a folder with images, a table and the
    metadata that data set searches and loaders read; imagefolder and huggingface are what
    `datasets` reads; webdataset, coco and label-studio are what their names say.
    """
    with open_book(book) as opened, progress_bar("Exporting") as progress:
        samples = None if chosen is None else _named(opened, chosen)
        report = opened.export(out, format_, version=version, samples=samples, progress=progress)
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


def _named(book: Book, chosen: Path) -> list[int]:
    """The ids of the samples that a text names; NotFound, BadInput for what names none."""
    try:
        lines = [line.strip() for line in chosen.read_text("utf-8-sig").splitlines()]
    except FileNotFoundError as error:
        raise NotFound(f"there is no file {chosen}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{chosen} cannot be read as text ({error})") from error
    return [
        book.sample(int(line) if line.isdecimal() and len(line) < 10 else line).id
        for line in lines
        if line and line not in ("sample", "path")
    ]


@click.command(
    short_help="Show or fill in the data card.",
    epilog="Example:  labelbook card numerals --license CC-BY-4.0 --creator 'The numerals team'",
)
@book_argument
@click.option("--description", help="What it shows, how it was made, what it is for.")
@click.option("--license", "license_", help="An SPDX name, e.g. CC-BY-4.0, or a URL.")
@click.option("--creator", help="Who made it.")
@click.option("--url", help="Where to get it.")
@click.option("--citation", help="How to cite it.")
@click.option("--limits", help="Known gaps and biases.")
@json_option
def card(book: Path, as_json: bool, license_: str | None, **values: str | None) -> None:
    """Show what people should know before they use BOOK, or fill in some of it.

    It is part of the report and of what `labelbook export --format croissant` writes.
    """
    given = {name: value for name, value in values.items() if value is not None}
    if license_ is not None:
        given["license"] = license_
    with open_book(book) as opened:
        found = opened.files.set_card(**given) if given else opened.files.card()
    if as_json:
        print_json(asdict(found))
        return
    for name, value in asdict(found).items():
        click.echo(f"{name + ':':<13}{value or '-'}")
