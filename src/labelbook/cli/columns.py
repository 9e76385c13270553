"""columns: metadata columns on the command line."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from labelbook.cli.families import column_kinds
from labelbook.cli.kit import (
    OneOf,
    as_dict,
    author_option,
    book_argument,
    json_option,
    message_option,
    open_book,
    print_json,
)
from labelbook.errors import BadInput

if TYPE_CHECKING:
    from labelbook.book import Book
    from labelbook.journal.columns import Kind
    from labelbook.journal.records import Changeset

ACTIONS = ("list", "add", "remove", "rename", "kind", "group", "ungroup", "describe", "set")


@click.command(
    short_help="Add, change and remove metadata columns.",
    epilog="Example:  labelbook columns numerals add patient --kind category --group",
)
@book_argument
@click.argument("action", required=False, default="list", type=click.Choice(ACTIONS))
@click.argument("words", nargs=-1)
@click.option(
    "--kind",
    type=OneOf(column_kinds),
    default="text",
    show_default=True,
    help="What the new column holds.",
)
@click.option("--group", is_flag=True, help="Samples of one value belong together.")
@click.option("--description", default="", help="What people should know of it.")
@click.option("--clear", is_flag=True, help="With kind: empty what cannot be read so.")
@author_option
@message_option
@json_option
def columns(
    book: Path,
    action: str,
    words: tuple[str, ...],
    author: str,
    message: str,
    as_json: bool,
    **options: str | bool,
) -> None:
    """Show the metadata columns of BOOK, or change them; each change is one changeset.

    \b
    list                        the columns that there are
    add NAME                    an empty column, see --kind, --group, --description
    remove NAME                 until the changeset is undone
    rename NAME NEW
    kind NAME KIND              read its values as text, number, date, category or list
    group NAME, ungroup NAME    whether samples of one value belong together
    describe NAME WORDS
    set NAME VALUE SAMPLE...    of samples by id or path; an empty VALUE clears
    """
    with open_book(book) as opened:
        if action != "list":
            made = _act(opened, action, words, options, (author, message))
            if as_json:
                print_json({"changeset": as_dict(made)})
            else:
                click.echo(f"Changeset {made.id}: {made.summary}" if made else "It is so already.")
            return
        found = opened.columns.list()
        held = opened.samples() if found else None
    if as_json:
        print_json([asdict(column) for column in found])
        return
    if held is None:
        click.echo("There are no metadata columns yet: labelbook columns BOOK add NAME")
        return
    for column in found:
        filled = held.height - held[column.name].null_count()
        told = f"{column.name}: {column.kind}{', group' if column.group else ''}, "
        told += f"{filled:,} of {held.height:,} samples"
        click.echo(told + (f" ({column.description})" if column.description else ""))


def _act(
    book: Book,
    action: str,
    words: tuple[str, ...],
    options: dict[str, str | bool],
    by: tuple[str, str],
) -> Changeset | None:
    needed = {"rename": 2, "kind": 2, "describe": 2, "set": 3}.get(action, 1)
    if len(words) < needed or (action != "set" and len(words) > needed):
        raise BadInput(f"`columns BOOK {action}` takes {needed} words, not {len(words)}")
    name, *rest = words
    author, message = by
    if action == "add":
        return book.columns.add(
            name,
            _kind(str(options["kind"])),
            group=bool(options["group"]),
            description=str(options["description"]),
            author=author,
            message=message,
        )
    if action == "remove":
        return book.columns.remove(name, author=author, message=message)
    if action == "set":
        samples = [int(word) if word.isdigit() else word for word in rest[1:]]
        return book.columns.set(name, samples, rest[0] or None, author=author, message=message)
    return book.columns.change(
        name,
        name=rest[0] if action == "rename" else None,
        kind=_kind(rest[0]) if action == "kind" else None,
        group={"group": True, "ungroup": False}.get(action),
        description=rest[0] if action == "describe" else None,
        clear=bool(options["clear"]),
        author=author,
        message=message,
    )


def _kind(word: str) -> Kind:
    from labelbook.journal.columns import KINDS

    for kind in KINDS:
        if kind == word:
            return kind
    raise BadInput(f"{word!r} is no kind of column: use {', '.join(KINDS)}")
