"""Where the files of samples lie, and what they hold: found elsewhere, or with other content."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sqlalchemy import Connection, bindparam, select, update

from labelbook.core.types import ChangesetId, SampleId
from labelbook.journal import changesets
from labelbook.journal.cells import CHUNK
from labelbook.journal.changesets import Origin
from labelbook.journal.fields import FIELDS, Value
from labelbook.journal.samples import source_of
from labelbook.journal.tables import samples as schema


@dataclass(frozen=True)
class FilePlace:
    """Where the file of a present sample lies.

    kind: "folder" or "book" (its own images). folder: the source's. size: bytes.
    """

    sample: SampleId
    path: str
    hash: str
    kind: str
    folder: str
    location: str
    size: int


@dataclass(frozen=True)
class Content:
    """The content that a sample's file has now. fields: as `images.facts` reads them."""

    sample: SampleId
    hash: str
    fields: Mapping[str, Value]


def places(connection: Connection, hashes: Collection[str] | None = None) -> list[FilePlace]:
    """Return where the file of every present sample lies, by sample. hashes: only of these."""
    base, state, sources = schema.samples, schema.state, schema.sources
    query = (
        select(
            base.c.id.label("sample"),
            base.c.path,
            base.c.hash,
            sources.c.kind,
            sources.c.folder,
            base.c.location,
            base.c.size,
        )
        .join(state, state.c.sample == base.c.id)
        .join(sources, sources.c.id == base.c.source)
        .where(state.c.present.is_(True))
        .order_by(base.c.id)
    )
    if hashes is None:
        return [FilePlace(**row) for row in connection.execute(query).mappings()]
    wanted = sorted(hashes)
    found = [
        FilePlace(**row)
        for start in range(0, len(wanted), CHUNK)
        for row in connection.execute(
            query.where(base.c.hash.in_(wanted[start : start + CHUNK]))
        ).mappings()
    ]
    return sorted(found, key=lambda place: place.sample)


def names(connection: Connection) -> set[str]:
    """Return the content hashes that the book's own images are named by."""
    base, pieces = schema.samples.c, schema.pieces.c
    found = {PurePosixPath(row[0]).stem for row in connection.execute(select(base.location))}
    return found | {PurePosixPath(row[0]).stem for row in connection.execute(select(pieces.image))}


def relocate(connection: Connection, folder: Path, found: Sequence[tuple[int, str]]) -> None:
    """Let samples lie elsewhere: (sample, location) in a folder. Their paths stay, as names."""
    if not found:
        return
    source = source_of(connection, "folder", folder)
    table = schema.samples
    moved = update(table).where(table.c.id == bindparam("of")).values(location=bindparam("to"))
    rows = [{"of": sample, "to": location} for sample, location in found]
    connection.execute(moved.values(source=source), rows)


def take(connection: Connection, contents: Sequence[Content], origin: Origin) -> ChangesetId:
    """Let samples have the content of their files; returns the changeset.

    It cannot be undone: the bytes that were there are gone.
    """
    table = schema.samples
    count = len(contents)
    what = f"Took the new content of {count:,} {'file' if count == 1 else 'files'}"
    made = changesets.new_changeset(connection, origin, what)
    names = [field.name for field in FIELDS]
    changed = update(table).where(table.c.id == bindparam("of"))
    changed = changed.values(hash=bindparam("to_hash"))
    changed = changed.values({name: bindparam(f"to_{name}") for name in names})
    rows = [
        {"of": each.sample, "to_hash": each.hash}
        | {f"to_{field.name}": field.value_in(each.fields) for field in FIELDS}
        for each in contents
    ]
    connection.execute(changed, rows)
    return made
