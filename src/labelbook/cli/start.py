"""demo, create, import, status: how a book begins and what is in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from labelbook.cli.kit import (
    as_dict,
    author_option,
    book_argument,
    json_option,
    open_book,
    plugin_option,
    plural,
    print_json,
    progress_bar,
)
from labelbook.cli.reading import (
    SourcePath,
    asking,
    differing_options,
    options_of,
    reading_options,
    show,
)

if TYPE_CHECKING:
    from labelbook.book import Book
    from labelbook.exchange.import_ import ImportReport
    from labelbook.exchange.remote import Source
    from labelbook.jobs.records import Job
    from labelbook.report.status import Status

SHOWN = 5
existing = click.Path(path_type=Path)


@click.command(short_help="Make the demo book and open it.", epilog="Example:  labelbook demo")
@click.argument("book", type=click.Path(path_type=Path), default=Path("demo-book"))
@click.option("--no-serve", is_flag=True, help="Make the book and stop.")
@click.option("--seed", default=0, show_default=True, help="Another seed draws other images.")
@click.option(
    "--samples", default=2400, show_default=True, type=click.IntRange(100), help="How many images."
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="Serve on this port.  [default: 8737, or the next free one]",
)
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
def demo(
    book: Path, no_serve: bool, seed: int, samples: int, port: int | None, no_browser: bool
) -> None:
    """Make the demo BOOK of hand-drawn roman numerals and open it.

    The images, and the truth about them in truth.csv, go into BOOK-images. A demo book that is
    there already is just opened.
    """
    import labelbook
    from labelbook.core.limits import DATABASE

    if not (book / DATABASE).is_file():
        from labelbook.demo import write_numerals
        from labelbook.opening import check_free

        check_free(book.absolute())
        folder = book.with_name(f"{book.name}-images")
        with progress_bar("Drawing") as progress:
            write_numerals(folder, seed=seed, samples=samples, progress=progress)
        with progress_bar("Importing") as progress:
            made, report = labelbook.create(
                book, folder / "numerals", author="demo", progress=progress
            )
        made.close()
        click.echo(f"Made {book}: {plural(report.added, 'image')} in {folder}", err=True)
    if not no_serve:
        from labelbook.cli import serve
        from labelbook.server.run import Door

        with open_book(book) as opened:
            serve.run(opened, Door(port=port), open_browser=not no_browser)


@click.command(
    short_help="Make a book from images.",
    epilog="Example:  labelbook create numerals --from data/ --test label_book/",
)
@book_argument
@plugin_option
@click.option(
    "--from", "source", required=True, type=SourcePath(), help="Folder, archive, table or address."
)
@click.option("--test", type=existing, help="One more folder: its images are the test split.")
@click.option("--images", type=existing, help="Where the paths of a table begin.")
@reading_options
@author_option
@json_option
def create(
    book: Path,
    source: str | Path,
    test: Path | None,
    images: Path | None,
    author: str,
    as_json: bool,
    dry_run: bool,
    **given: object,
) -> None:
    """Make BOOK from a folder, a zip or tar, or a table (CSV, TSV, JSON lines, parquet, xlsx).

    The whole source is looked at first: folders around the images, SPLIT/CLASS/FILE,
    CLASS/SPLIT/FILE, CLASS/FILE, and tables beside the images are understood. Where it can be
    read in several ways of which one would do harm, nothing is done and the options that settle
    it are named. Images stay where they are. Files that cannot be read are left out and listed.
    Of an address (hf://datasets/NAME, https://, s3://) the files are fetched into BOOK.
    """
    import labelbook
    from labelbook.types import ReadOptions

    options = options_of(images, given)
    with _here(source, book) as here:
        if dry_run:
            show(labelbook.preview(here, options=options), source, as_json)
            return

        def run(options: ReadOptions) -> tuple[Book, ImportReport]:
            with progress_bar("Importing") as progress:
                return labelbook.create(
                    book, here, test=test, options=options, author=author, progress=progress
                )

        made, report = asking(run, options)
    with made:
        _say(made, report, as_json)
    if not as_json:
        click.echo(f"Open it: labelbook serve {book}")


@click.command(
    "import",
    short_help="Add what is new to a book.",
    epilog="Example:  labelbook import numerals more/ --split train",
)
@book_argument
@click.argument("source", type=SourcePath())
@plugin_option
@click.option(
    "--split", type=click.Choice(["train", "val", "test"]), help="Put all of SOURCE there."
)
@click.option("--images", type=existing, help="Where the paths of a table begin.")
@differing_options
@reading_options
@author_option
@json_option
def import_(
    book: Path,
    source: str | Path,
    split: str | None,
    images: Path | None,
    author: str,
    as_json: bool,
    dry_run: bool,
    **given: object,
) -> None:
    """Add to BOOK what is new in SOURCE: a folder, a zip or tar, or a table.

    What a table says of images that BOOK has is filled in where it is empty there; where both say
    something, and not the same, you are asked, or say --update or --keep.
    """
    from labelbook.types import ReadOptions

    options = options_of(images, given)
    with open_book(book) as opened, _here(source, book) as here:
        if dry_run:
            show(opened.files.preview(here, split=split, options=options), source, as_json)
            return

        def run(options: ReadOptions) -> ImportReport:
            with progress_bar("Importing") as progress:
                return opened.import_(
                    here,
                    split=split,
                    options=options,
                    author=author,
                    message=f"import of {source}",
                    progress=progress,
                )

        _say(opened, asking(run, options), as_json)


@contextmanager
def _here(source: str | Path, book: Path) -> Iterator[Source]:
    """Yield what can be read, fetched first where it is elsewhere."""
    from labelbook.opening import source_here

    with ExitStack() as stack:
        with progress_bar("Fetching") as progress:
            found = stack.enter_context(source_here(source, book, progress))
        yield found


def _say(book: Book, report: ImportReport, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "book": str(book.directory),
                "changeset": as_dict(report.changeset),
                "added": report.added,
                "unchanged": report.unchanged,
                "moved": report.moved,
                "filled": report.filling.filled,
                "changed": report.filling.changed,
                "kept": report.filling.kept,
                "layout": report.layout,
                "names": [asdict(item) for item in report.names],
                "doubts": list(report.doubts),
                "faulty": [{"path": path, "fault": fault} for path, fault in report.faulty],
                "skipped": [{"path": item.path, "reason": item.reason} for item in report.skipped],
            }
        )
        return
    from labelbook.core.names import shown
    from labelbook.exchange.importers.examine import OUTSIDE

    click.echo(f"{plural(report.added, 'sample')} added to {book.name} ({report.layout})")
    for says in report.filling.says:
        click.echo(says)
    for doubt in report.doubts:
        click.echo(f"note: {doubt}")
    if report.unchanged:
        click.echo(f"{plural(report.unchanged, 'file')} in the book already")
    if report.moved:
        click.echo(f"{plural(report.moved, 'file')} found again here")
    for read in report.names[:SHOWN]:
        became = f"was read as {shown(read.name)}" if read.name else "is no name: left away"
        click.echo(f"the {read.what} {shown(read.was)} {became} ({plural(read.samples, 'sample')})")
    if len(report.names) > SHOWN:
        click.echo(f"... and {plural(len(report.names) - SHOWN, 'more name')}")
    if report.faulty:
        click.echo(f"{plural(len(report.faulty), 'sample')} with a damaged file:")
        for path, fault in report.faulty[:SHOWN]:
            click.echo(f"  {path}: {fault}")
        if len(report.faulty) > SHOWN:
            click.echo(f"  ... all of them: labelbook issues {book.directory} --kind image-fault")
    if report.skipped:
        click.echo(f"{plural(len(report.skipped), 'file')} left out:")
        for item in report.skipped[:SHOWN]:
            click.echo(f"  {item.path}: {item.reason}")
        if any(item.reason.startswith(OUTSIDE) for item in report.skipped):
            click.echo("  what links lead to is read as well with --follow-links")
        if len(report.skipped) > SHOWN:
            click.echo(f"  ... all of them: labelbook status {book.directory} --skipped")


@click.command(short_help="Show what a book holds.", epilog="Example:  labelbook status numerals")
@book_argument
@click.option("--skipped", is_flag=True, help="List every file that was left out, and why.")
@json_option
def status(book: Path, skipped: bool, as_json: bool) -> None:
    """Show what BOOK holds: samples by split and class, files left out, versions, issues, jobs."""
    with open_book(book) as opened:
        found = opened.status()
        left_out = opened.journal.skipped() if skipped else []
    if as_json:
        listed = {"left_out": [asdict(item) for item in left_out]} if skipped else {}
        print_json(asdict(found) | listed)
        return
    for line in _table(found):
        click.echo(line)
    for item in left_out:
        click.echo(f"  {item.path}: {item.reason}")


def _table(status: Status) -> list[str]:
    names = [*status.classes, *([""] if status.unlabelled else [])]
    width = max([len(name) for name in names] + [len("(no label)")])
    lines = [
        f"{status.name}: {plural(status.samples, 'sample')}, "
        f"{status.excluded:,} excluded, {status.skipped:,} files left out",
        "",
        f"{'class':<{width}}" + "".join(f"{split:>9}" for split in status.counts),
    ]
    for name in names:
        counts = "".join(f"{of.get(name, 0):>9,}" for of in status.counts.values())
        lines.append(f"{name or '(no label)':<{width}}{counts}")
    totals = "".join(f"{sum(of.values()):>9,}" for of in status.counts.values())
    lines += [f"{'total':<{width}}{totals}", ""]
    lines.append(f"{plural(status.changesets, 'changeset')}; versions:")
    lines += [f"  {version.name} (changeset {version.changeset})" for version in status.versions]
    if not status.versions:
        lines[-1] = f"{plural(status.changesets, 'changeset')}; no named version yet"
    lines.append(_issues_line(status.issues))
    return lines + [_job_line(job) for job in status.jobs]


def _issues_line(issues: dict[str, int] | None) -> str:
    if issues is None:
        return "issues not searched for yet: labelbook issues"
    some = [f"{count:,} {kind}" for kind, count in issues.items() if count]
    return f"issues: {', '.join(some) or 'none'}"


def _job_line(job: Job) -> str:
    far = f", {job.done / job.total:.0%}" if job.state == "running" and job.total else ""
    left = f", {job.remaining:,.0f} s left" if job.remaining is not None else ""
    return f"job {job.id} ({job.kind}): {job.state}{far}{left}; {job.message}"
