"""The map in a notebook."""

from __future__ import annotations

import sys

import pytest

from labelbook import Book
from labelbook.errors import BadInput, NotFound, NotReady


def test_the_chart_holds_every_sample_and_a_brush(tiny_book: Book) -> None:
    pytest.importorskip("altair")
    tiny_book.map.embed()
    tiny_book.map.build()
    for colour in ("label", "split", "excluded", "typicality"):
        chart = tiny_book.map.notebook(colour).to_dict()
        rows = next(iter(chart["datasets"].values()))
        assert len(rows) == 12
        assert {"path", "x", "y", "label", "typicality"} <= set(rows[0])
        assert chart["params"][0]["select"]["type"] == "interval"
    with pytest.raises(BadInput, match="use label, split, excluded, typicality"):
        tiny_book.map.notebook("smell")


def test_before_there_is_a_map_it_says_so(tiny_book: Book) -> None:
    pytest.importorskip("altair")
    with pytest.raises(NotReady, match="no content map yet"):
        tiny_book.map.notebook()


def test_without_altair_a_sentence_says_what_to_install(
    tiny_book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(NotFound, match=r"pip install 'labelbook\[notebook\]'"):
        tiny_book.map.notebook()
