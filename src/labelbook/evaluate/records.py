"""The plain data of evaluation: models, runs, and what they say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from labelbook.core.types import ChangesetId

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
ImageOf = Callable[[int], Path]
"""From a sample to its file."""

Word = Literal["better", "worse", "cannot tell"]
MEASURED = ("val", "test")


@dataclass(frozen=True)
class RunModel:
    """A fixed model. settings: all that its result depends on besides the data and the seed."""

    name: str
    settings: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True)
class Score:
    """Right answers among `total` images of a split."""

    right: int
    total: int

    @property
    def accuracy(self) -> float:
        """The share of right answers."""
        return self.right / self.total


@dataclass(frozen=True)
class Run:
    """One training of a fixed model on one version's data with one seed.

    id: names data, model, settings and seed. data: names the data alone. counts: images by
    split. scores: by split, val and test. A run that is not done has `epochs` of `of_epochs`;
    "stopped": nobody trains it now, evaluating the version again goes on with it.
    """

    id: str
    data: str
    model: str
    settings: dict[str, str | int | float]
    seed: int
    state: Literal["running", "stopped", "done"]
    classes: tuple[str, ...]
    counts: dict[str, int]
    epochs: int
    of_epochs: int
    best_epoch: int | None
    scores: dict[str, Score]
    seconds: float
    at: str


@dataclass(frozen=True, eq=False)
class Answers:
    """A run's answers for one split, in the order of the data (see `data.SplitData`).

    probabilities: (n, classes) float32, each row sums to 1.
    """

    probabilities: FloatArray

    @property
    def predicted(self) -> IntArray:
        """The class of the greatest probability, (n,)."""
        found: IntArray = self.probabilities.argmax(axis=1)
        return found


@dataclass(frozen=True, eq=False)
class Curve:
    """Training epoch by epoch: (epochs,) float32 each."""

    train_loss: FloatArray
    train_accuracy: FloatArray
    val_loss: FloatArray
    val_accuracy: FloatArray


@dataclass(frozen=True, eq=False)
class Dynamics:
    """How each train image was learned, (n,) each, in the order of the data.

    confidence: mean probability of the label over the epochs; variability: its standard
    deviation; forgetting: how often the image was right and then wrong again.
    Source: Swayamdipta et al., Dataset Cartography, EMNLP 2020; Toneva et al., An Empirical
    Study of Example Forgetting, ICLR 2019.
    """

    confidence: FloatArray
    variability: FloatArray
    forgetting: IntArray


@dataclass(frozen=True, eq=False)
class Result:
    """All that a run found. answers: by split; curve and dynamics: where the model trains so."""

    answers: dict[str, Answers]
    curve: Curve | None = None
    dynamics: Dynamics | None = None
    best_epoch: int | None = None


@dataclass(frozen=True)
class Interval:
    """An estimate with its 95 % interval."""

    estimate: float
    low: float
    high: float

    @property
    def word(self) -> Word:
        """The verdict: better or worse only where the interval leaves zero out."""
        if self.low > 0:
            return "better"
        return "worse" if self.high < 0 else "cannot tell"


@dataclass(frozen=True)
class GroupScore:
    """The share of right answers on the images of one group: of a patient, a camera, a writer."""

    column: str
    value: str
    split: str
    images: int
    score: Interval


@dataclass(frozen=True)
class EvaluationReport:
    """What evaluating a version found. trained: how many runs were not there before.

    by_group: where there are group columns, the scores of each of their values, the worst first.
    """

    version: ChangesetId
    model: str
    runs: tuple[Run, ...]
    trained: int
    scores: dict[str, Interval]
    images: dict[str, int]
    warnings: tuple[str, ...]
    by_group: tuple[GroupScore, ...] = ()
