"""mislabelled, not-a-class, ambiguous: labels that the evidence contradicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from labelbook.core.arrays import Rows, unit
from labelbook.issues.kinds import SURE, Evidence, Issue, IssueKind, issue_kinds

if TYPE_CHECKING:
    from labelbook.issues.evidence.view import View


FITS = 0.4
"""Likeness from which on a class can be suggested."""

CLOSE = 0.15
"""The two best classes are nearer to each other than this where a sample is ambiguous."""

_SHOWN = 3  # Classes in the evidence.
_NEAREST = 5
_SHOWN_ROWS = 1000  # Neighbours are found for the highest scores only: it costs rows x samples.


def find(view: View) -> list[Issue]:
    """Rank every sample of train and val that can be judged by how likely its label is wrong.

    Mislabelled samples and those of no class are in one list; the latter have no suggestion.
    What scores below 0.5 is no issue: it is there so that the ranking is complete.
    """
    rows = np.flatnonzero(view.label_scores.known)
    near = _neighbours(view, rows[view.label_scores.score[rows] >= SURE])
    return [_issue(view, row, near.get(row, [])) for row in rows.tolist()]


def find_no_class(view: View) -> list[Issue]:
    """Return the samples that no class fits, of those whose label is likely wrong."""
    wrong = np.flatnonzero(view.label_scores.score >= SURE)
    none = [row for row in wrong.tolist() if _suggestion(view, row) is None]
    near = _neighbours(view, np.array(none, dtype=np.int64))
    return [_issue(view, row, near.get(row, []), kind="not-a-class") for row in none]


def find_ambiguous(view: View) -> list[Issue]:
    """Return the samples that their label and one other class fit about equally well."""
    likeness = view.label_scores.likeness
    found: list[Issue] = []
    if likeness.shape[1] < 2:
        return found
    best = np.argsort(-likeness, axis=1)[:, :2]
    top = np.take_along_axis(likeness, best, axis=1)
    close = view.label_scores.known & (top[:, 0] - top[:, 1] < CLOSE) & (top[:, 1] >= 0.3)
    close &= (best == view.label[:, None]).any(1)
    for row in np.flatnonzero(close).tolist():
        other = int(best[row][best[row] != view.label[row]][0])
        label, rival = view.class_name(row), view.classes[other]
        gap = float(top[row, 0] - top[row, 1])
        reason = (
            f"{label} ({likeness[row, view.label[row]]:.2f}) and {rival} "
            f"({likeness[row, other]:.2f}) fit about equally well"
        )
        score = 1 - 0.5 * gap / CLOSE
        found.append(
            Issue(
                view.id(row),
                "ambiguous",
                score,
                label,
                rival,
                reason,
                Evidence((), _probabilities(view, row)),
            )
        )
    return found


def _issue(view: View, row: int, near: list[int], kind: str = "mislabelled") -> Issue:
    likeness, label = view.label_scores.likeness[row], view.class_name(row)
    own = float(likeness[view.label[row]])
    score, suggestion = float(view.label_scores.score[row]), _suggestion(view, row)
    evidence = Evidence(tuple(view.id(other) for other in near), _probabilities(view, row))
    if score < SURE:
        reason = f"{label} fits ({own:.2f})"
        return Issue(view.id(row), kind, score, label, None, reason, evidence)
    if suggestion is not None:
        fits = float(likeness[view.classes.index(suggestion)])
        reason = f"similar to {suggestion} ({fits:.2f}), not to {label} ({own:.2f})"
    else:
        best = int(likeness.argmax())
        reason = f"similar to no class: {label} fits badly ({own:.2f})"
        if view.classes[best] != label:
            reason += f", the best other is {view.classes[best]} ({likeness[best]:.2f})"
    if near:
        reason += f"; {_labelled([view.class_name(other) or 'nothing' for other in near])}"
    return Issue(view.id(row), kind, score, label, suggestion, reason, evidence)


def _labelled(names: list[str]) -> str:
    """List the labels of the nearest samples, nearest first."""
    if len(names) == 1:
        return f"its nearest is labelled {names[0]}"
    if len(set(names)) == 1:
        return f"its {len(names)} nearest are all labelled {names[0]}"
    return f"its {len(names)} nearest are labelled {', '.join(names)}"


def _suggestion(view: View, row: int) -> str | None:
    likeness = view.label_scores.likeness[row]
    best = int(likeness.argmax())
    if best == view.label[row] or likeness[best] < FITS:
        return None
    return view.classes[best]


def _probabilities(view: View, row: int) -> dict[str, float]:
    likeness = view.label_scores.likeness[row]
    best = np.argsort(-likeness, kind="stable")[:_SHOWN].tolist()
    shown = best if view.label[row] in best else [*best, int(view.label[row])]
    return {view.classes[place]: round(float(likeness[place]), 4) for place in shown}


def _neighbours(view: View, rows: Rows) -> dict[int, list[int]]:
    """Return the nearest neighbours by embedding of the rows with the highest scores, in order."""
    if not view.embeddings or len(rows) == 0:
        return {}
    rows = rows[np.argsort(-view.label_scores.score[rows], kind="stable")][:_SHOWN_ROWS]
    others = np.flatnonzero(view.embedded) if view.embedded is not None else np.arange(view.rows)
    # The last embedding shows what a drawing is, wherever it lies on the paper.
    space = view.embeddings[-1]
    vectors = unit(space - space[others].mean(0))
    found: dict[int, list[int]] = {}
    for start in range(0, len(rows), 1024):
        some = rows[start : start + 1024]
        alike = vectors[some] @ vectors[others].T
        alike[some[:, None] == others] = -2
        count = min(_NEAREST, len(others) - 1)
        near = np.argsort(-alike, axis=1)[:, :count]
        found |= dict(zip(some.tolist(), others[near].tolist(), strict=True))
    return found


issue_kinds.add(
    IssueKind(
        name="mislabelled",
        title="Mislabelled",
        says="probably mislabelled: similar images have another label",
        keep="The label is right",
        needs=frozenset({"own-model"}),
        excluded_by=True,
        find=find,
        place=1,
    )
)
issue_kinds.add(
    IssueKind(
        name="not-a-class",
        title="Not a class",
        says="shows none of the classes: a doodle, a fragment, or unreadable",
        needs=frozenset({"own-model"}),
        excluded_by=True,
        instead_of="mislabelled",
        find=find_no_class,
        place=2,
    )
)
issue_kinds.add(
    IssueKind(
        name="ambiguous",
        title="Ambiguous",
        says="could be either of two classes",
        keep="The label is right",
        needs=frozenset({"own-model"}),
        find=find_ambiguous,
        place=3,
    )
)
