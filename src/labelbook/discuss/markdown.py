"""The Markdown of threads and rules as safe HTML, for exported pages.

The grammar is CommonMark with ~~struck~~ text, without HTML, images and link definitions; `@name`
and `#12` (a sample) are words of its own, and a line break stays one. The page reads the same with
markdown-it (markdown.ts in web/): tests/discuss/markdown_cases.json holds both to the same answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from html import escape

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

# Not among them: `reference` and `table`, by which a short text would make megabytes.
RULES = (
    *("code", "fence", "blockquote", "hr", "list", "heading", "lheading"),
    *("newline", "escape", "backticks", "strikethrough", "emphasis", "link", "autolink", "entity"),
)
TAGS = frozenset(("p", "ul", "ol", "li", "blockquote", "strong", "em", "s", "a"))
"""Every element that is written, but for those that hold text alone or nothing."""
DEPTH = 30
"""So deep may elements lie in each other; deeper there is their text alone."""

_EDGES = "\t\n\v\f\r \xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
"""What trim() takes off in JavaScript."""
_SAFE = re.compile(r"(?:https?://|mailto:)[^\s\\\"<>`]+", re.IGNORECASE | re.ASCII)
# Python and JavaScript do not agree on what \s is: these are the blanks of either.
_BLANK = r"\s\x00-\x1f\x7f-\x9f"
_ADDRESS = re.compile(rf"://[^{_BLANK}<>\"'`)\]]{{0,2000}}[^{_BLANK}<>\"'`)\].,;:!?*_~]")
_SCHEME = re.compile(r"(?<![\w@#&/])https?\Z", re.IGNORECASE)
_NAME = re.compile(r"(?<![\w@#&/])@(?:\[([^\]\n]{1,80})\]|(\w(?:[\w.-]{0,78}\w)?))")
_SAMPLE = re.compile(r"(?<![\w@#&/])#([1-9][0-9]{0,9})(?!\w)")


class _Reader(MarkdownIt):
    """The parser, which lets links lead to web pages and mail addresses only."""

    def __init__(self) -> None:
        super().__init__("zero")
        self.enable(RULES)
        self.core.ruler.before("inline", "trim", _trim)
        self.inline.ruler.push("address", _address)
        self.inline.ruler.push("person", _person)
        self.inline.ruler.push("sample", _sample)

    def validateLink(self, url: str) -> bool:  # noqa: N802
        """Return whether a link may lead to an address."""
        return _SAFE.fullmatch(url) is not None


@cache
def _reader() -> _Reader:
    return _Reader()


def html(text: str) -> str:
    """Return a text as HTML in which nothing of it is markup of its own.

    Listed elements with listed attributes are written, all else as text.
    """
    # A byte order mark, which pasted text may bring, is a blank to one parser only.
    tokens = _reader().parse(text.replace("\ufeff", ""))
    written: list[str] = []
    depth = 0
    for token in _flat(tokens):
        depth += token.nesting > 0
        tag = "p" if token.type.startswith("heading") else token.tag
        if token.nesting == 0:
            written.append(_leaf(token))
        elif tag in TAGS and depth <= DEPTH:
            end = token.nesting < 0
            written.append(f"</{tag}>" if end else f"<{tag}{_attributes(token, tag)}>")
        depth -= token.nesting < 0
    return "".join(written)


def _flat(tokens: Sequence[Token]) -> Iterator[Token]:
    """Return the tokens of blocks and of their texts in one row; hidden ones make no element."""
    for token in tokens:
        if token.type == "inline":
            yield from token.children or ()
        elif not token.hidden:
            yield token


def _leaf(token: Token) -> str:
    content = escape(token.content)
    match token.type:
        case "fence" | "code_block":
            return f'<pre dir="auto"><code>{content}</code></pre>'
        case "code_inline":
            return f"<code>{content}</code>"
        case "person":
            return f'<bdi class="person">@{content}</bdi>'
        case "sample":
            return f'<span class="sample">#{content}</span>'
        case "softbreak" | "hardbreak":
            return "<br>"
        case "hr":
            return "<hr>"
    return content


def _attributes(token: Token, tag: str) -> str:
    given: dict[str, object] = {}
    if token.type == "heading_open":
        given["class"] = "heading"
    if tag in ("p", "li"):
        given["dir"] = "auto"
    if tag == "ol" and "start" in token.attrs:
        given["start"] = token.attrs["start"]
    if tag == "a":
        given = {"href": token.attrs["href"]}
        if "title" in token.attrs:
            given["title"] = token.attrs["title"]
        given |= {"target": "_blank", "rel": "noopener noreferrer nofollow"}
    return "".join(f' {name}="{escape(str(value))}"' for name, value in given.items())


def _trim(state: StateCore) -> None:
    """Take blanks off where a paragraph begins and ends: the two parsers differ in which."""
    for token in state.tokens:
        if token.type == "inline":
            token.content = token.content.strip(_EDGES)


def _address(state: StateInline, silent: bool) -> bool:
    """Read an address that stands in the text: `https://example.org/a`."""
    if state.src[state.pos] != ":" or state.linkLevel > 0:
        return False
    scheme = _SCHEME.search(state.src[max(0, state.pos - 6) : state.pos])
    found = _ADDRESS.match(state.src, state.pos, state.posMax)
    if scheme is None or found is None:
        return False
    text = scheme[0] + found[0]
    url = state.md.normalizeLink(text)
    if not state.md.validateLink(url):
        return False
    if not silent:
        if not state.pending.endswith(scheme[0]):
            return False
        state.pending = state.pending[: -len(scheme[0])]
        state.push("link_open", "a", 1).attrs = {"href": url}
        state.push("text", "", 0).content = text
        state.push("link_close", "a", -1)
    state.pos = found.end()
    return True


def _person(state: StateInline, silent: bool) -> bool:
    """Read a name that calls somebody: `@Anna` or `@[Anna Maria]`."""
    return _word(state, silent, "person", _NAME)


def _sample(state: StateInline, silent: bool) -> bool:
    """Read the number of a sample: `#12`."""
    return _word(state, silent, "sample", _SAMPLE)


def _word(state: StateInline, silent: bool, kind: str, pattern: re.Pattern[str]) -> bool:
    if state.linkLevel > 0:
        return False
    found = pattern.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.push(kind, "", 0).content = next(part for part in found.groups() if part).strip(
            _EDGES
        )
    state.pos = found.end()
    return True
