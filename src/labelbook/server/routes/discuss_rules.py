"""The label book over HTTP."""

from __future__ import annotations

import tempfile
from pathlib import Path as File
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response

from labelbook.discuss.records import Rule
from labelbook.server.deps import TheBook, TheHub
from labelbook.server.routes.discuss_votes import ByIn, Taken
from labelbook.server.rulings import ContradictionList, PrecedentList, RuleIn, RuleList
from labelbook.server.wire import Problem

router = APIRouter(prefix="/api", responses={"4XX": {"model": Problem}})
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("/rules")
def rules(book: TheBook) -> RuleList:
    """Give the rules that stand."""
    return RuleList(rules=book.rules())


@router.post("/rules", status_code=201)
def write(book: TheBook, hub: TheHub, wanted: RuleIn) -> Rule:
    """Write a rule; one that comes from a thread resolves it."""
    made = book.write_rule(
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
def retire(book: TheBook, hub: TheHub, rule: Number, wanted: ByIn) -> Taken:
    """End a rule."""
    book.retire_rule(rule, author=wanted.author)
    hub.wake()
    return Taken()


@router.get("/rules/{rule}/contradictions")
def contradictions(book: TheBook, rule: Number) -> ContradictionList:
    """Give the samples that contradict a rule."""
    return ContradictionList(contradictions=book.contradictions(rule))


@router.get("/samples/{sample}/precedents")
def precedents(
    book: TheBook, sample: Number, limit: Annotated[int, Query(ge=1, le=20)] = 3
) -> PrecedentList:
    """Give the decided cases that a sample is most like."""
    return PrecedentList(precedents=book.precedents(sample, limit))


@router.get("/label-book", response_class=Response)
def label_book(book: TheBook, format: Literal["html", "md"] = "html") -> Response:
    """Give the label book as a file."""
    with tempfile.TemporaryDirectory() as folder:
        out = File(folder) / f"label-book.{format}"
        book.write_label_book(out)
        data = out.read_bytes()
    kind = "text/html" if format == "html" else "text/markdown"
    headers = {"Content-Disposition": f'attachment; filename="label-book.{format}"'}
    return Response(data, media_type=f"{kind}; charset=utf-8", headers=headers)
