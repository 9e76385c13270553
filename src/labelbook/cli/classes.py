"""classes: what a book's classes are, and everything that can be done to one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from labelbook.cli.kit import (
    as_dict,
    author_option,
    book_argument,
    json_option,
    message_option,
    open_book,
    print_json,
)

if TYPE_CHECKING:
    from labelbook.book import Book
    from labelbook.classes.records import ClassInfo
    from labelbook.journal.records import Changeset

SPLITS = ("train", "val", "test")


@dataclass(frozen=True)
class Order:
    """What was asked for: the words after the action, and the options."""

    words: tuple[str, ...]
    to: str | None
    unlabel: bool
    author: str
    message: str


@dataclass(frozen=True)
class Action:
    """One thing that can be done. takes: its words, for messages; least, most: how many."""

    takes: str
    least: int
    most: int | None
    run: Callable[[Book, Order], Changeset | None]


def _rename(book: Book, order: Order) -> Changeset | None:
    old, new = order.words
    return book.classes.rename(old, new, author=order.author, message=order.message)


def _merge(book: Book, order: Order) -> Changeset | None:
    if order.to is None:
        raise click.UsageError("merge needs --to CLASS: the class that their samples get")
    names = order.words
    return book.classes.merge(names, order.to, author=order.author, message=order.message)


def _remove(book: Book, order: Order) -> Changeset | None:
    return book.classes.remove(
        order.words[0],
        to=order.to,
        unlabel=order.unlabel,
        author=order.author,
        message=order.message,
    )


def _add(book: Book, order: Order) -> Changeset | None:
    return book.classes.add(order.words[0], author=order.author, message=order.message)


def _sort(book: Book, order: Order) -> Changeset | None:
    return book.classes.order(order.words, author=order.author, message=order.message)


def _describe(book: Book, order: Order) -> Changeset | None:
    name, text = order.words
    return book.classes.change(name, description=text, author=order.author, message=order.message)


def _key(book: Book, order: Order) -> Changeset | None:
    name, digit = order.words
    return book.classes.change(name, digit=digit, author=order.author, message=order.message)


def _colour(book: Book, order: Order) -> Changeset | None:
    name, colour = order.words
    return book.classes.change(name, colour=colour, author=order.author, message=order.message)


ACTIONS = {
    "add": Action("NAME", 1, 1, _add),
    "rename": Action("CLASS NEW-NAME", 2, 2, _rename),
    "merge": Action("CLASS... --to CLASS", 1, None, _merge),
    "remove": Action("CLASS [--to CLASS | --unlabel]", 1, 1, _remove),
    "order": Action("CLASS...", 1, None, _sort),
    "describe": Action("CLASS TEXT", 2, 2, _describe),
    "key": Action("CLASS DIGIT", 2, 2, _key),
    "colour": Action("CLASS #RRGGBB", 2, 2, _colour),
}


@click.command(
    short_help="List, rename, merge, remove, order, describe the classes.",
    epilog="Example:  labelbook classes numerals rename iv four",
)
@book_argument
@click.argument("action", required=False, type=click.Choice(list(ACTIONS)))
@click.argument("words", nargs=-1)
@click.option("--to", metavar="CLASS", help="The class that the samples get (merge, remove).")
@click.option("--unlabel", is_flag=True, help="The samples lose their label (remove).")
@author_option
@message_option
@json_option
def classes(
    book: Path,
    action: str | None,
    words: tuple[str, ...],
    to: str | None,
    unlabel: bool,
    author: str,
    message: str,
    as_json: bool,
) -> None:
    """List the classes of BOOK with their samples, or change them as one changeset.

    \b
    add NAME                    a class that no sample has yet
    rename CLASS NEW-NAME       its samples, laws and rules go with it
    merge CLASS... --to CLASS   their samples get the other class
    remove CLASS                with --to or --unlabel where it has samples
    order CLASS...              these first, the others as they were
    describe CLASS TEXT         what belongs to it; "" for nothing
    key CLASS DIGIT             the key that labels it on the page; "" for its place's
    colour CLASS #RRGGBB        its colour on the page; "" for its place's

    `labelbook undo` takes each of them back.
    """
    made: Changeset | None = None
    with open_book(book) as opened:
        if action is not None:
            _check(action, words)
            order = Order(words, to, unlabel, author, message)
            made = ACTIONS[action].run(opened, order)
        found = opened.classes.list()
    if as_json:
        print_json({"changeset": as_dict(made), "classes": [asdict(item) for item in found]})
    elif action is None:
        for line in _table(found):
            click.echo(line)
    elif made is None:
        click.echo("Nothing to change: the book says so already.")
    else:
        click.echo(f"Changeset {made.id}: {made.summary}")


def _check(action: str, words: Sequence[str]) -> None:
    wanted = ACTIONS[action]
    if len(words) < wanted.least or (wanted.most is not None and len(words) > wanted.most):
        raise click.UsageError(f"{action} takes {wanted.takes}, not {len(words)} names")


def _table(found: Sequence[ClassInfo]) -> list[str]:
    if not found:
        return ["no classes yet: labelbook classes BOOK add NAME"]
    width = max(len("class"), *(len(item.name) for item in found))
    head = "".join(f"{split:>9}" for split in SPLITS)
    lines = [f"key  {'class':<{width}}{head}"]
    for item in found:
        counts = "".join(f"{item.splits.get(split, 0):>9,}" for split in SPLITS)
        about = f"  {item.own_colour or ''} {item.description}".rstrip()
        lines.append(f"{item.key or '':>3}  {item.name:<{width}}{counts}{about}")
    return lines
