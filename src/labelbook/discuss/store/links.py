"""The rows of links: whom they are for, which images they show, and who has answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select, update

from labelbook.core import clock
from labelbook.core.types import LinkId, ThreadId
from labelbook.discuss.records import Link, LinkState
from labelbook.discuss.store import insert_one, insert_samples
from labelbook.journal.tables import talk as schema


def add(connection: Connection, values: Mapping[str, Any], samples: Sequence[int]) -> LinkId:
    """Insert a link and the samples that it shows; returns its number."""
    link = insert_one(connection, schema.links, values)
    insert_samples(connection, schema.link_samples, {"link": link}, samples)
    return LinkId(link)


def set_revoked(connection: Connection, link: LinkId, at: str) -> None:
    """Store that a link was revoked at a time."""
    table = schema.links
    connection.execute(update(table).where(table.c.id == link).values(revoked=at))


def get(connection: Connection, link: LinkId) -> Link | None:
    """Return one link, None where there is none of this number."""
    return next(iter(_links(connection, schema.links.c.id == link)), None)


def by_digest(connection: Connection, digest: str) -> Link | None:
    """Return the link of a secret's digest, None where there is none."""
    return next(iter(_links(connection, schema.links.c.digest == digest)), None)


def of_thread(connection: Connection, thread: ThreadId) -> list[Link]:
    """Return the links of a thread, the oldest first."""
    return _links(connection, schema.links.c.thread == thread)


def first_device(connection: Connection, link: LinkId) -> str | None:
    """Return the digest of the device that answered first, None before any has."""
    votes = schema.votes.c
    query = select(votes.device).where(votes.link == link).order_by(votes.entry).limit(1)
    return connection.execute(query).scalar()


def _links(connection: Connection, condition: ColumnElement[bool]) -> list[Link]:
    links, members, votes = schema.links, schema.link_samples, schema.votes
    rows = connection.execute(select(links).where(condition).order_by(links.c.id)).fetchall()
    ids = [row.id for row in rows]
    samples: dict[int, list[int]] = defaultdict(list)
    query = select(members).where(members.c.link.in_(ids)).order_by(members.c.position)
    for row in connection.execute(query):
        samples[row.link].append(row.sample)
    devices = (
        select(votes.c.link, func.count(votes.c.device.distinct()))
        .where(votes.c.link.in_(ids))
        .group_by(votes.c.link)
    )
    answered = {row[0]: row[1] for row in connection.execute(devices)}
    entries = schema.entries.c
    done = select(entries.about).where(entries.kind == "answers", entries.about.in_(ids))
    finished = set(connection.execute(done).scalars())
    now = clock.now()
    return [
        Link(
            id=row.id,
            thread=row.thread,
            round=row.round,
            question=row.question,
            samples=tuple(samples[row.id]),
            author=row.author,
            at=row.at,
            expires=row.expires,
            once=row.once,
            revoked=row.revoked,
            answered=answered.get(row.id, 0),
            state=_state(row, now, finished=row.id in finished),
        )
        for row in rows
    ]


def _state(row: Row[tuple[object, ...]], now: str, *, finished: bool) -> LinkState:
    if row.revoked is not None:
        return "revoked"
    if row.once and finished:
        return "answered"
    if row.expires is not None and row.expires <= now:
        return "expired"
    return "good"
