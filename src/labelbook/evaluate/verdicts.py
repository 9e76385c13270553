"""The plain data of what follows from runs: comparisons, attributions, timeline, trust."""

from __future__ import annotations

from dataclasses import dataclass

from labelbook.core.types import ChangesetId, SampleId
from labelbook.evaluate.records import Interval, Word


@dataclass(frozen=True)
class McNemar:
    """Images that only one of two was right on. p: of an equal share of both, exact."""

    only_first: int
    only_second: int
    p: float


@dataclass(frozen=True)
class Needed:
    """About how many seeds in all, or images in all, would show this difference; None: none."""

    seeds: int | None
    images: int | None


@dataclass(frozen=True)
class ClassDifference:
    """Two versions on the images of one class. first, second: share of right answers."""

    label: str
    images: int
    first: float
    second: float
    difference: Interval


@dataclass(frozen=True)
class ComparedImage:
    """One image of a comparison. right: share of seeds that were right, before and after.

    first, second: the class that the mean probability over the seeds prefers. probability: that
    of the label in the second version, mean over the seeds (the hardest image has the least).
    """

    sample: SampleId
    label: str
    first: str
    second: str
    right: tuple[float, float]
    probability: float


@dataclass(frozen=True)
class Comparison:
    """A second version against a first one: is it better?

    split: whose images; images: how many both versions hold; left_out: how many only one holds.
    seeds: those that both were trained with. confusion: for each version, truth x predicted,
    counts over all seeds. seen: every image. sentence: all of it in words; detail: the same without
    the verdict.
    """

    first: ChangesetId
    second: ChangesetId
    model: str
    settings: dict[str, str | int | float]
    split: str
    images: int
    left_out: int
    seeds: tuple[int, ...]
    accuracy: tuple[Interval, Interval]
    difference: Interval
    verdict: Word
    mcnemar: McNemar
    needed: Needed
    classes: tuple[str, ...]
    by_class: tuple[ClassDifference, ...]
    confusion: tuple[tuple[tuple[int, ...], ...], tuple[tuple[int, ...], ...]]
    seen: tuple[ComparedImage, ...]
    warnings: tuple[str, ...]
    sentence: str
    detail: str

    @property
    def gained(self) -> list[ComparedImage]:
        """Images that are right only in the second version, the surest first."""
        found = [item for item in self.seen if item.second == item.label != item.first]
        return sorted(found, key=lambda item: item.right[0] - item.right[1])

    @property
    def lost(self) -> list[ComparedImage]:
        """Images that are right only in the first version, the surest first."""
        found = [item for item in self.seen if item.first == item.label != item.second]
        return sorted(found, key=lambda item: item.right[1] - item.right[0])

    @property
    def hardest(self) -> list[ComparedImage]:
        """All images, those that the second version is least sure of first."""
        return sorted(self.seen, key=lambda item: item.probability)


@dataclass(frozen=True)
class AttributedPart:
    """The difference that one part of the changes made. changesets: those that moved the cells.

    cells: how many cells; samples: how many samples they are of.
    """

    title: str
    changesets: tuple[ChangesetId, ...]
    cells: int
    samples: int
    difference: Interval
    verdict: Word


@dataclass(frozen=True)
class Attribution:
    """The difference between two versions by what changed, the greatest part first.

    together: what the parts do only together (total less their sum). sentence: which parts
    made a difference, and which are within noise.
    """

    first: ChangesetId
    second: ChangesetId
    model: str
    settings: dict[str, str | int | float]
    split: str
    images: int
    seeds: tuple[int, ...]
    total: Interval
    verdict: Word
    parts: tuple[AttributedPart, ...]
    together: float
    warnings: tuple[str, ...]
    sentence: str


@dataclass(frozen=True)
class PlannedPart:
    """A part of a change that is left out once. samples: how many it is of."""

    title: str
    samples: int


@dataclass(frozen=True)
class AttributionPlan:
    """What an attribution costs before it is started.

    trainings: how many there are in all, both versions and each part left out, over the seeds;
    known: those that are there already. epochs, at_once, seconds, measured: as of an Estimate.
    """

    model: str
    settings: dict[str, str | int | float]
    seeds: int
    parts: tuple[PlannedPart, ...]
    trainings: int
    known: int
    epochs: int
    at_once: int
    seconds: float
    measured: bool


@dataclass(frozen=True)
class Gap:
    """Where val and test disagree. share_*: how much of each split lies there.

    accuracy_val, accuracy_test: None where the split has no image there. points: how much of the
    whole gap comes from here, as a share of 1. examples: samples of test, the worst first; samples:
    all that lie there, of train, val and test.
    """

    name: str
    share_train: float
    share_val: float
    share_test: float
    accuracy_val: float | None
    accuracy_test: float | None
    points: float
    examples: tuple[SampleId, ...]
    samples: tuple[SampleId, ...]


@dataclass(frozen=True)
class Trust:
    """Whether val agrees with test. gap: accuracy on val less that on test.

    trusted: False where the gap is more than noise. apart: how well val can be told from test by
    the embeddings, 0.5 not at all, 1 always; None without embeddings. styles: what is drawn or
    taken alike, whatever its class; empty without embeddings. detail: the sentence without its
    verdict.
    """

    version: ChangesetId
    model: str
    seeds: tuple[int, ...]
    val: Interval
    test: Interval
    gap: Interval
    trusted: bool
    apart: float | None
    classes: tuple[Gap, ...]
    styles: tuple[Gap, ...]
    sentence: str
    detail: str


@dataclass(frozen=True)
class VersionScore:
    """The accuracy of one fixed model on a version. scores: by split, over the seeds."""

    model: str
    settings: dict[str, str | int | float]
    seeds: tuple[int, ...]
    scores: dict[str, Interval]


@dataclass(frozen=True)
class Milestone:
    """A version on the timeline. name: "now" for the newest state.

    data: names its content, see `Run.data`. counts: images by split; made: how many of these were
    made in this book (grown, drawn, composed), by split, where there are some. changed: samples
    that are not as in the milestone before: relabelled, moved, excluded, restored, added, gone.
    """

    name: str
    version: ChangesetId
    author: str
    at: str
    note: str
    data: str
    counts: dict[str, int]
    made: dict[str, int]
    changed: dict[str, int]
    scores: tuple[VersionScore, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """The difference from one milestone to the next that has runs by the same model and seeds.

    first, second: names of milestones; the rest as of a Comparison.
    """

    first: str
    second: str
    model: str
    settings: dict[str, str | int | float]
    split: str
    images: int
    seeds: tuple[int, ...]
    difference: Interval
    verdict: Word
    needed: Needed
    sentence: str
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Estimate:
    """What an evaluation costs before it is started. known: seeds whose runs are there already.

    epochs: how many are left to train, over all seeds; at_once: how many seeds share the cores.
    seconds: how long that takes, about; measured: by runs of this book, else by what is usual.
    """

    model: str
    seeds: int
    known: int
    epochs: int
    at_once: int
    seconds: float
    measured: bool
    warnings: tuple[str, ...]
