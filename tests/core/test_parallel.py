"""Processes that work beside a program do not run it again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from labelbook.exchange.importers.common import FEW
from tests.conftest import draw

SCRIPT = """
import labelbook
from labelbook.demo import numerals

print("began")
book, _ = labelbook.create({book!r}, {images!r})
print(len(book.samples()), "samples")
report = numerals.write({drawn!r}, samples=400, processes=2)
print(report.samples, "drawn")
"""


def test_a_script_without_a_main_guard_makes_a_book(tmp_path: Path) -> None:
    images = tmp_path / "images"
    for number in range(FEW + 1):
        draw(images / "train" / "i" / f"{number}.png", number)
    script = tmp_path / "script.py"
    script.write_text(
        SCRIPT.format(
            book=str(tmp_path / "book"), images=str(images), drawn=str(tmp_path / "drawn")
        )
    )
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["began", f"{FEW + 1} samples", "400 drawn"]
    assert done.stderr == ""
