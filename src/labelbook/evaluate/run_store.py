"""The runs of a book on disk, in `cache/runs/ID/`, where ID names all that a run depends on."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock

from labelbook.core.atomic import explained
from labelbook.core.locks import lock
from labelbook.core.zips import npz
from labelbook.errors import Damaged, NotFound
from labelbook.evaluate.data import Data
from labelbook.evaluate.records import Answers, Curve, Dynamics, Result, Run, RunModel, Score

PARTIAL = ".partial"
FORMAT = 1
"""Part of every id: a run that another labelbook computed otherwise is not taken for this one."""
RUN, RESULT, LOG = "run.json", "result.npz", "log.txt"
ORDER, FOUND, CURVE, CHECKPOINT = "order.json", "found.npz", "curve.npy", "last.pt"


def run_id(data: str, model: RunModel, seed: int) -> str:
    """Name a run by the content of its data, its model and its seed."""
    parts = [FORMAT, data, model.name, sorted(model.settings.items()), seed]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:24]


class RunStore:
    """The finished runs of a book and those that are on their way (`ID.partial/`)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def start(self, run: Run) -> Path:
        """Return the folder where a run grows, with what an earlier attempt left there."""
        place = self.partial(run.id)
        place.mkdir(parents=True, exist_ok=True)
        _write(place / RUN, asdict(run))
        return place

    def lock(self, id: str) -> FileLock:
        """Return the lock that is held while a run trains."""
        return lock(self.folder / f"{id}.lock")

    def partial(self, id: str) -> Path:
        """Return the place where a run grows."""
        return self.folder / f"{id}{PARTIAL}"

    def save(self, run: Run, result: Result) -> None:
        """Save a finished run: the folder where it grew becomes the run."""
        place = self.start(run)
        write_result(place / RESULT, result)
        for passing in (ORDER, CURVE, CHECKPOINT):
            (place / passing).unlink(missing_ok=True)
        try:
            place.rename(self.folder / run.id)
        except OSError:
            # Another process has finished the same run meanwhile: it found the same.
            if not self.has(run.id):
                raise
            shutil.rmtree(place)

    def has(self, id: str) -> bool:
        """Return whether a run is finished."""
        return (self.folder / id / RUN).is_file()

    def get(self, id: str) -> Run:
        """Return a run, finished or on its way; NotFound if there is none."""
        for place in (self.folder / id, self.partial(id)):
            with suppress(FileNotFoundError):
                return self._read(place)
        raise NotFound(f"there is no run {id!r}", needs="runs")

    def list_all(self) -> list[Run]:
        """Return all runs, the oldest first."""
        found = []
        for place in self._places():
            # A run may be finished, and so renamed, meanwhile.
            with suppress(FileNotFoundError):
                found.append(self._read(place))
        return sorted(found, key=lambda run: (run.at, run.id))

    def _places(self) -> Iterator[Path]:
        if self.folder.is_dir():
            yield from (place for place in self.folder.iterdir() if (place / RUN).is_file())

    def _read(self, place: Path) -> Run:
        """Read what a run is; FileNotFoundError where there is none, Damaged where it is broken."""
        try:
            saved = json.loads((place / RUN).read_text())
            saved["classes"] = tuple(saved["classes"])
            saved["scores"] = {split: Score(**score) for split, score in saved["scores"].items()}
        except (ValueError, KeyError, TypeError) as error:
            raise _damaged(place, error) from error
        if place.suffix == PARTIAL:
            with suppress(FileNotFoundError, ValueError, EOFError):
                saved["epochs"] = len(np.load(place / CURVE))
            saved["state"] = "running" if self._is_held(place.stem) else "stopped"
        return Run(**saved)

    def _is_held(self, id: str) -> bool:
        try:
            with self.lock(id).acquire(timeout=0):
                return False
        except TimeoutError:
            return True

    def list_for(self, data: Data, model: RunModel | None = None) -> list[Run]:
        """Return the finished runs on some data, by seed."""
        found = [run for run in self.list_all() if run.data == data.key and run.state == "done"]
        if model is not None:
            settings = dict(model.settings)
            found = [run for run in found if (run.model, run.settings) == (model.name, settings)]
        return sorted(found, key=lambda run: run.seed)

    def result(self, id: str) -> Result:
        """Return what a finished run found; NotFound if it is not finished."""
        try:
            return read_result(self.folder / id / RESULT)
        except (ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
            raise _damaged(self.folder / id, error) from error
        except FileNotFoundError as error:
            raise NotFound(f"there is no finished run {id!r}", needs="runs") from error

    def curve(self, id: str) -> Curve | None:
        """Return the curve of a run, as far as it goes; None where the model has none."""
        with suppress(FileNotFoundError):
            return Curve(*np.load(self.partial(id) / CURVE).astype(np.float32).T)
        return self.result(id).curve if self.has(id) else None


def _damaged(place: Path, error: Exception) -> Damaged:
    return Damaged(
        f"the run {place.name} cannot be read ({error}): delete {place} and evaluate its version "
        "again"
    )


def write_result(path: Path, result: Result) -> None:
    """Write what a run found as NPZ, whole or not at all."""
    writing = path.with_suffix(".writing")
    with explained(path):
        writing.write_bytes(npz(_arrays(result)))
        writing.replace(path)


def read_result(path: Path) -> Result:
    """Read what `write_result` wrote."""
    with np.load(path) as file:
        return _result({name: file[name] for name in file.files})


def _arrays(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = {
        f"answers_{split}": answers.probabilities for split, answers in result.answers.items()
    }
    for name, group in (("curve", result.curve), ("dynamics", result.dynamics)):
        if group is not None:
            found |= {f"{name}_{item.name}": getattr(group, item.name) for item in fields(group)}
    if result.best_epoch is not None:
        found["best_epoch"] = np.int64(result.best_epoch)
    return found


def _result(arrays: Mapping[str, Any]) -> Result:
    def group(name: str) -> dict[str, Any]:
        start = f"{name}_"
        return {key[len(start) :]: arrays[key] for key in arrays if key.startswith(start)}

    curve, dynamics = group("curve"), group("dynamics")
    return Result(
        answers={split: Answers(array) for split, array in group("answers").items()},
        curve=Curve(**curve) if curve else None,
        dynamics=Dynamics(**dynamics) if dynamics else None,
        best_epoch=int(arrays["best_epoch"]) if "best_epoch" in arrays else None,
    )


def _write(path: Path, content: Mapping[str, Any]) -> None:
    with explained(path):
        writing = path.with_suffix(".writing")
        writing.write_text(json.dumps(content, indent=1))
        writing.replace(path)
