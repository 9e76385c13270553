"""The file that is sent around, opened by somebody who has no server and no network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, expect

import labelbook
from tests.e2e.conftest import NUMERALS, Open, book_of_numerals
from tests.e2e.test_accessibility import violations
from tests.server.fixtures import Served

OpenFile = Callable[..., Page]
NO_GRAPHICS = """
  const offered = HTMLCanvasElement.prototype.getContext
  HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
    return kind === 'webgl2' ? null : offered.call(this, kind, ...rest)
  }
"""
"""A browser that has no WebGL 2."""

PRINTED = """() => {
  const points = document.getElementById('points')
  const { width, height } = points
  const copy = Object.assign(document.createElement('canvas'), { width, height })
  dispatchEvent(new Event('beforeprint'))
  const pen = copy.getContext('2d')
  pen.drawImage(points, 0, 0)
  const { data } = pen.getImageData(0, 0, width, height)
  let count = 0
  for (let at = 0; at < data.length; at += 4) {
    const [red, green, blue, alpha] = data.subarray(at, at + 4)
    if (alpha > 100 && Math.max(red, green, blue) - Math.min(red, green, blue) > 40) count++
  }
  return count
}"""
"""How many px of the points have a strong colour when the file is about to be printed."""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of the hundred and twenty numerals."""
    folder = tmp_path_factory.mktemp("shared")
    with labelbook.open(book_of_numerals(folder)) as opened:
        opened.map.embed()
        opened.map.build()
        opened.relabel("train/x/x-00.png", '<i>"x"</i>', author="Anna")
        opened.report.write(folder / "numerals.html", title="Numerals")
    return folder / "numerals.html"


@pytest.fixture
def open_file(browser: Browser) -> Iterator[OpenFile]:
    """Open a file without a network; whatever it asks for or complains about fails the test."""
    contexts = []
    complaints: list[str] = []

    def asked(request: Request) -> None:
        if not request.url.startswith(("file:", "blob:")):
            complaints.append(request.url)

    def said(message: ConsoleMessage) -> None:
        # Chromium itself notes that it has no graphics card where it has none.
        if "GL Driver Message" not in message.text:
            complaints.append(message.text)

    def open_file(
        path: Path, *, theme: str = "light", width: int = 1280, graphics: bool = True
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if theme == "dark" else "light",
            offline=True,
            accept_downloads=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", asked)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", said)
        if not graphics:
            page.add_init_script(NO_GRAPHICS)
        page.goto(path.as_uri())
        expect(heading(page)).to_have_text("120 in view")
        return page

    yield open_file
    for context in contexts:
        context.close()
    assert complaints == []


def heading(page: Page) -> Locator:
    return page.locator("#selected")


def tiles(page: Page) -> Locator:
    return page.get_by_role("list", name="Images").get_by_role("button")


def drag(page: Page, *path: tuple[float, float]) -> None:
    """Drag over the map with the pointer; places are parts of its width and height."""
    box = page.locator("#stage").bounding_box()
    assert box is not None
    places = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in path]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=6)
    page.mouse.up()


def counted(page: Page) -> int:
    return int(heading(page).inner_text().split()[0].replace(",", ""))


def test_a_brush_fills_the_strip_with_images(shared: Path, open_file: OpenFile) -> None:
    page = open_file(shared)
    drag(page, (0.01, 0.01), (0.5, 0.99))
    expect(heading(page)).to_contain_text("selected")
    left = counted(page)
    assert 0 < left < 120
    # Each tile shows a piece of a sheet that was decoded.
    expect(tiles(page).first).to_be_visible()
    shown = tiles(page).first.locator(".picture")
    background = shown.evaluate("node => getComputedStyle(node).backgroundImage")
    assert background.startswith('url("blob:')
    width = page.evaluate(
        """(address) => new Promise((resolve, reject) => {
          const image = new Image()
          image.onload = () => resolve(image.naturalWidth)
          image.onerror = reject
          image.src = address
        })""",
        background[5:-2],
    )
    assert width == 16 * 96
    page.keyboard.down("Shift")
    drag(page, (0.5, 0.01), (0.99, 0.99))
    page.keyboard.up("Shift")
    expect(heading(page)).to_have_text("120 selected")
    page.keyboard.press("Escape")
    expect(heading(page)).to_have_text("120 in view")


@pytest.mark.parametrize("graphics", [True, False], ids=["with graphics", "without"])
def test_the_map_is_drawn_with_and_without_a_graphics_card(
    shared: Path, open_file: OpenFile, graphics: bool
) -> None:
    page = open_file(shared, graphics=graphics)
    offered = "!!document.getElementById('points').getContext('webgl2')"
    assert page.evaluate(offered) is graphics
    legend = page.get_by_role("group", name="Colours")
    legend.get_by_role("button", name="iii 12", exact=True).click()
    expect(heading(page)).to_have_text("12 in view")
    before = page.locator("#stage").screenshot()
    page.get_by_label("Colour", exact=True).select_option("Split")
    page.wait_for_timeout(200)
    assert page.locator("#stage").screenshot() != before
    drag(page, (0.01, 0.01), (0.99, 0.99))
    expect(heading(page)).to_have_text("12 selected")
    page.get_by_role("button", name="Clear", exact=True).click()
    page.get_by_role("button", name="Clear filters").click()
    assert page.evaluate(PRINTED) > 100


def test_a_lasso_takes_what_is_within(shared: Path, open_file: OpenFile) -> None:
    page = open_file(shared)
    page.get_by_role("radio", name="Lasso").click()
    # A triangle takes less than the rectangle around it.
    drag(page, (0.01, 0.01), (0.99, 0.01), (0.01, 0.99))
    expect(heading(page)).to_contain_text("selected")
    within = counted(page)
    page.get_by_role("radio", name="Brush").click()
    drag(page, (0.01, 0.01), (0.99, 0.99))
    expect(heading(page)).to_have_text("120 selected")
    assert 0 < within < 120


def test_the_legend_filters_and_the_colours_change(shared: Path, open_file: OpenFile) -> None:
    page = open_file(shared)
    legend = page.get_by_role("group", name="Colours")
    expect(legend.get_by_role("button")).to_have_count(len(NUMERALS) + 1)
    legend.get_by_role("button", name='<i>"x"</i> 1').click()
    expect(heading(page)).to_have_text("1 in view")
    expect(tiles(page)).to_have_accessible_name('<i>"x"</i>, train, train/x/x-00.png')
    page.get_by_label("Colour", exact=True).select_option("Split")
    expect(legend.get_by_role("button")).to_have_text(["train1", "val0"])
    page.get_by_role("button", name="Clear filters").click()
    legend.get_by_role("button", name="val 20").click()
    expect(heading(page)).to_have_text("20 in view")
    page.get_by_label("Colour", exact=True).select_option("Typicality")
    expect(legend.get_by_role("button")).to_have_count(5)


def test_pointing_at_a_sample_shows_its_image(shared: Path, open_file: OpenFile) -> None:
    page = open_file(shared)
    tiles(page).first.hover()
    card = page.locator("#card")
    expect(card).to_be_visible()
    name = tiles(page).first.get_attribute("aria-label")
    assert name is not None
    expect(card.locator(".path")).to_have_text(name.split(", ")[-1])
    # A click on the tile brings the sample to the middle of the map: it is found there.
    tiles(page).first.click()
    page.wait_for_timeout(200)
    box = page.locator("#stage").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=3)
    expect(card.locator(".path")).to_have_text(name.split(", ")[-1])
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(heading(page)).to_have_text("1 selected")


def test_it_is_worked_by_the_keyboard_alone(shared: Path, open_file: OpenFile) -> None:
    page = open_file(shared)
    stage = page.get_by_role("application")
    for _ in range(20):
        page.keyboard.press("Tab")
        if stage.evaluate("node => node === document.activeElement"):
            break
    expect(stage).to_be_focused()
    for key in ("+", "ArrowUp"):
        page.keyboard.press(key)
    page.keyboard.press("a")
    expect(heading(page)).to_contain_text("selected")
    assert 0 < counted(page) < 120
    page.keyboard.press("0")
    page.keyboard.press("Escape")
    expect(heading(page)).to_have_text("120 in view")
    tiles(page).first.focus()
    page.keyboard.press("End")
    expect(page.locator("[data-at='119']")).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-at='1']")).to_be_focused()


def test_the_selection_is_saved_as_a_table(shared: Path, open_file: OpenFile) -> None:
    page = open_file(shared)
    page.get_by_role("group", name="Colours").get_by_role("button", name="<i>").click()
    expect(heading(page)).to_have_text("1 in view")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the list").click()
    lines = Path(download.value.path()).read_text().splitlines()
    assert lines[0] == "sample,path,label,split"
    assert lines[1].endswith(',"train/x/x-00.png","<i>""x""</i>",train')


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_stands_in_anybodys_way(shared: Path, open_file: OpenFile, theme: str) -> None:
    page = open_file(shared, theme=theme)
    # axe runs in the page as an extension would, beside its policy.
    assert violations(page) == []
    page.locator("summary").click()
    drag(page, (0.01, 0.4), (0.6, 0.99))
    assert violations(page) == []


def test_a_telephone_shows_it_too(shared: Path, open_file: OpenFile) -> None:
    page = open_file(shared, width=390)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390
    expect(page.get_by_role("heading", name="Numerals")).to_be_visible()


def test_the_page_gives_the_file(
    server: Served, book: Path, open_page: Open, tmp_path: Path
) -> None:
    page = open_page(server.url, "Anna")
    page.get_by_role("button", name="Export").click()
    page.get_by_role("menuitem", name="Share map").click()
    # Before there is a map, the menu says how one is made.
    expect(page.get_by_role("alert")).to_contain_text("Make the map")
    with labelbook.open(book) as opened:
        opened.map.embed()
        opened.map.build()
        opened.report.write(tmp_path / "own.html", map_only=True)
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Share map").click()
    assert download.value.suggested_filename == "book-map.html"
    assert Path(download.value.path()).read_bytes() == (tmp_path / "own.html").read_bytes()
