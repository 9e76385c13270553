"""Routes of the maps: places of samples, and neighbours of one."""

from __future__ import annotations

import gzip
from typing import Annotated

from fastapi import APIRouter, Query, Response

from labelbook.server.deps import TheBook
from labelbook.server.wire import ColumnsFile, NeighbourList, Problem, SampleId

router = APIRouter(prefix="/api", tags=["maps"], responses={"4XX": {"model": Problem}})
Lens = Annotated[str, Query(max_length=80)]


@router.get("/map", response_class=ColumnsFile)
def get_map(book: TheBook, lens: Lens = "content") -> Response:
    """Return the map of a lens as a columns file: id, x, y (within -1..1), typicality (0..1)."""
    headers = {"Content-Encoding": "gzip", "Cache-Control": "no-store"}
    packed = gzip.compress(book.map.to_file(lens), 1)
    return ColumnsFile(packed, headers=headers)


@router.get("/neighbours/{sample}")
def list_neighbours(
    book: TheBook,
    sample: SampleId,
    lens: Lens = "content",
    limit: Annotated[int, Query(ge=1, le=1000)] = 24,
) -> NeighbourList:
    """Return the samples most like one, across classes and splits, the nearest first."""
    return NeighbourList(neighbours=book.map.neighbours(sample, lens, limit))
