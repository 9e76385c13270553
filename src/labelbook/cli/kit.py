"""What the commands share: options, progress, and how things are printed."""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from labelbook.book import Book
    from labelbook.core.registry import Registry
    from labelbook.core.types import JobProgress, Progress
    from labelbook.journal.records import Changeset

BOOK = "labelbook.book"
"""The key under which a command's book is stored, for errors that name the command to run."""


def _noted(context: click.Context, _: click.Parameter, path: Path) -> Path:
    context.meta[BOOK] = path
    return path


book_argument = click.argument("book", type=click.Path(path_type=Path), callback=_noted)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts.")


if TYPE_CHECKING:
    _OfText = click.ParamType[str]
else:  # Generic in the newest click only.
    _OfText = click.ParamType


class NameOf(_OfText):
    """A member of a family, read only when a command needs it: other commands start faster."""

    name = "name"

    def __init__(self, family: Callable[[], Registry[Any]]) -> None:
        self._family = family

    @property
    def names(self) -> list[str]:
        """The names that can be chosen."""
        return [member.name for member in self._family()]

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """Return the names as the help shows them."""
        return f"[{'|'.join(self.names)}]"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return a name that there is; refuses another, naming those."""
        family = self._family()
        if value not in family:
            self.fail(f"{value!r} is not one of {', '.join(self.names)}.", param, ctx)
        name = family.today(value)
        if name != value:
            click.echo(f"`{value}` is now called `{name}`.", err=True)
        return name


class OneOf(_OfText):
    """A choice whose words are read only when a command needs them: other commands start faster."""

    name = "word"

    def __init__(self, words: Callable[[], Sequence[str]]) -> None:
        self._words = words

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """Return the words as the help shows them."""
        return f"[{'|'.join(self._words())}]"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return one of the words; refuses another, naming them."""
        if value not in self._words():
            self.fail(f"{value!r} is not one of {', '.join(self._words())}.", param, ctx)
        return value


class RenamedOptions(click.Command):
    """A command whose options were called otherwise before. former: old name -> name of today.

    A former name works for one release, says the new one on stderr, and is not in the help.
    """

    def __init__(self, *args: Any, former: Mapping[str, str], **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.former = former

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments, former names as those of today."""
        for name in args:
            if name in self.former:
                click.echo(f"`{name}` is now called `{self.former[name]}`.", err=True)
        return super().parse_args(ctx, [self.former.get(name, name) for name in args])


def _load_plugins(ctx: click.Context, param: click.Parameter, paths: tuple[Path, ...]) -> None:
    from labelbook.core.registry import load_file

    for path in paths:
        load_file(path)


plugin_option = click.option(
    "--plugin",
    multiple=True,
    # Before the other options, which may name what it declares.
    is_eager=True,
    expose_value=False,
    callback=_load_plugins,
    type=click.Path(path_type=Path),
    metavar="FILE.py",
    help="Use also what this file of your own declares; see CONTRIBUTING.md.",
)
message_option = click.option("-m", "--message", default="", help="Why; it stays in the history.")


def default_author() -> str:
    """Return $LABELBOOK_AUTHOR, or the name that one is logged in by."""
    named = os.environ.get("LABELBOOK_AUTHOR", "").strip()
    if named:
        return named
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


author_option = click.option(
    "--author",
    default=default_author,
    help="Who makes the change.  [default: $LABELBOOK_AUTHOR or the login name]",
)


def open_book(path: Path) -> Book:
    """Open a book; loaded here, so that --help need not wait."""
    import labelbook

    return labelbook.open(path)


def print_json(value: Any) -> None:
    """Print one JSON document."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str))


@contextmanager
def job_here(book: Book, kind: str) -> Iterator[JobProgress]:
    """Do long work as a job that others see; ends the command when somebody cancels it."""
    from labelbook.jobs.records import Cancelled

    try:
        with book.jobs.here(kind) as progress:
            yield progress
    except Cancelled:
        click.echo("This job was cancelled by somebody; what was done stays.", err=True)
        sys.exit(1)


@contextmanager
def progress_bar(what: str, job: JobProgress | None = None) -> Iterator[Progress]:
    """Show progress with the remaining time on stderr, if that is a terminal, and to a job."""

    def step(done: int, total: int) -> None:
        if job is not None:
            job(done, total, what.lower())

    if not sys.stderr.isatty():
        yield step
        return
    with click.progressbar(
        length=1, label=what, file=sys.stderr, show_eta=True, show_pos=True
    ) as bar:

        def show(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)
            step(done, total)

        yield show


def plural(count: int, noun: str) -> str:
    """Return "1 sample", "1,234 samples"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def changeset_line(changeset: Changeset) -> str:
    """Return one line of the log."""
    why = f"  ({changeset.message})" if changeset.message else ""
    undone = f"  [undone by {changeset.reverted_by}]" if changeset.reverted_by else ""
    reverts = f"of {changeset.reverts} " if changeset.reverts else ""
    return (
        f"{changeset.id:>6}  {changeset.at[:19].replace('T', ' ')}  {changeset.author:<16.16}  "
        f"{changeset.tool:<7} {reverts}{changeset.summary}{why}{undone}"
    ).rstrip()


def as_dict(changeset: Changeset | None) -> dict[str, Any] | None:
    """Return a changeset as JSON takes it."""
    return None if changeset is None else asdict(changeset)
