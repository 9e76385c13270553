"""docs/maps.md names what there is."""

from __future__ import annotations

from pathlib import Path

from labelbook.jobs.kinds import ROOMS
from labelbook.maps.embed import LENSES
from labelbook.maps.embedders import embedders

PAGE = (Path(__file__).parents[2] / "docs" / "maps.md").read_text()


def test_every_embedder_and_lens_is_described() -> None:
    for name in embedders.names:
        assert f"| `{name}` |" in PAGE
    for lens in LENSES:
        assert f"* **{lens}**" in PAGE


def test_every_kind_of_job_is_named_somewhere() -> None:
    pages = "".join(path.read_text() for path in (Path(__file__).parents[2] / "docs").glob("*.md"))
    for kind in ROOMS:
        assert f"labelbook {kind}" in pages or f'job "{kind}"' in pages
