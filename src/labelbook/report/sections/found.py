"""What is still in doubt."""

from __future__ import annotations

from labelbook.issues.kinds import issue_kinds
from labelbook.report.sections.told import SectionData
from labelbook.report.sections.words import count, text


def section(told: SectionData) -> str:
    """Return the open issues by kind; nothing where nobody searched for any."""
    telling = told.story.telling
    if telling is None or telling.found is None:
        return ""
    found = telling.found
    open_ones = {kind: number for kind, number in found.counts.items() if number}
    rows = "".join(
        f'<tr><th scope="row">{text(issue_kinds.get(kind).says)}</th><td>{count(number)}</td></tr>'
        for kind, number in open_ones.items()
    )
    body = f"<table><tbody>{rows}</tbody></table>" if rows else "<p>Nothing suspect is left.</p>"
    kept = (
        f'<p class="quiet">{count(found.kept)} more looked suspect and were found right.</p>'
        if found.kept
        else ""
    )
    return (
        f'<section aria-labelledby="found"><h2 id="found">Still in doubt</h2>{body}{kept}</section>'
    )
