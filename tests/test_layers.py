"""Imports point down, and no part reaches into another's insides."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import labelbook

ROOT = Path(labelbook.__file__).parent
GROUND = {"errors", "settings", "appearing", "components", "processes"}
MAY_IMPORT = {
    "errors": set[str](),
    "settings": set[str](),
    "appearing": {"errors"},
    "components": set[str](),
    "processes": set[str](),
    "images": GROUND,
    "journal": GROUND,
    "intake": GROUND | {"images", "journal"},
    "export": GROUND | {"images", "journal"},
    "embedding": GROUND | {"images"},
    "evaluate": GROUND | {"images", "journal"},
    "augment": GROUND | {"images", "issues", "journal"},
    "spreadsheet": GROUND | {"journal"},
    "jobs": GROUND | {"images"},
    "report": GROUND | {"images", "journal"},
    "discuss": GROUND | {"images", "journal", "embedding"},
    "issues": GROUND | {"embedding", "images", "journal"},
    "book": GROUND
    | {"jobs", "images", "journal", "intake", "export", "embedding", "issues", "evaluate"}
    | {"augment", "discuss", "report", "spreadsheet"},
    "demo": GROUND,
    "server": GROUND
    | {"augment", "discuss", "evaluate", "book", "images", "issues", "journal", "__version__"}
    | {"embedding", "jobs"},
    "cli": GROUND
    | {"augment", "discuss", "evaluate", "book", "issues", "journal", "jobs", "server", "demo"}
    | {"__version__"},
}
# The plain data that travels through all layers, and the types of what a Book gives.
PLAIN = {
    "journal.records",
    "journal.candidate_records",
    "journal.snapshot",
    "images.thumbnails",
    "jobs.records",
    "issues.issue",
    "evaluate.records",
    "evaluate.verdicts",
    "evaluate.foreseen",
    "issues.resplit",
    "discuss.records",
    "augment.laws",
    "augment.plan",
    "discuss.tally",
    "discuss.votes",
    "embedding.records",
}


BEHIND = {"journal", "images", "embedding", "issues", "jobs", "evaluate", "discuss", "augment"}


def modules() -> list[Path]:
    return [path for path in ROOT.rglob("*.py") if path.parent != ROOT or path.stem[0] != "_"]


def imported(path: Path) -> set[str]:
    """Return the labelbook modules that a file imports, dotted, without `labelbook.`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "labelbook":
            module = (node.module or "").removeprefix("labelbook").lstrip(".")
            found |= {f"{module}.{name.name}" if module else name.name for name in node.names}
        elif isinstance(node, ast.Import):
            names = [name.name for name in node.names]
            found |= {name[10:] for name in names if name.startswith("labelbook.")}
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path: Path) -> None:
    layer = path.relative_to(ROOT).with_suffix("").parts[0]
    for name in imported(path):
        top = name.split(".")[0]
        assert top == layer or top in MAY_IMPORT[layer], f"{layer} imports {name}"


@pytest.mark.parametrize("layer", ["server", "cli"])
def test_cli_and_server_go_through_the_book(layer: str) -> None:
    for path in (ROOT / layer).rglob("*.py"):
        for name in imported(path):
            if name.split(".")[0] in BEHIND:
                assert any(name.startswith(plain) for plain in PLAIN), f"{path.name}: {name}"


def test_files_hold_one_idea() -> None:
    lengths = {path: len(path.read_text().splitlines()) for path in modules()}
    assert {str(path): lines for path, lines in lengths.items() if lines > 350} == {}
