"""The queue of a book's images without a label: which comes next, and what it probably is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from labelbook.context import BookContext
from labelbook.core.arrays import Floats, Ids, Rows, rows_of
from labelbook.errors import NotFound
from labelbook.journal.records import SPLITS
from labelbook.journal.snapshot import Snapshot
from labelbook.maps.neighbours import nearest
from labelbook.unlabelled.order import far_apart, most_useful
from labelbook.unlabelled.records import (
    QueueOrder,
    SuggestedClass,
    UnlabelledImage,
    UnlabelledQueue,
)
from labelbook.unlabelled.space import SampleSpace, space
from labelbook.unlabelled.suggest import LabelledPoints, Suggestions, suggest

MOST_LABELLED = 20_000
"""The most labelled images that are looked at, sampled by the seed."""

NEAR = 4
SEED = 0


@dataclass(frozen=True, eq=False)
class _State:
    """What is known at a changeset. waiting: (u,) ids without a label that are embedded.

    points: (u, d) theirs. known_ids: (k,) of `known`. rest: ids that are not embedded.
    """

    snapshot: Snapshot
    waiting: Ids
    points: Floats
    known: LabelledPoints
    known_ids: Ids
    rest: Ids
    suggestions: Suggestions


def queue(
    ctx: BookContext, order: QueueOrder, limit: int, suggestion: str | None
) -> UnlabelledQueue:
    """Return images without a label. suggestion: only those for which this class is suggested."""
    state = _state(ctx)
    names = state.snapshot.classes
    if suggestion is not None and suggestion not in names:
        raise NotFound(f"{ctx.name} has no class {suggestion}")
    comparable = len(state.waiting) > 0
    used: QueueOrder = order if comparable else "path"
    rows = _rows(state, used, limit, None if suggestion is None else names.index(suggestion))
    ids = state.waiting[rows]
    found = [
        _image(state, sample, row, near)
        for sample, row, near in zip(ids, rows, _near(state, rows), strict=True)
    ]
    if suggestion is None:
        found += [_bare(state, sample) for sample in state.rest[: limit - len(found)].tolist()]
    return UnlabelledQueue(
        seq=state.snapshot.seq,
        total=len(state.waiting) + len(state.rest),
        embedded=len(state.waiting),
        labelled=len(state.known.labels),
        basis=state.suggestions.basis,
        right=state.suggestions.right,
        order=used,
        suggested=_suggested(state),
        images=tuple(found),
    )


def _rows(state: _State, order: QueueOrder, limit: int, code: int | None) -> Rows:
    """Return the rows of `waiting` that come first. code: of the class that is suggested."""
    told = state.suggestions
    among = np.arange(len(state.waiting))
    if code is not None:
        among = among[told.code == code]
    if order == "path":
        return among[np.argsort(_ranks(state, state.waiting[among]), kind="stable")[:limit]]
    if order == "certain":
        return among[np.argsort(-told.confidence[among], kind="stable")[:limit]]
    points, labelled = state.points[among], state.known.points
    if told.basis == "nothing":
        return among[far_apart(points, labelled, limit, seed=SEED)]
    return among[most_useful(points, labelled, told.uncertainty[among], limit, seed=SEED)]


def _state(ctx: BookContext) -> _State:
    """Return what is known now; made anew only when the labels or the embeddings have changed."""
    snapshot = ctx.journal.snapshot()
    seen = space(ctx)
    key = (snapshot.seq, None if seen is None else seen.key)
    found: _State = ctx.memo.memory("unlabelled", 2).get(key, lambda: _made(snapshot, seen))
    return found


def _made(snapshot: Snapshot, within: SampleSpace | None) -> _State:
    columns = snapshot.columns
    ids = columns["id"].astype(np.int64)
    present = columns["excluded"] == 0
    without = np.flatnonzero(present & (columns["label"] == 0))
    in_test = columns["split"] == SPLITS.index("test")
    labelled = np.flatnonzero(present & (columns["label"] != 0) & ~in_test)
    if len(labelled) > MOST_LABELLED:
        chosen = np.random.default_rng(SEED).choice(len(labelled), MOST_LABELLED, replace=False)
        labelled = labelled[np.sort(chosen)]
    place = np.full(len(ids), -1) if within is None else rows_of(within.samples, ids)
    points = np.zeros((0, 1), dtype=np.float32) if within is None else within.points
    learned = labelled[place[labelled] >= 0]
    # What is the same by content shares a fold: nothing is judged by a model that saw its copy.
    known = LabelledPoints(
        points[place[learned]],
        columns["label"][learned].astype(np.int64) - 1,
        columns["hash"][learned].astype(np.int64),
        len(snapshot.classes),
    )
    there = place[without] >= 0
    waiting, rest = without[there], without[~there]
    rest = rest[np.argsort(columns["path_rank"][rest], kind="stable")]
    seen = points[place[waiting]]
    return _State(
        snapshot, ids[waiting], seen, known, ids[learned], ids[rest], suggest(known, seen)
    )


def _near(state: _State, rows: Rows) -> list[tuple[int, ...]]:
    """Return the ids of the labelled samples most like each of some rows of `waiting`."""
    among = state.known.points
    if not len(among) or not len(rows):
        return [()] * len(rows)
    found, _ = nearest(state.points[rows], among, min(NEAR, len(among)), ids=state.known_ids)
    return [tuple(line) for line in found.tolist()]


def _suggested(state: _State) -> tuple[SuggestedClass, ...]:
    code = state.suggestions.code
    names = state.snapshot.classes
    counts = np.bincount(code[code >= 0], minlength=len(names))
    return tuple(
        SuggestedClass(name, int(count))
        for name, count in zip(names, counts, strict=False)
        if count
    )


def _image(state: _State, sample: int, row: int, near: tuple[int, ...]) -> UnlabelledImage:
    code = int(state.suggestions.code[row])
    if code < 0:
        return UnlabelledImage(int(sample), _path(state, sample), None, None, near)
    sure = round(float(state.suggestions.confidence[row]), 4)
    name = state.snapshot.classes[code]
    return UnlabelledImage(int(sample), _path(state, sample), name, sure, near)


def _bare(state: _State, sample: int) -> UnlabelledImage:
    return UnlabelledImage(sample, _path(state, sample), None, None, ())


def _path(state: _State, sample: int) -> str:
    snapshot = state.snapshot
    row = int(rows_of(snapshot.columns["id"].astype(np.int64), [sample])[0])
    start, end = snapshot.path_offset[row : row + 2].tolist()
    return snapshot.path_bytes[start:end].tobytes().decode()


def _ranks(state: _State, samples: Ids) -> Rows:
    columns = state.snapshot.columns
    ranks = columns["path_rank"][rows_of(columns["id"].astype(np.int64), samples)]
    return ranks.astype(np.int64)
