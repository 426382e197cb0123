"""The engine that asks a SPARQL endpoint: what the user named, over the SPARQL 1.1 Protocol.

A query passes the guard before it leaves. It asks for the same graphs as on this machine: where it
names none itself, both graph lists of the protocol go with it, for not every store takes the union
of its graphs for a plain query (section 2.1.4). What comes back is written as the embedded engine
writes it, whatever the endpoint would have sent as CSV, TSV or Turtle.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final
from urllib.parse import urlencode

import pyoxigraph as ox

from alskg.engine import DEFAULT_TIMEOUT, received
from alskg.engine.binding import bind, insert
from alskg.engine.columns import in_order, visible
from alskg.engine.dialect import portable
from alskg.engine.preparation import GRAPH_FORMATS, check_format, check_rows, prepared
from alskg.engine.results import Rows, Term, rows_from_json
from alskg.errors import EndpointError, QuerySyntaxError
from alskg.terms import BASE
from alskg.transport import Answer, Transport, faults

__all__ = ["LAYERS", "RemoteEngine"]

LAYERS: Final = (
    "ontology",
    "page",
    "reference",
    "source",
    "mappings",
    "inferred-page",
    "inferred-reference",
    "inferred-joint",
    "queries",
    "dataset",
)
"""The graphs of the project, by the last part of their IRIs."""

_GRAPHS: Final = BASE + "graph/"
_DATASET: Final = "http://rdfs.org/ns/void#Dataset"
_NO_GRAPH: Final = "urn:x-alskg:none"
_LONGEST_URL: Final = 2_000
_BAD_REQUEST: Final = 400
_LESS: Final = ("", ";q=0.8", ";q=0.2", ";q=0.1")  # how welcome the types are, in their order


class RemoteEngine:
    """Answers from a SPARQL endpoint.

    `graphs` are those that a query without any of its own sees; by default the graphs of the
    project that the endpoint holds, or its own default graph where it holds none of them.
    """

    name: Final = "remote"

    def __init__(
        self,
        url: str,
        *,
        graphs: Sequence[str] | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        retries: int = 3,
    ) -> None:
        """Take the address; nothing is asked yet. Raises InputError where it is none."""
        self._transport = Transport(url, timeout=timeout, retries=retries)
        self._given = None if graphs is None else tuple(graphs)

    @property
    def url(self) -> str:
        """Return the address of the endpoint as it may be shown."""
        return self._transport.address.shown

    @property
    def graphs(self) -> tuple[str, ...]:
        """Return the graphs that a plain query sees, asked once; none stands for the default graph.

        They are the layers of the project, and ontologies that lie beside them.
        """
        return self._known_graphs(None)

    def _known_graphs(self, timeout: float | None) -> tuple[str, ...]:
        """Return the same, asked within so many seconds."""
        if self._given is not None:
            return self._given
        layers = " UNION ".join(
            f"{{ SELECT (<{_GRAPHS}{layer}> AS ?g) {{ GRAPH <{_GRAPHS}{layer}> {{ ?s ?p ?o }} }} "
            f"LIMIT 1 }}"
            for layer in LAYERS
        )
        others = f"{{ GRAPH ?g {{ ?g a <{_DATASET}> }} FILTER(STRSTARTS(STR(?g), '{_GRAPHS}')) }}"
        query = f"SELECT DISTINCT ?g {{ {layers} UNION {others} }} ORDER BY ?g"
        with self._asked(query, [], received.ROW_TYPES, timeout) as answer:
            found = rows_from_json(b"".join(received.rows(answer, "json")))
        self._given = tuple(cell.value for (cell,) in found if cell)
        return self._given

    def evaluate(  # noqa: PLR0913  (as the protocol)
        self,
        query: str,
        format_name: str,
        *,
        timeout: float | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        bindings: Mapping[str, Term] | None = None,
        tables: Mapping[str, str] | None = None,
    ) -> bytes:
        """Return the answer in a format, as `Engine.evaluate` says.

        Raises EndpointError besides.
        """
        return b"".join(
            self.stream(
                query,
                format_name,
                timeout=timeout,
                default_graphs=default_graphs,
                named_graphs=named_graphs,
                bindings=bindings,
                tables=tables,
            )
        )

    def stream(  # noqa: PLR0913  (as above)
        self,
        query: str,
        format_name: str,
        *,
        timeout: float | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        bindings: Mapping[str, Term] | None = None,
        tables: Mapping[str, str] | None = None,
    ) -> Iterator[bytes]:
        """Yield the answer in blocks, once it has arrived whole; rows need little memory.

        Raises what `evaluate` does, before the first block.
        """
        check_format(query, format_name)
        checked, known = prepared(query)
        text = insert(bind(query, bindings or {}, apart=True), tables or {})
        graphs = (tuple(default_graphs), tuple(named_graphs))
        if not checked.has_dataset and graphs == ((), ()):
            known_graphs = self._known_graphs(timeout)
            graphs = (known_graphs, known_graphs)
        is_graph = format_name in GRAPH_FORMATS
        types = received.GRAPH_TYPES if is_graph else received.ROW_TYPES
        sent = _with_prefixes(portable(_columns_named(text, known)), known)
        with (
            self._syntax_errors(query),
            self._asked(sent, _lists(*graphs), types, timeout) as answer,
        ):
            if is_graph:
                yield received.graph(answer, format_name)
            else:
                yield from received.rows(answer, format_name, is_ask=checked.form == "ASK")

    def rows(
        self,
        query: str,
        *,
        timeout: float | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        bindings: Mapping[str, Term] | None = None,
    ) -> Rows:
        """Return the rows of a SELECT query, as `Engine.rows` says."""
        check_rows(query)
        answer = self.evaluate(
            query,
            "json",
            timeout=timeout,
            default_graphs=default_graphs,
            named_graphs=named_graphs,
            bindings=bindings,
        )
        return rows_from_json(answer)

    def triples(self, graph: str, *, timeout: float | None = None) -> Iterator[ox.Triple]:
        """Yield the triples of one graph as they arrive. Raises as `evaluate` does."""
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
        with self._asked(query, [], received.GRAPH_TYPES, timeout) as answer:
            yield from received.triples(answer)

    def _asked(
        self,
        text: str,
        lists: list[tuple[str, str]],
        types: Mapping[str, object],
        timeout: float | None,
    ) -> Answer:
        """Send a query: by GET where the URL stays short, else as a form (2.1.1 and 2.1.2)."""
        fields = [("query", text), *lists]
        accepted = ", ".join(f"{kind}{less}" for kind, less in zip(types, _LESS, strict=True))
        is_short = len(self._transport.address.url) + len(urlencode(fields)) < _LONGEST_URL
        answer = self._transport.request(
            "GET" if is_short else "POST",
            params=fields if is_short else (),
            data=None if is_short else fields,
            headers={"Accept": accepted},
            allowed={_BAD_REQUEST},
            timeout=timeout,
        )
        if answer.status == _BAD_REQUEST:
            said = faults.excerpt(answer) or answer.reason
            raise QuerySyntaxError(f"{self.url} does not take the query. It says: {said}")
        return answer

    @contextmanager
    def _syntax_errors(self, query: str) -> Iterator[None]:
        """Show a mistake in a query as the engines on this machine do, where they see it too."""
        try:
            yield
        except QuerySyntaxError as error:
            from alskg.engine.diagnosis import syntax_error  # noqa: PLC0415  (mistakes are rare)

            try:
                visible(query, prepared(query)[1])
            except SyntaxError as found:
                raise syntax_error(query, str(found)) from error
            except ValueError:
                pass
            raise EndpointError(str(error)) from error


def _lists(default: Sequence[str], named: Sequence[str]) -> list[tuple[str, str]]:
    """Return both graph lists as fields; where only one is given the other is empty (2.1.4)."""
    if named and not default:
        default = [_NO_GRAPH]
    return [("default-graph-uri", iri) for iri in default] + [
        ("named-graph-uri", iri) for iri in named
    ]


def _columns_named(text: str, known: dict[str, str] | None) -> str:
    """Return a query with its `SELECT *` spelt out, if it can be read here."""
    if "*" not in text:
        return text
    try:
        return in_order(text, lambda: visible(text, known))
    except (SyntaxError, ValueError):
        return text


def _with_prefixes(text: str, known: Mapping[str, str] | None) -> str:
    """Return a query with the prefixes that it leaves undeclared, its lines where they were."""
    header = "".join(f"PREFIX {name}: <{namespace}> " for name, namespace in (known or {}).items())
    return header + text
