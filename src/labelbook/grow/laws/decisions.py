"""A book's label laws: what was decided, what the samples speak for, and deciding."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import polars as pl

from labelbook.context import BookContext
from labelbook.core.arrays import Pixels
from labelbook.core.blobs import write_whole
from labelbook.core.types import Progress, SampleId
from labelbook.errors import BadInput, NotReady
from labelbook.grow.laws import discover, tones
from labelbook.grow.laws.law import Law, LawProposal, Laws, law_of
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
_LOOKED_AT = 400
"""Samples of which it is asked whether they are light on dark."""


@dataclass(frozen=True)
class LawCell:
    """What one transform makes of one class.

    law: as somebody decided (stays, forbidden, becomes CLASS), None while nobody has; author, at:
    who and when. proposal: what the samples speak for, None where nobody has looked.
    """

    transform: str
    label: str
    law: str | None
    author: str | None
    at: str | None
    proposal: LawProposal | None


@dataclass(frozen=True)
class LawTable:
    """All laws. seq: the changeset at which the samples were asked, None where they were not."""

    transforms: tuple[str, ...]
    classes: tuple[str, ...]
    cells: tuple[LawCell, ...]
    seq: int | None


def table(ctx: BookContext) -> LawTable:
    """Return every transform for every class that a sample has."""
    with ctx.database.reading() as connection:
        decided = {(law.transform, law.label): law for law in journal.now(connection)}
    proposals, seq = kept(ctx)
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
    """Return the classes that a sample has which is not excluded, in the order of their keys."""
    used = set(ctx.journal.samples().filter(~pl.col("excluded"))["label"].drop_nulls())
    return tuple(name for name in ctx.journal.classes() if name in used)


def in_force(
    ctx: BookContext, names: Iterable[str], progress: Progress | None = None
) -> tuple[Laws, list[LawCell]]:
    """Return the laws to grow by, and those of them that nobody has decided.

    What somebody decided holds. Else what the samples speak for clearly; they are asked about
    these transforms where that was not done.
    """
    wanted = [name for name in governed() if name in set(names)]
    known = {proposal.transform for proposal in kept(ctx)[0]}
    if not set(wanted) <= known:
        propose(ctx, [name for name in wanted if name not in known], progress)
    laws: dict[tuple[str, str], Law] = {}
    presumed: list[LawCell] = []
    for cell in table(ctx).cells:
        if cell.transform not in wanted:
            continue
        if cell.law is not None:
            laws[cell.transform, cell.label] = law_of(cell.law)
        elif cell.proposal is not None and cell.proposal.law and cell.proposal.sure:
            laws[cell.transform, cell.label] = law_of(cell.proposal.law)
            presumed.append(cell)
    return laws, presumed


def decide(
    ctx: BookContext,
    wanted: Mapping[tuple[str, str], str | None],
    origin: Origin,
    seen: Mapping[tuple[str, str], str | None] | None = None,
) -> Changeset | None:
    """Store laws as one changeset; BadInput for a transform, class or law that there is not."""
    known = ctx.journal.classes()
    for (transform, label), law in wanted.items():
        if transform not in governed():
            raise BadInput(f"no law is about {transform!r}: use {', '.join(governed())}")
        if label not in known:
            raise BadInput(f"there is no class {label!r}: the book has {', '.join(known)}")
        becomes = None if law is None else law_of(law).becomes
        if becomes is not None and becomes not in known:
            raise BadInput(f"there is no class {becomes!r}: the book has {', '.join(known)}")
        if becomes == label:
            raise BadInput(f"{label} that becomes {label} stays: use stays")
    with ctx.database.writing() as connection:
        done = by_key(connection, origin.key)
        if done is not None:
            return done
        made = journal.append(connection, wanted, origin, seen)
        return None if made is None else undo.get(connection, made)


def propose(
    ctx: BookContext, names: Sequence[str] | None, progress: Progress | None
) -> list[LawProposal]:
    """Ask the samples, keep what they say, and give it."""
    asked = tuple(names or governed())
    seq = ctx.journal.seq
    samples, seen, files = look(ctx, progress, _labelled(ctx))

    def transformed(name: str, rows: Sequence[int]) -> tuple[list[int], Planes]:
        return _transformed(name, rows, files, drawn=seen.drawn)

    proposals = discover.propose(seen, transformed, asked, progress)
    if set(tones.TONAL) & set(asked):
        seen_tones = _tones(files)
        proposals = [tones.weigh(proposal, seen_tones) for proposal in proposals]
    found = [_with_samples(proposal, samples) for proposal in proposals]
    before, _ = kept(ctx)
    together = [each for each in before if each.transform not in asked] + found
    text = json.dumps({"seq": seq, "proposals": [asdict(each) for each in together]})
    write_whole(cache(ctx) / _FILE, text.encode())
    return found


def kept(ctx: BookContext) -> tuple[list[LawProposal], int | None]:
    """Return what the samples said when they were asked last, and at which changeset."""
    try:
        found = json.loads((cache(ctx) / _FILE).read_text())
        proposals = [
            LawProposal(**{**each, "examples": tuple(each["examples"])})
            for each in found["proposals"]
        ]
        return proposals, int(found["seq"])
    except FileNotFoundError:
        return [], None
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.warning("%s could not be read (%s): ask the samples again", cache(ctx) / _FILE, error)
        return [], None


def _with_samples(proposal: LawProposal, samples: list[int]) -> LawProposal:
    examples = tuple(samples[row] for row in proposal.examples)
    return LawProposal(**{**vars(proposal), "examples": examples})


def look(
    ctx: BookContext, progress: Progress | None, now: pl.DataFrame
) -> tuple[list[int], discover.LabelledPlanes, list[Callable[[], Path]]]:
    """Look at labelled samples: their ids, what is seen of them, and their files."""
    by_id = ctx.files.of()
    samples: list[int] = now["sample"].to_list()
    files: list[Callable[[], Path]] = [by_id[SampleId(sample)].locate for sample in samples]
    hashes = now["hash"].to_list()
    read = pictures.read_all(hashes, files, cache(ctx), progress)
    classes = classes_of(ctx)
    codes = pl.Series(now["label"].to_list(), dtype=pl.Enum(classes)).to_physical().cast(pl.Int64)
    doubted = np.isin(samples, doubtful(ctx) or []) | ~read.readable
    group = np.unique(np.asarray(hashes, dtype=np.str_), return_inverse=True)[1]
    seen = discover.LabelledPlanes(
        planes=read.planes[:, 0],
        label=codes.to_numpy().astype(np.int64),
        classes=classes,
        group=group.astype(np.int64),
        doubted=doubted,
        drawn=read.drawn,
    )
    return samples, seen, files


def _labelled(ctx: BookContext) -> pl.DataFrame:
    """The samples of train and val that people brought, with a label."""
    return ctx.journal.samples().filter(
        ~pl.col("excluded")
        & (pl.col("split") != "test")
        & pl.col("label").is_not_null()
        & (pl.col("origin") != "augmented")
    )


def doubtful(ctx: BookContext) -> list[int] | None:
    """Return the samples whose label is suspect by the last search; None before the first."""
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
    """Transform whole images; returns the rows of which something is left, and their planes."""
    left: list[int] = []
    planes: list[Pixels] = []
    strokes = name in discover.GONE
    for row in [] if strokes and not drawn else rows:
        try:
            image = decode.open_plain(files[row]().read_bytes())
        except IMAGE_ERRORS as error:
            log.warning("an image is not asked about %s: %s", name, why_unreadable(error))
            continue
        image.thumbnail((ink.WORKING_SIDE, ink.WORKING_SIDE))
        made = transforms.get(name).apply(image, np.random.default_rng(row))
        if made is not None:
            left.append(row)
            planes.append(pictures.plane(made, drawn=drawn))
    empty = np.zeros((0, pictures.SIDE, pictures.SIDE), dtype=np.uint8)
    return left, np.stack(planes) if planes else empty


def _tones(files: Sequence[Callable[[], Path]]) -> tones.Tones:
    """Look at how light some samples are, all over the book."""
    images = []
    for locate in files[:: max(1, len(files) // _LOOKED_AT)]:
        try:
            images.append(decode.open_plain(locate().read_bytes()))
        except IMAGE_ERRORS as error:
            log.warning("an image is not asked how light it is: %s", why_unreadable(error))
    return tones.look(images)
