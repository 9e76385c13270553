"""Routes of the label book: rules, precedents, contradictions."""

from __future__ import annotations

import tempfile
from pathlib import Path as File
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field

from labelbook.discuss.records import Contradiction, Precedent, Rule, RuleKind
from labelbook.server.deps import TheBook, TheHub
from labelbook.server.wire import (
    ByIn,
    ClassName,
    Model,
    Name,
    Problem,
    RuleId,
    SampleId,
    Taken,
    ThreadId,
)

router = APIRouter(prefix="/api", tags=["discuss"], responses={"4XX": {"model": Problem}})


class RuleIn(Model):
    """A rule to write. thread: the one that it resolves. replaces: the rule that it changes."""

    author: Name
    kind: RuleKind
    label: ClassName
    text: str
    samples: Annotated[list[SampleId], Field(max_length=1000)]
    thread: ThreadId | None = None
    replaces: RuleId | None = None


class RuleList(Model):
    """The rules that are in force."""

    rules: list[Rule]


class PrecedentList(Model):
    """The decided cases nearest to a sample, the nearest first."""

    precedents: list[Precedent]


class ContradictionList(Model):
    """The samples that contradict a rule, the worst first."""

    contradictions: list[Contradiction]


@router.get("/rules")
def list_rules(book: TheBook) -> RuleList:
    """Return the rules that are in force."""
    return RuleList(rules=book.rules.list())


@router.post("/rules", status_code=201)
def write_rule(book: TheBook, hub: TheHub, wanted: RuleIn) -> Rule:
    """Write a rule; one that comes from a thread resolves it."""
    made = book.rules.write(
        wanted.kind,
        wanted.label,
        wanted.text,
        author=wanted.author,
        samples=wanted.samples,
        thread=wanted.thread,
        replaces=wanted.replaces,
    )
    hub.wake()
    return made


@router.post("/rules/{rule}/retire", status_code=201)
def retire_rule(book: TheBook, hub: TheHub, rule: RuleId, wanted: ByIn) -> Taken:
    """Retire a rule."""
    book.rules.retire(rule, author=wanted.author)
    hub.wake()
    return Taken()


@router.get("/rules/{rule}/contradictions")
def list_contradictions(book: TheBook, rule: RuleId) -> ContradictionList:
    """Return the samples that contradict a rule."""
    return ContradictionList(contradictions=book.rules.contradictions(rule))


@router.get("/samples/{sample}/precedents")
def list_precedents(
    book: TheBook, sample: SampleId, limit: Annotated[int, Query(ge=1, le=20)] = 3
) -> PrecedentList:
    """Return the decided cases that a sample is most like."""
    return PrecedentList(precedents=book.rules.precedents(sample, limit))


@router.get(
    "/label-book",
    response_class=Response,
    responses={200: {"content": {"text/html": {}, "text/markdown": {}}}},
)
def get_label_book(book: TheBook, format: Literal["html", "md"] = "html") -> Response:
    """Return the label book as a file."""
    with tempfile.TemporaryDirectory() as folder:
        out = File(folder) / f"label-book.{format}"
        book.rules.write_handbook(out)
        data = out.read_bytes()
    kind = "text/html" if format == "html" else "text/markdown"
    headers = {"Content-Disposition": f'attachment; filename="label-book.{format}"'}
    return Response(data, media_type=f"{kind}; charset=utf-8", headers=headers)
