"""`book.unlabelled.queue`: images without a label of a real book."""

from __future__ import annotations

import pytest

from labelbook import Book
from labelbook.errors import BadInput, NotFound
from tests.conftest import draw


def give(book: Book, label_of: dict[int, str], samples: list[int]) -> None:
    for label in dict.fromkeys(label_of[sample] for sample in samples):
        book.relabel([s for s in samples if label_of[s] == label], label, author="Anna")


def test_labels_given_in_the_useful_order_make_the_surest_suggestions_right(
    bare: Book, label_of: dict[int, str]
) -> None:
    found = bare.unlabelled.queue(limit=100)
    assert (found.basis, found.total, found.labelled) == ("nothing", len(label_of), 0)
    assert all(image.suggestion is None for image in found.images)
    while found.labelled < 150:
        give(bare, label_of, [image.sample for image in found.images[:25]])
        found = bare.unlabelled.queue(limit=100)
    assert found.basis == "model"
    assert found.right is not None
    sure = bare.unlabelled.queue("certain", limit=40).images
    confidence = [image.confidence or 0 for image in sure]
    assert confidence == sorted(confidence, reverse=True)
    right = [image.suggestion == label_of[image.sample] for image in sure]
    # Of the labels of these drawings some are wrong on purpose, and some drawings are no numeral.
    assert sum(right) / len(right) > sum(confidence) / len(confidence) - 0.1
    assert sum(right) >= 30
    assert sum(one.images for one in found.suggested) == found.total
    assert all(len(image.near) == 4 for image in sure)
    labelled = set(bare.samples().drop_nulls("label")["sample"].to_list())
    assert {sample for image in sure for sample in image.near} <= labelled
    assert bare.unlabelled.queue("certain", limit=40).images == sure


def test_images_of_one_suggested_class_can_be_asked_for(
    bare: Book, label_of: dict[int, str]
) -> None:
    samples = list(label_of)
    give(bare, label_of, samples[::2])
    found = bare.unlabelled.queue("certain", limit=500)
    of = found.suggested[0]
    some = bare.unlabelled.queue("certain", limit=500, suggestion=of.name)
    assert [image.suggestion for image in some.images] == [of.name] * of.images
    with pytest.raises(NotFound, match="no class zebra"):
        bare.unlabelled.queue(suggestion="zebra")


def test_nothing_is_learned_from_test_and_excluded_images_are_left_out(
    bare: Book, label_of: dict[int, str]
) -> None:
    samples = list(label_of)
    give(bare, label_of, samples[:60])
    bare.set_split(samples[:60], "test", author="Anna")
    bare.exclude(samples[60:70], author="Anna")
    found = bare.unlabelled.queue(limit=1000)
    assert (found.basis, found.labelled) == ("nothing", 0)
    assert not {image.sample for image in found.images} & set(samples[60:70])
    assert found.total == len(samples) - 70


def test_without_embeddings_the_order_is_that_of_the_paths(tiny_book: Book) -> None:
    samples = tiny_book.samples()
    tiny_book.relabel(samples["sample"].to_list(), None, author="Anna")
    found = tiny_book.unlabelled.queue(limit=5)
    assert (found.order, found.embedded, found.total) == ("path", 0, 12)
    paths = [image.path for image in found.images]
    assert paths == [f"train/i/{n}.png" for n in range(3)] + ["train/ii/0.png", "train/ii/1.png"]


def test_an_image_that_came_after_the_embedding_is_not_forgotten(
    bare: Book, label_of: dict[int, str]
) -> None:
    new = draw(bare.directory.parent / "new" / "one.png", 5)
    bare.import_(new.parent, author="Anna")
    late = bare.samples().filter(path="one.png")["sample"].to_list()
    bare.relabel(late, None, author="Anna")
    found = bare.unlabelled.queue(limit=1000)
    assert found.images[-1].path == "one.png"
    assert (found.total, found.embedded) == (len(label_of) + 1, len(label_of))


def test_an_order_that_is_none_is_told(tiny_book: Book) -> None:
    with pytest.raises(BadInput, match="use useful, certain, path"):
        tiny_book.unlabelled.queue("best")  # type: ignore[arg-type]


def test_a_book_of_labelled_images_has_no_queue(tiny_book: Book) -> None:
    found = tiny_book.unlabelled.queue()
    assert (found.total, found.images) == (0, ())
