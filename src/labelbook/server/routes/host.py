"""The built page."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse, HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from labelbook.server.access import ASK

MISSING = "The page was not built: run `make demo`, or `npm ci` and `npm run build` in web/."


class _Assets(StaticFiles):
    """Files whose names hold their content's hash."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def install(app: FastAPI, pages: Path) -> None:
    """Serve the page in `pages` at /."""
    index = pages / "index.html"

    @app.get("/", include_in_schema=False)
    def page() -> Response:
        if not index.is_file():
            return HTMLResponse(ASK.format(title="labelbook", text=MISSING), 503)
        return FileResponse(index, headers={"Cache-Control": "no-cache"})

    assets = pages / "assets"
    if assets.is_dir():
        app.mount("/assets", _Assets(directory=assets))
