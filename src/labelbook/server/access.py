"""Who gets in: only this computer, or (shared) whoever has an invitation link."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from dataclasses import dataclass
from html import escape
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from labelbook.server import problems

if TYPE_CHECKING:
    from labelbook.book import Book

Role = Literal["reviewer", "viewer"]
ROLES: tuple[Role, ...] = ("reviewer", "viewer")
LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
MAX_BODY = 64 * 1024 * 1024
JOIN = "/join/"
GUESSING = 0.5
"""Seconds that a wrong secret costs."""
OPEN = (JOIN, "/ask/", "/api/ask/", "/assets/")
"""What needs no invitation: secrets of their own open it, or it is the page's code and no data."""
READING = ("/api/export",)
"""What is asked by POST because the question is long, and changes nothing: viewers may ask it."""
POLICY = (
    "default-src 'self'; img-src 'self' blob: data:; style-src 'self' 'unsafe-inline'; "
    "connect-src 'self' ws://{host} wss://{host}; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'self'"
)
ASK = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>labelbook</title>"
    "<body style='font:16px system-ui;margin:4rem auto;max-width:32rem'>"
    "<h1 style='font-size:1.2rem'>{title}</h1><p>{text}</p></body></html>"
)


@dataclass(frozen=True)
class Access:
    """The rules of one server. invitations: role -> secret, empty when nothing is shared."""

    hosts: frozenset[str]
    invitations: dict[Role, str]
    cookie: str
    outside: str = ""
    """Where others reach a shared book, with a slash at the end; "" where nobody else does."""

    @property
    def shared(self) -> bool:
        """Whether people come in by invitation."""
        return bool(self.invitations)

    def role_of_secret(self, secret: str) -> Role | None:
        """Return the role that an invitation's secret stands for."""
        given = secret.encode()
        matches = [
            role
            for role, known in self.invitations.items()
            if hmac.compare_digest(known.encode(), given)
        ]
        return matches[0] if matches else None

    def token(self, role: Role) -> str:
        """Return the cookie's value for a role; the invitation cannot be read from it."""
        key = self.invitations[role].encode()
        return hmac.new(key, f"labelbook cookie {role}".encode(), hashlib.sha256).hexdigest()

    def role_of_cookies(self, header: str) -> Role | None:
        """Return the role of a request by its cookies."""
        try:
            cookies = SimpleCookie(header)
        except CookieError:
            return None
        given = cookies[self.cookie].value.encode() if self.cookie in cookies else b""
        for role in self.invitations:
            if hmac.compare_digest(self.token(role).encode(), given):
                return role
        return None

    def knows_host(self, host: str) -> bool:
        """Return whether a Host header names this server.

        Shared, any IP address will do: a name that an attacker has rebound cannot be one.
        """
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        return name in self.hosts or (self.shared and _is_address(name))


def local(port: int) -> Access:
    """Return the rules for this computer alone."""
    return Access(LOCAL, {}, f"labelbook-{port}")


def invited(
    book: Book, port: int, hosts: frozenset[str], *, renew: bool, outside: str = ""
) -> Access:
    """Return the rules for a shared book; its invitations are kept in the book."""
    invitations: dict[Role, str] = {}
    for role in ROLES:
        key = f"invitation:{role}"
        secret = None if renew else book.journal.setting(key)
        if secret is None:
            secret = secrets.token_urlsafe(24)
            book.journal.set_setting(key, secret)
        invitations[role] = secret
    return Access(LOCAL | hosts, invitations, f"labelbook-{port}", outside)


def role_of(scope: Scope) -> Role:
    """Return the role that the guard found for a request that only invited people may make."""
    given = scope["state"]["role"]
    return next(role for role in ROLES if role == given)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class Guard:
    """Middleware that refuses requests without access, and notes the role of the caller."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app = app
        self.access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check one request or websocket."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        send = _with_headers(send, host)
        refusal = self._refusal(scope, headers, host)
        if refusal is None:
            await self.app(scope, _limited(receive), send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": refusal[1]})
        else:
            await self._refuse(scope, receive, send, *refusal)

    def _refusal(self, scope: Scope, headers: Headers, host: str) -> tuple[int, str] | None:
        if not self.access.knows_host(host):
            return 403, f"this labelbook is not called {host!r}: use the address that it printed"
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != host:
            return 403, f"requests from {origin} are refused: open labelbook's own page"
        if headers.get("content-length", "0").isdigit() is False:
            return 400, "the Content-Length is no number"
        if int(headers.get("content-length", "0")) > MAX_BODY:
            return 413, f"the request is larger than {MAX_BODY // 2**20} MB: send it in parts"
        role: Role | None = "reviewer"
        if self.access.shared:
            role = self.access.role_of_cookies(headers.get("cookie", ""))
            if role is None and not scope["path"].startswith(OPEN):
                return 401, "this book is shared by invitation: open the link that you were sent"
        scope.setdefault("state", {})["role"] = role
        reads = scope["type"] == "websocket" or scope["method"] in ("GET", "HEAD")
        reads = reads or scope["path"] in READING
        if role == "viewer" and not reads and not scope["path"].startswith(OPEN):
            return 403, "you are a viewer: ask for the reviewers' link to make changes"
        return None

    async def _refuse(
        self, scope: Scope, receive: Receive, send: Send, status: int, detail: str
    ) -> None:
        if scope["path"].startswith("/api/"):
            response = problems.response(problems.problem(status, detail))
        else:
            page = ASK.format(title="labelbook", text=escape(detail[0].upper() + detail[1:] + "."))
            response = HTMLResponse(page, status)
        await response(scope, receive, send)


def _with_headers(send: Send, host: str) -> Send:
    policy = POLICY.format(host=host if host.isascii() and host.isprintable() else "'none'")

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Content-Security-Policy"] = policy
            headers["X-Content-Type-Options"] = "nosniff"
            headers["Referrer-Policy"] = "no-referrer"
            headers["Cross-Origin-Resource-Policy"] = "same-origin"
        await send(message)

    return sending


class TooLarge(Exception):
    """A body without a length that went on and on."""


def _limited(receive: Receive) -> Receive:
    total = 0

    async def receiving() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > MAX_BODY:
            raise TooLarge
        return message

    return receiving
