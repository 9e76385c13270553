"""The rows of the label book: rules are added, in the place of others too, and never changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from labelbook.core.types import RuleId
from labelbook.discuss.records import Rule
from labelbook.discuss.store import insert_one, insert_samples
from labelbook.journal.tables import talk as schema


def add(connection: Connection, values: Mapping[str, Any], samples: Sequence[int]) -> RuleId:
    """Insert a rule and its examples; returns its number."""
    rule = insert_one(connection, schema.rules, values)
    insert_samples(connection, schema.rule_samples, {"rule": rule}, samples)
    return RuleId(rule)


def current(connection: Connection, only: RuleId | None = None) -> list[Rule]:
    """Return the rules (or one) that are neither retired nor replaced, the oldest first."""
    rules, members = schema.rules, schema.rule_samples
    replaced = select(rules.c.replaces).where(rules.c.replaces.is_not(None))
    in_force = rules.c.retired.is_(False) & rules.c.id.not_in(replaced)
    if only is not None:
        in_force &= rules.c.id == only
    of_samples = (
        select(members)
        .where(members.c.rule.in_(select(rules.c.id).where(in_force)))
        .order_by(members.c.position)
    )
    samples: dict[int, list[int]] = defaultdict(list)
    for row in connection.execute(of_samples):
        samples[row.rule].append(row.sample)
    return [
        Rule(
            id=row.id,
            kind=row.kind,
            label=row.label,
            text=row.text,
            thread=row.thread,
            author=row.author,
            at=row.at,
            replaces=row.replaces,
            samples=tuple(samples[row.id]),
        )
        for row in connection.execute(select(rules).where(in_force).order_by(rules.c.id))
    ]
