"""What goes in and out of a book as files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from labelbook.journal.changesets import Origin
from labelbook.journal.writing import Writing

if TYPE_CHECKING:
    from labelbook.exchange.card import Card
    from labelbook.exchange.exporters import ExportReport
    from labelbook.exchange.import_ import ApplyReport, ImportReport, Progress
    from labelbook.journal.records import Edit


class Moving(Writing):
    """Imports, tables of edits, exports."""

    def import_(
        self,
        source: str | Path,
        *,
        split: str | None = None,
        images: str | Path | None = None,
        author: str = "labelbook",
        message: str = "",
        progress: Progress | None = None,
    ) -> ImportReport:
        """Add what is new in a folder, zip, CSV or parquet; list what is left out and why.

        split: for all of it, whatever its layout says. images: where a table's paths begin. Raises
        NotFound when there is no source, BadInput when it cannot be read at all.
        """
        from labelbook.exchange.import_ import Order, bring_in

        order = Order(Path(source), split, Path(images) if images else None)
        return bring_in(self, self._database, [order], Origin(author, message, "import"), progress)

    def apply(self, edits: str | Path, *, author: str, message: str = "") -> ApplyReport:
        """Apply a CSV of edits as one changeset (columns: docs/import-export.md).

        Raises NotFound when there is no such file, BadInput when a line cannot be applied; nothing
        is stored then.
        """
        from labelbook.exchange.import_ import apply_edits

        return apply_edits(self, Path(edits), author, message)

    def read_edits(self, edits: str | Path) -> list[Edit]:
        """Give what `apply` would store, to forecast it first; raises what `apply` raises."""
        from labelbook.exchange.import_ import read_edits

        return read_edits(self, Path(edits))[0]

    def export(
        self,
        out: str | Path,
        format: str,
        *,
        version: str | int | None = None,
        progress: Progress | None = None,
    ) -> ExportReport:
        """Write the book at a version; twice the same version gives the same bytes.

        format: folder, zip, contest, csv, parquet or croissant. Raises BadInput for another format,
        a place that is taken or what the format cannot hold, NotFound for an unknown version or an
        image that is gone, Unavailable when the place cannot be written. Nothing is left behind.
        """
        from labelbook.exchange.exporters import write

        return write(
            format,
            self.samples(version),
            self.image_path,
            Path(out),
            name=self.name,
            card=self.card(),
            progress=progress,
        )

    def card(self) -> Card:
        """Give the data card: what people should know before they use the data set."""
        from labelbook.exchange.card import FIELDS, PREFIX, Card

        return Card(**{name: self.setting(PREFIX + name) or "" for name in FIELDS})

    def set_card(self, **values: str) -> Card:
        """Fill in fields of the data card; BadInput for an unknown field or a bad value."""
        from labelbook.exchange.card import PREFIX, checked

        for name, value in checked(values).items():
            self.set_setting(PREFIX + name, value)
        return self.card()
