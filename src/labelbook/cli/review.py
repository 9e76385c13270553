"""version, log, undo, redo: the journal on the command line."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from labelbook.cli.kit import (
    as_dict,
    author_option,
    book_argument,
    changeset_line,
    json_option,
    message_option,
    open_book,
    plural,
    print_json,
)
from labelbook.core.limits import MAX_ID


@click.command(
    short_help="Name the state of now.",
    epilog="Example:  labelbook version numerals cleaned",
)
@book_argument
@click.argument("name")
@click.option("--at", type=int, help="Name this changeset instead of the newest.")
@click.option("--note", default="", help="A remark that is kept with it.")
@author_option
@json_option
def version(book: Path, name: str, at: int | None, note: str, author: str, as_json: bool) -> None:
    """Name the state of BOOK, to export and compare it later."""
    with open_book(book) as opened:
        saved = opened.save_version(name, author=author, note=note, at=at)
    if as_json:
        print_json(asdict(saved))
    else:
        click.echo(f"Version {saved.name} is changeset {saved.changeset}")


@click.command(
    short_help="Show who changed what, when and why.",
    epilog="Example:  labelbook log numerals train/iv/abc.png",
)
@book_argument
@click.argument("sample", required=False)
@click.option(
    "--limit", default=50, show_default=True, type=click.IntRange(1, MAX_ID), help="How many."
)
@json_option
def log(book: Path, sample: str | None, limit: int, as_json: bool) -> None:
    """Show the changesets of BOOK, newest first; of a SAMPLE (id or path), what changed and why."""
    with open_book(book) as opened:
        if sample is not None:
            key = int(sample) if sample.isdecimal() and len(sample) <= 100 else sample
            found = opened.sample(key)
            entries = opened.history(key)[:limit]
        else:
            changesets = opened.journal.changesets(limit=limit)
    if sample is None:
        if as_json:
            print_json([asdict(changeset) for changeset in changesets])
        else:
            click.echo("\n".join(changeset_line(changeset) for changeset in changesets))
        return
    if as_json:
        print_json({"sample": asdict(found), "history": [asdict(entry) for entry in entries]})
        return
    label = found.label or "no label"
    click.echo(f"{found.path} (sample {found.id}): {label}, {found.split}")
    for entry in entries:
        moved = f"{entry.field}: {entry.before or 'none'} -> {entry.after or 'none'}"
        click.echo(f"{changeset_line(entry.changeset)}\n        {moved}")
    click.echo(f"{found.added_by:>6}  imported as {found.imported_label or 'no label'}")


@click.command(
    short_help="Undo a changeset.",
    epilog="Example:  labelbook undo numerals 42",
)
@book_argument
@click.argument("changeset", type=int, required=False)
@click.option("--by", help="Only a changeset of this author.")
@click.option("--skip-conflicts", is_flag=True, help="Leave cells that moved since as they are.")
@author_option
@message_option
@json_option
def undo(
    book: Path,
    changeset: int | None,
    by: str | None,
    skip_conflicts: bool,
    author: str,
    message: str,
    as_json: bool,
) -> None:
    """Undo the newest changeset of BOOK, or the one with the number CHANGESET.

    The undo is a changeset too: nothing is lost, and `labelbook redo` brings it back.
    """
    with open_book(book) as opened:
        made = opened.undo(
            changeset, author=author, by=by, message=message, skip_conflicts=skip_conflicts
        )
        assert made.reverts is not None
        undone = opened.journal.changeset(made.reverts)
    if as_json:
        print_json({"changeset": as_dict(made), "undone": as_dict(undone)})
    else:
        click.echo(
            f"Changeset {made.id} undoes {undone.id} of {undone.author} "
            f"({plural(made.size, 'change')})"
        )


@click.command(
    short_help="Bring back a changeset that was undone.",
    epilog="Example:  labelbook redo numerals 42",
)
@book_argument
@click.argument("changeset", type=int)
@click.option("--skip-conflicts", is_flag=True, help="Leave cells that moved since as they are.")
@author_option
@message_option
@json_option
def redo(
    book: Path, changeset: int, skip_conflicts: bool, author: str, message: str, as_json: bool
) -> None:
    """Bring back the CHANGESET of BOOK that was undone."""
    with open_book(book) as opened:
        made = opened.redo(changeset, author=author, message=message, skip_conflicts=skip_conflicts)
    if as_json:
        print_json({"changeset": as_dict(made)})
    else:
        click.echo(f"Changeset {made.id} redoes {changeset} ({plural(made.size, 'change')})")
