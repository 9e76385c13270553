"""command: any script of one's own, started once for each seed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from threading import Event

from labelbook.core.types import Progress
from labelbook.evaluate.models import command
from labelbook.evaluate.models.base import KnownModel, ModelOptions, Work, models
from labelbook.evaluate.records import Result


class CommandTrainer:
    """Training by a program that is given folders and a seed, and writes predictions."""

    parallel = True

    def check(self, work: Work) -> None:
        """Raise BadInput where there is no such program."""
        command.words_of(str(work.model.settings["command"]))

    def prepare(self, work: Work, folder: Path, progress: Progress) -> None:
        """Write the folders that the script reads."""
        command.lay_out(work.data, work.image_of, folder)

    def train(self, work: Work, seed: int, folder: Path, place: Path, stop: Event) -> Result:
        """Run the script and read its predictions."""
        text = str(work.model.settings["command"])
        order = command.CommandOrder(text, folder.absolute(), seed, work.time_limit)
        return command.predictions(command.run(order, place.absolute(), stop), work.data)


def _settings(options: ModelOptions) -> Mapping[str, str | int | float]:
    return command.settings_of(options.command or "")


models.add(
    KnownModel(
        name="command",
        says="your own script; start it from the command line",
        trainer=CommandTrainer,
        settings=_settings,
        takes_command=True,
        place=3,
    )
)
