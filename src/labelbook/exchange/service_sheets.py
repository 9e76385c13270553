"""How a book goes to people who live in spreadsheets, and comes back."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from labelbook.discuss.service import Discussing
from labelbook.issues.service import Doubting

if TYPE_CHECKING:
    from labelbook.exchange.exporters import ExportReport
    from labelbook.exchange.import_ import Progress
    from labelbook.exchange.sheets import SheetProposal
    from labelbook.exchange.spreadsheet.records import SheetReading


class Exchanging(Doubting, Discussing):
    """Spreadsheets of samples."""

    def export(
        self,
        out: str | Path,
        format: str,
        *,
        version: str | int | None = None,
        progress: Progress | None = None,
    ) -> ExportReport:
        """Write the book at a version, as Moving.export does; or as a workbook.

        format: also xlsx, which is what `write_sheet` writes of all samples. Raises BadInput and
        NotFound as those do.
        """
        if format != "xlsx":
            return super().export(out, format, version=version, progress=progress)
        from labelbook.exchange.exporters import ExportReport
        from labelbook.exchange.sheets import write

        count = write(self, self._database, Path(out), format, None, progress, version)
        return ExportReport(Path(out), format, count, {})

    def write_sheet(
        self,
        out: str | Path,
        format: str = "xlsx",
        *,
        samples: Collection[int] | None = None,
        progress: Progress | None = None,
    ) -> int:
        """Write samples as a spreadsheet to fill in, the most suspect first; gives how many.

        format: xlsx has the images and a list of classes to choose from, csv only text. samples:
        ids; None = all. Raises BadInput for a place that is taken, an unknown sample, or too many
        images for a workbook; nothing is left behind then.
        """
        from labelbook.exchange.sheets import write

        return write(self, self._database, Path(out), format, samples, progress)

    def read_sheet(self, path: str | Path) -> SheetReading:
        """Give exactly what people changed in a spreadsheet that `write_sheet` wrote.

        Changes nothing in the book. Raises BadInput that names the row for what cannot be: a
        formula, a huge text, an unknown sample or class, columns that were sorted apart.
        """
        from labelbook.exchange.sheets import read

        return read(self, Path(path))

    def propose_sheet(
        self, path: str | Path, *, author: str, name: str | None = None
    ) -> SheetProposal:
        """Propose what people changed in a spreadsheet, with their comments, in a thread.

        A reviewer applies or declines it; what others moved meanwhile is a conflict there. name:
        of the file, as people know it. Raises what `read_sheet` raises; nothing is kept then.
        """
        from labelbook.exchange.sheets import propose

        return propose(self, Path(path), author, name or Path(path).name)
