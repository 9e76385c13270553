"""Any script as the fixed model: it is given folders and a seed, and writes predictions."""

from __future__ import annotations

import hashlib
import re
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from threading import Event

import numpy as np
import polars as pl

from labelbook.errors import BadInput
from labelbook.evaluate.data import Data
from labelbook.evaluate.models import process
from labelbook.evaluate.records import MEASURED, Answers, FloatArray, ImageOf, Result
from labelbook.evaluate.run_store import LOG
from labelbook.journal.records import SPLITS

PLACES = ("train", "val", "test", "classes", "seed", "out")
_PLACE = re.compile("{(" + "|".join(PLACES) + ")}")
_NO_FOLDER = re.compile(r'[/\\:*?"<>|\x00-\x1f]|^\.{0,2}$|[ .]$')


@dataclass(frozen=True)
class CommandOrder:
    """One call of the script. seconds: its time limit."""

    text: str
    folder: Path
    seed: int
    seconds: float


def settings_of(text: str) -> dict[str, str | int | float]:
    """Return the settings of a command; the content of the files that it names is part of them."""
    words = words_of(text)
    digest = hashlib.sha256()
    for word in words:
        if Path(word).is_file():
            digest.update(Path(word).read_bytes())
    return {"command": text, "files": digest.hexdigest()[:16]}


def words_of(text: str) -> list[str]:
    """Split a command as a shell does; BadInput where it cannot be run."""
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise BadInput(f"the command {text!r} cannot be read ({error}): close its quotes") from (
            error
        )
    if not words:
        raise BadInput("the model `command` needs a command: --command 'python train.py'")
    if shutil.which(words[0]) is None:
        raise BadInput(f"there is no program {words[0]!r} to run: check the command's first word")
    return words


def lay_out(data: Data, image_of: ImageOf, folder: Path) -> None:
    """Write SPLIT/CLASS/NUMBER.SUFFIX and `classes.txt`; numbers are places in the data."""
    for name in data.classes:
        if _NO_FOLDER.search(name):
            raise BadInput(f"the class {name!r} cannot name a folder for the command: rename it")
    for split in SPLITS:
        part = data.parts[split]
        for label in data.classes:
            (folder / split / label).mkdir(parents=True, exist_ok=True)
        for place, (sample, code) in enumerate(
            zip(part.samples.tolist(), part.labels.tolist(), strict=True)
        ):
            source = image_of(sample)
            name = f"{place:06d}{source.suffix.lower()}"
            shutil.copyfile(source, folder / split / data.classes[code] / name)
    (folder / "classes.txt").write_text("".join(f"{name}\n" for name in data.classes))


def run(order: CommandOrder, place: Path, stop: Event) -> Path:
    """Run the script and return its predictions; BadInput with its last lines when it fails.

    place: the run's own folder, which keeps `log.txt`. The script runs in a folder of its own.
    """
    out, work, log = place / "predictions.csv", place / "work", place / LOG
    shutil.rmtree(work, ignore_errors=True)
    out.unlink(missing_ok=True)
    work.mkdir()
    named = {name: str(order.folder / name) for name in SPLITS}
    named |= {"classes": str(order.folder / "classes.txt"), "seed": str(order.seed)}
    named |= {"out": str(out)}
    try:
        code = process.run(_filled(order.text, named), work, log, stop, order.seconds)
    except TimeoutError:
        raise BadInput(
            f"the command took more than {order.seconds:g} s and was stopped: raise the limit "
            f"with --time-limit{process.tail(log)}"
        ) from None
    if code != 0:
        raise BadInput(f"the command failed with exit code {code}{process.tail(log)}")
    if not out.is_file():
        raise BadInput(f"the command wrote no predictions to {out.name}{process.tail(log)}")
    shutil.rmtree(work, ignore_errors=True)
    return out


def _filled(text: str, named: dict[str, str]) -> list[str]:
    """Put the paths in place of {train} and so on; without any, add them as options."""
    words = words_of(text)
    if any(_PLACE.search(word) for word in words):
        filled = [_PLACE.sub(lambda found: named[found.group(1)], word) for word in words]
    else:
        filled = words + [part for name in PLACES for part in (f"--{name}", named[name])]
    # A script's relative path starts at the person's working directory, not at the run's folder.
    return [str(Path(word).absolute()) if Path(word).is_file() else word for word in filled]


def predictions(path: Path, data: Data) -> Result:
    """Read what the script wrote: a row for every val and test image.

    Columns: path (`val/CLASS/NUMBER.SUFFIX`, or a full one) and label; or path and one column of
    probabilities for each class. BadInput says which line is wrong, or what is missing.
    """
    try:
        table = pl.read_csv(path, infer_schema=False)
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise BadInput(f"the command's predictions cannot be read as CSV ({first})") from error
    spread = set(data.classes) <= set(table.columns)
    if "path" not in table.columns or not (spread or "label" in table.columns):
        raise BadInput(
            "the command's predictions need the columns path and label, or path and one for each "
            f"class; they have {', '.join(table.columns)}"
        )
    found = _probabilities(table, data) if spread else _certain(table, data)
    names = [PurePosixPath(name or "") for name in table["path"].str.replace_all(r"\\", "/")]
    rows: dict[str, dict[int, int]] = {split: {} for split in MEASURED}
    for row, name in enumerate(names):
        split = name.parts[-3] if len(name.parts) >= 3 else ""
        if split in rows and name.stem.isdigit():
            rows[split][int(name.stem)] = row
    answers = {}
    for split in MEASURED:
        count = len(data.parts[split])
        missing = next((place for place in range(count) if place not in rows[split]), None)
        if missing is not None:
            label = data.classes[data.parts[split].labels[missing]]
            raise BadInput(
                f"the command predicted nothing for {split}/{label}/{missing:06d} "
                f"({count - len(rows[split]):,} of {count:,} images of {split} are missing)"
            )
        if count:
            order = [rows[split][place] for place in range(count)]
            answers[split] = Answers(found[order])
    return Result(answers)


def _certain(table: pl.DataFrame, data: Data) -> FloatArray:
    places = {name: place for place, name in enumerate(data.classes)}
    labels = table["label"].to_list()
    unknown = next((line for line, name in enumerate(labels, 2) if name not in places), None)
    if unknown is not None:
        raise BadInput(
            f"line {unknown} of the command's predictions says {labels[unknown - 2]!r}, which is "
            f"no class: use {', '.join(data.classes)}"
        )
    return np.eye(len(data.classes), dtype=np.float32)[[places[name] for name in labels]]


def _probabilities(table: pl.DataFrame, data: Data) -> FloatArray:
    numbers = table.select(pl.col(list(data.classes)).cast(pl.Float32, strict=False)).to_numpy()
    sums = numbers.sum(axis=1, keepdims=True)
    good = np.isfinite(numbers).all(axis=1) & (numbers >= 0).all(axis=1) & (sums[:, 0] > 0)
    if not good.all():
        line = int(np.flatnonzero(~good)[0]) + 2
        raise BadInput(
            f"line {line} of the command's predictions holds no probabilities: numbers of 0 or "
            "more are needed, with a sum above 0"
        )
    found: FloatArray = (numbers / sums).astype(np.float32)
    return found
