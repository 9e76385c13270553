"""The format of times in all that labelbook writes."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> str:
    """Return the time: UTC, ISO 8601, milliseconds."""
    return as_text(datetime.now(UTC))


def as_text(at: datetime) -> str:
    """Write a time that knows its zone as UTC, ISO 8601, milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
