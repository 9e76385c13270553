"""Lenses and maps: what they show, that they come out alike, and that nothing moves by itself."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from labelbook.maps import chart as projection
from labelbook.maps import lenses
from labelbook.maps.neighbours import neighbours_of
from labelbook.maps.records import Embeddings
from labelbook.maps.typicality import typicality

CLASSES = ("i", "ii", "iii")
HANDS = 4


def drawn(count: int, seed: int = 0) -> tuple[Embeddings, list[str | None], npt.NDArray[np.int64]]:
    """Vectors that are a class plus a hand plus noise; returns them, the labels, and the hands."""
    rng = np.random.default_rng(5)
    of_class, of_hand = rng.normal(size=(3, 32)), rng.normal(size=(HANDS, 32))
    rng = np.random.default_rng(seed)
    which, hand = rng.integers(0, 3, count), rng.integers(0, HANDS, count)
    rows = 1.5 * of_class[which] + of_hand[hand] + rng.normal(0, 0.3, (count, 32))
    seen = Embeddings("net", np.arange(1, count + 1), rows.astype(np.float16), (16, 16))
    return seen, [CLASSES[code] for code in which], hand


def grown(seen: Embeddings, count: int) -> Embeddings:
    return Embeddings(seen.name, seen.samples[:count], seen.vectors[:count], seen.parts)


def purity(space: npt.NDArray[np.float32], groups: npt.NDArray[np.int64]) -> float:
    """How often the nearest sixty, twice as many as share class and hand, are of one's group."""
    indices, _ = neighbours_of(space, 60)
    return float(np.mean(groups[indices] == groups[:, None]))


def test_style_shows_the_hand_and_content_the_class() -> None:
    seen, labels, hand = drawn(400)
    codes = np.asarray([CLASSES.index(str(label)) + 1 for label in labels])
    content = lenses.fit("content", seen.vectors, codes, seen.parts).apply(seen.vectors, codes)
    style = lenses.fit("style", seen.vectors, codes, seen.parts).apply(seen.vectors, codes)
    assert purity(content, codes) > 0.9
    assert purity(style, hand) > 0.9
    assert purity(content, hand) < 0.8
    assert purity(style, codes) < 0.45
    assert np.allclose(np.linalg.norm(style, axis=1), 1, atol=1e-4)


def test_the_same_samples_give_the_same_map(tmp_path: Path) -> None:
    seen, labels, _ = drawn(200)
    one = projection.make(tmp_path / "one", "content", seen, labels)
    two = projection.make(tmp_path / "two", "content", seen, labels)
    assert np.array_equal(one.xy, two.xy)
    assert np.array_equal(one.typicality, two.typicality)
    assert np.abs(one.xy).max() <= 1.0001


def test_the_map_keeps_neighbours_together(tmp_path: Path) -> None:
    seen, labels, hand = drawn(400)
    groups = np.asarray([CLASSES.index(str(label)) for label in labels]) * HANDS + hand
    xy = projection.make(tmp_path, "content", seen, labels).xy
    far = np.linalg.norm(xy[:, None] - xy[None], axis=2)
    np.fill_diagonal(far, np.inf)
    near = np.argsort(far, axis=1)[:, :5]
    assert np.mean(groups[near] == groups[:, None]) > 0.9


@pytest.mark.parametrize("lens", ["content", "style"])
def test_new_samples_join_without_moving_anybody(tmp_path: Path, lens: str) -> None:
    seen, labels, hand = drawn(300)
    groups = np.asarray([CLASSES.index(str(label)) for label in labels]) * HANDS + hand
    before = projection.make(tmp_path, lens, grown(seen, 250), labels[:250])
    after = projection.make(tmp_path, lens, seen, labels)
    assert np.array_equal(after.xy[:250], before.xy)
    assert after.xy.shape == (300, 2)
    # Each newcomer is next to one of its own kind.
    far = np.linalg.norm(after.xy[250:, None] - after.xy[None, :250], axis=2)
    own = hand if lens == "style" else groups
    assert np.mean(own[np.argmin(far, axis=1)] == own[250:]) > 0.9


def test_many_new_samples_or_another_embedder_lay_it_out_anew(tmp_path: Path) -> None:
    seen, labels, _ = drawn(300)
    first = projection.make(tmp_path, "content", grown(seen, 100), labels[:100])
    second = projection.make(tmp_path, "content", seen, labels)
    assert (first.laid_out, second.laid_out) == (100, 300)
    other = Embeddings("another", seen.samples, seen.vectors[:, ::-1], seen.parts)
    third = projection.make(tmp_path, "content", other, labels)
    assert third.embedder == "another"
    assert not np.array_equal(second.xy, third.xy)


def test_beyond_what_umap_lays_out_the_others_are_placed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projection, "LAID_OUT", 150)
    seen, labels, _ = drawn(400)
    chart = projection.make(tmp_path, "content", seen, labels)
    assert chart.laid_out == 150
    assert np.isfinite(chart.xy).all()
    far = np.linalg.norm(chart.xy[:, None] - chart.xy[None], axis=2)
    np.fill_diagonal(far, np.inf)
    codes = np.asarray([CLASSES.index(str(label)) for label in labels])
    assert np.mean(codes[np.argmin(far, axis=1)] == codes) > 0.9


@pytest.mark.parametrize("count", [1, 2, 3, 15, 16, 17, 40])
@pytest.mark.parametrize("lens", ["content", "style"])
def test_few_samples_one_class_and_no_label_have_a_map_too(
    tmp_path: Path, lens: str, count: int
) -> None:
    seen, _, _ = drawn(count)
    ways: list[list[str | None]] = [[None] * count, ["i"] * count, ["i", *[None] * (count - 1)]]
    for place, labels in enumerate(ways):
        chart = projection.make(tmp_path / str(place), lens, seen, labels)
        assert chart.xy.shape == (count, 2)
        assert np.isfinite(chart.xy).all()
        assert np.isfinite(chart.typicality).all()


def test_the_same_image_many_times_is_no_trouble(tmp_path: Path) -> None:
    seen, labels, _ = drawn(60)
    same = Embeddings("net", seen.samples, np.repeat(seen.vectors[:1], 60, axis=0), seen.parts)
    assert np.isfinite(projection.make(tmp_path, "content", same, labels).xy).all()


def test_a_stranger_is_the_least_typical_of_its_class() -> None:
    seen, labels, _ = drawn(300)
    rows = seen.vectors.copy()
    rows[0] = -rows[0]
    codes = np.asarray([CLASSES.index(str(label)) + 1 for label in labels])
    space = lenses.fit("content", rows, codes, seen.parts).apply(rows, codes)
    found = typicality(space, codes)
    of_class = codes == codes[0]
    assert found[0] == found[of_class].min() == 0
    assert found[of_class].max() == 1


def test_typicality_follows_the_labels_of_now(tmp_path: Path) -> None:
    seen, labels, _ = drawn(300)
    before = projection.make(tmp_path, "content", seen, labels)
    wrong = list(labels)
    wrong[0] = next(label for label in CLASSES if label != labels[0])
    after = projection.make(tmp_path, "content", seen, wrong)
    assert np.array_equal(before.xy, after.xy)
    assert after.typicality[0] < 0.1


def test_a_map_that_cannot_be_read_is_made_anew(tmp_path: Path) -> None:
    seen, labels, _ = drawn(50)
    projection.make(tmp_path, "content", seen, labels)
    (tmp_path / "map.npz").write_bytes(b"half a file")
    assert projection.load(tmp_path) is None
    assert projection.make(tmp_path, "content", seen, labels).xy.shape == (50, 2)
    next(tmp_path.glob("space-*.npy")).unlink()
    projection._load.cache_clear()
    assert projection.load(tmp_path) is None
