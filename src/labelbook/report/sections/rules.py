"""What the team decided: the label book in short."""

from __future__ import annotations

from labelbook.report.records import Ruling
from labelbook.report.sections.told import SectionData
from labelbook.report.sections.words import count, name

WORDS = {"definition": "", "typical": "typical: ", "border": "border case: ", "not": "not: "}


def section(told: SectionData) -> str:
    """Return the rules by class; nothing where there is none."""
    telling = told.story.telling
    if telling is None or not telling.rules:
        return ""
    order = {label: at for at, label in enumerate(told.story.classes)}
    rules = sorted(telling.rules, key=lambda rule: order.get(rule.label, len(order)))
    listed = "".join(_rule(rule) for rule in rules)
    return (
        '<section aria-labelledby="rules"><h2 id="rules">What was decided</h2>'
        f"<ul>{listed}</ul></section>"
    )


def _rule(rule: Ruling) -> str:
    examples = f", {count(rule.samples, 'example')}" if rule.samples else ""
    return (
        f"<li><b>{name(rule.label)}</b> {WORDS.get(rule.kind, '')}{name(rule.text)} "
        f'<span class="quiet">({name(rule.author)}{examples})</span></li>'
    )
