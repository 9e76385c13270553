"""The command sheet: samples as a spreadsheet to fill in, and what was filled in."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from labelbook.cli.families import issue_kinds
from labelbook.cli.kit import (
    NameOf,
    author_option,
    book_argument,
    json_option,
    open_book,
    plural,
    print_json,
    progress_bar,
)
from labelbook.errors import BadInput

if TYPE_CHECKING:
    from labelbook.book import Book
    from labelbook.exchange.sheets import SheetProposal

SHOWN = 10
GOOD_ROWS = "labelbook.good_rows"
"""Where the context keeps whether rows that cannot be taken are left out."""


def _keep_good_rows(context: click.Context, _: click.Parameter, value: bool) -> None:
    context.meta[GOOD_ROWS] = value


@click.command(
    short_help="Samples as a spreadsheet to fill in, and back.",
    epilog="Example:  labelbook sheet numerals wrong.xlsx --kind mislabelled --limit 200",
)
@book_argument
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--kind", type=NameOf(issue_kinds), help="Only samples with such an issue.")
@click.option(
    "--limit", type=click.IntRange(1), help="At most this many, those with an issue first."
)
@click.option("--back", is_flag=True, help="FILE was filled in: propose what people changed.")
@click.option("--apply", "now", is_flag=True, help="With --back: apply it as well.")
@click.option(
    "--good-rows",
    is_flag=True,
    expose_value=False,
    callback=_keep_good_rows,
    help="With --back: leave out rows that cannot be taken.",
)
@author_option
@json_option
def sheet(
    book: Path,
    file: Path,
    kind: str | None,
    limit: int | None,
    back: bool,
    now: bool,
    author: str,
    as_json: bool,
) -> None:
    """Write samples of BOOK to FILE, an .xlsx with images or a .csv, for people to fill in.

    They may change label (a list of the classes), exclude (x) and comment. With --back their edits
    become a proposal that a reviewer decides; cells that others changed since are conflicts there.
    """
    if not back:
        if now:
            raise BadInput("--apply goes with --back: it applies what was filled in")
        if click.get_current_context().meta.get(GOOD_ROWS):
            raise BadInput("--good-rows goes with --back: it takes what was filled in")
        _write(book, file, kind, limit, as_json)
        return
    good_rows = bool(click.get_current_context().meta.get(GOOD_ROWS))
    with open_book(book) as opened:
        found = opened.files.propose_sheet(file, author=author, good_rows=good_rows)
        applied = None
        if now and found.proposal is not None:
            applied = opened.talk.apply(found.proposal, author=author, skip_conflicts=True)
    if as_json:
        print_json(asdict(found) | {"changeset": applied and applied.id})
        return
    _show(found)
    if applied is not None:
        click.echo(f"Changeset {applied.id}: {applied.summary}")


def _write(book: Path, file: Path, kind: str | None, limit: int | None, as_json: bool) -> None:
    with open_book(book) as opened, progress_bar("Writing") as progress:
        count = opened.files.write_sheet(
            file, _format(file), samples=_chosen(opened, kind, limit), progress=progress
        )
    if as_json:
        print_json({"out": str(file), "samples": count})
        return
    click.echo(f"{plural(count, 'sample')} written to {file}")
    click.echo(f"When it is filled in: labelbook sheet {book} {file} --back")


def _format(file: Path) -> str:
    suffix = file.suffix.lower()
    if suffix not in (".xlsx", ".csv"):
        raise BadInput(f"{file} must end in .xlsx (with images) or .csv")
    return suffix[1:]


def _chosen(book: Book, kind: str | None, limit: int | None) -> list[int] | None:
    if kind is None and limit is None:
        return None
    found = book.issues.table(kind)["sample"].unique(maintain_order=True)
    return found.head(limit or found.len()).to_list()


def _show(found: SheetProposal) -> None:
    edits, comments = found.reading.edits, found.reading.comments
    click.echo(
        f"{plural(found.reading.rows, 'row')}: {plural(len(edits), 'change')}, "
        f"{plural(len(comments), 'comment')} without one"
    )
    if found.reading.faults:
        click.echo(f"{plural(len(found.reading.faults), 'row')} left out:")
        for fault in found.reading.faults[:SHOWN]:
            click.echo(f"  {fault}")
        if len(found.reading.faults) > SHOWN:
            click.echo(f"  ... and {len(found.reading.faults) - SHOWN:,} more")
    for edit in edits[:SHOWN]:
        why = f"  ({edit.comment})" if edit.comment else ""
        before, after = edit.before or "none", edit.after or "none"
        click.echo(f"  row {edit.number}: {edit.path}  {edit.field} {before} -> {after}{why}")
    if len(edits) > SHOWN:
        click.echo(f"  ... and {len(edits) - SHOWN:,} more")
    if found.conflicts:
        click.echo(f"{plural(found.conflicts, 'change')} of cells that others changed since")
    if found.thread is not None:
        click.echo(f"Thread {found.thread} waits for a reviewer to decide")
