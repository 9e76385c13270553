"""2,400 samples as a workbook with images, out and back.

Promises: under 20 s each way; exactly the edits that were made come back.

The demo book is written with `labelbook sheet`, a hundred labels are changed in the workbook at
random places (by the seed), and `labelbook sheet --back` finds them.
"""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

from openpyxl import load_workbook
from timing import Figure, machine, report, run_quietly

import labelbook

LONGEST = 20.0
EDITS = 100
SEED = 5


def main() -> int:
    """Measure and print the table."""
    command = [sys.executable, "-m", "labelbook"]
    with tempfile.TemporaryDirectory(prefix="labelbook-bench-") as folder:
        book, file = Path(folder) / "book", Path(folder) / "labels.xlsx"
        run_quietly([*command, "demo", str(book), "--no-serve"])
        out = run_quietly([*command, "sheet", str(book), str(file)])
        expected = edit(file)
        back = run_quietly([*command, "sheet", str(book), str(file), "--back", "--author", "A"])
        with labelbook.open(book) as opened:
            [proposal] = opened.talk.proposals()
            found = {(cell.sample, cell.after) for cell in proposal.cells}
            samples = opened.status().samples
    print(f"{machine()}; {samples:,} samples, {EDITS} edits")
    kept = report(
        "spreadsheet",
        [
            Figure("written, seconds", out, LONGEST),
            Figure("read back, seconds", back, LONGEST),
            Figure("edits missed or made up", len(found ^ expected), 0, exact=True),
        ],
    )
    return 0 if kept else 1


def edit(file: Path) -> set[tuple[int, str]]:
    """Return other labels to some rows, as a person would."""
    book = load_workbook(file)
    sheet = book["samples"]
    names = [str(cell.value) for cell in sheet[1]]
    classes = [str(cell.value) for cell in book["classes"]["A"]]
    chance = random.Random(SEED)
    made: set[tuple[int, str]] = set()
    for row in chance.sample(range(2, sheet.max_row + 1), EDITS):
        cell = sheet.cell(row, names.index("label") + 1)
        other = chance.choice([name for name in classes if name != cell.value])
        cell.value = other
        made.add((int(str(sheet.cell(row, names.index("sample") + 1).value)), other))
    book.save(file)
    return made


if __name__ == "__main__":
    sys.exit(main())
