"""Label Studio's tasks with what the book says of them, the images, and the labels to choose."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

from labelbook.core.atomic import appearing
from labelbook.core.types import Progress
from labelbook.exchange import class_table
from labelbook.exchange.export import DataSet, Exporter, ExportReport, exporters
from labelbook.exchange.exporters.gathered import ToWrite, gathered, told
from labelbook.exchange.exporters.metadata import of_book
from labelbook.exchange.importers.folder import EXPORT

FILE = "tasks.json"
CONFIG = "config.xml"
IMAGES = "images"
_FROM, _TO = "label", "image"
TAKEN = (_FROM, _TO, "img", "sample", "split", "tags", "width", "height", "path", "excluded")


def write(data: DataSet, out: Path, progress: Progress | None) -> ExportReport:
    """Write all samples that are not excluded: those without a label are to be labelled there."""
    found = gathered(data, TAKEN, unlabelled=True)
    ours = of_book(data, found.classes, found.headed)
    with appearing(out, folder=True) as writing:
        (writing / EXPORT).write_text("labelbook wrote this folder: an import leaves it out.\n")
        if ours:
            (writing / class_table.FILE).write_text(ours.text(), "utf-8")
        tasks = []
        for sample in told(found.samples, progress):
            target = writing / IMAGES / sample.path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(data.image_of(sample.sample), target)
            tasks.append(_task(sample))
        text = json.dumps(tasks, indent=1, ensure_ascii=False)
        (writing / FILE).write_text(text + "\n", "utf-8")
        # The choices are those of the book, not only those that some sample has.
        classes = list(dict.fromkeys([*data.ctx.journal.classes(), *found.classes]))
        (writing / CONFIG).write_text(_config(classes), "utf-8")
    return ExportReport(out, "label-studio", len(found.samples), found.left_out)


def _task(sample: ToWrite) -> dict[str, Any]:
    """A task whose image Label Studio serves from its folder of local files."""
    place = quote(f"{IMAGES}/{sample.path}")
    known = {"sample": sample.sample, "split": sample.split, **sample.said}
    task = {"id": sample.sample, "data": {_TO: f"/data/local-files/?d={place}", **known}}
    if sample.label is None:
        return {**task, "annotations": []}
    chosen = {
        "from_name": _FROM,
        "to_name": _TO,
        "type": "choices",
        "value": {"choices": [sample.label]},
    }
    return {**task, "annotations": [{"result": [chosen]}]}


def _config(classes: list[str]) -> str:
    choices = "".join(f"    <Choice value={quoteattr(name)}/>\n" for name in classes)
    return (
        "<View>\n"
        f'  <Image name="{_TO}" value="${_TO}"/>\n'
        f'  <Choices name="{_FROM}" toName="{_TO}" choice="single" showInline="true">\n'
        f"{choices}"
        "  </Choices>\n"
        "</View>\n"
    )


exporters.add(
    Exporter(
        name="label-studio",
        title="Label Studio",
        says="tasks with what was chosen, the images, and the choices, to label on there",
        suffix="-label-studio.zip",
        folder=True,
        write=write,
        holds=("labels", "splits", "tags", "columns", "kinds", "unlabelled", "images"),
        place=12,
    )
)
