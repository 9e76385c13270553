"""Plain data about images without a label."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Basis = Literal["nothing", "neighbours", "model"]
"""What suggestions rest on: nothing yet, the nearest labelled images, or a logistic regression."""

QueueOrder = Literal["useful", "certain", "path"]
"""What comes first: what helps the suggestions most, what is most certain, or as paths are."""

ORDERS: tuple[QueueOrder, ...] = ("useful", "certain", "path")


@dataclass(frozen=True)
class UnlabelledImage:
    """An image without a label.

    suggestion: its probable class; None where nothing can be said. confidence: of the suggestion,
    0 to 1. near: the labelled samples most like it, the nearest first.
    """

    sample: int
    path: str
    suggestion: str | None
    confidence: float | None
    near: tuple[int, ...]


@dataclass(frozen=True)
class SuggestedClass:
    """A class, with how many images it is suggested for."""

    name: str
    images: int


@dataclass(frozen=True)
class UnlabelledQueue:
    """Images without a label in an order.

    seq: the changeset that all of this is told of. total: images without a label; embedded: those
    of them that can be compared with others. labelled: samples that the suggestions were learned
    from. right: the share of those whose label a model that had not seen them suggests; None where
    there is no model. order: of the images, which is "path" where nothing can be compared.
    """

    seq: int
    total: int
    embedded: int
    labelled: int
    basis: Basis
    right: float | None
    order: QueueOrder
    suggested: tuple[SuggestedClass, ...]
    images: tuple[UnlabelledImage, ...]
