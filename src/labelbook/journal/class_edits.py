"""The verbs: each makes one changeset of the classes it moves and the samples it relabels."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from labelbook.core import names
from labelbook.core.limits import MAX_DESCRIPTION
from labelbook.core.types import ChangesetId
from labelbook.errors import BadInput, NotFound
from labelbook.journal import changesets, class_references, classes, laws
from labelbook.journal.changesets import Origin
from labelbook.journal.classes import PLACES, ClassEntry, ClassMove
from labelbook.journal.records import Edit
from labelbook.journal.tables import samples as tables

Verb = Callable[[Connection, Origin], ChangesetId | None]
"""What is done to classes in a transaction: the changeset that it made, None where none."""

_COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True)
class WantedClass:
    """What a class is to be called and look like; None leaves a thing as it is.

    key, colour: "" for those that go with its place.
    """

    description: str | None = None
    key: str | None = None
    colour: str | None = None


def add(connection: Connection, name: str, origin: Origin) -> ChangesetId | None:
    """Add a class that no sample has yet, behind the others; BadInput where it is there."""
    there = classes.entries(connection)
    name = _new(name, there)
    last = max((entry.position for entry in there.values()), default=-1)
    move = ClassMove(name, None, ClassEntry(last + 1))
    return changesets.append(connection, [], origin, [move], f"Added the class {name}")


def rename(connection: Connection, old: str, new: str, origin: Origin) -> ChangesetId | None:
    """Let a class and its samples have another name; its laws, rules and pieces keep to it.

    Raises NotFound for an unknown class, BadInput where the other name is taken or no name.
    """
    there = classes.entries(connection)
    entry = _entry(old, there)
    name = names.checked(new, "class")
    if name == old:
        return None
    if name in there:
        raise BadInput(f"there is a class {name!r} already: merge {old!r} into it instead")
    edits = _relabelled(connection, [old], name)
    moves = [ClassMove(name, None, entry), ClassMove(old, entry, None, renamed=name)]
    what = f"Renamed the class {old} to {name} ({_samples(edits)})"
    made = changesets.append(connection, edits, origin, moves, what)
    if made is not None:
        laws.store(connection, made, laws.naming(connection, old, name))
        class_references.rename(connection, old, name)
    return made


def merge(
    connection: Connection, merged: Sequence[str], into: str, origin: Origin
) -> ChangesetId | None:
    """Let the samples of some classes have another one, and take those classes away.

    Raises NotFound for an unknown class, BadInput where a class is to be merged into itself.
    """
    there = classes.entries(connection)
    _entry(into, there)
    if into in merged:
        raise BadInput(f"{into!r} cannot be merged into itself: leave it out")
    if not merged:
        raise BadInput("no class is named that is to be merged: name at least one")
    gone = [ClassMove(name, _entry(name, there), None) for name in dict.fromkeys(merged)]
    edits = _relabelled(connection, merged, into)
    what = f"Merged the {_listed(merged)} into {into} ({_samples(edits)})"
    return changesets.append(connection, edits, origin, gone, what)


def remove(
    connection: Connection, name: str, to: str | None, origin: Origin, *, unlabel: bool
) -> ChangesetId | None:
    """Take a class away; its samples get the class `to`, or with `unlabel` none.

    Raises NotFound for an unknown class, BadInput where it has samples and neither is given.
    """
    there = classes.entries(connection)
    entry = _entry(name, there)
    if to is not None:
        if unlabel:
            raise BadInput("samples cannot both get a class and lose theirs: choose one")
        return merge(connection, [name], to, origin)
    edits = _relabelled(connection, [name], None)
    if edits and not unlabel:
        raise BadInput(
            f"the class {name!r} has {_samples(edits)}: say which class they get, or that they "
            "lose their label",
            needs="another class",
            of=(name,),
        )
    left = f" ({_samples(edits)} unlabelled)" if edits else ""
    gone = [ClassMove(name, entry, None)]
    return changesets.append(connection, edits, origin, gone, f"Removed the class {name}{left}")


def order(connection: Connection, wanted: Sequence[str], origin: Origin) -> ChangesetId | None:
    """Put classes first in this order; those that are not named follow as they were.

    Raises NotFound for an unknown class, BadInput for one that is named twice.
    """
    there = classes.entries(connection)
    for name in wanted:
        _entry(name, there)
    if len(set(wanted)) < len(wanted):
        raise BadInput("a class is named twice: name each once")
    ordered = [*wanted, *(name for name in there if name not in set(wanted))]
    moves = [
        ClassMove(name, there[name], replace(there[name], position=place))
        for place, name in enumerate(ordered)
        if there[name].position != place
    ]
    shown = ", ".join(ordered[:5]) + (", ..." if len(ordered) > 5 else "")
    if list(there) == ordered:
        return None
    return changesets.append(connection, [], origin, moves, f"Ordered the classes: {shown}")


def change(
    connection: Connection, name: str, wanted: WantedClass, origin: Origin
) -> ChangesetId | None:
    """Describe a class, or give it a key or a colour; None where it is so already.

    A key that another class has chosen is taken from it. Raises NotFound for an unknown class,
    BadInput for what is no digit or no colour.
    """
    there = classes.entries(connection)
    entry = _entry(name, there)
    changed, said = entry, []
    if wanted.description is not None:
        changed = replace(changed, description=_description(wanted.description))
        said.append("described" if changed.description else "no description")
    if wanted.key is not None:
        changed = replace(changed, key=_key(wanted.key))
        said.append(f"key {changed.key or 'of its place'}")
    if wanted.colour is not None:
        changed = replace(changed, colour=_colour(wanted.colour))
        said.append(f"colour {changed.colour or 'of its place'}")
    if not said:
        raise BadInput("nothing is said of the class: give a description, a key or a colour")
    moves = [ClassMove(name, entry, changed)] if changed != entry else []
    if changed.key is not None and changed.key != entry.key:
        moves += [
            ClassMove(other, held, replace(held, key=None))
            for other, held in there.items()
            if other != name and held.key == changed.key
        ]
    return changesets.append(connection, [], origin, moves, f"Class {name}: {', '.join(said)}")


def _description(text: str) -> str:
    text = text.strip()
    if len(text) > MAX_DESCRIPTION:
        raise BadInput(
            f"the description has {len(text):,} characters, at most {MAX_DESCRIPTION:,} are "
            "allowed: put what is longer into a rule"
        )
    return text


def _key(text: str) -> str | None:
    if text.strip() not in ("", *PLACES):
        raise BadInput(f"{text!r} is no key of a class: use one of the digits 1 to 9 and 0")
    return text.strip() or None


def _colour(text: str) -> str | None:
    colour = text.strip().lower()
    if colour and not _COLOUR.fullmatch(colour):
        raise BadInput(f"{text!r} is no colour: write it as #rrggbb, like #d94f30")
    return colour or None


def _entry(name: str, there: dict[str, ClassEntry]) -> ClassEntry:
    if name not in there:
        close = names.near(name, list(there))
        hint = f": did you mean {close!r}?" if close else f": there are {', '.join(there)}"
        raise NotFound(f"there is no class {name!r} in this book{hint}")
    return there[name]


def _new(name: str, there: dict[str, ClassEntry]) -> str:
    name = names.checked(name, "class")
    if name in there:
        raise BadInput(f"there is a class {name!r} already")
    return name


def _relabelled(connection: Connection, labels: Sequence[str], to: str | None) -> list[Edit]:
    state = tables.state.c
    query = select(state.sample).where(state.label.in_(labels), state.present.is_(True))
    found = list(connection.execute(query.order_by(state.sample)).scalars())
    return [Edit("label", found, to)] if found else []


def _samples(edits: Sequence[Edit]) -> str:
    count = sum(len(edit.samples) for edit in edits)
    return "1 sample" if count == 1 else f"{count:,} samples"


def _listed(merged: Sequence[str]) -> str:
    return f"{'class' if len(merged) == 1 else 'classes'} {', '.join(merged)}"
