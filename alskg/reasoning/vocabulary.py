"""The logical part of an ontology: what is declared, what stands above what, what is disjoint."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

import pyoxigraph as ox

__all__ = ["OWL", "RDFS", "RDF_TYPE", "Term", "Vocabulary", "axioms", "iri", "read"]

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

OWL: Final = "http://www.w3.org/2002/07/owl#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
RDF_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

# What a reasoner needs of our ontology, which has axioms between names only. All else, labels and
# imports above all, stays out: owlready2 fetches an owl:imports and runs code for some annotations.
_AXIOMS: Final = frozenset(
    [RDFS + name for name in ("subClassOf", "subPropertyOf", "domain", "range")]
    + [
        OWL + name
        for name in (
            "disjointWith",
            "equivalentClass",
            "equivalentProperty",
            "inverseOf",
            "propertyDisjointWith",
        )
    ]
)
_ANNOTATION: Final = OWL + "AnnotationProperty"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What an ontology says about its classes and properties, by IRI.

    `above` holds a term itself and all that subsumes it. `domains`, `ranges` and `inverses` hold
    what is said about a property itself, not about those above it.
    """

    classes: frozenset[str]
    object_properties: frozenset[str]
    data_properties: frozenset[str]
    annotation_properties: frozenset[str]
    above: Mapping[str, frozenset[str]]
    domains: Mapping[str, frozenset[str]]
    ranges: Mapping[str, frozenset[str]]
    inverses: Mapping[str, frozenset[str]]
    disjoint: frozenset[tuple[str, str]]

    def all_above(self, term: str) -> frozenset[str]:
        """Return a class or property and all that subsumes it."""
        return self.above.get(term, frozenset([term]))

    def needed(self, ends: Mapping[str, frozenset[str]], predicate: str) -> frozenset[str]:
        """Return the domains, or the ranges, that a property and those above it ask for."""
        return frozenset().union(*(ends.get(name, ()) for name in self.all_above(predicate)))

    def clash(self, first: str, second: str) -> bool:
        """Say whether nothing can be a member of both classes."""
        others = self.all_above(second)
        return any((one, two) in self.disjoint for one in self.all_above(first) for two in others)


def axioms(ontology: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Return the triples of an ontology that a reasoner needs: declarations and plain axioms."""
    return [triple for triple in ontology if _is_axiom(triple)]


def _is_axiom(triple: ox.Triple) -> bool:
    """Say whether a triple is an axiom, or declares something other than an annotation."""
    if triple.predicate.value != RDF_TYPE:
        return triple.predicate.value in _AXIOMS
    kind = iri(triple.object)
    return kind.startswith(OWL) and kind != _ANNOTATION


def read(ontology: Iterable[ox.Triple]) -> Vocabulary:
    """Gather the declarations and axioms of an ontology."""
    pairs: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for triple in ontology:
        pairs[triple.predicate.value][iri(triple.subject)].add(iri(triple.object))
    kinds = _turned(pairs[RDF_TYPE])
    inverses = pairs[OWL + "inverseOf"]
    return Vocabulary(
        classes=frozenset(kinds[OWL + "Class"]),
        object_properties=frozenset(kinds[OWL + "ObjectProperty"]),
        data_properties=frozenset(kinds[OWL + "DatatypeProperty"]),
        annotation_properties=frozenset(kinds[_ANNOTATION]),
        above=_closed(_merged(pairs[RDFS + "subClassOf"], pairs[RDFS + "subPropertyOf"])),
        domains=_frozen(pairs[RDFS + "domain"]),
        ranges=_frozen(pairs[RDFS + "range"]),
        inverses=_frozen(_merged(inverses, _turned(inverses))),
        disjoint=_both_ways(pairs[OWL + "disjointWith"]),
    )


def iri(term: Term) -> str:
    """Return the IRI of a term, or the empty string for anything else."""
    return term.value if isinstance(term, ox.NamedNode) else ""


def _turned(pairs: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Return the relation the other way round; what it does not hold has no partner."""
    turned: dict[str, set[str]] = defaultdict(set)
    for left, rights in pairs.items():
        for right in rights:
            turned[right].add(left)
    return turned


def _merged(*relations: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Return the union of relations."""
    merged: dict[str, set[str]] = defaultdict(set)
    for relation in relations:
        for left, rights in relation.items():
            merged[left] |= rights
    return merged


def _frozen(pairs: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    """Return a relation that nobody can add to."""
    return {left: frozenset(rights) for left, rights in pairs.items()}


def _closed(parents: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    """Return each term with itself and all that stands above it, at any distance."""
    closed = {}
    for term in parents:
        reached = {term}
        waiting = [term]
        while waiting:
            new = parents.get(waiting.pop(), set()) - reached
            reached |= new
            waiting += new
        closed[term] = frozenset(reached)
    return closed


def _both_ways(pairs: Mapping[str, set[str]]) -> frozenset[tuple[str, str]]:
    """Return the pairs of a symmetric relation, each in both orders."""
    ordered = [(left, right) for left, rights in pairs.items() for right in rights]
    return frozenset(ordered + [(right, left) for left, right in ordered])
