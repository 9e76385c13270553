"""What somebody says of a sample, by a link or in a round; the last word of a device counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select

from labelbook.core.limits import MAX_MESSAGE, MAX_VOTES
from labelbook.discuss import anchors, links, log
from labelbook.discuss.links import digest
from labelbook.discuss.log import NewEntry
from labelbook.discuss.proposals import Wished, make
from labelbook.discuss.records import VERDICTS, Entry, Link, Verdict, Vote, Wish
from labelbook.errors import BadInput
from labelbook.journal import cells
from labelbook.journal.records import YES
from labelbook.journal.tables import talk as schema

ANONYMOUS = "an expert"


@dataclass(frozen=True)
class NewVote:
    """A vote that is about to be kept. device: a random text that the voter's browser keeps."""

    sample: int
    verdict: str
    device: str
    voter: str = ""
    label: str | None = None
    note: str = ""
    key: str | None = None


def keep(
    connection: Connection,
    vote: NewVote,
    *,
    thread: int,
    link: int | None = None,
    round: int | None = None,
) -> Entry:
    """Keep a vote; the same key is kept once.

    Raises BadInput for a verdict, class, text or name that cannot be, NotFound for a class that
    the book has not.
    """
    _check(connection, vote)
    voter = log.person(vote.voter.strip() or ANONYMOUS)
    said = NewEntry(thread, "vote", voter, "", round if link is None else link, None, vote.key)
    entry = log.append(connection, said)
    table = schema.votes
    if connection.execute(select(table.c.entry).where(table.c.entry == entry.id)).scalar():
        return entry
    place = table.c.round == round if round is not None else table.c.link == link
    counted = connection.execute(select(func.count()).select_from(table).where(place)).scalar_one()
    if counted >= MAX_VOTES:
        raise BadInput(f"{MAX_VOTES:,} answers were given here: no more are taken")
    connection.execute(
        insert(table).values(
            entry=entry.id,
            link=link,
            round=round,
            sample=vote.sample,
            voter=voter,
            device=digest(vote.device),
            verdict=vote.verdict,
            label=vote.label if vote.verdict == "class" else None,
            note=log.body(vote.note),
            at=entry.at,
        )
    )
    return entry


def _check(connection: Connection, vote: NewVote) -> None:
    if vote.verdict not in VERDICTS:
        raise BadInput(f"{vote.verdict!r} is no answer: use {', '.join(VERDICTS)}")
    if not 16 <= len(vote.device) <= 80:
        raise BadInput("the answer does not say which device it comes from: reload the page")
    if vote.verdict == "class":
        if vote.label is None:
            raise BadInput("the answer names no class: choose one")
        anchors.known_classes(connection, [vote.label])
    if len(vote.note) > MAX_MESSAGE:
        raise BadInput(f"the text has {len(vote.note):,} characters, at most {MAX_MESSAGE:,}")


def of(connection: Connection, *, link: int | None = None, round: int | None = None) -> list[Vote]:
    """Return the votes that count, by a link or in a round: the last of each device and sample."""
    table = schema.votes
    where = table.c.link == link if round is None else table.c.round == round
    newest = select(func.max(table.c.entry)).where(where).group_by(table.c.device, table.c.sample)
    query = select(table).where(table.c.entry.in_(newest)).order_by(table.c.entry)
    return [
        Vote(r.entry, r.sample, r.voter, r.device, r.verdict, r.label, r.note, r.at)
        for r in connection.execute(query)
    ]


def answer(connection: Connection, secret: str, place: int, vote: NewVote) -> Entry:
    """Answer a link about its image `place`; see `links.by_secret` for what is refused."""
    link = links.by_secret(connection, secret, vote.device)
    named = NewVote(**{**vars(vote), "sample": _sample(link, place)})
    return keep(connection, named, thread=link.thread, link=link.id, round=link.round)


def _sample(link: Link, place: int) -> int:
    if not 0 <= place < len(link.samples):
        raise BadInput(f"this link has {len(link.samples)} images, there is none at {place}")
    return link.samples[place]


def finish(connection: Connection, secret: str, *, device: str, voter: str, note: str) -> None:
    """All is answered: say so in the thread, and propose what the answers would change."""
    link = links.by_secret(connection, secret, device)
    voter = log.person(voter.strip() or ANONYMOUS)
    if not any(vote.device == digest(device) for vote in of(connection, link=link.id)):
        raise BadInput("nothing was answered yet: choose an answer for at least one image")
    log.append(connection, NewEntry(link.thread, "answers", voter, note[:MAX_MESSAGE], link.id))
    if link.round is None:
        propose(connection, link.id, author=voter)


def propose(connection: Connection, link: int, *, author: str) -> int | None:
    """Propose what the answers by a link would change; None where that is nothing."""
    found = links.one(connection, link)
    given = of(connection, link=link)
    wished = Wished("answers", author, f"Answers to “{found.question}”", found.thread, link)
    return make(connection, wishes(connection, given), wished)


def wishes(connection: Connection, given: Sequence[Vote]) -> list[Wish]:
    """Return the cells that most of the voters would move; a tie moves nothing."""
    by_sample: dict[int, list[Vote]] = defaultdict(list)
    for vote in given:
        if vote.verdict != "unsure":
            by_sample[vote.sample].append(vote)
    decided: list[tuple[int, Verdict, str | None, str]] = []
    for sample, votes in by_sample.items():
        ranked = Counter((vote.verdict, vote.label) for vote in votes).most_common(2)
        if len(ranked) == 2 and ranked[0][1] == ranked[1][1]:
            continue
        verdict, label = ranked[0][0]
        why = [f"{vote.voter}: {vote.note}" for vote in votes if vote.note]
        said = "; ".join(why) or ", ".join(vote.voter for vote in votes)
        decided.append((sample, verdict, label, said))
    return cells_of(connection, decided)


def cells_of(
    connection: Connection, decided: Sequence[tuple[int, Verdict, str | None, str]]
) -> list[Wish]:
    """Return the cells that decisions would move: (sample, verdict, label, why) each.

    "none" of the classes leaves a sample out.
    """
    found: list[Wish] = []
    labelled = [item for item in decided if item[1] == "class"]
    now = dict(cells.held(connection, "label", [item[0] for item in labelled]))
    for sample, _, label, why in labelled:
        if sample in now and now[sample] != label:
            found.append(Wish(sample, "label", now[sample], label, why))
    outside = [item for item in decided if item[1] == "none"]
    left_out = dict(cells.held(connection, "excluded", [item[0] for item in outside]))
    for sample, _, _, why in outside:
        if sample in left_out and left_out[sample] is None:
            found.append(Wish(sample, "excluded", None, YES, f"none of the classes ({why})"))
    return found
