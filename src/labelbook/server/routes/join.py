"""The invitation link: its secret is exchanged for a cookie."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from labelbook.server.access import ASK
from labelbook.server.deps import TheAccess

router = APIRouter()
YEAR = 365 * 24 * 3600
GUESSING = 0.5
"""Seconds that a wrong secret costs."""


@router.get("/join/{secret}", include_in_schema=False)
async def join(access: TheAccess, secret: str) -> Response:
    """Let somebody in who has an invitation."""
    role = access.role_of_secret(secret)
    if role is None:
        await asyncio.sleep(GUESSING)
        text = "This invitation is not, or no longer, good: ask for a new link."
        return HTMLResponse(ASK.format(title="labelbook", text=text), 403)
    response = RedirectResponse("/", 303)
    response.set_cookie(
        access.cookie, access.token(role), max_age=YEAR, httponly=True, samesite="lax"
    )
    return response
