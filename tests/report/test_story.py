"""What the report tells beside its map, of a book in which something was done."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

import labelbook
from labelbook import Book
from labelbook.discuss.records import Anchor
from labelbook.errors import BadInput, NotFound

EVIL = "<script>alert(1)</script>"


class Texts(HTMLParser):
    """The text of each section, by its heading's id."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.at = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "section":
            self.at = dict(attrs).get("aria-labelledby") or ""
        if tag in ("script", "style"):
            self.at = ""

    def handle_data(self, data: str) -> None:
        if self.at:
            self.found[self.at] = f"{self.found.get(self.at, '')} {data}".strip()


def sections(file: Path) -> dict[str, str]:
    reader = Texts()
    reader.feed(file.read_text())
    return {name: re.sub(r"\s+", " ", text) for name, text in reader.found.items()}


@pytest.fixture(scope="module")
def told(searched: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """A book with a correction, an exclusion, two judged versions, a question and a card."""
    import shutil

    folder = tmp_path_factory.mktemp("told")
    shutil.copytree(searched, folder / "numerals")
    with labelbook.open(folder / "numerals") as book:
        book.map.build()
        book.save_version("raw", author="Anna")
        first, second, third = book.samples().filter(split="train")["sample"].to_list()[:3]
        book.relabel([first, second], "x", author="Anna")
        book.exclude([third], author=EVIL)
        book.save_version("corrected", author="Anna")
        for version in ("raw", "corrected"):
            book.runs.evaluate(version, model="linear", seeds=2)
        book.talk.start(Anchor("sample", (first,)), f"Is this x? {EVIL}", author="Ben")
        done = book.talk.start(Anchor("class", classes=("x",)), "Settled", author="Ben")
        book.talk.set_state(done.id, "resolved", author="Ben")
        book.rules.write("border", "x", "a crossed v is x", author="Ben", samples=[second])
        book.files.set_card(license="CC-BY-4.0", limits="few hands")
        yield book


def test_the_story_is_told(told: Book, tmp_path: Path) -> None:
    told.report.write(tmp_path / "story.html")
    found = sections(tmp_path / "story.html")
    assert "2 relabelled, 1 excluded." in found["work"]
    assert "Anna 1 changeset, 2 cells changed" in found["work"]
    assert re.search(r"is now samples \w+ x \d", found["work"])
    assert re.search(r"raw \d+\.\d % \[\d", found["evaluation"])
    assert "raw → corrected" in found["evaluation"]
    assert "The model linear" in found["evaluation"]
    assert "probably mislabelled" in found["issues"]
    assert "Is this x?" in found["questions"]
    assert "Settled" not in found["questions"]
    assert "x border case: a crossed v is x ( Ben , 1 example)" in found["rules"]
    assert "Licence CC-BY-4.0 Known gaps few hands" in found["card-of-data"]


def test_what_people_wrote_is_inert(told: Book, tmp_path: Path) -> None:
    told.report.write(tmp_path / "story.html")
    assert EVIL not in (tmp_path / "story.html").read_text()
    assert EVIL in sections(tmp_path / "story.html")["questions"]


def test_the_map_knows_what_each_sample_came_as(told: Book, tmp_path: Path) -> None:
    told.report.write(tmp_path / "story.html")
    text = (tmp_path / "story.html").read_text()
    [block] = re.findall(r'id="map-data">(.*?)</script>', text)
    data = json.loads(block)
    assert data["differences"] == ["added", "relabelled", "other split"]
    import base64

    import numpy as np

    differences = np.frombuffer(base64.b64decode(data["difference"]), "<u2")
    assert (differences == 2).sum() == 2


def test_the_map_alone_gives_nothing_of_it_away(told: Book, tmp_path: Path) -> None:
    told.report.write(tmp_path / "map.html", map_only=True)
    found = sections(tmp_path / "map.html")
    assert set(found) == {"classes", "versions"}
    text = (tmp_path / "map.html").read_text()
    assert "Is this x?" not in text
    assert '"imported"' not in text


def test_a_card_refuses_what_is_no_field(told: Book) -> None:
    with pytest.raises(BadInput, match="'colour' is no field of a data card: use description"):
        told.files.set_card(colour="red")
    with pytest.raises(BadInput, match="must begin with https"):
        told.files.set_card(url="javascript:alert(1)")


def test_a_sample_tells_why_it_is_labelled_so(told: Book) -> None:
    first, _, third = told.samples().filter(split="train")["sample"].to_list()[:3]
    why = told.report.why(first)
    assert why.label == "x"
    assert [reason.kind for reason in why.reasons] == ["import", "change", "thread"]
    assert why.reasons[1].what.startswith("label: ")
    assert why.reasons[1].what.endswith("→ x")
    assert why.reasons[2].what.startswith("asked: Is this x?")
    assert why.opinions == ()
    measured = told.samples().filter(split="val")["sample"].to_list()[0]
    opinions = told.report.why(measured).opinions
    assert [(item.version, item.model, item.seeds) for item in opinions] == [
        ("raw", "linear", 2),
        ("corrected", "linear", 2),
    ]
    assert all(0 < item.probability <= 1 for item in opinions)
    assert [reason.kind for reason in told.report.why(third).reasons] == ["import", "change"]
    issue = told.issues.list()[0]
    assert issue.reason in {each.reason for each in told.report.why(issue.sample).issues}
    with pytest.raises(NotFound):
        told.report.why(10**6)


def test_a_rule_that_a_sample_is_an_example_of_is_a_reason(told: Book) -> None:
    second = told.samples().filter(split="train")["sample"].to_list()[1]
    [rule] = [reason for reason in told.report.why(second).reasons if reason.kind == "rule"]
    assert (rule.what, rule.why) == ("an example of x", "a crossed v is x")
