"""What a machine asks a server about itself: whether it can answer, and what it serves."""

import json
from collections.abc import Mapping
from typing import Any, Final, Protocol

from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["HEALTH", "VERSION", "Watched", "checks"]

HEALTH: Final = "/-/health"
VERSION: Final = "/-/version.json"

_OK: Final = 200
_UNAVAILABLE: Final = 503
_METHOD_NOT_ALLOWED: Final = 405


class Watched(Protocol):
    """What answers queries, seen from outside."""

    digest: str
    is_open: bool

    @property
    def state(self) -> Mapping[str, int]:
        """Return its numbers: workers, answering, waiting."""
        ...


def checks(watched: Watched, version: str, engine: str) -> dict[str, ASGIApp]:
    """Return the applications by path.

    `/-/health` is 200 while queries can be answered and 503 otherwise, as load balancers expect.
    """
    facts = {"version": version, "engine": engine}

    async def health(scope: Scope, receive: Receive, send: Send) -> None:
        del receive
        state = "ok" if watched.is_open else "down"
        body = {"state": state, **facts, "dataset": watched.digest, **watched.state}
        await _send(scope, send, body, _OK if watched.is_open else _UNAVAILABLE)

    async def about(scope: Scope, receive: Receive, send: Send) -> None:
        del receive
        await _send(scope, send, {"name": "alskg", **facts, "dataset": watched.digest}, _OK)

    return {HEALTH: health, VERSION: about}


async def _send(scope: Scope, send: Send, content: dict[str, Any], status: int) -> None:
    """Send a JSON object; only GET and HEAD are methods of it."""
    headers = [
        (b"content-type", b"application/json"),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    if scope["method"] not in ("GET", "HEAD"):
        headers.append((b"allow", b"GET, HEAD"))
        status, content = _METHOD_NOT_ALLOWED, {"state": "this path is for GET and HEAD"}
    body = json.dumps(content).encode() + b"\n"
    headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    if scope["method"] == "HEAD":
        body = b""
    await send({"type": "http.response.body", "body": body})
