"""All that the graph says about one thing, gathered for people and programs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from alskg.kg import markup
from alskg.kg.claims import Claims, Provenance, claims_html
from alskg.ledger import Answering, answers
from alskg.terms import compact, expand
from alskg.tracing import is_vocabulary, trace

__all__ = ["Edge", "Entity", "Fact", "Name", "Target", "entity", "kind_of"]


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


@dataclass(frozen=True, slots=True, repr=False)
class Entity:
    """One thing of the graph, with all that is said about it.

    `types` are CURIEs, `facts` its plain statements, `names` what it is called and by which
    claim, `claims` those that it is in (`claims.where(modality="possible")` picks some),
    `mappings` its terms elsewhere, `edges` what rules derive.
    """

    iri: str
    label: str
    types: tuple[str, ...]
    definition: str
    facts: tuple[Fact, ...]
    names: tuple[Name, ...]
    claims: Claims
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

    @property
    def provenance(self) -> Provenance:
        """Return what the claims about it rest on: sentences of the page, reference sources."""
        return self.claims.provenance

    @property
    def identifiers(self) -> tuple[str, ...]:
        """Return its identifiers elsewhere, such as `HGNC:11179`: the exact matches."""
        exact = (one for one in self.mappings if one.relation == "exact match")
        return tuple(one.identifier for one in exact if not one.negative)

    def __str__(self) -> str:
        """Return label and CURIE."""
        return f"{self.label} ({self.curie})"

    def __repr__(self) -> str:
        """Say what it is, and how much is said of it."""
        counts = f"{len(self.claims)} claims, {len(self.mappings)} mappings"
        return f"<{self.curie}: {self.label}, {', '.join(map(kind_of, self.types))}; {counts}>"

    def _repr_html_(self) -> str:
        """Show all about it in a notebook: facts, claims with their sentences, mappings."""
        return _html(self)


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
        claims=Claims(trace(engine, iri)),
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


def kind_of(curie: str) -> str:
    """Return a class in words: `alskg:CauseClaim` is `cause claim`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", curie.rpartition(":")[2]).lower()


def _html(thing: Entity) -> str:
    """Return an entity in HTML, in the order of `alskg describe`; what it has not is left out."""
    about = [
        ("is a", ", ".join(markup.text(kind_of(one)) for one in thing.types)),
        ("definition", markup.text(thing.definition)),
        ("also called", markup.text("; ".join(thing.synonyms))),
        *((fact.property, markup.text(fact.label or fact.value)) for fact in thing.facts),
    ]
    named = {name.claim for name in thing.names} | {thing.iri}
    claims = Claims(claim for claim in thing.claims if claim.iri not in named)
    parts = [
        markup.heading(thing.label, f" {markup.link(thing.curie, thing.iri)}"),
        markup.table(("", ""), [(markup.text(name), cell) for name, cell in about if cell]),
    ]
    if claims:
        parts += [markup.heading("Claims"), claims_html(claims)]
    if thing.mappings:
        rows = [_mapping_cells(one) for one in thing.mappings]
        parts += [markup.heading("Mappings"), markup.table(("relation", "term", "label"), rows)]
    return "".join(parts)


def _mapping_cells(one: Target) -> tuple[str, str, str]:
    """Return a mapping as the cells of a row, its term as a link."""
    relation = f"{'not ' * one.negative}{one.relation}"
    term = markup.link(one.identifier, expand(one.identifier))
    return markup.text(relation), term, markup.text(one.label)
