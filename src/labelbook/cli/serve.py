"""serve: open the page."""

from __future__ import annotations

import gc
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from labelbook.cli.files import note_missing
from labelbook.cli.kit import book_argument, open_book, plugin_option

if TYPE_CHECKING:
    from labelbook.book import Book
    from labelbook.server.run import Door, Links


@click.command(
    short_help="Open the page, for you or your team.",
    epilog="Example:  labelbook serve numerals --share",
)
@book_argument
@plugin_option
@click.option("--host", help="Listen on this address.  [default: 127.0.0.1; 0.0.0.0 with --share]")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="Listen on this port.  [default: 8737, or the next free one]",
)
@click.option("--share", is_flag=True, help="Let others in, by the invitation links printed.")
@click.option("--new-links", is_flag=True, help="Make new invitation links; the old ones end.")
@click.option(
    "--public-url",
    metavar="URL",
    help="The address at which a proxy serves it, like https://host/path; by invitation only.",
)
@click.option(
    "--root-path",
    metavar="PATH",
    default="",
    help="The path before the page's own in what a proxy passes on.  [default: that of the URL]",
)
@click.option(
    "--proxy",
    "proxies",
    metavar="ADDRESS",
    multiple=True,
    help="Believe what a proxy at this address or network says of who asks; may be repeated.",
)
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
def serve(book: Path, no_browser: bool, **given: Any) -> None:
    """Open the page of BOOK, for you alone or (--share) for your team.

    Where there is no BOOK yet, a new one begins: the page asks what images you have, and shows how
    it reads them before anything is stored.

    Without --share only this computer can reach it. Behind a proxy, name the address that people
    open: --public-url https://host/path.
    """
    # Looking for garbage in what is loaded would take a tenth of the start; `run` begins it again.
    gc.disable()
    from labelbook.server.run import Door

    door = Door(**given)
    begins, keep_folder = _is_free(book), book.exists()
    if begins:
        _begin(book)
    try:
        with open_book(book) as opened:
            note_missing(opened)
            run(opened, door, open_browser=not no_browser)
    finally:
        if begins:
            _end(book, keep_folder)


def _is_free(book: Path) -> bool:
    """Whether a book may begin here: nothing lies there, in a folder that there is."""
    if book.is_dir():
        return not any(book.iterdir())
    return not book.exists() and book.absolute().parent.is_dir()


def _begin(book: Path) -> None:
    from labelbook.core.limits import DATABASE
    from labelbook.opening import begin_book

    begin_book(book).close()
    others = sorted(each.parent.name for each in book.absolute().parent.glob(f"*/{DATABASE}"))
    beside = ", ".join(name for name in others if name != book.name)
    hint = f" Other books here: {beside}." if beside else ""
    click.echo(f"There is no book in {book} yet: a new one begins.{hint}", err=True)


def _end(book: Path, keep_folder: bool) -> None:
    from labelbook.opening import take_back

    if take_back(book, keep_folder=keep_folder):
        click.echo(f"No image was added: {book} was not made.", err=True)


def run(book: Book, door: Door, *, open_browser: bool = True) -> None:
    """Serve a book until Ctrl-C, and print where."""
    from labelbook.server.run import serve as serve_book

    # What is loaded by now stays until the end: nobody need look for garbage in it.
    gc.freeze()
    gc.enable()

    def ready(links: Links) -> None:
        click.echo(f"{book.name} is open at {links.local}")
        if links.upstream:
            click.echo(f"The proxy finds it at {links.upstream}")
        if links.reviewer:
            click.echo(f"Invite reviewers: {links.reviewer}")
        if links.viewer:
            click.echo(f"Invite viewers:   {links.viewer}")
        if links.others:
            click.echo(f"The links work at {' and '.join(links.others)} too.")
        if book.seq == 0:
            click.echo("It has no images yet: add them on the page.")
        if not book.context.is_writable:
            click.echo("It may not be written here: it can be looked at, and takes no change.")
        click.echo("Ctrl-C stops it; everything is saved already.")

    # Ctrl-C is how one ends it: no failure.
    with suppress(KeyboardInterrupt):
        serve_book(book, door, open_browser=open_browser, ready=ready)
