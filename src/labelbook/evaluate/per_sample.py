"""A run's answers as a table, a row a sample."""

from __future__ import annotations

import numpy as np
import polars as pl

from labelbook.evaluate.data import Data, SplitData
from labelbook.evaluate.records import Answers, Dynamics, Result

SCHEMA = {
    "sample": pl.Int64,
    "split": pl.String,
    "label": pl.String,
    "predicted": pl.String,
    "probability": pl.Float32,
    "confidence": pl.Float32,
    "variability": pl.Float32,
    "forgetting": pl.Int64,
}


def table(data: Data, result: Result) -> pl.DataFrame:
    """Return a run's answers for the samples of its data, by sample (columns: SCHEMA).

    predicted and probability (of the label) are null for train, the others for val and test.
    """
    parts = [
        _measured(data, split, data.parts[split], answers)
        for split, answers in result.answers.items()
    ]
    if result.dynamics is not None:
        parts.append(_learnt(data, result.dynamics))
    frames = [pl.DataFrame(part) for part in parts]
    empty = pl.DataFrame(schema=SCHEMA)
    return pl.concat([empty, *frames], how="diagonal_relaxed").sort("sample")


def _base(data: Data, split: str, part: SplitData) -> dict[str, object]:
    names = np.array(data.classes, dtype=object)
    return {
        "sample": part.samples,
        "split": [split] * len(part),
        "label": names[part.labels].tolist(),
    }


def _measured(data: Data, split: str, part: SplitData, answers: Answers) -> dict[str, object]:
    names = np.array(data.classes, dtype=object)
    chosen = answers.probabilities[np.arange(len(part)), part.labels]
    return _base(data, split, part) | {
        "predicted": names[answers.predicted].tolist(),
        "probability": chosen,
    }


def _learnt(data: Data, dynamics: Dynamics) -> dict[str, object]:
    return _base(data, "train", data.train) | {
        "confidence": dynamics.confidence,
        "variability": dynamics.variability,
        "forgetting": dynamics.forgetting,
    }
