"""What travels as JSON about the label book; see wire.py for the rest."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from labelbook.discuss.records import Contradiction, Precedent, Rule, RuleKind
from labelbook.server.wire import Id, Model, Name


class RuleIn(Model):
    """Write a rule. thread: the one that it resolves. replaces: the rule that it is to change."""

    author: Name
    kind: RuleKind
    label: Annotated[str, Field(max_length=200)]
    text: str
    samples: Annotated[list[Id], Field(max_length=1000)]
    thread: Id | None = None
    replaces: Id | None = None


class RuleList(Model):
    """The rules that stand."""

    rules: list[Rule]


class PrecedentList(Model):
    """The decided cases nearest to a sample, the nearest first."""

    precedents: list[Precedent]


class ContradictionList(Model):
    """What contradicts a rule, the worst first."""

    contradictions: list[Contradiction]
