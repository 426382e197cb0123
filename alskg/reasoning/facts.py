"""The plain facts of a graph: types and edges in the ontology's own terms, and no records."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import pyoxigraph as ox

from alskg.reasoning.vocabulary import OWL, RDF_TYPE, RDFS, Vocabulary, iri
from alskg.terms import ALSKG

__all__ = ["Facts", "LeftOut", "follow", "select"]

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_RECORDS: Final = frozenset(ALSKG + name for name in ("Claim", "DerivedEdge", "Mapping", "Rule"))

_NUMBER: Final = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"
# Datatypes of OWL 2 (section 4 of its structural specification) that our data may have, and what
# a value of theirs looks like. HermiT refuses others, xsd:date and xsd:gYear among them.
_DATATYPES: Final = {
    _RDF + "langString": ".*",
    _XSD + "string": ".*",
    _XSD + "anyURI": ".*",
    _XSD + "boolean": "true|false|1|0",
    _XSD + "decimal": _NUMBER,
    _XSD + "integer": r"[+-]?\d+",
    _XSD + "nonNegativeInteger": r"\+?\d+|-0+",
    _XSD + "positiveInteger": r"\+?0*[1-9]\d*",
    _XSD + "double": rf"{_NUMBER}(?:[eE][+-]?\d+)?|[+-]?INF|NaN",
    _XSD + "float": rf"{_NUMBER}(?:[eE][+-]?\d+)?|[+-]?INF|NaN",
}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How often something stood in the graph that the reasoner cannot be given."""

    kind: Literal["class", "property", "datatype"]
    term: str
    count: int


@dataclass(frozen=True, slots=True)
class Facts:
    """Types and edges; those whose value can never fit; and what had to be left out."""

    triples: tuple[ox.Triple, ...]
    misfits: tuple[ox.Triple, ...]
    left_out: tuple[LeftOut, ...]


def select(graph: Sequence[ox.Triple], known: Vocabulary) -> Facts:
    """Take the types and plain edges out of a graph.

    What a record says is no fact; that something is a record is one where an edge points at it.
    """
    records = {
        triple.subject
        for triple in graph
        if triple.predicate.value == RDF_TYPE and not _RECORDS.isdisjoint(_above(triple, known))
    }
    sorting = _Sorting(known)
    for triple in graph:
        if triple.subject not in records:
            sorting.add(triple)
    pointed_at = records & {triple.object for triple in sorting.kept}
    for triple in graph:
        if triple.subject in pointed_at and triple.predicate.value == RDF_TYPE:
            sorting.add(triple)
    return sorting.result()


def _above(triple: ox.Triple, known: Vocabulary) -> frozenset[str]:
    """Return the class that a type triple names, and all above it."""
    return known.all_above(iri(triple.object))


class _Sorting:
    """Three heaps, to which the triples of a graph are added one by one."""

    def __init__(self, known: Vocabulary) -> None:
        self.kept: dict[ox.Triple, None] = {}
        self._known = known
        self._misfits: dict[ox.Triple, None] = {}
        self._left_out: Counter[tuple[Literal["class", "property", "datatype"], str]] = Counter()
        self._names: dict[ox.BlankNode, ox.NamedNode] = {}

    def add(self, triple: ox.Triple) -> None:
        """Put a triple where it belongs; an annotation belongs nowhere."""
        predicate = triple.predicate.value
        if predicate == RDF_TYPE:
            self._add_type(triple)
        elif predicate in self._known.object_properties:
            self._add_edge(triple)
        elif predicate in self._known.data_properties:
            self._add_value(triple)
        elif not predicate.startswith((_RDF, RDFS, OWL)) and (
            predicate not in self._known.annotation_properties
        ):
            self._left_out["property", predicate] += 1

    def _add_type(self, triple: ox.Triple) -> None:
        named = iri(triple.object)
        if named in self._known.classes:
            self._keep(triple)
        elif not named.startswith(OWL):
            self._left_out["class", named] += 1

    def _add_edge(self, triple: ox.Triple) -> None:
        if isinstance(triple.object, ox.Literal):
            self._misfits[triple] = None
        else:
            self._keep(triple)

    def _add_value(self, triple: ox.Triple) -> None:
        value = triple.object
        if not isinstance(value, ox.Literal):
            self._misfits[triple] = None
        elif value.datatype.value not in _DATATYPES:
            self._left_out["datatype", value.datatype.value] += 1
        elif not re.fullmatch(_DATATYPES[value.datatype.value], value.value, re.DOTALL):
            self._misfits[triple] = None
        else:
            self._keep(triple)

    def _keep(self, triple: ox.Triple) -> None:
        subject, value = triple.subject, triple.object
        if isinstance(subject, ox.BlankNode):
            subject = self._name(subject)
        if isinstance(value, ox.BlankNode):
            value = self._name(value)
        self.kept[ox.Triple(subject, triple.predicate, value)] = None

    def _name(self, node: ox.BlankNode) -> ox.NamedNode:
        """Give a blank node a name (RDF 1.1, 3.5), counted in the order of the graph."""
        nth = len(self._names) + 1
        return self._names.setdefault(node, ox.NamedNode(f"urn:alskg:blank:{nth}"))

    def result(self) -> Facts:
        """Return the heaps, in the order in which a person would look things up."""
        counted = sorted(self._left_out.items())
        return Facts(
            triples=tuple(sorted(self.kept, key=str)),
            misfits=tuple(sorted(self._misfits, key=str)),
            left_out=tuple(LeftOut(kind, term, count) for (kind, term), count in counted),
        )


def follow(
    given: Iterable[ox.Triple], inferred: Iterable[ox.Triple], known: Vocabulary
) -> tuple[ox.Triple, ...]:
    """Return all types and edges that are new, in order.

    HermiT reports the narrowest type and property, and one of two inverse edges; what stands
    above them and the other direction follow.
    """
    old = set(given)
    edges = known.object_properties | {RDF_TYPE}
    waiting = [triple for triple in (*old, *inferred) if triple.predicate.value in edges]
    reached: set[ox.Triple] = set()
    while waiting:
        triple = waiting.pop()
        if triple not in reached:
            reached.add(triple)
            waiting += _consequences(triple, known)
    return tuple(sorted(reached - old, key=str))


def _consequences(triple: ox.Triple, known: Vocabulary) -> list[ox.Triple]:
    """Return what a type or an edge says in wider terms, and the other way round."""
    subject, predicate, value = triple.subject, triple.predicate, triple.object
    if predicate.value == RDF_TYPE:
        wider = _above(triple, known) & known.classes
        return [ox.Triple(subject, predicate, ox.NamedNode(name)) for name in wider]
    found = [
        ox.Triple(subject, ox.NamedNode(name), value) for name in known.all_above(predicate.value)
    ]
    if not isinstance(value, ox.Literal):
        turned = known.inverses.get(predicate.value, ())
        found += [ox.Triple(value, ox.NamedNode(name), subject) for name in turned]
    return found
