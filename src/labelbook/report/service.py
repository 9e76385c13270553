"""The namespace `book.report`: a report as one file, and why a sample has its label."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from labelbook.context import BookContext
from labelbook.core.types import Progress
from labelbook.report.gather import report
from labelbook.report.records import ReportFile
from labelbook.report.why import Why, why


class Reports:
    """The report, and the history and evidence of single samples."""

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
        samples: Collection[int] | None = None,
        progress: Progress | None = None,
    ) -> ReportFile:
        """Write a report of the book as one HTML file that opens without a server.

        Its sections: changes, evaluation, open issues, label book, open questions, classes,
        versions and data card, beside the map. map_only: the map and the counts alone. samples: ids
        of those on such a map; None = all. title: instead of the book's name. seed: of the sampling
        where the map has more samples than the file shows. The same book, version and seed give the
        same bytes. Raises NotReady before there is a map, NotFound for an unknown version, BadInput
        for a place that is taken, a name that does not end in .html, or samples without map_only,
        Unavailable when the place cannot be written.
        """
        return report(
            self._ctx,
            Path(out),
            title=title,
            version=version,
            seed=seed,
            map_only=map_only,
            samples=samples,
            progress=progress,
        )

    def why(self, sample: int | str) -> Why:
        """Return why a sample has its label: import, changes, questions, votes and rules about it.

        With what models predict for it at each evaluated version, and its issues.
        Raises NotFound where there is no such sample.
        """
        return why(self._ctx, self._ctx.journal.sample(sample).id)
