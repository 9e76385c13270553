"""Blind votes stay blind, and end in a proposal."""

from __future__ import annotations

import pytest

from labelbook import Book
from labelbook.discuss.records import Anchor
from labelbook.discuss.votes import NewVote
from labelbook.errors import BadInput, NotFound

SAMPLES = (1, 2, 3)
DEVICES = {name: f"device-of-{name}-0123" for name in ("Anna", "Ben", "Clara")}


def start(book: Book) -> int:
    thread = book.talk.start(Anchor("samples", SAMPLES), "Which?", author="Anna").id
    return book.votes.start_round(thread, SAMPLES, "Which numeral?", author="Anna").id


def vote(book: Book, round: int, who: str, sample: int, label: str | None) -> None:
    verdict = "unsure" if label is None else "none" if label == "none" else "class"
    given = label if verdict == "class" else None
    book.votes.vote(round, NewVote(sample, verdict, DEVICES[who], who, given))


def test_nobody_sees_a_vote_before_the_reveal_and_all_after(tiny_book: Book) -> None:
    round = start(tiny_book)
    vote(tiny_book, round, "Anna", 1, "i")
    vote(tiny_book, round, "Ben", 1, "ii")
    found = tiny_book.votes.round(round)
    assert found.votes == ()
    assert found.voted == {1: 2}
    assert [entry.body for entry in tiny_book.talk.entries(1) if entry.kind == "vote"] == ["", ""]
    assert [entry.value for entry in tiny_book.talk.entries(1) if entry.kind == "vote"] == [
        None
    ] * 2
    assert [v.label for v in tiny_book.votes.my_votes(round, DEVICES["Ben"])] == ["ii"]
    assert tiny_book.votes.agreement(round).samples == 0
    assert tiny_book.votes.consensus(round) == []
    shown = tiny_book.votes.step_round(round, "reveal", 1, author="Anna")
    assert {(v.voter, v.label) for v in shown.votes} == {("Anna", "i"), ("Ben", "ii")}
    assert shown.revealed == (1,)


def test_what_is_known_of_a_sample_holds_no_vote_that_is_not_revealed(tiny_book: Book) -> None:
    round = start(tiny_book)
    _, secret = tiny_book.votes.make_link(1, SAMPLES, "Which numeral?", author="Anna", round=round)
    tiny_book.votes.answer(secret, 0, NewVote(1, "class", DEVICES["Clara"], "Clara", "ii"))

    def votes() -> list[str]:
        return [each.what for each in tiny_book.report.why(1).reasons if each.kind == "vote"]

    assert votes() == []
    tiny_book.votes.step_round(round, "reveal", 1, author="Anna")
    assert votes() == ["said: ii"]


def test_a_vote_after_the_reveal_is_refused_and_a_change_of_mind_before_it_counts(
    tiny_book: Book,
) -> None:
    round = start(tiny_book)
    vote(tiny_book, round, "Anna", 1, "i")
    vote(tiny_book, round, "Anna", 1, "iii")
    tiny_book.votes.step_round(round, "reveal", 1, author="Ben")
    with pytest.raises(BadInput, match="too late"):
        vote(tiny_book, round, "Ben", 1, "i")
    assert [v.label for v in tiny_book.votes.round(round).votes] == ["iii"]
    tiny_book.votes.step_round(round, "close", author="Ben")
    assert tiny_book.votes.round(round).revealed == SAMPLES
    with pytest.raises(BadInput, match="too late"):
        vote(tiny_book, round, "Ben", 2, "i")
    with pytest.raises(BadInput, match="closed"):
        tiny_book.votes.step_round(round, "show", 2, author="Ben")


def test_agreement_and_consensus_are_of_what_was_said(tiny_book: Book) -> None:
    round = start(tiny_book)
    for who, labels in {
        "Anna": ("ii", "i", "none"),
        "Ben": ("ii", "i", "none"),
        "Clara": ("ii", None, "i"),
    }.items():
        for sample, label in zip(SAMPLES, labels, strict=True):
            vote(tiny_book, round, who, sample, label)
    tiny_book.votes.step_round(round, "close", author="Anna")
    found = tiny_book.votes.agreement(round)
    assert (found.voters, found.samples, found.missing) == (3, 3, 1)
    assert found.percent == pytest.approx(5 / 7)
    assert found.split == (3,)
    assert {(p.one, p.other, p.common) for p in found.pairs} == {
        ("Anna", "Ben", 3),
        ("Anna", "Clara", 2),
        ("Ben", "Clara", 2),
    }
    said = {item.sample: (item.verdict, item.label) for item in tiny_book.votes.consensus(round)}
    assert said == {1: ("class", "ii"), 2: ("class", "i"), 3: ("none", None)}
    made = tiny_book.votes.propose_consensus(round, author="Anna")
    assert made is not None
    assert [(c.sample, c.field, c.after) for c in made.cells] == [
        (1, "label", "ii"),
        (3, "excluded", "1"),
    ]
    again = tiny_book.votes.propose_consensus(round, "dawid-skene", author="Anna")
    assert again is not None
    decisions = [p.decision and p.decision.decision for p in tiny_book.talk.proposals()]
    assert decisions == ["superseded", None]
    tiny_book.talk.apply(again.id, author="Ben")
    assert tiny_book.sample(1).label == "ii"
    assert tiny_book.sample(3).excluded


def test_a_tie_says_nothing(tiny_book: Book) -> None:
    round = start(tiny_book)
    vote(tiny_book, round, "Anna", 1, "i")
    vote(tiny_book, round, "Ben", 1, "ii")
    tiny_book.votes.step_round(round, "close", author="Anna")
    assert tiny_book.votes.consensus(round)[0].verdict is None
    assert tiny_book.votes.propose_consensus(round, author="Anna") is None


def test_a_vote_that_cannot_be_is_refused(tiny_book: Book) -> None:
    round = start(tiny_book)
    with pytest.raises(NotFound, match="not in round"):
        vote(tiny_book, round, "Anna", 9, "i")
    with pytest.raises(NotFound, match="no class"):
        vote(tiny_book, round, "Anna", 1, "xx")
    with pytest.raises(BadInput, match="no answer"):
        tiny_book.votes.vote(round, NewVote(1, "maybe", DEVICES["Anna"]))
    with pytest.raises(BadInput, match="name the device"):
        tiny_book.votes.vote(round, NewVote(1, "unsure", "short"))
    with pytest.raises(BadInput, match="1 to 200 samples"):
        tiny_book.votes.start_round(1, (), "?", author="Anna")
