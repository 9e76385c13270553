"""Label Studio's JSON: tasks, and what people chose for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from labelbook.errors import BadInput
from labelbook.exchange.annotations.listing import Image, Listing, boxes, listing, parsed
from labelbook.exchange.importers.doubts import Doubt
from labelbook.exchange.importers.tree import is_image

MEANS_NOTHING = ("sample", "width", "height")


def read(name: str, data: bytes) -> Listing:
    """Return the images of tasks, each with its newest choices; BadInput where there are none."""
    tasks = parsed(name, data)
    if not isinstance(tasks, list) or not all(_is_task(task) for task in tasks):
        raise BadInput(f"{name} is no list of Label Studio tasks: export it as JSON there")
    field = _image_field([task["data"] for task in tasks])
    if field is None:
        raise BadInput(f"{name} lists no image: its tasks need an address in `data`, as `image`")
    control = _control(tasks)
    images, drawn, predicted = [], 0, 0
    for task in tasks:
        result = _newest(task)
        choices, others = _choices(result, control)
        drawn += len(others)
        predicted += bool(task.get("predictions")) and not choices
        more = {key: value for key, value in task["data"].items() if key != field}
        images.append(Image(str(task["data"].get(field) or ""), choices, more))
    doubts = boxes(drawn, "results that are no choices")
    if predicted:
        doubts.append(
            Doubt(f"{predicted:,} tasks have only predictions: these are not read as labels")
        )
    return listing("Label Studio", images, MEANS_NOTHING, doubts)


def _is_task(task: object) -> bool:
    return isinstance(task, dict) and isinstance(task.get("data"), dict)


def _image_field(data: Sequence[Mapping[str, Any]]) -> str | None:
    """The field that holds the image: called so, else the one whose values end like images."""
    fields = Counter(
        key
        for values in data[:200]
        for key, value in values.items()
        if isinstance(value, str) and (key in ("image", "img") or is_image(value.split("?d=")[-1]))
    )
    return fields.most_common(1)[0][0] if fields else None


def _control(tasks: Sequence[Mapping[str, Any]]) -> str | None:
    """The name of the choice that most tasks answer: the label."""
    counts = Counter(
        str(one.get("from_name"))
        for task in tasks
        for one in _newest(task)
        if one.get("type") == "choices"
    )
    return counts.most_common(1)[0][0] if counts else None


def _newest(task: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What the newest annotation that was not cancelled says."""
    given = task.get("annotations") or task.get("completions") or []
    held = [one for one in given if isinstance(one, dict) and not one.get("was_cancelled")]
    if not held:
        return []
    newest = max(held, key=lambda one: str(one.get("updated_at") or one.get("created_at") or ""))
    return [one for one in newest.get("result") or [] if isinstance(one, dict)]


def _choices(
    result: Sequence[Mapping[str, Any]], control: str | None
) -> tuple[list[str], list[Mapping[str, Any]]]:
    """What was chosen for the label, and what else was said."""
    choices: list[str] = []
    others = []
    for one in result:
        if one.get("type") == "choices" and str(one.get("from_name")) == control:
            choices += [str(choice) for choice in (one.get("value") or {}).get("choices") or []]
        else:
            others.append(one)
    return choices, others
