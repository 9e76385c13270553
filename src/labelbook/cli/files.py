"""check, clean: the files that a book lives on."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from labelbook.cli.kit import (
    author_option,
    book_argument,
    json_option,
    open_book,
    plural,
    print_json,
    progress_bar,
)

if TYPE_CHECKING:
    from labelbook.book import Book
    from labelbook.exchange.check import FilesCheck

SHOWN = 5


@click.command(
    short_help="Look whether the images are where they were.",
    epilog="Example:  labelbook check numerals --follow",
)
@book_argument
@click.option("--follow", is_flag=True, help="Let samples lie where their files were found.")
@click.option(
    "--take-changed",
    is_flag=True,
    help="Let samples have what their files hold now. This cannot be undone.",
)
@author_option
@json_option
def check(book: Path, follow: bool, take_changed: bool, author: str, as_json: bool) -> None:
    """Compare the files of BOOK with what it knows: moved, changed, gone, new.

    Every file is read and compared by its content. Nothing is changed without an option.
    """
    with open_book(book) as opened:
        with progress_bar("Reading") as progress:
            found = opened.files.check(progress)
        done: dict[str, object] = {}
        if follow and found.moved:
            done["followed"] = opened.files.follow(found.moved)
        if take_changed and found.changed:
            made, refused = opened.files.take_changed(found.changed, author=author)
            done |= {"changeset": made.id if made else None, "refused": refused}
    if as_json:
        print_json(asdict(found) | done)
        return
    _say(found, book, follow=follow, take_changed=take_changed)
    for path, reason in done.get("refused", ()):  # type: ignore[attr-defined]
        click.echo(f"  {path}: {reason}")


def _say(found: FilesCheck, book: Path, *, follow: bool, take_changed: bool) -> None:
    click.echo(f"{plural(found.samples, 'sample')} looked at")
    for folder in found.folders_gone:
        click.echo(f"there is no folder {folder} now: import its images again from where they are")
    moved = [f"{each.path} lies in {each.location} now" for each in found.moved]
    _list("moved", moved, "followed" if follow else f"labelbook check {book} --follow")
    changed = [place.path for place in found.changed]
    way = "taken" if take_changed else f"labelbook check {book} --take-changed"
    _list("changed", changed, way)
    _list("gone", [place.path for place in found.gone], "exports leave them out")
    _list("new", list(found.new), f"labelbook import {book} FOLDER")
    if found.is_whole and not found.new:
        click.echo("all files are there, as they were")


def _list(what: str, lines: list[str], then: str) -> None:
    if not lines:
        return
    click.echo(f"{plural(len(lines), 'file')} {what} ({then}):")
    for line in lines[:SHOWN]:
        click.echo(f"  {line}")
    if len(lines) > SHOWN:
        click.echo(f"  and {len(lines) - SHOWN:,} more; --json lists them all")


@click.command(
    short_help="Remove what nothing names.", epilog="Example:  labelbook clean numerals --dry-run"
)
@book_argument
@click.option("--dry-run", is_flag=True, help="Show what would be removed, and stop.")
@json_option
def clean(book: Path, dry_run: bool, as_json: bool) -> None:
    """Remove from BOOK the images that no sample, piece or job names.

    Imports that were stopped leave such files. What is younger than an hour stays.
    """
    with open_book(book) as opened:
        found = opened.files.leftovers() if dry_run else opened.files.clean()
    if as_json:
        print_json({"files": [str(file) for file in found.files], "bytes": found.bytes})
        return
    verb = "would be removed" if dry_run else "removed"
    click.echo(f"{plural(len(found.files), 'file')} {verb} ({found.bytes / 1e6:,.1f} MB)")


def note_missing(book: Book) -> None:
    """Warn on standard error when files of a book are not where they were, by a look at some."""
    lost, seen = book.files.missing()
    if lost:
        files = f"{lost} of {seen} files looked at are" if lost > 1 else f"1 of {seen} files is"
        click.echo(f"{files} not there: `labelbook check {book.directory}` tells more", err=True)
