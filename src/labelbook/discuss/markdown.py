"""A small, safe Markdown for exported pages; the page's own reads the same (web/src/ui/markdown.ts).

No HTML passes, links lead to http and https only, images are never loaded. The tree is plain data:
dictionaries as in tests/discuss/markdown_cases.json, which holds both to the same answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

Node = dict[str, Any]
DEPTH = 6
FAR = 1_000
"""What begins a mark ends within so many characters, or is no mark."""

_FENCE = re.compile(r"```")
_HEADING = re.compile(r"#{1,6}\s+(.*)$")
_ITEM = re.compile(r"\s{0,3}(?:[-*+]|(\d{1,9})[.)])\s+(.*)$")
_QUOTE = re.compile(r"\s{0,3}>\s?(.*)$")
_WORD = re.compile(r"[\w@#&/]")
_SAFE = re.compile(r"https?://[^\s\\\"'<>`]+", re.IGNORECASE)
_BEGINS = "\\`*[h@#"


def parse(text: str, depth: int = 0) -> list[Node]:
    """Read a text as blocks."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    blocks: list[Node] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            at += 1
        elif _FENCE.match(line):
            end = _until(lines, at + 1, lambda other: bool(_FENCE.match(other)))
            blocks.append({"kind": "code", "text": "\n".join(lines[at + 1 : end])})
            at = end + 1
        elif found := _HEADING.match(line):
            blocks.append({"kind": "heading", "parts": inlines(found[1])})
            at += 1
        elif _QUOTE.match(line) and depth < DEPTH:
            end = _until(lines, at, lambda other: not _QUOTE.match(other))
            inside = [m[1] for other in lines[at:end] if (m := _QUOTE.match(other))]
            blocks.append({"kind": "quote", "blocks": parse("\n".join(inside), depth + 1)})
            at = end
        elif found := _ITEM.match(line):
            at = _list(lines, at, blocks, ordered=found[1] is not None)
        else:
            end = _until(lines, at + 1, lambda other: _ends(other, depth))
            blocks.append({"kind": "paragraph", "parts": inlines("\n".join(lines[at:end]))})
            at = end
    return blocks


def _until(lines: Sequence[str], start: int, ends: Callable[[str], bool]) -> int:
    return next((at for at in range(start, len(lines)) if ends(lines[at])), len(lines))


def _ends(line: str, depth: int) -> bool:
    begins = any(mark.match(line) for mark in (_FENCE, _HEADING, _ITEM))
    return not line.strip() or begins or (depth < DEPTH and bool(_QUOTE.match(line)))


def _list(lines: Sequence[str], start: int, blocks: list[Node], *, ordered: bool) -> int:
    items = []
    at = start
    while at < len(lines) and (found := _ITEM.match(lines[at])):
        if (found[1] is not None) != ordered:
            break
        items.append(inlines(found[2]))
        at += 1
    blocks.append({"kind": "list", "ordered": ordered, "items": items})
    return at


def _link(address: str, parts: list[Node]) -> Node | None:
    if not _SAFE.fullmatch(address):
        return None
    return {"kind": "link", "url": address, "parts": parts}


_MARKS: list[tuple[re.Pattern[str], Callable[[re.Match[str], int], Node | None]]] = [
    (re.compile(r"\\([\\`*_[\]()#@>~-])"), lambda m, _: {"kind": "text", "text": m[1]}),
    (re.compile(r"`([^`\n]+)`"), lambda m, _: {"kind": "code", "text": m[1]}),
    (
        re.compile(r"\*\*(?=\S)([^\n]*?\S)\*\*(?!\*)"),
        lambda m, depth: {"kind": "strong", "parts": inlines(m[1], depth + 1)},
    ),
    (
        re.compile(r"\*(?=[^\s*])([^*\n]*[^\s*])\*"),
        lambda m, depth: {"kind": "em", "parts": inlines(m[1], depth + 1)},
    ),
    (
        re.compile(r"\[([^\]\n]+)\]\(\s*([^\s()]+)\s*\)"),
        lambda m, depth: _link(m[2], inlines(m[1], depth + 1, links=False)),
    ),
    (
        re.compile(r"https?://[^\s<>\"'`)\]]*[^\s<>\"'`)\].,;:!?]"),
        lambda m, _: _link(m[0], [{"kind": "text", "text": m[0]}]),
    ),
]
_LONG_NAME = re.compile(r"@\[([^\]\n]{1,80})\]")
_NAME = re.compile(r"@(\w[\w.-]{0,79})")
_SAMPLE = re.compile(r"#([1-9]\d{0,9})(?!\w)")


def inlines(text: str, depth: int = 0, *, links: bool = True) -> list[Node]:
    """Read a line or several. links: may a link be inside?"""
    parts: list[Node] = []
    plain: list[str] = []

    def flush() -> None:
        if plain:
            parts.append({"kind": "text", "text": "".join(plain)})
            plain.clear()

    at = 0
    while at < len(text):
        if text[at] == "\n":
            flush()
            parts.append({"kind": "break"})
            at += 1
            continue
        found = _mark(text, at, depth, links=links) if depth < DEPTH else None
        if found is None:
            plain.append(text[at])
            at += 1
            continue
        part, length = found
        at += length
        if part["kind"] == "text":
            plain.append(part["text"])
        else:
            flush()
            parts.append(part)
    flush()
    return parts


def _mark(text: str, at: int, depth: int, *, links: bool) -> tuple[Node, int] | None:
    if text[at] not in _BEGINS:
        return None
    rest = text[at : at + FAR]
    in_word = at > 0 and bool(_WORD.match(text[at - 1]))
    for pattern, make in _MARKS:
        found = pattern.match(rest)
        if found is None or (text[at] == "h" and in_word):
            continue
        part = make(found, depth)
        if part is not None and (links or part["kind"] != "link"):
            return part, len(found[0])
    if in_word or not links:
        return None
    if found := _LONG_NAME.match(rest):
        return {"kind": "person", "name": found[1].strip()}, len(found[0])
    if found := _NAME.match(rest):
        name = found[1].rstrip(".-")
        return {"kind": "person", "name": name}, len(name) + 1
    if found := _SAMPLE.match(rest):
        return {"kind": "sample", "id": int(found[1])}, len(found[0])
    return None


def html(text: str) -> str:
    """Give a text as HTML in which nothing of it is markup of its own."""
    return "\n".join(_block(block) for block in parse(text))


def _block(block: Node) -> str:
    kind = block["kind"]
    if kind == "code":
        return f'<pre dir="auto">{escape(block["text"])}</pre>'
    if kind == "quote":
        return f"<blockquote>{''.join(_block(inner) for inner in block['blocks'])}</blockquote>"
    if kind == "list":
        name = "ol" if block["ordered"] else "ul"
        items = "".join(f'<li dir="auto">{_inline(item)}</li>' for item in block["items"])
        return f"<{name}>{items}</{name}>"
    inside = _inline(block["parts"])
    return f'<p dir="auto">{f"<b>{inside}</b>" if kind == "heading" else inside}</p>'


def _inline(parts: Sequence[Node]) -> str:
    return "".join(_part(part) for part in parts)


def _part(part: Node) -> str:
    kind = part["kind"]
    if kind == "text":
        return escape(part["text"])
    if kind == "break":
        return "<br>"
    if kind == "code":
        return f"<code>{escape(part['text'])}</code>"
    if kind == "person":
        return f"<bdi>@{escape(part['name'])}</bdi>"
    if kind == "sample":
        return f"#{part['id']}"
    if kind == "link":
        address, inside = escape(part["url"]), _inline(part["parts"])
        return f'<a href="{address}" rel="noopener noreferrer nofollow">{inside}</a>'
    name = "strong" if kind == "strong" else "em"
    return f"<{name}>{_inline(part['parts'])}</{name}>"
