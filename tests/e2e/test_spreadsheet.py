"""A spreadsheet leaves the page, is filled in, and comes back as a proposal."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import expect

import labelbook
from tests.e2e.conftest import Open
from tests.server.fixtures import Served


def test_selected_samples_go_out_and_what_people_changed_is_applied(
    server: Served, open_page: Open, book: Path, tmp_path: Path
) -> None:
    page = open_page(server.url, "Anna")
    for key in ("Shift+ArrowDown", "Shift+ArrowDown"):
        page.keyboard.press(key)
    page.get_by_role("button", name="Export").click()
    menu = page.get_by_role("dialog", name="Export")
    expect(menu.get_by_text("comments: the 3 selected.")).to_be_visible()
    with page.expect_download() as told:
        menu.get_by_role("button", name="XLSX").click()
    file = tmp_path / told.value.suggested_filename
    told.value.save_as(file)

    workbook = load_workbook(file)
    sheet = workbook["samples"]
    assert sheet.max_row == 4
    names = [cell.value for cell in sheet[1]]
    sheet.cell(2, names.index("label") + 1).value = "x"
    sheet.cell(3, names.index("label") + 1).value = "ix"
    other = int(str(sheet.cell(3, names.index("sample") + 1).value))
    before = str(sheet.cell(3, names.index("label_was") + 1).value)
    sheet.cell(2, names.index("comment") + 1).value = "crossed strokes"
    sample = int(str(sheet.cell(2, names.index("sample") + 1).value))
    workbook.save(file)

    page.get_by_role("button", name="Export").click()
    page.get_by_label("A filled spreadsheet").set_input_files(file)
    proposal = page.get_by_role("region", name="Proposal")
    expect(proposal.get_by_text("crossed strokes")).to_be_visible()
    proposal.get_by_label(f"Accept the change of sample {other}").uncheck()
    proposal.get_by_role("button", name="Apply 1 of 2").click()
    expect(proposal.get_by_text("Applied")).to_be_visible()
    with labelbook.open(book) as opened:
        assert opened.samples().filter(sample=sample)["label"].to_list() == ["x"]
        assert opened.samples().filter(sample=other)["label"].to_list() == [before]


def test_the_rows_beside_bad_ones_can_be_taken(
    server: Served, open_page: Open, tmp_path: Path, book: Path
) -> None:
    file = tmp_path / "s.csv"
    with labelbook.open(book) as opened:
        opened.files.write_sheet(file, "csv")
    head, *rows = (line.split(",") for line in file.read_text("utf-8-sig").splitlines())
    rows[0][1], rows[1][1] = "no class", "x" if rows[1][1] != "x" else "ix"
    file.write_text("\n".join(",".join(row) for row in (head, *rows)))
    page = open_page(server.url, "Anna")
    page.get_by_role("button", name="Export").click()
    page.get_by_label("A filled spreadsheet").set_input_files(file)
    expect(page.get_by_role("alert")).to_contain_text("row 2: 'no class' is no class of this book")
    page.get_by_role("button", name="Take the other rows").click()
    proposal = page.get_by_role("region", name="Proposal")
    expect(proposal.get_by_role("button", name="Apply")).to_be_visible()


def test_a_bad_file_is_told_where_it_was_chosen(
    server: Served, open_page: Open, tmp_path: Path
) -> None:
    page = open_page(server.url, "Anna")
    (tmp_path / "bad.xlsx").write_bytes(b"no workbook")
    page.get_by_role("button", name="Export").click()
    page.get_by_label("A filled spreadsheet").set_input_files(tmp_path / "bad.xlsx")
    expect(page.get_by_role("alert")).to_contain_text("bad.xlsx is no XLSX workbook")
