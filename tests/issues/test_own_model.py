"""The own model: out-of-fold, resumable, better than chance, and clear about torch."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from labelbook import Book
from labelbook.errors import BadInput, NotReady
from labelbook.images.pictures import SIDE, Pictures
from labelbook.issues.evidence.alignment import agree
from labelbook.issues.evidence.view import View
from labelbook.issues.own_model import store, train
from tests.issues.conftest import MakeView


@pytest.fixture
def bars(make_view: MakeView, monkeypatch: pytest.MonkeyPatch) -> View:
    """Upright and lying bars, sixty of each; the first is labelled wrongly."""
    pytest.importorskip("torch")
    monkeypatch.setattr(train, "PASSES", 3)
    monkeypatch.setattr(train, "cores", lambda: 1)
    rng = np.random.default_rng(0)
    label = [0] * 60 + [1] * 60
    planes = np.zeros((120, 2, SIDE, SIDE), np.uint8)
    for row, code in enumerate(label):
        place = int(rng.integers(12, 26))
        if code:
            planes[row, :, place : place + 4, 4:-4] = 255
        else:
            planes[row, :, 4:-4, place : place + 4] = 255
    label[0] = 1
    vectors = planes[:, 0, ::4, ::4].reshape(120, -1).astype(np.float32)
    vectors += rng.normal(0, 1, vectors.shape).astype(np.float32)
    view = make_view(label, vectors=vectors)
    read = Pictures(planes, True, view.pictures.measures, view.pictures.readable, {})
    from dataclasses import replace

    return replace(view, pictures=read)


def test_the_own_model_recognises_classes_and_the_wrong_label(bars: View, tmp_path: Path) -> None:
    judged = train.train(bars, tmp_path)
    assert judged.all()
    predicted = store.read(tmp_path, bars.hashes, bars.classes)
    assert predicted is not None
    right = predicted.probabilities.argmax(1) == bars.label
    assert right[1:].mean() > 0.9
    assert predicted.probabilities[0].argmax() == 0


def test_a_stopped_training_goes_on_where_it_was(bars: View, tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done * 2 > total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train.train(bars, tmp_path, stop)
    parts = list(tmp_path.glob("parts-*/*.npz"))
    assert len(parts) == 4
    ages = {part: part.stat().st_mtime_ns for part in parts}
    seen: list[int] = []

    def watch(done: int, total: int) -> None:
        seen.append(done)
        assert all(part.stat().st_mtime_ns == age for part, age in ages.items() if part.exists())

    train.train(bars, tmp_path, watch)
    assert seen[-1] == train.ROUNDS * train.FOLDS * 3
    assert not list(tmp_path.glob("parts-*"))


def test_a_stopped_training_is_not_gone_on_with_by_another_recipe(
    bars: View, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from labelbook.issues.own_model import net

    def stop(done: int, total: int) -> None:
        if done * 2 > total:
            raise KeyboardInterrupt

    for rate in (net._RATE, net._RATE / 2):
        monkeypatch.setattr(net, "_RATE", rate)
        with pytest.raises(KeyboardInterrupt):
            train.train(bars, tmp_path, stop)
    assert [len(list(parts.iterdir())) for parts in tmp_path.glob("parts-*")] == [4, 4]
    train.train(bars, tmp_path)
    assert not list(tmp_path.glob("parts-*"))


def test_the_same_book_trains_the_same_model(bars: View, tmp_path: Path) -> None:
    train.train(bars, tmp_path / "one")
    train.train(bars, tmp_path / "two")
    one, two = (store.read(tmp_path / name, bars.hashes, bars.classes) for name in ("one", "two"))
    assert one is not None and two is not None
    np.testing.assert_allclose(one.probabilities, two.probabilities, atol=1e-4)


def test_predictions_follow_the_content_and_the_class_names(bars: View, tmp_path: Path) -> None:
    train.train(bars, tmp_path)
    predicted = store.read(tmp_path, (*bars.hashes[5:], "f" * 64), ("new", "a", "b"))
    before = store.read(tmp_path, bars.hashes, bars.classes)
    assert predicted is not None and before is not None
    assert predicted.known.tolist() == [True] * 115 + [False]
    np.testing.assert_array_equal(predicted.probabilities[:115, 1:], before.probabilities[5:])
    assert predicted.probabilities[:, 0].max() == 0


def test_without_torch_one_sentence_says_what_to_install(
    bars: View, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "labelbook.issues.own_model.net", raising=False)
    monkeypatch.setitem(sys.modules, "torch", None)
    import labelbook.issues.own_model

    monkeypatch.delattr(labelbook.issues.own_model, "net", raising=False)
    with pytest.raises(BadInput, match=r"labelbook\[torch\]"):
        train.train(bars, tmp_path)


def test_too_little_to_learn_from_is_said(make_view: MakeView, tmp_path: Path) -> None:
    view = make_view([0, 1] * 5, vectors=np.eye(10, dtype=np.float32))
    with pytest.raises(BadInput, match="40 are needed"):
        train.train(view, tmp_path)


def test_after_training_its_lens_has_a_map_and_neighbours(
    drawn_book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("torch")
    monkeypatch.setattr(train, "PASSES", 1)
    monkeypatch.setattr(train, "FEWEST_PASSES", 1)
    with pytest.raises(NotReady, match="no own-model map yet"):
        drawn_book.map.chart("own-model")
    drawn_book.issues.train_own_model()
    chart = drawn_book.map.chart("own-model")
    # Test is on the map as well: no net learned from it.
    assert chart.samples.tolist() == drawn_book.samples()["sample"].to_list()
    assert np.isfinite(chart.xy).all()
    assert len(drawn_book.map.neighbours(1, "own-model", 5)) == 5
    drawn_book.issues.train_own_model()
    np.testing.assert_array_equal(drawn_book.map.chart("own-model").xy, chart.xy)


def test_nets_that_see_alike_in_other_words_are_brought_together() -> None:
    rng = np.random.default_rng(0)
    truth = rng.normal(size=(300, 6)).astype(np.float32)
    words = [rng.normal(size=(6, 20)).astype(np.float32) for _ in range(4)]
    noise = rng.normal(0, 0.01, (4, 300, 20)).astype(np.float32)
    seen = [truth @ word + more for word, more in zip(words, noise, strict=True)]
    one, other = (agree(seen, seen)[net] for net in (0, 3))
    alike = (one * other).sum(1) / np.linalg.norm(one, axis=1) / np.linalg.norm(other, axis=1)
    assert alike.min() > 0.99
