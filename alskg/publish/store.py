"""A store that takes graphs by the SPARQL 1.1 Graph Store HTTP Protocol, and answers queries."""

import json
from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Final, Self

import pyoxigraph as ox

from alskg.errors import EndpointError
from alskg.publish.targets import Targets
from alskg.publish.values import Contents, contents
from alskg.transport import Answer, Transport
from alskg.transport.address import Address, shown

__all__ = ["GraphStore"]

_NTRIPLES: Final = "application/n-triples"
_JSON: Final = "application/sparql-results+json"
_MOST_BYTES: Final = 8 << 20
_MOST_ROWS: Final = 10_000  # what Virtuoso gives at the most, unless its ini says otherwise
_MEAN_ROWS: Final = 7_000
_SERVICES: Final = {
    "store": ("the Graph Store Protocol", "--to"),
    "query": ("SPARQL queries", "--query-url"),
    "update": ("SPARQL Update", "--update-url"),
}
_MISSING: Final = frozenset({404, 405, 501})
_FORBIDDEN: Final = 403
_NOT_FOUND: Final = 404


class GraphStore:
    """A store at three addresses. A context manager, for it keeps connections open.

    Its methods raise EndpointError or QueryTimeout where the store does not do as it is asked.
    """

    def __init__(
        self, targets: Targets, *, timeout: float = 300.0, most_bytes: int = _MOST_BYTES
    ) -> None:
        """Take the addresses, the seconds that a request may take, and how long a body may be.

        Raises InputError where the credentials cannot be used. Nothing is sent yet.
        """
        self.targets: Final = targets
        self._most_bytes = most_bytes
        self._by_origin: dict[tuple[str, str, int], Transport] = {}
        for url in filter(None, (targets.store, targets.query, targets.update)):
            origin = Address.read(url).origin
            if origin not in self._by_origin:
                self._by_origin[origin] = Transport(url, timeout=timeout)

    def put(self, graph: str, body: bytes) -> None:
        """Replace a graph by N-Triples: PUT, and POST for what does not fit into one request."""
        method = "PUT"
        for part in _parts(body, self._most_bytes):
            wanted = {"Content-Type": _NTRIPLES}
            self._send("store", method, graph=graph, data=part, headers=wanted).close()
            method = "POST"

    def delete(self, graph: str) -> None:
        """Remove a graph; one that is not there is no fault."""
        self._send("store", "DELETE", graph=graph).close()

    def update(self, text: str) -> None:
        """Run a SPARQL Update request. Ask only a store that has an address for it."""
        self._send("update", "POST", data=[("update", text)]).close()

    def count(self, graph: str) -> int:
        """Return how many triples a graph holds, as the store counts them."""
        rows = self._rows(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
        try:
            return int(rows[0]["n"]["value"])
        except (LookupError, TypeError, ValueError) as error:
            message = f"{shown(self.targets.query)} gave no number for a count."
            raise EndpointError(message) from error

    def contents(self, graph: str) -> Contents:
        """Return what a graph holds, from triples that the store is asked for.

        A large graph is asked for in parts, by the MD5 of the subject, so that none of them
        reaches the number of rows at which some stores cut an answer.
        """
        triples = self.count(graph)
        digits = 0
        while triples / 16**digits > (_MEAN_ROWS if digits else _MOST_ROWS):
            digits += 1
        given = list(self._triples(graph, digits))
        if len(given) < triples:
            raise EndpointError(
                f"{shown(self.targets.query)} gave {len(given):,} of the {triples:,} triples of "
                f"{graph}. It may limit its answers; in Virtuoso's ini that is ResultSetMaxRows."
            )
        return contents(given)

    def graphs(self, prefix: str) -> list[str]:
        """Return the IRIs of the graphs whose IRI begins with a prefix."""
        rows = self._rows(
            f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }} "
            f'FILTER(STRSTARTS(STR(?g), "{prefix}")) }}'
        )
        return sorted(row["g"]["value"] for row in rows)

    def close(self) -> None:
        """Close the connections."""
        for transport in self._by_origin.values():
            transport.close()

    def __enter__(self) -> Self:
        """Return the store itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        self.close()

    def _triples(self, graph: str, digits: int) -> Iterator[ox.Triple]:
        """Yield the triples of a graph, asked for by that many first digits of a hash."""
        for number in range(16**digits):
            part = f"{number:0{digits}x}" if digits else ""
            only = f'FILTER(STRSTARTS(LCASE(MD5(STR(?s))), "{part}"))' if digits else ""
            text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} {only} }}"
            body = self._ask(text, _NTRIPLES, "text/plain")
            try:
                for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES):
                    yield quad.triple
            except SyntaxError as error:
                message = f"{shown(self.targets.query)} answered N-Triples that are none: {error}."
                raise EndpointError(message) from error

    def _rows(self, text: str) -> Sequence[dict[str, Any]]:
        """Return the bindings of a SELECT query."""
        body = self._ask(text, _JSON, "application/json")
        try:
            rows: Sequence[dict[str, Any]] = json.loads(body)["results"]["bindings"]
        except (ValueError, LookupError, TypeError) as error:
            message = f"{shown(self.targets.query)} answered JSON that is no SPARQL result."
            raise EndpointError(message) from error
        return rows

    def _ask(self, text: str, *types: str) -> bytes:
        """Return the answer to a query, which must be of one of these media types."""
        wanted = {"Accept": ", ".join(types)}
        with self._send("query", "POST", data=[("query", text)], headers=wanted) as answer:
            answer.check_type(*types)
            return answer.read()

    def _send(
        self,
        service: str,
        method: str,
        *,
        graph: str | None = None,
        data: bytes | Sequence[tuple[str, str]] = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a request to one of the addresses; each may be sent twice without harm."""
        url = getattr(self.targets, service)
        answer = self._by_origin[Address.read(url).origin].request(
            method,
            url,
            params=[("graph", graph)] if graph else (),
            data=data,
            headers=headers,
            allowed=_MISSING | {_FORBIDDEN},
        )
        what, option = _SERVICES[service]
        if answer.status == _FORBIDDEN:
            answer.close()
            raise EndpointError(
                f"{shown(url)} refuses to take {what} (403). Either it can only be read, or it "
                f"wants another user than the one of ALSKG_USER, ALSKG_TOKEN or netrc, if any."
            )
        if answer.status in _MISSING and (method, answer.status) != ("DELETE", _NOT_FOUND):
            answer.close()
            raise EndpointError(
                f"{shown(url)} does not take {what} ({answer.status}). Check the address "
                f"({option}), and that the store is not one that can only be read."
            )
        return answer


def _parts(body: bytes, size: int) -> Iterator[bytes]:
    """Cut N-Triples at ends of lines into parts of at most so many bytes, where lines allow it."""
    start = 0
    while len(body) - start > size:
        end = body.rfind(b"\n", start, start + size) + 1 or body.find(b"\n", start) + 1
        yield body[start : end or len(body)]
        start = end or len(body)
    if start < len(body) or not body:
        yield body[start:]
