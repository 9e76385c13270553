"""The files of a source, wherever they lie."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from labelbook.exchange.importers.common import Work


def _unknown(location: str) -> int:
    return 0


@dataclass(frozen=True)
class Files:
    """The files of a source.

    kind, folder: as in Reading. entries: path -> where the file is inside its source. skipped:
    (path, reason). work: what examines them. data_of: the bytes of a location; raises OSError or
    BadInput. root: where paths that begin at the top of the disk may lead into it. size_of: bytes
    of a location, 0 where nobody knows.
    """

    kind: str
    folder: Path
    entries: Mapping[str, str]
    work: Work
    data_of: Callable[[str], bytes]
    skipped: Sequence[tuple[str, str]] = field(default_factory=list)
    root: Path | None = None
    size_of: Callable[[str], int] = _unknown
