"""How a book is told to others: one file that is sent around."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from labelbook.book.seeing import Seeing

if TYPE_CHECKING:
    from labelbook.book.files import Progress
    from labelbook.report.records import ReportFile


class Telling(Seeing):
    """Reports."""

    def report(
        self,
        out: str | Path,
        *,
        title: str | None = None,
        version: str | int | None = None,
        seed: int = 0,
        progress: Progress | None = None,
    ) -> ReportFile:
        """Write the map and the counts as one HTML file that opens without a server.

        title: instead of the book's name. seed: for the choice where the map has more samples than
        the file shows. The same version and seed give the same bytes. Raises NotReady, a NotFound,
        before there is a map, NotFound for an unknown version, BadInput for a place that is taken
        or a name that does not end in .html, Unavailable when the place cannot be written.
        """
        from labelbook.book.report import report

        return report(
            self,
            self._database,
            Path(out),
            title=title,
            version=version,
            seed=seed,
            progress=progress,
        )
