"""Votes: answers about samples, by a link or in a round; of one device the newest counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from labelbook.core.limits import MAX_MESSAGE, MAX_VOTES
from labelbook.core.types import LinkId, ProposalId, RoundId
from labelbook.discuss import anchors, links, log, proposals
from labelbook.discuss.links import digest
from labelbook.discuss.log import NewEntry
from labelbook.discuss.proposals import NewProposal
from labelbook.discuss.records import VERDICTS, CellChange, Entry, Link, Verdict, Vote
from labelbook.discuss.store import votes as store
from labelbook.errors import BadInput
from labelbook.journal import cells
from labelbook.journal.database import Transaction
from labelbook.journal.records import YES

ANONYMOUS = "an expert"


@dataclass(frozen=True)
class NewVote:
    """A vote to add. device: a random text that the voter's browser remembers."""

    sample: int
    verdict: str
    device: str
    voter: str = ""
    label: str | None = None
    note: str = ""
    key: str | None = None


@dataclass(frozen=True)
class SampleVerdict:
    """What several voters say of a sample together. reason: who, or in whose words."""

    sample: int
    verdict: Verdict
    label: str | None
    reason: str


def add(
    transaction: Transaction,
    new: NewVote,
    *,
    thread: int,
    link: LinkId | None = None,
    round: RoundId | None = None,
) -> Entry:
    """Add a vote, once for each key.

    Raises BadInput for a verdict, class, text or name that cannot be, NotFound for a class that
    the book does not have.
    """
    _check(transaction, new)
    voter = log.clean_author(new.voter.strip() or ANONYMOUS)
    about = round if link is None else link
    entry = log.add(transaction, NewEntry(thread, "vote", voter, "", about, None, new.key))
    if store.has_entry(transaction, entry.id):
        return entry
    if store.count(transaction, link=link, round=round) >= MAX_VOTES:
        raise BadInput(f"{MAX_VOTES:,} answers were given here: no more are taken")
    values = {
        "entry": entry.id,
        "link": link,
        "round": round,
        "sample": new.sample,
        "voter": voter,
        "device": digest(new.device),
        "verdict": new.verdict,
        "label": new.label if new.verdict == "class" else None,
        "note": log.clean_body(new.note),
        "at": entry.at,
    }
    store.add(transaction, values)
    return entry


def _check(transaction: Transaction, new: NewVote) -> None:
    if new.verdict not in VERDICTS:
        raise BadInput(f"{new.verdict!r} is no answer: use {', '.join(VERDICTS)}")
    if not 16 <= len(new.device) <= 80:
        raise BadInput("the answer does not name the device that it comes from: reload the page")
    if new.verdict == "class":
        if new.label is None:
            raise BadInput("the answer names no class: choose one")
        anchors.check_classes(transaction, [new.label])
    if len(new.note) > MAX_MESSAGE:
        raise BadInput(f"the text has {len(new.note):,} characters, at most {MAX_MESSAGE:,}")


def of_link(transaction: Transaction, link: int) -> list[Vote]:
    """Return the answers by a link that count: the newest of each device and sample."""
    return of_links(transaction, [LinkId(link)])


def of_links(transaction: Transaction, asked: Sequence[LinkId]) -> list[Vote]:
    """Return the answers by some links that count, link by link."""
    found = store.of_links(transaction, asked)
    return [vote for link in asked for vote in found.get(link, ())]


def of_round(transaction: Transaction, round: int) -> list[Vote]:
    """Return the votes in a round that count: the newest of each device and sample."""
    return store.of_rounds(transaction, [RoundId(round)]).get(RoundId(round), [])


def answer(transaction: Transaction, secret: str, place: int, new: NewVote) -> Entry:
    """Answer a link about its image `place`; raises what `links.by_secret` raises."""
    link = links.by_secret(transaction, secret, new.device)
    about = replace(new, sample=_sample(link, place))
    return add(transaction, about, thread=link.thread, link=link.id, round=link.round)


def _sample(link: Link, place: int) -> int:
    if not 0 <= place < len(link.samples):
        raise BadInput(f"this link has {len(link.samples)} images, there is none at {place}")
    return link.samples[place]


def finish(transaction: Transaction, secret: str, *, device: str, voter: str, note: str) -> None:
    """Note in the thread that a device has answered, and propose what the answers would change."""
    link = links.by_secret(transaction, secret, device)
    voter = log.clean_author(voter.strip() or ANONYMOUS)
    if not any(vote.device == digest(device) for vote in of_link(transaction, link.id)):
        raise BadInput("nothing was answered yet: choose an answer for at least one image")
    log.add(transaction, NewEntry(link.thread, "answers", voter, note[:MAX_MESSAGE], link.id))
    if link.round is None:
        propose(transaction, link.id, author=voter)


def propose(transaction: Transaction, link: int, *, author: str) -> ProposalId | None:
    """Propose what the answers by a link would change; None where that is nothing."""
    found = links.get(transaction, link)
    changes = changes_of(transaction, majorities(of_link(transaction, link)))
    reason = f"Answers to “{found.question}”"
    new = NewProposal(changes, "answers", author, reason, found.thread, found.id)
    return proposals.add(transaction, new)


def majorities(votes: Sequence[Vote]) -> list[SampleVerdict]:
    """Return what most voters say of each sample; a sample with a tie is left out."""
    by_sample: dict[int, list[Vote]] = defaultdict(list)
    for vote in votes:
        if vote.verdict != "unsure":
            by_sample[vote.sample].append(vote)
    found: list[SampleVerdict] = []
    for sample, own in by_sample.items():
        ranked = Counter((vote.verdict, vote.label) for vote in own).most_common(2)
        if len(ranked) == 2 and ranked[0][1] == ranked[1][1]:
            continue
        verdict, label = ranked[0][0]
        notes = "; ".join(f"{vote.voter}: {vote.note}" for vote in own if vote.note)
        reason = notes or ", ".join(vote.voter for vote in own)
        found.append(SampleVerdict(sample, verdict, label, reason))
    return found


def changes_of(transaction: Transaction, verdicts: Sequence[SampleVerdict]) -> list[CellChange]:
    """Return the cells that verdicts would change; "none" of the classes excludes a sample."""
    found: list[CellChange] = []
    labelled = [each for each in verdicts if each.verdict == "class"]
    labels = dict(cells.held(transaction, "label", [each.sample for each in labelled]))
    for each in labelled:
        if each.sample in labels and labels[each.sample] != each.label:
            before = labels[each.sample]
            found.append(CellChange(each.sample, "label", before, each.label, each.reason))
    outside = [each for each in verdicts if each.verdict == "none"]
    excluded = dict(cells.held(transaction, "excluded", [each.sample for each in outside]))
    for each in outside:
        if each.sample in excluded and excluded[each.sample] is None:
            reason = f"none of the classes ({each.reason})"
            found.append(CellChange(each.sample, "excluded", None, YES, reason))
    return found
