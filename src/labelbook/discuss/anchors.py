"""What a thread is about: checked when the thread is started, stored as JSON, never changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from labelbook.core.limits import MAX_ANCHORED
from labelbook.discuss.records import ANCHORS, Anchor
from labelbook.errors import BadInput, NotFound
from labelbook.journal import cells, classes, undo, versions
from labelbook.journal.database import Transaction
from labelbook.maps.records import FORMER_LENSES

MAX_CORNERS = 500


def checked(transaction: Transaction, anchor: Anchor) -> Anchor:
    """Return the anchor as it is stored.

    Raises NotFound for a sample, class, changeset or version that there is not, BadInput where
    something is missing or too much.
    """
    if anchor.kind not in ANCHORS:
        raise BadInput(f"a thread cannot be about {anchor.kind!r}: use {', '.join(ANCHORS)}")
    samples = tuple(dict.fromkeys(anchor.samples))
    if len(samples) > MAX_ANCHORED:
        raise BadInput(
            f"a thread can be about {MAX_ANCHORED:,} samples at most, not {len(samples):,}: "
            "tag them and start the thread about a few"
        )
    check_samples(transaction, samples)
    if anchor.kind in ("sample", "samples", "region") and not samples:
        raise BadInput("the thread names no sample: choose at least one")
    if anchor.kind == "sample" and len(samples) != 1:
        raise BadInput(f"a thread about a sample names one, not {len(samples)}")
    if anchor.kind == "region" and not 3 <= len(anchor.outline) <= MAX_CORNERS:
        raise BadInput(
            f"a region of the map has 3 to {MAX_CORNERS} corners, not {len(anchor.outline)}"
        )
    wanted = {"class": 1, "pair": 2}.get(anchor.kind)
    if wanted is not None:
        if len(anchor.classes) != wanted:
            raise BadInput(
                f"a thread about a {anchor.kind} names {wanted} classes, not {len(anchor.classes)}"
            )
        check_classes(transaction, anchor.classes)
    if anchor.kind == "changeset":
        undo.get(transaction, anchor.changeset or 0)
    if anchor.kind == "versions":
        if len(anchor.versions) != 2:
            raise BadInput(f"a difference is between 2 versions, not {len(anchor.versions)}")
        for version in anchor.versions:
            versions.position(transaction, version)
    return replace(anchor, samples=samples)


def check_samples(transaction: Transaction, samples: Sequence[int]) -> None:
    """Raise NotFound where one of the samples is not in the book. samples: each once."""
    cells.current(transaction, "split", samples)


def check_classes(transaction: Transaction, names: Sequence[str]) -> None:
    """Raise NotFound where one of the names is no class of the book."""
    known = classes.names(transaction)
    for name in names:
        if name not in known:
            raise NotFound(f"there is no class {name!r} in this book: it has {', '.join(known)}")


def to_text(anchor: Anchor) -> str:
    """Return an anchor as JSON, without its samples, which have a table of their own."""
    fields = vars(anchor) | {"samples": ()}
    return json.dumps({key: value for key, value in fields.items() if value not in ((), None)})


def from_text(text: str, samples: Sequence[int]) -> Anchor:
    """Read what `to_text` wrote, today or in 0.1.0."""
    fields = json.loads(text)
    lens = fields.get("lens")
    return Anchor(
        fields["kind"],
        tuple(samples),
        tuple(fields.get("classes", ())),
        fields.get("changeset"),
        tuple(fields.get("versions", ())),
        FORMER_LENSES.get(lens, lens),
        tuple((x, y) for x, y in fields.get("outline", ())),
    )
