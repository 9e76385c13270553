"""How many samples each class has in each split, with a bar that shows any imbalance."""

from __future__ import annotations

from labelbook.report.sections.told import SectionData
from labelbook.report.sections.words import count, name

WIDTH, HEIGHT = 48, 8


def section(told: SectionData) -> str:
    """Return the table; classes that no sample has are left out."""
    counts = told.story.counts
    splits = [split for split, of in counts.items() if of]
    known = [*told.story.classes, ""]
    rows = {label: [counts[split].get(label, 0) for split in splits] for label in known}
    rows = {label: row for label, row in rows.items() if sum(row)}
    most = max((sum(row) for row in rows.values()), default=1)
    head = "".join(f'<th scope="col">{split}</th>' for split in splits)
    body = "".join(
        f'<tr><th scope="row">{name(label) if label else "<i>no label</i>"}</th>'
        f"{_cells(row)}<td>{_bar(row, splits, most)}</td></tr>"
        for label, row in rows.items()
    )
    totals = [sum(row[at] for row in rows.values()) for at in range(len(splits))]
    return (
        '<section aria-labelledby="classes"><h2 id="classes">Classes</h2>'
        '<div class="scroll" tabindex="0" role="region" aria-labelledby="classes">'
        f'<table><thead><tr><th scope="col">class</th>{head}<th scope="col">all</th>'
        "<td></td></tr></thead>"
        f"<tbody>{body}</tbody>"
        f'<tfoot><tr><th scope="row">all</th>{_cells(totals)}<td></td></tr></tfoot></table></div>'
        "</section>"
    )


def _cells(row: list[int]) -> str:
    cells = "".join(f"<td>{count(number)}</td>" for number in row)
    return f'{cells}<td class="sum">{count(sum(row))}</td>'


def _bar(row: list[int], splits: list[str], most: int) -> str:
    """Draw a bar of a row's splits; the longest row fills it. The numbers beside it say the same"""
    parts, left = [], 0.0
    for split, number in zip(splits, row, strict=True):
        wide = WIDTH * number / most
        parts.append(f'<rect class="{split}" x="{left:.1f}" width="{wide:.1f}" height="{HEIGHT}"/>')
        left += wide
    return (
        f'<svg class="share" viewBox="0 0 {WIDTH} {HEIGHT}" height="{HEIGHT}" '
        f'preserveAspectRatio="none" aria-hidden="true">{"".join(parts)}</svg>'
    )
