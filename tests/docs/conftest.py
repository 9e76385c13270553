"""The real server, as in tests/server."""

from __future__ import annotations

from tests.server.fixtures import serve

__all__ = ["serve"]
