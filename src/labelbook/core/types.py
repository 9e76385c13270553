"""Types that all rooms share: what progress is told to, and whose number a number is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NewType

Progress = Callable[[int, int], None]
"""Called with (done, total)."""

Tell = Callable[[int, int, str], None]
"""Called with (done, total, message); raises jobs.records.Cancelled when the work shall stop."""

Split = Literal["train", "val", "test"]

SampleId = NewType("SampleId", int)
ChangesetId = NewType("ChangesetId", int)
ThreadId = NewType("ThreadId", int)
EntryId = NewType("EntryId", int)
ProposalId = NewType("ProposalId", int)
LinkId = NewType("LinkId", int)
RoundId = NewType("RoundId", int)
RuleId = NewType("RuleId", int)
