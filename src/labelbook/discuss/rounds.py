"""Blind votes: everybody labels the same images, and nobody sees other votes until the reveal."""

from __future__ import annotations

from collections.abc import Sequence

from labelbook.core import clock
from labelbook.core.limits import MAX_LINKED, MAX_TITLE
from labelbook.core.types import RoundId, ThreadId
from labelbook.discuss import anchors, log, votes
from labelbook.discuss.log import NewEntry
from labelbook.discuss.records import Entry, Round
from labelbook.discuss.store import rounds as store
from labelbook.discuss.votes import NewVote
from labelbook.errors import BadInput, NotFound
from labelbook.journal import cells
from labelbook.journal.database import Transaction

STEPS = ("show", "reveal", "close")


def start(
    transaction: Transaction, thread: int, samples: Sequence[int], question: str, *, author: str
) -> RoundId:
    """Start a round over some samples and return its number.

    Raises NotFound for an unknown thread or sample, BadInput for none, too many, or no question.
    """
    known = log.known_thread(transaction, thread)
    chosen = tuple(dict.fromkeys(samples))
    if not 1 <= len(chosen) <= MAX_LINKED:
        raise BadInput(f"a round is about 1 to {MAX_LINKED} samples, not {len(chosen)}")
    anchors.check_samples(transaction, chosen)
    values = {
        "thread": known,
        "question": cells.clean_name(question, "question", MAX_TITLE),
        "author": log.clean_author(author),
        "at": clock.now(),
    }
    round = store.add(transaction, values, chosen)
    log.add(transaction, NewEntry(known, "round", author, "", round))
    return round


def step(
    transaction: Transaction, round: int, kind: str, sample: int | None, *, author: str
) -> Entry:
    """Show an image to all, reveal its votes, or close the round (which reveals all)."""
    found = get(transaction, round)
    if kind not in STEPS:
        raise BadInput(f"{kind!r} is no step of a round: use {', '.join(STEPS)}")
    if kind == "close":
        sample = None
    elif sample not in found.samples:
        raise NotFound(f"sample {sample} is not in round {round}")
    if found.closed:
        raise BadInput(f"round {round} is closed: start another")
    values = {
        "round": found.id,
        "step": kind,
        "sample": sample,
        "author": log.clean_author(author),
        "at": clock.now(),
    }
    store.add_step(transaction, values)
    return log.add(transaction, NewEntry(found.thread, "step", author, "", found.id, kind))


def vote(transaction: Transaction, round: int, new: NewVote) -> Entry:
    """Vote in a round; BadInput where the sample is revealed already or the round is closed."""
    found = get(transaction, round)
    if new.sample not in found.samples:
        raise NotFound(f"sample {new.sample} is not in round {round}")
    check_blind(found, new.sample)
    return votes.add(transaction, new, thread=found.thread, round=found.id)


def check_blind(round: Round, sample: int) -> None:
    """Raise BadInput where a vote would no longer be blind."""
    if round.closed or sample in round.revealed:
        raise BadInput("the votes on this image are revealed: it is too late to vote on it")


def get(transaction: Transaction, round: int) -> Round:
    """Return one round; NotFound where there is none."""
    found = store.get(transaction, RoundId(round))
    if found is None:
        raise NotFound(f"there is no round {round} in this book")
    return found


def of_thread(transaction: Transaction, thread: int) -> list[Round]:
    """Return the rounds of a thread, the oldest first."""
    return store.of_thread(transaction, ThreadId(thread))
