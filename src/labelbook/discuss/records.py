"""Records of discussions: threads, proposals, links, votes, rules.

Times are UTC, ISO 8601. A body is Markdown (see docs/discuss.md); HTML in it is shown as text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from labelbook.core.types import EntryId, LinkId, ProposalId, RoundId, RuleId, ThreadId

AnchorKind = Literal["sample", "samples", "region", "class", "pair", "changeset", "versions"]
State = Literal["open", "waiting", "resolved"]
Verdict = Literal["class", "none", "unsure"]
RuleKind = Literal["definition", "typical", "border", "not"]
Source = Literal["answers", "votes", "rule", "person", "table"]
LinkState = Literal["good", "expired", "revoked", "answered"]

ANCHORS: tuple[AnchorKind, ...] = (
    "sample",
    "samples",
    "region",
    "class",
    "pair",
    "changeset",
    "versions",
)
STATES: tuple[State, ...] = ("open", "waiting", "resolved")
VERDICTS: tuple[Verdict, ...] = ("class", "none", "unsure")
RULE_KINDS: tuple[RuleKind, ...] = ("definition", "typical", "border", "not")


@dataclass(frozen=True)
class Anchor:
    """What a thread is about.

    samples: ids, of a sample, a selection or a region of the map. classes: one, or two for a pair
    (the label, and what it is taken for). versions: two, for their difference. lens, outline: a
    region of the map, its corners within -1..1.
    """

    kind: AnchorKind
    samples: tuple[int, ...] = ()
    classes: tuple[str, ...] = ()
    changeset: int | None = None
    versions: tuple[str, ...] = ()
    lens: str | None = None
    outline: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Entry:
    """One line of the log. thread: None where it is about the book as a whole.

    kind: "comment", "state" (value: the new one), "link", "revoked", "vote", "answers" (somebody
    has finished answering by a link), "round", "step", "proposal", "decision" (value: applied,
    declined or superseded) or "rule". about: the number of the link, round, proposal or rule.
    """

    id: EntryId
    thread: ThreadId | None
    kind: str
    author: str
    at: str
    body: str
    about: int | None
    value: str | None


@dataclass(frozen=True)
class Thread:
    """A thread in short. unread: new entries for the reader; mentioned: the reader, in one of them.

    last: the newest entry's number. proposed: proposals that wait for a decision.
    """

    id: ThreadId
    anchor: Anchor
    title: str
    author: str
    at: str
    state: State
    comments: int
    last: int
    last_at: str
    last_author: str
    unread: int
    mentioned: bool
    proposed: int


@dataclass(frozen=True)
class CellChange:
    """A change of one cell that somebody proposes. before: its value as they saw it."""

    sample: int
    field: str
    before: str | None
    after: str | None
    reason: str = ""


@dataclass(frozen=True)
class ProposedCell:
    """One cell that a proposal would change, and its value now.

    before: when it was proposed. conflict: somebody else changed the cell since.
    """

    sample: int
    field: str
    before: str | None
    after: str | None
    reason: str
    now: str | None
    conflict: bool


@dataclass(frozen=True)
class Decision:
    """What was decided on a proposal. decision: "applied", "declined" or "superseded"."""

    decision: str
    author: str
    at: str
    changeset: int | None
    note: str


@dataclass(frozen=True)
class StoredProposal:
    """A proposal without its cells. origin: the link, round or rule that it came from."""

    id: ProposalId
    thread: ThreadId | None
    source: Source
    origin: int | None
    reason: str
    author: str
    at: str
    decision: Decision | None


@dataclass(frozen=True)
class Proposal(StoredProposal):
    """Changes that wait for a reviewer, or that one has decided on."""

    cells: tuple[ProposedCell, ...]


@dataclass(frozen=True)
class Link:
    """A secret address for somebody without an account; the secret itself is not stored.

    expires: None = never. once: for one person, the first who answers. answered: by how many
    devices.
    """

    id: LinkId
    thread: ThreadId
    round: RoundId | None
    question: str
    samples: tuple[int, ...]
    author: str
    at: str
    expires: str | None
    once: bool
    revoked: str | None
    answered: int
    state: LinkState


@dataclass(frozen=True)
class Vote:
    """An answer about one sample; of one device the newest counts.

    verdict: "class" (label says which), "none" of the classes, or "unsure".
    """

    entry: EntryId
    sample: int
    voter: str
    device: str
    verdict: Verdict
    label: str | None
    note: str
    at: str


@dataclass(frozen=True)
class Round:
    """A blind vote. current: the sample that the moderator shows; revealed: those with open votes.

    voted: sample -> how many devices have voted. votes: only those of revealed samples.
    """

    id: RoundId
    thread: ThreadId
    question: str
    author: str
    at: str
    samples: tuple[int, ...]
    current: int
    revealed: tuple[int, ...]
    closed: bool
    voters: tuple[str, ...]
    voted: dict[int, int]
    votes: tuple[Vote, ...]


@dataclass(frozen=True)
class Rule:
    """A rule of the label book (the labelling guidelines). label: the class that it is about.

    kind: "definition", "typical" (examples), "border" (a decided border case) or "not" (what the
    class is not). samples: its examples, which are of the class; of a "not", which are not.
    """

    id: RuleId
    kind: RuleKind
    label: str
    text: str
    thread: ThreadId | None
    author: str
    at: str
    replaces: RuleId | None
    samples: tuple[int, ...]


@dataclass(frozen=True)
class Precedent:
    """A decided case that is near a sample. distance: 0 alike to 2 opposite."""

    sample: int
    rule: Rule
    distance: float


@dataclass(frozen=True)
class Contradiction:
    """A sample that looks like a rule's examples but is labelled otherwise.

    score: 0 to 1, higher: nearer to the examples than to its own label. like: the nearest example.
    """

    sample: int
    label: str | None
    score: float
    like: int
