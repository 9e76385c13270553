"""Each member of a family that plugins can add to is in its room's guide, and in a test."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from labelbook.core.registry import Registry
from labelbook.evaluate.models.base import models
from labelbook.exchange.export import exporters
from labelbook.exchange.importers.common import importers
from labelbook.grow.transforms import transforms
from labelbook.issues.kinds import issue_kinds
from labelbook.maps.embedders.base import embedders
from tests.house.source import PROJECT, modules, tree

FAMILIES: dict[str, tuple[str, Registry[Any]]] = {
    "embedders": ("maps", embedders),
    "exporters": ("exchange", exporters),
    "importers": ("exchange", importers),
    "issue_kinds": ("issues", issue_kinds),
    "models": ("evaluate", models),
    "transforms": ("grow", transforms),
}
"""Registry -> the room whose guide and tests it belongs to, and itself."""

MEMBERS = [(family, name) for family, (_, known) in FAMILIES.items() for name in known.names]


def files(tests: Path) -> Iterable[str]:
    """The text of each test file of a room."""
    return (path.read_text() for path in tests.glob("test_*.py"))


def constants(value: str) -> set[str]:
    """The names of the package's constants that hold a text."""
    return {
        target.id
        for module in modules()
        for node in tree(module).body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and node.value.value == value
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def test_every_registry_of_the_package_is_a_family_here() -> None:
    made = {
        node.target.id
        for module in modules()
        for node in tree(module).body
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and ast.unparse(node.annotation).startswith("Registry[")
    }
    assert made == set(FAMILIES)


@pytest.mark.parametrize(("family", "name"), MEMBERS)
def test_a_member_is_in_the_guide_of_its_room(family: str, name: str) -> None:
    room, _ = FAMILIES[family]
    guide = (PROJECT / "docs" / f"{room}.md").read_text()
    assert re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", guide)


@pytest.mark.parametrize(("family", "name"), MEMBERS)
def test_a_member_is_tested_alone_or_with_its_whole_family(family: str, name: str) -> None:
    room, _ = FAMILIES[family]
    whole = [rf"for \w+ in {family}\b", rf"parametrize\(\"name\", {family}\b"]
    # By its name, by the end of a file's name, or by the constant that holds the name.
    alone = [rf"['\"/.]{re.escape(name)}['\"]", *(rf"\b{each}\b" for each in constants(name))]
    found = "\n".join(files(PROJECT / "tests" / room))
    assert any(re.search(way, found) for way in whole + alone)
