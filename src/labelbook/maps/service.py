"""The embeddings, maps and neighbours of a book's samples."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from labelbook.context import BookContext
from labelbook.core.types import Progress
from labelbook.maps import added, computed
from labelbook.maps.added import AddedReport
from labelbook.maps.choose import choose
from labelbook.maps.computed import ComputedSet
from labelbook.maps.embed import embed, embeddings, map_file, neighbours, project, projected
from labelbook.maps.notebook import chart
from labelbook.maps.records import Embeddings, EmbedReport, Neighbour, Projection

if TYPE_CHECKING:
    import altair


class Maps:
    """Embeddings of the samples; all of it is cache and can be made again."""

    def __init__(self, ctx: BookContext) -> None:
        self._ctx = ctx

    def embed(
        self, embedder: str | None = None, *, progress: Progress | None = None
    ) -> EmbedReport:
        """Embed what is not embedded yet; None: the book's embedder.

        What is done stays when this is interrupted. embedder: a name of docs/maps.md.
        Raises NotFound for one that cannot be had, BadInput for a bad file.
        """
        return embed(self._ctx, embedder, progress)

    def choose(
        self, embedder: str = "auto", *, progress: Progress | None = None
    ) -> tuple[str, str]:
        """Make an embedder the book's own, which maps and issues use; returns its name and why.

        "auto" embeds with those that can be had and takes the one whose neighbours share their
        class most often. Raises NotFound for one that cannot be had, BadInput for a bad file.
        """
        return choose(self._ctx, embedder, progress)

    def embeddings(self, embedder: str | None = None) -> Embeddings:
        """Return the embeddings of all samples that have one; None: the book's embedder.

        Raises NotReady when nothing was embedded.
        """
        return embeddings(self._ctx, embedder)

    def add_embeddings(
        self,
        path: str | Path,
        *,
        name: str | None = None,
        in_order: bool = False,
        progress: Progress | None = None,
    ) -> AddedReport:
        """Keep embeddings that another program computed, and make their map, lens "added:NAME".

        path: npy, npz, parquet or a table, a row a sample, found by a column `sample` or `path`;
        in_order: the rows are the samples by ascending id. name: by default the file's; those of
        the same name are replaced. The next search for issues uses them. Raises BadInput for what
        is no such file.
        """
        return added.add(self._ctx, Path(path), name, in_order=in_order, progress=progress)

    def keep_embeddings(
        self, path: str | Path, *, name: str | None = None, in_order: bool = False
    ) -> AddedReport:
        """Keep embeddings as `add_embeddings` does, and leave their map to `lay_added`."""
        return added.keep(self._ctx, Path(path), name, in_order=in_order)

    def lay_added(self, progress: Callable[[str, int, int], None] | None = None) -> tuple[str, ...]:
        """Make the maps of all embeddings that were added; returns their lenses."""
        return added.lay_all(self._ctx, progress)

    def remove_embeddings(self, name: str) -> None:
        """Remove embeddings that were added, with their map; NotFound for another name."""
        added.remove(self._ctx, name)

    def computed(self) -> list[ComputedSet]:
        """Return all sets of predictions and embeddings that were added."""
        return computed.sets(self._ctx)

    def build(
        self,
        *,
        afresh: bool = False,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> tuple[str, ...]:
        """Make the maps of content and style from the embeddings, or update them.

        Samples that are on a map stay where they are; afresh: compute everything from scratch.
        progress: called with (lens, done, total). Returns the lenses, none where nothing is
        embedded. The maps of added embeddings are brought up to date with them.
        """
        return (*project(self._ctx, afresh, progress), *added.lay_all(self._ctx, progress))

    def chart(self, lens: str = "content") -> Projection:
        """Return the map of a lens: "content", "style", "own-model", "added" or "added:NAME".

        Raises NotReady when it was not made yet.
        """
        return projected(self._ctx, lens)

    def notebook(self, colour: str = "label", lens: str = "content") -> altair.VConcatChart:
        """Draw a map for a notebook: an Altair chart with a brush.

        colour: label, split, excluded or typicality. Raises NotFound without Altair, NotReady
        without the map.
        """
        return chart(self._ctx, colour, lens)

    def to_file(self, lens: str = "content") -> bytes:
        """Return the map of a lens as a columns file: id, x, y, typicality."""
        return map_file(self._ctx, lens)

    def neighbours(
        self, sample: int | str, lens: str = "content", limit: int = 24
    ) -> list[Neighbour]:
        """Return the samples nearest to one in a lens, nearest first, across classes and splits."""
        return neighbours(self._ctx, self._ctx.journal.sample(sample).id, lens, limit)
