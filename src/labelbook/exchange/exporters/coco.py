"""COCO's JSON with a category for each image, and the images beside it."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

from labelbook.core.atomic import appearing
from labelbook.core.types import Progress
from labelbook.exchange.annotations.coco import MEANS_NOTHING, OURS
from labelbook.exchange.class_table import columns_told
from labelbook.exchange.export import DataSet, Exporter, ExportReport, exporters
from labelbook.exchange.exporters.gathered import Gathered, gathered, told
from labelbook.exchange.exporters.metadata import classes_of
from labelbook.exchange.importers.folder import EXPORT

FILE = "annotations.json"
IMAGES = "images"
TAKEN = (*MEANS_NOTHING, "width", "height", "split", "tags", "path", "label", "excluded")


def write(data: DataSet, out: Path, progress: Progress | None) -> ExportReport:
    """Write all samples that are labelled and not excluded."""
    found = gathered(data, TAKEN)
    with appearing(out, folder=True) as writing:
        (writing / EXPORT).write_text("labelbook wrote this folder: an import leaves it out.\n")
        for sample in told(found.samples, progress):
            target = writing / IMAGES / sample.path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(data.image_of(sample.sample), target)
        text = json.dumps(described(data, found), indent=1, ensure_ascii=False)
        (writing / FILE).write_text(text + "\n", "utf-8")
    return ExportReport(out, "coco", len(found.samples), found.left_out)


def described(data: DataSet, found: Gathered) -> dict[str, Any]:
    """Return the JSON: ids of categories begin at 1, as 0 is the background's there.

    An annotation says the class of the whole image, and so has no box.
    """
    licenses = [{"id": 1, "name": data.card.license, "url": ""}] if data.card.license else []
    return {
        "info": {
            "description": data.card.description or data.name,
            "url": data.card.url,
            "contributor": data.card.creator,
            **_ours(data, found),
        },
        "licenses": licenses,
        "categories": [
            {"id": place, "name": name, "supercategory": ""}
            for place, name in enumerate(found.classes, start=1)
        ],
        "images": [
            {
                "id": one.sample,
                "file_name": f"{IMAGES}/{one.path}",
                "width": one.width,
                "height": one.height,
                "split": one.split,
                **one.said,
            }
            for one in found.samples
        ],
        "annotations": [
            {"id": place, "image_id": one.sample, "category_id": one.index + 1, "iscrowd": 0}
            for place, one in enumerate(found.samples, start=1)
            if one.index is not None
        ],
    }


def _ours(data: DataSet, found: Gathered) -> dict[str, Any]:
    """What the format has no place for, under a name of our own; nothing where there is nothing."""
    told = {
        "classes": [asdict(each) for each in classes_of(data, found.classes)],
        "columns": columns_told(found.headed),
    }
    told = {name: value for name, value in told.items() if value}
    return {OURS: told} if told else {}


exporters.add(
    Exporter(
        name="coco",
        title="COCO",
        says="images, and COCO's JSON with a category for each",
        suffix="-coco.zip",
        folder=True,
        write=write,
        holds=("labels", "splits", "tags", "columns", "kinds", "images"),
        place=10,
    )
)
