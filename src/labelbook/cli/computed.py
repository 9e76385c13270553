"""predictions, embeddings: what other programs computed of a book's samples."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import click

from labelbook.cli.kit import (
    book_argument,
    json_option,
    open_book,
    plural,
    print_json,
    progress_bar,
)

if TYPE_CHECKING:
    from typing import Unpack

    import polars as pl

    from labelbook.book import Book
    from labelbook.issues.predictions import PredictionsReport

SHOWN = 10


class _Rest(TypedDict):
    """What is not about the file: csv: where all is written; remove: a name."""

    csv: Path | None
    remove: str | None
    as_json: bool


order_option = click.option(
    "--order", "in_order", is_flag=True, help="The rows are the samples in the book's order, by id."
)
remove_option = click.option("--remove", metavar="NAME", help="Remove those of this name.")


@click.command(epilog="Example:  labelbook predictions numerals pred_probs.npy --order")
@book_argument
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--name", help="Of the model.  [default: the file's name]")
@order_option
@click.option("--classes", help="Of the columns, joined by commas.  [default: the file's, or all]")
@click.option("--softmax", is_flag=True, help="They are logits: make probabilities of them.")
@click.option("--csv", "csv", type=click.Path(path_type=Path), help="Write all to this file.")
@remove_option
@json_option
def predictions(
    book: Path,
    file: Path | None,
    name: str | None,
    in_order: bool,
    classes: str | None,
    softmax: bool,
    **rest: Unpack[_Rest],
) -> None:
    """Add class probabilities of any model to BOOK, or show those that were added.

    FILE is an .npy or .npz (as cleanlab's pred_probs), a .parquet or a .csv: a row a sample, found
    by a column `sample` or `path`, a column a class. They should be of models that did not learn
    from the sample. `labelbook issues` then uses them beside the own model. Of several models the
    names are listed; --name shows one.
    """
    with open_book(book) as opened:
        if rest["remove"] is not None:
            opened.issues.remove_predictions(rest["remove"])
            _removed(rest["remove"], rest["as_json"])
            return
        if file is None and name is None and len(opened.issues.predictions_names()) != 1:
            _list(opened, "predictions", rest["as_json"])
            return
        added = None
        if file is not None:
            of = [part.strip() for part in classes.split(",")] if classes else []
            added = opened.issues.add_predictions(
                file, name=name, in_order=in_order, classes=of, softmax=softmax
            )
        called = added.name if added else name or opened.issues.predictions_names()[0]
        table = opened.issues.predictions(called)
        confused = opened.issues.confusion(called)
    if rest["csv"] is not None:
        table.write_csv(rest["csv"])
    if rest["as_json"]:
        found = {"confusion": confused.to_dicts(), "samples": table.to_dicts()}
        print_json(found | {"name": called, "added": asdict(added) if added else None})
        return
    _show(called, added, table, confused)


def _show(
    called: str, added: PredictionsReport | None, table: pl.DataFrame, confused: pl.DataFrame
) -> None:
    if added:
        click.echo(f"{called}: probabilities of {plural(added.samples, 'sample')}")
        if added.unknown:
            click.echo(f"{plural(added.unknown, 'row')} of no sample of this book left out")
        if added.missing:
            click.echo(f"no column for {', '.join(added.missing)}: taken for 0")
    click.echo(f"{plural(int(table['against'].sum()), 'label')} that they speak against, first:")
    for row in table.filter(table["against"]).head(SHOWN).iter_rows(named=True):
        click.echo(f"  {row['self_confidence']:.2f}  {row['path']}  "
                   f"[{row['label']} -> {row['predicted']}]")  # fmt: skip
    click.echo("Confused most:")
    pairs = confused.filter(confused["label"] != confused["predicted"]).head(SHOWN)
    for row in pairs.iter_rows(named=True):
        click.echo(f"  {row['samples']:>6,}  {row['label']} predicted as {row['predicted']}")


def _list(book: Book, kind: str, as_json: bool) -> None:
    """Print the sets of a kind."""
    found = [one for one in book.map.computed() if one.kind == kind]
    if as_json:
        print_json([asdict(one) for one in found])
        return
    if not found:
        click.echo(f"no {kind} were added yet: name a FILE")
    of = "probabilities" if kind == "predictions" else "numbers"
    for one in found:
        count = f"{plural(one.samples, 'image')} with {one.numbers:,} {of} each"
        click.echo(f"{one.name}: {count}, added {one.at[:10]}")


def _removed(name: str, as_json: bool) -> None:
    if as_json:
        print_json({"removed": name})
        return
    click.echo(f"{name} was removed")


@click.command(epilog="Example:  labelbook embeddings numerals clip.parquet")
@book_argument
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--name", help="Of the model.  [default: the file's name]")
@order_option
@remove_option
@json_option
def embeddings(
    book: Path,
    file: Path | None,
    name: str | None,
    in_order: bool,
    remove: str | None,
    as_json: bool,
) -> None:
    """Add embeddings of any model to BOOK with their map, or list those that were added.

    FILE is an .npy or .npz, a .parquet or a .csv: a row a sample, found by a column `sample` or
    `path`. Those of the same name are replaced; `labelbook issues` uses all beside its own.
    """
    if remove is not None:
        with open_book(book) as opened:
            opened.map.remove_embeddings(remove)
        _removed(remove, as_json)
        return
    if file is None:
        with open_book(book) as opened:
            _list(opened, "embeddings", as_json)
        return
    with open_book(book) as opened, progress_bar("Mapping") as progress:
        added = opened.map.add_embeddings(file, name=name, in_order=in_order, progress=progress)
    if as_json:
        print_json(asdict(added))
        return
    click.echo(
        f"{added.name}: {plural(added.samples, 'sample')} with {added.length:,} numbers each"
    )
    if added.unknown:
        click.echo(f"{plural(added.unknown, 'row')} of no sample of this book left out")
    click.echo(f"Map: {added.lens}")
