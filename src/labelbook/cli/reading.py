"""The options that say how a source is read, the question where it is unclear, and the preview."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, TypeVar

import click

from labelbook.cli.kit import plural, print_json
from labelbook.errors import Answer, Undecided

if TYPE_CHECKING:
    from labelbook.exchange.importers.options import ReadOptions
    from labelbook.exchange.preview import Preview


class SourcePath(click.ParamType[str | Path]):
    """A place on this disk, or an address."""

    name = "source"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str | Path:
        """Return an address as it is written, anything else as a path."""
        text = str(value)
        return text if "://" in text else Path(text)


F = TypeVar("F", bound=Callable[..., None])
T = TypeVar("T")
SHOWN = 3
WIDE = 60

_OPTIONS = (
    click.option(
        "--layout",
        metavar="LEVELS",
        help="What the folders mean, from the top: SPLIT/CLASS/FILE, CLASS/FILE, ANY/CLASS/FILE.",
    ),
    click.option(
        "--classes-from",
        type=click.Choice(["first", "last", "path", "name"]),
        help="Which folder is the class where several lie in each other; name: the file's own.",
    ),
    click.option(
        "--split-names",
        metavar="NAME=SPLIT",
        multiple=True,
        help="A folder or cell and its split: holdout=test. May be given several times.",
    ),
    click.option("--path-column", metavar="COLUMN", help="The column of paths of a table."),
    click.option("--label-column", metavar="COLUMN", help="The column of labels of a table."),
    click.option("--split-column", metavar="COLUMN", help="The column of splits of a table."),
    click.option(
        "--several",
        type=click.Choice(["first", "none", "skip"]),
        help="What an image with several labels gets: the first, none, or it is left out.",
    ),
    click.option("--table", metavar="PATH", help="The table in SOURCE that describes its images."),
    click.option(
        "--names-encoding",
        metavar="NAME",
        help="The letters of names in a zip that does not say it: gbk, shift_jis, cp1251.",
    ),
    click.option("--follow-links", is_flag=True, help="Read what links lead to outside SOURCE."),
    click.option("--dry-run", is_flag=True, help="Show how SOURCE is read, and stop."),
)


_DIFFERING = (
    click.option(
        "--update",
        "differing",
        flag_value="update",
        help="Where the book has something else, take what SOURCE says.",
    ),
    click.option(
        "--keep",
        "differing",
        flag_value="keep",
        help="Where SOURCE says something else, keep what the book has.",
    ),
)


def differing_options(command: F) -> F:
    """Add to a command the options that say what counts where source and book differ."""
    for option in reversed(_DIFFERING):
        command = option(command)
    return command


def reading_options(command: F) -> F:
    """Add to a command the options that say how a source is read."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def options_of(images: Path | None, given: dict[str, object]) -> ReadOptions:
    """Return what the options say; BadInput for a value that cannot be."""
    from labelbook.types import ReadOptions

    settings = {
        name: ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
        for name, value in given.items()
        if value not in (None, (), False)
    }
    return ReadOptions(images=images).settled(settings)


def asking(run: Callable[[ReadOptions], T], options: ReadOptions) -> T:
    """Run something that reads a source; where it is unclear how, ask who sits at the terminal.

    Where nobody does, Undecided goes on, and names the options that settle it.
    """
    while True:
        try:
            return run(options)
        except Undecided as error:
            if not (sys.stdin.isatty() and sys.stderr.isatty() and error.answers):
                raise
            answer = _chosen(error)
            options = options.settled(answer.settings)
            click.echo(f"Next time: {option_text(answer)}", err=True)


def _chosen(error: Undecided) -> Answer:
    click.echo(str(error), err=True)
    for number, answer in enumerate(error.answers, start=1):
        click.echo(f"  {number}  {answer.says}", err=True)
    most = len(error.answers)
    number = click.prompt("Which one", type=click.IntRange(1, most), default=1, err=True)
    return error.answers[number - 1]


def option_text(answer: Answer) -> str:
    """Return the options that an answer stands for, as they are typed."""
    parts = []
    for name, value in answer.settings.items():
        if name == "differing":
            parts.append(f"--{value}")
            continue
        option = "--" + name.replace("_", "-")
        quoted = f"'{value}'" if any(mark in value for mark in " *,") else value
        parts.append(f"{option} {quoted}")
    return " ".join(parts)


def undecided_text(error: Undecided) -> str:
    """Return a question with the options that answer it, one a line."""
    texts = [option_text(answer) for answer in error.answers]
    width = max((len(text) for text in texts), default=0)
    lines = [
        f"  {text:<{width}}   {answer.says}"
        for text, answer in zip(texts, error.answers, strict=True)
    ]
    return "\n".join([f"{error} Nothing was done; say which with one of:", *lines])


def show(preview: Preview, source: str | Path, as_json: bool) -> None:
    """Print how a source would be read."""
    if as_json:
        print_json(asdict(preview) | {"classes": list(preview.classes)})
        return
    splits = list(preview.counts)
    click.echo(f"{source}: {plural(preview.images, 'image')}, {preview.layout}")
    names = [*preview.classes, *([""] if "" in preview.examples else [])]
    width = max([len(name) for name in names] + [len("(no label)")])
    click.echo("")
    click.echo(f"{'class':<{width}}" + "".join(f"{split:>9}" for split in splits) + "  such as")
    for name in names:
        counts = "".join(f"{preview.counts[split].get(name, 0):>9,}" for split in splits)
        such = ", ".join(PurePosixPath(path).name for path in preview.examples[name][:SHOWN])
        such = such if len(such) <= WIDE else such[: WIDE - 1] + "…"
        click.echo(f"{name or '(no label)':<{width}}{counts}  {such}")
    totals = "".join(f"{sum(preview.counts[split].values()):>9,}" for split in splits)
    click.echo(f"{'total':<{width}}{totals}")
    click.echo("")
    for says in preview.filling.says:
        click.echo(says)
    if preview.columns:
        kept = ", ".join(f"{column.name} ({column.kind})" for column in preview.columns)
        click.echo(f"columns: {kept}")
    if preview.others:
        others = ", ".join(f"{count:,} {ending}" for ending, count in preview.others.items())
        click.echo(f"no images, by their names: {others}")
    for doubt in preview.doubts:
        click.echo(f"{'question' if doubt.asks else 'note'}: {doubt.says}")
        for answer in doubt.answers:
            click.echo(f"  {option_text(answer)}   {answer.says}")
    click.echo("Nothing was stored: leave out --dry-run to import it.")
