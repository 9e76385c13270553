from __future__ import annotations

from collections import Counter

import pytest

from labelbook.demo import plan
from labelbook.demo.hands import HANDS
from labelbook.demo.plan import CLASSES, DrawnNumeral


@pytest.fixture(scope="module")
def drawings() -> list[DrawnNumeral]:
    return plan.make(0, 2400)


def test_the_plan_depends_on_the_seed_alone(drawings: list[DrawnNumeral]) -> None:
    assert plan.make(0, 2400) == drawings
    assert plan.make(1, 2400) != drawings


@pytest.mark.parametrize("samples", [100, 137, 2400])
def test_it_holds_as_many_drawings_as_asked_for_each_at_its_own_path(samples: int) -> None:
    drawings = plan.make(5, samples)
    assert [d.index for d in drawings] == list(range(samples))
    assert len({d.path for d in drawings}) == samples
    for split in ("train", "val", "label_book"):
        labels = {d.path.split("/")[1] for d in drawings if d.path.startswith(f"{split}/")}
        assert labels == set(CLASSES)


@pytest.mark.parametrize("kind", plan.SHARES)
def test_every_fault_has_its_share(drawings: list[DrawnNumeral], kind: str) -> None:
    noisy = [d for d in drawings if d.split != "test"]
    share = sum(d.kind == kind for d in noisy) / len(noisy)
    assert share == pytest.approx(plan.SHARES[kind], abs=0.001)


def test_only_a_wrong_label_or_a_duplicate_with_two_labels_contradicts_the_truth(
    drawings: list[DrawnNumeral],
) -> None:
    for d in drawings:
        if d.kind == "wrong_label":
            assert d.label != d.true in CLASSES
        elif d.kind == "doodle":
            assert (d.true, d.glyphs) == ("", ())
        elif d.kind != "exact_duplicate":
            assert d.label == d.true
        assert d.path.split("/")[1] == d.label in CLASSES
        assert bool(d.alternative) == (d.kind == "ambiguous")
        assert d.alternative != d.label


def test_some_exact_duplicates_bear_two_labels_and_some_cross_the_splits(
    drawings: list[DrawnNumeral],
) -> None:
    pairs = [(d, drawings[d.original]) for d in drawings if d.kind == "exact_duplicate"]
    assert 3 < sum(copy.label != original.label for copy, original in pairs) < len(pairs) / 2
    crossing = sum(copy.split != original.split for copy, original in pairs)
    assert len(pairs) / 4 < crossing < 3 * len(pairs) / 4


def test_originals_are_clean_and_used_once(drawings: list[DrawnNumeral]) -> None:
    originals = [d.original for d in drawings if d.original != d.index]
    assert len(originals) == len(set(originals))
    assert {drawings[k].kind for k in originals} == {"clean"}


def test_confusions_are_mostly_the_plausible_ones(drawings: list[DrawnNumeral]) -> None:
    wrong = [{d.label, d.true} for d in drawings if d.kind == "wrong_label"]
    likely = [{"iv", "vi"}, {"ii", "iii"}, {"vii", "viii"}, {"v", "x"}, {"iv", "ix"}, {"ix", "x"}]
    assert sum(pair in likely for pair in wrong) > 0.4 * len(wrong)


def test_the_label_book_is_clean_and_small(drawings: list[DrawnNumeral]) -> None:
    book = [d for d in drawings if d.path.startswith("label_book/")]
    assert len(book) == 52
    assert {d.kind for d in book} == {"clean"}
    assert {d.split for d in book} == {"test"}


def test_val_is_written_by_other_hands_than_train(drawings: list[DrawnNumeral]) -> None:
    count = {
        split: Counter(d.hand for d in drawings if d.split == split and d.original == d.index)
        for split in ("train", "val")
    }
    train = {hand: n / count["train"].total() for hand, n in count["train"].items()}
    val = {hand: n / count["val"].total() for hand, n in count["val"].items()}
    assert {hand.name for hand in HANDS if hand.train == 0} == set(val) - set(train)
    assert {hand.name for hand in HANDS if hand.val == 0} == set(train) - set(val)
    apart = sum(abs(train.get(h.name, 0) - val.get(h.name, 0)) for h in HANDS) / 2
    assert apart > 0.4, "total variation distance"


def test_train_is_a_bit_imbalanced_and_val_is_not(drawings: list[DrawnNumeral]) -> None:
    clean = [d for d in drawings if d.kind == "clean"]
    train = Counter(d.true for d in clean if d.split == "train")
    val = Counter(d.true for d in clean if d.split == "val")
    assert max(train.values()) > 1.6 * min(train.values())
    assert max(val.values()) < 1.5 * min(val.values())
