"""duplicate and leak: the same image again, byte for byte or nearly; a group in two splits."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from labelbook.core.types import SampleId
from labelbook.issues.evidence.near_duplicates import APART, tiny
from labelbook.issues.kinds import Evidence, Issue, IssueKind, issue_kinds
from labelbook.journal.records import SPLITS

if TYPE_CHECKING:
    from labelbook.issues.evidence.contours import Pair
    from labelbook.issues.evidence.view import View

PARTED = 0.9
"""How suspect a sample is that lies apart from its group: it may be meant so."""
RELATED = 8
"""So many of the others in the group are shown."""

Twins = dict[int, list[tuple[int, "Pair | None"]]]
"""row -> its duplicates, exact ones (None) first."""


def find_duplicates(view: View) -> list[Issue]:
    """Return one issue for each sample that has a duplicate."""
    return [_issue(view, "duplicate", row, twins) for row, twins in _twins(view).items()]


def find_leaks(view: View) -> list[Issue]:
    """Return one issue for each sample that has a duplicate, or its group, in another split."""
    found = []
    for row, twins in _twins(view).items():
        others = [twin for twin in twins if view.split[twin[0]] != view.split[row]]
        if others:
            found.append(_issue(view, "leak", row, others))
    leaking = {issue.sample for issue in found}
    return found + [issue for issue in _parted(view) if issue.sample not in leaking]


def _parted(view: View) -> list[Issue]:
    """One issue for each sample that lies apart from most of its group (of its patient, say)."""
    found: dict[int, Issue] = {}
    for column in view.belong:
        held = np.flatnonzero(column.codes >= 0)
        order = held[np.argsort(column.codes[held], kind="stable")]
        starts = np.flatnonzero(np.diff(column.codes[order])) + 1
        for rows in np.split(order, starts):
            counts = np.bincount(view.split[rows], minlength=len(SPLITS))
            if (counts > 0).sum() < 2:
                continue
            home = int(counts.argmax())
            names = [SPLITS[code] for code in np.flatnonzero(counts).tolist()]
            spread = f"{', '.join(names[:-1])} and {names[-1]}"
            who = f"{column.name} {column.values[column.codes[rows[0]]]}"
            related = tuple(view.samples[rows[view.split[rows] == home]][:RELATED].tolist())
            for row in rows[view.split[rows] != home].tolist():
                here, there = SPLITS[view.split[row]], SPLITS[home]
                said = (
                    f"{who} is in {spread}: this one lies in {here} and {counts[home]} of its "
                    f"{len(rows)} samples in {there}"
                )
                sample = SampleId(int(view.samples[row]))
                label = view.class_name(row)
                issue = Issue(sample, "leak", PARTED, label, None, said, Evidence(related))
                found.setdefault(sample, issue)
    return list(found.values())


def _twins(view: View) -> Twins:
    twins: Twins = defaultdict(list)
    order = np.argsort(np.asarray(view.hashes, dtype=str), kind="stable")
    hashes = np.asarray(view.hashes, dtype=str)[order]
    starts = np.flatnonzero(np.r_[True, hashes[1:] != hashes[:-1]])
    same = {int(rows[0]): rows.tolist() for rows in np.split(order, starts[1:]) if len(rows)}
    for rows in same.values():
        for row in rows if len(rows) > 1 else ():
            twins[row] += [(other, None) for other in rows if other != row]
    for pair in sorted(view.near_pairs, key=lambda pair: pair.apart):
        # A pair stands for the contents: all rows that hold them are near-duplicates.
        for one in same.get(pair.one, [pair.one]):
            for other in same.get(pair.other, [pair.other]):
                twins[one].append((other, pair))
                twins[other].append((one, pair))
    return dict(sorted(twins.items()))


def _issue(view: View, kind: str, row: int, twins: list[tuple[int, Pair | None]]) -> Issue:
    other, pair = twins[0]
    score = 1.0 if pair is None else 0.95 - 0.45 * pair.apart / APART
    same = "the same file as" if pair is None else f"{_nearly(pair, view)} as"
    more = f" and {len(twins) - 1} more" if len(twins) > 1 else ""
    said = f"{same} {view.name(other)}{more}"
    if view.label[other] != view.label[row]:
        ours, theirs = view.class_name(row) or "nothing", view.class_name(other) or "nothing"
        said += f", which is labelled {theirs} while this one is labelled {ours}"
    if view.split[other] != view.split[row]:
        here, there = SPLITS[view.split[row]], SPLITS[view.split[other]]
        joint = "and" if view.label[other] != view.label[row] else ","
        said += (
            f"{'' if joint == ',' else ' '}{joint} which lies in {there} while this one "
            f"lies in {here}"
        )
    related = tuple(view.id(twin) for twin, _ in twins)
    return Issue(view.id(row), kind, score, view.class_name(row), None, said, Evidence(related))


def _nearly(pair: Pair, view: View) -> str:
    if not view.pictures.drawn or tiny(view, np.array([pair.one, pair.other])).all():
        return "almost the same picture"
    how = []
    if abs(pair.turned) >= 0.5:
        how.append(f"turned by {abs(pair.turned):.0f}°")
    if abs(pair.grown) >= 0.6:
        how.append("with strokes of another thickness")
    changed = f" {', '.join(how)}" if how else ""
    return f"the same drawing{changed}, with contours that agree within {pair.apart:.1f} pixels,"


issue_kinds.add(
    IssueKind(
        name="duplicate",
        title="Duplicate",
        says="the same image twice, or nearly",
        keep="Both are right",
        pairs=True,
        excluded_by=True,
        find=find_duplicates,
        place=4,
    )
)
issue_kinds.add(
    IssueKind(
        name="leak",
        title="Leak",
        says="the same image, or one group, in two splits: what a model learnt it is tested on",
        keep="Both are right",
        pairs=True,
        excluded_by=True,
        mended_by_split=True,
        instead_of="duplicate",
        find=find_leaks,
        place=5,
    )
)
