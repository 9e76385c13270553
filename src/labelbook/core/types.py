"""Types that all rooms share: callbacks for progress, and the ids of things."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NewType

Progress = Callable[[int, int], None]
"""Called with (done, total)."""

JobProgress = Callable[[int, int, str], None]
"""Called with (done, total, message); raises jobs.records.Cancelled when the work has to stop."""

Split = Literal["train", "val", "test"]

SampleId = NewType("SampleId", int)
ChangesetId = NewType("ChangesetId", int)
ThreadId = NewType("ThreadId", int)
EntryId = NewType("EntryId", int)
ProposalId = NewType("ProposalId", int)
LinkId = NewType("LinkId", int)
RoundId = NewType("RoundId", int)
RuleId = NewType("RuleId", int)
