"""What the data set is: its name and size, its classes, its versions, its data card."""

from __future__ import annotations

from labelbook.report.markup import count, day, name, text
from labelbook.report.records import SectionData

BAR_WIDTH, BAR_HEIGHT = 48, 8
CARD_FIELDS = {
    "description": "About it",
    "license": "Licence",
    "creator": "Made by",
    "url": "Where it is",
    "citation": "How to cite it",
    "limits": "Known gaps",
}


def heading(data: SectionData) -> str:
    """Return the title and a sentence about the data set."""
    report = data.report
    held = {label for of in report.counts.values() for label in of} - {""}
    splits = [split for split, of in report.counts.items() if of]
    which = "" if report.version is None else f"version {name(report.version)}, "
    book = "" if report.title == report.name else f"{name(report.name)}, "
    excluded = _excluded(report.excluded)
    return (
        f'<header><h1 dir="auto">{text(report.title)}</h1>'
        f"<p>{count(report.samples, 'image')} in {count(len(held), 'class')}, split into "
        f"{_listed(splits)}.{excluded}</p>"
        f'<p class="quiet">{book}{which}changeset {report.changeset.id} of '
        f"{day(report.changeset.at)}</p></header>"
    )


def _listed(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def _excluded(number: int) -> str:
    if not number:
        return ""
    return f" {count(number)} more {'is' if number == 1 else 'are'} excluded."


def class_counts(data: SectionData) -> str:
    """Return a table of classes and splits, without classes that no sample has."""
    counts = data.report.counts
    splits = [split for split, of in counts.items() if of]
    known = [*data.report.classes, ""]
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
    """Return a bar of a row's splits, to the scale of the longest row."""
    parts, left = [], 0.0
    for split, number in zip(splits, row, strict=True):
        wide = BAR_WIDTH * number / most
        parts.append(
            f'<rect class="{split}" x="{left:.1f}" width="{wide:.1f}" height="{BAR_HEIGHT}"/>'
        )
        left += wide
    return (
        f'<svg class="share" viewBox="0 0 {BAR_WIDTH} {BAR_HEIGHT}" height="{BAR_HEIGHT}" '
        f'preserveAspectRatio="none" aria-hidden="true">{"".join(parts)}</svg>'
    )


def version_list(data: SectionData) -> str:
    """Return the versions up to the one of the report, the newest first."""
    report = data.report
    past = [item for item in report.versions if item.changeset <= report.changeset.id]
    listed = "".join(
        f"<li><b>{name(item.name)}</b> changeset {item.changeset}, {name(item.author)}, "
        f"{day(item.at)}{f'<p>{name(item.note)}</p>' if item.note else ''}</li>"
        for item in reversed(past)
    )
    body = f"<ol>{listed}</ol>" if past else '<p class="quiet">No version was saved yet.</p>'
    return f'<section aria-labelledby="versions"><h2 id="versions">Versions</h2>{body}</section>'


def card(data: SectionData) -> str:
    """Return the filled fields of the data card; nothing where none is filled in."""
    summary = data.report.summary
    if summary is None or not summary.card:
        return ""
    rows = "".join(
        f"<dt>{text(CARD_FIELDS.get(field, field))}</dt><dd>{name(value)}</dd>"
        for field, value in summary.card.items()
    )
    return (
        '<section aria-labelledby="card-of-data"><h2 id="card-of-data">Data card</h2>'
        f'<dl class="fields">{rows}</dl></section>'
    )
