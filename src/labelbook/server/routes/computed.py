"""Routes of what other programs computed: sets of predictions and embeddings, added and removed.

A file is sent as an upload first (`/api/import/uploads`), then named here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from labelbook.jobs.records import Job
from labelbook.maps.computed import ComputedSet
from labelbook.server.deps import TheBook
from labelbook.server.wire import Model, Name, Problem

router = APIRouter(prefix="/api/computed", tags=["computed"], responses={"4XX": {"model": Problem}})

SetName = Annotated[str, Field(max_length=60)]
MOST = 10_000
"""Samples of a set that are told, those first that it speaks against most."""
PAIRS = 100


class ComputedList(Model):
    """All sets. searched: whether the issues that are shown rest on them as they are now."""

    sets: list[ComputedSet]
    searched: bool


class ComputedIn(Model):
    """A file that was sent. upload: its id. name: of the set, by default the file's.

    in_order: the rows are the samples by ascending id.
    """

    upload: str
    name: SetName | None = None
    in_order: bool = False


class PredictionsIn(ComputedIn):
    """Class probabilities. softmax: they are logits. classes: of the columns."""

    softmax: bool = False
    classes: tuple[Name, ...] = ()


class PredictionsAdded(Model):
    """What was added. missing: classes without a column. against: labels they speak against."""

    name: str
    samples: int
    unknown: int
    missing: list[str]
    against: int


class EmbeddingsAdded(Model):
    """What was added. lens: of the map that the job makes of them."""

    name: str
    samples: int
    unknown: int
    length: int
    lens: str
    job: Job


class ComputedName(Model):
    """A set."""

    kind: Literal["predictions", "embeddings"]
    name: SetName


class Confused(Model):
    """So many samples of a label were predicted as another class. ids: of them, at most MOST."""

    label: str
    predicted: str
    samples: int
    ids: list[int]


class PredictionsOut(Model):
    """What a model says. judged: labelled samples that it says something of.

    against: samples whose label it speaks against; hardest: all, the least sure of their label
    first; both at most MOST.
    """

    judged: int
    against: list[int]
    hardest: list[int]
    confused: list[Confused]


class Removed(Model):
    """Done."""


@router.get("")
def list_computed(book: TheBook) -> ComputedList:
    """Return the predictions and embeddings that were added."""
    about = book.issues.about()
    searched = about is not None and tuple(about.added) == book.issues.added()
    return ComputedList(sets=book.map.computed(), searched=searched)


@router.post("/predictions", status_code=201)
def add_predictions(book: TheBook, asked: PredictionsIn) -> PredictionsAdded:
    """Add class probabilities of any model; those of the same name are replaced."""
    report = book.issues.add_predictions(
        _file(book, asked.upload),
        name=asked.name,
        in_order=asked.in_order,
        classes=asked.classes,
        softmax=asked.softmax,
    )
    book.files.uploads.remove(asked.upload)
    return PredictionsAdded(
        name=report.name,
        samples=report.samples,
        unknown=report.unknown,
        missing=list(report.missing),
        against=report.against,
    )


@router.post("/embeddings", status_code=201)
def add_embeddings(book: TheBook, asked: ComputedIn) -> EmbeddingsAdded:
    """Add embeddings of any model; their map is made in the background."""
    report = book.map.keep_embeddings(
        _file(book, asked.upload), name=asked.name, in_order=asked.in_order
    )
    book.files.uploads.remove(asked.upload)
    job = book.jobs.start("map")
    return EmbeddingsAdded(**vars(report), job=job)


@router.post("/remove")
def remove_computed(book: TheBook, asked: ComputedName) -> Removed:
    """Remove a set; it can only be added again."""
    if asked.kind == "predictions":
        book.issues.remove_predictions(asked.name)
    else:
        book.map.remove_embeddings(asked.name)
    return Removed()


@router.get("/predictions")
def get_predictions(book: TheBook, name: Annotated[str, Query(max_length=60)]) -> PredictionsOut:
    """Return what a model says of the labels, the hardest first, and which classes it confuses."""
    table = book.issues.predictions(name)
    pairs = book.issues.confusion(name)
    wrong = pairs.filter(pairs["label"] != pairs["predicted"]).head(PAIRS)
    return PredictionsOut(
        judged=table.height,
        against=table.filter(table["against"])["sample"].head(MOST).to_list(),
        hardest=table["sample"].head(MOST).to_list(),
        confused=[
            Confused(
                **row,
                ids=table.filter(
                    (table["label"] == row["label"]) & (table["predicted"] == row["predicted"])
                )["sample"]
                .head(MOST)
                .to_list(),
            )
            for row in wrong.iter_rows(named=True)
        ],
    )


def _file(book: TheBook, upload: str) -> Path:
    return book.files.uploads.only_file(upload)
