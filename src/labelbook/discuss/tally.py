"""A round in numbers: how well voters agree, and the consensus on each sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from labelbook.discuss import agreement, consensus
from labelbook.discuss.agreement import AlphaInterval, Ratings
from labelbook.discuss.records import Verdict, Vote
from labelbook.errors import BadInput

METHODS = ("majority", "dawid-skene")
NONE = "none of these"
AT_LEAST = 0.5


@dataclass(frozen=True)
class PairAgreement:
    """Two people on the samples that both voted on."""

    one: str
    other: str
    common: int
    percent: float | None
    kappa: float | None


@dataclass(frozen=True)
class ClassAgreement:
    """A class: votes for it, and how often a second voter agrees where one votes for it."""

    label: str
    votes: int
    agreement: float | None


@dataclass(frozen=True)
class Agreement:
    """How well the voters of a round agree. "Cannot tell" counts as no vote.

    missing: votes that were not given, of voters x samples. split: samples on which they differ.
    """

    voters: int
    samples: int
    missing: int
    percent: float | None
    fleiss: float | None
    alpha: AlphaInterval | None
    classes: tuple[ClassAgreement, ...]
    pairs: tuple[PairAgreement, ...]
    split: tuple[int, ...]


@dataclass(frozen=True)
class SampleConsensus:
    """The consensus on a sample, verdict None where there is none.

    share: of the votes for it, or the model's probability.
    """

    sample: int
    verdict: Verdict | None
    label: str | None
    share: float


@dataclass(frozen=True, eq=False)
class VoteTable:
    """Votes as numbers. people: a name for each device; answers: the last may be NONE."""

    people: tuple[str, ...]
    samples: tuple[int, ...]
    answers: tuple[str, ...]
    ratings: Ratings


def table(votes: Sequence[Vote], samples: Sequence[int]) -> VoteTable:
    """Return votes as (people, samples); "cannot tell" is -1."""
    devices = list(dict.fromkeys(vote.device for vote in votes))
    names = {vote.device: vote.voter for vote in votes}
    answers = sorted({_answer(vote) for vote in votes if vote.verdict != "unsure"})
    ratings = np.full((len(devices), len(samples)), -1, dtype=np.int64)
    row = {device: at for at, device in enumerate(devices)}
    column = {sample: at for at, sample in enumerate(samples)}
    code = {answer: at for at, answer in enumerate(answers)}
    for vote in votes:
        if vote.verdict != "unsure":
            ratings[row[vote.device], column[vote.sample]] = code[_answer(vote)]
    people = _numbered([names[device] for device in devices])
    return VoteTable(tuple(people), tuple(samples), tuple(answers), ratings)


def _answer(vote: Vote) -> str:
    return NONE if vote.verdict == "none" else str(vote.label)


def _numbered(names: Sequence[str]) -> list[str]:
    """Return names, with a number for each repeated one: Anna, Anna 2."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} {seen[name]}")
    return found


def agreement_of(votes: Sequence[Vote], samples: Sequence[int]) -> Agreement:
    """Compute every measure of a round."""
    found = table(votes, samples)
    classes = len(found.answers)
    counts = agreement.counts_of(found.ratings, classes)
    specific = agreement.by_class(counts)
    return Agreement(
        voters=len(found.people),
        samples=len(samples),
        missing=int((found.ratings < 0).sum()),
        percent=agreement.percent(counts),
        fleiss=agreement.fleiss(counts),
        alpha=agreement.alpha_interval(counts),
        classes=tuple(
            ClassAgreement(label, int(counts[:, at].sum()), specific[at])
            for at, label in enumerate(found.answers)
        ),
        pairs=tuple(
            _pair(found, one, other) for one, other in combinations(range(len(found.people)), 2)
        ),
        split=tuple(
            sample
            for sample, several in zip(samples, (counts > 0).sum(axis=1) > 1, strict=True)
            if several
        ),
    )


def _pair(found: VoteTable, one: int, other: int) -> PairAgreement:
    first, second = found.ratings[one], found.ratings[other]
    both = (first >= 0) & (second >= 0)
    return PairAgreement(
        one=found.people[one],
        other=found.people[other],
        common=int(both.sum()),
        percent=float((first[both] == second[both]).mean()) if both.any() else None,
        kappa=agreement.cohen(first, second, len(found.answers)),
    )


def consensus_of(
    votes: Sequence[Vote], samples: Sequence[int], method: str
) -> list[SampleConsensus]:
    """Return the consensus on each sample, a verdict of None where there is none.

    By majority, an answer needs more votes than any other; by the model, more than half of the
    probability. Raises BadInput for another method.
    """
    if method not in METHODS:
        raise BadInput(f"{method!r} is no method of consensus: use {', '.join(METHODS)}")
    found = table(votes, samples)
    if not found.answers:
        return [SampleConsensus(sample, None, None, 0.0) for sample in samples]
    if method == "majority":
        shares = consensus.majority(found.ratings, len(found.answers))
    else:
        shares = consensus.dawid_skene(found.ratings, len(found.answers)).probabilities
    best = shares.argmax(axis=1)
    top = shares.max(axis=1)
    tied = (np.isclose(shares, top[:, None])).sum(axis=1) > 1
    least = 0.0 if method == "majority" else AT_LEAST
    clear = (top > least) & ~tied
    return [
        _consensus(sample, found.answers[best[at]], float(top[at]), clear=bool(clear[at]))
        for at, sample in enumerate(samples)
    ]


def _consensus(sample: int, answer: str, share: float, *, clear: bool) -> SampleConsensus:
    if not clear:
        return SampleConsensus(sample, None, None, share)
    if answer == NONE:
        return SampleConsensus(sample, "none", None, share)
    return SampleConsensus(sample, "class", answer, share)
