"""Links for people without an account: a secret that leads to a few images and nothing else.

Of the secret only its SHA-256 is kept; it has 192 random bits, so it cannot be guessed, and no
slower hash is needed. Images are named by their place in the link: others cannot even be asked for.
"""

from __future__ import annotations

import hashlib
import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from labelbook.core.limits import MAX_LINKED, MAX_TITLE
from labelbook.discuss import anchors, log
from labelbook.discuss.log import NewEntry
from labelbook.discuss.records import Link
from labelbook.errors import BadInput, Forbidden, NotFound
from labelbook.journal import changesets
from labelbook.journal.tables import talk as schema

BYTES = 24


@dataclass(frozen=True)
class NewLink:
    """What a link is to be. expires: UTC, ISO 8601, or None. round: a blind vote that it joins."""

    thread: int
    samples: tuple[int, ...]
    question: str
    author: str
    expires: str | None = None
    once: bool = False
    round: int | None = None


def digest(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def make(connection: Connection, wanted: NewLink) -> tuple[int, str]:
    """Make a link; returns its number and its secret, which is told only here.

    Raises NotFound for an unknown thread or sample, BadInput for no samples, too many, a time that
    has passed, or a question that is too long.
    """
    log.exists(connection, [wanted.thread])
    samples = tuple(dict.fromkeys(wanted.samples))
    if not 1 <= len(samples) <= MAX_LINKED:
        raise BadInput(f"a link leads to 1 to {MAX_LINKED} images, not {len(samples)}")
    anchors.known(connection, samples)
    question = wanted.question.strip()
    if not question or len(question) > MAX_TITLE:
        raise BadInput(f"the question has 1 to {MAX_TITLE} characters, not {len(question)}")
    expires = None if wanted.expires is None else _time(wanted.expires)
    if expires is not None and expires <= changesets.now():
        raise BadInput(f"{wanted.expires} has passed: choose a later time")
    secret = secrets.token_urlsafe(BYTES)
    values = {
        "thread": wanted.thread,
        "round": wanted.round,
        "digest": digest(secret),
        "question": question,
        "author": log.person(wanted.author),
        "at": changesets.now(),
        "expires": expires,
        "once": wanted.once,
        "revoked": None,
    }
    made = connection.execute(insert(schema.links).values(values))
    assert made.inserted_primary_key is not None
    link = int(made.inserted_primary_key[0])
    rows = [
        {"link": link, "position": place, "sample": sample} for place, sample in enumerate(samples)
    ]
    connection.execute(insert(schema.link_samples), rows)
    log.append(connection, NewEntry(wanted.thread, "link", wanted.author, "", link))
    if wanted.round is None:
        said = NewEntry(wanted.thread, "state", wanted.author, "", None, "waiting")
        log.append(connection, said)
    return link, secret


def _time(text: str) -> str:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{text!r} is no time: write it like 2026-12-31T18:00:00Z") from None
    if found.tzinfo is None:
        raise BadInput(f"{text!r} has no time zone: end it with Z for UTC")
    return found.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def revoke(connection: Connection, link: int, *, author: str) -> None:
    """End a link at once; BadInput where it was ended, NotFound where there is none."""
    found = one(connection, link)
    if found.revoked is not None:
        raise BadInput(f"the link was revoked already, at {found.revoked}")
    table = schema.links
    at = changesets.now()
    connection.execute(update(table).where(table.c.id == link).values(revoked=at))
    log.append(connection, NewEntry(found.thread, "revoked", author, "", link))


def by_secret(connection: Connection, secret: str, device: str | None = None) -> Link:
    """Return the link of a secret, for somebody with this device.

    Raises NotFound for a secret that leads nowhere here, Forbidden where the link has expired, was
    revoked, or was answered by another and is for one.
    """
    table = schema.links
    query = select(table.c.id).where(table.c.digest == digest(secret))
    number = connection.execute(query).scalar()
    if number is None:
        raise NotFound("this link leads nowhere: see whether it was copied whole")
    found = one(connection, number)
    if found.state == "revoked":
        raise Forbidden("this link was taken back: ask for a new one")
    if found.state == "expired":
        raise Forbidden("this link has expired: ask for a new one")
    if found.once:
        owner = _owner(connection, found.id)
        theirs = owner is not None and owner != digest(device or "")
        if found.state == "answered" or theirs:
            raise Forbidden("this link was for one person, and was answered: thank you")
    return found


def one(connection: Connection, link: int) -> Link:
    """Return one link; NotFound where there is none."""
    found = everything(connection, schema.links.c.id == link)
    if not found:
        raise NotFound(f"there is no link {link} in this book")
    return found[0]


def of_thread(connection: Connection, thread: int) -> list[Link]:
    """Return the links of a thread, the oldest first."""
    return everything(connection, schema.links.c.thread == thread)


def everything(connection: Connection, condition: ColumnElement[bool]) -> list[Link]:
    """Return the links for which a condition holds, the oldest first."""
    links, samples, votes = schema.links, schema.link_samples, schema.votes
    rows = connection.execute(select(links).where(condition).order_by(links.c.id)).fetchall()
    ids = [row.id for row in rows]
    images: dict[int, list[int]] = defaultdict(list)
    query = select(samples).where(samples.c.link.in_(ids)).order_by(samples.c.position)
    for row in connection.execute(query):
        images[row.link].append(row.sample)
    counted = (
        select(votes.c.link, func.count(votes.c.device.distinct()))
        .where(votes.c.link.in_(ids))
        .group_by(votes.c.link)
    )
    answered = {row[0]: row[1] for row in connection.execute(counted)}
    finished = _finished(connection, ids)
    now = changesets.now()
    return [
        Link(
            id=row.id,
            thread=row.thread,
            round=row.round,
            question=row.question,
            samples=tuple(images[row.id]),
            author=row.author,
            at=row.at,
            expires=row.expires,
            once=row.once,
            revoked=row.revoked,
            answered=answered.get(row.id, 0),
            state=_state(row, now, done=row.id in finished),
        )
        for row in rows
    ]


def _state(row: Row[tuple[object, ...]], now: str, *, done: bool) -> str:
    if row.revoked is not None:
        return "revoked"
    if row.once and done:
        return "answered"
    if row.expires is not None and row.expires <= now:
        return "expired"
    return "good"


def _finished(connection: Connection, links: Sequence[int]) -> set[int]:
    entries = schema.entries.c
    query = select(entries.about).where(entries.kind == "answers", entries.about.in_(links))
    return {int(about) for about in connection.execute(query).scalars() if about is not None}


def _owner(connection: Connection, link: int) -> str | None:
    """The digest of the device that answered first."""
    votes = schema.votes.c
    query = select(votes.device).where(votes.link == link).order_by(votes.entry).limit(1)
    return connection.execute(query).scalar()
