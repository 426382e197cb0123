"""What ties things of the graph together: claims, edges that rules derive, and plain facts."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from alskg.kg.source import LocalSource
from alskg.ledger import answers
from alskg.terms import BASE
from alskg.web.site import Site

__all__ = ["Tie", "kind_of", "ties"]

_CLAIMS: Final = """\
SELECT ?claim ?subject ?predicate ?object ?modality (COUNT(?source) AS ?sources) WHERE {
  ?claim rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ;
    alskg:modality ?modality .
  FILTER (isIRI(?object))
  OPTIONAL { ?claim alskg:accordingTo ?source }
} GROUP BY ?claim ?subject ?predicate ?object ?modality ORDER BY ?claim"""
_DERIVED: Final = """\
SELECT DISTINCT ?edge ?subject ?predicate ?object WHERE {
  ?edge alskg:edgeSubject ?subject ; alskg:edgePredicate ?predicate ; alskg:edgeObject ?object ;
    alskg:derivedBy ?rule .
} ORDER BY ?predicate ?edge"""
_PLAIN: Final = """\
SELECT DISTINCT ?subject ?predicate ?object WHERE {
  GRAPH ?graph { ?subject ?predicate ?object }
  FILTER (isIRI(?object) && STRSTARTS(STR(?subject), "https://w3id.org/alskg/")
    && STRSTARTS(STR(?object), "https://w3id.org/alskg/")
    && !STRSTARTS(STR(?graph), "https://w3id.org/alskg/graph/inferred"))
} ORDER BY ?predicate ?subject ?object"""

_UNDRAWN: Final = frozenset(
    {"", "dataset", "edge", "graph", "mapping", "ontology", "prefixes", "query", "rule", "sparql"}
)
"""Kinds that are about the graph, not about ALS."""
_REIFIED: Final = frozenset(
    f"http://www.w3.org/1999/02/22-rdf-syntax-ns#{name}" for name in ("type", "predicate")
)
_TWICE: Final = "http://www.w3.org/2004/02/skos/core#topConceptOf"  # skos:inScheme says it as well
_REMEMBERED: Final = 60  # seconds for which an endpoint elsewhere is not asked again


@dataclass(frozen=True, slots=True)
class Tie:
    """One thing tied to another by a predicate.

    `layer` is page, reference, derived, or empty for a plain fact; `certainty` that of the claim,
    and `told` the claim or the derived edge itself.
    """

    subject: str
    predicate: str
    object: str
    layer: str = ""
    certainty: str = ""
    told: str = ""

    def other(self, iri: str) -> str:
        """Return the other end."""
        return self.object if self.subject == iri else self.subject


def kind_of(iri: str) -> str:
    """Return the kind of a thing of ours, such as `gene`; empty for anything else."""
    kind, slash, _ = iri.removeprefix(BASE).partition("/")
    return kind if slash and iri.startswith(BASE) else ""


def ties(site: Site) -> Mapping[str, tuple[Tie, ...]]:
    """Return the ties of everything by IRI, claims first, then what is derived, then plain facts.

    They are read once; of an endpoint elsewhere, every minute. Raises what the engine does.
    """
    is_here = isinstance(site.kg.source, LocalSource)
    return _ties(site, 0 if is_here else int(time.monotonic() / _REMEMBERED))


@lru_cache(maxsize=4)
def _ties(site: Site, _: int) -> Mapping[str, tuple[Tie, ...]]:
    by_end: dict[str, list[Tie]] = {}
    for tie in (*_claims(site), *_derived(site), *_plain(site)):
        for end in {tie.subject: None, tie.object: None}:
            by_end.setdefault(end, []).append(tie)
    return {end: tuple(found) for end, found in by_end.items()}


def _claims(site: Site) -> Iterator[Tie]:
    """Yield what claims tie together."""
    for claim, subject, predicate, object_, modality, sources in answers(site.kg.engine, _CLAIMS):
        if _is_drawn(subject) and _is_drawn(object_):
            layer = "reference" if sources != "0" else "page"
            certainty = modality.rpartition("/")[2]
            yield Tie(subject, predicate, object_, layer, certainty, claim)


def _derived(site: Site) -> Iterator[Tie]:
    """Yield what rules tie together and no claim does: one edge for each pair of things."""
    seen = {frozenset((tie.subject, tie.object)) for tie in _claims(site)}
    for edge, subject, predicate, object_ in answers(site.kg.engine, _DERIVED):
        pair = frozenset((subject, object_))
        if pair not in seen and _is_drawn(subject) and _is_drawn(object_):
            seen.add(pair)
            yield Tie(subject, predicate, object_, "derived", told=edge)


def _plain(site: Site) -> Iterator[Tie]:
    """Yield plain facts, of which those of claims are their sentences and conditions."""
    for subject, predicate, object_ in answers(site.kg.engine, _PLAIN):
        is_said = predicate in _REIFIED or predicate == _TWICE
        if not is_said and _is_drawn(subject) and _is_drawn(object_):
            yield Tie(subject, predicate, object_)


def _is_drawn(iri: str) -> bool:
    return kind_of(iri) not in _UNDRAWN and "#" not in iri
