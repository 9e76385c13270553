"""The rows of blind votes: their samples, and the steps that their moderators took."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, select

from labelbook.core.types import RoundId, ThreadId
from labelbook.discuss.records import Round
from labelbook.discuss.store import insert_one, insert_samples, votes
from labelbook.journal.tables import talk as schema


def add(connection: Connection, values: Mapping[str, Any], samples: Sequence[int]) -> RoundId:
    """Insert a round and its samples; returns its number."""
    round = insert_one(connection, schema.rounds, values)
    insert_samples(connection, schema.round_samples, {"round": round}, samples)
    return RoundId(round)


def add_step(connection: Connection, values: Mapping[str, Any]) -> None:
    """Insert a step of a round."""
    connection.execute(insert(schema.round_steps).values(dict(values)))


def get(connection: Connection, round: RoundId) -> Round | None:
    """Return one round, None where there is none of this number."""
    return next(iter(_rounds(connection, schema.rounds.c.id == round)), None)


def of_thread(connection: Connection, thread: ThreadId) -> list[Round]:
    """Return the rounds of a thread, the oldest first."""
    return _rounds(connection, schema.rounds.c.thread == thread)


def _rounds(connection: Connection, condition: ColumnElement[bool]) -> list[Round]:
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
    given = votes.of_rounds(connection, ids)
    result = []
    for row in rows:
        own = samples[row.id]
        shown = tuple(own if row.id in closed else dict.fromkeys(revealed[row.id]))
        cast = given.get(row.id, [])
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
                voters=tuple(sorted({vote.voter for vote in cast})),
                voted=dict(Counter(vote.sample for vote in cast)),
                votes=tuple(vote for vote in cast if vote.sample in shown),
            )
        )
    return result
