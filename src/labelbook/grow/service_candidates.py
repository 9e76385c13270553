"""How made images come up for a decision: near a mistake, or composed of strokes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from labelbook.grow.service import Growing

if TYPE_CHECKING:
    from labelbook.exchange.import_ import Progress
    from labelbook.grow.boost import BoostOrder
    from labelbook.grow.candidate_records import CandidateSet
    from labelbook.grow.compose import ComposeOrder, ComposeReport
    from labelbook.jobs.records import Job
    from labelbook.journal.records import Changeset


class Selecting(Growing):
    """Candidates are kept in the book, with who left out what, until somebody has decided."""

    def boost(self, order: BoostOrder, *, progress: Progress | None = None) -> CandidateSet:
        """Make candidates near samples of one class that the fixed model takes for another.

        They are ranked in the book's embedding, by edges where it has none. Nothing is added until
        `take_candidates`. Raises BadInput where no mistake is known or all are in test.
        """
        from labelbook.grow.boost import boost

        return boost(self, self._database, order, progress)

    def boost_later(self, order: BoostOrder) -> Job:
        """Make candidates in the background, as the job `boost`; BadInput at once."""
        from labelbook.grow import boost as boosting
        from labelbook.grow import jobs

        boosting.check(self, order)
        jobs.put(self, "boost", order)
        return self.start_job("boost")

    def compose(
        self, order: ComposeOrder | None = None, *, progress: Progress | None = None
    ) -> ComposeReport:
        """Compose samples by taking strokes away or adding strokes of the same hand.

        The laws of erasing say what becomes of a class. What a model that never saw the changed
        sample is sure of is added as one changeset; the doubtful wait as candidates. Raises
        BadInput where no law of erasing opens a way, or for a total that is reached already.
        """
        from labelbook.grow.compose import ComposeOrder, run

        return run(self, self._database, order or ComposeOrder(), progress)

    def compose_later(self, order: ComposeOrder) -> Job:
        """Compose in the background, as the job `compose`; BadInput at once where it cannot be."""
        from labelbook.grow import compose as composing
        from labelbook.grow import jobs

        composing.check(self, order)
        jobs.put(self, "compose", order)
        return self.start_job("compose")

    def candidates(self) -> list[CandidateSet]:
        """Give the sets of candidates of which some wait for a decision, the newest first."""
        from labelbook.grow.candidates import waiting

        return waiting(self, self._database)

    def candidate_set(self, id: int) -> CandidateSet:
        """Give one set, with what was decided of it; NotFound if there is none."""
        from labelbook.grow.candidates import get

        return get(self, self._database, id)

    def candidate_image(self, id: int, place: int) -> bytes:
        """Give a candidate's PNG; NotFound if there is none."""
        from labelbook.grow.candidates import image

        return image(self, self._database, id, place)

    def leave_out(
        self, id: int, places: Sequence[int], *, author: str, back: bool = False
    ) -> CandidateSet:
        """Leave candidates out, or bring them back; gives the set as it is then."""
        from labelbook.grow.candidates import leave_out

        return leave_out(self, self._database, id, places, author, back=back)

    def take_candidates(
        self, id: int, places: Sequence[int] | None = None, *, author: str, message: str = ""
    ) -> Changeset:
        """Add candidates that wait (None: all of them) as one changeset.

        When it is undone, they wait again. Raises BadInput for a place that there is not, Conflict
        where all of them were decided meanwhile.
        """
        from labelbook.grow.candidates import take
        from labelbook.journal.changesets import Origin

        return take(self, self._database, id, places, Origin(author, message, "recipe"))
