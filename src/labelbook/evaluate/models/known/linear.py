"""linear: logistic regression on the book's embeddings, in seconds."""

from __future__ import annotations

from pathlib import Path
from threading import Event

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from labelbook.core.types import Progress
from labelbook.evaluate.models import linear
from labelbook.evaluate.models.base import KnownModel, ModelOptions, Work, models
from labelbook.evaluate.records import FloatArray, Result


class LinearTrainer:
    """Training in this process, one seed after the other."""

    parallel = False

    def __init__(self) -> None:
        self._vectors: dict[str, FloatArray] = {}

    def check(self, work: Work) -> None:
        """Pass: embeddings are asked for when they are needed."""

    def prepare(self, work: Work, folder: Path, progress: Progress) -> None:
        """Convert the embeddings into the form that is trained on."""
        vectors = work.vectors()
        with threadpool_limits(1):
            self._vectors = linear.reduced(vectors)

    def train(self, work: Work, seed: int, folder: Path, place: Path, stop: Event) -> Result:
        """Fit the regression."""
        # The matrices are small: threads that wait for each other cost more than they do.
        with threadpool_limits(1):
            return linear.train(work.data, self._vectors, seed)


def _settings(options: ModelOptions) -> dict[str, str | int | float]:
    return {"embedder": options.embedder}


models.add(
    KnownModel(
        name="linear",
        says="logistic regression on the embeddings: seconds",
        trainer=LinearTrainer,
        settings=_settings,
        seconds=2e-4,
        seeds=5,
        uses_embeddings=True,
        place=2,
    )
)
