"""How a book is seen: embeddings, maps, what is near what, and the long work behind them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from labelbook.exchange.service import Moving

if TYPE_CHECKING:
    import altair

    from labelbook.exchange.import_ import Progress
    from labelbook.jobs.records import Job, Tell
    from labelbook.maps.records import Embeddings, EmbedReport, Neighbour, Projection


class Seeing(Moving):
    """Embeddings of the samples; all of it is cache and can be made again."""

    def embed(
        self, embedder: str | None = None, *, progress: Progress | None = None
    ) -> EmbedReport:
        """Embed what is not embedded yet; None: the book's embedder.

        What is done stays when this is interrupted. embedder: a name of docs/embedding.md.
        Raises NotFound for one that cannot be had, BadInput for a bad file.
        """
        from labelbook.maps.embed import embed

        return embed(self, self._database, embedder, progress)

    def choose_embedder(
        self, embedder: str = "auto", *, progress: Progress | None = None
    ) -> tuple[str, str]:
        """Make an embedder the book's own, which maps and issues use; gives its name and why.

        "auto" embeds with those that can be had and takes the one whose neighbours share their
        class most often. Raises NotFound for one that cannot be had, BadInput for a bad file.
        """
        from labelbook.maps.choose import choose

        return choose(self, self._database, embedder, progress)

    def embeddings(self, embedder: str | None = None) -> Embeddings:
        """Give the embeddings of all samples that have one; None: the book's embedder.

        Raises NotReady, a NotFound, when nothing was embedded.
        """
        from labelbook.maps.embed import embeddings

        return embeddings(self, self._database, embedder)

    def project(
        self,
        *,
        afresh: bool = False,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> tuple[str, ...]:
        """Make the maps of content and style from the embeddings, or bring them up to date.

        Samples that are on a map stay where they are; afresh: lay everything out anew. progress:
        called with (lens, done, total). Gives the lenses, none where nothing is embedded.
        """
        from labelbook.maps.embed import project

        return project(self, self._database, afresh, progress)

    def projection(self, lens: str = "content") -> Projection:
        """Give the map of a lens: "content", "style" or "eyes".

        Raises NotReady, a NotFound, when it was not made yet.
        """
        from labelbook.maps.embed import projected

        return projected(self, self._database, lens)

    def map(self, colour: str = "label", lens: str = "content") -> altair.VConcatChart:
        """Draw a map for a notebook: an Altair chart with a brush.

        colour: label, split, excluded or typicality. Raises NotFound without Altair, NotReady
        without the map.
        """
        from labelbook.maps.notebook import chart

        return chart(self, colour, lens)

    def map_file(self, lens: str = "content") -> bytes:
        """Give the map of a lens as a columns file: id, x, y, typicality."""
        from labelbook.maps.embed import map_file

        return map_file(self, self._database, lens)

    def neighbours(
        self, sample: int | str, lens: str = "content", limit: int = 24
    ) -> list[Neighbour]:
        """Give what is most like a sample in a lens, nearest first, across classes and splits."""
        from labelbook.maps.embed import neighbours

        return neighbours(self, self._database, self.sample(sample).id, lens, limit)

    def start_job(self, kind: str) -> Job:
        """Start long work in a process of its own, or give the job of this kind that runs.

        Raises BadInput for a kind that there is not.
        """
        from labelbook import worker

        return worker.start(self.directory, kind)

    def job_here(self, kind: str) -> AbstractContextManager[Tell]:
        """Do long work in this process as a job that others see and can stop.

        Gives what is told (done, total, message) as it goes on; that raises jobs.records.Cancelled
        when somebody asks the job to stop.
        """
        from labelbook import worker
        from labelbook.jobs import queue

        return queue.here(worker.jobs(self.directory), kind)

    def jobs(self, *, but: Collection[str] = ()) -> list[Job]:
        """Give the jobs that run and those that ended lately, the newest last. but: not those."""
        from labelbook import worker
        from labelbook.jobs import queue

        return queue.everything(worker.jobs(self.directory), but)

    def cancel_job(self, id: str) -> Job:
        """Ask a job to stop; what it has done stays. NotFound if there is none."""
        from labelbook import worker
        from labelbook.jobs import queue

        return queue.cancel(worker.jobs(self.directory), id)
