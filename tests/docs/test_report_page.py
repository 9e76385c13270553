"""What docs/report.md says of the file is so."""

from __future__ import annotations

import re
from pathlib import Path

from labelbook.core.limits import REPORT_BYTES, REPORT_SAMPLES
from labelbook.report import html, sampling, sprites

PAGE = (Path(__file__).parents[2] / "docs" / "report.md").read_text()
FRAME = Path(html.__file__).parent / "template" / "map.html"
GESTURES = Path(__file__).parents[2] / "web" / "src" / "report" / "gestures.ts"


def test_the_numbers_are_those_of_the_program() -> None:
    assert f"At most {REPORT_BYTES // 10**6} MB" in PAGE
    assert f"Of more than {REPORT_SAMPLES:,} samples the map shows\n{REPORT_SAMPLES:,}" in PAGE
    assert f"at least {sampling.RESERVED} samples" in PAGE
    assert f"Up to {sprites.FEW:,} samples have thumbnails of {sprites.LARGE} pixels" in PAGE
    assert f"more have {sprites.NORMAL};" in PAGE
    assert f"then {sprites.SMALL} pixels" in PAGE


def test_every_key_of_the_map_is_told_here_and_in_the_file() -> None:
    source = GESTURES.read_text()
    keys = set(re.findall(r"^      '?([a-z0-9+-])'?: \(", source, re.MULTILINE))
    assert keys >= {"+", "-", "0", "a", "b", "l", "m"}
    frame = FRAME.read_text()
    for key in keys:
        assert f"`{key}`" in PAGE, key
        assert f"<kbd>{key.upper().replace('-', '&minus;')}</kbd>" in frame, key
