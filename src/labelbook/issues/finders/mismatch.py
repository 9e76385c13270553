"""split-mismatch: kinds of images that train has and val lacks, or the other way round."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from labelbook.core.arrays import Rows
from labelbook.issues.evidence import kernel
from labelbook.issues.evidence.two_sample import FEWEST, Auc, two_sample_auc
from labelbook.issues.evidence.view import TRAIN, VAL
from labelbook.issues.kinds import Evidence, Issue, IssueKind, issue_kinds
from labelbook.maps import styles

if TYPE_CHECKING:
    from labelbook.issues.evidence.view import View


ALIKE = 0.55
"""An AUC up to which two splits count as alike."""

_REGION = 60  # Samples of a region, about.
_MOST_REGIONS = 64
_CERTAIN = 0.001  # The chance that an ordinary region counts as an exception; over all regions.
_EXAMPLES = 24


def split_auc(view: View, split: npt.NDArray[np.int64] | None = None) -> Auc | None:
    """Return how well train and val can be separated; None where either is too small to say.

    split: another split of the rows than the view's own.
    """
    if view.vectors is None or view.embedded is None:
        return None
    where = view.split if split is None else split
    train, val = (np.flatnonzero(view.embedded & (where == side)) for side in (TRAIN, VAL))
    if min(len(train), len(val)) < FEWEST:
        return None
    group = np.concatenate([view.units[train], view.units[val]])
    return two_sample_auc(view.vectors[train], view.vectors[val], seed=view.seed, group=group)


def find(view: View) -> list[Issue]:
    """Test train against val; where they differ, give the regions that one side lacks."""
    measured = split_auc(view)
    if measured is None or view.vectors is None or view.embedded is None:
        return []
    if measured.low <= 0.5 or measured.value <= ALIKE:
        return []
    rows = np.flatnonzero(view.embedded & ((view.split == TRAIN) | (view.split == VAL)))
    points = styles.main_directions(kernel.standardised([view.vectors[rows]]))
    count = int(np.clip(len(rows) // _REGION, 2, _MOST_REGIONS))
    region = styles.clusters(points, count, seed=view.seed)
    share = float(np.mean(view.split[rows] == VAL))
    found = []
    for number in range(int(region.max()) + 1):
        inside = np.flatnonzero(region == number)
        in_val = int((view.split[rows[inside]] == VAL).sum())
        chance = chance_of(in_val, len(inside), share)
        if chance * (region.max() + 1) < _CERTAIN:
            middle = points[inside].mean(0)
            order = np.argsort(((points[inside] - middle) ** 2).sum(1), kind="stable")
            found.append(_region(view, rows[inside[order]], in_val, share, measured))
    return found


def chance_of(successes: int, trials: int, share: float) -> float:
    """Return the chance of a count as unlikely as this one, or more (exact binomial test)."""
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, trials + 1)))])
    counts = np.arange(trials + 1)
    ways = logs[-1] - logs - logs[::-1]
    likely = np.exp(ways + counts * np.log(share) + (trials - counts) * np.log1p(-share))
    return float(min(1.0, likely[likely <= likely[successes] * (1 + 1e-7)].sum()))


def _region(view: View, rows: Rows, in_val: int, share: float, measured: Auc) -> Issue:
    expected = share * len(rows)
    lacks = "val" if in_val < expected else "train"
    labels = [view.class_name(int(row)) or "unlabelled" for row in rows]
    most = max(sorted(set(labels)), key=labels.count)
    reason = (
        f"{lacks} lacks images like this: of the {len(rows)} samples around it (most of them "
        f"{most}) {in_val} are in val, where {expected:.0f} would be its share; train and val are "
        f"separated with an AUC of {measured.value:.2f} ({measured.low:.2f} to "
        f"{measured.high:.2f}; 0.5 = alike)"
    )
    away = abs(in_val - expected) / max(expected, len(rows) - expected)
    shown = tuple(view.id(row) for row in rows[: _EXAMPLES + 1])
    score = float(min(1.0, 0.5 + 0.5 * away))
    label = view.class_name(int(rows[0]))
    return Issue(shown[0], "split-mismatch", score, label, None, reason, Evidence(shown[1:]))


issue_kinds.add(
    IssueKind(
        name="split-mismatch",
        title="Split mismatch",
        says="samples like these are missing on one side of the split",
        keep="It is right",
        needs=frozenset({"embeddings"}),
        find=find,
        place=9,
    )
)
