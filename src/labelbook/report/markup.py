"""Text, names, counts and dates as HTML: escaped, and names isolated in their own direction."""

from __future__ import annotations

from html import escape


def text(value: str) -> str:
    """Return text escaped for HTML, also within an attribute's quotes."""
    return escape(value, quote=True)


def name(value: str) -> str:
    """Return a name from the book, isolated: its direction does not change its neighbours."""
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
