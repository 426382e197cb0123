"""What a request asks for: the parameters of the SPARQL 1.1 Protocol, section 2.1."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

import pyoxigraph as ox

from alskg.engine.guard import check
from alskg.engine.preparation import GRAPH_FORMATS, ROW_FORMATS
from alskg.formats import FORMATS
from alskg.web.protocol.negotiation import Offer, chosen
from alskg.web.protocol.problem import Problem

__all__ = [
    "GRAPH_OFFERS",
    "ROW_OFFERS",
    "Operation",
    "form_of",
    "graph_iri",
    "offered",
    "operation",
]

ROW_OFFERS: Final = (
    Offer("application/sparql-results+json", "json"),
    Offer("application/sparql-results+xml", "xml"),
    Offer("text/csv", "csv"),
    Offer("text/tab-separated-values", "tsv"),
    Offer("application/json", "json", 0.9),
    Offer("application/xml", "xml", 0.8),
)
"""What SELECT and ASK are answered with. A browser names application/xml before anything."""
GRAPH_OFFERS: Final = (
    Offer("text/turtle", "turtle"),
    Offer("application/n-triples", "ntriples"),
    Offer("application/rdf+xml", "rdfxml"),
    Offer("application/ld+json", "jsonld"),
    Offer("application/json", "jsonld", 0.9),
    Offer("application/xml", "rdfxml", 0.8),
)
"""What CONSTRUCT and DESCRIBE are answered with."""

_FORMAT_NAMES: Final = ("format", "output")
_PROLOGUE: Final = re.compile(
    r"(?:\s++|#[^\n\r]*+|BASE\s*+<[^<>\s]*+>|PREFIX\s++[^\s:<>#]*+:\s*+<[^<>\s]*+>)*+"
    r"(SELECT|ASK|CONSTRUCT|DESCRIBE)\b",
    re.IGNORECASE,
)


class Operation(NamedTuple):
    """One query with its dataset; `wanted` is the format that a parameter names, in small letters.

    No graphs at all leave the dataset to FROM in the query, or to the server.
    """

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    wanted: str = ""


def operation(given: Iterable[tuple[str, str]]) -> Operation:
    """Return the operation of a request's parameters; such as it does not know are passed over.

    Raises Problem: 403 for an update, 400 unless there is exactly one query, or for a graph that
    is no absolute IRI.
    """
    by_name: dict[str, list[str]] = {}
    for name, value in given:
        by_name.setdefault(name, []).append(value)
    queries = by_name.get("query", [])
    if "update" in by_name:
        if queries:
            raise Problem(400, "A request has either a query or an update, not both.")
        raise Problem(403, "Updates are refused: the graph is read-only. Ask with `query`.")
    if len(queries) != 1:
        raise Problem(
            400, f"A request has exactly one parameter `query`; this one has {len(queries)}."
        )
    return Operation(
        queries[0],
        tuple(map(graph_iri, by_name.get("default-graph-uri", ()))),
        tuple(map(graph_iri, by_name.get("named-graph-uri", ()))),
        next((by_name[name][0].lower() for name in _FORMAT_NAMES if name in by_name), ""),
    )


def graph_iri(iri: str) -> str:
    """Return the IRI of a graph. Raises Problem where it is no absolute IRI."""
    try:
        return ox.NamedNode(iri).value
    except ValueError as error:
        raise Problem(
            400, f"{iri[:200]!r} is no absolute IRI, and so names no graph: {error}."
        ) from error


def form_of(query: str) -> str:
    """Return the form of a query: SELECT, ASK, CONSTRUCT or DESCRIBE.

    Raises QuerySyntaxError or QueryRefused where it has none.
    """
    found = _PROLOGUE.match(query)
    return found[1].upper() if found else check(query).form


def offered(form: str, wanted: str, accept: str) -> Offer:
    """Return in which representation to answer a query of a form.

    A format that is asked for by name wins, where the form has it; otherwise Accept decides.
    Raises Problem (406), which lists what there is.
    """
    offers, names = (
        (GRAPH_OFFERS, _GRAPH_NAMES)
        if form in ("CONSTRUCT", "DESCRIBE")
        else (ROW_OFFERS, _ROW_NAMES)
    )
    return names.get(wanted) or negotiated(accept, offers)


def negotiated(accept: str, offers: tuple[Offer, ...]) -> Offer:
    """Return the offer that Accept chooses. Raises Problem (406), which lists what there is."""
    offer = chosen(accept, offers)
    if offer is None:
        available = [each.media_type for each in offers]
        raise Problem(
            406,
            f"Nothing that Accept names can be sent. There is {', '.join(available)}.",
            {"available": available},
        )
    return offer


def by_names(offers: Sequence[Offer], formats: Iterable[str]) -> Mapping[str, Offer]:
    """Return offers by all names that people have for their formats, media types among them.

    >>> by_names(GRAPH_OFFERS, ["turtle"])["ttl"].media_type
    'text/turtle'
    """
    found = {offer.media_type: offer for offer in offers}
    first = {offer.name: offer for offer in reversed(offers)}
    wanted = set(formats)
    for known in FORMATS:
        if known.name in wanted:
            for alias in known.aliases:
                found.setdefault(alias, first[known.name])
    return found | {name: first[name] for name in wanted}


_ROW_NAMES: Final = by_names(ROW_OFFERS, ROW_FORMATS)
_GRAPH_NAMES: Final = by_names(GRAPH_OFFERS, GRAPH_FORMATS)
