"""Who gets in: only this computer, or (shared) whoever has an invitation link."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
import secrets
from dataclasses import dataclass, field
from html import escape
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Literal

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from labelbook.server import problems
from labelbook.server.public_address import name_of
from labelbook.server.reached import Proxies, Reached, inner_path, reached

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
PAGE = "/"
"""The page itself is code too: what it shows it asks for, and says that one has to be invited."""
READING = ("/api/export",)
"""What is asked by POST because the question is long, and changes nothing: viewers may ask it."""
POLICY = (
    "default-src 'self'; img-src 'self' blob: data:; style-src 'self' 'unsafe-inline'; "
    "connect-src 'self' {sockets}; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'self'"
)
PASSED_ON = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
"""Headers that a proxy adds. Unshared, whoever stands behind it would be taken for the owner."""
BEHIND = "serve the book with --public-url and the address that people open"
HOST = re.compile(r"[A-Za-z0-9._:\[\]-]+")
"""What may be put into a header or a hint of the host that a request names."""
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
    proxies: Proxies = field(default_factory=Proxies)

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

    def cookie_name(self, way: Reached) -> str:
        """Return the cookie's name.

        Browsers take a name that begins so over TLS only, and from this host alone.
        """
        if not way.secure:
            return self.cookie
        return f"__Secure-{self.cookie}" if way.root else f"__Host-{self.cookie}"

    def role_of_cookies(self, header: str, name: str) -> Role | None:
        """Return the role of a request by its cookies. name: of the one that counts."""
        try:
            cookies = SimpleCookie(header)
        except CookieError:
            return None
        given = cookies[name].value.encode() if name in cookies else b""
        for role in self.invitations:
            if hmac.compare_digest(self.token(role).encode(), given):
                return role
        return None

    def knows_host(self, host: str) -> bool:
        """Return whether a Host header names this server.

        Shared, any IP address will do: a name that an attacker has rebound cannot be one.
        """
        name = name_of(host)
        return name in self.hosts or (self.shared and _is_address(name))


def local(port: int) -> Access:
    """Return the rules for this computer alone."""
    return Access(LOCAL, {}, f"labelbook-{port}")


def invited(
    book: Book,
    port: int,
    hosts: frozenset[str],
    *,
    renew: bool,
    outside: str = "",
    proxies: Proxies | None = None,
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
    proxies = proxies or Proxies()
    names = LOCAL | {host.lower() for host in hosts}
    if proxies.public is not None:
        names |= {proxies.public.name}
        outside = proxies.public.url
    return Access(names, invitations, f"labelbook-{port}", outside, proxies)


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
        way = reached(scope, headers, self.access.proxies)
        path = inner_path(scope["path"], self.access.proxies)
        send = _with_headers(send, way)
        refusal = self._refusal(scope, path, headers, way)
        scope = {**scope, "path": f"{way.root}{path}", "root_path": way.root}
        if refusal is not None:
            if scope["type"] == "websocket":
                await _close(receive, send, refusal[1])
            else:
                await _refused(path, *refusal)(scope, receive, send)
        elif not path:
            await _to_slash(scope, way)(scope, receive, send)
        else:
            scope["state"]["way"] = way
            await self.app(scope, _limited(receive), send)

    def _refusal(
        self, scope: Scope, path: str, headers: Headers, way: Reached
    ) -> tuple[int, str] | None:
        if not self.access.knows_host(way.host):
            return 403, _unknown(way)
        if not self.access.shared and any(name in headers for name in PASSED_ON):
            return 403, f"this request came through a proxy: {BEHIND}"
        origin = headers.get("origin")
        if origin is not None and not way.is_own(origin):
            return 403, f"requests from {origin} are refused: open labelbook's own page"
        if headers.get("content-length", "0").isdigit() is False:
            return 400, "the Content-Length is no number"
        if int(headers.get("content-length", "0")) > MAX_BODY:
            return 413, f"the request is larger than {MAX_BODY // 2**20} MB: send it in parts"
        role: Role | None = "reviewer"
        is_open = path.startswith(OPEN) or path in ("", PAGE)
        if self.access.shared:
            name = self.access.cookie_name(way)
            role = self.access.role_of_cookies(headers.get("cookie", ""), name)
            if role is None and not is_open:
                return 401, "this book is shared by invitation: open the link that you were sent"
        scope.setdefault("state", {})["role"] = role
        reads = scope["type"] == "websocket" or scope["method"] in ("GET", "HEAD")
        reads = reads or path in READING
        if role == "viewer" and not reads and not is_open:
            return 403, "you are a viewer: ask for the reviewers' link to make changes"
        return None


def _refused(path: str, status: int, detail: str) -> Response:
    if path.startswith("/api/"):
        return problems.response(problems.problem(status, detail))
    text = escape(detail[0].upper() + detail[1:] + ".")
    return HTMLResponse(ASK.format(title="labelbook", text=text), status)


async def _close(receive: Receive, send: Send, reason: str) -> None:
    await receive()
    await send({"type": "websocket.close", "code": 1008, "reason": reason})


def _unknown(way: Reached) -> str:
    hint = ""
    if HOST.fullmatch(way.host):
        hint = f", or serve it with --public-url {way.scheme}://{way.host}{way.root}"
    return f"this labelbook is not called {way.host!r}: use the address that it printed{hint}"


def _to_slash(scope: Scope, way: Reached) -> RedirectResponse:
    """Lead to the page's address, whose relative addresses need the slash at its end."""
    query = scope.get("query_string", b"").decode("latin-1")
    last = way.root.rpartition("/")[2]
    return RedirectResponse(f"{last}/{'?' if query else ''}{query}", 308)


def _with_headers(send: Send, way: Reached) -> Send:
    hosts = [host for host in way.hosts if HOST.fullmatch(host)]
    policy = POLICY.format(sockets=" ".join(f"ws://{host} wss://{host}" for host in hosts))

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
