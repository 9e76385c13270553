"""How a book is told to others: one file that is sent around."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from labelbook.context import BookContext

if TYPE_CHECKING:
    from labelbook.core.types import Progress
    from labelbook.report.records import ReportFile
    from labelbook.report.why import Why


class Reports:
    """Reports."""

    def __init__(self, ctx: BookContext) -> None:
        self._ctx = ctx

    def write(
        self,
        out: str | Path,
        *,
        title: str | None = None,
        version: str | int | None = None,
        seed: int = 0,
        map_only: bool = False,
        progress: Progress | None = None,
    ) -> ReportFile:
        """Write the story of the book as one HTML file that opens without a server.

        What the data set is, what was done, found and asked, what the fixed model says of it, and
        its map. map_only: the map and the counts alone. title: instead of the book's name. seed:
        for the choice where the map has more samples than the file shows. The same version and seed
        give the same bytes while nothing is decided. Raises NotReady before there is a
        map, NotFound for an unknown version, BadInput for a place that is taken or a name that does
        not end in .html, Unavailable when the place cannot be written.
        """
        from labelbook.report.gather import report

        return report(
            self._ctx,
            Path(out),
            title=title,
            version=version,
            seed=seed,
            map_only=map_only,
            progress=progress,
        )

    def why(self, sample: int | str) -> Why:
        """Return why a sample is labelled as it is: how it came, what was changed, asked and voted.

        With what the fixed models say of it at each judged version, and what is in doubt about it.
        Raises NotFound where there is no such sample.
        """
        from labelbook.report.why import why

        return why(self._ctx, self._ctx.journal.sample(sample).id)
