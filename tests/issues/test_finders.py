"""Each finder finds what was planted for it, says why, and is silent where there is nothing."""

from __future__ import annotations

import numpy as np
import pytest

from labelbook import Book
from labelbook.issues.finders import (
    duplicates,
    image_faults,
    imbalance,
    mislabelled,
    mismatch,
    outliers,
)
from labelbook.issues.kinds import SURE, issue_kinds
from labelbook.issues.search import find_all
from tests.issues.conftest import MakeView, Truth


def blobs(sizes: list[int], seed: int = 0, dimensions: int = 16) -> tuple[list[int], np.ndarray]:
    """Return labels and vectors: a cloud for each class, far from the others."""
    rng = np.random.default_rng(seed)
    middles = np.eye(max(len(sizes), dimensions))[:, :dimensions] * 6
    label = [code for code, size in enumerate(sizes) for _ in range(size)]
    points = middles[label] + rng.normal(0, 1, (len(label), dimensions))
    return label, points.astype(np.float32)


def test_every_kind_says_what_it_is_in_few_words() -> None:
    for kind in issue_kinds:
        assert len(kind.title.split()) <= 3
        assert not kind.says.endswith(".")
        assert kind.says[0].islower()


def test_a_wrong_label_is_found_with_the_right_suggestion(make_view: MakeView) -> None:
    label, vectors = blobs([40, 40, 40])
    label[3] = 2
    found = mislabelled.find(make_view(label, vectors=vectors))
    assert len(found) == 120
    first = max(found, key=lambda issue: issue.score)
    assert (first.sample, first.label, first.suggestion) == (4, "c", "a")
    assert first.reason.startswith("similar to a (")
    assert first.reason.endswith("; its 5 nearest are all labelled a")
    assert ".png" not in first.reason
    assert first.evidence.probabilities["a"] > first.evidence.probabilities["c"]
    assert sum(issue.score >= SURE for issue in found) <= 6


def test_what_is_like_no_class_has_no_suggestion(make_view: MakeView) -> None:
    label, vectors = blobs([40, 40])
    vectors[5] = -6
    none = mislabelled.find_no_class(make_view(label, vectors=vectors))
    first = max(none, key=lambda issue: issue.score)
    assert (first.sample, first.suggestion) == (6, None)
    assert "similar to no class" in first.reason


def test_a_class_that_is_hard_to_tell_is_not_suspect_as_a_whole(make_view: MakeView) -> None:
    label, vectors = blobs([60, 60, 60])
    # Half of what tells the third class is gone: all of it looks less like itself.
    vectors[120:] = vectors[120:] * 0.5 + np.random.default_rng(1).normal(0, 1.5, (60, 16))
    label[3] = 1
    view = make_view(label, vectors=vectors)
    own = view.label_scores.likeness[np.arange(180), view.label]
    assert np.median(own[120:]) < np.median(own[:60]) - 0.1
    assert view.label_scores.score.argmax() == 3
    assert (view.label_scores.score[120:] >= SURE).sum() <= 6


def test_what_lies_between_two_classes_is_ambiguous(make_view: MakeView) -> None:
    label, vectors = blobs([60, 60])
    vectors[7] = (vectors[:60].mean(0) + vectors[60:].mean(0)) / 2
    found = mislabelled.find_ambiguous(make_view(label, vectors=vectors))
    assert 8 in [issue.sample for issue in found]
    assert "about equally well" in found[0].reason


def test_the_nearest_are_named_with_their_labels_when_they_disagree(make_view: MakeView) -> None:
    label, vectors = blobs([40, 40])
    unit = vectors - vectors.mean(0)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    nearest = np.argsort(-(unit @ unit[3]))[1]
    label[3] = label[nearest] = 1
    found = mislabelled.find(make_view(label, vectors=vectors))
    reason = next(issue.reason for issue in found if issue.sample == 4)
    assert reason.startswith("similar to a (")
    assert reason.endswith("; its 5 nearest are labelled b, a, a, a, a")


def test_the_least_typical_of_each_class_are_outliers(make_view: MakeView) -> None:
    label, vectors = blobs([50, 120])
    vectors[9] = -vectors[9]
    found = outliers.find(make_view(label, vectors=vectors))
    assert [issue.label for issue in found] == ["a", "b", "b", "b"]
    assert found[0].sample == 10
    assert found[0].reason.startswith("unlike the other 49 images of a: ")
    assert len(found[0].evidence.samples) == 3
    assert all(issue.score > SURE for issue in found)


def test_outliers_are_the_least_typical_of_the_content_map(drawn_book: Book) -> None:
    drawn_book.map.build()
    chart = drawn_book.map.chart("content")
    typicality = dict(zip(chart.samples.tolist(), chart.typicality.tolist(), strict=True))
    found = [issue.sample for issue in drawn_book.issues.list("outlier")]
    assert found
    assert max(typicality[sample] for sample in found) < 0.15


def test_a_rare_class_is_an_imbalance(make_view: MakeView) -> None:
    label, vectors = blobs([60, 60, 10])
    found = imbalance.find(make_view(label, vectors=vectors))
    rare = [issue for issue in found if "c is rare" in issue.reason]
    assert [issue.label for issue in rare] == ["c"]
    assert "10 samples, a has 60" in rare[0].reason
    assert rare[0].score > SURE


def styled(counts: list[list[int]]) -> tuple[list[int], np.ndarray]:
    """Samples of each class (row) in each style (column), styles far apart."""
    rng = np.random.default_rng(0)
    middles = np.eye(len(counts[0])) * 20
    label = [code for code, row in enumerate(counts) for _ in range(sum(row))]
    styles = [style for row in counts for style, many in enumerate(row) for _ in range(many)]
    points = middles[styles] + rng.normal(0, 0.1, (len(styles), len(middles)))
    return label, points.astype(np.float32)


def test_a_style_that_a_class_lacks_is_named_with_its_counts(make_view: MakeView) -> None:
    label, vectors = styled([[30] * 8, [30] * 7 + [4], [30] * 8])
    (found,) = imbalance.find(make_view(label, vectors=vectors))
    assert found.reason == (
        "b has 4 samples in this style, and 30 in its median one; all classes together have 64"
    )
    # The four are shown first, then the same style in other classes.
    assert (found.sample, found.label, found.evidence.samples[:4]) == (
        451,
        "b",
        (452, 453, 454, 211),
    )


def test_a_style_that_is_rare_everywhere_is_one_issue(make_view: MakeView) -> None:
    label, vectors = styled([[30] * 7 + [3]] * 3)
    (found,) = imbalance.find(make_view(label, vectors=vectors))
    assert found.reason.startswith("this style is rare: 9 samples of all classes")


def test_an_example_of_another_class_is_still_an_issue_when_read(drawn_book: Book) -> None:
    labels_now = dict(drawn_book.samples().select("sample", "label").iter_rows())
    for issue in drawn_book.issues.list("imbalance", ranked=True):
        assert issue.label == labels_now[issue.sample]


def test_a_region_that_val_lacks_is_a_mismatch(make_view: MakeView) -> None:
    label, vectors = blobs([150, 150])
    split = [0] * 150 + [row % 2 for row in range(150)]
    found = mismatch.find(make_view(label, split, vectors))
    assert found
    assert any(issue.reason.startswith("val lacks images like this") for issue in found)
    assert all("AUC of" in issue.reason for issue in found)


def test_a_split_by_lot_is_no_mismatch(make_view: MakeView) -> None:
    label, vectors = blobs([150, 150])
    split = np.random.default_rng(1).integers(0, 2, 300).tolist()
    assert mismatch.find(make_view(label, split, vectors)) == []


def paper(seed: int, width: int = 80, height: int = 80) -> np.ndarray:
    pixels = np.full((height, width), 255, np.uint8)
    rng = np.random.default_rng(seed)
    top, left = rng.integers(10, 30, 2)
    pixels[top : top + 30, left : left + 6] = 0
    pixels[top : top + 6, left : left + int(rng.integers(12, 40))] = 0
    return pixels


def test_blank_pale_small_and_odd_images_are_technical_issues(make_view: MakeView) -> None:
    images = [paper(seed) for seed in range(60)]
    images[3][:] = 255
    images[4] = np.maximum(images[4], 225)
    images[5] = np.full((8, 8), 255, np.uint8)
    images[5][3:5, 1:7] = 0
    images[6] = np.full((20, 400), 255, np.uint8)
    images[6][5:9, 100:300] = 0
    view = make_view([0] * 60, images=images)
    found = {int(issue.sample): issue.reason for issue in image_faults.find(view)}
    assert found[4].startswith("blank")
    assert found[5].startswith("pale")
    assert found[6].startswith("too small: 8 x 8")
    assert found[7].startswith("odd shape: 400 x 20")
    assert set(found) == {4, 5, 6, 7}


def test_a_file_that_is_gone_is_a_technical_issue(make_view: MakeView) -> None:
    view = make_view([0] * 3, images=[paper(0), paper(1)])
    found = image_faults.find(view)
    assert [issue.sample for issue in found] == [3]
    assert "cannot be read" in found[0].reason


def test_duplicates_name_their_other_and_what_differs(make_view: MakeView) -> None:
    images = [paper(seed) for seed in (0, 1, 0, 2)]
    hashes = ["a" * 64, "b" * 64, "a" * 64, "c" * 64]
    view = make_view([0, 0, 1, 1], [0, 0, 1, 1], images=images, hashes=hashes)
    found = duplicates.find_duplicates(view)
    assert [(issue.sample, issue.evidence.samples) for issue in found] == [(1, (3,)), (3, (1,))]
    assert found[0].reason == (
        "the same file as sample 3, which is labelled b while this one is "
        "labelled a and which lies in val while this one lies in train"
    )
    assert [issue.sample for issue in duplicates.find_leaks(view)] == [1, 3]


@pytest.mark.parametrize("label", [[], [0], [0, 0, 0], [0, 1], [0] * 30 + [1], [-1] * 5])
def test_books_with_little_to_say_give_no_issue_and_no_trace(
    make_view: MakeView, label: list[int]
) -> None:
    vectors = np.random.default_rng(0).normal(size=(len(label), 8)).astype(np.float32)
    view = make_view(label, vectors=vectors)
    # A ranking, counts, and the least typical of a class are there in every book that is large
    # enough for them.
    always = ("imbalance", "mislabelled", "outlier")
    assert [issue for issue in find_all(view) if issue.kind not in always] == []


def test_planted_duplicates_are_found_and_nothing_else(drawn_book: Book, truth: Truth) -> None:
    paths = dict(drawn_book.samples().select("sample", "path").iter_rows())
    found = {
        frozenset((issue.sample, other))
        for issue in drawn_book.issues.list("duplicate")
        for other in issue.evidence.samples
    }
    named = {frozenset(paths[sample] for sample in pair) for pair in found}
    planted = {
        frozenset((path, row["duplicate_of"])) for path, row in truth.items() if row["duplicate_of"]
    }
    assert len(named & planted) >= 0.9 * len(planted)
    assert len(named - planted) <= 1


def test_planted_label_errors_come_before_the_others(drawn_book: Book, truth: Truth) -> None:
    ranked = drawn_book.issues.table("mislabelled", ranked=True)
    wrong = [truth[path]["given_label"] != truth[path]["true_label"] for path in ranked["path"]]
    assert ranked.height == sum(not path.startswith("label_book") for path in truth)
    assert np.mean(wrong[: len(wrong) // 5]) > 2 * np.mean(wrong)
