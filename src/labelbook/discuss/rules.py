"""The label book: what each class is, in words, examples, and decided border cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from labelbook.core import clock
from labelbook.core.limits import MAX_LINKED
from labelbook.core.types import RuleId
from labelbook.discuss import anchors, log
from labelbook.discuss.log import NewEntry
from labelbook.discuss.records import RULE_KINDS, Rule
from labelbook.discuss.store import rules as store
from labelbook.errors import BadInput, NotFound
from labelbook.journal.database import Transaction


@dataclass(frozen=True)
class NewRule:
    """A rule to add; fields as in Rule."""

    kind: str
    label: str
    text: str
    samples: tuple[int, ...] = ()
    thread: int | None = None
    replaces: int | None = None


def add(transaction: Transaction, new: NewRule, *, author: str) -> RuleId:
    """Add a rule and return its number; with `replaces`, in the place of another.

    Raises NotFound for an unknown class, sample, thread or rule, BadInput for a rule without a
    text, or in the place of one that was replaced or retired.
    """
    if new.kind not in RULE_KINDS:
        raise BadInput(f"{new.kind!r} is no kind of rule: use {', '.join(RULE_KINDS)}")
    anchors.check_classes(transaction, [new.label])
    samples = tuple(dict.fromkeys(new.samples))
    if len(samples) > MAX_LINKED:
        raise BadInput(f"a rule has at most {MAX_LINKED} examples, not {len(samples)}")
    anchors.check_samples(transaction, samples)
    if not new.text.strip() and not (new.kind == "typical" and samples):
        raise BadInput("the rule has no text: write what holds, and why")
    if new.thread is not None:
        log.known_thread(transaction, new.thread)
    if new.replaces is not None:
        get(transaction, new.replaces)
    return _add(transaction, new, samples, author, retired=False)


def retire(transaction: Transaction, rule: int, *, author: str) -> None:
    """Retire a rule; it stays in the history. NotFound where no such rule is in force."""
    old = get(transaction, rule)
    ended = NewRule(old.kind, old.label, old.text, (), old.thread, old.id)
    _add(transaction, ended, (), author, retired=True)


def _add(
    transaction: Transaction, new: NewRule, samples: Sequence[int], author: str, *, retired: bool
) -> RuleId:
    values = {
        **vars(new),
        "text": log.clean_body(new.text),
        "author": log.clean_author(author),
        "at": clock.now(),
        "retired": retired,
    }
    del values["samples"]
    rule = store.add(transaction, values, samples)
    done = "retired" if retired else "written" if new.replaces is None else "changed"
    log.add(transaction, NewEntry(new.thread, "rule", author, "", rule, done))
    return rule


def get(transaction: Transaction, rule: int) -> Rule:
    """Return a rule that is in force; NotFound where there is none of this number."""
    found = store.current(transaction, RuleId(rule))
    if not found:
        raise NotFound(f"no rule {rule} is in force: it may have been changed or retired")
    return found[0]


def list_current(transaction: Transaction) -> list[Rule]:
    """Return the rules in force: definitions first, then examples, border cases, and what not."""
    found = store.current(transaction)
    return sorted(found, key=lambda rule: RULE_KINDS.index(rule.kind))
