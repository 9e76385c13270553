"""Candidates: near a mistake, the nearest first; what a person decided about them is never lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import labelbook
from labelbook import Book
from labelbook.core.blobs import content_hash
from labelbook.errors import BadInput, Conflict, NotFound, NotReady
from labelbook.grow.boost import EDGES, BoostOrder
from labelbook.grow.compose import ComposeOrder
from labelbook.maps import embed


@pytest.fixture
def book(searched: Path, tmp_path: Path) -> Iterator[Book]:
    """A book of four hundred drawn numerals that was searched for issues."""
    shutil.copytree(searched, tmp_path / "drawn-book")
    with labelbook.open(tmp_path / "drawn-book") as opened:
        yield opened


def order_of(book: Book, count: int = 8) -> BoostOrder:
    val = book.samples().filter(split="val", label="ii")["sample"].to_list()[:2]
    return BoostOrder("ii", "iii", tuple(val), count, author="Anna")


def test_candidates_are_ranked_in_the_books_embedding(book: Book) -> None:
    book.map.embed()
    told: list[tuple[int, int]] = []
    order = order_of(book)
    found = book.growth.boost(order, progress=lambda done, total: told.append((done, total)))
    seen = book.map.embeddings()
    assert found.ranked == seen.name
    assert told[-1][0] == told[-1][1] > 0
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    files = [book.directory / "images" / each.location for each in found.candidates]
    own = embed.embed_files(book.context, files, lambda done: None)
    targets = seen.vectors[np.isin(seen.samples, order.mistakes or ())].astype(np.float32)
    own /= np.linalg.norm(own, axis=1, keepdims=True)
    targets /= np.linalg.norm(targets, axis=1, keepdims=True)
    apart = 1 - (own @ targets.T).max(axis=1)
    assert np.allclose(apart, [each.distance for each in found.candidates], atol=1e-3)
    assert list(apart) == sorted(apart)


def test_without_embeddings_they_are_ranked_by_edges_and_it_is_said(book: Book) -> None:
    shutil.rmtree(book.directory / "cache" / "embeddings")
    found = book.growth.boost(order_of(book))
    assert found.ranked == EDGES
    assert [each.distance for each in found.candidates] == sorted(
        each.distance for each in found.candidates
    )


def test_decisions_and_what_waits_outlive_the_cache(book: Book) -> None:
    found = book.growth.boost(order_of(book))
    book.growth.leave_out(found.id, [0, 3], author="Ben")
    shutil.rmtree(book.directory / "cache")
    with labelbook.open(book.directory) as again:
        (one,) = again.growth.candidates()
        assert {each.place for each in one.waiting} == {1, 2, 4, 5, 6, 7}
        assert {each.left_out_by for each in one.candidates} == {None, "Ben"}
        first = one.waiting[0]
        assert content_hash(again.growth.candidate_image(one.id, first.place)) == first.hash
        back = again.growth.leave_out(one.id, [3], author="Anna", back=True)
        assert len(back.waiting) == 7
        made = again.growth.add_candidates(one.id, author="Anna")
        assert made.added == 7
        assert again.growth.candidates() == []


def test_what_was_added_waits_again_when_it_is_undone(book: Book) -> None:
    found = book.growth.boost(order_of(book))
    made = book.growth.add_candidates(found.id, [0, 1, 2], author="Anna", message="good ones")
    assert (made.added, made.tool, made.message) == (3, "recipe", "good ones")
    assert [each.added for each in book.growth.candidate(found.id).candidates][:4] == [True] * 3 + [
        False
    ]
    with pytest.raises(Conflict, match="somebody has decided about these"):
        book.growth.add_candidates(found.id, [0, 1], author="Ben")
    book.undo(made.id, author="Ben")
    assert len(book.growth.candidate(found.id).waiting) == 8
    assert book.growth.add_candidates(found.id, author="Anna").added == 8


def test_what_was_offered_is_not_offered_again(book: Book) -> None:
    first = book.growth.boost(order_of(book))
    second = book.growth.boost(order_of(book))
    assert not {each.hash for each in first.candidates} & {each.hash for each in second.candidates}


def test_a_candidate_whose_parent_was_excluded_is_not_offered_any_more(book: Book) -> None:
    found = book.growth.boost(order_of(book))
    parent = found.candidates[0].parents[0]
    book.exclude(parent, author="Ben")
    left = book.growth.candidate(found.id)
    assert parent not in {each.parents[0] for each in left.waiting}
    assert len(left.waiting) < 8
    book.restore(parent, author="Ben")
    assert len(book.growth.candidate(found.id).waiting) == 8


def test_what_there_is_not_is_refused_in_words(book: Book) -> None:
    found = book.growth.boost(order_of(book))
    with pytest.raises(BadInput, match="no candidate 99"):
        book.growth.add_candidates(found.id, [99], author="Anna")
    with pytest.raises(BadInput, match="no candidate 99"):
        book.growth.leave_out(found.id, [99], author="Anna")
    with pytest.raises(NotFound, match="no set of candidates 12"):
        book.growth.candidate(12)
    with pytest.raises(BadInput, match="ask for 1 to 200"):
        book.growth.boost(BoostOrder("ii", "iii", count=0))
    with pytest.raises(NotReady, match="no model was evaluated"):
        book.growth.boost_later(BoostOrder("ii", "iii"))
    test = book.samples().filter(pl.col("split") == "val")["sample"].to_list()[0]
    book.set_split(test, "test", author="Anna")
    with pytest.raises(BadInput, match="test samples"):
        book.growth.boost_later(BoostOrder("i", "ii", (test,)))


def test_what_composing_doubts_waits_and_does_not_come_up_again(book: Book) -> None:
    erased = {"ii": "i", "iii": "ii", "vi": "v", "vii": "vi", "viii": "vii"}
    laws = {("erase-right", label): f"becomes {then}" for label, then in erased.items()}
    book.growth.set_laws({**laws, ("erase-left", "i"): "breaks"}, author="Anna")
    seen: set[str] = set()
    for seed in (1, 1, 2):
        review = book.growth.compose(ComposeOrder(attempts=200, seed=seed, author="Anna")).review
        if review is not None:
            assert (review.tool, review.ranked, review.author) == ("compose", "model", "Anna")
            new = {each.hash for each in review.candidates}
            assert not new & seen
            seen |= new
    assert seen
    one = book.growth.candidates()[-1]
    book.growth.leave_out(one.id, [each.place for each in one.waiting[1:]], author="Ben")
    made = book.growth.add_candidates(one.id, author="Anna")
    assert (made.added, made.tool) == (1, "compose")
    child = book.samples().filter(pl.col("hash") == one.waiting[0].hash)["sample"].item()
    assert book.growth.rebuild(child) == book.image_path(child).read_bytes()
