"""From a mistake to more of what was mistaken: candidates near it, taken or left by a person."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import polars as pl

from labelbook.augment import gradients, making
from labelbook.augment.plan import Slot
from labelbook.augment.records import making_of
from labelbook.augment.transforms import TRANSFORMS
from labelbook.augment.worker import File
from labelbook.book import grown, hardness, laws
from labelbook.book.embedding import cache
from labelbook.book.files import IMAGES
from labelbook.book.recipe import recipe_of
from labelbook.errors import BadInput, NotFound
from labelbook.images import decode, ink, pictures
from labelbook.images.store import write_whole
from labelbook.journal.changesets import Origin
from labelbook.journal.records import Changeset

if TYPE_CHECKING:
    from labelbook.book.growing import Growing
    from labelbook.journal.database import Database

Floats = npt.NDArray[np.float32]

MOST = 200
_PARENTS = 12
_PER_PLACE = 3
"""So many are made for each that is offered: the nearest are kept."""


@dataclass(frozen=True)
class Candidate:
    """A made image that may become a sample. apart: from the nearest mistake, 0 alike to 2."""

    place: int
    parents: tuple[int, ...]
    label: str
    apart: float


@dataclass(frozen=True)
class Boost:
    """Candidates near mistakes, the nearest first. source: what says that they are mistakes."""

    id: str
    truth: str
    predicted: str
    mistakes: tuple[int, ...]
    source: str
    candidates: tuple[Candidate, ...]


def boost(
    book: Growing,
    database: Database,
    truth: str,
    predicted: str,
    mistakes: Sequence[int] | None,
    count: int,
    seed: int,
) -> Boost:
    """Make candidates of a class near samples of it that are taken for another."""
    if not 1 <= count <= MOST:
        raise BadInput(f"{count} candidates cannot be looked through: ask for 1 to {MOST}")
    wrong, source = _mistakes(book, truth, predicted, mistakes)
    samples, looks, targets = _looks(book, database, truth, wrong)
    if not len(samples):
        raise BadInput(f"train has no sample of {truth} that may have children")
    near = np.argsort((looks @ targets.T).max(axis=1) * -1, kind="stable")[:_PARENTS]
    slots = _slots(book, database, [samples[row] for row in near.tolist()], truth, count, seed)
    files, _ = grown.make_files(book, database, slots)
    made = sorted(files)
    if not made:
        raise BadInput(f"no image could be made of {truth}: choose another recipe")
    own = gradients.features(np.stack([plane_of(book.directory / IMAGES, files[p]) for p in made]))
    apart = 1 - (own @ targets.T).max(axis=1)
    order = np.argsort(apart, kind="stable")[:count].tolist()
    chosen = [(slots[made[row]], files[made[row]], float(apart[row])) for row in order]
    return keep(book, truth, predicted, wrong, source, chosen, "recipe")


def keep(
    book: Growing,
    truth: str,
    predicted: str,
    mistakes: Sequence[int],
    source: str,
    chosen: Sequence[tuple[Slot, File, float]],
    tool: str,
) -> Boost:
    """Keep candidates until somebody takes them. chosen: with how far each is apart."""
    named = [truth, predicted, book.seq, *(file.hash for _, file, _ in chosen)]
    id = hashlib.sha256(json.dumps(named).encode()).hexdigest()[:16]
    kept = [
        {
            "parents": slot.parents,
            "label": slot.label,
            "making": slot.making.as_json(),
            "seed": slot.making.seed,
            "file": asdict(file),
        }
        for slot, file, _ in chosen
    ]
    text = json.dumps({"tool": tool, "candidates": kept})
    write_whole(_folder(book) / f"{id}.json", text.encode())
    candidates = tuple(
        Candidate(place, slot.parents, slot.label, apart)
        for place, (slot, _, apart) in enumerate(chosen)
    )
    return Boost(id, truth, predicted, tuple(mistakes), source, candidates)


def _mistakes(
    book: Growing, truth: str, predicted: str, named: Sequence[int] | None
) -> tuple[list[int], str]:
    """The samples that were mistaken, never of test."""
    if named is not None:
        splits = {sample: book.sample(sample).split for sample in named}
        found = [sample for sample, split in splits.items() if split != "test"]
        if not found:
            raise BadInput(
                "these are test samples: nothing is made near them, or the test would no longer "
                "measure; choose mistakes in val"
            )
        return found, "as named"
    known = hardness.known(book)
    if known is None:
        raise BadInput(
            "the fixed model was not judged on this book, so its mistakes are not known: judge it "
            f"first (labelbook judge {book.directory})"
        )
    wrong = hardness.mistakes(hardness.still(book, known.table)).filter(
        (pl.col("label") == truth) & (pl.col("predicted") == predicted)
    )
    if wrong.is_empty():
        raise BadInput(
            f"{known.name} takes no {truth} of val for {predicted}: there is nothing to boost"
        )
    return wrong["sample"].to_list(), known.name


def _looks(
    book: Growing, database: Database, truth: str, wrong: list[int]
) -> tuple[list[int], Floats, Floats]:
    """The samples of train that may be parents, with their features, and those of the mistakes."""
    doubted = laws.doubtful(book) or []
    now = book.samples().filter(~pl.col("excluded") & (pl.col("label") == truth))
    parents = now.filter(
        (pl.col("split") == "train")
        & (pl.col("origin") != "augmented")
        & ~pl.col("sample").is_in(doubted)
        & ~pl.col("sample").is_in(wrong)
    )
    there = book.samples().filter(pl.col("sample").is_in(wrong) & pl.col("label").is_not_null())
    samples, seen, _ = laws.look(book, database, None, parents)
    _, asked, _ = laws.look(book, database, None, there)
    usable = np.asarray(seen.planes.any(axis=(1, 2)))
    kept = [samples[row] for row in np.flatnonzero(usable).tolist()]
    return kept, gradients.features(seen.planes[usable]), gradients.features(asked.planes)


def _slots(
    book: Growing, database: Database, parents: list[int], truth: str, count: int, seed: int
) -> list[Slot]:
    """Many draws of the book's recipe on the parents; the class stays."""
    recipe = recipe_of(book, None)
    names = [step.transform for step in recipe.steps if TRANSFORMS[step.transform].governed]
    in_force, _ = laws.in_force(book, database, names)
    staying = {key: law for key, law in in_force.items() if law.verdict == "stays"}
    lot = np.random.default_rng((seed, 3))
    found: list[Slot] = []
    for place in range(count * _PER_PLACE):
        own = int(lot.integers(0, 2**31 - 1))
        drawn, _ = making.draw(recipe, truth, staying, own, may_swap=False)
        found.append(Slot((parents[place % len(parents)],), drawn, truth))
    return found


def plane_of(folder: Path, file: File) -> npt.NDArray[np.uint8]:
    """Give the ink of a made file as finders see it."""
    image = decode.open_plain((folder / file.location).read_bytes())
    image.thumbnail((ink.WORKING_SIDE, ink.WORKING_SIDE))
    return ink.drawing(np.asarray(image.convert("L")), pictures.SIDE)


def image(book: Growing, id: str, place: int) -> bytes:
    """Give a candidate's file."""
    kept, _ = _kept(book, id)
    if not 0 <= place < len(kept):
        raise NotFound(f"there is no candidate {place}: there are {len(kept)}")
    return (book.directory / IMAGES / kept[place][1].location).read_bytes()


def take(
    book: Growing, database: Database, id: str, places: Sequence[int], origin: Origin
) -> Changeset:
    """Add the candidates that were accepted as one changeset."""
    kept, tool = _kept(book, id)
    wrong = [place for place in places if not 0 <= place < len(kept)]
    if wrong or not places:
        what = f"no candidate {wrong[0]}" if wrong else "nothing accepted"
        raise BadInput(f"there is {what}: choose among 0 to {len(kept) - 1}")
    chosen = [kept[place] for place in sorted(set(places))]
    return grown.add(book, database, chosen, replace(origin, tool=tool))


def _kept(book: Growing, id: str) -> tuple[list[tuple[Slot, File]], str]:
    try:
        found = json.loads((_folder(book) / f"{id}.json").read_text())
    except (OSError, ValueError) as error:
        raise NotFound(f"there are no candidates {id}: make them again") from error
    candidates = [
        (
            Slot(tuple(each["parents"]), making_of(each["making"], each["seed"]), each["label"]),
            File(**each["file"]),
        )
        for each in found["candidates"]
    ]
    return candidates, str(found["tool"])


def _folder(book: Growing) -> Path:
    return cache(book) / "boost"
