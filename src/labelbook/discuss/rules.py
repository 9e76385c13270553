"""The label book: what each class is, by words, examples, and decided border cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from labelbook.core.limits import MAX_LINKED
from labelbook.discuss import anchors, log
from labelbook.discuss.log import NewEntry
from labelbook.discuss.records import RULE_KINDS, Rule
from labelbook.errors import BadInput, NotFound
from labelbook.journal import changesets
from labelbook.journal.tables import talk as schema


@dataclass(frozen=True)
class NewRule:
    """A rule that is about to be written; fields as in Rule."""

    kind: str
    label: str
    text: str
    samples: tuple[int, ...] = ()
    thread: int | None = None
    replaces: int | None = None


def write(connection: Connection, wanted: NewRule, *, author: str) -> int:
    """Write a rule and give its number; with `replaces`, in the place of another.

    Raises NotFound for an unknown class, sample, thread or rule, BadInput for a rule that says
    nothing, or one in the place of a rule that stands no more.
    """
    if wanted.kind not in RULE_KINDS:
        raise BadInput(f"{wanted.kind!r} is no kind of rule: use {', '.join(RULE_KINDS)}")
    anchors.known_classes(connection, [wanted.label])
    samples = tuple(dict.fromkeys(wanted.samples))
    if len(samples) > MAX_LINKED:
        raise BadInput(f"a rule has at most {MAX_LINKED} examples, not {len(samples)}")
    anchors.known(connection, samples)
    if not wanted.text.strip() and not (wanted.kind == "typical" and samples):
        raise BadInput("the rule says nothing: write what holds, and why")
    if wanted.thread is not None:
        log.exists(connection, [wanted.thread])
    if wanted.replaces is not None:
        one(connection, wanted.replaces)
    return _insert(connection, wanted, samples, author, retired=False)


def retire(connection: Connection, rule: int, *, author: str) -> None:
    """End a rule; it stays in the history. NotFound where no such rule stands."""
    old = one(connection, rule)
    ended = NewRule(old.kind, old.label, old.text, (), old.thread, rule)
    _insert(connection, ended, (), author, retired=True)


def _insert(
    connection: Connection, wanted: NewRule, samples: Sequence[int], author: str, *, retired: bool
) -> int:
    values = {
        "kind": wanted.kind,
        "label": wanted.label,
        "text": log.body(wanted.text),
        "thread": wanted.thread,
        "author": log.person(author),
        "at": changesets.now(),
        "replaces": wanted.replaces,
        "retired": retired,
    }
    made = connection.execute(insert(schema.rules).values(values))
    assert made.inserted_primary_key is not None
    rule = int(made.inserted_primary_key[0])
    rows = [
        {"rule": rule, "sample": sample, "position": place} for place, sample in enumerate(samples)
    ]
    if rows:
        connection.execute(insert(schema.rule_samples), rows)
    said = "retired" if retired else "written" if wanted.replaces is None else "changed"
    log.append(connection, NewEntry(wanted.thread, "rule", author, "", rule, said))
    return rule


def one(connection: Connection, rule: int) -> Rule:
    """Return a rule that stands; NotFound where there is none of this number."""
    found = [item for item in standing(connection) if item.id == rule]
    if not found:
        raise NotFound(f"no rule {rule} stands in the label book: it may have been changed")
    return found[0]


def standing(connection: Connection) -> list[Rule]:
    """Return the rules that stand: definitions first, then examples, border cases, and what not."""
    rules, members = schema.rules, schema.rule_samples
    replaced = select(rules.c.replaces).where(rules.c.replaces.is_not(None))
    query = (
        select(rules)
        .where(rules.c.retired.is_(False), rules.c.id.not_in(replaced))
        .order_by(rules.c.id)
    )
    rows = connection.execute(query).fetchall()
    samples: dict[int, list[int]] = defaultdict(list)
    for row in connection.execute(select(members).order_by(members.c.position)):
        samples[row.rule].append(row.sample)
    found = [
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
        for row in rows
    ]
    return sorted(found, key=lambda rule: RULE_KINDS.index(rule.kind))
