"""What a Croissant file describes: its files, its record sets and their fields.

The vocabulary is MLCommons', described at http://mlcommons.org/croissant/1.0 and /1.1.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from labelbook.errors import BadInput

OLD = "http://mlcommons.org/schema/"
"""The vocabulary of files of before version 1.0."""

LONGEST_PATTERN = 500


@dataclass(frozen=True)
class Resource:
    """A file or a set of files. url: "" for a set; inside: ids of what it is contained in.

    includes, excludes: patterns of a set.
    """

    id: str
    name: str
    is_set: bool
    url: str
    encoding: str
    inside: tuple[str, ...]
    includes: tuple[str, ...]
    excludes: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """Where the values of a field come from. of: id of a resource or of another field, "" for none.

    column: of a table; file: which property of a file ("content", "filename", "fullpath" ...);
    json: the part of a structure. patterns: regular expressions whose group is the value.
    """

    of: str
    column: str = ""
    file: str = ""
    json: str = ""
    patterns: tuple[str, ...] = ()


@dataclass(frozen=True)
class RecordField:
    """One field of a record set. types: their last words ("ImageObject", "Text", "Split").

    refers: what its values are found in again, another field or a column.
    """

    id: str
    name: str
    description: str
    types: frozenset[str]
    repeated: bool
    source: Source
    refers: Source

    @property
    def is_image(self) -> bool:
        """Whether its values are images."""
        return "ImageObject" in self.types


@dataclass(frozen=True)
class RecordSet:
    """A table that is described. data: rows that are written in it, by the ids of the fields."""

    id: str
    fields: tuple[RecordField, ...]
    data: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Document:
    """All that a file describes. url: where the data set is to be had."""

    name: str
    url: str
    resources: Mapping[str, Resource]
    records: tuple[RecordSet, ...]


def read(name: str, data: bytes) -> Document:
    """Return what a file describes; BadInput where it is no Croissant file of 1.0 or later."""
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{name} cannot be read as JSON ({error})") from error
    if not isinstance(found, dict):
        raise BadInput(f"{name} is no Croissant file: it holds no JSON object")
    graph = found.get("@graph")
    if isinstance(graph, list):
        found = next((each for each in graph if _kind(each) == "Dataset"), found)
    if OLD in json.dumps(found.get("@context")):
        raise BadInput(
            f"{name} is of a Croissant older than 1.0, which is not read: import the folder, "
            "archive or table that it is about"
        )
    resources = [_resource(each) for each in _dicts(_of(found, "distribution"))]
    records = [_record_set(each) for each in _dicts(_of(found, "recordSet"))]
    return Document(
        name=str(found.get("name") or name),
        url=_text(found.get("url")),
        resources={each.id: each for each in resources},
        records=tuple(records),
    )


def _of(found: Mapping[str, Any], name: str) -> Any:
    """A property, with or without the prefix of its vocabulary."""
    for prefix in ("", "cr:", "sc:", "schema:", "http://mlcommons.org/croissant/"):
        if prefix + name in found:
            return found[prefix + name]
    return None


def _dicts(value: Any) -> list[dict[str, Any]]:
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, dict)]


def _texts(value: Any) -> tuple[str, ...]:
    """Texts, or the ids of what is pointed at."""
    values = value if isinstance(value, list) else [value]
    found = (each.get("@id", "") if isinstance(each, dict) else each for each in values)
    return tuple(str(each) for each in found if each not in (None, ""))


def _text(value: Any) -> str:
    return next(iter(_texts(value)), "")


def _last(name: str) -> str:
    """The last word of a name with a prefix or of an address."""
    return re.split(r"[:/#]", name)[-1]


def _kind(found: Any) -> str:
    return _last(_text(found.get("@type"))) if isinstance(found, dict) else ""


def _resource(found: dict[str, Any]) -> Resource:
    name = _text(_of(found, "name"))
    return Resource(
        id=str(found.get("@id") or name),
        name=name,
        is_set=_kind(found) == "FileSet",
        url=_text(_of(found, "contentUrl")),
        encoding=_text(_of(found, "encodingFormat")),
        inside=_texts(_of(found, "containedIn")),
        includes=_texts(_of(found, "includes")),
        excludes=_texts(_of(found, "excludes")),
    )


def _record_set(found: dict[str, Any]) -> RecordSet:
    id = str(found.get("@id") or _text(_of(found, "name")))
    data = _of(found, "data")
    return RecordSet(
        id, tuple(_field(each, id) for each in _dicts(_of(found, "field"))), tuple(_dicts(data))
    )


def _field(found: dict[str, Any], of: str) -> RecordField:
    id = str(found.get("@id") or f"{of}/{_text(_of(found, 'name'))}")
    types = frozenset(_last(each) for each in _texts(_of(found, "dataType")))
    repeated = bool(_of(found, "repeated") or _of(found, "isArray"))
    return RecordField(
        id=id,
        name=_text(_of(found, "name")) or _last(id),
        description=_text(_of(found, "description")),
        types=types,
        repeated=repeated and "ImageObject" not in types,
        source=_source(_of(found, "source")),
        refers=_source(_of(found, "references")),
    )


def _source(value: Any) -> Source:
    found = next(iter(_dicts(value)), None)
    if found is None:
        return Source(_text(value))
    of = next(
        (_text(_of(found, key)) for key in ("fileObject", "fileSet", "field") if _of(found, key)),
        "",
    )
    extract = next(iter(_dicts(_of(found, "extract"))), {})
    changes = _dicts(_of(found, "transform"))
    json_path = next(
        (_text(_of(each, "jsonPath")) for each in changes if _of(each, "jsonPath")), ""
    )
    return Source(
        of=of or _text(found),
        column=_text(_of(extract, "column")),
        file=_text(_of(extract, "fileProperty")),
        json=json_path or _text(_of(extract, "jsonPath")),
        patterns=tuple(_regexes(changes)),
    )


def _regexes(changes: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    for each in changes:
        pattern = _text(_of(each, "regex"))
        if len(pattern) > LONGEST_PATTERN:
            raise BadInput(f"a pattern of {len(pattern):,} characters is not read")
        if pattern:
            try:
                re.compile(pattern)
            except re.error as error:
                raise BadInput(f"the pattern {pattern[:80]!r} cannot be read ({error})") from error
            yield pattern
