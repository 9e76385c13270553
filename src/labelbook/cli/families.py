"""What options choose from, read only when a command needs it: other commands start faster."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from labelbook.core.registry import Registry
    from labelbook.evaluate.models.base import KnownModel
    from labelbook.exchange.export import Exporter
    from labelbook.issues.kinds import IssueKind


def formats() -> Registry[Exporter]:
    """Return the formats that a book can be exported in."""
    from labelbook.exchange.export import exporters

    return exporters


def issue_kinds() -> Registry[IssueKind]:
    """Return the kinds of issues."""
    from labelbook.issues.kinds import issue_kinds as registry

    return registry


def models() -> Registry[KnownModel]:
    """Return the models that versions can be evaluated by."""
    from labelbook.evaluate.models.base import models as registry

    return registry


def column_kinds() -> Sequence[str]:
    """Return what a metadata column can hold."""
    from labelbook.journal.columns import KINDS

    return KINDS


def thread_states() -> Sequence[str]:
    """Return the states that a thread can be in."""
    from labelbook.discuss.records import STATES

    return STATES
