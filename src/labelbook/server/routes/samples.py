"""Samples one by one: facts and history, image, thumbnail."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Response

from labelbook.errors import NotFound
from labelbook.images.thumbnails import Thumbnail
from labelbook.server.deps import TheBook
from labelbook.server.routes.report import WhyOut
from labelbook.server.wire import LineageOut, Problem, SampleDetail

router = APIRouter(prefix="/api", responses={"4XX": {"model": Problem}})
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
# The address holds the content's hash: what it gives never changes.
FOREVER = {"Cache-Control": "private, max-age=31536000, immutable"}


@router.get("/samples/{sample}")
def detail(book: TheBook, sample: Number) -> SampleDetail:
    """Give a sample with its changes, newest first."""
    return SampleDetail(sample=book.sample(sample), history=book.history(sample))


@router.get("/samples/{sample}/lineage")
def lineage(book: TheBook, sample: Number) -> LineageOut:
    """Give the samples that one was made of, and those that were made of it."""
    return LineageOut(**asdict(book.lineage(sample)))


@router.get("/samples/{sample}/why")
def why(book: TheBook, sample: Number) -> WhyOut:
    """Tell why a sample is labelled as it is."""
    return WhyOut(**asdict(book.why(sample)))


@router.get("/samples/{sample}/image", response_class=Response)
def image(book: TheBook, sample: Number, v: str | None = None) -> Response:
    """Give the whole image. v: the first digits of its hash, to be kept for ever."""
    return _file(book.image(sample), forever=v is not None)


@router.get("/thumbnails/{sample}/{hash8}", response_class=Response)
def thumbnail(
    book: TheBook,
    sample: Number,
    hash8: Annotated[str, Path(pattern="^[0-9a-f]{8}$")],
    size: Literal["64", "128", "256", "512"] = "128",
) -> Response:
    """Give a small image. hash8: the first 8 hex digits of the content's hash."""
    if not book.sample(sample).hash.startswith(hash8):
        raise NotFound(f"sample {sample} has other content than {hash8}: reload the page")
    return _file(book.thumbnail(sample, int(size)), forever=True)


def _file(thumbnail: Thumbnail, *, forever: bool) -> Response:
    headers = FOREVER if forever else {"Cache-Control": "no-cache"}
    return Response(thumbnail.data, media_type=thumbnail.media_type, headers=headers)
