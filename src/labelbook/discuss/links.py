"""Links for people without an account: a secret that leads to a few images and nothing else.

Of the secret only its SHA-256 is stored; it has 192 random bits, so it cannot be guessed, and no
slower hash is needed. Images are named by their place in the link: others cannot even be asked for.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from labelbook.core import clock
from labelbook.core.limits import MAX_LINKED, MAX_TITLE
from labelbook.core.types import LinkId, ThreadId
from labelbook.discuss import anchors, log
from labelbook.discuss.log import NewEntry
from labelbook.discuss.records import Link
from labelbook.discuss.store import links as store
from labelbook.errors import BadInput, Forbidden, NotFound
from labelbook.journal.database import Transaction

SECRET_BYTES = 24


@dataclass(frozen=True)
class NewLink:
    """A link to make. expires: UTC, ISO 8601, or None. round: a blind vote that it joins."""

    thread: int
    samples: tuple[int, ...]
    question: str
    author: str
    expires: str | None = None
    once: bool = False
    round: int | None = None


def digest(secret: str) -> str:
    """Return what is stored of a secret: its SHA-256, hex."""
    return hashlib.sha256(secret.encode()).hexdigest()


def add(transaction: Transaction, new: NewLink) -> tuple[LinkId, str]:
    """Add a link; returns its number and its secret, which cannot be read again later.

    Raises NotFound for an unknown thread or sample, BadInput for no samples, too many, a time that
    has passed, or a question that is too long.
    """
    log.known_thread(transaction, new.thread)
    samples = tuple(dict.fromkeys(new.samples))
    if not 1 <= len(samples) <= MAX_LINKED:
        raise BadInput(f"a link leads to 1 to {MAX_LINKED} images, not {len(samples)}")
    anchors.check_samples(transaction, samples)
    question = new.question.strip()
    if not question or len(question) > MAX_TITLE:
        raise BadInput(f"the question has 1 to {MAX_TITLE} characters, not {len(question)}")
    expires = None if new.expires is None else _time(new.expires)
    if expires is not None and expires <= clock.now():
        raise BadInput(f"{new.expires} has passed: choose a later time")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    values = {
        "thread": new.thread,
        "round": new.round,
        "digest": digest(secret),
        "question": question,
        "author": log.clean_author(new.author),
        "at": clock.now(),
        "expires": expires,
        "once": new.once,
        "revoked": None,
    }
    link = store.add(transaction, values, samples)
    log.add(transaction, NewEntry(new.thread, "link", new.author, "", link))
    if new.round is None:
        log.add(transaction, NewEntry(new.thread, "state", new.author, "", None, "waiting"))
    return link, secret


def _time(text: str) -> str:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{text!r} is no time: write it like 2026-12-31T18:00:00Z") from None
    if found.tzinfo is None:
        raise BadInput(f"{text!r} has no time zone: end it with Z for UTC")
    return clock.as_text(found)


def revoke(transaction: Transaction, link: int, *, author: str) -> None:
    """Revoke a link; BadInput where it was revoked already, NotFound where there is none."""
    found = get(transaction, link)
    if found.revoked is not None:
        raise BadInput(f"the link was revoked already, at {found.revoked}")
    store.set_revoked(transaction, found.id, clock.now())
    log.add(transaction, NewEntry(found.thread, "revoked", author, "", found.id))


def by_secret(transaction: Transaction, secret: str, device: str | None = None) -> Link:
    """Return the link of a secret, for somebody with this device.

    Raises NotFound for a secret that leads nowhere here, Forbidden where the link has expired, was
    revoked, or is for one person and was answered by another.
    """
    found = store.by_digest(transaction, digest(secret))
    if found is None:
        raise NotFound("this link leads nowhere: check that it was copied whole")
    if found.state == "revoked":
        raise Forbidden("this link was revoked: ask for a new one")
    if found.state == "expired":
        raise Forbidden("this link has expired: ask for a new one")
    if found.once:
        owner = store.first_device(transaction, found.id)
        of_another = owner is not None and owner != digest(device or "")
        if found.state == "answered" or of_another:
            raise Forbidden("this link was for one person, and was answered: thank you")
    return found


def get(transaction: Transaction, link: int) -> Link:
    """Return one link; NotFound where there is none."""
    found = store.get(transaction, LinkId(link))
    if found is None:
        raise NotFound(f"there is no link {link} in this book")
    return found


def of_thread(transaction: Transaction, thread: int) -> list[Link]:
    """Return the links of a thread, the oldest first."""
    return store.of_thread(transaction, ThreadId(thread))
