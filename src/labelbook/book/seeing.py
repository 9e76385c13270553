"""How a book is seen: embeddings, and what is near what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labelbook.book.moving import Moving

if TYPE_CHECKING:
    from labelbook.book.files import Progress
    from labelbook.embedding.records import Embeddings, EmbedReport


class Seeing(Moving):
    """Embeddings of the samples; all of it is cache and can be made again."""

    def embed(
        self, embedder: str | None = None, *, progress: Progress | None = None
    ) -> EmbedReport:
        """Embed what is not embedded yet; None: the book's embedder.

        What is done stays when this is interrupted. Raises NotFound for an unknown embedder.
        """
        from labelbook.book.embedding import embed

        return embed(self, self._database, embedder, progress)

    def embeddings(self, embedder: str | None = None) -> Embeddings:
        """Give the embeddings of all samples that have one; None: the book's embedder.

        Raises NotFound when nothing was embedded.
        """
        from labelbook.book.embedding import embeddings

        return embeddings(self, self._database, embedder)
