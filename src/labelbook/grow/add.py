"""Adding samples that were drawn or grown: their files first, then one changeset."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from labelbook.core import blobs
from labelbook.core.limits import IMAGES
from labelbook.core.types import ChangesetId, SampleId
from labelbook.errors import BadInput
from labelbook.images import facts
from labelbook.journal import cells, made
from labelbook.journal.changesets import Origin
from labelbook.journal.database import Database
from labelbook.journal.records import Birth, NewMade, NewSample


def add(
    directory: Path, database: Database, samples: Sequence[NewMade], origin: Origin, tool: str
) -> ChangesetId:
    """Add new samples as one changeset and return its number.

    A file of a changeset that is then refused is harmless: it is named by its content, and nothing
    refers to it.
    """
    folder = directory / IMAGES
    found = [(_stored(folder, new, tool), _birth(new, tool)) for new in samples]
    with database.writing() as connection:
        return made.append(connection, IMAGES, found, origin)


def _birth(new: NewMade, tool: str) -> Birth:
    parents = tuple(SampleId(int(parent)) for parent in new.parents)
    pair = None if new.pair is None else SampleId(new.pair)
    return Birth(tool, parents, new.recipe, new.seed, pair)


def _stored(folder: Path, new: NewMade, tool: str) -> NewSample:
    try:
        fields = facts.read(new.png)
    except BadInput as error:
        raise BadInput(f"the new image {error}: nothing was added") from error
    if fields["format"] != "PNG":
        raise BadInput(f"the new image is a {fields['format']}: use a PNG")
    return NewSample(
        path="",
        location=blobs.add(folder, new.png, ".png"),
        hash=blobs.content_hash(new.png),
        label=None if new.label is None else cells.clean_name(new.label, "label"),
        split=new.split,
        fields={**fields, "origin": "drawn" if tool == "canvas" else "augmented"},
        tags=tuple(cells.clean_name(tag, "tag") for tag in new.tags),
    )
