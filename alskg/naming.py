"""Find the one thing that a person means by a slug, a CURIE, an IRI or a label."""

import re
from collections.abc import Iterable
from typing import Final

from alskg.errors import UnknownTerm, did_you_mean
from alskg.ledger import Answering, answers
from alskg.terms import ALSKG, BASE, compact, expand

__all__ = ["resolve"]

_NAMES: Final = """\
SELECT DISTINCT ?thing ?name WHERE {
  { ?thing rdfs:label ?name }
  UNION
  { ?claim a alskg:NameClaim ; rdf:subject ?thing ; rdf:predicate ?kind ; rdf:object ?name .
    FILTER (?kind != alskg:narrowSynonym && isLiteral(?name)) }
}"""
_LOADED: Final = """\
SELECT DISTINCT ?term WHERE {
  GRAPH ?graph { ?graph a void:Dataset . ?term rdfs:label ?label }
  FILTER (?graph != graph:dataset)
}"""
_MAPPED: Final = """\
SELECT DISTINCT ?thing WHERE {{
  ?mapping a alskg:Mapping ; sssom:predicate_id skos:exactMatch ;
    sssom:subject_id ?thing ; sssom:object_id <{iri}> .
  FILTER NOT EXISTS {{ ?mapping sssom:predicate_modifier ?not }}
}} ORDER BY ?thing"""

_IRI: Final = re.compile(r"[a-z][a-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]+", re.IGNORECASE)

# What a bare word means first of all; a section or a query of the same name comes after.
_CONTENT: Final = frozenset(
    {
        "claim",
        "condition",
        "gene",
        "phenotype",
        "anatomy",
        "process",
        "inheritance",
        "population",
        "group",
        "factor",
    }
)


def resolve(engine: Answering, name: str) -> str:
    """Return the IRI of the one thing that a name stands for.

    A name is an IRI, a CURIE, a slug (`SOD1`), a label or other name in any case, or the CURIE or
    IRI of a term elsewhere to which one thing of ours is mapped as exactly the same. Raises
    UnknownTerm where nothing is so called, with the nearest name, or more than one thing is.
    """
    names: dict[str, set[str]] = {}
    elsewhere: dict[str, set[str]] = {}
    for thing, label in answers(engine, _NAMES):
        ours = thing.startswith(BASE) and not thing.startswith(ALSKG)
        (names if ours else elsewhere).setdefault(thing, set()).add(label)
    wanted = name.strip()
    try:
        iri = expand(wanted)
    except UnknownTerm:
        iri = ""
    if (
        iri in names
        or (iri in elsewhere and iri.startswith(ALSKG))
        or iri in _loaded(engine, elsewhere)
    ):
        return iri
    found = (
        _mapped(engine, iri)
        or _called(wanted, names)
        or _called(wanted, _loaded(engine, elsewhere))
    )
    if len(found) == 1:
        return found[0]
    if found:
        message = (
            f"'{name}' is the name of more than one thing: "
            f"{', '.join(compact(one) for one in found)}. Say which."
        )
        raise UnknownTerm(message)
    known = {compact(one) for one in names} if iri else _bare_names(names)
    message = f"Nothing in the graph is called '{name}'.{did_you_mean(wanted, known)}"
    raise UnknownTerm(message)


def _loaded(engine: Answering, names: dict[str, set[str]]) -> dict[str, set[str]]:
    """Return the names of terms that came with an ontology, which only graphs of these hold."""
    terms = {term for (term,) in answers(engine, _LOADED)}
    return {term: labels for term, labels in names.items() if term in terms}


def _mapped(engine: Answering, iri: str) -> list[str]:
    """Return our things that are mapped to a term elsewhere as exactly the same."""
    if not _IRI.fullmatch(iri) or iri.startswith(BASE):
        return []
    return [thing for (thing,) in answers(engine, _MAPPED.format(iri=iri))]


def _called(wanted: str, names: dict[str, set[str]]) -> list[str]:
    """Return what has the name as its slug or label: as written, or else in any case."""
    folded = wanted.casefold()
    for fold in (str, str.casefold):
        sought = wanted if fold is str else folded
        found = sorted(
            thing
            for thing, labels in names.items()
            if sought in {fold(_slug(thing)), *map(fold, labels)}
        )
        content = [thing for thing in found if _kind(thing) in _CONTENT]
        if found:
            return content or found
    return []


def _bare_names(names: dict[str, set[str]]) -> Iterable[str]:
    return {_slug(thing) for thing in names} | {
        label for known in names.values() for label in known
    }


def _slug(iri: str) -> str:
    return iri.rpartition("/")[2]


def _kind(iri: str) -> str:
    return iri.removeprefix(BASE).partition("/")[0]
