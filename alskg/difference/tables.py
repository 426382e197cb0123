"""One side as things with their values, each thing of a kind that a reader knows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final

import pyoxigraph as ox

from alskg.difference.blank import named
from alskg.difference.meaning import Term, meant
from alskg.difference.sides import Side
from alskg.terms import ALSKG, BASE, expand

__all__ = ["KINDS", "LABEL", "STATED_IN", "Held", "Nodes", "Thing", "Values", "kind_of", "nodes"]

KINDS: Final = (
    "claims",
    "entities",
    "passages",
    "mappings",
    "terms",
    "queries",
    "edges",
    "descriptions",
)
"""What is told apart, in the order in which it is reported."""


Subject = ox.NamedNode | ox.BlankNode | ox.Triple


@dataclass(frozen=True, slots=True)
class Held:
    """A value as it was written, and the layers that state it."""

    term: Term
    layers: frozenset[str]

    def also(self, term: Term, layers: frozenset[str]) -> "Held":
        """Return the value as another statement of it makes it: the first of both writings."""
        return Held(min(self.term, term, key=str), self.layers | layers)


Values = dict[str, dict[Term, Held]]
"""What is said of one thing: by property, then by what the value means."""
Nodes = dict[str, Values]


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing on one side: its values by property, and the layers that state them."""

    iri: str
    layers: tuple[str, ...]
    values: Mapping[str, tuple[Term, ...]]


LABEL: Final = expand("rdfs:label")
STATED_IN: Final = f"{ALSKG}statedIn"
_TYPE: Final = expand("rdf:type")
_TRIPLE_PARTS: Final = tuple(expand(f"rdf:{name}") for name in ("subject", "predicate", "object"))
_CLAIM_PARTS: Final = _TRIPLE_PARTS[:2]
_REIFIES: Final = expand("rdf:reifies")
_EDGE_PARTS: Final = tuple(f"{ALSKG}edge{name}" for name in ("Subject", "Predicate", "Object"))
_MAPPING_PARTS: Final = tuple(
    expand(f"sssom:{name}") for name in ("subject_id", "predicate_id", "object_id")
)
_NEGATED: Final = expand("sssom:predicate_modifier")
_ENTAILS: Final = f"{ALSKG}entails"

_BY_FOLDER: Final = {
    "claim": "claims",
    "passage": "passages",
    "section": "passages",
    "page": "passages",
    "mapping": "mappings",
    "query": "queries",
    "edge": "edges",
    "rule": "terms",
    "graph": "descriptions",
    "dataset": "descriptions",
} | dict.fromkeys(
    (
        *("aspect", "axis", "measure", "modality", "prefixes", "quantifier"),
        *("role", "scheme", "stage", "unit"),
    ),
    "terms",
)
_BY_TYPE: Final = {
    f"{ALSKG}Passage": "passages",
    f"{ALSKG}Section": "passages",
    f"{ALSKG}Page": "passages",
    f"{ALSKG}Mapping": "mappings",
    f"{ALSKG}DerivedEdge": "edges",
    f"{ALSKG}Rule": "terms",
    expand("void:Dataset"): "descriptions",
} | {
    expand(curie): "terms"
    for curie in (
        *("owl:Ontology", "owl:Class", "owl:ObjectProperty", "owl:DatatypeProperty"),
        *("owl:AnnotationProperty", "skos:Concept", "skos:ConceptScheme"),
    )
}


def nodes(side: Side, layers: Iterable[str], *, apart: bool) -> Nodes:
    """Return the things of some layers of a side.

    With `apart` each value remembers its layer; else the layers are one, and what a file holds of
    derived edges, rules and release description is left out by what it says. A plain match is left
    out wherever the record of its mapping states it.
    """
    table: Nodes = {}
    chosen = {layer: side.layers[layer] for layer in layers}
    blank = named((triple for triples in chosen.values() for triple in triples), side.name)
    for layer, triples in sorted(chosen.items()):
        origin = frozenset({layer} if apart else ())
        for subject, predicate, value in chain.from_iterable(map(_spelt_out, triples)):
            term = blank[value] if isinstance(value, ox.BlankNode) else value
            held = table.setdefault(_address(subject, blank), {}).setdefault(predicate, {})
            key = meant(term)
            held[key] = held[key].also(term, origin) if key in held else Held(term, origin)
    _drop_stated(table, _MAPPING_PARTS, unless=_NEGATED)
    if not apart:
        _drop_derived(table)
    return table


def _spelt_out(triple: ox.Triple) -> Iterator[tuple[Subject, str, Term]]:
    """Yield a triple; one that ties a claim to a triple term (RDF 1.2) as the claim's three parts.

    So the export as RDF 1.2 says the same as every other.
    """
    stated = triple.object
    if triple.predicate.value == _REIFIES and isinstance(stated, ox.Triple):
        terms = (stated.subject, stated.predicate, stated.object)
        yield from ((triple.subject, *each) for each in zip(_TRIPLE_PARTS, terms, strict=True))
    else:
        yield triple.subject, triple.predicate.value, stated


def _address(subject: Subject, blank: Mapping[ox.BlankNode, ox.BlankNode]) -> str:
    """Return the IRI of a thing, or what stands for one."""
    if isinstance(subject, ox.NamedNode):
        return subject.value
    return str(blank[subject] if isinstance(subject, ox.BlankNode) else subject)


def _drop_derived(table: Nodes) -> None:
    """Leave out derived edges with their explanations, and what describes rules and release."""
    _drop_stated(table, _EDGE_PARTS)
    for iri, values in list(table.items()):
        values.pop(_ENTAILS, None)
        if not values or kind_of(iri, values) in {"edges", "descriptions"}:
            del table[iri]


def _drop_stated(table: Nodes, parts: tuple[str, ...], unless: str = "") -> None:
    """Leave out each plain triple that a node with these three parts states."""
    for subject, predicate, value in list(_stated(table, parts, unless)):
        held = table.get(subject, {}).get(predicate, {})
        held.pop(value, None)
        if not held and predicate in table.get(subject, {}):
            del table[subject][predicate]
            if not table[subject]:
                del table[subject]


def _stated(table: Nodes, parts: tuple[str, ...], unless: str) -> Iterator[tuple[str, str, Term]]:
    """Yield the triple that each node with these parts states, but for those that deny it."""
    for values in table.values():
        if unless not in values and all(part in values for part in parts):
            subject, predicate, value = (next(iter(values[part])) for part in parts)
            if isinstance(subject, ox.NamedNode) and isinstance(predicate, ox.NamedNode):
                yield subject.value, predicate.value, value


def kind_of(iri: str, values: Values) -> str:
    """Return the one of `KINDS` that a thing is of: by its address, else by what is said of it."""
    if iri.startswith(ALSKG):
        return "terms"
    if iri.startswith(BASE):
        folder = iri.removeprefix(BASE).replace("#", "/").partition("/")[0]
        if folder in _BY_FOLDER:
            return _BY_FOLDER[folder]
    for term in values.get(_TYPE, ()):
        if isinstance(term, ox.NamedNode) and term.value in _BY_TYPE:
            return _BY_TYPE[term.value]
    return "claims" if all(part in values for part in _CLAIM_PARTS) else "entities"
