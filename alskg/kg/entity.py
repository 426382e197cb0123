"""All that the graph says about one thing, gathered for people and programs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from alskg.ledger import Answering, answers
from alskg.terms import compact
from alskg.tracing import TracedClaim, is_vocabulary, trace

__all__ = ["Edge", "Entity", "Fact", "Name", "Target", "entity"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A plain statement about the thing: the property and the value in words, and the value."""

    property: str
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Name:
    """A name of the thing, what kind of name it is, and the claim that says so."""

    text: str
    kind: str
    claim: str


@dataclass(frozen=True, slots=True)
class Target:
    """A term elsewhere that the thing is mapped to; `negative` where the mapping is denied."""

    mapping: str
    relation: str
    identifier: str
    label: str
    negative: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """A derived edge that starts at the thing: in words, with its object and its rule."""

    predicate: str
    object: str
    label: str
    rule: str


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing of the graph."""

    iri: str
    label: str
    types: tuple[str, ...]
    definition: str
    facts: tuple[Fact, ...]
    names: tuple[Name, ...]
    claims: tuple[TracedClaim, ...]
    mappings: tuple[Target, ...]
    edges: tuple[Edge, ...]

    @property
    def curie(self) -> str:
        """Return the CURIE of the thing."""
        return compact(self.iri)

    @property
    def synonyms(self) -> tuple[str, ...]:
        """Return its other names, each once."""
        return tuple(dict.fromkeys(name.text for name in self.names if name.text != self.label))

    def __str__(self) -> str:
        """Return label and CURIE."""
        return f"{self.label} ({self.curie})"


_ABOUT: Final = """\
SELECT DISTINCT ?property ?propertyLabel ?value ?valueLabel WHERE {{
  GRAPH ?graph {{ <{iri}> ?property ?value }}
  FILTER (!STRSTARTS(STR(?graph), "https://w3id.org/alskg/graph/inferred"))
  OPTIONAL {{ ?property rdfs:label ?propertyLabel }}
  OPTIONAL {{ ?value rdfs:label ?valueLabel }}
}} ORDER BY ?property ?value"""
_NAMES: Final = """\
SELECT ?name ?kind ?claim WHERE {{
  VALUES ?naming {{ alskg:NameClaim alskg:AttributeClaim }}
  ?claim a ?naming ; rdf:subject <{iri}> ; rdf:predicate ?predicate ; rdf:object ?name .
  FILTER (isLiteral(?name) && ?predicate != alskg:cytoband)
  ?predicate rdfs:label ?kind .
}} ORDER BY ?predicate ?name ?claim"""
_MAPPINGS: Final = """\
SELECT ?mapping ?predicate ?object ?label ?modifier WHERE {{
  ?mapping a alskg:Mapping ; sssom:subject_id <{iri}> ;
    sssom:predicate_id ?predicate ; sssom:object_id ?object .
  OPTIONAL {{ ?mapping sssom:object_label ?label }}
  OPTIONAL {{ ?mapping sssom:predicate_modifier ?modifier }}
}} ORDER BY ?modifier ?predicate ?object"""
_EDGES: Final = """\
SELECT DISTINCT ?predicateLabel ?object ?objectLabel ?rule WHERE {{
  ?edge alskg:edgeSubject <{iri}> ; alskg:edgePredicate ?predicate ; alskg:edgeObject ?object ;
    alskg:derivedBy/rdfs:label ?rule .
  ?predicate rdfs:label ?predicateLabel .
  OPTIONAL {{ ?object rdfs:label ?objectLabel }}
}} ORDER BY ?rule ?predicateLabel ?objectLabel ?object"""
_USES: Final = """\
SELECT (COUNT(DISTINCT ?use) AS ?uses) WHERE {{
  {{ ?use a <{iri}> }} UNION {{ ?use ?role <{iri}> ; rdf:subject ?subject }}
}}"""
_HEAD: Final = {"rdf:type", "rdfs:label", "skos:definition"}


def entity(engine: Answering, iri: str) -> Entity:
    """Return all that the graph says about a thing; the IRI must be one that it holds.

    Facts are what the files state of it; a statement of a mapping or a rule stands among the
    mappings and the edges instead.
    """
    about = answers(engine, _ABOUT.format(iri=iri))
    head = [(compact(name), value, label) for name, _, value, label in about]
    return Entity(
        iri=iri,
        label=next((value for name, value, _ in head if name == "rdfs:label"), compact(iri)),
        types=tuple(compact(value) for name, value, _ in head if name == "rdf:type"),
        definition=next((value for name, value, _ in head if name == "skos:definition"), ""),
        facts=(*_facts(about), *_uses(engine, iri)),
        names=tuple(Name(*row) for row in answers(engine, _NAMES.format(iri=iri))),
        claims=trace(engine, iri),
        mappings=tuple(
            Target(mapping, _words(predicate), compact(target), label, bool(modifier))
            for mapping, predicate, target, label, modifier in answers(
                engine, _MAPPINGS.format(iri=iri)
            )
        ),
        edges=tuple(
            Edge(predicate, compact(value), label or compact(value), rule)
            for predicate, value, label, rule in answers(engine, _EDGES.format(iri=iri))
        ),
    )


def _uses(engine: Answering, iri: str) -> Iterator[Fact]:
    """Yield how many things are of a class, or claims use another term of the vocabulary."""
    if is_vocabulary(iri):
        yield Fact("uses", answers(engine, _USES.format(iri=iri))[0][0], "")


def _facts(about: list[tuple[str, ...]]) -> Iterator[Fact]:
    """Yield the plain statements that no other part of an entity shows."""
    for name, property_label, value, label in about:
        curie = compact(name)
        if curie not in _HEAD and not (curie.startswith("skos:") and curie.endswith("Match")):
            yield Fact(property_label or _words(name), compact(value), label)


def _words(iri: str) -> str:
    """Return a property without a label in words: `skos:exactMatch` is `exact match`."""
    local = re.split(r"[#/:]", compact(iri))[-1].replace("_", " ")
    return "".join(f" {one.lower()}" if one.isupper() else one for one in local)
