"""The rows of votes: of one device about one sample the newest counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Connection, func, insert, select

from labelbook.core.types import EntryId, LinkId, RoundId
from labelbook.discuss.records import Vote
from labelbook.journal.tables import talk as schema


def add(connection: Connection, values: Mapping[str, Any]) -> None:
    """Insert a vote. values: with the number of its entry in the log."""
    connection.execute(insert(schema.votes).values(dict(values)))


def has_entry(connection: Connection, entry: EntryId) -> bool:
    """Return whether the vote of an entry of the log is stored."""
    query = select(schema.votes.c.entry).where(schema.votes.c.entry == entry)
    return connection.execute(query).scalar() is not None


def count(connection: Connection, *, link: LinkId | None, round: RoundId | None) -> int:
    """Return how many votes were stored in a round, else by a link."""
    table = schema.votes
    own = table.c.link == link if round is None else table.c.round == round
    return connection.execute(select(func.count()).select_from(table).where(own)).scalar_one()


def of_links(connection: Connection, links: Sequence[LinkId]) -> dict[LinkId, list[Vote]]:
    """Return the votes that count by each of some links, the oldest first."""
    found = _newest(connection, schema.votes.c.link, links)
    return {LinkId(link): votes for link, votes in found.items()}


def of_rounds(connection: Connection, rounds: Sequence[RoundId]) -> dict[RoundId, list[Vote]]:
    """Return the votes that count in each of some rounds, the oldest first."""
    found = _newest(connection, schema.votes.c.round, rounds)
    return {RoundId(round): votes for round, votes in found.items()}


def _newest(
    connection: Connection, owner: Column[Any], owners: Sequence[int]
) -> dict[int, list[Vote]]:
    """Return the newest vote of each device and sample, by what `owner` holds."""
    table = schema.votes
    newest = (
        select(func.max(table.c.entry))
        .where(owner.in_(owners))
        .group_by(owner, table.c.device, table.c.sample)
    )
    query = (
        select(table, owner.label("owner")).where(table.c.entry.in_(newest)).order_by(table.c.entry)
    )
    found: dict[int, list[Vote]] = defaultdict(list)
    for row in connection.execute(query):
        vote = Vote(
            row.entry,
            row.sample,
            row.voter,
            row.device,
            row.verdict,
            row.label,
            row.note,
            row.at,
        )
        found[row.owner].append(vote)
    return found
