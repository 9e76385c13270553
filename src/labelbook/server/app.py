"""The application: routes, errors, access and the live hub put together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI

from labelbook import __version__
from labelbook.server import problems
from labelbook.server.access import Access, Guard
from labelbook.server.live import Hub
from labelbook.server.routes import ROUTERS, host

if TYPE_CHECKING:
    from labelbook.book import Book

PAGE = Path(__file__).parent / "page"


def create_app(opened: Book, access: Access, *, pages: Path = PAGE) -> FastAPI:
    """Make the application for one book. pages: where the built page lies."""
    hub = Hub(opened)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        tail = asyncio.create_task(hub.run())
        yield
        tail.cancel()
        with suppress(asyncio.CancelledError):
            await tail

    app = FastAPI(
        title="labelbook",
        version=__version__,
        lifespan=lifespan,
        openapi_url=None,
    )
    app.state.book = opened
    app.state.hub = hub
    app.state.access = access
    app.state.pages = pages
    problems.install(app)
    for router in ROUTERS:
        app.include_router(router)
    host.install(app, pages)
    app.add_middleware(Guard, access=access)
    return app
