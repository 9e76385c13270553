"""A better split: alike on both sides, duplicates together, test untouched, undone at will."""

from __future__ import annotations

import numpy as np
import pytest

from labelbook import Book
from labelbook.errors import BadInput, Conflict
from labelbook.issues.evidence.two_sample import TooFewSamples, two_sample_auc
from labelbook.issues.resplit import propose, standing
from tests.issues.conftest import MakeView


def styled(seed: int = 0) -> tuple[list[int], list[int], np.ndarray]:
    """Two classes, two styles; val holds one style alone."""
    rng = np.random.default_rng(seed)
    label = [row % 2 for row in range(400)]
    style = np.array([row // 200 for row in range(400)])
    vectors = rng.normal(0, 1, (400, 12)).astype(np.float32)
    vectors[:, 0] += 8 * np.array(label)
    vectors[:, 1] += 8 * style
    split = np.where((style == 1) & (rng.random(400) < 0.6), 1, 0)
    split[:10] = 2
    return label, split.tolist(), vectors


def test_a_proposed_split_is_alike_where_the_old_one_was_not(make_view: MakeView) -> None:
    label, split, vectors = styled()
    proposal = propose(make_view(label, split, vectors), 0.25)
    assert proposal.before.auc is not None and proposal.before.auc.value > 0.75
    assert proposal.after.auc is not None and proposal.after.auc.value <= 0.55


def test_each_class_gets_its_share_and_test_is_not_touched(make_view: MakeView) -> None:
    label, split, vectors = styled()
    view = make_view(label, split, vectors)
    proposal = propose(view, 0.25)
    after = proposal.after.counts
    assert sum(after["val"].values()) == pytest.approx(0.25 * 390, abs=2)
    for name in ("a", "b"):
        assert after["val"][name] == pytest.approx(0.25 * 195, abs=8)
    assert after["test"] == proposal.before.counts["test"]
    test = set(view.samples[np.array(split) == 2].tolist())
    assert not test & {sample for ids in proposal.moves.values() for sample in ids}


def test_duplicates_go_together(make_view: MakeView) -> None:
    label, split, vectors = styled()
    hashes = [f"{row // 3:064x}" for row in range(400)]
    proposal = propose(make_view(label, split, vectors, hashes=hashes), 0.2)
    assert proposal.before.leaks > 0
    assert proposal.after.leaks == 0


def test_the_same_book_gets_the_same_split(make_view: MakeView) -> None:
    view = make_view(*styled())
    assert propose(view, 0.2).moves == propose(view, 0.2).moves


def test_a_split_works_without_embeddings(make_view: MakeView) -> None:
    view = make_view([0, 1] * 50, [0] * 100)
    proposal = propose(view, 0.2)
    assert sum(proposal.after.counts["val"].values()) == 20
    assert proposal.after.auc is None


@pytest.mark.parametrize("val", [0.0, 1.0, -0.1])
def test_an_impossible_share_is_refused(make_view: MakeView, val: float) -> None:
    with pytest.raises(BadInput, match="between 0 and 1"):
        propose(make_view([0, 1] * 50), val)


def test_too_little_to_split_is_said(make_view: MakeView) -> None:
    with pytest.raises(BadInput, match="10 are needed"):
        propose(make_view([0, 1]), 0.2)
    assert standing(make_view([0, 1]), np.array([0, 1])).auc is None


def test_a_split_is_one_changeset_and_undo_brings_the_old_one_back(drawn_book: Book) -> None:
    before = drawn_book.samples()["split"].to_list()
    proposal = drawn_book.issues.propose_split(0.3)
    assert drawn_book.samples()["split"].to_list() == before
    made = drawn_book.issues.resplit(proposal, author="Anna")
    assert made is not None and made.size == proposal.moved
    assert drawn_book.issues.counts()["leak"] <= 2 * proposal.after.leaks_test
    drawn_book.undo(author="Anna")
    assert drawn_book.samples()["split"].to_list() == before


def test_a_sample_that_moved_meanwhile_is_a_conflict(drawn_book: Book) -> None:
    proposal = drawn_book.issues.propose_split(0.3)
    sample = proposal.moves["val"][0]
    drawn_book.set_split(sample, "test", author="Ben")
    with pytest.raises(Conflict):
        drawn_book.issues.resplit(proposal, author="Anna")


def test_two_samples_of_one_source_are_alike_and_of_two_are_not() -> None:
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(200, 16)), rng.normal(size=(150, 16))
    alike = two_sample_auc(a.astype(np.float32), b.astype(np.float32), seed=0)
    assert alike.low < 0.5 < alike.high
    apart = two_sample_auc(a.astype(np.float32), (b + 1).astype(np.float32), seed=0)
    assert apart.low > 0.9
    with pytest.raises(TooFewSamples, match="20 a side"):
        two_sample_auc(a[:5].astype(np.float32), b.astype(np.float32), seed=0)
