"""Markdown in exported pages: read as the page reads it, and harmless."""

from __future__ import annotations

import json
import re
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest

from labelbook.discuss import markdown

CASES = json.loads((Path(__file__).parent / "markdown_cases.json").read_text(encoding="utf-8"))
"""What a text becomes; `commonmark` is the number of an example in CommonMark 0.31.2."""
PLAIN = ("ul", "blockquote", "strong", "em", "s", "code", "br", "hr")
HARMLESS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(PLAIN, ()),
    **dict.fromkeys(("li", "pre"), ("dir",)),
    **dict.fromkeys(("bdi", "span"), ("class",)),
    "p": ("dir", "class"),
    "ol": ("start",),
    "a": ("href", "title", "target", "rel"),
}
HOSTILE = ["*", "[", "![[", "> ", "- ", "**a ", "*a_ ", "`", "[`", "@[", "#1", "http://", "[a](<b"]


class Elements(HTMLParser):
    """The elements of a page with their attributes, as a browser finds them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:20])
def test_an_exported_text_is_read_as_the_page_reads_it(case: dict[str, str]) -> None:
    assert markdown.html(case["text"]) == case["html"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:20])
def test_a_text_makes_no_element_attribute_or_link_that_could_run(case: dict[str, str]) -> None:
    for tag, attributes in Elements(markdown.html(case["text"])).found:
        assert attributes.keys() <= set(HARMLESS[tag])
        if tag == "a":
            assert re.match(r"(https?://|mailto:)", attributes["href"] or "")
            assert attributes["rel"] == "noopener noreferrer nofollow"


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hostile_text_is_read_in_time_and_stays_small(piece: str) -> None:
    started = time.perf_counter()
    page = markdown.html(piece * (20_000 // len(piece)))
    assert time.perf_counter() - started < 5
    assert len(page) < 1_000_000
