"""Summaries of changesets, in the words that the log and the page show."""

from __future__ import annotations

from collections.abc import Sequence

from labelbook.journal.classes import ClassMove
from labelbook.journal.columns import COLUMN_PREFIX, Column
from labelbook.journal.records import TAG_PREFIX

SHOWN = 3
LONGEST = 60
"""Characters of a value that a summary shows."""
MANY = "\0"
"""Stands for the value where cells of a column moved to more than one."""
Moved = tuple[str, str | None, Sequence[tuple[int, str | None]]]
"""Field, value after, and (sample, value before) of every cell that moved to it."""


def of_edits(moved: Sequence[Moved]) -> str:
    """Describe edits in a line: "Relabelled 3 samples from i to iv; excluded 1 sample"."""
    # The largest part first: it is what the changeset was made for.
    parts = [_part(*group) for group in sorted(_gathered(moved), key=lambda each: -len(each[2]))]
    more = len(parts) - SHOWN
    text = "; ".join(parts[:SHOWN]) + (f"; and {more:,} more" if more > 0 else "")
    return text[:1].upper() + text[1:]


def of_moves(moved: Sequence[Moved], classes: Sequence[ClassMove]) -> str:
    """Describe edits and what becomes of classes in a line."""
    parts = [text for text in (of_edits(moved), of_classes(classes)) if text]
    return "; ".join([*parts[:1], *(part[:1].lower() + part[1:] for part in parts[1:])])


def of_classes(moves: Sequence[ClassMove]) -> str:
    """Return what becomes of classes: "Added the class x"."""
    came = [move.name for move in moves if move.before is None and move.after is not None]
    gone = [move.name for move in moves if move.after is None]
    rest = [move.name for move in moves if move.before is not None and move.after is not None]
    parts = [
        f"{verb} {_classes(names)}"
        for verb, names in (("added", came), ("took away", gone), ("changed", rest))
        if names
    ]
    text = ", ".join(parts)
    return text[:1].upper() + text[1:]


def _classes(names: Sequence[str]) -> str:
    if len(names) > SHOWN:
        return f"{len(names):,} classes"
    return f"the {'class' if len(names) == 1 else 'classes'} {', '.join(names)}"


def _gathered(moved: Sequence[Moved]) -> list[Moved]:
    """The same with the values of each metadata column together where they are several."""
    values: dict[str, list[Moved]] = {}
    for each in moved:
        if each[0].startswith(COLUMN_PREFIX):
            values.setdefault(each[0], []).append(each)
    several = {field: parts for field, parts in values.items() if len(parts) > 1}
    found = [each for each in moved if each[0] not in several]
    for field, parts in several.items():
        found.append((field, MANY, [cell for part in parts for cell in part[2]]))
    return found


def of_columns(moved: Sequence[tuple[Column | None, Column | None]]) -> str:
    """Describe what happened to metadata columns: "Added the column age (number)"."""
    parts = [_column(before, after) for before, after in moved]
    more = len(parts) - SHOWN
    text = "; ".join(parts[:SHOWN]) + (f"; and {more:,} more" if more > 0 else "")
    return text[:1].upper() + text[1:]


def _column(before: Column | None, after: Column | None) -> str:
    if before is None or after is None:
        if after is not None:
            return f"added the column {after.name} ({after.kind})"
        return f"removed the column {before.name}" if before is not None else "moved no column"
    if before.name != after.name:
        return f"renamed the column {before.name} to {after.name}"
    if before.kind != after.kind:
        return f"made the column {after.name} a {after.kind}, which was a {before.kind}"
    if before.group != after.group:
        what = "a group" if after.group else "no group any more"
        return f"made the column {after.name} {what}"
    return f"described the column {after.name}"


def of_import(added: int) -> str:
    """Return how many samples came."""
    return f"Imported {_samples(added)}" if added else "Imported nothing: files were left out"


def of_made(count: int, tool: str, moved: Sequence[Moved] = ()) -> str:
    """Return how many samples were made, with what, and what else was changed."""
    verb = {"recipe": "Grew", "canvas": "Drew", "compose": "Composed"}[tool]
    return "; ".join([f"{verb} {_samples(count)}", *(_part(*group) for group in moved)])


def of_laws(laws: Sequence[tuple[str, str, str | None]]) -> str:
    """Return what was decided: "Law: mirror-left-right iv becomes vi"."""
    shown = [f"{transform} {label} {after or 'open'}" for transform, label, after in laws[:SHOWN]]
    more = len(laws) - SHOWN
    noun = "Law" if len(laws) == 1 else "Laws"
    return f"{noun}: {'; '.join(shown)}" + (f"; and {more:,} more" if more > 0 else "")


def _part(field: str, after: str | None, changed: Sequence[tuple[int, str | None]]) -> str:
    some = _samples(len(changed))
    before = {value for _, value in changed}
    one = before.pop() if len(before) == 1 else None
    if field == "label" and after is None:
        return f"took the label {one} from {some}" if one else f"took the label from {some}"
    if field in ("label", "split"):
        verb = "relabelled" if field == "label" else "moved"
        return f"{verb} {some} from {one} to {after}" if one else f"{verb} {some} to {after}"
    if field == "excluded":
        return f"restored {some}" if after is None else f"excluded {some}"
    if field.startswith(COLUMN_PREFIX):
        name = field.removeprefix(COLUMN_PREFIX)
        if after is None:
            return f"cleared {name} of {some}"
        return f"set {name} of {some}" + ("" if after == MANY else f" to {_short(after)}")
    if field == "present":
        return f"took {some} out of the book" if after is None else f"brought {some} back"
    tag = field.removeprefix(TAG_PREFIX)
    return f"took the tag {tag} from {some}" if after is None else f"tagged {some} {tag}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def _samples(count: int) -> str:
    return "1 sample" if count == 1 else f"{count:,} samples"
