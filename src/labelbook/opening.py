"""Opening a book, and making one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from labelbook.core.atomic import appearing
from labelbook.core.limits import DATABASE, IMAGES
from labelbook.errors import BadInput, NotFound

if TYPE_CHECKING:
    from labelbook.book import Book
    from labelbook.core.types import Progress
    from labelbook.exchange.import_ import ImportReport
    from labelbook.exchange.importers.options import ReadOptions
    from labelbook.exchange.remote import Source


def open_book(path: str | Path) -> Book:
    """Open the book in a directory.

    Raises NotFound when there is none, BadInput when a newer labelbook made it, Damaged when its
    database is broken, Unavailable when it may not be opened here. A book of an older labelbook
    is backed up and upgraded.
    """
    directory = Path(path).expanduser().absolute()
    if not (directory / DATABASE).is_file():
        raise NotFound(f"there is no book in {path}", needs="book")
    from labelbook.book import Book

    return Book(directory)


def create_book(
    directory: str | Path,
    source: Source,
    *,
    test: str | Path | None = None,
    images: str | Path | None = None,
    options: ReadOptions | None = None,
    author: str = "labelbook",
    progress: Progress | None = None,
) -> tuple[Book, ImportReport]:
    """Make a book from a folder, an archive, a table or an address; it appears whole or not at all.

    test: one more folder, whose images become the test split. images: where the relative paths
    of a table begin. options: how the source is read, where that is to be settled. Raises BadInput
    when the directory is taken or the source holds no image, Undecided when it can be read in
    several ways of which one would do harm, NotFound when there is no source, Unavailable when the
    directory cannot be written.
    """
    from labelbook.exchange.importers import warm_up

    # The worker processes start while the database code is loaded here.
    warm_up()
    from labelbook.book import Book
    from labelbook.context import BookContext
    from labelbook.exchange import remote
    from labelbook.exchange.import_ import ImportOrder, import_sources, with_images
    from labelbook.journal.changesets import Origin

    target = Path(directory).expanduser().absolute()
    check_free(target)
    above = next(parent for parent in target.parents if parent.is_dir())
    with (
        remote.local(source, above, progress) as (place, temporary),
        fresh_directory(target) as building,
    ):
        read = with_images(options, images)
        orders = [ImportOrder(place, options=read, temporary=temporary)]
        if test is not None:
            orders.append(ImportOrder(Path(test), "test", "test/", with_images(options, None)))
        _make_database(building)
        with closing(BookContext.open(building)) as ctx:
            origin = Origin(author, f"created from {source}", "import")
            report = import_sources(ctx, orders, origin, progress)
            if not report.added:
                raise BadInput(_nothing(source, report), needs=_needed(report))
    return Book(target), report


def begin_book(directory: str | Path) -> Book:
    """Make a book without a sample, to add images to later; it appears whole or not at all.

    Raises BadInput when the directory is taken, Unavailable when it cannot be written.
    """
    from labelbook.book import Book

    target = Path(directory).expanduser().absolute()
    with fresh_directory(target) as building:
        _make_database(building)
    return Book(target)


def take_back(directory: Path, *, keep_folder: bool) -> bool:
    """Remove a closed book that nothing was ever stored in; returns whether it was one.

    keep_folder: the directory was there before. What lies in it besides stays, and it too.
    """
    from labelbook.jobs.records import LIVE
    from labelbook.journal import database

    with closing(open_book(directory)) as book:
        works = any(job.state in LIVE for job in book.jobs.list())
        if works or not database.is_blank(book.context.database):
            return False
    for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"):
        (directory / name).unlink(missing_ok=True)
    shutil.rmtree(directory / "cache", ignore_errors=True)
    for folder in (directory / IMAGES, *(() if keep_folder else (directory,))):
        with suppress(OSError):
            folder.rmdir()
    return True


def _make_database(building: Path) -> None:
    from labelbook.journal import database

    # SQLite would make it for its owner alone to write; what is there it leaves as it is.
    (building / DATABASE).touch()
    made = database.Database(database.sqlite_url(building / DATABASE))
    database.create(made)
    made.close()


def _nothing(source: Source, report: ImportReport) -> str:
    if not report.skipped:
        return f"{source} lists no image: nothing was created"
    first = report.skipped[0]
    more = f", and {len(report.skipped) - 1:,} more like it" if len(report.skipped) > 1 else ""
    return (
        f"{source} holds no image that can be read ({first.path} {first.reason}{more}): "
        "nothing was created"
    )


def _needed(report: ImportReport) -> str:
    from labelbook.exchange.importers.examine import OUTSIDE

    linked = report.skipped and all(item.reason.startswith(OUTSIDE) for item in report.skipped)
    return "follow links" if linked else ""


@contextmanager
def source_here(
    source: Source, book: str | Path, progress: Progress | None = None
) -> Iterator[Source]:
    """Yield a source that can be read several times: one that is elsewhere is fetched once.

    book: that it is for. Raises BadInput, NotFound or Unavailable for what cannot be fetched.
    """
    from labelbook.exchange import remote

    if not remote.is_remote(source):
        yield source
        return
    target = Path(book).expanduser().absolute()
    above = next(parent for parent in target.parents if parent.is_dir())
    with remote.fetched(str(source), above, progress) as found:
        yield found


@contextmanager
def fresh_directory(target: Path) -> Iterator[Path]:
    """Return a hidden directory beside the target that becomes the target when all went well."""
    check_free(target)
    with appearing(target, folder=True) as building:
        yield building


def check_free(target: Path) -> None:
    """Raise BadInput where a new book cannot be made."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise BadInput(f"{target} exists already and is not empty: choose another name")
    above = next((parent for parent in target.parents if parent.exists()), target)
    if not above.is_dir():
        raise BadInput(f"{target} cannot be made: {above} is a file, no folder")
