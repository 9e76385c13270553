"""The schema behind the page's types: `python -m labelbook.server.openapi OUT.json` writes it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from labelbook.server import live_messages
from labelbook.server.app import routes_alone

REFERENCE = "#/components/schemas/{model}"
SHORTENED = {"Problem", "HTTPValidationError", "ValidationError"}
"""What the server sends without the keys that hold nothing."""


def schema(app: FastAPI) -> dict[str, Any]:
    """Return an app's OpenAPI schema, with the live channel's messages among its components."""
    document = get_openapi(title=app.title, version=app.version, routes=app.routes)
    components = document["components"]["schemas"]
    messages: dict[str, TypeAdapter[Any]] = {
        "ClientMessage": TypeAdapter(live_messages.ClientMessage),
        "ServerMessage": TypeAdapter(live_messages.ServerMessage),
    }
    for name, adapter in messages.items():
        described = adapter.json_schema(ref_template=REFERENCE, mode="serialization")
        for key, value in described.pop("$defs", {}).items():
            components.setdefault(key, value)
        components[name] = described
    _require_what_is_always_sent(document)
    return document


def _require_what_is_always_sent(document: dict[str, Any]) -> None:
    """Mark all keys of what only leaves the server as required: defaults are sent too."""
    components = document["components"]["schemas"]
    bodies = [
        operation["requestBody"]
        for methods in document["paths"].values()
        for operation in methods.values()
        if "requestBody" in operation
    ]
    taken = _named([*bodies, components["ClientMessage"]], components)
    for name in set(components) - taken - SHORTENED:
        if "properties" in components[name]:
            components[name]["required"] = list(components[name]["properties"])


def _named(part: object, components: dict[str, Any]) -> set[str]:
    """Return the names of the components that a part of the schema leads to."""
    found: set[str] = set()
    left = [part]
    while left:
        match left.pop():
            case {"$ref": str(reference)} if (name := reference.rsplit("/", 1)[1]) not in found:
                found.add(name)
                left.append(components[name])
            case dict() as inner:
                left.extend(inner.values())
            case list() as several:
                left.extend(several)
    return found


def main() -> None:
    """Write the schema to the file that is named."""
    text = json.dumps(schema(routes_alone()), indent=2, sort_keys=True, ensure_ascii=False)
    Path(sys.argv[1]).write_text(text + "\n")


if __name__ == "__main__":
    main()
