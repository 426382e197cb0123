"""What ties a thing to others besides claims: plain facts, derived edges, mappings, uses."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from alskg.engine.results import Term
from alskg.page.layout import SECTIONS, section_rank
from alskg.terms import BASE, compact
from alskg.web.entity.behind import Behind

__all__ = [
    "EDGE",
    "Edge",
    "Fact",
    "Target",
    "Use",
    "about",
    "edges",
    "facts",
    "order",
    "targets",
    "uses",
    "words",
]

_ABOUT: Final = """\
SELECT DISTINCT ?property ?value WHERE {
  GRAPH ?graph { <iri> ?property ?value }
  FILTER (!STRSTARTS(STR(?graph), "https://w3id.org/alskg/graph/inferred"))
} ORDER BY ?property ?value"""
_ABOUT_EDGE: Final = """\
SELECT DISTINCT ?property ?value WHERE { <iri> ?property ?value } ORDER BY ?property ?value"""
_EDGES: Final = """\
SELECT DISTINCT ?graph ?edge ?predicate ?object ?rule ?claim WHERE {
  GRAPH ?graph {
    ?edge alskg:edgeSubject <iri> ; alskg:edgePredicate ?predicate ; alskg:edgeObject ?object ;
      alskg:derivedBy ?rule .
  }
  OPTIONAL { ?claim alskg:entails ?edge }
}"""
_TARGETS: Final = """\
SELECT ?mapping ?predicate ?object ?label ?modifier ?justification ?source ?comment WHERE {
  ?mapping sssom:subject_id <iri> ; sssom:predicate_id ?predicate ; sssom:object_id ?object ;
    sssom:mapping_justification ?justification .
  OPTIONAL { ?mapping sssom:object_label ?label }
  OPTIONAL { ?mapping sssom:predicate_modifier ?modifier }
  OPTIONAL { ?mapping sssom:object_source ?source }
  OPTIONAL { ?mapping sssom:comment ?comment }
} ORDER BY ?modifier ?predicate ?object"""
_USES: Final = """\
SELECT DISTINCT ?property ?thing WHERE {
  GRAPH ?graph { ?thing ?property <iri> }
  FILTER (!STRSTARTS(STR(?graph), "https://w3id.org/alskg/graph/inferred") ||
    STRSTARTS(STR(?thing), "https://w3id.org/alskg/edge/"))
  FILTER (@OTHERS@)
} ORDER BY ?property ?thing LIMIT 5000"""
_MOST_USES: Final = 5_000
EDGE: Final = f"{BASE}edge/"
_TOP: Final = "http://www.w3.org/2004/02/skos/core#topConceptOf"  # skos:inScheme says it as well
_RDF_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_RDFS_LABEL: Final = "http://www.w3.org/2000/01/rdf-schema#label"
_DEFINITION: Final = "http://www.w3.org/2004/02/skos/core#definition"


@dataclass(frozen=True, slots=True)
class Fact:
    """A plain statement about a thing: a property and its values."""

    property: str
    values: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge that rules derive: `layers` it follows from, the rule, the claims that entail it."""

    iri: str
    predicate: str
    object: Term
    rule: str
    layer: str
    claims: tuple[str, ...]

    @property
    def derived(self) -> bool:
        """Say whether more than one step lies between it and its claim."""
        return not self.rule.endswith("/plain-edge")


@dataclass(frozen=True, slots=True)
class Target:
    """A mapping of a thing to a term elsewhere; `negative` where it says that it is not so."""

    mapping: str
    predicate: str
    object: str
    label: str
    negative: bool
    justification: str
    source: str
    comment: str

    @property
    def curie(self) -> str:
        """Return the CURIE of the term."""
        return compact(self.object)

    @property
    def exact(self) -> bool:
        """Say whether it gives the thing an identifier elsewhere."""
        return self.predicate.endswith("#exactMatch") and not self.negative


@dataclass(frozen=True, slots=True)
class Use:
    """What points at a thing by one property."""

    property: str
    things: tuple[Term, ...]


def about(behind: Behind) -> dict[str, tuple[Term, ...]]:
    """Return the plain statements of the files about the thing: values by property.

    What rules say of their own edges is no file's, and counts for these.
    """
    found: dict[str, list[Term]] = {}
    for key, value in behind.ask(_ABOUT_EDGE if behind.iri.startswith(EDGE) else _ABOUT):
        if key and value:
            found.setdefault(key.value, []).append(value)
    return {key: tuple(values) for key, values in found.items()}


def facts(known: dict[str, tuple[Term, ...]]) -> tuple[Fact, ...]:
    """Return the statements that no other part of a page shows."""
    skipped = {_RDF_TYPE, _RDFS_LABEL, _DEFINITION, _TOP}
    return tuple(
        Fact(key, values)
        for key, values in known.items()
        if key not in skipped and not (key.startswith(_DEFINITION[:-10]) and key.endswith("Match"))
    )


def edges(behind: Behind) -> tuple[Edge, ...]:
    """Return the derived edges that start at the thing, by predicate and object."""
    claims: dict[tuple[str, str, Term, str, str], set[str]] = {}
    for row in behind.ask(_EDGES):
        graph, edge, predicate, object_, rule, claim = row
        if graph and edge and predicate and object_ and rule:
            layer = graph.value.rpartition("-")[2]
            key = (edge.value, predicate.value, object_, rule.value, layer)
            claims.setdefault(key, set()).update({claim.value} if claim else ())
    label = behind.site.label
    found = [
        Edge(iri, predicate, object_, rule, layer, tuple(sorted(known)))
        for (iri, predicate, object_, rule, layer), known in claims.items()
    ]
    return tuple(
        sorted(found, key=lambda one: (label(one.predicate), label(one.object.value), one.iri))
    )


def targets(behind: Behind) -> tuple[Target, ...]:
    """Return the mappings of the thing, those that deny one last."""
    found = []
    for row in behind.ask(_TARGETS):
        mapping, predicate, object_, label, modifier, why, source, comment = (
            cell.value if cell else "" for cell in row
        )
        found.append(
            Target(mapping, predicate, object_, label, bool(modifier), why, source, comment)
        )
    return tuple(found)


def uses(behind: Behind, skipped: Iterable[str]) -> tuple[tuple[Use, ...], bool]:
    """Return what points at the thing, by property, and whether that is all of it.

    Things of `skipped` kinds, of which there is at least one, are left out.
    """
    others = " && ".join(f'!STRSTARTS(STR(?thing), "{BASE}{kind}/")' for kind in sorted(skipped))
    by_property: dict[str, list[Term]] = {}
    rows = behind.ask(_USES.replace("@OTHERS@", others))
    for key, thing in rows:
        if key and thing and key.value != _TOP:
            by_property.setdefault(key.value, []).append(thing)
    label = behind.site.label
    found = tuple(
        Use(key, tuple(sorted(things, key=lambda one: (*order(one.value), label(one.value)))))
        for key, things in by_property.items()
    )
    return found, len(rows) < _MOST_USES


def order(iri: str) -> tuple[int, int]:
    """Return where a passage or a section stands on the page; what is neither comes after."""
    kind, _, slug = iri.removeprefix(BASE).partition("/")
    section, _, ordinal = (slug, "", "0") if kind == "section" else slug.rpartition("-")
    known = kind in ("section", "passage") and section in SECTIONS and ordinal.isdecimal()
    return (section_rank(section), int(ordinal)) if known else (len(SECTIONS) + 1, 0)


def words(site_label: str) -> str:
    """Return a property that has no label in words: `skos:inScheme` is `in scheme`."""
    if ":" not in site_label or " " in site_label:
        return site_label
    local = re.split(r"[#/:]", site_label)[-1].replace("_", " ")
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", local).lower()
