"""Short ways to write the RDF terms that a compilation makes."""

from collections.abc import Iterable, Iterator
from functools import cache

import pyoxigraph as ox

from alskg.terms import BASE, expand

__all__ = ["about", "english", "graph", "node", "quads"]


@cache
def node(curie: str) -> ox.NamedNode:
    """Return the term of a CURIE."""
    return ox.NamedNode(expand(curie))


@cache
def graph(layer: str) -> ox.NamedNode:
    """Return the IRI of a layer's named graph: `page` is graph:page."""
    return ox.NamedNode(f"{BASE}graph/{layer}")


def english(text: str) -> ox.Literal:
    """Return a text in English."""
    return ox.Literal(text, language="en")


def about(subject: ox.NamedNode, *values: tuple[str, ox.NamedNode | ox.Literal]) -> set[ox.Triple]:
    """Return the triples of one subject, from pairs of a predicate's CURIE and a value."""
    return {ox.Triple(subject, node(curie), value) for curie, value in values}


def quads(triples: Iterable[ox.Triple], layer: str) -> Iterator[ox.Quad]:
    """Yield triples as statements of a layer's named graph."""
    name = graph(layer)
    return (ox.Quad(each.subject, each.predicate, each.object, name) for each in triples)
