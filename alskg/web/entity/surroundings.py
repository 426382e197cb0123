"""The statements that are sent about one address: all that a client needs to show the thing.

No blank nodes, and lexical forms as they are in the files. IRIs are the permanent ones.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from alskg.errors import InputError
from alskg.export.description import void
from alskg.export.lines import of_layers
from alskg.export.snapshot import Snapshot
from alskg.ledger import answers
from alskg.resources import root
from alskg.terms import BASE, expand
from alskg.web.site import Site

__all__ = ["GRAPH", "ONTOLOGY", "described", "n_quads", "snapshot", "surroundings"]

ONTOLOGY: Final = f"{BASE}ontology"
GRAPH: Final = f"{BASE}graph/"
_DATASET: Final = f"{BASE}dataset"
_HERE: Final = ox.NamedNode(f"{BASE}graph/dataset")


def _written(*curies: str) -> frozenset[bytes]:
    """Return IRIs as N-Quads write them."""
    return frozenset(f"<{expand(curie)}>".encode() for curie in curies)


# A thing that states something of the focus by one of these is described whole.
_TOLD_WHOLE: Final = {
    expand(curie) for curie in ("rdf:subject", "rdf:object", "alskg:statedIn", "sssom:subject_id")
}
_SUPPORT: Final = _written("alskg:statedIn")
_LABEL: Final = _written("rdfs:label")
_TYPE: Final = _written("rdf:type")
_USES: Final = "SELECT DISTINCT ?s ?p WHERE {{ ?s ?p <{iri}> }}"


def snapshot(site: Site) -> Snapshot:
    """Return the whole graph as the writers of files take it. Raises what its source does."""
    return Snapshot(site.kg.source.project.read_bytes(), root(), site.version)


def surroundings(site: Site, iri: str) -> bytes:
    """Return the statements for an IRI of ours as N-Quads, in any order.

    For the vocabulary and a named graph, all statements of it (the latter as SPARQL 1.1 Graph
    Store Protocol, 4.1, has it); for the dataset its description. For any other thing what is
    stated of it, the claims and mappings that it is in with their sentences, what else mentions
    it, and the label and class of all that these mention.
    """
    if iri == ONTOLOGY or iri.startswith(f"{ONTOLOGY}/"):
        return of_layers(_everything(site), ["ontology"])
    if iri.startswith(GRAPH):
        return of_layers(_everything(site), [iri.removeprefix(GRAPH)])
    if iri == _DATASET:
        return described(void(snapshot(site)))
    return b"".join(_near(site, iri))


def _everything(site: Site) -> bytes:
    """Return the statements of the graph, or of the files that are served in its place."""
    try:
        return site.kg.source.project.read_bytes()
    except InputError:
        return site.kg.source.dataset.read_bytes()


def described(turtle: bytes) -> bytes:
    """Return Turtle of ours as N-Quads."""
    return n_quads(quad.triple for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE))


def n_quads(triples: Iterable[ox.Triple]) -> bytes:
    """Return triples as statements of a named graph, as the writers take them."""
    quads = (ox.Quad(one.subject, one.predicate, one.object, _HERE) for one in triples)
    return ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""


def _near(site: Site, iri: str) -> Iterator[bytes]:
    """Yield the statements about a thing and what is near it, some of them twice."""
    source = site.kg.source
    uses = answers(site.kg.engine, _USES.format(iri=iri))
    whole = {subject for subject, predicate in uses if predicate in _TOLD_WHOLE} | {iri}
    found = _lines(source.about(sorted(whole)))
    found += [
        f"<{subject}> <{predicate}> <{iri}> {_HERE} .".encode() for subject, predicate in uses
    ]
    parts = {node for line in found for node in _nodes(line) if node.startswith(f"{iri}#")}
    places = {
        node for line in found if line.split(b" ", 2)[1] in _SUPPORT for node in _objects(line)
    }
    more = (parts | places) - whole
    found += _lines(source.about(sorted(more)))
    mentioned = {node for line in found for node in _nodes(line)} - whole - more
    named = _told(source.about(sorted(mentioned)), _LABEL | _TYPE)
    kinds = {node for line in named for node in _objects(line)} - whole - more - mentioned
    found += named + _told(source.about(sorted(kinds)), _LABEL)
    yield from (line + b"\n" for line in found)


def _told(statements: bytes, predicates: frozenset[bytes]) -> list[bytes]:
    """Return those statements that have one of some predicates."""
    return [line for line in _lines(statements) if line.split(b" ", 2)[1] in predicates]


def _lines(statements: bytes) -> list[bytes]:
    """Return N-Quads a line each."""
    return [line for line in statements.split(b"\n") if line]


def _nodes(line: bytes) -> Iterator[str]:
    """Yield the IRIs of a statement, its graph left out."""
    subject, predicate, _ = line.split(b" ", 2)
    yield subject[1:-1].decode()
    yield predicate[1:-1].decode()
    yield from _objects(line)


def _objects(line: bytes) -> Iterator[str]:
    """Yield the object of a statement, if it is an IRI."""
    value = line.split(b" ", 2)[2]
    if value.startswith(b"<"):
        yield value[1 : value.index(b">")].decode()
