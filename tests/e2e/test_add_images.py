"""Images come into the book by the page: dropped, looked at, settled, imported."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page, expect

import labelbook
from tests.e2e.conftest import Open
from tests.server.fixtures import Served

DROP = """([name, text]) => {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
  const data = new DataTransfer()
  data.items.add(new File([bytes], name))
  for (const type of ['dragenter', 'dragover', 'drop'])
    document.body.dispatchEvent(
      new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }),
    )
}"""


def zipped(*paths: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("README.txt", "about these images")
        for place, path in enumerate(paths):
            with archive.open(path, "w") as file:
                Image.new("RGB", (60, 40), (40 * place % 256, 90, 160)).save(file, "PNG")
    return out.getvalue()


def drop(page: Page, name: str, data: bytes) -> Locator:
    page.evaluate(DROP, [name, base64.b64encode(data).decode()])
    return page.get_by_role("dialog", name="Add images")


def test_a_dropped_zip_is_shown_imported_and_undone(server: Served, open_page: Open) -> None:
    page = open_page(server.url, "Anna")
    names = [
        f"set/{split}/{label}/{n}.png"
        for split in ("train", "val")
        for label in ("cat", "dog")
        for n in range(2)
    ]
    dialog = drop(page, "set.zip", zipped(*names))
    expect(dialog.get_by_text("8 images")).to_have_count(2)
    cat = dialog.get_by_role("row", name="cat")
    expect(cat.get_by_role("cell").nth(1)).to_have_text("2")
    expect(cat.locator("img")).to_have_count(4)
    expect(dialog.get_by_text("1 .txt: left out")).to_be_visible()
    dialog.get_by_role("button", name="Import 8 images").click()
    expect(dialog.get_by_text("8 images added")).to_be_visible(timeout=30_000)
    expect(dialog.get_by_text("README.txt")).to_be_visible()
    expect(page.locator(".count[role=status]")).to_contain_text("128")
    dialog.get_by_role("button", name="Undo").click()
    expect(page.locator(".count[role=status]")).to_contain_text("120")


def test_one_class_of_everything_is_asked_about_first(
    serve: Callable[..., Served], open_page: Open, tmp_path: Path
) -> None:
    (tmp_path / "first").mkdir()
    Image.new("L", (30, 20), 90).save(tmp_path / "first" / "first.png")
    labelbook.create(tmp_path / "new", tmp_path / "first")[0].close()
    page = open_page(serve(tmp_path / "new").url, "Anna")
    dialog = drop(page, "flowers.zip", zipped("flowers/1.png", "flowers/2.png"))
    question = dialog.get_by_role("group", name="One class only")
    button = dialog.get_by_role("button", name="Import 2 images")
    expect(button).to_be_disabled()
    question.get_by_text("the images have no class yet").click()
    expect(question).to_be_hidden()
    expect(dialog.get_by_role("row", name="no label")).to_contain_text("2")
    button.click()
    expect(dialog.get_by_text("2 images without a label")).to_be_visible(timeout=30_000)
    dialog.get_by_role("button", name="Label them").click()
    expect(page.locator(".count[role=status]")).to_contain_text("3")


def test_a_file_that_is_no_image_set_is_told(server: Served, open_page: Open) -> None:
    page = open_page(server.url, "Anna")
    dialog = drop(page, "broken.zip", b"no zip at all")
    expect(dialog.get_by_role("alert")).to_contain_text("cannot be read as a zip")
    expect(dialog.get_by_role("button", name="Choose files …")).to_be_visible()
