"""Opening a book, and making one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from labelbook.errors import BadInput, NotFound
from labelbook.settings import DATABASE

if TYPE_CHECKING:
    from labelbook.book.files import ImportReport, Progress
    from labelbook.book.whole import Book


def open_book(path: str | Path) -> Book:
    """Open the book in a directory.

    Raises NotFound when there is none, BadInput when a newer labelbook made it, Damaged when its
    database cannot be read. A book of an older labelbook is backed up and upgraded.
    """
    directory = Path(path).expanduser().absolute()
    if not (directory / DATABASE).is_file():
        raise NotFound(
            f"there is no book in {path}: make one with `labelbook create {path} --from FOLDER`"
        )
    from labelbook.book.whole import Book

    return Book(directory)


def create_book(
    directory: str | Path,
    source: str | Path,
    *,
    test: str | Path | None = None,
    images: str | Path | None = None,
    author: str = "labelbook",
    progress: Progress | None = None,
) -> tuple[Book, ImportReport]:
    """Make a book from a folder, zip, CSV or parquet; it appears whole or not at all.

    test: one more folder, whose images become the test split. images: where the relative paths
    of a table begin. Raises BadInput when the directory is taken or the source cannot be read.
    """
    from labelbook import intake

    # The worker processes start while the database code is loaded here.
    intake.warm_up()
    from labelbook.book.files import Order, bring_in
    from labelbook.book.whole import Book
    from labelbook.journal import database
    from labelbook.journal.changesets import Origin

    target = Path(directory).expanduser().absolute()
    orders = [Order(Path(source), None, Path(images) if images else None)]
    if test is not None:
        orders.append(Order(Path(test), "test", None, prefix="test/"))
    with fresh_directory(target) as building:
        made = database.Database(database.sqlite_url(building / DATABASE))
        database.create(made)
        made.close()
        with Book(building) as book:
            origin = Origin(author, f"create from {source}", "import")
            report = bring_in(book, book._database, orders, origin, progress)
            if not report.added:
                raise BadInput(
                    f"{source} holds no image that can be read "
                    f"({len(report.skipped)} files were left out): nothing was created"
                )
    return Book(target), report


@contextmanager
def fresh_directory(target: Path) -> Iterator[Path]:
    """Give a hidden directory beside the target that becomes the target when all went well."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise BadInput(f"{target} exists already and is not empty: choose another name")
    building = target.with_name(f".{target.name}.creating")
    # What an earlier, killed attempt left.
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    try:
        yield building
        if target.exists():
            target.rmdir()
        building.rename(target)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
