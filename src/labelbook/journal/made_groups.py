"""The groups of made samples: what is made of a patient's image is that patient's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from labelbook.journal import cells, column_store
from labelbook.journal.records import Birth, NewSample

Made = Sequence[tuple[NewSample, Birth]]


def inherited(connection: Connection, samples: Made) -> tuple[list[tuple[NewSample, Birth]], str]:
    """Return made samples with the groups of their parents, and a sentence on those left without.

    A sample gets a group column's value where all parents that have one have the same; of parents
    of several groups it belongs to none, and the sentence says how many there are ("" for none).
    What a sample says of itself stays.
    """
    parents = sorted({parent for _, birth in samples for parent in birth.parents})
    known_now = column_store.present(connection) if parents else []
    groups = [known for known in known_now if known.column.group]
    if not groups:
        return list(samples), ""
    found = list(samples)
    said: list[str] = []
    for known in groups:
        name = known.column.name
        held = dict(cells.held(connection, f"{column_store.NUMBERED}{known.id}", parents))
        mixed = 0
        for place, (sample, birth) in enumerate(found):
            if name in sample.metadata:
                continue
            values = {held.get(parent) for parent in birth.parents} - {None}
            mixed += len(values) > 1
            if len(values) == 1:
                metadata = {**sample.metadata, name: str(values.pop())}
                found[place] = (replace(sample, metadata=metadata), birth)
        if mixed:
            verb = "has" if mixed == 1 else "have"
            said.append(f"{mixed:,} of several values of {name} {verb} none")
    return found, "; ".join(said)
