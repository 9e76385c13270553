"""New classes in a table of edits: one that is nearly an old one is asked about first."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from labelbook.core import names
from labelbook.errors import BadInput
from labelbook.journal.records import Edit

if TYPE_CHECKING:
    # An import of images, which looks at their classes, need not wait for it.
    import polars as pl


def alike(labels: Collection[str], classes: Collection[str]) -> list[str]:
    """Return what is told of classes of an import that are written like others.

    classes: that the book has; what was there before is told no more.
    """
    return [
        f"the classes {' and '.join(map(repr, group))} are written alike: if they are one, merge"
        " them"
        for group in names.alike({*labels, *classes})
        if not set(group) <= set(classes)
    ]


def refuse_slips(
    edits: Sequence[Edit], classes: Sequence[str], samples: pl.DataFrame, meant: Collection[str]
) -> None:
    """Raise BadInput that names each new class which is probably a slip of one that is there.

    samples: columns as of Book.samples. meant: new classes that are to be added all the same.
    """
    wanted = {names.checked(name, "new class") for name in meant}
    labels = dict.fromkeys(
        str(edit.after) for edit in edits if edit.field == "label" and edit.after is not None
    )
    said: dict[str, str] = {}
    for label in labels:
        if label in classes or label in wanted:
            continue
        near = names.near(label, list(classes))
        if near is not None:
            count = samples.filter(samples["label"] == near).height
            some = "1 sample" if count == 1 else f"{count:,} samples"
            said[label] = f"`{label}` is new and nearly `{near}` ({some})"
    if said:
        added = " ".join(f"--new-class {shlex.quote(label)}" for label in said)
        it = "it" if len(said) == 1 else "them"
        told = "; ".join(said.values())
        raise BadInput(f"{told}: write {added} to add {it}, or mend the file")
