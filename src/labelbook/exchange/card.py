"""The data card: what people should know about a data set before they use it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from urllib.parse import urlparse

from labelbook.errors import BadInput

LONGEST = 10_000


@dataclass(frozen=True)
class Card:
    """The fields of a data card, each text, empty where nobody filled it in.

    description: what it shows, how it was made, what it is for and what not. license: an SPDX name
    or a URL. creator: people or an organisation. url: where to get it. citation: how to cite
    it. limits: known biases and gaps.
    """

    description: str = ""
    license: str = ""
    creator: str = ""
    url: str = ""
    citation: str = ""
    limits: str = ""


FIELDS = tuple(field.name for field in fields(Card))
PREFIX = "card:"
"""Of the settings that hold a card."""


def checked(values: Mapping[str, str]) -> dict[str, str]:
    """Return values as they are stored; BadInput for an unknown field, a long text, a bad URL."""
    found: dict[str, str] = {}
    for name, value in values.items():
        if name not in FIELDS:
            raise BadInput(f"{name!r} is no field of a data card: use {', '.join(FIELDS)}")
        text = value.strip()
        if len(text) > LONGEST:
            raise BadInput(f"{name} has {len(text):,} characters; at most {LONGEST:,}")
        if name == "url" and text and urlparse(text).scheme not in ("http", "https"):
            raise BadInput(f"the url {text[:80]!r} must begin with https:// or http://")
        found[name] = text
    return found
