"""Images come into the book by the page: dropped, looked at, settled, imported."""

from __future__ import annotations

import base64
import io
import re
import time
import zipfile
import zlib
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
    expect(page.get_by_role("status").filter(has_text="3 left")).to_be_visible()


def test_a_dropped_table_fills_in_labels_and_asks_where_they_differ(
    serve: Callable[..., Served], open_page: Open, tmp_path: Path
) -> None:
    for number in range(2):
        place = tmp_path / "first" / f"{number}.png"
        place.parent.mkdir(exist_ok=True)
        Image.new("L", (30, 20), 90 + number).save(place)
    labelbook.create(tmp_path / "new", tmp_path / "first")[0].close()
    with labelbook.open(tmp_path / "new") as book:
        book.relabel(1, "cat", author="Ben")
    page = open_page(serve(tmp_path / "new").url, "Anna")
    dialog = drop(page, "labels.csv", b"file,label\n0.png,dog\n1.png,dog\n")
    expect(dialog.get_by_text("1 label filled in")).to_be_visible()
    button = dialog.get_by_role("button", name="Fill in")
    expect(button).to_be_disabled()
    dialog.get_by_text("what the book has").click()
    button.click()
    expect(dialog.get_by_text("1 label kept as in the book")).to_be_visible(timeout=30_000)
    dialog.get_by_role("button", name="Done").click()
    expect(page.get_by_role("button", name="dog 1").first).to_be_visible()
    with labelbook.open(tmp_path / "new") as book:
        assert sorted(book.samples()["label"]) == ["cat", "dog"]


def test_a_file_that_is_no_image_set_is_told(server: Served, open_page: Open) -> None:
    page = open_page(server.url, "Anna")
    dialog = drop(page, "broken.zip", b"no zip at all")
    expect(dialog.get_by_role("alert")).to_contain_text("cannot be read as a zip")
    expect(dialog.get_by_role("button", name="Choose files …")).to_be_visible()


def test_a_dropped_folder_is_read_with_its_subfolders(
    server: Served, open_page: Open, tmp_path: Path
) -> None:
    for label in ("cat", "dog"):
        (tmp_path / "pets" / "train" / label).mkdir(parents=True)
        # A browser gives the files of a folder a hundred at a time.
        for number in range(110):
            colour = (number, 90, 10 if label == "cat" else 200)
            image = Image.new("RGB", (12, 9), colour)
            image.save(tmp_path / "pets" / "train" / label / f"{number}.png")
    page = open_page(server.url, "Anna")
    data = {"items": [], "files": [str(tmp_path / "pets")], "dragOperationsMask": 1}
    browser = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        event = {"type": kind, "x": 600, "y": 400, "data": data}
        browser.send("Input.dispatchDragEvent", event)
    dialog = page.get_by_role("dialog", name="Add images")
    expect(dialog.get_by_role("row", name="dog").get_by_role("cell").first).to_have_text("110")
    dialog.get_by_role("button", name="Import 220 images").click()
    expect(dialog.get_by_text("220 images added")).to_be_visible(timeout=30_000)
    expect(page.locator(".count[role=status]")).to_contain_text("340")


def test_nothing_stays_of_an_import_that_is_cancelled_half_way(
    server: Served, open_page: Open, book: Path
) -> None:
    before = files_of(book)
    page = open_page(server.url, "Anna")
    dialog = drop(page, "large.zip", large(600))
    dialog.get_by_role("button", name="Import 600 images").click()
    going = dialog.get_by_role("status").filter(has_text="of 600 files")
    expect(going).to_contain_text(re.compile(r"Importing · [1-9]"), timeout=30_000)
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog.get_by_text("The import was cancelled: nothing was added.")).to_be_visible(
        timeout=30_000
    )
    dialog.get_by_role("button", name="Start again").click()
    expect(dialog.get_by_role("button", name="Choose files …")).to_be_visible()
    expect(page.locator(".count[role=status]")).to_contain_text("120")
    with labelbook.open(book) as there:
        assert there.samples().height == 120
        assert there.seq == 1
    eventually(lambda: files_of(book) == before)


def files_of(book: Path) -> set[str]:
    """What lies in a book's folder beside its database, its jobs and its caches of thumbnails."""
    passing = ("book.db", "cache/jobs", "cache/thumbnails", "cache/snapshot")
    paths = (str(path.relative_to(book)) for path in book.rglob("*") if path.is_file())
    return {path for path in paths if not path.startswith(passing)}


def large(count: int) -> bytes:
    """Images that are quickly sent and slowly read, each with other bytes."""
    plain = io.BytesIO()
    Image.new("RGB", (1200, 1200), (90, 60, 30)).save(plain, "PNG")
    head, end = plain.getvalue()[:-12], plain.getvalue()[-12:]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(count):
            note = b"tEXtnumber\0" + str(number).encode()
            crc = zlib.crc32(note).to_bytes(4, "big")
            chunk = (len(note) - 4).to_bytes(4, "big") + note + crc
            archive.writestr(f"large/train/ab/{number}.png", head + chunk + end)
    return out.getvalue()


def eventually(holds: Callable[[], bool], patience: float = 60.0) -> None:
    end = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < end, "this never came true"
        time.sleep(0.1)
