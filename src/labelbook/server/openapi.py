"""`python -m labelbook.server.openapi OUT.json` writes the schema behind the page's types."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from labelbook import __version__
from labelbook.server import live_messages
from labelbook.server.routes import ROUTERS

REFERENCE = "#/components/schemas/{model}"


def schema() -> dict[str, Any]:
    """Return the OpenAPI schema, with the live channel's messages among its components."""
    app = FastAPI(title="labelbook", version=__version__)
    for router in ROUTERS:
        app.include_router(router)
    document = get_openapi(title="labelbook", version=__version__, routes=app.routes)
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
    return document


def main() -> None:
    """Write the schema to the file that is named."""
    text = json.dumps(schema(), indent=2, sort_keys=True, ensure_ascii=False)
    Path(sys.argv[1]).write_text(text + "\n")


if __name__ == "__main__":
    main()
