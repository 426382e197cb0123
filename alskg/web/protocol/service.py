"""What the endpoint says of itself (SPARQL 1.1 Service Description).

Its nodes have IRIs, as all of the project's do. The graphs are named as the data names them, so
that their sizes here and their VoID descriptions in the data are about the same things.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox
from starlette.types import Scope

from alskg.engine.preparation import GRAPH_FORMATS
from alskg.engine.results import rows_from_json
from alskg.errors import QueryMemoryExceeded, QueryTimeout
from alskg.web.protocol.negotiation import Coding, Offer
from alskg.web.protocol.operation import GRAPH_OFFERS, by_names, negotiated
from alskg.web.protocol.reply import Headers, Reply, Shape, field, represented
from alskg.web.workers.answering import Answering, Asked

__all__ = ["Described", "Place", "Sizes", "origin", "written"]

EDITOR: Final = "/editor"
_VOID_PATH: Final = "/.well-known/void"

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_VOID: Final = "http://rdfs.org/ns/void#"
_RDF_TYPE: Final = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_SEE_ALSO: Final = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#seeAlso")
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_RESULTS: Final = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
)
_PREFIXES: Final = {
    "sd": _SD,
    "void": _VOID,
    "formats": _FORMATS,
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
}
_SYNTAXES: Final = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
_SIZES: Final = "SELECT ?graph (COUNT(*) AS ?size) { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
_NAMES_ALONE: Final = "SELECT ?graph { GRAPH ?graph {} }"
_SIZE: Final = "SELECT (COUNT(*) AS ?size) { ?s ?p ?o }"
_HOST: Final = re.compile(
    r"[A-Za-z0-9._~-]{1,253}(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:[0-9]{1,5})?"
)
_OFFERS: Final = (*GRAPH_OFFERS, Offer("text/html", "html"))
_NAMES: Final = by_names(GRAPH_OFFERS, GRAPH_FORMATS)


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many triples there are: in each named graph by its IRI, and in the default graph.

    A size is None where it could not be counted in time.
    """

    graphs: Mapping[str, int | None]
    default: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """An endpoint's IRI, that of the site around it, and the names of its features."""

    endpoint: str
    home: str
    features: tuple[str, ...]


class Described:
    """The description of a service, with the sizes of its graphs as they are now."""

    def __init__(
        self,
        answering: Answering,
        *,
        federation: bool = False,
        union: bool = True,
        lasting: bool = True,
    ) -> None:
        """Take who knows the graphs, and whether SERVICE is allowed.

        `union` says that a plain query sees all graphs, `lasting` that the data stays as it is.
        """
        self._answering: Final = answering
        self._features: Final = (
            *(("UnionDefaultGraph",) if union else ()),
            *(("BasicFederatedQuery",) if federation else ()),
        )
        self._lasting: Final = lasting
        self._known: tuple[str, Sizes] | None = None

    async def represented(
        self, scope: Scope, wanted: str, coding: Coding, shared: Headers
    ) -> Reply:
        """Return the description as the client wants it; a browser is led to the query editor.

        Raises Problem (406), and what asking for the sizes raises.
        """
        accept = field(scope, b"accept")
        offer = _NAMES.get(wanted) or negotiated(accept, _OFFERS)
        if offer.name == "html":
            headers = (
                (b"location", (scope.get("root_path", "") + EDITOR).encode()),
                (b"content-length", b"0"),
                (b"vary", b"Accept, Accept-Encoding"),
            )
            return Reply(303, (*headers, *shared), b"")
        base = origin(scope)
        home = base + scope.get("root_path", "")
        place = Place(base + scope["path"], home, self._features)
        body = written(place, await self.sizes(), offer.name)
        links = ((b"link", f'<{place.home}{_VOID_PATH}>; rel="describedby"'.encode()),)
        return represented(body, Shape(offer.media_type, coding, (*shared, *links)))

    async def sizes(self) -> Sizes:
        """Return how many triples the graphs have. Raises what asking for them raises."""
        digest = self._answering.digest
        if not self._lasting or self._known is None or self._known[0] != digest:
            self._known = digest, await self._counted()
        return self._known[1]

    async def _counted(self) -> Sizes:
        """Ask for the sizes; where counting takes too long, for the names of the graphs alone."""
        try:
            rows = rows_from_json(await self._answering.answer(Asked(_SIZES, "json")))
            graphs = {graph.value: int(size.value) for graph, size in rows if graph and size}
            whole = rows_from_json(await self._answering.answer(Asked(_SIZE, "json")))
            return Sizes(graphs, next(int(size.value) for (size,) in whole if size))
        except (QueryTimeout, QueryMemoryExceeded):
            rows = rows_from_json(await self._answering.answer(Asked(_NAMES_ALONE, "json")))
            return Sizes({graph.value: None for (graph,) in rows if graph}, None)


def origin(scope: Scope) -> str:
    """Return where the client reached the server, such as `http://127.0.0.1:8000`.

    A Host that is none is passed over, so that nothing but a host gets into an IRI.
    """
    host = field(scope, b"host")
    if not _HOST.fullmatch(host):
        name, port = scope.get("server") or ("localhost", None)
        host = f"{name}:{port}" if port else name
    return f"{scope.get('scheme', 'http')}://{host}"


def written(place: Place, sizes: Sizes, format_name: str) -> bytes:
    """Return the description of an endpoint in a format of graphs."""
    triples = sorted(_triples(place, sizes), key=str)
    syntax = _SYNTAXES[format_name]
    prefixes = None if format_name == "ntriples" else _PREFIXES
    return ox.serialize(triples, format=syntax, prefixes=prefixes) or b""


def _triples(place: Place, sizes: Sizes) -> Iterator[ox.Triple]:
    """Yield what there is to say (Service Description, 3.2 to 3.4)."""
    endpoint = place.endpoint
    # Some clients look for statements about the address that they were given, and no other.
    service, dataset = ox.NamedNode(endpoint), ox.NamedNode(f"{endpoint}#dataset")
    default = ox.NamedNode(f"{endpoint}#default-graph")
    void = ox.NamedNode(place.home + _VOID_PATH)
    yield ox.Triple(service, _RDF_TYPE, _sd("Service"))
    yield ox.Triple(service, _sd("endpoint"), ox.NamedNode(endpoint))
    yield ox.Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    for feature in place.features:
        yield ox.Triple(service, _sd("feature"), _sd(feature))
    for result in _RESULTS:
        yield ox.Triple(service, _sd("resultFormat"), ox.NamedNode(_FORMATS + result))
    simple = ox.NamedNode("http://www.w3.org/ns/entailment/Simple")
    yield ox.Triple(service, _sd("defaultEntailmentRegime"), simple)
    yield ox.Triple(service, _sd("defaultDataset"), dataset)
    yield ox.Triple(service, _SEE_ALSO, void)
    yield ox.Triple(dataset, _RDF_TYPE, _sd("Dataset"))
    yield ox.Triple(dataset, _SEE_ALSO, void)
    yield ox.Triple(dataset, _sd("defaultGraph"), default)
    yield from _graph(default, sizes.default)
    for number, iri in enumerate(sorted(sizes.graphs), start=1):
        node, graph = ox.NamedNode(f"{endpoint}#graph-{number}"), ox.NamedNode(iri)
        yield ox.Triple(dataset, _sd("namedGraph"), node)
        yield ox.Triple(node, _RDF_TYPE, _sd("NamedGraph"))
        yield ox.Triple(node, _sd("name"), graph)
        yield ox.Triple(node, _sd("graph"), graph)
        yield from _graph(graph, sizes.graphs[iri])


def _graph(node: ox.NamedNode, size: int | None) -> Iterator[ox.Triple]:
    """Yield what a graph is and how many triples it has, if that is known."""
    yield ox.Triple(node, _RDF_TYPE, _sd("Graph"))
    yield ox.Triple(node, _RDF_TYPE, ox.NamedNode(_VOID + "Dataset"))
    if size is not None:
        yield ox.Triple(node, ox.NamedNode(_VOID + "triples"), ox.Literal(size))


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SD + name)
