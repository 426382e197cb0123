"""Search: things by label, other name or identifier, the best match first."""

import difflib
import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Final

from alskg.errors import UnknownTerm, did_you_mean
from alskg.kg import markup
from alskg.ledger import Answering, answers
from alskg.terms import ALSKG, compact

__all__ = ["Hit", "Hits", "search"]

_THINGS: Final = """\
SELECT DISTINCT ?thing ?label ?type WHERE {
  ?thing rdfs:label ?label ; a ?type .
  FILTER (STRSTARTS(STR(?thing), "https://w3id.org/alskg/"))
  FILTER NOT EXISTS { ?thing a alskg:DerivedEdge }
  FILTER NOT EXISTS { ?thing a alskg:Mapping }
  FILTER NOT EXISTS { ?thing a void:Dataset }
}"""
# Identifiers elsewhere are names too, in the form in which people write them.
_NAMES: Final = """\
SELECT DISTINCT ?thing ?name WHERE {
  {
    VALUES ?naming { alskg:NameClaim alskg:AttributeClaim }
    ?claim a ?naming ; rdf:subject ?thing ; rdf:object ?name .
    FILTER (isLiteral(?name))
  } UNION {
    ?mapping a alskg:Mapping ; sssom:subject_id ?thing ; sssom:object_id ?name .
    FILTER NOT EXISTS { ?mapping sssom:predicate_modifier "Not" }
  }
}"""
# Terms of ontologies that were loaded with the graph, each in a graph named after its prefix.
_LOADED: Final = """\
SELECT DISTINCT ?term ?label ?type ?name WHERE {
  GRAPH ?graph {
    ?graph a void:Dataset . ?term rdfs:label|skos:prefLabel ?label ; a ?type ; ?naming ?name .
  }
  FILTER (?graph != graph:dataset)
  VALUES ?naming {
    rdfs:label skos:prefLabel skos:altLabel
    <http://www.geneontology.org/formats/oboInOwl#hasExactSynonym>
  }
}"""
_CLASSES: Final = """\
SELECT DISTINCT ?type ?above WHERE {
  { SELECT DISTINCT ?type WHERE { ?thing a ?type } }
  ?type rdfs:subClassOf* ?above .
}"""

_EXACT, _WORD, _START, _WORDS, _INSIDE = 6, 5, 4, 3, 2
_NEAR_RATIO: Final = 0.8
_SHORTEST_INSIDE: Final = 3
# What comes after all other things.
_LAST: Final = ("alskg:Claim", "alskg:Passage", "alskg:Section", "skos:Concept", "owl:Class")
_WORD_BREAK: Final = re.compile(r"[\W_]+")

_Key = tuple[bool, int, int, int, str]
"""How a hit is ordered: exact ones first, things before what is said of them, then by fit."""


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """A thing that was found: `matched` is the name that fits the text best."""

    iri: str
    label: str
    type: str
    matched: str

    @property
    def curie(self) -> str:
        """Return the CURIE of the thing."""
        return compact(self.iri)


class Hits(tuple[Hit, ...]):
    """What was found, the best first."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Show one hit a line."""
        number = f"{len(self)} hit{'' if len(self) == 1 else 's'}"
        return "\n".join(
            [number, *(f"  {hit.curie}  {hit.label}  ({hit.matched})" for hit in self)]
        )

    def _repr_html_(self) -> str:
        """Show the hits in a notebook, as links."""
        rows = [
            (markup.link(hit.label, hit.iri), *map(markup.text, (hit.curie, hit.type, hit.matched)))
            for hit in self
        ]
        return markup.table(("label", "id", "type", "matched"), rows)


def search(engine: Answering, text: str, kind: str | None = None, limit: int = 20) -> Hits:
    """Return the things whose names fit a text, best first; none where nothing comes near.

    Exact names come first, then things before claims and passages, and among them names that
    hold the text as words, start with it or hold it anywhere. Only where there are none of these,
    names that are spelt nearly so are found. `kind` is a class, such as `Gene`, and takes in its
    subclasses. Raises UnknownTerm where the graph has no things of that class.
    """
    above = _classes(engine)
    types = _fitting_types(above, kind) if kind else above.keys()
    sought = _folded(text)
    if not sought:
        return Hits()
    candidates = [hit for hit in _candidates(engine) if hit.type in types]
    for rank in (_rank, _near):
        best: dict[str, tuple[_Key, Hit]] = {}
        for hit in candidates:
            if good := rank(sought, _folded(hit.matched)):
                key = (
                    good < _EXACT,
                    _lateness(above[hit.type]),
                    -good,
                    len(hit.matched),
                    hit.curie,
                )
                best[hit.iri] = min(best.get(hit.iri, (key, hit)), (key, hit))
        if best:
            break
    found = sorted(best.values())[:limit]
    return Hits(replace(hit, type=compact(hit.type)) for _, hit in found)


def _candidates(engine: Answering) -> Iterator[Hit]:
    """Yield a hit for every name of every thing, its class as an IRI."""
    names: dict[str, list[str]] = {}
    for thing, name in answers(engine, _NAMES):
        names.setdefault(thing, []).append(compact(name) if name.startswith("http") else name)
    for thing, label, type_ in answers(engine, _THINGS):
        for name in (label, *names.get(thing, ())):
            yield Hit(thing, label, type_, name)
    for thing, label, type_, name in answers(engine, _LOADED):
        yield Hit(thing, label, type_, name)
        yield Hit(thing, label, type_, compact(thing))


def _lateness(types: AbstractSet[str]) -> int:
    """Return how late a thing of these classes comes among equally good matches."""
    return max((place for place, one in enumerate(_LAST, 1) if one in types), default=0)


def _folded(text: str) -> str:
    """Return a text in words as they are compared: any case, any punctuation."""
    return _WORD_BREAK.sub(" ", text.casefold()).strip()


def _rank(sought: str, name: str) -> int:
    """Return how well a folded name fits, from 6 for exactly down to 2, or 0."""
    if name == sought:
        return _EXACT
    if f" {sought} " in f" {name} ":
        return _WORD
    if name.startswith(sought):
        return _START
    if set(sought.split()) <= set(name.split()):
        return _WORDS
    return _INSIDE if len(sought) >= _SHORTEST_INSIDE and sought in name else 0


def _near(sought: str, name: str) -> int:
    """Return 1 where every word of the text is nearly a word of the name; identifiers never are."""
    if any(map(str.isdigit, sought)):
        return 0
    words = name.split()
    found = (difflib.get_close_matches(word, words, 1, _NEAR_RATIO) for word in sought.split())
    return int(all(found))


def _classes(engine: Answering) -> dict[str, set[str]]:
    """Return, for every class that has things, the classes above it and itself, as CURIEs."""
    above: dict[str, set[str]] = {}
    for type_, upper in answers(engine, _CLASSES):
        above.setdefault(type_, {compact(type_)}).add(compact(upper))
    return above


def _fitting_types(above: dict[str, set[str]], kind: str) -> Iterable[str]:
    """Return the classes that a kind takes in; it is a local name or a CURIE, in any case."""
    wanted = kind.casefold() if ":" in kind else f"alskg:{kind.casefold()}"
    fitting = {type_ for type_, uppers in above.items() if wanted in map(str.casefold, uppers)}
    if not fitting:
        ours = {type_.removeprefix(ALSKG) for type_ in above if type_.startswith(ALSKG)}
        message = f"The graph has nothing of the class '{kind}'.{did_you_mean(kind, ours)}"
        raise UnknownTerm(message)
    return fitting
