"""The application: routes, errors, access and the live hub put together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.routing import APIRoute

from labelbook import __version__
from labelbook.server import problems
from labelbook.server.access import Access, Guard
from labelbook.server.deps import Served
from labelbook.server.live import Hub
from labelbook.server.routes import ROUTERS, host

if TYPE_CHECKING:
    from labelbook.book import Book

PAGE = Path(__file__).parent / "page"


def create_app(book: Book, access: Access, *, pages: Path = PAGE) -> FastAPI:
    """Make the application for one book. pages: where the built page lies."""
    app = routes_alone()
    hub = Hub(book)
    served = Served(book, hub, access, pages)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        tail = asyncio.create_task(hub.run())
        # The page asks for them first; while the browser starts there is time to read them.
        reading = asyncio.create_task(asyncio.to_thread(host.get_registries))
        yield
        # What failed here failed again, and was told, when somebody asked for it.
        await asyncio.gather(reading, return_exceptions=True)
        tail.cancel()
        with suppress(asyncio.CancelledError):
            await tail
        served.peeks.close()

    app.router.lifespan_context = lifespan
    app.state.served = served
    problems.install(app)
    host.mount_assets(app, pages)
    app.add_middleware(Guard, access=access)
    return app


def routes_alone() -> FastAPI:
    """Make the application without a book: enough to say which routes there are."""
    app = FastAPI(
        title="labelbook",
        version=__version__,
        openapi_url=None,
        generate_unique_id_function=_operation_id,
    )
    for router in ROUTERS:
        app.include_router(router)
    return app


def _operation_id(route: APIRoute) -> str:
    """The function's name, which is unique among all routes (a test says so)."""
    return route.name
