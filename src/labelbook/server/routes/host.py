"""Routes of the host: the page, the invitation, the live channel."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope
from starlette.websockets import WebSocket

from labelbook.core.built import NOT_BUILT
from labelbook.core.registry import Registry
from labelbook.evaluate.models.base import models
from labelbook.exchange.export import exporters
from labelbook.exchange.importers.common import importers
from labelbook.grow.transforms import transforms
from labelbook.issues.kinds import issue_kinds
from labelbook.maps.embedders.base import embedders
from labelbook.server.access import ASK, GUESSING
from labelbook.server.deps import TheAccess, TheHub, ThePages, TheRole
from labelbook.server.reached import Reached
from labelbook.server.wire import Model, Problem

router = APIRouter(tags=["host"])
FAMILIES: tuple[Registry[Any], ...] = (
    issue_kinds,
    exporters,
    importers,
    embedders,
    transforms,
    models,
)
YEAR = 365 * 24 * 3600


class _Assets(StaticFiles):
    """Files whose names hold their content's hash."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def mount_assets(app: FastAPI, pages: Path) -> None:
    """Serve the files of the page in `pages`, once it is built."""
    assets = pages / "assets"
    if assets.is_dir():
        app.mount("/assets", _Assets(directory=assets), name="assets")


def page_file(file: Path) -> Response:
    """Return one of the built page's documents, or an answer that says how to build it."""
    if not file.is_file():
        return HTMLResponse(ASK.format(title="labelbook", text=NOT_BUILT), 503)
    return FileResponse(file, headers={"Cache-Control": "no-cache"})


@router.get("/", response_class=HTMLResponse)
def open_page(pages: ThePages) -> Response:
    """Return the page."""
    return page_file(pages / "index.html")


@router.get("/ask/{secret}", response_class=HTMLResponse)
def open_expert_page(pages: ThePages, secret: str) -> Response:
    """Return the page behind an expert's link; whether the link is good, the page asks."""
    return page_file(pages / "ask.html")


@router.get("/join/{secret}", response_class=HTMLResponse)
async def join(access: TheAccess, request: Request, secret: str) -> Response:
    """Let somebody in who has an invitation, to the view that its address names."""
    role = access.role_of_secret(secret)
    if role is None:
        await asyncio.sleep(GUESSING)
        text = "This invitation is not, or no longer, good: ask for a new link."
        return HTMLResponse(ASK.format(title="labelbook", text=text), 403)
    way: Reached = request.state.way
    # Relative, for only the sender knows what path stands before ours.
    view = f"?{request.url.query}" if request.url.query else ""
    response = RedirectResponse(f"../{view}", 303)
    response.set_cookie(
        access.cookie_name(way),
        access.token(role),
        max_age=YEAR,
        path=f"{way.root}/",
        secure=way.secure,
        httponly=True,
        samesite="lax",
    )
    return response


class IssueKindOut(Model):
    """A kind of issue in words; see `labelbook.issues.kinds.IssueKind`."""

    name: str
    title: str
    says: str
    keep: str
    pairs: bool
    excluded_by: bool
    mended_by_split: bool


class ExporterOut(Model):
    """A format that the page offers as a download."""

    name: str
    title: str
    says: str


class MemberOut(Model):
    """A member of a family in words."""

    name: str
    says: str


class ModelOut(Model):
    """A fixed model in words; see `labelbook.evaluate.models.base.KnownModel`."""

    name: str
    says: str
    takes_epochs: bool
    takes_command: bool
    uses_embeddings: bool


class Registries(Model):
    """All that can be extended by plugins, each family in its order. problems: of plugins."""

    issue_kinds: list[IssueKindOut]
    exporters: list[ExporterOut]
    importers: list[str]
    embedders: list[MemberOut]
    transforms: list[MemberOut]
    models: list[ModelOut]
    problems: list[str]


@router.get("/api/registry", responses={"4XX": {"model": Problem}})
def get_registries() -> Registries:
    """Return the members of every family that plugins can add to, with their words."""
    return Registries(
        issue_kinds=[
            IssueKindOut(**{name: getattr(kind, name) for name in IssueKindOut.model_fields})
            for kind in issue_kinds
        ],
        exporters=[
            ExporterOut(name=exporter.name, title=exporter.title, says=exporter.says)
            for exporter in exporters
            if exporter.suffix
        ],
        importers=importers.names,
        embedders=[MemberOut(name=each.name, says=each.says) for each in embedders],
        transforms=[MemberOut(name=each.name, says=each.what) for each in transforms],
        models=[
            ModelOut(**{name: getattr(model, name) for name in ModelOut.model_fields})
            for model in models
        ],
        problems=[problem for family in FAMILIES for problem in family.broken],
    )


@router.websocket("/api/live")
async def live(socket: WebSocket, hub: TheHub, role: TheRole) -> None:
    """Exchange messages with one page; see live_messages.py."""
    await hub.serve(socket, role)
