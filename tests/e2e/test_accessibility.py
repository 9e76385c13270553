"""axe-core finds nothing serious on any screen, light or dark."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import Open
from tests.server.fixtures import Served

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = ("serious", "critical")


def violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    found: dict[str, Any] = page.evaluate("axe.run()")
    return [
        f"{item['id']}: {item['help']} ({node['html'][:160]})"
        for item in found["violations"]
        if item["impact"] in SERIOUS
        for node in item["nodes"]
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "keys",
    [
        [],
        ["v"],
        ["2", "x", "h"],
        ["Shift+ArrowDown", "Shift+ArrowDown"],
        ["?"],
        ["l"],
        ["t"],
        ["/", "n", "o", "n", "e"],
    ],
    ids=["sheet", "gallery", "history", "bulk", "help", "label", "tag", "empty"],
)
def test_no_screen_has_a_serious_violation(
    server: Served, open_page: Open, keys: list[str], theme: str
) -> None:
    page = open_page(server.url, "Anna", theme=theme)
    for key in keys:
        page.keyboard.press(key)
    page.wait_for_timeout(400)
    assert violations(page) == []


def test_the_first_visit_has_no_serious_violation(server: Served, open_page: Open) -> None:
    page = open_page(server.url)
    page.get_by_role("button", name="Export").click()
    assert violations(page) == []
