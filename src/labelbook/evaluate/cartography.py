"""Training dynamics: which train samples were easy, hard or ambiguous, over all seeds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import polars as pl

from labelbook.evaluate.data import Data
from labelbook.evaluate.records import Dynamics

Difficulty = Literal["easy", "hard", "ambiguous"]
AMBIGUOUS = 2 / 3
"""The third of the samples with the greatest variability is ambiguous."""
SURE = 0.5


def table(data: Data, dynamics: Sequence[Dynamics]) -> pl.DataFrame:
    """Return the train samples by id: sample, label, confidence, variability, forgetting, kind.

    The numbers are means over the seeds. kind: ambiguous (of the most variable third), else easy
    where the mean probability of the label is a half or more, else hard.
    Source: Swayamdipta et al., Dataset Cartography, EMNLP 2020.
    """
    confidence = np.mean([one.confidence for one in dynamics], axis=0, dtype=np.float64)
    variability = np.mean([one.variability for one in dynamics], axis=0, dtype=np.float64)
    forgetting = np.mean([one.forgetting for one in dynamics], axis=0, dtype=np.float64)
    names = np.array(data.classes, dtype=object)
    varies = variability > np.quantile(variability, AMBIGUOUS)
    kind = np.where(varies, "ambiguous", np.where(confidence >= SURE, "easy", "hard"))
    return pl.DataFrame(
        {
            "sample": data.train.samples,
            "label": names[data.train.labels].tolist(),
            "confidence": confidence.astype(np.float32),
            "variability": variability.astype(np.float32),
            "forgetting": forgetting.astype(np.float32),
            "kind": kind.tolist(),
        }
    ).sort("sample")
