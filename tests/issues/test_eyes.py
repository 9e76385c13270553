"""The model's own eyes: out-of-fold, resumable, better than chance, and clear about torch."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from labelbook.errors import BadInput
from labelbook.images.pictures import SIDE, Pictures
from labelbook.issues import eyes
from labelbook.issues.view import View
from tests.issues.conftest import MakeView


@pytest.fixture
def bars(make_view: MakeView, monkeypatch: pytest.MonkeyPatch) -> View:
    """Upright and lying bars, sixty of each; the first is labelled wrongly."""
    pytest.importorskip("torch")
    monkeypatch.setattr(eyes, "PASSES", 3)
    monkeypatch.setattr(eyes, "_cores", lambda: 1)
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


def test_the_eyes_tell_classes_apart_and_see_the_wrong_label(bars: View, tmp_path: Path) -> None:
    seen = eyes.train(bars, tmp_path)
    assert seen.all()
    said = eyes.read(tmp_path, bars.hashes, bars.classes)
    assert said is not None
    right = said.probabilities.argmax(1) == bars.label
    assert right[1:].mean() > 0.9
    assert said.probabilities[0].argmax() == 0


def test_a_stopped_training_goes_on_where_it_was(bars: View, tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done * 2 > total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        eyes.train(bars, tmp_path, stop)
    parts = list(tmp_path.glob("parts-*/*.npy"))
    assert len(parts) == 4
    ages = {part: part.stat().st_mtime_ns for part in parts}
    told: list[int] = []

    def watch(done: int, total: int) -> None:
        told.append(done)
        assert all(part.stat().st_mtime_ns == age for part, age in ages.items() if part.exists())

    eyes.train(bars, tmp_path, watch)
    assert told[-1] == eyes.ROUNDS * eyes.FOLDS * 3
    assert not list(tmp_path.glob("parts-*"))


def test_the_same_book_trains_the_same_eyes(bars: View, tmp_path: Path) -> None:
    eyes.train(bars, tmp_path / "one")
    eyes.train(bars, tmp_path / "two")
    one, two = (eyes.read(tmp_path / name, bars.hashes, bars.classes) for name in ("one", "two"))
    assert one is not None and two is not None
    np.testing.assert_allclose(one.probabilities, two.probabilities, atol=1e-4)


def test_what_was_said_follows_the_content_and_the_class_names(bars: View, tmp_path: Path) -> None:
    eyes.train(bars, tmp_path)
    said = eyes.read(tmp_path, (*bars.hashes[5:], "f" * 64), ("new", "a", "b"))
    before = eyes.read(tmp_path, bars.hashes, bars.classes)
    assert said is not None and before is not None
    assert said.seen.tolist() == [True] * 115 + [False]
    np.testing.assert_array_equal(said.probabilities[:115, 1:], before.probabilities[5:])
    assert said.probabilities[:, 0].max() == 0


def test_without_torch_one_sentence_says_what_to_install(
    bars: View, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "labelbook.issues.net", raising=False)
    monkeypatch.setitem(sys.modules, "torch", None)
    import labelbook.issues

    monkeypatch.delattr(labelbook.issues, "net", raising=False)
    with pytest.raises(BadInput, match=r"labelbook\[judge\]"):
        eyes.train(bars, tmp_path)


def test_too_little_to_learn_from_is_said(make_view: MakeView, tmp_path: Path) -> None:
    view = make_view([0, 1] * 5, vectors=np.eye(10, dtype=np.float32))
    with pytest.raises(BadInput, match="40 are needed"):
        eyes.train(view, tmp_path)
