"""The live channel's door."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.websockets import WebSocket

from labelbook.server.deps import TheHub, TheRole

router = APIRouter()


@router.websocket("/api/live")
async def live(socket: WebSocket, hub: TheHub, role: TheRole) -> None:
    """Talk with one page (messages: see models)."""
    await hub.serve(socket, role)
