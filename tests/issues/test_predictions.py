"""Class probabilities that another model gave: read, checked, and used beside the book's own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelbook import Book
from labelbook.core.arrays import Floats
from labelbook.errors import BadInput, NotFound
from labelbook.issues import search
from labelbook.issues.evidence import confident, mislabelled


def probabilities(book: Book, wrong: int | None = None) -> Floats:
    """0.8 for each sample's own label; of one sample for another class."""
    classes = book.classes()
    values = np.full((book.samples().height, len(classes)), 0.2 / (len(classes) - 1))
    for row, (sample, label) in enumerate(
        book.samples().sort("sample")["sample", "label"].iter_rows()
    ):
        place = classes.index(label)
        values[row, (place + 1) % len(classes) if sample == wrong else place] = 0.8
    return values.astype(np.float32)


def as_table(book: Book, values: Floats) -> pl.DataFrame:
    columns = {name: values[:, place] for place, name in enumerate(book.classes())}
    return pl.DataFrame({"path": book.samples().sort("sample")["path"], **columns})


@given(st.integers(1, 30), st.integers(2, 5), st.integers(0, 2**32 - 1))
def test_the_scores_are_those_of_confident_learning(rows: int, classes: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    p = random.dirichlet(np.ones(classes), rows).astype(np.float32)
    label = random.integers(0, classes, rows)
    # The published definitions, one sample and class at a time.
    own = [float(p[i, label[i]]) for i in range(rows)]
    margin = [
        own[i] - max(float(p[i, k]) for k in range(classes) if k != label[i]) for i in range(rows)
    ]
    threshold = {
        k: sum(own[i] for i in range(rows) if label[i] == k) / list(label).count(k)
        for k in set(label.tolist())
    }
    confidently = []
    for i in range(rows):
        reach = [k for k, t in threshold.items() if p[i, k] >= t - 1e-6]
        confidently.append(max(reach, key=lambda k: float(p[i, k])) if reach else -1)
    assert confident.self_confidence(p, label).tolist() == own
    np.testing.assert_allclose(
        confident.normalised_margin(p, label), [(m + 1) / 2 for m in margin], atol=1e-6
    )
    assert confident.confident_class(p, label).tolist() == confidently
    against = [k not in (-1, int(mine)) for k, mine in zip(confidently, label, strict=True)]
    assert confident.speaks_against(p, label).tolist() == against


@pytest.mark.parametrize("ending", ["npy", "npz", "parquet", "csv", "lists"])
def test_probabilities_come_in_any_file_that_people_keep_them_in(
    tiny_book: Book, tmp_path: Path, ending: str
) -> None:
    values = probabilities(tiny_book, wrong=3)
    table = as_table(tiny_book, values)
    file = tmp_path / f"mine.{'parquet' if ending == 'lists' else ending}"
    if ending == "npy":
        np.save(file, values)
    elif ending == "npz":
        np.savez(file, pred_probs=values, path=np.array(table["path"].to_list()))
    elif ending == "csv":
        table.sample(fraction=1, shuffle=True, seed=1).write_csv(file)
    elif ending == "parquet":
        table.sample(fraction=1, shuffle=True, seed=1).write_parquet(file)
    else:
        pl.DataFrame({"path": table["path"], "pred_probs": values.tolist()}).write_parquet(file)
    added = tiny_book.issues.add_predictions(file, in_order=ending == "npy")
    assert (added.name, added.samples, added.unknown, added.against) == ("mine", 12, 0, 1)
    first = tiny_book.issues.predictions("mine").row(0, named=True)
    assert (first["sample"], first["against"]) == (3, True)
    assert first["self_confidence"] == pytest.approx(0.1)
    assert first["normalised_margin"] == pytest.approx((0.1 - 0.8 + 1) / 2)


def test_hardest_come_first_and_labels_are_counted_against_predictions(
    tiny_book: Book, tmp_path: Path
) -> None:
    np.save(tmp_path / "p.npy", probabilities(tiny_book, wrong=3))
    tiny_book.issues.add_predictions(tmp_path / "p.npy", in_order=True)
    margins = tiny_book.issues.predictions("p")["normalised_margin"].to_list()
    assert margins == sorted(margins)
    counted = tiny_book.issues.confusion("p")
    assert counted["samples"].sum() == 12
    assert counted.filter(pl.col("label") != pl.col("predicted"))["samples"].to_list() == [1]


def test_a_label_that_they_speak_against_scores_higher(tiny_book: Book, tmp_path: Path) -> None:
    before = mislabelled.label_scores(search.make_view(tiny_book.context, None), None)
    np.save(tmp_path / "p.npy", probabilities(tiny_book, wrong=3))
    tiny_book.issues.add_predictions(tmp_path / "p.npy", in_order=True)
    view = search.make_view(tiny_book.context, None)
    after = mislabelled.label_scores(view, None)
    row = view.samples.tolist().index(3)
    own = view.label[row]
    assert before.known[row]
    assert after.likeness[row, own] < before.likeness[row, own]
    assert int(after.score.argmax()) == row


def test_a_search_is_told_what_it_used(tiny_book: Book, tmp_path: Path) -> None:
    tiny_book.issues.find()
    assert tiny_book.issues.added() == ()
    np.save(tmp_path / "p.npy", probabilities(tiny_book))
    tiny_book.issues.add_predictions(tmp_path / "p.npy", in_order=True)
    before = tiny_book.issues.about()
    assert before is not None
    assert before.added != tiny_book.issues.added()
    tiny_book.issues.find()
    now = tiny_book.issues.about()
    assert now is not None
    assert now.added == tiny_book.issues.added()
    tiny_book.issues.remove_predictions("p")
    assert tiny_book.issues.added() == ()


def test_logits_become_probabilities_only_when_asked(tiny_book: Book, tmp_path: Path) -> None:
    np.save(tmp_path / "p.npy", np.log(probabilities(tiny_book)) + 5)
    with pytest.raises(BadInput, match="12 rows are no probabilities, first row 1"):
        tiny_book.issues.add_predictions(tmp_path / "p.npy", in_order=True)
    assert tiny_book.issues.predictions_names() == []
    tiny_book.issues.add_predictions(tmp_path / "p.npy", in_order=True, softmax=True)
    found = tiny_book.issues.predictions("p")["self_confidence"]
    assert found.to_list() == pytest.approx([0.8] * 12, abs=1e-5)


def test_the_classes_of_the_columns_can_be_said(tiny_book: Book, tmp_path: Path) -> None:
    np.save(tmp_path / "p.npy", probabilities(tiny_book)[:, ::-1])
    classes = list(reversed(tiny_book.classes()))
    added = tiny_book.issues.add_predictions(tmp_path / "p.npy", in_order=True, classes=classes)
    assert added.against == 0


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda values: values[:-1], "11 rows and the book 12 samples"),
        (lambda values: values[:, :2], "2 columns and the book 3 classes"),
        (lambda values: values * np.nan, "12 rows hold what is no finite number"),
        (lambda values: values[0], "must be (samples, values)"),
    ],
)
def test_what_are_no_probabilities_of_the_book_is_refused(
    tiny_book: Book, tmp_path: Path, spoil: object, sentence: str
) -> None:
    assert callable(spoil)
    np.save(tmp_path / "p.npy", spoil(probabilities(tiny_book)))
    with pytest.raises(BadInput) as refused:
        tiny_book.issues.add_predictions(tmp_path / "p.npy", in_order=True)
    assert sentence in str(refused.value)
    assert tiny_book.issues.predictions_names() == []


def test_rows_whose_sample_nobody_knows_are_refused_or_counted(
    tiny_book: Book, tmp_path: Path
) -> None:
    values = probabilities(tiny_book)
    np.save(tmp_path / "p.npy", values)
    with pytest.raises(BadInput, match="does not say which row is which sample"):
        tiny_book.issues.add_predictions(tmp_path / "p.npy")
    table = as_table(tiny_book, values)
    table.with_columns(path=pl.lit("nowhere.png")).write_csv(tmp_path / "n.csv")
    with pytest.raises(BadInput, match=r"none of its rows is of a sample .*nowhere\.png"):
        tiny_book.issues.add_predictions(tmp_path / "n.csv")
    pl.concat([table, table[:1]]).write_csv(tmp_path / "t.csv")
    with pytest.raises(BadInput, match="two rows of sample 1"):
        tiny_book.issues.add_predictions(tmp_path / "t.csv")
    odd = table[:1].with_columns(path=pl.lit("nowhere.png"))
    pl.concat([table, odd]).write_csv(tmp_path / "o.csv")
    assert tiny_book.issues.add_predictions(tmp_path / "o.csv").unknown == 1


def test_what_is_not_there_is_named(tiny_book: Book) -> None:
    with pytest.raises(NotFound, match="there are no predictions 'x'"):
        tiny_book.issues.predictions("x")
    with pytest.raises(NotFound, match="there is no file"):
        tiny_book.issues.add_predictions("nowhere.npy")
