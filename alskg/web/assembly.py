"""All parts of a server put together: who answers, the protocols, the pages, the checks."""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote

from starlette.types import ASGIApp

from alskg.engine import Engine
from alskg.kg import KnowledgeGraph
from alskg.web.server.health import checks
from alskg.web.workers.limits import Limits

__all__ = ["Assembled", "Wanted", "assembled", "fetched", "warmed"]

_FIRST: Final = ("/gene/SOD1", "/", "/search?q=SOD1", "/coverage", "/pictures")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is served besides the graph: endpoints that SERVICE may ask, and for which origins."""

    services: tuple[str, ...] = ()
    cross_origin: bool = True


@dataclass(frozen=True, slots=True)
class Assembled:
    """The application, and who answers its queries."""

    application: ASGIApp
    answering: Any  # a Pool or a RemoteAnswering: started and closed with the server


def assembled(
    engine: Engine, kg: KnowledgeGraph, limits: Limits, wanted: Wanted, *, state: str = ""
) -> Assembled:
    """Return a server's application over an engine, with the pages of a graph.

    An engine of this machine gets a pool of workers, forked now, so call it while there is a single
    thread; an endpoint elsewhere is asked in threads. `state` tells one state of loaded files from
    another. Raises MissingPart where workers cannot be forked, DataError where the data is damaged.
    """
    answering = _answering(engine, limits, wanted.services)
    from alskg.web.app import application  # noqa: PLC0415  (after the fork: it may start threads)
    from alskg.web.protocol.endpoints import protocols  # noqa: PLC0415  (as above)
    from alskg.web.site import Site  # noqa: PLC0415  (as above)

    site = Site(kg)
    answering.digest = f"{site.digest}-{state}" if state else site.digest
    site.answering = answering
    name = getattr(engine, "name", "")
    spoken = protocols(
        answering,
        cross_origin=wanted.cross_origin,
        federation=bool(wanted.services),
        union=getattr(engine, "union", True),
        memory=0 if name == "remote" else limits.cache,  # it may change over there at any time
        body_seconds=limits.body_seconds,
    )
    paths = {**spoken, **checks(answering, site.version, name)}
    return Assembled(application(site, paths), answering)


def _answering(engine: Engine, limits: Limits, services: Sequence[str]) -> Any:  # noqa: ANN401
    """Return who answers."""
    if getattr(engine, "name", "") == "remote":
        from alskg.web.workers.remote import RemoteAnswering  # noqa: PLC0415  (one of the two is needed)

        return RemoteAnswering(engine, limits, "", services)
    from alskg.web.workers.nursery import Nursery  # noqa: PLC0415  (as above)
    from alskg.web.workers.pool import Pool  # noqa: PLC0415  (as above)

    return Pool(Nursery(engine, limits), limits, "", services)


async def fetched(server: Assembled, path: str) -> tuple[int, bytes]:
    """Return the status and the body with which a server would answer a GET of a path.

    `path` may have a query string; nothing is listened to.
    """
    server.answering.start()
    try:
        return await _got(server.application, path)
    finally:
        await server.answering.close()


async def warmed(server: Assembled) -> None:
    """Open some pages, so that what they share is there before the first visitor comes."""
    for path in _FIRST:
        with contextlib.suppress(Exception):  # the visitor will be told, if there is one
            await _got(server.application, path)


async def _got(application: ASGIApp, path: str) -> tuple[int, bytes]:
    """Return the status and the body of a GET."""
    raw, _, query = path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": unquote(raw),
        "raw_path": raw.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", b"127.0.0.1")],
        "client": ("127.0.0.1", 0),
        "server": ("127.0.0.1", 80),
        "state": {},
    }
    status, parts, has_asked = 0, [], False

    async def receive() -> dict[str, Any]:
        nonlocal has_asked
        if has_asked:
            await asyncio.Event().wait()  # the client stays
        has_asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:  # noqa: ANN401  (as ASGI has it)
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
        parts.append(message.get("body", b""))

    await application(scope, receive, send)
    return status, b"".join(parts)
