"""issues: what is probably wrong with a book."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from labelbook.cli.families import issue_kinds
from labelbook.cli.kit import (
    NameOf,
    RenamedOptions,
    book_argument,
    job_here,
    json_option,
    open_book,
    plugin_option,
    plural,
    print_json,
    progress_bar,
)
from labelbook.errors import BadInput

if TYPE_CHECKING:
    import polars as pl

    from labelbook.book import Book

COLUMNS = ("path", "sample", "kind", "score", "label", "suggestion", "reason")
SHOWN = 10


@click.command(
    cls=RenamedOptions,
    former={"--eyes": "--own-model"},
    epilog="Example:  labelbook issues numerals --kind mislabelled --csv wrong.csv",
)
@book_argument
@click.option(
    "--kind", type=NameOf(issue_kinds), help="Only this kind, also what scores below 0.5."
)
@click.option("--limit", type=click.IntRange(1), help="At most this many.  [default: 10 shown]")
@click.option("--csv", "csv", type=click.Path(path_type=Path), help="Write them to this file.")
@click.option(
    "--own-model/--fast",
    "own_model",
    default=None,
    help="Train the own model first, or search without.  [default: train for --kind mislabelled]",
)
@plugin_option
@json_option
def issues(
    book: Path,
    kind: str | None,
    limit: int | None,
    csv: Path | None,
    own_model: bool | None,
    as_json: bool,
) -> None:
    """Show what is probably wrong with BOOK: labels, duplicates, leaks, outliers and more.

    Searches again when the book has changed since the last search. Columns of the CSV: path,
    sample, kind, score (higher = more likely a problem), label, suggestion, reason.
    """
    with open_book(book) as opened:
        _search(opened, kind, own_model)
        counts = opened.issues.counts()
        found = opened.issues.table(kind, limit, ranked=kind is not None).select(COLUMNS)
    if csv is not None:
        found.write_csv(csv)
    if as_json:
        print_json({"counts": counts, "issues": found.to_dicts()})
        return
    if csv is not None:
        click.echo(f"{plural(found.height, 'issue')} written to {csv}")
        return
    if kind is None:
        for name, count in counts.items():
            click.echo(f"{name:<15}{count:>8,}")
        click.echo()
    _show(found.head(limit or SHOWN))


def _search(book: Book, kind: str | None, own_model: bool | None) -> None:
    """Search, unless that was done with the own model and the book has not changed since."""
    before = book.issues.about()
    # A kind that came with a plugin since was never searched for.
    is_new = (
        before is not None
        and before.seq == book.seq
        and set(issue_kinds().names) <= set(before.kinds)
        and before.added == book.issues.added()
    )
    gains = kind is not None and "own-model" in issue_kinds().get(kind).needs
    if own_model or (own_model is None and gains and not (before and before.own_model)):
        is_new = _train(book, must=bool(own_model)) is False and is_new
    if is_new:
        return
    with job_here(book, "issues") as tell, progress_bar("Searching", tell) as progress:
        book.issues.find(progress=progress)


def _train(book: Book, *, must: bool) -> bool:
    """Train the own model; where that cannot be, say why and go on, unless it was asked for."""
    click.echo("Training the own model; --fast does without.", err=True)
    try:
        with job_here(book, "own-model") as tell, progress_bar("Training", tell) as progress:
            book.issues.train_own_model(progress=progress)
    except BadInput as error:
        if must:
            raise
        click.echo(f"Going on without: {error}", err=True)
        return False
    return True


def _show(found: pl.DataFrame) -> None:
    for row in found.iter_rows(named=True):
        proposed = f" -> {row['suggestion']}" if row["suggestion"] else ""
        click.echo(
            f"{row['score']:.2f}  {row['kind']:<14} {row['path']}  "
            f"[{row['label'] or 'no label'}{proposed}]\n      {row['reason']}"
        )
    if found.is_empty():
        click.echo("No issue was found.")
