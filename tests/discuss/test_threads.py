"""Threads keep everything, tell what is new, and move from open to resolved."""

from __future__ import annotations

import pytest

import labelbook
from labelbook import Book
from labelbook.discuss import anchors
from labelbook.discuss.records import Anchor, CellChange
from labelbook.errors import BadInput, Conflict, NotFound

ABOUT_ONE = Anchor("sample", (1,))


@pytest.mark.parametrize(
    "anchor",
    [
        Anchor("sample", (3,)),
        Anchor("samples", (5, 1, 3)),
        Anchor("region", (1, 2), lens="content", outline=((-1, -1), (0.5, -1), (0, 0.25))),
        Anchor("class", classes=("ii",)),
        Anchor("pair", (4,), classes=("ii", "iii")),
        Anchor("changeset", changeset=1),
        Anchor("versions", versions=("first", "now")),
    ],
    ids=lambda anchor: anchor.kind,
)
def test_a_thread_is_about_anything_one_can_point_at(tiny_book: Book, anchor: Anchor) -> None:
    tiny_book.save_version("first", author="Anna")
    made = tiny_book.talk.start(anchor, "What is this?", author="Anna", body="Look **here**.")
    with labelbook.open(tiny_book.directory) as again:
        assert again.talk.thread(made.id).anchor == anchor
        assert again.talk.entries(made.id)[0].body == "Look **here**."


def test_a_region_of_0_1_0_is_on_the_map_by_its_name_of_today() -> None:
    written = '{"kind": "region", "lens": "eyes", "outline": [[-1, -1], [0.5, -1], [0, 0.25]]}'
    assert anchors.from_text(written, (1, 2)).lens == "own-model"


@pytest.mark.parametrize(
    ("anchor", "error", "says"),
    [
        (Anchor("sample", (99,)), NotFound, "no sample 99"),
        (Anchor("sample", ()), BadInput, "names no sample"),
        (Anchor("sample", (1, 2)), BadInput, "names one, not 2"),
        (Anchor("region", (1,), outline=((0, 0),)), BadInput, "3 to 500 corners"),
        (Anchor("class", classes=("iv",)), NotFound, "no class 'iv'"),
        (Anchor("pair", classes=("i",)), BadInput, "names 2 classes"),
        (Anchor("changeset", changeset=7), NotFound, "no changeset 7"),
        (Anchor("versions", versions=("a", "b")), NotFound, "'a'"),
        (Anchor("mood"), BadInput, "cannot be about"),  # type: ignore[arg-type]
    ],
)
def test_what_is_not_there_cannot_be_talked_about(
    tiny_book: Book, anchor: Anchor, error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        tiny_book.talk.start(anchor, "What?", author="Anna")
    assert tiny_book.talk.threads() == []


def test_everything_said_stays_with_author_and_time(tiny_book: Book) -> None:
    thread = tiny_book.talk.start(ABOUT_ONE, "Is it an i?", author="Anna").id
    tiny_book.talk.comment(thread, "I see a dot.", author="Ben")
    tiny_book.talk.set_state(thread, "waiting", author="Anna")
    tiny_book.talk.set_state(thread, "resolved", author="Ben", body="It is.")
    assert tiny_book.talk.set_state(thread, "resolved", author="Anna") is None
    entries = tiny_book.talk.entries(thread)
    assert [(e.kind, e.author, e.body, e.value) for e in entries] == [
        ("state", "Anna", "", "open"),
        ("comment", "Ben", "I see a dot.", None),
        ("state", "Anna", "", "waiting"),
        ("state", "Ben", "It is.", "resolved"),
    ]
    assert all(entry.at.endswith("Z") for entry in entries)
    found = tiny_book.talk.thread(thread)
    assert (found.state, found.comments, found.last_author) == ("resolved", 1, "Ben")


def test_a_repeated_request_says_it_once(tiny_book: Book) -> None:
    first = tiny_book.talk.start(ABOUT_ONE, "Once?", author="Anna", key="start-once")
    again = tiny_book.talk.start(ABOUT_ONE, "Once?", author="Anna", key="start-once")
    assert first.id == again.id
    said = [
        tiny_book.talk.comment(first.id, "Yes", author="Ben", key="say-once-") for _ in range(2)
    ]
    assert said[0] == said[1]
    assert len(tiny_book.talk.entries(first.id)) == 2


def test_unread_is_what_others_said_since_one_looked(tiny_book: Book) -> None:
    thread = tiny_book.talk.start(ABOUT_ONE, "Look", author="Anna", body="Please").id
    assert tiny_book.talk.thread(thread, reader="Anna").unread == 0
    assert tiny_book.talk.thread(thread, reader="Ben").unread == 1
    tiny_book.talk.mark_read(thread, tiny_book.talk.thread(thread).last, person="Ben")
    assert tiny_book.talk.thread(thread, reader="Ben").unread == 0
    tiny_book.talk.comment(thread, "Thanks @[Ben Smith] and @ben!", author="Anna")
    ben = tiny_book.talk.thread(thread, reader="Ben")
    assert (ben.unread, ben.mentioned) == (1, True)
    assert tiny_book.talk.thread(thread, reader="ben smith").mentioned
    assert not tiny_book.talk.thread(thread, reader="Carl").mentioned
    tiny_book.talk.mark_read(thread, ben.last, person="Ben")
    tiny_book.talk.mark_read(thread, 1, person="Ben")
    assert not tiny_book.talk.thread(thread, reader="Ben").mentioned


def test_threads_of_a_sample_are_found(tiny_book: Book) -> None:
    one = tiny_book.talk.start(Anchor("samples", (1, 2)), "Both", author="Anna").id
    tiny_book.talk.start(Anchor("sample", (3,)), "Other", author="Anna")
    assert [thread.id for thread in tiny_book.talk.threads(sample=2)] == [one]


@pytest.mark.parametrize(
    ("title", "body", "says"),
    [("", "x", "title is empty"), ("t" * 201, "x", "201 characters"), ("t", "x" * 20_001, "parts")],
)
def test_a_text_that_cannot_be_kept_is_refused(
    tiny_book: Book, title: str, body: str, says: str
) -> None:
    with pytest.raises(BadInput, match=says):
        tiny_book.talk.start(ABOUT_ONE, title, author="Anna", body=body)
    assert tiny_book.talk.threads() == []
    assert tiny_book.talk.last_entry == 0


def test_a_proposal_is_applied_as_one_ordinary_changeset(tiny_book: Book) -> None:
    thread = tiny_book.talk.start(Anchor("samples", (1, 2)), "Both ii?", author="Anna").id
    changes = [CellChange(1, "label", "i", "ii", "two strokes"), CellChange(2, "label", "i", "ii")]
    made = tiny_book.talk.propose(changes, author="Ben", reason="The expert said so", thread=thread)
    assert made is not None
    assert tiny_book.talk.thread(thread).proposed == 1
    changeset = tiny_book.talk.apply(made.id, author="Anna")
    assert changeset is not None
    assert changeset.message == f"The expert said so (thread {thread})"
    assert [tiny_book.sample(id).label for id in (1, 2)] == ["ii", "ii"]
    assert tiny_book.talk.thread(thread).proposed == 0
    decided = tiny_book.talk.proposals(thread=thread)[0].decision
    assert decided is not None
    assert (decided.decision, decided.author, decided.changeset) == (
        "applied",
        "Anna",
        changeset.id,
    )
    tiny_book.undo(changeset.id, author="Anna")
    assert tiny_book.sample(1).label == "i"
    with pytest.raises(BadInput, match="applied already, by Anna"):
        tiny_book.talk.apply(made.id, author="Ben")


def test_a_cell_that_moved_meanwhile_is_a_conflict_and_can_be_left_out(tiny_book: Book) -> None:
    changes = [CellChange(1, "label", "i", "ii"), CellChange(2, "label", "i", "ii")]
    made = tiny_book.talk.propose(changes, author="Ben", reason="Look")
    assert made is not None
    tiny_book.relabel(1, "iii", author="Carl")
    shown = tiny_book.talk.proposals()[0].cells
    assert [(cell.now, cell.conflict) for cell in shown] == [("iii", True), ("i", False)]
    before = tiny_book.seq
    with pytest.raises(Conflict, match="set by Carl"):
        tiny_book.talk.apply(made.id, author="Anna")
    assert tiny_book.seq == before
    assert tiny_book.talk.proposals(undecided=True) != []
    tiny_book.talk.apply(made.id, author="Anna", skip_conflicts=True)
    assert [tiny_book.sample(id).label for id in (1, 2)] == ["iii", "ii"]


def test_a_declined_proposal_changes_nothing(tiny_book: Book) -> None:
    made = tiny_book.talk.propose([CellChange(1, "label", "i", "ii")], author="Ben", reason="?")
    assert made is not None
    tiny_book.talk.decline(made.id, author="Anna", note="It has a dot")
    assert tiny_book.sample(1).label == "i"
    assert tiny_book.talk.proposals(undecided=True) == []
    with pytest.raises(BadInput, match="declined already"):
        tiny_book.talk.decline(made.id, author="Anna")


def test_a_proposal_that_moves_nothing_is_none(tiny_book: Book) -> None:
    assert tiny_book.talk.propose([CellChange(1, "label", "i", "i")], author="B", reason="") is None
    with pytest.raises(NotFound, match="no sample 99"):
        tiny_book.talk.propose([CellChange(99, "label", "i", "ii")], author="B", reason="")
    with pytest.raises(BadInput, match="is no field"):
        tiny_book.talk.propose([CellChange(1, "mood", "i", "ii")], author="B", reason="")
    assert tiny_book.talk.proposals() == []
