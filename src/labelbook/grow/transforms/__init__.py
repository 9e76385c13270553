"""The transforms: ways to make an image from another."""

from __future__ import annotations

from labelbook.core.registry import Registry
from labelbook.grow.records import Transform

transforms: Registry[Transform] = Registry(
    "labelbook.transforms", what="transform", package="labelbook.grow.transforms"
)
"""Every transform, in the order in which the page lists them."""


def governed() -> tuple[str, ...]:
    """Return the names of the transforms that label laws are about."""
    return tuple(transform.name for transform in transforms if transform.governed)
