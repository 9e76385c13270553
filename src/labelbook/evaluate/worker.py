"""The module by which a job of 0.1.0 that still runs trains its next seed; it may go after 0.2."""

from __future__ import annotations

import sys
from pathlib import Path

from labelbook.evaluate.models.contest.worker import main

if __name__ == "__main__":
    main(Path(sys.argv[1]))
