"""Suggestions for images without a label, and the order in which to label them."""

from __future__ import annotations

import numpy as np
import pytest

from labelbook.core.arrays import Floats, unit
from labelbook.unlabelled import suggest as module
from labelbook.unlabelled.order import far_apart, most_useful
from labelbook.unlabelled.suggest import LabelledPoints, suggest


def clouds(each: int, classes: int = 3, seed: int = 0) -> tuple[Floats, np.ndarray]:
    """Return points in clouds, of length 1, and which cloud each is of."""
    generator = np.random.default_rng(seed)
    centres = np.eye(classes, 8)
    label = np.repeat(np.arange(classes), each)
    points = centres[label] + generator.normal(0, 0.15, (len(label), 8))
    return unit(points.astype(np.float32)), label


def known(each: int, classes: int = 3) -> LabelledPoints:
    points, label = clouds(each, classes, seed=1)
    return LabelledPoints(points, label, np.arange(len(label)), classes)


@pytest.mark.parametrize(
    ("each", "basis"), [(0, "nothing"), (2, "nothing"), (3, "neighbours"), (10, "model")]
)
def test_suggestions_rest_on_neighbours_first_and_on_a_model_from_ten_labels_a_class(
    each: int, basis: str
) -> None:
    points, label = clouds(40)
    found = suggest(known(each), points)
    assert found.basis == basis
    if basis == "nothing":
        assert (found.code == -1).all()
    else:
        assert (found.code == label).mean() > 0.95


def test_a_class_with_a_label_or_two_is_not_suggested_yet() -> None:
    points, label = clouds(6)
    one = LabelledPoints(points, label, np.arange(len(label)), 3)
    kept = np.flatnonzero((label != 2) | (np.arange(len(label)) == len(label) - 1))
    few = LabelledPoints(one.points[kept], label[kept], one.fold[kept], 3)
    found = suggest(few, points)
    assert found.basis == "neighbours"
    assert set(found.code.tolist()) == {0, 1}


def test_confidence_is_no_greater_than_the_share_that_is_right() -> None:
    generator = np.random.default_rng(3)
    points, label = clouds(400)
    noisy = unit((points + generator.normal(0, 0.35, points.shape)).astype(np.float32))
    first = np.arange(len(label)) % 4 == 0
    learned = LabelledPoints(noisy[first], label[first], np.flatnonzero(first), 3)
    found = suggest(learned, noisy[~first])
    right = found.code == label[~first]
    assert found.right is not None
    assert abs(found.right - right.mean()) < 0.06
    assert abs(found.confidence.mean() - right.mean()) < 0.06


def test_the_same_labels_give_the_same_suggestions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 40)
    points, _ = clouds(30)
    one, two = suggest(known(30), points), suggest(known(30), points)
    assert np.array_equal(one.confidence, two.confidence)


def test_a_rare_class_is_not_lost_where_there_are_more_labels_than_are_learned_from(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "MOST", 40)
    points, label = clouds(100)
    kept = np.flatnonzero((label != 2) | (np.arange(len(label)) % 10 == 0))
    learned = LabelledPoints(points[kept], label[kept], kept, 3)
    found = suggest(learned, points)
    assert (found.code[label == 2] == 2).mean() > 0.9


def test_before_any_label_the_first_images_come_from_every_cloud() -> None:
    points, label = clouds(30, classes=5)
    none = np.zeros((0, 8), dtype=np.float32)
    first = far_apart(points, none, 5)
    assert set(label[first].tolist()) == set(range(5))
    assert len(set(far_apart(points, none, 500).tolist())) == len(points)


def test_what_is_useful_next_is_doubtful_and_not_twice_the_same() -> None:
    points, _ = clouds(50)
    doubt = np.zeros(len(points), dtype=np.float32)
    doubt[:40] = 0.9
    # Two copies of one image are as doubtful as each other: one of them is enough.
    points[1] = points[0]
    found = most_useful(points, points[60:], doubt, 10)
    assert (found < 40).all()
    assert not {0, 1} <= set(found.tolist())


def test_nothing_is_asked_of_no_images() -> None:
    none = np.zeros((0, 8), dtype=np.float32)
    assert far_apart(none, none, 5).tolist() == []
    assert most_useful(none, none, none[:, 0], 5).tolist() == []
    assert suggest(known(10), none).code.tolist() == []
