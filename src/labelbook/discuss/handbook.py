"""The label book as one page for new labellers: HTML with its images inside, or Markdown."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from labelbook.core.atomic import appearing
from labelbook.discuss.records import Rule, RuleKind
from labelbook.errors import BadInput
from labelbook.images.thumbnails import Thumbnail

SIDE = 128
"""Pixels of an example's longer side."""
SUFFIXES = (".html", ".md")
HEADINGS: dict[RuleKind, str] = {
    "definition": "What it is",
    "typical": "Typical",
    "border": "Border cases",
    "not": "What it is not",
}
Picture = Callable[[int], Thumbnail | None]
STYLE = """
:root{color-scheme:light dark}
body{max-width:52rem;margin:2rem auto;padding:0 1rem;font:16px/1.55 system-ui,sans-serif;
overflow-wrap:anywhere}
h1{font-size:1.6rem}h2{margin-top:2.5rem;padding-top:1rem;border-top:1px solid #8885}
h3{margin-bottom:.2rem;font-size:1rem}
p,li,pre,bdi{unicode-bidi:isolate}
section{margin:.4rem 0 1rem}
figure{display:inline-block;margin:.3rem .4rem .3rem 0;text-align:center;font-size:.75rem}
figure img{display:block;max-width:128px;max-height:128px;border:1px solid #8885;background:#fff}
pre{white-space:pre-wrap}.heading{font-weight:650}
blockquote{margin:0;padding-left:.8rem;border-left:3px solid #8886}
.by{color:#777;font-size:.8rem}nav a{margin-right:.8rem}
"""
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


@dataclass(frozen=True)
class HandbookFile:
    """The file that was written. classes: those with a rule; unreadable: images left out."""

    out: Path
    classes: int
    rules: int
    images: int
    unreadable: int
    bytes: int


def write(
    name: str, classes: Sequence[str], rules: Sequence[Rule], picture: Picture, out: Path
) -> HandbookFile:
    """Write the label book to a file, .html or .md.

    picture: None for an image that cannot be read; such images are counted. Raises BadInput for
    another suffix or a place that is taken.
    """
    if out.suffix not in SUFFIXES:
        raise BadInput(f"{out} does not end in {' or '.join(SUFFIXES)}: name it so")
    if out.exists():
        raise BadInput(f"{out} exists already: choose another name")
    described = [label for label in classes if any(rule.label == label for rule in rules)]
    examples = dict.fromkeys(sample for rule in rules for sample in rule.samples)
    pictures = {sample: found for sample in examples if (found := picture(sample)) is not None}
    make = _html if out.suffix == ".html" else _markdown
    data = make(name, described, rules, pictures).encode()
    with appearing(out, folder=False) as place:
        place.write_bytes(data)
    missing = len(examples) - len(pictures)
    return HandbookFile(out, len(described), len(rules), len(pictures), missing, len(data))


def _html(
    name: str, classes: Sequence[str], rules: Sequence[Rule], pictures: dict[int, Thumbnail]
) -> str:
    index = " ".join(
        f'<a href="#class-{at}"><bdi>{escape(label)}</bdi></a>' for at, label in enumerate(classes)
    )
    pages = "\n".join(
        f'<h2 id="class-{at}"><bdi>{escape(label)}</bdi></h2>\n'
        + "\n".join(_section(kind, label, rules, pictures) for kind in HEADINGS)
        for at, label in enumerate(classes)
    )
    empty = "" if classes else "<p>No rule was written yet.</p>"
    return (
        f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(name)}: the label book</title>\n<style>{STYLE}</style>\n"
        f"<h1><bdi>{escape(name)}</bdi>: the label book</h1>\n<nav>{index}</nav>\n{empty}{pages}\n"
        f"</html>\n"
    )


def _section(
    kind: RuleKind, label: str, rules: Sequence[Rule], pictures: dict[int, Thumbnail]
) -> str:
    own = [rule for rule in rules if rule.kind == kind and rule.label == label]
    if not own:
        return ""
    from labelbook.discuss import markdown

    parts = []
    for rule in own:
        images = "".join(
            f'<figure><img alt="" src="data:{pictures[id].media_type};base64,'
            f'{base64.b64encode(pictures[id].data).decode()}">#{id}</figure>'
            for id in rule.samples
            if id in pictures
        )
        by = f'<p class="by"><bdi>{escape(rule.author)}</bdi>, {rule.at[:10]}</p>'
        parts.append(f"<section>{markdown.html(rule.text)}<div>{images}</div>{by}</section>")
    return f"<h3>{HEADINGS[kind]}</h3>\n" + "\n".join(parts)


def _markdown(
    name: str, classes: Sequence[str], rules: Sequence[Rule], pictures: dict[int, Thumbnail]
) -> str:
    lines = [f"# {name}: the label book", ""]
    if not classes:
        lines += ["No rule was written yet.", ""]
    for label in classes:
        lines += [f"## {label}", ""]
        for kind, heading in HEADINGS.items():
            own = [rule for rule in rules if rule.kind == kind and rule.label == label]
            if own:
                lines += [f"### {heading}", ""]
            for rule in own:
                if rule.text:
                    lines += [rule.text, ""]
                if rule.samples:
                    lines += ["Examples: " + ", ".join(f"#{id}" for id in rule.samples), ""]
                lines += [f"({rule.author}, {rule.at[:10]})", ""]
    return "\n".join(lines)
