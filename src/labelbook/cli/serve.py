"""serve: open the page."""

from __future__ import annotations

import gc
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from labelbook.cli.files import note_missing
from labelbook.cli.kit import book_argument, open_book, plugin_option

if TYPE_CHECKING:
    from labelbook.book import Book
    from labelbook.server.run import Links


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
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
def serve(
    book: Path, host: str | None, port: int | None, share: bool, new_links: bool, no_browser: bool
) -> None:
    """Open the page of BOOK, for you alone or (--share) for your team.

    Without --share only this computer can reach it.
    """
    # Looking for garbage in what is loaded would take a tenth of the start; `run` begins it again.
    gc.disable()
    with open_book(book) as opened:
        note_missing(opened)
        run(
            opened,
            host=host,
            port=port,
            share=share,
            new_links=new_links,
            open_browser=not no_browser,
        )


def run(
    book: Book,
    *,
    host: str | None = None,
    port: int | None = None,
    share: bool = False,
    new_links: bool = False,
    open_browser: bool = True,
) -> None:
    """Serve a book until Ctrl-C, and print where."""
    from labelbook.server.run import serve as serve_book

    # What is loaded by now stays until the end: nobody need look for garbage in it.
    gc.freeze()
    gc.enable()

    def ready(links: Links) -> None:
        click.echo(f"{book.name} is open at {links.local}")
        if links.reviewer:
            click.echo(f"Invite reviewers: {links.reviewer}")
        if links.viewer:
            click.echo(f"Invite viewers:   {links.viewer}")
        if not book.context.is_writable:
            click.echo("It may not be written here: it can be looked at, and takes no change.")
        click.echo("Ctrl-C stops it; everything is saved already.")

    # Ctrl-C is how one ends it: no failure.
    with suppress(KeyboardInterrupt):
        serve_book(
            book,
            host=host,
            port=port,
            share=share,
            new_links=new_links,
            open_browser=open_browser,
            ready=ready,
        )
