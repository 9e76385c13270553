"""The named versions: where the data set stood, and who said so."""

from __future__ import annotations

from labelbook.report.sections.told import SectionData
from labelbook.report.sections.words import day, name


def section(told: SectionData) -> str:
    """Return the versions up to the one that is told of, the newest first."""
    story = told.story
    past = [item for item in story.versions if item.changeset <= story.changeset.id]
    listed = "".join(
        f"<li><b>{name(item.name)}</b> changeset {item.changeset}, {name(item.author)}, "
        f"{day(item.at)}{f'<p>{name(item.note)}</p>' if item.note else ''}</li>"
        for item in reversed(past)
    )
    body = f"<ol>{listed}</ol>" if past else '<p class="quiet">No version is named yet.</p>'
    return f'<section aria-labelledby="versions"><h2 id="versions">Versions</h2>{body}</section>'
