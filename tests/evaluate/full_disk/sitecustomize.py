"""Makes the disk full for what a training process keeps; used by test_training."""

from __future__ import annotations

import errno
import sys
from typing import Any

if "labelbook.evaluate.models.contest.worker" in " ".join(sys.orig_argv):
    import torch

    def save(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    torch.save = save
