"""What was changed, how models do on it, and which issues are open."""

from __future__ import annotations

from labelbook.issues.kinds import issue_kinds
from labelbook.report.markup import count, name, text
from labelbook.report.records import (
    Contribution,
    LabelChange,
    ModelScore,
    SectionData,
    VersionStep,
    WorkDone,
)

SHOWN = 8
ORIGINS = {"augmented": "grown by recipe", "drawn": "drawn by hand"}
WIDTH, HEIGHT, MIDDLE = 100, 12, 6
MARKS = {"better": "up", "worse": "down"}


def changes(data: SectionData) -> str:
    """Return the changes since the import, in numbers; nothing in a report of the map alone."""
    if data.report.summary is None:
        return ""
    work = data.report.summary.work
    facts = [f"{count(number)} {what}" for what, number in work.changed.items() if number]
    facts += [
        f"{count(work.origins[origin])} {what}"
        for origin, what in ORIGINS.items()
        if work.origins.get(origin)
    ]
    sentence = ", ".join(facts) if facts else "Nothing was changed since the import"
    return (
        '<section aria-labelledby="work"><h2 id="work">Changes</h2>'
        f"<p>{sentence}.</p>{_label_changes(work)}{_contributions(work)}</section>"
    )


def _label_changes(work: WorkDone) -> str:
    if not work.label_changes:
        return ""
    rows = "".join(_label_change(each) for each in work.label_changes[:SHOWN])
    left = sum(each.samples for each in work.label_changes[SHOWN:])
    more = f'<p class="quiet">and {count(left, "sample")} in other pairs</p>' if left else ""
    return (
        '<table><thead><tr><th scope="col">imported as</th><th scope="col">is now</th>'
        f'<th scope="col">samples</th></tr></thead><tbody>{rows}</tbody></table>{more}'
    )


def _label_change(change: LabelChange) -> str:
    before, after = (
        "<i>no label</i>" if label is None else name(label)
        for label in (change.before, change.after)
    )
    return f'<tr><th scope="row">{before}</th><td>{after}</td><td>{count(change.samples)}</td></tr>'


def _contributions(work: WorkDone) -> str:
    listed = "".join(f"<li>{_contribution(each)}</li>" for each in work.contributions)
    return f'<ul class="people">{listed}</ul>' if listed else ""


def _contribution(own: Contribution) -> str:
    parts = [
        count(own.changesets, "changeset"),
        f"{count(own.cells, 'cell')} changed" if own.cells else "",
        f"{count(own.added, 'sample')} added" if own.added else "",
    ]
    return f"<b>{name(own.author)}</b> {', '.join(part for part in parts if part)}"


def evaluation(data: SectionData) -> str:
    """Return scores and verdicts of a model; nothing where no version was evaluated."""
    summary = data.report.summary
    if summary is None or not summary.scores:
        return ""
    low = min(score.low for score in summary.scores)
    high = max(score.high for score in summary.scores)
    scores = "".join(_score(score, low, high) for score in summary.scores)
    steps = "".join(_step(step) for step in summary.steps)
    first = summary.scores[0]
    return (
        '<section aria-labelledby="evaluation"><h2 id="evaluation">Evaluation</h2>'
        f'<p class="quiet">The model {text(first.model)}, on {count(first.images)} images of '
        f"{text(first.split)}, {count(first.seeds, 'seed')}; 95 % intervals.</p>"
        f'<table class="scores"><tbody>{scores}</tbody></table>'
        f"{f'<ul>{steps}</ul>' if steps else ''}</section>"
    )


def _score(score: ModelScore, lowest: float, highest: float) -> str:
    """Return a row; the bars of all rows share a scale from the lowest to the highest end."""
    low, high, at = (100 * value for value in (score.low, score.high, score.estimate))
    reach = max(highest - lowest, 1e-9)
    left, right, middle = (
        WIDTH * (value - lowest) / reach for value in (score.low, score.high, score.estimate)
    )
    return (
        f'<tr><th scope="row">{name(score.version)}</th>'
        f"<td>{at:.1f} % <small>[{low:.1f}, {high:.1f}]</small></td>"
        f'<td><svg class="interval" viewBox="0 0 {WIDTH} {HEIGHT}" height="{HEIGHT}" '
        f'preserveAspectRatio="none" aria-hidden="true">'
        f'<line x1="{left:.1f}" x2="{right:.1f}" y1="{MIDDLE}" y2="{MIDDLE}"/>'
        f'<rect x="{middle - 1:.1f}" y="2" width="2" height="{HEIGHT - 4}"/></svg></td></tr>'
    )


def _step(step: VersionStep) -> str:
    mark = MARKS.get(step.verdict, "same")
    sentence = step.sentence[:1].upper() + step.sentence[1:]
    return (
        f'<li class="{mark}"><b>{name(step.first)} → {name(step.second)}</b> {text(sentence)}.</li>'
    )


def open_issues(data: SectionData) -> str:
    """Return the number of open issues of each kind; nothing before the first search."""
    summary = data.report.summary
    if summary is None or summary.issues is None:
        return ""
    found = summary.issues
    still_open = {kind: number for kind, number in found.counts.items() if number}
    rows = "".join(
        f'<tr><th scope="row">{text(issue_kinds.get(kind).says)}</th><td>{count(number)}</td></tr>'
        for kind, number in still_open.items()
    )
    body = f"<table><tbody>{rows}</tbody></table>" if rows else "<p>No issue is open.</p>"
    kept = (
        f'<p class="quiet">{count(found.kept)} more were checked and kept as they are.</p>'
        if found.kept
        else ""
    )
    return (
        f'<section aria-labelledby="issues"><h2 id="issues">Open issues</h2>{body}{kept}</section>'
    )
