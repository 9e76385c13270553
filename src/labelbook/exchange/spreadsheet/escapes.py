"""Characters that a workbook cannot hold, written as it names them: `_x000C_` for a form feed."""

from __future__ import annotations

import re

_IMPOSSIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(
    "_x(00[01][0-9A-Fa-f]|007[Ff]|[Dd][89A-Fa-f][0-9A-Fa-f]{2}|[Ff]{3}[EeFf])_"
    "|_x005F(_x[0-9A-Fa-f]{4}_)"
)
_LOST = "x005F_"
"""What openpyxl takes out of every text that it reads."""


def encoded(text: str) -> str:
    """Return text that XML can hold, as ECMA-376 (22.9.2.19, ST_Xstring) escapes it."""
    safe = _LOOKS_ESCAPED.sub("_x005F_", text)
    return _IMPOSSIBLE.sub(lambda found: f"_x{ord(found[0]):04X}_", safe)


def decoded(text: str) -> str:
    """Return a text that openpyxl has read with the control characters that `encoded` wrote."""
    return _ESCAPED.sub(lambda found: found[2] or chr(int(found[1], 16)), text)


def key(text: str) -> str:
    """Return what a text and itself, come back from a workbook or a CSV, have in common."""
    plain = decoded(text.replace(_LOST, "")).replace("\r\n", "\n").replace("\r", "\n")
    return plain.strip()
