"""The namespace `book.votes`: questions to experts by link, and blind votes."""

from __future__ import annotations

from collections.abc import Sequence

from labelbook.context import BookContext
from labelbook.discuss import links, proposals, rounds, votes
from labelbook.discuss.links import NewLink
from labelbook.discuss.proposals import NewProposal
from labelbook.discuss.records import Entry, Link, Proposal, Round, Vote
from labelbook.discuss.tally import Agreement, SampleConsensus, agreement_of, consensus_of
from labelbook.discuss.votes import NewVote, SampleVerdict
from labelbook.errors import Forbidden
from labelbook.images.thumbnails import Thumbnail

LARGE = 1024
"""The most pixels a side of the images that an expert sees."""


class Votes:
    """Links, answers and rounds; they end in a proposal that a reviewer decides on."""

    def __init__(self, ctx: BookContext) -> None:
        self._ctx = ctx

    def make_link(
        self,
        thread: int,
        samples: Sequence[int],
        question: str,
        *,
        author: str,
        expires: str | None = None,
        once: bool = False,
        round: int | None = None,
    ) -> tuple[Link, str]:
        """Make a link for somebody without an account; returns it and its secret.

        The secret is not stored, so it cannot be asked for again.

        expires: UTC, ISO 8601. once: for the first who answers. round: a blind vote that it joins.
        Raises NotFound for an unknown thread or sample, BadInput for what cannot be asked.
        """
        new = NewLink(thread, tuple(samples), question, author, expires, once, round)
        with self._ctx.database.writing() as connection:
            if round is not None:
                rounds.get(connection, round)
            made, secret = links.add(connection, new)
            return links.get(connection, made), secret

    def links(self, thread: int) -> list[Link]:
        """Return the links of a thread, the oldest first."""
        with self._ctx.database.reading() as connection:
            return links.of_thread(connection, thread)

    def revoke_link(self, link: int, *, author: str) -> Link:
        """Revoke a link; BadInput where it was revoked already, NotFound where there is none."""
        with self._ctx.database.writing() as connection:
            links.revoke(connection, link, author=author)
            return links.get(connection, link)

    def link_of(self, secret: str, device: str | None = None) -> Link:
        """Return the link that a secret opens; NotFound or Forbidden where it opens nothing."""
        with self._ctx.database.reading() as connection:
            return links.by_secret(connection, secret, device)

    def linked_image(self, secret: str, place: int, device: str | None = None) -> Thumbnail:
        """Return an image of a link, by its place; Forbidden for what the link does not show."""
        link = self.link_of(secret, device)
        if not 0 <= place < len(link.samples):
            raise Forbidden("this link does not show that image")
        return self._ctx.files.thumbnail(link.samples[place], LARGE)

    def answer(self, secret: str, place: int, vote: NewVote) -> Entry:
        """Answer a link about its image `place`.

        Raises NotFound and Forbidden as `link_of` does, BadInput for an answer that cannot be, or
        where the votes of a round are revealed already.
        """
        with self._ctx.database.writing() as connection:
            link = links.by_secret(connection, secret, vote.device)
            if link.round is not None and 0 <= place < len(link.samples):
                rounds.check_blind(rounds.get(connection, link.round), link.samples[place])
            return votes.answer(connection, secret, place, vote)

    def finish(self, secret: str, *, device: str, voter: str = "", note: str = "") -> None:
        """Finish answering a link; what the answers would change becomes a proposal."""
        with self._ctx.database.writing() as connection:
            votes.finish(connection, secret, device=device, voter=voter, note=note)

    def link_answers(self, link: int) -> list[Vote]:
        """Return the answers by a link, the newest of each device and image."""
        with self._ctx.database.reading() as connection:
            return votes.of_link(connection, link)

    def answers_of(self, link: Link, device: str) -> list[Vote]:
        """Return the answers of one device by a link."""
        own = links.digest(device)
        return [vote for vote in self.link_answers(link.id) if vote.device == own]

    def thread_answers(self, thread: int) -> list[Vote]:
        """Return the answers by the links of a thread, without those that join a blind vote."""
        with self._ctx.database.reading() as connection:
            own = [link.id for link in links.of_thread(connection, thread) if link.round is None]
            return votes.of_links(connection, own)

    def propose_answers(self, link: int, *, author: str) -> Proposal | None:
        """Propose what the answers by a link would change; None where that is nothing."""
        with self._ctx.database.writing() as connection:
            made = votes.propose(connection, link, author=author)
            return None if made is None else proposals.get(connection, made)

    def start_round(
        self, thread: int, samples: Sequence[int], question: str, *, author: str
    ) -> Round:
        """Start a blind vote over some samples.

        Raises NotFound for an unknown thread or sample, BadInput for none or too many.
        """
        with self._ctx.database.writing() as connection:
            made = rounds.start(connection, thread, samples, question, author=author)
            return rounds.get(connection, made)

    def round(self, round: int) -> Round:
        """Return a blind vote, without the votes on images that are not revealed; NotFound."""
        with self._ctx.database.reading() as connection:
            return rounds.get(connection, round)

    def rounds(self, thread: int) -> list[Round]:
        """Return the blind votes of a thread, the oldest first."""
        with self._ctx.database.reading() as connection:
            return rounds.of_thread(connection, thread)

    def step_round(self, round: int, step: str, sample: int | None = None, *, author: str) -> Round:
        """Show an image to all, reveal its votes, or close the round (which reveals all).

        step: "show", "reveal" or "close". Raises BadInput where the round is closed, NotFound
        for a sample that is not in it.
        """
        with self._ctx.database.writing() as connection:
            rounds.step(connection, round, step, sample, author=author)
            return rounds.get(connection, round)

    def vote(self, round: int, vote: NewVote) -> Entry:
        """Vote in a round; BadInput where the votes on the image are revealed already."""
        with self._ctx.database.writing() as connection:
            return rounds.vote(connection, round, vote)

    def my_votes(self, round: int, device: str) -> list[Vote]:
        """Return the votes of one device in a round."""
        own = links.digest(device)
        with self._ctx.database.reading() as connection:
            return [vote for vote in votes.of_round(connection, round) if vote.device == own]

    def agreement(self, round: int) -> Agreement:
        """Return how well voters agree on revealed samples: percent, kappas, alpha, by class."""
        found = self.round(round)
        return agreement_of(found.votes, found.revealed)

    def consensus(self, round: int, method: str = "majority") -> list[SampleConsensus]:
        """Return the consensus on each revealed sample.

        method: "majority", or "dawid-skene", which weights each voter by their own errors. BadInput
        for another.
        """
        found = self.round(round)
        return consensus_of(found.votes, found.revealed, method)

    def propose_consensus(
        self, round: int, method: str = "majority", *, author: str
    ) -> Proposal | None:
        """Propose the consensus; None where no cell would change."""
        found = self.round(round)
        verdicts = [
            SampleVerdict(each.sample, each.verdict, each.label, f"{each.share:.0%} by {method}")
            for each in consensus_of(found.votes, found.revealed, method)
            if each.verdict is not None
        ]
        reason = f"Blind vote “{found.question}” of {len(found.voters)}, by {method}"
        with self._ctx.database.writing() as connection:
            changes = votes.changes_of(connection, verdicts)
            new = NewProposal(changes, "votes", author, reason, found.thread, round)
            made = proposals.add(connection, new)
            return None if made is None else proposals.get(connection, made)
