"""Pieces and distances are those that SciPy finds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import ndimage

from labelbook.core.arrays import Mask, components
from labelbook.images import regions

masks = arrays.arrays(np.bool_, arrays.array_shapes(min_dims=2, max_dims=2, max_side=24))


def assert_same_pieces(mask: Mask) -> None:
    found, boxes = regions.pieces(mask)
    expected, count = ndimage.label(mask, np.ones((3, 3)))
    assert len(boxes) == count
    np.testing.assert_array_equal(found, expected)
    places = [(y.start, y.stop, x.start, x.stop) for y, x in ndimage.find_objects(expected)]
    assert boxes.tolist() == [list(place) for place in places]


@given(masks)
def test_pieces_and_their_boxes(mask: Mask) -> None:
    assert_same_pieces(mask)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.4, 0.6, 1.0])
def test_pieces_of_a_large_mask(share: float) -> None:
    assert_same_pieces(np.random.default_rng(0).random((150, 201)) < share)


@given(masks, st.integers(1, 3))
def test_growing(mask: Mask, steps: int) -> None:
    expected = ndimage.binary_dilation(mask, iterations=steps)
    np.testing.assert_array_equal(regions.grown(mask, steps), expected)


@given(masks, st.integers(1, 30))
def test_what_is_near(mask: Mask, reach: int) -> None:
    if mask.any():
        expected = ndimage.distance_transform_cdt(~mask, "chessboard") <= reach
        np.testing.assert_array_equal(regions.near(mask, reach), expected)
    else:
        assert not regions.near(mask, reach).any()


@settings(deadline=None)
@given(masks, st.integers(1, 12))
def test_distances_up_to_the_reach(mask: Mask, reach: int) -> None:
    found = regions.distance(mask, reach)
    if not mask.any():
        assert (found > reach).all()
        return
    expected = ndimage.distance_transform_edt(~mask)
    close = expected <= reach
    np.testing.assert_allclose(found[close], expected[close])
    assert (found[~close] > reach).all()


@given(st.integers(1, 9), st.integers(1, 9), st.integers(0, 99))
def test_reading_between_pixels(height: int, width: int, seed: int) -> None:
    generator = np.random.default_rng(seed)
    field = generator.normal(size=(height, width))
    places = generator.uniform(-2, 11, size=(20, 2))
    expected = ndimage.map_coordinates(field, places.T, order=1, mode="nearest")
    np.testing.assert_allclose(regions.between(field, places), expected, atol=1e-12)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=60))
def test_components_are_what_edges_join(edges: list[tuple[int, int]]) -> None:
    pairs = np.array(edges, dtype=np.int64).reshape(-1, 2)
    found = components(31, pairs[:, 0], pairs[:, 1])
    parent = list(range(31))

    def root(node: int) -> int:
        while parent[node] != node:
            node = parent[node]
        return node

    for one, other in edges:
        parent[max(root(one), root(other))] = min(root(one), root(other))
    assert found.tolist() == [root(node) for node in range(31)]


def test_a_long_chain_is_one_component() -> None:
    order = np.random.default_rng(1).permutation(5_000)
    assert (components(5_000, order[:-1], order[1:]) == 0).all()
