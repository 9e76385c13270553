"""Words and names in HTML: escaped, and each name on its own whichever way its script runs."""

from __future__ import annotations

from html import escape


def text(value: str) -> str:
    """Return text that may stand in HTML, also within an attribute's quotes."""
    return escape(value, quote=True)


def name(value: str) -> str:
    """Return a name from the book; a script from right to left does not turn what is beside it."""
    return f"<bdi>{text(value)}</bdi>"


def count(number: int, noun: str = "") -> str:
    """Return "1,234", "1 sample", "1,234 samples"; a class makes classes."""
    if not noun:
        return f"{number:,}"
    many = f"{noun}es" if noun.endswith("s") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else many}"


def day(at: str) -> str:
    """Return the day of a time in ISO 8601."""
    return f'<time datetime="{text(at)}">{text(at[:10])}</time>'
