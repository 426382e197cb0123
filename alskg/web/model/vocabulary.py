"""The vocabulary as pages show it: its terms in words, and how often the graph uses each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from alskg.terms import ALSKG, BASE
from alskg.web.site import Site

__all__ = ["ASKED", "Concept", "Layer", "Scheme", "Vocabulary", "Word", "vocabulary"]

_TERMS: Final = """\
SELECT ?term ?kind ?key ?value WHERE {
  GRAPH graph:ontology {
    VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty }
    ?term a ?kind ; ?key ?value .
    FILTER (STRSTARTS(STR(?term), STR(alskg:)) && ?key NOT IN (rdf:type, owl:disjointWith))
  }
} ORDER BY ?term ?key ?value"""
_INSTANCES: Final = """\
SELECT ?term (COUNT(DISTINCT ?thing) AS ?uses) (MIN(?thing) AS ?example) WHERE {
  ?thing a ?term . FILTER (STRSTARTS(STR(?term), STR(alskg:)))
} GROUP BY ?term"""
_STATEMENTS: Final = """\
SELECT ?term (COUNT(*) AS ?uses) (MIN(?thing) AS ?example) WHERE {
  { ?thing ?term ?value } UNION { ?thing rdf:predicate ?term }
  FILTER (STRSTARTS(STR(?term), STR(alskg:)))
} GROUP BY ?term"""
_CONCEPTS: Final = """\
SELECT ?scheme ?concept ?label ?definition (COUNT(?use) AS ?uses) WHERE {
  ?concept skos:inScheme ?scheme ; rdfs:label ?label .
  OPTIONAL { ?concept skos:definition ?definition }
  OPTIONAL { ?concept alskg:rank ?rank }
  OPTIONAL { ?use ?role ?concept ; rdf:subject ?subject }
} GROUP BY ?scheme ?concept ?label ?definition ?rank ORDER BY ?scheme ?rank ?label"""
_SCHEMES: Final = """\
SELECT ?scheme ?label ?definition WHERE {
  ?scheme a skos:ConceptScheme ; rdfs:label ?label ; skos:definition ?definition .
} ORDER BY ?label"""
_LAYERS: Final = """\
SELECT ?graph ?label ?description ?triples WHERE {
  ?graph a void:Dataset ; rdfs:label ?label ; void:triples ?triples ;
    dcterms:description ?description .
  FILTER (STRSTARTS(STR(?graph), STR(graph:)))
} ORDER BY ?graph"""
ASKED: Final = (_TERMS, _INSTANCES, _STATEMENTS, _SCHEMES, _CONCEPTS, _LAYERS)
"""The queries behind the page."""


@dataclass(frozen=True, slots=True)
class Word:
    """A class or a property: what its file says of it by property, and how often it is used."""

    iri: str
    kind: str
    values: Mapping[str, Sequence[str]]
    uses: int
    example: str

    @property
    def name(self) -> str:
        """Return the local name, which is its anchor on the page."""
        return self.iri.removeprefix(ALSKG)

    def first(self, key: str) -> str:
        """Return the first value of a property of the term, given as `rdfs:label`; or nothing."""
        return next(iter(self.all(key)), "")

    def all(self, key: str) -> Sequence[str]:
        """Return the values of a property of the term."""
        return self.values.get(key, [])


@dataclass(frozen=True, slots=True)
class Concept:
    """A value of a scheme, with the number of claims that have it."""

    iri: str
    label: str
    definition: str
    uses: int


@dataclass(frozen=True, slots=True)
class Scheme:
    """A list of values, such as the words for how often something is."""

    iri: str
    label: str
    definition: str
    concepts: tuple[Concept, ...]

    @property
    def name(self) -> str:
        """Return the slug, which is its anchor on the page."""
        return self.iri.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Layer:
    """A named graph and its size."""

    iri: str
    label: str
    description: str
    triples: int


@dataclass(frozen=True)
class Vocabulary:
    """All that the page of the model shows of the vocabulary."""

    classes: tuple[tuple[int, Word], ...]
    properties: tuple[Word, ...]
    schemes: tuple[Scheme, ...]
    layers: tuple[Layer, ...]


@lru_cache(maxsize=4)
def vocabulary(site: Site) -> Vocabulary:
    """Return the vocabulary of a graph: classes as a tree in rows, each with its depth."""
    words = _words(site)
    return Vocabulary(
        classes=_tree([word for word in words if word.kind == "Class"]),
        properties=tuple(word for word in words if word.kind != "Class"),
        schemes=_schemes(site),
        layers=tuple(
            Layer(iri, label, description, int(triples))
            for iri, label, description, triples in _rows(site, _LAYERS)
        ),
    )


def _rows(site: Site, query: str) -> Iterable[tuple[str, ...]]:
    """Yield the rows of a query as texts, an unbound cell as the empty one."""
    for row in site.kg.engine.rows(query):
        yield tuple(cell.value if cell else "" for cell in row)


def _words(site: Site) -> list[Word]:
    """Return the terms in alphabetical order."""
    used = {term: (int(uses), example) for term, uses, example in _rows(site, _STATEMENTS)}
    used |= {term: (int(uses), example) for term, uses, example in _rows(site, _INSTANCES)}
    kinds: dict[str, str] = {}
    values: dict[str, dict[str, list[str]]] = {}
    for term, kind, key, value in _rows(site, _TERMS):
        kinds.setdefault(term, kind.rpartition("#")[2])
        known = values.setdefault(term, {}).setdefault(_key(key), [])
        if value not in known:
            known.append(value)
    return [
        Word(term, kinds[term], values[term], *used.get(term, (0, "")))
        for term in sorted(kinds, key=str.casefold)
        if "label" in values[term]
    ]


def _key(iri: str) -> str:
    """Return the local name of a property that a term has."""
    return iri.replace("#", "/").rpartition("/")[2]


def _tree(classes: Sequence[Word]) -> tuple[tuple[int, Word], ...]:
    """Return the classes depth first, each below the first of its parents."""
    known = {word.iri for word in classes}
    below: dict[str, list[Word]] = {}
    for word in classes:
        parent = next((one for one in word.all("subClassOf") if one in known), "")
        below.setdefault(parent, []).append(word)

    def walk(parent: str, depth: int) -> Iterable[tuple[int, Word]]:
        for word in below.get(parent, ()):
            yield depth, word
            yield from walk(word.iri, depth + 1)

    return tuple(walk("", 0))


def _schemes(site: Site) -> tuple[Scheme, ...]:
    """Return the schemes with their concepts."""
    concepts: dict[str, list[Concept]] = {}
    for scheme, iri, label, definition, uses in _rows(site, _CONCEPTS):
        concepts.setdefault(scheme, []).append(Concept(iri, label, definition, int(uses)))
    return tuple(
        Scheme(iri, label, definition, tuple(concepts.get(iri, ())))
        for iri, label, definition in _rows(site, _SCHEMES)
        if iri.startswith(BASE)
    )
