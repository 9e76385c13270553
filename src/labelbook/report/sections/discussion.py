"""The label book in short, and the open questions."""

from __future__ import annotations

from labelbook.report.markup import count, day, name
from labelbook.report.records import ListedRule, OpenQuestion, SectionData

KINDS = {"definition": "", "typical": "typical: ", "border": "border case: ", "not": "not: "}
QUESTIONS = 12
STATES = {"waiting": "waiting for an expert"}


def rules(data: SectionData) -> str:
    """Return the rules by class; nothing where there is none."""
    summary = data.report.summary
    if summary is None or not summary.rules:
        return ""
    order = {label: at for at, label in enumerate(data.report.classes)}
    by_class = sorted(summary.rules, key=lambda rule: order.get(rule.label, len(order)))
    listed = "".join(_rule(rule) for rule in by_class)
    return (
        '<section aria-labelledby="rules"><h2 id="rules">Label book</h2>'
        f"<ul>{listed}</ul></section>"
    )


def _rule(rule: ListedRule) -> str:
    examples = f", {count(rule.samples, 'example')}" if rule.samples else ""
    return (
        f"<li><b>{name(rule.label)}</b> {KINDS.get(rule.kind, '')}{name(rule.text)} "
        f'<span class="quiet">({name(rule.author)}{examples})</span></li>'
    )


def questions(data: SectionData) -> str:
    """Return the questions that are not resolved; nothing where there is none."""
    summary = data.report.summary
    if summary is None or not summary.questions:
        return ""
    listed = "".join(
        f"<li><b>{name(item.title)}</b> {name(item.author)}, {day(item.at)}, "
        f"{STATES.get(item.state, item.state)}, {count(item.comments, 'comment')}"
        f"{_about(item)}</li>"
        for item in summary.questions[:QUESTIONS]
    )
    left = len(summary.questions) - QUESTIONS
    more = f'<p class="quiet">and {count(left)} more</p>' if left > 0 else ""
    return (
        '<section aria-labelledby="questions"><h2 id="questions">Open questions</h2>'
        f"<ul>{listed}</ul>{more}</section>"
    )


def _about(item: OpenQuestion) -> str:
    return f", about {count(item.samples, 'sample')}" if item.samples else ""
