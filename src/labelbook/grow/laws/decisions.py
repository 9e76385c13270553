"""A book's label laws: decided ones, proposals from tests on samples, and deciding."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from PIL import Image

from labelbook.context import BookContext
from labelbook.core.arrays import Pixels
from labelbook.core.blobs import write_whole
from labelbook.core.types import Progress, SampleId
from labelbook.errors import BadInput, NotReady
from labelbook.grow.laws import discover, tones
from labelbook.grow.laws.law import FORMER, Law, LawProposal, Laws, law_of
from labelbook.grow.transforms import governed, transforms
from labelbook.images import decode, ink, pictures
from labelbook.images.pictures import Planes
from labelbook.images.unreadable import IMAGE_ERRORS, why_unreadable
from labelbook.issues import search
from labelbook.issues.kinds import SURE
from labelbook.journal import laws as journal
from labelbook.journal import undo
from labelbook.journal.changesets import Origin, by_key
from labelbook.journal.laws import LawNow
from labelbook.journal.records import Changeset
from labelbook.maps.embed import cache

log = logging.getLogger("labelbook.grow")

_FILE = "laws.json"
SHOWN = 5
"""Samples that a message names."""
_LOOKED_AT = 400
"""Samples whose tone is looked at, light on dark or dark on light."""


@dataclass(frozen=True)
class LawCell:
    """What one transform makes of one class.

    law: as somebody decided (keeps, breaks, becomes CLASS), None while nobody has; author, at:
    who and when. proposal: by a test on samples, None before one.
    """

    transform: str
    label: str
    law: str | None
    author: str | None
    at: str | None
    proposal: LawProposal | None


@dataclass(frozen=True)
class LawTable:
    """All laws. seq: the changeset at which they were tested on samples, None before that."""

    transforms: tuple[str, ...]
    classes: tuple[str, ...]
    cells: tuple[LawCell, ...]
    seq: int | None


def table(ctx: BookContext) -> LawTable:
    """Return every transform for every class that a sample has."""
    with ctx.database.reading() as connection:
        decided = {(law.transform, law.label): law for law in journal.now(connection)}
    proposals, seq = stored_proposals(ctx)
    proposed = {(each.transform, each.label): each for each in proposals}
    classes = classes_of(ctx)
    cells = tuple(
        _cell(name, label, decided.get((name, label)), proposed.get((name, label)))
        for name in governed()
        for label in classes
    )
    return LawTable(governed(), classes, cells, seq)


def _cell(transform: str, label: str, law: LawNow | None, proposal: LawProposal | None) -> LawCell:
    if law is None:
        return LawCell(transform, label, None, None, None, proposal)
    return LawCell(transform, label, law.law, law.author, law.at, proposal)


def classes_of(ctx: BookContext) -> tuple[str, ...]:
    """Return the classes of samples that are not excluded, in the order of their keys."""
    used = set(ctx.journal.samples().filter(~pl.col("excluded"))["label"].drop_nulls())
    return tuple(name for name in ctx.journal.classes() if name in used)


def in_force(
    ctx: BookContext, names: Iterable[str], progress: Progress | None = None
) -> tuple[Laws, list[LawCell]]:
    """Return the laws to grow by, and those of them that are assumed.

    Decided laws hold. Where nobody has decided, a proposal that is sure is assumed; transforms that
    were not tested on samples yet are tested now.
    """
    wanted = [name for name in governed() if name in set(names)]
    known = {proposal.transform for proposal in stored_proposals(ctx)[0]}
    if not set(wanted) <= known:
        propose(ctx, [name for name in wanted if name not in known], progress)
    laws: dict[tuple[str, str], Law] = {}
    assumed: list[LawCell] = []
    for cell in table(ctx).cells:
        if cell.transform not in wanted:
            continue
        if cell.law is not None:
            laws[cell.transform, cell.label] = law_of(cell.law)
        elif cell.proposal is not None and cell.proposal.law and cell.proposal.sure:
            laws[cell.transform, cell.label] = law_of(cell.proposal.law)
            assumed.append(cell)
    return laws, assumed


def decide(
    ctx: BookContext,
    wanted: Mapping[tuple[str, str], str | None],
    origin: Origin,
    seen: Mapping[tuple[str, str], str | None] | None = None,
) -> Changeset | None:
    """Store laws as one changeset; BadInput for a transform, class or law that there is not."""
    known = ctx.journal.classes()
    wanted = {key: None if law is None else law_of(law).as_text() for key, law in wanted.items()}
    for (transform, label), law in wanted.items():
        if transform not in governed():
            raise BadInput(f"no law is about {transform!r}: use {', '.join(governed())}")
        if label not in known:
            raise BadInput(f"there is no class {label!r}: the book has {', '.join(known)}")
        becomes = None if law is None else law_of(law).becomes
        if becomes is not None and becomes not in known:
            raise BadInput(f"there is no class {becomes!r}: the book has {', '.join(known)}")
        if becomes == label:
            raise BadInput(f"{label} that becomes {label} is kept: use keeps")
    with ctx.database.writing() as connection:
        done = by_key(connection, origin.key)
        if done is not None:
            return done
        made = journal.append(connection, wanted, origin, _in_todays_words(seen))
        return None if made is None else undo.get(connection, made)


def _in_todays_words(
    seen: Mapping[tuple[str, str], str | None] | None,
) -> dict[tuple[str, str], str | None]:
    return {key: None if law is None else FORMER.get(law, law) for key, law in (seen or {}).items()}


def propose(
    ctx: BookContext, names: Sequence[str] | None, progress: Progress | None
) -> list[LawProposal]:
    """Test laws on the samples, store the proposals and return them."""
    asked = tuple(names or governed())
    seq = ctx.journal.seq
    samples, read, files = read_planes(ctx, progress, _labelled(ctx))

    def transformed(name: str, rows: Sequence[int]) -> tuple[list[int], Planes]:
        return _transformed(name, rows, files, drawn=read.drawn)

    proposals = discover.propose(read, transformed, asked, progress)
    if set(tones.TONAL) & set(asked):
        own_tones = _tones(files)
        proposals = [tones.weigh(proposal, own_tones) for proposal in proposals]
    found = [_with_samples(proposal, samples) for proposal in proposals]
    before, _ = stored_proposals(ctx)
    together = [each for each in before if each.transform not in asked] + found
    text = json.dumps({"seq": seq, "proposals": [asdict(each) for each in together]})
    write_whole(cache(ctx) / _FILE, text.encode())
    return found


def stored_proposals(ctx: BookContext) -> tuple[list[LawProposal], int | None]:
    """Return the proposals of the last test on samples, and its changeset."""
    try:
        found = json.loads((cache(ctx) / _FILE).read_text())
        proposals = [_stored_proposal(each) for each in found["proposals"]]
        return proposals, int(found["seq"])
    except FileNotFoundError:
        return [], None
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.warning("%s could not be read (%s): test the laws again", cache(ctx) / _FILE, error)
        return [], None


def _stored_proposal(fields: dict[str, Any]) -> LawProposal:
    """Return a proposal as it was stored, also by 0.1.0, which had other words."""
    fields = {"auc" if name == "told_apart" else name: value for name, value in fields.items()}
    law = fields["law"] and law_of(fields["law"]).as_text()
    return LawProposal(**{**fields, "law": law, "examples": tuple(fields["examples"])})


def _with_samples(proposal: LawProposal, samples: list[int]) -> LawProposal:
    examples = tuple(samples[row] for row in proposal.examples)
    return LawProposal(**{**vars(proposal), "examples": examples})


def read_planes(
    ctx: BookContext, progress: Progress | None, now: pl.DataFrame
) -> tuple[list[int], discover.LabelledPlanes, list[Callable[[], Path]]]:
    """Return the ids of labelled samples, their images as small planes, and their files.

    Images that cannot be read are flagged, so that nothing is learned from them, and logged.
    """
    by_id = ctx.files.of()
    samples: list[int] = now["sample"].to_list()
    files: list[Callable[[], Path]] = [by_id[SampleId(sample)].locate for sample in samples]
    hashes = now["hash"].to_list()
    read = pictures.read_all(hashes, files, cache(ctx), progress)
    classes = classes_of(ctx)
    codes = pl.Series(now["label"].to_list(), dtype=pl.Enum(classes)).to_physical().cast(pl.Int64)
    unreadable = np.flatnonzero(~read.readable)
    if len(unreadable):
        some = ", ".join(str(samples[row]) for row in unreadable[:SHOWN].tolist())
        log.warning("%d images cannot be read, among them of samples %s", len(unreadable), some)
    flagged = np.isin(samples, flagged_samples(ctx) or []) | ~read.readable
    group = np.unique(np.asarray(hashes, dtype=np.str_), return_inverse=True)[1]
    planes = discover.LabelledPlanes(
        planes=read.planes[:, 0],
        label=codes.to_numpy().astype(np.int64),
        classes=classes,
        group=group.astype(np.int64),
        flagged=flagged,
        drawn=read.drawn,
    )
    return samples, planes, files


def _labelled(ctx: BookContext) -> pl.DataFrame:
    """Return the samples of train and val with a label that were not grown."""
    return ctx.journal.samples().filter(
        ~pl.col("excluded")
        & (pl.col("split") != "test")
        & pl.col("label").is_not_null()
        & (pl.col("origin") != "augmented")
    )


def flagged_samples(ctx: BookContext) -> list[int] | None:
    """Return the samples whose label the last search found an issue of; None before the first."""
    try:
        found = search.table(ctx)
    except NotReady:
        return None
    kinds = ("mislabelled", "not-a-class")
    suspects = found.filter(pl.col("kind").is_in(kinds) & (pl.col("score") >= SURE))
    samples: list[int] = suspects["sample"].unique().sort().to_list()
    return samples


def _transformed(
    name: str, rows: Sequence[int], files: Sequence[Callable[[], Path]], *, drawn: bool
) -> tuple[list[int], Planes]:
    """Transform whole images; returns the rows of which something is left, and their planes.

    Images that cannot be read are left out and logged.
    """
    left: list[int] = []
    planes: list[Pixels] = []
    strokes = name in discover.GONE
    for row in [] if strokes and not drawn else rows:
        image = _opened(files[row])
        if image is None:
            continue
        image.thumbnail((ink.WORKING_SIDE, ink.WORKING_SIDE))
        made = transforms.get(name).apply(image, np.random.default_rng(row))
        if made is not None:
            left.append(row)
            planes.append(pictures.plane(made, drawn=drawn))
    empty = np.zeros((0, pictures.SIDE, pictures.SIDE), dtype=np.uint8)
    return left, np.stack(planes) if planes else empty


def _tones(files: Sequence[Callable[[], Path]]) -> tones.Tones:
    """Return the tones of some samples, taken evenly from the whole book."""
    opened = [_opened(locate) for locate in files[:: max(1, len(files) // _LOOKED_AT)]]
    return tones.tones_of([image for image in opened if image is not None])


def _opened(locate: Callable[[], Path]) -> Image.Image | None:
    """Return an image, None for one that cannot be read, which is logged."""
    try:
        return decode.open_plain(locate().read_bytes())
    except IMAGE_ERRORS as error:
        log.warning("an image is left out: %s", why_unreadable(error))
        return None
