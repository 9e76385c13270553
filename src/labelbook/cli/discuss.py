"""The commands threads and rules: discussions of a book, and its label book."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from labelbook.cli.families import thread_states
from labelbook.cli.kit import OneOf, book_argument, json_option, open_book, plural, print_json


@click.command(
    short_help="Show what is discussed.",
    epilog="Example:  labelbook threads numerals --state open",
)
@book_argument
@click.argument("thread", required=False, type=click.IntRange(1))
@click.option("--state", type=OneOf(thread_states), help="Only threads in this state.")
@json_option
def threads(book: Path, thread: int | None, state: str | None, as_json: bool) -> None:
    """Show the threads of BOOK, the one with the newest entry first, or the entries of a THREAD."""
    with open_book(book) as opened:
        if thread is not None:
            found = opened.talk.thread(thread)
            entries = opened.talk.entries(thread)
        else:
            listed = [item for item in opened.talk.threads() if state in (None, item.state)]
    if thread is None:
        if as_json:
            print_json([asdict(item) for item in listed])
        elif not listed:
            click.echo("Nothing is discussed.")
        for item in [] if as_json else listed:
            answers = plural(item.comments, "answer")
            click.echo(f"{item.id:>6}  {item.state:<9} {item.title}  ({item.author}, {answers})")
        return
    if as_json:
        print_json({"thread": asdict(found), "entries": [asdict(entry) for entry in entries]})
        return
    click.echo(f"{found.title} ({found.state})")
    for entry in entries:
        if entry.kind == "vote":
            continue
        kind = entry.kind if entry.value is None else f"{entry.kind}: {entry.value}"
        click.echo(f"{entry.at[:19].replace('T', ' ')}  {entry.author}  [{kind}]")
        for line in entry.body.splitlines():
            click.echo(f"    {line}")


@click.command(
    short_help="Show the label book, or write it as one page.",
    epilog="Example:  labelbook rules numerals label-book.html",
)
@book_argument
@click.argument("out", required=False, type=click.Path(path_type=Path))
@click.option("--label", help="Only the rules of this class.")
@json_option
def rules(book: Path, out: Path | None, label: str | None, as_json: bool) -> None:
    """Show the rules of BOOK: what each class is, border cases, and what it is not.

    With OUT (.html or .md), write all of them as one page to hand to new labellers.
    """
    with open_book(book) as opened:
        if out is not None:
            written = opened.rules.write_handbook(out)
        found = opened.rules.list(label)
    if out is not None:
        if as_json:
            print_json(asdict(written))
        else:
            click.echo(
                f"{written.out}: {plural(written.rules, 'rule')} of "
                f"{written.classes:,} {'class' if written.classes == 1 else 'classes'}, "
                f"{plural(written.images, 'image')}, {written.bytes / 1e3:,.0f} kB"
            )
            if written.unreadable:
                click.echo(f"  {plural(written.unreadable, 'image')} could not be read")
        return
    if as_json:
        print_json([asdict(rule) for rule in found])
        return
    if not found:
        click.echo("No rule was written yet.")
    for rule in sorted(found, key=lambda rule: rule.label):
        examples = f"  [{plural(len(rule.samples), 'example')}]" if rule.samples else ""
        text = " ".join(rule.text.split())
        click.echo(f"{rule.id:>6}  {rule.label:<8} {rule.kind:<11} {text}{examples}")
