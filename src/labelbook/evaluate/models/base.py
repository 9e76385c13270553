"""The fixed models that versions can be evaluated by, and what each is given to train."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from labelbook.core.registry import LATER, Registry

if TYPE_CHECKING:
    from pathlib import Path
    from threading import Event

    from labelbook.core.types import Progress
    from labelbook.evaluate.data import Data
    from labelbook.evaluate.records import FloatArray, ImageOf, Result, RunModel

TIME_LIMIT = 3600.0
"""Seconds that a command has for one run."""


@dataclass(frozen=True)
class ModelOptions:
    """What a person can choose of a model.

    epochs, command: None where nothing was chosen; embedder: of the book.
    """

    epochs: int | None
    command: str | None
    embedder: str


@dataclass(frozen=True, eq=False)
class Work:
    """What is to be evaluated. image_of: sample -> file; vectors: split -> (n, d) embeddings."""

    data: Data
    model: RunModel
    image_of: ImageOf
    vectors: Callable[[], dict[str, FloatArray]]
    time_limit: float = TIME_LIMIT

    @property
    def epochs(self) -> int:
        """How many steps of progress a run makes."""
        return int(self.model.settings.get("epochs", 1))


class Trainer(Protocol):
    """The training of a model: check, prepare once, train every seed. Serves one piece of work.

    parallel: whether several seeds at once are faster than one after the other.
    """

    parallel: bool

    def check(self, work: Work) -> None:
        """Raise BadInput where the model cannot be used here."""

    def prepare(self, work: Work, folder: Path, progress: Progress) -> None:
        """Put what all seeds need into a folder that vanishes afterwards."""

    def train(self, work: Work, seed: int, folder: Path, place: Path, stop: Event) -> Result:
        """Make one run. place: where it grows; stop: set when somebody cancels."""


@dataclass(frozen=True, eq=False)
class KnownModel:
    """A fixed model by its name.

    says: what it is, a phrase. trainer: makes what trains it. settings: given the options, returns
    all that a run depends on besides its data and its seed ("epochs" is how many steps of progress
    a run makes); raises BadInput for an option that does not do. seconds: that an image of train
    takes in an epoch on one core, until this book has runs to go by. seeds: for an attribution
    between versions without common runs. takes_epochs, takes_command: which options it has;
    uses_embeddings: whether the images have to be embedded first. place: lower = earlier in lists.
    """

    name: str
    says: str
    trainer: Callable[[], Trainer]
    settings: Callable[[ModelOptions], Mapping[str, str | int | float]]
    seconds: float = 1e-3
    seeds: int = 3
    takes_epochs: bool = False
    takes_command: bool = False
    uses_embeddings: bool = False
    place: int = LATER


models: Registry[KnownModel] = Registry(
    "labelbook.models", what="model", package="labelbook.evaluate.models.known"
)
"""Every model that can be chosen by name."""
