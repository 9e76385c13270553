"""What the data set is: its name, its size, and which state of it this is."""

from __future__ import annotations

from labelbook.report.sections.told import SectionData
from labelbook.report.sections.words import count, day, name, text


def section(told: SectionData) -> str:
    """Return the title and a sentence about the data set."""
    story = told.story
    held = {label for of in story.counts.values() for label in of} - {""}
    splits = [split for split, of in story.counts.items() if of]
    which = "" if story.version is None else f"version {name(story.version)}, "
    book = "" if story.title == story.name else f"{name(story.name)}, "
    excluded = _excluded(story.excluded)
    return (
        f'<header><h1 dir="auto">{text(story.title)}</h1>'
        f"<p>{count(story.samples, 'image')} in {count(len(held), 'class')}, split into "
        f"{_listed(splits)}.{excluded}</p>"
        f'<p class="quiet">{book}{which}changeset {story.changeset.id} of '
        f"{day(story.changeset.at)}</p></header>"
    )


def _listed(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def _excluded(number: int) -> str:
    if not number:
        return ""
    return f" {count(number)} more {'is' if number == 1 else 'are'} excluded."
