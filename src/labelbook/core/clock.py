"""The time as everything that labelbook writes down has it."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> str:
    """Return the time: UTC, ISO 8601, milliseconds."""
    return as_text(datetime.now(UTC))


def as_text(at: datetime) -> str:
    """Write a time that knows its zone as UTC, ISO 8601, milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
