"""Plain data about classes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ClassInfo:
    """A class of the book now. samples: that have it, excluded ones too; splits: of them, by split.

    key: the digit that labels it on the page, None where it has none; own_key, own_colour
    (#rrggbb): what somebody chose, None for those that go with its place.
    """

    name: str
    samples: int
    splits: dict[str, int]
    description: str
    key: str | None
    own_key: str | None
    own_colour: str | None
