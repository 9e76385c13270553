"""Blind votes: everybody labels the same images, and nobody sees the others until the reveal."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, insert, select

from labelbook.core.limits import MAX_LINKED, MAX_TITLE
from labelbook.discuss import anchors, log, votes
from labelbook.discuss.log import NewEntry
from labelbook.discuss.records import Entry, Round
from labelbook.discuss.votes import NewVote
from labelbook.errors import BadInput, NotFound
from labelbook.journal import cells, changesets
from labelbook.journal.tables import talk as schema

STEPS = ("show", "reveal", "close")


def start(
    connection: Connection, thread: int, samples: Sequence[int], question: str, *, author: str
) -> int:
    """Start a round over some samples and give its number.

    Raises NotFound for an unknown thread or sample, BadInput for none, too many, or no question.
    """
    log.exists(connection, [thread])
    chosen = tuple(dict.fromkeys(samples))
    if not 1 <= len(chosen) <= MAX_LINKED:
        raise BadInput(f"a round is about 1 to {MAX_LINKED} samples, not {len(chosen)}")
    anchors.known(connection, chosen)
    values = {
        "thread": thread,
        "question": cells.clean_name(question, "question", MAX_TITLE),
        "author": log.person(author),
        "at": changesets.now(),
    }
    made = connection.execute(insert(schema.rounds).values(values))
    assert made.inserted_primary_key is not None
    round = int(made.inserted_primary_key[0])
    rows = [
        {"round": round, "sample": sample, "position": place} for place, sample in enumerate(chosen)
    ]
    connection.execute(insert(schema.round_samples), rows)
    log.append(connection, NewEntry(thread, "round", author, "", round))
    return round


def step(
    connection: Connection, round: int, kind: str, sample: int | None, *, author: str
) -> Entry:
    """Show an image to all, reveal what was said of it, or close the round (reveals all)."""
    found = one(connection, round)
    if kind not in STEPS:
        raise BadInput(f"{kind!r} is no step of a round: use {', '.join(STEPS)}")
    if kind == "close":
        sample = None
    elif sample not in found.samples:
        raise NotFound(f"sample {sample} is not in round {round}")
    if found.closed:
        raise BadInput(f"round {round} is closed: start another")
    values = {
        "round": round,
        "step": kind,
        "sample": sample,
        "author": log.person(author),
        "at": changesets.now(),
    }
    connection.execute(insert(schema.round_steps).values(values))
    return log.append(connection, NewEntry(found.thread, "step", author, "", round, kind))


def vote(connection: Connection, round: int, given: NewVote) -> Entry:
    """Vote in a round; BadInput where the sample is revealed already or the round is closed."""
    found = one(connection, round)
    if given.sample not in found.samples:
        raise NotFound(f"sample {given.sample} is not in round {round}")
    refuse_late(found, given.sample)
    return votes.keep(connection, given, thread=found.thread, round=round)


def refuse_late(round: Round, sample: int) -> None:
    """Raise BadInput where a vote would no longer be blind."""
    if round.closed or sample in round.revealed:
        raise BadInput("the votes on this image are shown already: it is too late to vote on it")


def one(connection: Connection, round: int) -> Round:
    """Return one round; NotFound where there is none."""
    found = _found(connection, schema.rounds.c.id == round)
    if not found:
        raise NotFound(f"there is no round {round} in this book")
    return found[0]


def of_thread(connection: Connection, thread: int) -> list[Round]:
    """Return the rounds of a thread, the oldest first."""
    return _found(connection, schema.rounds.c.thread == thread)


def _found(connection: Connection, condition: ColumnElement[bool]) -> list[Round]:
    rounds, members, steps = schema.rounds, schema.round_samples, schema.round_steps
    rows = connection.execute(select(rounds).where(condition).order_by(rounds.c.id)).fetchall()
    ids = [row.id for row in rows]
    samples: dict[int, list[int]] = defaultdict(list)
    query = select(members).where(members.c.round.in_(ids)).order_by(members.c.position)
    for row in connection.execute(query):
        samples[row.round].append(row.sample)
    current: dict[int, int] = {}
    revealed: dict[int, list[int]] = defaultdict(list)
    closed: set[int] = set()
    for row in connection.execute(select(steps).where(steps.c.round.in_(ids)).order_by(steps.c.id)):
        if row.step == "close":
            closed.add(row.round)
        else:
            current[row.round] = row.sample
        if row.step == "reveal":
            revealed[row.round].append(row.sample)
    result = []
    for row in rows:
        given = votes.of(connection, round=row.id)
        own = samples[row.id]
        shown = tuple(own if row.id in closed else dict.fromkeys(revealed[row.id]))
        result.append(
            Round(
                id=row.id,
                thread=row.thread,
                question=row.question,
                author=row.author,
                at=row.at,
                samples=tuple(own),
                current=current.get(row.id, own[0]),
                revealed=shown,
                closed=row.id in closed,
                voters=tuple(sorted({vote.voter for vote in given})),
                voted=dict(Counter(vote.sample for vote in given)),
                votes=tuple(vote for vote in given if vote.sample in shown),
            )
        )
    return result
