"""The README that Hugging Face's hub reads: YAML about a data set, and its card below."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from labelbook.exchange.export import DataSet
from labelbook.exchange.exporters.gathered import Gathered, ToWrite

SPLIT_NAMES = {"train": "train", "val": "validation", "test": "test"}
"""Our split -> the hub's."""

_SIZES = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
_SIZE_NAMES = ("n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M", "n>10M")


def readme(data: DataSet, found: Gathered, files: dict[str, str], features: str) -> str:
    """Return the text of the README. files: split -> pattern of its files; features: as YAML."""
    card = data.card
    size = _SIZE_NAMES[sum(len(found.samples) >= limit for limit in _SIZES)]
    head = ["---", f"pretty_name: {_quoted(data.name)}"]
    if card.license:
        # The hub takes names of its own list alone; any other licence stands below as text.
        head += ["license: other", f"license_name: {_quoted(card.license)}"]
    head += ["task_categories:", "- image-classification", "size_categories:", f"- {size}"]
    head += ["configs:", "- config_name: default", "  data_files:"]
    for split, pattern in files.items():
        head += [f"  - split: {SPLIT_NAMES[split]}", f"    path: {_quoted(pattern)}"]
    if features:
        head += ["dataset_info:", "  features:", features.rstrip("\n")]
    head.append("---")
    counts = {
        split: Counter(str(one.label) for one in samples)
        for split, samples in found.by_split().items()
    }
    body = ["", f"# {data.name}", "", card.description or "A labelled image data set.", ""]
    body += ["| class | " + " | ".join(SPLIT_NAMES[split] for split in counts) + " |"]
    body += ["|---|" + "---:|" * len(counts)]
    body += [
        f"| {name.replace('|', chr(92) + '|')} | "
        + " | ".join(f"{of[name]:,}" for of in counts.values())
        + " |"
        for name in found.classes
    ]
    for title, text in (
        ("Licence", card.license),
        ("Made by", card.creator),
        ("Where it is to be had", card.url),
        ("Citation", card.citation),
        ("Known limits", card.limits),
    ):
        body += ["", f"## {title}", "", text] if text else []
    return "\n".join([*head, *body]) + "\n"


def yaml_features(found: Gathered, kinds: dict[str, str]) -> str:
    """Return the features as YAML: the image, the label with its names, tags, metadata.

    kinds: metadata column -> its type, as the hub calls it; "list" for a list of texts.
    """
    lines = ["  - name: image", "    dtype: image", "  - name: label", "    dtype:"]
    lines += ["      class_label:", "        names:"]
    lines += [f"          '{place}': {_quoted(name)}" for place, name in enumerate(found.classes)]
    for name, kind in {"tags": "list", **kinds}.items():
        lines.append(f"  - name: {_quoted(name)}")
        lines.append("    list: string" if kind == "list" else f"    dtype: {kind}")
    return "\n".join(lines) + "\n"


def json_features(found: Gathered, kinds: dict[str, str]) -> dict[str, Any]:
    """Return the features as the files' own description holds them."""
    plain = {"string": "string", "bool": "bool"}
    features: dict[str, Any] = {
        "image": {"_type": "Image"},
        "label": {"names": found.classes, "_type": "ClassLabel"},
    }
    for name, kind in {"tags": "list", **kinds}.items():
        text = {"dtype": "string", "_type": "Value"}
        one = {"dtype": plain.get(kind, kind), "_type": "Value"}
        features[name] = {"feature": text, "_type": "List"} if kind == "list" else one
    return {"info": {"features": features}}


def kinds(found: Gathered) -> dict[str, str]:
    """Return the type of each metadata column, as the hub calls it; "list" of lists of texts."""
    return {
        name: _kind([one.columns[name] for one in found.samples if name in one.columns])
        for name in found.columns
    }


def _kind(held: list[Any]) -> str:
    if any(isinstance(value, list | tuple) for value in held):
        return "list"
    if all(isinstance(value, bool) for value in held):
        return "bool"
    if all(isinstance(value, int) for value in held):
        return "int64"
    return "float64" if all(isinstance(value, int | float) for value in held) else "string"


_TYPES: dict[str, Any] = {
    "list": pl.List(pl.String),
    "bool": pl.Boolean,
    "int64": pl.Int64,
    "float64": pl.Float64,
    "string": pl.String,
}


def columns(samples: Sequence[ToWrite], kinds: Mapping[str, str]) -> list[pl.Series]:
    """Return tags and metadata of samples as columns. kinds: of `kinds`."""
    tags = pl.Series("tags", [list(one.tags) for one in samples], pl.List(pl.String))
    return [
        tags,
        *(
            _column(name, kind, [one.columns.get(name) for one in samples])
            for name, kind in kinds.items()
        ),
    ]


def _column(name: str, kind: str, values: list[Any]) -> pl.Series:
    if kind == "string":
        values = [None if value is None else str(value) for value in values]
    if kind == "list":
        values = [list(value or ()) for value in values]
    return pl.Series(name, values, _TYPES[kind], strict=False)


def _quoted(text: str) -> str:
    """A text as YAML takes it anywhere: JSON's strings are YAML's."""
    return json.dumps(text, ensure_ascii=False)
