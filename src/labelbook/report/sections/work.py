"""What was corrected, left out and grown, and by whom."""

from __future__ import annotations

from labelbook.report.records import Share, Swap, WorkDone
from labelbook.report.sections.told import SectionData
from labelbook.report.sections.words import count, name

SHOWN = 8
ORIGINS = {"augmented": "grown by recipe", "drawn": "drawn by hand"}


def section(told: SectionData) -> str:
    """Return the decisions in numbers; nothing where only the map is told."""
    if told.story.telling is None:
        return ""
    work = told.story.telling.work
    facts = [f"{count(number)} {what}" for what, number in work.changed.items() if number]
    facts += [
        f"{count(work.origins[origin])} {what}"
        for origin, what in ORIGINS.items()
        if work.origins.get(origin)
    ]
    said = ", ".join(facts) if facts else "Nothing was changed since the import"
    return (
        '<section aria-labelledby="work"><h2 id="work">What was done</h2>'
        f"<p>{said}.</p>{_swaps(work)}{_shares(work)}</section>"
    )


def _swaps(work: WorkDone) -> str:
    if not work.swaps:
        return ""
    rows = "".join(_swap(swap) for swap in work.swaps[:SHOWN])
    left = sum(swap.samples for swap in work.swaps[SHOWN:])
    more = f'<p class="quiet">and {count(left, "sample")} in other pairs</p>' if left else ""
    return (
        '<table><thead><tr><th scope="col">came as</th><th scope="col">is now</th>'
        f'<th scope="col">samples</th></tr></thead><tbody>{rows}</tbody></table>{more}'
    )


def _swap(swap: Swap) -> str:
    before, after = (
        "<i>no label</i>" if label is None else name(label) for label in (swap.before, swap.after)
    )
    return f'<tr><th scope="row">{before}</th><td>{after}</td><td>{count(swap.samples)}</td></tr>'


def _shares(work: WorkDone) -> str:
    listed = "".join(f"<li>{_share(share)}</li>" for share in work.shares)
    return f'<ul class="people">{listed}</ul>' if listed else ""


def _share(share: Share) -> str:
    parts = [
        count(share.changesets, "changeset"),
        f"{count(share.cells, 'cell')} changed" if share.cells else "",
        f"{count(share.added, 'sample')} added" if share.added else "",
    ]
    return f"<b>{name(share.author)}</b> {', '.join(part for part in parts if part)}"
