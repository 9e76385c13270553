"""COCO's JSON: images, categories, and annotations that join them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from labelbook.errors import BadInput
from labelbook.exchange import class_table
from labelbook.exchange.annotations.listing import SPLIT, Image, Listing, boxes, listing, parsed
from labelbook.exchange.class_table import BookTold
from labelbook.exchange.importers import split_names

OURS = "labelbook"
"""Under this name of `info` our own files tell of their classes and metadata columns."""

MEANS_NOTHING = (
    *("id", "file_name", "license", "flickr_url", "coco_url", "url", "date_captured"),
    *("neg_category_ids", "not_exhaustive_category_ids"),
)
"""Fields of an image that say nothing of what it shows."""


def read(name: str, data: bytes) -> Listing:
    """Return the images that a file lists, each with its categories; BadInput where it lists none.

    A split is read from the image's own field, else from the name of the file: instances_val2017.
    """
    found = parsed(name, data)
    images = found.get("images") if isinstance(found, dict) else None
    if not isinstance(images, list) or not isinstance(found.get("categories"), list):
        raise BadInput(f"{name} is no COCO file of classes: it needs `images` and `categories`")
    try:
        classes = {one["id"]: str(one["name"]) for one in found["categories"]}
        drawn, given = _annotated(found.get("annotations") or [], classes)
        fallback = split_names.read(name.rpartition("/")[2].partition(".")[0])
        listed = [_image(image, given, fallback.split if fallback else None) for image in images]
    except (KeyError, TypeError, AttributeError) as error:
        missing = f"lacks {error}" if isinstance(error, KeyError) else "is of another shape"
        raise BadInput(f"{name} is no COCO file: an entry {missing}") from error
    made = listing("COCO", listed, MEANS_NOTHING, boxes(drawn))
    info = found.get("info")
    ours = info.get(OURS) if isinstance(info, dict) else None
    if not isinstance(ours, dict):
        return made
    classes_told = class_table.classes_of(ours.get("classes"))
    told = BookTold(classes=classes_told, columns=class_table.columns_of(ours.get("columns")))
    return replace(made, told=told)


def _annotated(
    annotations: list[Mapping[str, Any]], classes: Mapping[Any, str]
) -> tuple[int, dict[Any, list[str]]]:
    """How many boxes and outlines there are, and image -> its classes, each once."""
    drawn = 0
    given: dict[Any, list[str]] = {}
    for one in annotations:
        drawn += bool(one.get("bbox") or one.get("segmentation"))
        label = classes.get(one["category_id"], str(one["category_id"]))
        names = given.setdefault(one["image_id"], [])
        if label not in names:
            names.append(label)
    return drawn, given


def _image(image: Mapping[str, Any], given: Mapping[Any, list[str]], split: str | None) -> Image:
    more = dict(image)
    if split is not None:
        more.setdefault(SPLIT, split)
    return Image(str(image["file_name"]), given.get(image["id"], []), more)
