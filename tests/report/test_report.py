"""The file holds what the book says, nothing breaks out of it, and it asks nobody for anything."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from labelbook import Book
from labelbook.core.types import ChangesetId
from labelbook.errors import BadInput, NotReady, Unavailable
from labelbook.journal.records import Version
from labelbook.report import html
from labelbook.report import page as page_module
from tests.report.conftest import AT, Make, missing

HOSTILE = (
    "</script><script>alert(1)</script>",
    "\"><img src=x onerror='alert(2)'>",
    "<!--",
    "&lt;b&gt;",
    "${alert(3)}",
    "\u202egnp.live",
    "\u2028",
    "w" * 200,
    "عربي",
)


class Read(HTMLParser):
    """The tags, texts and attributes of a page, as a browser sees them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.open = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.open = tag

    def handle_data(self, data: str) -> None:
        self.texts.append((self.open, data))


def data_of(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="map-data">(.*?)</script>', page)
    assert found
    data: dict[str, Any] = json.loads(found.group(1))
    return data


def written(told: html.ReportData, out: Path, **options: Any) -> str:
    html.write(told, out, **options)
    return out.read_text()


def test_the_same_story_gives_the_same_bytes(story: Make, tmp_path: Path) -> None:
    first = written(story(400), tmp_path / "a.html", limit=300, seed=4)
    assert written(story(400), tmp_path / "b.html", limit=300, seed=4) == first
    assert written(story(400), tmp_path / "c.html", limit=300, seed=5) != first


def test_the_file_may_run_its_own_script_and_nothing_else(story: Make, tmp_path: Path) -> None:
    page = written(story(), tmp_path / "a.html")
    policy = re.search(r'Content-Security-Policy" content="(.*?)"', page)
    script = re.search(r"<script>(.*?)</script>", page, re.DOTALL)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert policy and script and style

    def hash_of(content: str) -> str:
        digest = hashlib.sha256(content.encode()).digest()
        return f"'sha256-{base64.b64encode(digest).decode()}'"

    assert policy.group(1) == (
        f"default-src 'none'; script-src {hash_of(script.group(1))}; "
        f"style-src {hash_of(style.group(1))}; img-src blob:; base-uri 'none'; form-action 'none'"
    )
    # The policy stands before anything that it governs.
    assert page.index("Content-Security-Policy") < page.index("<title>")


def test_the_file_names_no_address_and_no_handler(story: Make, tmp_path: Path) -> None:
    page = written(story(), tmp_path / "a.html")
    for _, attributes in Read(page).tags:
        assert not {"src", "href", "style", "srcset", "action"} & attributes.keys()
        assert not [name for name in attributes if name.startswith("on")]
    assert not re.search(r"https?:|//cdn|@import|url\((?!\"\$\{)", page)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_name_breaks_out_of_the_page(story: Make, tmp_path: Path, text: str) -> None:
    plain = Read(written(story(3, ("i", "ii", "iii")), tmp_path / "plain.html"))
    version = Version(text, ChangesetId(7), text, AT, text)
    told = story(3, (text, "ii", "iii"), title=text, versions=(version,))
    told = replace(told, name=text, version=text)
    told = replace(told, places=told.places.with_columns(path=told.places["path"] + text))
    page = written(told, tmp_path / "hostile.html")
    found = Read(page)
    executed = [tag for tag, attributes in found.tags if tag == "script" and not attributes]
    assert len(executed) == 1
    # Beside the list of versions, the tags are those of harmless names.
    extra = {"ol", "li", "b", "time", "bdi", "p"}
    assert {tag for tag, _ in found.tags} <= {tag for tag, _ in plain.tags} | extra
    assert ("title", text) in found.texts
    assert text in [held for tag, held in found.texts if tag == "bdi"]
    data = data_of(page)
    assert data["classes"] == [text, "ii", "iii"]
    assert sorted(data["paths"]) == sorted(f"train/{at}.png{text}" for at in range(3))


def test_no_text_of_the_book_meets_a_parser_in_the_script() -> None:
    source = page_module.VIEWER.joinpath("report.js").read_text()
    assert len(source) > 10_000
    for way in ("innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", "Function("):
        assert way not in source


def test_the_columns_are_those_of_the_story(story: Make, tmp_path: Path) -> None:
    told = story(40, with_issues=True)
    data = data_of(written(told, tmp_path / "a.html"))

    def column(name: str, kind: str) -> np.ndarray[Any, np.dtype[Any]]:
        return np.frombuffer(base64.b64decode(data[name]), kind)

    order = np.argsort(column("id", "<u4"))
    places = told.places
    assert column("id", "<u4")[order].tolist() == places["sample"].to_list()
    assert [data["paths"][at] for at in order] == places["path"].to_list()
    x = column("x", "<u2")[order] / 65_535 * 2 - 1
    assert np.abs(x - places["x"].to_numpy()).max() < 1e-4
    labels = [data["classes"][code - 1] for code in column("label", "<u2")[order]]
    assert labels == places["label"].to_list()
    splits = [data["splits"][code - 1] for code in column("split", "<u2")[order]]
    assert splits == places["split"].to_list()
    for name in ("typicality", "score"):
        shares = column(name, "u1")[order] / 254
        assert np.abs(shares - places[name].to_numpy()).max() < 0.003
    assert column("suggestion", "<u2")[order].tolist() == [1] + [0] * 39


def test_without_doubts_there_is_nothing_to_colour_by(story: Make, tmp_path: Path) -> None:
    data = data_of(written(story(), tmp_path / "a.html"))
    assert not {"score", "suggestion"} & data.keys()


def test_the_counts_are_those_of_the_story(story: Make, tmp_path: Path) -> None:
    page = written(story(30), tmp_path / "a.html")
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</th>(.*?)</tr>", page)
    cells = {name: re.findall(r"<td[^>]*>([\d,]+)</td>", row) for name, row in rows}
    assert cells["<bdi>i</bdi>"] == ["8", "2", "10"]
    assert cells["all"] == ["24", "6", "30"]
    assert "30 images in 3 classes, split into train and val." in page


def test_a_choice_is_told(story: Make, tmp_path: Path) -> None:
    page = written(story(2_000), tmp_path / "a.html", limit=500)
    assert "Shown: 500 of 2,000 samples, sampled at random within each class and split" in page
    assert "Shown:" not in written(story(30), tmp_path / "b.html")


def test_what_is_not_shown_is_told(story: Make, tmp_path: Path) -> None:
    told = replace(story(12, thumbnail=missing), unplaced=3)
    page = written(told, tmp_path / "a.html")
    assert "3 samples not on the map yet: <code>labelbook embed</code> places them." in page
    assert "12 images could not be read." in page


def test_the_file_stays_below_its_limit(story: Make, tmp_path: Path) -> None:
    for room in (400_000, 250_000, 210_000):
        made = html.write(story(200), tmp_path / f"{room}.html", room=room)
        assert room * 0.5 < made.bytes == (tmp_path / f"{room}.html").stat().st_size <= room
        assert made.shown == 200


def test_the_tokens_are_those_of_the_page(story: Make, tmp_path: Path) -> None:
    page = written(story(), tmp_path / "a.html")
    style = page[page.index("<style>") : page.index("</style>")]
    web = (Path(__file__).parents[2] / "web" / "src" / "ui" / "tokens.css").read_text()
    light, dark = web.split(":root[data-theme")
    for half, tokens in zip(style.split("@media", 1), (light, dark), strict=True):
        colours = dict(re.findall(r"--([\w-]+): (#\w{6});", tokens))
        assert len(colours) > 15
        for name, colour in colours.items():
            assert re.search(rf"--{name}:{shortest(colour)}[;}}]", half), name


def shortest(colour: str) -> str:
    """#ffffff as a build writes it: #fff."""
    pairs = colour[1::2], colour[2::2]
    return f"#{pairs[0]}" if pairs[0] == pairs[1] else colour


def test_without_a_built_page_a_sentence_says_how_it_is_built(
    story: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_module, "VIEWER", tmp_path)
    with pytest.raises(Unavailable, match="The page was not built: run `make demo`"):
        html.write(story(), tmp_path / "a.html")
    assert list(tmp_path.iterdir()) == []


def test_a_book_gives_the_same_file_twice(tiny_book: Book, tmp_path: Path) -> None:
    tiny_book.map.embed()
    tiny_book.map.build()
    tiny_book.exclude("train/i/0.png", author="Anna")
    tiny_book.save_version("cleaned", author="Anna", note="no copies")
    made = tiny_book.report.write(tmp_path / "a.html", title="Numerals")
    tiny_book.relabel("train/i/1.png", "iii", author="Anna")
    tiny_book.report.write(tmp_path / "b.html", title="Numerals", version="cleaned")
    assert (made.samples, made.shown, made.changeset, made.without_image) == (11, 11, 2, 0)
    page = (tmp_path / "b.html").read_text()
    assert "version <bdi>cleaned</bdi>, changeset 2 of" in page
    assert "11 images in 3 classes, split into train and val. 1 more are excluded." not in page
    assert "11 images in 3 classes, split into train and val. 1 more is excluded." in page
    assert "<b><bdi>cleaned</bdi></b>" in page
    assert "<bdi>no copies</bdi>" in page
    assert "train/i/0.png" not in page
    tiny_book.report.write(tmp_path / "c.html", title="Numerals", version="cleaned")
    assert (tmp_path / "c.html").read_bytes() == (tmp_path / "b.html").read_bytes()
    data = data_of((tmp_path / "b.html").read_text())
    assert data["tile"] == 96
    assert set(np.frombuffer(base64.b64decode(data["width"]), "u1").tolist()) == {24}


def test_before_there_is_a_map_a_sentence_says_what_is_needed(
    tiny_book: Book, tmp_path: Path
) -> None:
    with pytest.raises(NotReady, match="no content map yet") as caught:
        tiny_book.report.write(tmp_path / "a.html")
    assert caught.value.needs == "map"
    assert list(tmp_path.glob("*.html")) == []


def test_a_place_that_cannot_be_written_is_told_before_the_work(
    tiny_book: Book, tmp_path: Path
) -> None:
    (tmp_path / "mine.html").write_text("mine")
    for name, words in (
        ("mine.html", "exists already"),
        ("map.zip", "let it end in .html"),
        ("none/map.html", "there is no folder"),
    ):
        with pytest.raises(BadInput, match=words):
            tiny_book.report.write(tmp_path / name)
    assert (tmp_path / "mine.html").read_text() == "mine"
    with pytest.raises(BadInput, match="title has 1 to 200 characters"):
        tiny_book.report.write(tmp_path / "a.html", title="w" * 201)


def test_when_no_sample_is_on_the_map_it_is_said(story: Make, tmp_path: Path) -> None:
    told = story(5)
    with pytest.raises(BadInput, match="no sample of numerals is on its map"):
        html.write(replace(told, places=told.places.clear()), tmp_path / "a.html")


def test_doubts_are_told_of_now_and_of_no_other_version(tiny_book: Book, tmp_path: Path) -> None:
    tiny_book.issues.find()
    tiny_book.map.build()
    tiny_book.relabel("train/i/0.png", "ii", author="Anna")
    tiny_book.report.write(tmp_path / "now.html")
    now = data_of((tmp_path / "now.html").read_text())
    scores = np.frombuffer(base64.b64decode(now["score"]), "u1")
    doubts = tiny_book.issues.table("mislabelled", ranked=True)
    assert (scores < 255).sum() == doubts.height
    assert len(scores) == 12
    tiny_book.report.write(tmp_path / "then.html", version=1)
    assert "score" not in data_of((tmp_path / "then.html").read_text())
