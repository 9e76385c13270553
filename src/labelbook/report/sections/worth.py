"""What each change was worth to a fixed model, with intervals."""

from __future__ import annotations

from labelbook.report.records import ModelScore, Worth
from labelbook.report.sections.told import SectionData
from labelbook.report.sections.words import count, name, text

WIDTH, HEIGHT, MIDDLE = 100, 12, 6
MARKS = {"better": "up", "worse": "down"}


def section(told: SectionData) -> str:
    """Return scores and verdicts; nothing where no version was judged."""
    telling = told.story.telling
    if telling is None or not telling.scores:
        return ""
    low = min(score.low for score in telling.scores)
    high = max(score.high for score in telling.scores)
    scores = "".join(_score(score, low, high) for score in telling.scores)
    steps = "".join(_step(step) for step in telling.worth)
    first = telling.scores[0]
    return (
        '<section aria-labelledby="worth"><h2 id="worth">What it was worth</h2>'
        f'<p class="quiet">The fixed model {text(first.model)}, on {count(first.images)} images of '
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


def _step(step: Worth) -> str:
    mark = MARKS.get(step.word, "same")
    said = step.sentence[:1].upper() + step.sentence[1:]
    return f'<li class="{mark}"><b>{name(step.first)} → {name(step.second)}</b> {text(said)}.</li>'
