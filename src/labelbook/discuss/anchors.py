"""What a thread hangs on: checked when it is made, kept as JSON, never changed."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import Connection, select

from labelbook.core.limits import MAX_ANCHORED
from labelbook.discuss.records import ANCHORS, Anchor
from labelbook.errors import BadInput, NotFound
from labelbook.journal import classes, undo, versions
from labelbook.journal.tables import samples as schema

CHUNK = 10_000
CORNERS = 500


def checked(connection: Connection, anchor: Anchor) -> Anchor:
    """Return the anchor as it is kept.

    Raises NotFound for a sample, class, changeset or version that there is not, BadInput where
    something is missing or too much.
    """
    if anchor.kind not in ANCHORS:
        raise BadInput(f"{anchor.kind!r} is nothing to talk about: use {', '.join(ANCHORS)}")
    samples = tuple(dict.fromkeys(anchor.samples))
    if len(samples) > MAX_ANCHORED:
        raise BadInput(
            f"a thread can be about {MAX_ANCHORED:,} samples at most, not {len(samples):,}: "
            "give them a tag and talk about a few"
        )
    known(connection, samples)
    if anchor.kind in ("sample", "samples", "region") and not samples:
        raise BadInput("the thread names no sample: choose at least one")
    if anchor.kind == "sample" and len(samples) != 1:
        raise BadInput(f"a thread about a sample names one, not {len(samples)}")
    if anchor.kind == "region" and not 3 <= len(anchor.outline) <= CORNERS:
        raise BadInput(f"a region of the map has 3 to {CORNERS} corners, not {len(anchor.outline)}")
    wanted = {"class": 1, "pair": 2}.get(anchor.kind)
    if wanted is not None:
        if len(anchor.classes) != wanted:
            raise BadInput(
                f"a thread about a {anchor.kind} names {wanted} classes, not {len(anchor.classes)}"
            )
        known_classes(connection, anchor.classes)
    if anchor.kind == "changeset":
        undo.get(connection, anchor.changeset or 0)
    if anchor.kind == "versions":
        if len(anchor.versions) != 2:
            raise BadInput(f"a difference is between 2 versions, not {len(anchor.versions)}")
        for version in anchor.versions:
            versions.position(connection, version)
    return Anchor(
        anchor.kind,
        samples,
        anchor.classes,
        anchor.changeset,
        anchor.versions,
        anchor.lens,
        anchor.outline,
    )


def known(connection: Connection, samples: Sequence[int]) -> None:
    """Raise NotFound where one of the samples is not in the book."""
    state = schema.state.c
    found: set[int] = set()
    for start in range(0, len(samples), CHUNK):
        chunk = samples[start : start + CHUNK]
        query = select(state.sample).where(state.sample.in_(chunk), state.present.is_(True))
        found.update(connection.execute(query).scalars())
    for sample in samples:
        if sample not in found:
            raise NotFound(f"there is no sample {sample} in this book: reload and try again")


def known_classes(connection: Connection, names: Sequence[str]) -> None:
    """Raise NotFound where one of the names is no class of the book."""
    there = classes.names(connection)
    for name in names:
        if name not in there:
            raise NotFound(f"there is no class {name!r} in this book: it has {', '.join(there)}")


def to_text(anchor: Anchor) -> str:
    """Return what is kept of an anchor, without its samples, which have a table of their own."""
    fields = vars(anchor) | {"samples": ()}
    return json.dumps({key: value for key, value in fields.items() if value not in ((), None)})


def from_text(text: str, samples: Sequence[int]) -> Anchor:
    """Read what `to_text` wrote."""
    fields = json.loads(text)
    return Anchor(
        fields["kind"],
        tuple(samples),
        tuple(fields.get("classes", ())),
        fields.get("changeset"),
        tuple(fields.get("versions", ())),
        fields.get("lens"),
        tuple((x, y) for x, y in fields.get("outline", ())),
    )
