"""What each part of a change was worth, and what a change would be worth before it is made."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from labelbook import Book
from labelbook.errors import BadInput, NotFound, NotReady
from labelbook.evaluate import evaluate
from labelbook.evaluate import parts as attribute
from labelbook.journal.records import YES, Edit
from labelbook.maps.records import Embeddings
from labelbook.maps.service import Maps
from tests.conftest import draw

LABELS = 3


@pytest.fixture
def seen(tmp_path: Path, tiny_book: Book, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Book]:
    """Return a book of many samples whose embeddings tell the class they were imported as."""

    def make(each: int) -> Book:
        number = 100
        for split in ("train", "val", "test"):
            for label in ("i", "ii", "iii"):
                for place in range(each):
                    number += 1
                    draw(tmp_path / "many" / split / label / f"m{place}.png", number, (4, 3))
        tiny_book.import_(tmp_path / "many", author="import")
        samples = tiny_book.samples()
        codes = samples["label"].cast(pl.Enum(["i", "ii", "iii"])).to_physical().to_numpy()
        rng = np.random.default_rng(1)
        vectors = rng.normal(0, 0.6, (len(codes), 6)).astype(np.float16)
        vectors[np.arange(len(codes)), codes] += 1
        found = Embeddings("drawn", samples["sample"].to_numpy(), vectors)
        monkeypatch.setattr(Maps, "embeddings", lambda *_: found)
        return tiny_book

    return make


def train_of(book: Book, label: str) -> list[int]:
    samples = book.samples().filter(pl.col("split") == "train", pl.col("label") == label)
    return samples["sample"].to_list()


def test_the_cell_belongs_to_the_changeset_that_moved_it_last(tiny_book: Book) -> None:
    before = tiny_book.samples()
    first = tiny_book.relabel([1, 2, 3], "ii", author="Anna")
    second = tiny_book.relabel([2], "iii", author="Ben")
    tiny_book.relabel([3], "i", author="Ben")
    third = tiny_book.exclude([1, 9], author="Anna")
    after = tiny_book.samples()
    assert first and second and third
    came = before.head(0).select("sample", pl.lit(0).alias("changeset"))
    news = tiny_book.journal.changes_since(1)
    assert news is not None
    cells = attribute.moved_cells(before, after, news, came)
    found = {(s, f): c for s, f, _, c in cells.iter_rows()}
    assert found == {
        (1, "label"): first.id,
        (2, "label"): second.id,
        (1, "excluded"): third.id,
        (9, "excluded"): third.id,
    }
    parts = {part.title: part for part in attribute.by_kind(cells, {})}
    assert sorted(parts) == ["exclusions", "relabelling"]
    without = attribute.without(parts["relabelling"], before, after)
    assert without["label"].to_list() == before["label"].to_list()
    assert without["excluded"].to_list() == after["excluded"].to_list()
    everything = attribute.without(parts["exclusions"], before, without)
    assert everything.drop("last_author", "last_change").equals(
        before.drop("last_author", "last_change")
    )


def test_small_changesets_stand_together(tiny_book: Book) -> None:
    rows = [(n, "label", "i", 1 if n < 400 else 2 + n % 4) for n in range(412)]
    cells = pl.DataFrame(rows, ["sample", "field", "after", "changeset"], orient="row")
    parts = attribute.by_changeset(cells, {1: "the great relabelling"})
    assert [part.title for part in parts] == ["1: the great relabelling", "4 small changesets"]
    assert parts[1].changesets == (2, 3, 4, 5)


def test_each_part_of_a_change_gets_its_worth(seen: Callable[[int], Book]) -> None:
    book = seen(60)
    spoilt = [*train_of(book, "i")[:45], *train_of(book, "ii")[:45]]
    old = dict(book.samples().select("sample", "label").iter_rows())
    book.relabel(spoilt, "iii", author="Spoiler")
    raw = book.seq
    for label in ("i", "ii"):
        mine = [sample for sample in spoilt if old[sample] == label]
        book.relabel(mine, label, author="Anna")
    book.exclude(train_of(book, "iii")[:3], author="Anna")
    found = book.runs.attribute(raw, book.seq, seeds=3)
    assert [part.title for part in found.parts] == ["relabelling", "exclusions"]
    assert (found.verdict, found.parts[0].verdict) == ("better", "better")
    assert found.parts[0].samples == 90
    assert found.parts[1].verdict == "cannot tell"
    together = found.total.estimate - sum(part.difference.estimate for part in found.parts)
    assert found.together == pytest.approx(together)
    each = book.runs.attribute(raw, book.seq, seeds=3, by="changeset")
    assert {part.changesets for part in each.parts} == {(4,), (5,), (6,)}
    with pytest.raises(BadInput, match="name the earlier version first"):
        book.runs.attribute(book.seq, raw)
    with pytest.raises(BadInput, match="by 'author'"):
        book.runs.attribute(raw, book.seq, by="author")
    book.tag(1, "seen", author="Anna")
    with pytest.raises(BadInput, match="nothing that a model sees changed"):
        book.runs.attribute(book.seq - 1, book.seq)


def test_an_import_is_a_part(seen: Callable[[int], Book]) -> None:
    book = seen(8)
    found = book.runs.attribute(1, book.seq, seeds=2)
    assert [(part.samples, part.changesets) for part in found.parts] == [(72, (2,))]


def test_a_forecast_says_what_a_change_does_and_changes_nothing(
    seen: Callable[[int], Book],
) -> None:
    book = seen(60)
    spoilt = [*train_of(book, "i")[:50], *train_of(book, "ii")[:50]]
    seq = book.seq
    found = book.runs.forecast([Edit("label", spoilt, "iii")])
    assert (found.verdict, found.samples, book.seq) == ("worse", 100, seq)
    none = book.runs.forecast([Edit("excluded", spoilt[:2], YES), Edit("tag:seen", [1], YES)])
    assert none.verdict == "cannot tell"
    with pytest.raises(NotFound, match="no sample 99999"):
        book.runs.forecast([Edit("label", [99999], "i")])
    with pytest.raises(BadInput, match="no split"):
        book.runs.forecast([Edit("split", [1], "dev")])
    record = book.runs.forecasts()
    assert [told.forecast.what for told in record.forecasts] == [
        "Relabelled 100 samples to iii",
        "Excluded 2 samples; tagged 1 sample seen",
    ]
    assert {(told.changeset, told.outcomes) for told in record.forecasts} == {(None, ())}
    assert record.scores == ()


def test_a_forecast_is_held_against_the_real_run(
    seen: Callable[[int], Book], tmp_path: Path
) -> None:
    book = seen(20)
    script = tmp_path / "share.py"
    # A model that knows the truth as often as train has labels of `i`.
    script.write_text(
        "import pathlib, sys\n"
        "train, val, test, out = sys.argv[1:]\n"
        "count = {p.name: len(list(p.iterdir())) for p in pathlib.Path(train).iterdir()}\n"
        "paths = [*pathlib.Path(val).rglob('*.png'), *pathlib.Path(test).rglob('*.png')]\n"
        "rows = [f'{p},' + ('i' if int(p.stem) % 90 >= count['i'] else p.parent.name)"
        " for p in paths]\n"
        "open(out, 'w').write('\\n'.join(['path,label', *rows]))\n"
    )
    words = f"{sys.executable} {script} {{train}} {{val}} {{test}} {{out}}"
    before = book.runs.evaluate(model="command", command=words, seeds=2)
    edits = [Edit("label", train_of(book, "i")[:15], "ii")]
    book.runs.forecast(edits)
    assert book.runs.forecasts().scores == ()
    changeset = book.edit(edits, author="Anna")
    (own,) = book.runs.forecasts().scores
    assert (own.model, own.known, own.within, own.same, own.error) == ("linear", 1, 1, 1, 0)
    after = book.runs.evaluate(model="command", command=words, seeds=2)
    record = book.runs.forecasts()
    (told,) = record.forecasts
    outcome, own_runs = told.outcomes
    assert changeset
    assert (told.changeset, told.undone) == (changeset.id, False)
    assert (outcome.model, outcome.seeds, outcome.images, outcome.same) == ("command", 2, 60, False)
    actual = after.scores["test"].estimate - before.scores["test"].estimate
    assert actual < 0
    assert outcome.difference.estimate == pytest.approx(actual)
    expected = told.forecast.difference
    assert outcome.within == (expected.low <= actual <= expected.high)
    assert (own_runs.model, own_runs.same) == ("linear", True)
    score = record.scores[0]
    assert (score.model, score.known, score.within) == ("command", 1, int(outcome.within))
    assert score.error == pytest.approx(abs(expected.estimate - actual), abs=1e-6)
    book.undo(changeset.id, author="Ben")
    assert book.runs.forecasts().forecasts[0].undone


def test_a_forecast_comes_true_among_other_changes_once_it_is_attributed(
    seen: Callable[[int], Book],
) -> None:
    book = seen(20)
    first = book.seq
    edits = [Edit("label", train_of(book, "i")[:15], "ii")]
    book.runs.forecast(edits)
    book.exclude(train_of(book, "iii")[:2], author="Ben")
    made = book.edit(edits, author="Anna", message="they are ii")
    book.exclude(train_of(book, "iii")[2:4], author="Ben")
    (told,) = book.runs.forecasts().forecasts
    assert made
    assert (told.changeset, told.outcomes) == (made.id, ())
    found = book.runs.attribute(first, book.seq, seeds=2)
    (part,) = [part for part in found.parts if part.title == "relabelling"]
    (told,) = book.runs.forecasts().forecasts
    (outcome,) = told.outcomes
    assert (outcome.model, outcome.same, outcome.difference) == ("linear", False, part.difference)
    assert outcome.between == f"changeset {book.seq} with and without it"
    (score,) = book.runs.forecasts().scores
    assert (score.known, score.same) == (1, 0)


def test_versions_that_were_not_judged_alike_are_refused(seen: Callable[[int], Book]) -> None:
    book = seen(8)
    book.exclude(train_of(book, "i")[0], author="Anna")
    with pytest.raises(
        NotReady, match="were not evaluated with the same model and seeds"
    ) as caught:
        book.runs.compare(2, 3)
    assert (caught.value.needs, caught.value.of) == ("runs", (2, 3))
    book.runs.evaluate(2, model="linear", seeds=2)
    with pytest.raises(NotReady):
        book.runs.compare(2, 3)
    found = book.runs.compare(2, 3, model="linear")
    assert (found.first, found.second, found.images) == (2, 3, 24)
    assert book.runs.compare(2, 3).seeds == found.seeds
    with pytest.raises(NotFound, match="no version 'never'"):
        book.runs.compare(2, "never")
    with pytest.raises(BadInput, match="no model"):
        book.runs.compare(2, 3, model="deep")


def test_val_is_held_against_test(seen: Callable[[int], Book]) -> None:
    book = seen(20)
    with pytest.raises(NotReady, match="not evaluated yet"):
        book.runs.trust()
    book.runs.evaluate(model="linear", seeds=3)
    found = book.runs.trust()
    assert found.trusted
    assert found.apart is not None
    assert found.styles
    assert sum(style.share_test for style in found.styles) == pytest.approx(1)
    assert all("mostly" not in style.name for style in found.styles)
    tests = book.samples().filter(pl.col("split") == "test")["sample"].to_list()
    book.exclude(tests, author="Anna")
    with pytest.raises(BadInput, match="no test split"):
        book.runs.trust()


def test_the_order_of_data_hangs_on_content_alone(tiny_book: Book) -> None:
    data = evaluate.data_of(tiny_book.context, tiny_book.samples())
    turned = evaluate.data_of(tiny_book.context, tiny_book.samples().reverse())
    assert turned.key == data.key
    np.testing.assert_array_equal(turned.train.samples, data.train.samples)
    moved = tiny_book.relabel(1, "ii", author="Anna")
    assert moved
    assert evaluate.data_of(tiny_book.context, tiny_book.samples()).key != data.key
    tiny_book.undo(moved.id, author="Anna")
    assert evaluate.data_of(tiny_book.context, tiny_book.samples()).key == data.key
