"""Route of images without a label: which to label next, and what each probably is."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from labelbook.server.deps import TheBook
from labelbook.server.wire import ClassName, Problem
from labelbook.unlabelled.records import QueueOrder, UnlabelledQueue

router = APIRouter(prefix="/api", tags=["unlabelled"], responses={"4XX": {"model": Problem}})


@router.get("/unlabelled")
def list_unlabelled(
    book: TheBook,
    order: QueueOrder = "useful",
    limit: Annotated[int, Query(ge=1, le=2000)] = 60,
    suggestion: ClassName | None = None,
) -> UnlabelledQueue:
    """Return images without a label. suggestion: only those for which this class is suggested."""
    return book.unlabelled.queue(order, limit=limit, suggestion=suggestion)
