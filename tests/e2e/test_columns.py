"""Metadata columns on the page: from a table to a filter and a colour, edited and undone."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

import labelbook
from tests.e2e.conftest import NUMERALS, Open
from tests.e2e.test_accessibility import violations
from tests.e2e.test_first_minutes import shown
from tests.e2e.test_map import open_map
from tests.server.fixtures import Served

WRITERS = ("anna", "ben", "cleo")


@pytest.fixture
def written(book: Path, tmp_path: Path, serve: Callable[..., Served]) -> Served:
    """A server of a book that came from a table: each sample with its writer and its age."""
    table = tmp_path / "numerals.csv"
    with table.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["path", "label", "split", "writer", "age"])
        for place, path in enumerate(sorted((tmp_path / "numerals").rglob("*.png"))):
            split, label, name = path.parts[-3:]
            age = "" if place % 10 == 0 else 20 + place % 50
            writer.writerow([f"{split}/{label}/{name}", label, split, WRITERS[place % 3], age])
    made, report = labelbook.create(
        tmp_path / "written", table, images=tmp_path / "numerals", author="import"
    )
    with made:
        assert report.added == 12 * len(NUMERALS)
        kinds = {column.name: column.kind for column in made.columns.list()}
        assert kinds == {"writer": "category", "age": "number"}
        made.map.embed()
        made.map.build()
    return serve(tmp_path / "written")


def test_a_table_is_filtered_sorted_edited_and_coloured_by_its_columns(
    written: Served, open_page: Open
) -> None:
    page = open_page(written.url, "Anna")
    writers = page.get_by_role("region", name="writer")
    expect(writers.get_by_role("button", name=re.compile("^anna"))).to_contain_text("40")
    writers.get_by_role("button", name=re.compile("^anna")).click()
    expect(shown(page)).to_contain_text("40")
    page.get_by_label("age from").fill("60")
    page.get_by_label("age from").press("Tab")
    expect(page).to_have_url(re.compile("column%3Aage=60"))
    page.get_by_role("columnheader", name="age").get_by_role("button").click()
    first = page.get_by_role("row").nth(1)
    expect(first).to_contain_text("anna")
    assert violations(page) == []

    first.click()
    inspector = page.get_by_role("region", name="Columns")
    inspector.get_by_label("writer").fill("dora")
    inspector.get_by_label("writer").press("Tab")
    expect(writers.get_by_role("button", name=re.compile("^dora"))).to_be_visible()
    expect(page.get_by_text("Set writer of 1 sample")).to_be_visible()
    page.get_by_role("button", name="Clear age").click()
    writers.get_by_role("button", name="Clear writer").click()

    page.get_by_role("gridcell").first.click()
    page.keyboard.press("u")
    expect(writers.get_by_role("button", name=re.compile("^dora"))).to_contain_text("0")

    open_map(page)
    page.get_by_role("combobox", name=re.compile("^Colour")).select_option("column:writer")
    legend = page.get_by_role("group", name="Colours")
    expect(legend.get_by_role("button", name=re.compile("^ben"))).to_contain_text("40")
    page.get_by_role("combobox", name=re.compile("^Colour")).select_option("column:age")
    expect(legend).to_contain_text("69")


def test_a_column_is_added_on_one_page_and_shown_on_the_other(
    written: Served, open_page: Open
) -> None:
    anna = open_page(written.url, "Anna")
    ben = open_page(written.url, "Ben")
    anna.get_by_role("button", name="Columns …").click()
    dialog = anna.get_by_role("dialog", name="Columns")
    dialog.get_by_label("Name of the new column").fill("note")
    dialog.get_by_role("button", name="Add a column").click()
    expect(dialog.get_by_label("Name of note")).to_be_visible()
    expect(ben.get_by_role("columnheader", name="note")).to_be_visible()
    assert violations(anna) == []
    dialog.get_by_role("button", name="Remove age").click()
    expect(ben.get_by_role("columnheader", name="age")).to_have_count(0)
