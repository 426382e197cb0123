"""The names of things, kept ready for search: asked of the graph once, then in memory."""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from alskg.errors import UnknownTerm
from alskg.kg.search import Hits, search
from alskg.ledger import Answering
from alskg.terms import ALSKG, BASE, compact, expand, prefix_header
from alskg.web.site import Site

__all__ = ["LONGEST", "Names", "Suggestion", "folded", "names"]

LONGEST: Final = 100
"""What is longer than this is cut, so that no text takes long to look for."""
_MOST_WORDS: Final = 8

_NEAR: Final = 0.65
_BREAK: Final = re.compile(r"[\W_]+")
_COMMON: Final = ("gene", "condition", "phenotype", "inheritance", "process", "anatomy")
_NAMES: Final = """\
SELECT DISTINCT ?thing ?name WHERE {
  {
    VALUES ?naming { alskg:NameClaim alskg:AttributeClaim }
    ?claim a ?naming ; rdf:subject ?thing ; rdf:predicate ?predicate ; rdf:object ?name .
    FILTER (isLiteral(?name) && ?predicate != alskg:cytoband)
  } UNION {
    ?thing rdfs:label ?name .
    FILTER NOT EXISTS { ?thing a alskg:DerivedEdge }
    FILTER NOT EXISTS { ?thing a alskg:Mapping }
    FILTER (STRSTARTS(STR(?thing), "https://w3id.org/alskg/"))
  }
}"""
_IDENTIFIERS: Final = """\
SELECT DISTINCT ?thing ?predicate ?identifier WHERE {
  ?mapping a alskg:Mapping ; sssom:subject_id ?thing ; sssom:predicate_id ?predicate ;
    sssom:object_id ?identifier .
  FILTER NOT EXISTS { ?mapping sssom:predicate_modifier "Not" }
}"""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name under a search box: what is put in, what is shown beside it, and the thing."""

    value: str
    label: str
    thing: str


class _Remembered:
    """An engine that keeps its answers: the graph of a site does not change while it is served."""

    def __init__(self, engine: Answering) -> None:
        self._engine = engine
        self._known: dict[str, Any] = {}

    def rows(self, query: str) -> Any:  # noqa: ANN401  (as the engine's own)
        if query not in self._known:
            self._known[query] = self._engine.rows(query)
        return self._known[query]


class Names:
    """All names of all things of a site."""

    def __init__(self, site: Site) -> None:
        """Ask the graph of the site for its names."""
        self._site: Final = site
        self._engine: Final = _Remembered(site.kg.engine)
        self._listed: Final = self._list()
        self._identifiers: Final = self._identify()

    def search(self, text: str, limit: int) -> Hits:
        """Return the hits for a text, the best first, as the shell finds them."""
        return search(self._engine, " ".join(text[:LONGEST].split()[:_MOST_WORDS]), limit=limit)

    def near(self, text: str, limit: int = 5) -> tuple[str, ...]:
        """Return the names that are spelt most like a text; none where none comes near."""
        by_name = {name: one.value for name, late, one in self._listed if late <= len(_COMMON)}
        close = difflib.get_close_matches(folded(text[:LONGEST]), by_name, limit, _NEAR)
        return tuple(by_name[name] for name in close)

    def exact(self, text: str) -> tuple[str, ...]:
        """Return the things that an identifier stands for: ours, or one that is mapped to it.

        The identifier is a CURIE or an IRI, in any case. Exact matches come alone if there are any.
        """
        given = text.strip()
        if ":" not in given or " " in given:
            return ()
        try:
            iri = expand(given)
        except UnknownTerm:
            iri = given
        known = (iri,) if iri in self._site.labels else ()
        if iri.startswith(BASE) and known:
            return known
        return self._identifiers.get(compact(iri).casefold(), known)

    def suggestions(self, text: str, limit: int = 10) -> tuple[Suggestion, ...]:
        """Return the names that a person who types this may mean, the likeliest first."""
        sought = folded(text[:LONGEST])
        if not sought:
            return ()
        found: list[tuple[int, int, int, str, Suggestion]] = []
        for name, late, one in self._listed:
            place = f" {name}".find(f" {sought}")
            if place >= 0:
                found.append((place > 0, late, len(name), name, one))
        chosen: dict[str, Suggestion] = {}
        for *_, one in sorted(found, key=lambda hit: hit[:4]):
            chosen.setdefault(one.value, one)
            if len(chosen) == limit:
                break
        return tuple(chosen.values())

    def _list(self) -> Sequence[tuple[str, int, Suggestion]]:
        """Return every name, folded, with how late its kind comes."""
        listed = []
        order = {kind: place for place, kind in enumerate(_COMMON)}
        for row in self._engine.rows(prefix_header(_NAMES) + _NAMES).rows:
            thing, name = (cell.value for cell in row)
            curie = compact(thing)
            kind = curie.partition(":")[0]
            if "#" in thing.removeprefix(ALSKG):  # a part of a question, not a thing to go to
                continue
            shown = f"{self._site.label(thing)} ({curie})" if ":" in curie else name
            late = order.get(kind, len(order) + (kind in ("claim", "passage")))
            listed.append((folded(name), late, Suggestion(name, shown, thing)))
        for thing, exact, identifier in self._mapped():
            if exact:
                shown = f"{self._site.label(thing)} ({compact(thing)})"
                entry = Suggestion(identifier, shown, thing)
                listed.append((folded(identifier), len(order) + 2, entry))
        return tuple(listed)

    def _mapped(self) -> Sequence[tuple[str, bool, str]]:
        """Return things with their identifiers elsewhere, and whether these are exact."""
        rows = self._engine.rows(prefix_header(_IDENTIFIERS) + _IDENTIFIERS).rows
        return [
            (thing.value, predicate.value.endswith("#exactMatch"), compact(identifier.value))
            for thing, predicate, identifier in rows
        ]

    def _identify(self) -> Mapping[str, tuple[str, ...]]:
        """Return things by identifier elsewhere in folded case, those that match exactly alone."""
        found: dict[str, dict[bool, list[str]]] = {}
        for thing, exact, identifier in self._mapped():
            by_fit = found.setdefault(identifier.casefold(), {})
            by_fit.setdefault(exact, []).append(thing)
        return {key: tuple(fits.get(True) or fits[False]) for key, fits in found.items()}


@lru_cache(maxsize=4)
def names(site: Site) -> Names:
    """Return the names of a site, read when they are first wanted."""
    return Names(site)


def folded(text: str) -> str:
    """Return a text in words as they are compared: any case, any punctuation."""
    return _BREAK.sub(" ", text.casefold()).strip()
