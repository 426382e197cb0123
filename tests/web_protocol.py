"""A small dataset behind the protocols, answered in this process: no server, no workers."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import httpx2
import pyoxigraph as ox
from starlette.types import ASGIApp, Receive, Scope, Send

from alskg.engine.embedded import EmbeddedEngine
from alskg.web.protocol.endpoints import protocols
from alskg.web.workers.answering import Asked

__all__ = ["GRAPHS", "ORIGIN", "Failing", "InProcess", "asked", "at", "dataset", "query_url"]

ORIGIN: Final = "http://als.example:8000"
GRAPHS: Final = tuple(f"http://kasei.us/2009/09/sparql/data/data{n}.rdf" for n in (1, 2, 3))
"""The graphs; each says of itself that it is a foaf:Document, and names ten people."""

_FOAF: Final = "http://xmlns.com/foaf/0.1/"
_TYPE: Final = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def dataset() -> bytes:
    """Return the N-Quads of the three graphs."""
    quads = []
    for iri in GRAPHS:
        graph = ox.NamedNode(iri)
        quads.append(ox.Quad(graph, _TYPE, ox.NamedNode(f"{_FOAF}Document"), graph))
        for number in range(10):
            name = ox.Literal(f'Pérson {number}\nof "{iri}"', language="en")
            person = ox.NamedNode(f"{iri}#person-{number}")
            quads.append(ox.Quad(person, ox.NamedNode(f"{_FOAF}name"), name, graph))
    return ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""


class InProcess:
    """Answers in this process, as the workers of the server do elsewhere."""

    def __init__(self, path: Path, digest: str = "of-the-test") -> None:
        """Take the path of the N-Quads."""
        self.digest = digest
        self.questions: list[Asked] = []
        self._engine = EmbeddedEngine(path)

    async def answer(self, asked: Asked) -> bytes:
        """Answer at once, and note what was asked."""
        self.questions.append(asked)
        return self._engine.evaluate(
            asked.query,
            asked.format_name,
            default_graphs=asked.default_graphs,
            named_graphs=asked.named_graphs,
            bindings=asked.bindings,
        )

    async def close(self) -> None:
        """Have nothing to end."""


class Failing:
    """Raises the same error whatever it is asked."""

    digest = "of-the-test"

    def __init__(self, error: Exception) -> None:
        """Take the error."""
        self._error = error

    async def answer(self, _asked: Asked) -> bytes:
        """Raise the error."""
        raise self._error

    async def close(self) -> None:
        """Have nothing to end."""


def at(answering: "InProcess | Failing", **options: Any) -> ASGIApp:  # noqa: ANN401  (passed on)
    """Return the protocols as one application, by path."""
    by_path = protocols(answering, **options)

    async def called(scope: Scope, receive: Receive, send: Send) -> None:
        await by_path[scope["path"]](scope, receive, send)

    return called


def asked(  # noqa: PLR0913  (as an HTTP client has them)
    application: ASGIApp,
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | Sequence[tuple[str, str]] | None = None,
    content: bytes | None = None,
    data: Mapping[str, Any] | None = None,
) -> httpx2.Response:
    """Send one request to an application and return its response; no header but these is sent."""

    async def exchange() -> httpx2.Response:
        transport = httpx2.ASGITransport(app=application)
        async with httpx2.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            for name in ("accept", "accept-encoding", "user-agent"):
                del client.headers[name]
            return await client.request(method, url, headers=headers, content=content, data=data)

    return asyncio.run(exchange())


def query_url(
    query: str, path: str = "/sparql", graphs: Mapping[str, list[str]] | None = None
) -> str:
    """Return the path and query of a GET that asks a query of a dataset."""
    return f"{path}?{httpx2.QueryParams({'query': query, **(graphs or {})})}"
