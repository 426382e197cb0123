"""Which facts contradict each other, found from domains, ranges and disjoint classes.

HermiT says that something is wrong, not what. In an ontology of plain axioms every contradiction
is a thing that two facts put into classes which share no member, so it can be found directly.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import Final

import pyoxigraph as ox

from alskg.reasoning.facts import Facts
from alskg.reasoning.vocabulary import OWL, RDF_TYPE, RDFS, Term, Vocabulary, iri
from alskg.terms import ALSKG, BASE

__all__ = ["Clash", "Reason", "explain"]

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_STATEMENTS: Final = (_RDF + "subject", _RDF + "predicate", _RDF + "object")
_EDGES: Final = tuple(ALSKG + name for name in ("edgeSubject", "edgePredicate", "edgeObject"))
_FIRM: Final = frozenset(BASE + "modality/" + name for name in ("asserted", "estimated"))
_WHOLE: Final = {_XSD + name for name in ("nonNegativeInteger", "positiveInteger")}
_WIDER: Final = {
    _XSD + "decimal": _WHOLE | {_XSD + "integer"},
    _XSD + "integer": _WHOLE,
    RDFS + "Literal": set[str](),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something belongs to a class or a datatype: a fact, and the claims that state it."""

    term: str
    fact: ox.Triple
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clash:
    """A thing, or a value, that two reasons put where nothing can be both."""

    thing: Term
    first: Reason
    second: Reason


def explain(facts: Facts, graph: Sequence[ox.Triple], known: Vocabulary) -> tuple[Clash, ...]:
    """Return the clashes among the facts, each with the claims of the graph behind it."""
    claims = _claims_by_edge(graph)
    found = [*_things(facts.triples, claims, known), *_values(facts, claims, known)]
    return tuple(sorted(found, key=lambda clash: str((clash.thing, clash.first, clash.second))))


def _claims_by_edge(graph: Iterable[ox.Triple]) -> dict[ox.Triple, set[str]]:
    """Return the claims that state an edge firmly, and those from which a rule derived it."""
    parts: dict[str, dict[Term, Term]] = defaultdict(dict)
    entails: dict[Term, set[str]] = defaultdict(set)
    doubtful: set[Term] = set()
    for triple in graph:
        predicate = triple.predicate.value
        if predicate in _STATEMENTS + _EDGES:
            parts[predicate][triple.subject] = triple.object
        elif predicate == ALSKG + "entails":
            entails[triple.object].add(iri(triple.subject))
        elif predicate == ALSKG + "modality" and iri(triple.object) not in _FIRM:
            doubtful.add(triple.subject)
    claims: dict[ox.Triple, set[str]] = defaultdict(set)
    for node, edge in _written_out(parts, _STATEMENTS):
        claims[edge] |= {iri(node)} if node not in doubtful else set()
    for node, edge in _written_out(parts, _EDGES):
        claims[edge] |= entails.get(node, set())
    return claims


def _written_out(
    parts: Mapping[str, Mapping[Term, Term]], names: Sequence[str]
) -> Iterator[tuple[Term, ox.Triple]]:
    """Yield each node that has a subject, predicate and object, and the edge that these make."""
    subjects, predicates, objects = (parts.get(name, {}) for name in names)
    for node in subjects.keys() & predicates.keys() & objects.keys():
        subject, predicate = subjects[node], predicates[node]
        if isinstance(subject, ox.NamedNode) and isinstance(predicate, ox.NamedNode):
            yield node, ox.Triple(subject, predicate, objects[node])


def _things(
    triples: Iterable[ox.Triple], claims: Mapping[ox.Triple, set[str]], known: Vocabulary
) -> Iterator[Clash]:
    """Yield the things that are put into disjoint classes, or into one that can have no member."""
    for thing, facts in _facts_by_class(triples, known).items():
        reasons = [
            Reason(term, fact, tuple(sorted(claims.get(fact, ())))) for term, fact in facts.items()
        ]
        for one, two in combinations_with_replacement(reasons, 2):
            if known.clash(one.term, two.term):
                yield Clash(thing, one, two)


def _facts_by_class(
    triples: Iterable[ox.Triple], known: Vocabulary
) -> dict[Term, dict[str, ox.Triple]]:
    """Return the first fact that puts a thing into a class; types come before edges.

    What an edge says counts only where no type of the thing says it already.
    """
    found: dict[Term, dict[str, ox.Triple]] = defaultdict(dict)
    typed: dict[Term, set[str]] = defaultdict(set)
    for triple in sorted(triples, key=lambda one: (one.predicate.value != RDF_TYPE, str(one))):
        for thing, term in _memberships(triple, known):
            if triple.predicate.value == RDF_TYPE:
                typed[thing] |= known.all_above(term) - {term}
                found[thing][term] = triple
            elif term not in typed[thing]:
                found[thing].setdefault(term, triple)
    return found


def _memberships(triple: ox.Triple, known: Vocabulary) -> Iterator[tuple[Term, str]]:
    """Yield what a fact puts into which class: by type, by domain, by range."""
    subject, predicate, value = triple.subject, triple.predicate.value, triple.object
    if predicate == RDF_TYPE:
        yield subject, iri(value)
        return
    above = known.all_above(predicate)
    turned = {other for name in above for other in known.inverses.get(name, ())}
    for name in (predicate, *turned):
        ends = (known.domains, known.ranges) if name == predicate else (known.ranges, known.domains)
        for term in known.needed(ends[0], name):
            yield subject, term
        for term in known.needed(ends[1], name) if isinstance(value, ox.NamedNode) else ():
            yield value, term


def _values(
    facts: Facts, claims: Mapping[ox.Triple, set[str]], known: Vocabulary
) -> Iterator[Clash]:
    """Yield the values that are not of the datatype, or not of the kind, that is asked for."""
    for triple in facts.triples:
        if isinstance(triple.object, ox.Literal):
            actual = triple.object.datatype.value
            for asked in known.needed(known.ranges, triple.predicate.value):
                if not _fits(actual, asked):
                    yield _of_value(triple, actual, asked, claims)
    for triple in facts.misfits:
        for actual, asked in _kinds(triple, known):
            yield _of_value(triple, actual, asked, claims)


def _kinds(triple: ox.Triple, known: Vocabulary) -> Iterator[tuple[str, str]]:
    """Yield what a value that can never fit is, and what it would have to be."""
    predicate, value = triple.predicate.value, triple.object
    ranges = known.needed(known.ranges, predicate)
    if not isinstance(value, ox.Literal):
        yield from ((OWL + "Thing", asked) for asked in ranges or {RDFS + "Literal"})
    elif predicate in known.object_properties:
        yield from ((RDFS + "Literal", asked) for asked in ranges or {OWL + "Thing"})
    else:
        yield RDFS + "Literal", value.datatype.value


def _of_value(
    triple: ox.Triple, actual: str, asked: str, claims: Mapping[ox.Triple, set[str]]
) -> Clash:
    """Return the clash between what a value is and what its property asks for."""
    stated = tuple(sorted(claims.get(triple, ())))
    return Clash(triple.object, Reason(actual, triple, stated), Reason(asked, triple, stated))


def _fits(datatype: str, asked: str) -> bool:
    """Say whether each value of one datatype is one of another (XML Schema 1.1 part 2, 3.4)."""
    return datatype == asked or asked == RDFS + "Literal" or datatype in _WIDER.get(asked, ())
