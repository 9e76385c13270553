"""Types that all rooms share: callbacks of progress, and ids that are not mixed up."""

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
RuleId = NewType("RuleId", int)
