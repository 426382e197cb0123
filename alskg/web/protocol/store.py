"""Whole graphs by name, as the SPARQL 1.1 Graph Store HTTP Protocol has it; to be read only.

`?default` is what a plain query sees, `?graph=IRI` one graph, and neither is the whole dataset.
"""

import asyncio
from collections.abc import Mapping
from typing import Final

from starlette.types import Receive, Scope, Send

from alskg.engine.preparation import GRAPH_FORMATS
from alskg.web.protocol import cors
from alskg.web.protocol.exchange import answered
from alskg.web.protocol.memory import DEFAULT_BYTES, Memory
from alskg.web.protocol.negotiation import Coding, Offer
from alskg.web.protocol.operation import GRAPH_OFFERS, by_names, graph_iri, negotiated
from alskg.web.protocol.problem import Problem
from alskg.web.protocol.received import fields, unless_gone
from alskg.web.protocol.reply import (
    Headers,
    Reply,
    Shape,
    conditioned,
    field,
    represented,
    wanted_coding,
)
from alskg.web.protocol.service import Described
from alskg.web.workers.answering import Answering, Asked

__all__ = ["DATASET_OFFERS", "GraphStore"]

DATASET_OFFERS: Final = (
    Offer("application/trig", "trig"),
    Offer("application/n-quads", "nquads"),
    Offer("application/ld+json", "jsonld"),
    Offer("application/json", "jsonld", 0.9),
)
"""What the whole dataset is sent as."""

_METHODS: Final = "GET, HEAD, OPTIONS"
_ALL: Final = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_NAMELESS: Final = (
    "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } }"
)
_GRAPH_NAMES: Final = by_names(GRAPH_OFFERS, GRAPH_FORMATS)
_DATASET_NAMES: Final = by_names(DATASET_OFFERS, ("trig", "nquads", "jsonld"))
_PARTS: Final = {"trig": "turtle", "nquads": "ntriples", "jsonld": "jsonld"}
"""The format in which the graphs of a dataset are asked for, by that of the dataset."""

Key = tuple[str, str | None, Offer, Coding]


class GraphStore:
    """`/store`: sends graphs, and refuses to change any."""

    def __init__(
        self,
        answering: Answering,
        described: Described,
        *,
        union: bool = True,
        cross_origin: bool = True,
        memory: int = DEFAULT_BYTES,
    ) -> None:
        """Take who answers, and who knows which graphs there are.

        `union` says that a plain query sees all graphs; the rest is as of `Endpoint`.
        """
        self._answering: Final = answering
        self._described: Final = described
        self._default: Final = _NAMELESS if union else _ALL
        self._shared: Final[Headers] = cors.ANSWER if cross_origin else ()
        self._preflight: Final[Headers] = cors.PREFLIGHT if cross_origin else ()
        self._replies: Final[Memory[Key, Reply]] = Memory(memory)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await answered(self._handled, scope, receive, send, self._shared)

    async def _handled(self, scope: Scope, receive: Receive) -> Reply:
        """Return the reply to one request (Graph Store Protocol, 5.2, 5.7)."""
        method = scope["method"]
        if method == "OPTIONS":
            return cors.allowed(_METHODS, self._shared, self._preflight)
        if method not in ("GET", "HEAD"):
            raise Problem(
                405,
                f"{method[:20]} is not allowed: the graphs are read-only.",
                headers={"Allow": _METHODS},
            )
        given: dict[str, list[str]] = {}
        for name, value in fields(scope["query_string"]):
            given.setdefault(name, []).append(value)
        graph = await self._wanted(given)
        names, offers = (
            (_DATASET_NAMES, DATASET_OFFERS) if graph is None else (_GRAPH_NAMES, GRAPH_OFFERS)
        )
        wanted = given.get("format", [""])[0].lower()
        offer = names.get(wanted) or negotiated(field(scope, b"accept"), offers)
        reply = await self._represented(graph, offer, wanted_coding(scope), receive)
        return conditioned(reply, scope, self._shared)

    async def _wanted(self, given: Mapping[str, list[str]]) -> str | None:
        """Return the IRI of the wanted graph, "" for the default one, None for the dataset.

        Raises Problem (400, 404).
        """
        graphs = given.get("graph", [])
        if len(graphs) + ("default" in given) > 1:
            raise Problem(400, "Name one graph: either `default` or one `graph`.")
        if not graphs:
            return "" if "default" in given else None
        iri = graph_iri(graphs[0])
        known = (await self._described.sizes()).graphs
        if iri not in known:
            raise Problem(404, f"There is no graph <{iri[:200]}>.", {"graphs": sorted(known)})
        return iri

    async def _represented(
        self, graph: str | None, offer: Offer, coding: Coding, receive: Receive
    ) -> Reply:
        """Return the representation of a graph or the dataset, from memory if it is there."""
        key = self._answering.digest, graph, offer, coding
        reply = self._replies.get(key)
        if reply is None:
            body = await unless_gone(self._written(graph, offer.name), receive)
            shape = Shape(offer.media_type, coding, self._shared)
            reply = await asyncio.to_thread(represented, body, shape)
            if key[0]:
                self._replies.put(key, reply, len(reply.body))
        return reply

    async def _written(self, graph: str | None, format_name: str) -> bytes:
        """Return a graph, or the dataset graph by graph, in a format."""
        if graph is not None:
            graphs = (graph,) if graph else ()
            return await self._answering.answer(Asked(_ALL, format_name, graphs))
        part = _PARTS[format_name]
        parts = {"": await self._answering.answer(Asked(self._default, part))}
        for iri in sorted((await self._described.sizes()).graphs):
            parts[iri] = await self._answering.answer(Asked(_ALL, part, (iri,)))
        return await asyncio.to_thread(_JOINED[format_name], parts)


def _trig(parts: Mapping[str, bytes]) -> bytes:
    """Return graphs in Turtle as one TriG document, with the prefixes before each block.

    The default graph is the one without a name, here and below.
    """
    written = []
    for iri, turtle in parts.items():
        lines = turtle.splitlines(keepends=True)
        prefixes = [line for line in lines if line.startswith(b"@prefix ")]
        body = b"".join(lines[len(prefixes) :])
        block = b"<%s> {\n%s}\n" % (iri.encode(), body) if iri else body
        written.append(b"".join(prefixes) + block)
    return b"".join(written)


def _nquads(parts: Mapping[str, bytes]) -> bytes:
    """Return graphs in N-Triples, a statement a line, as N-Quads."""
    return b"".join(
        b"%s<%s> .\n" % (line.removesuffix(b"."), iri.encode()) if iri else line + b"\n"
        for iri, triples in parts.items()
        for line in triples.split(b"\n")
        if line
    )


def _jsonld(parts: Mapping[str, bytes]) -> bytes:
    """Return graphs in JSON-LD, each a list of its nodes, as one document."""
    import json  # noqa: PLC0415  (for the names alone)

    written = [
        b'{"@id":%s,"@graph":%s}' % (json.dumps(iri).encode(), nodes.strip())
        for iri, nodes in parts.items()
        if iri
    ]
    nameless = parts[""].strip()[1:-1]
    return b"[%s]\n" % b",".join([*([nameless] if nameless else []), *written])


_JOINED: Final = {"trig": _trig, "nquads": _nquads, "jsonld": _jsonld}
