"""Find the one thing that a person means by a slug, a CURIE, an IRI or a label."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from alskg.catalogue import Parameter
from alskg.engine.binding import term
from alskg.engine.results import Term
from alskg.errors import UnknownTerm, did_you_mean
from alskg.ledger import Answering, answers
from alskg.terms import ALSKG, BASE, compact, expand

__all__ = ["bound", "resolve"]

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

_FREE: Final = "# whichever"
_MEMBERS: Final = f"""\
SELECT DISTINCT ?thing WHERE {{{{
  {_FREE}
  ?kind rdfs:subClassOf* alskg:{{name}} .
  ?thing a ?kind .
}}}}"""

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


def bound(engine: Answering, value: object, parameter: Parameter) -> Term:
    """Return the term that a value of a declared parameter stands for.

    A thing may go by any of its names (see `resolve`), and "any" stands for every thing of the
    parameter's class where the query can answer for all. Raises UnknownTerm where there is no such
    thing, or none of that class, and InputError where a value does not fit its type.
    """
    default = parameter.default or ""
    if parameter.type != "entity" or not isinstance(value, str) or value == default:
        return term(value, parameter.type)
    if parameter.takes_any and value.strip().casefold() == "any":
        return term(default, parameter.type)
    return term(resolve(engine, value, parameter.class_name), parameter.type)


def resolve(engine: Answering, name: str, class_name: str = "") -> str:
    """Return the IRI of the one thing that a name stands for.

    A name is an IRI, a CURIE, a slug (`SOD1`), a label or other name in any case, or the CURIE or
    IRI of a term elsewhere to which one thing of ours is mapped as exactly the same. With the name
    of a class, such as Gene, only things of it are meant. Raises UnknownTerm where nothing is so
    called, with the nearest name, or more than one thing is.
    """
    wanted = name.strip()
    iri = _expanded(wanted)
    if iri.startswith(BASE) and _exists(engine, iri, class_name):
        return iri
    names: dict[str, set[str]] = {}
    elsewhere: dict[str, set[str]] = {}
    for thing, label in answers(engine, _NAMES):
        ours = thing.startswith(BASE) and not thing.startswith(ALSKG)
        (names if ours else elsewhere).setdefault(thing, set()).add(label)
    if class_name:
        return _of_class(engine, name, class_name, names)
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
    if found:
        return _only(name, found)
    known = {compact(one) for one in names} if iri else _bare_names(names)
    message = f"Nothing in the graph is called '{name}'.{did_you_mean(wanted, known)}"
    raise UnknownTerm(message)


def _of_class(engine: Answering, name: str, class_name: str, names: Mapping[str, set[str]]) -> str:
    """Return the thing of a class that a name stands for. Raises UnknownTerm, as `resolve` does."""
    wanted = name.strip()
    iri = _expanded(wanted)
    members = {thing for (thing,) in answers(engine, _MEMBERS.format(name=class_name))}
    candidates = {thing: known for thing, known in names.items() if thing in members}
    mapped = _mapped(engine, iri)
    found = [thing for thing in mapped if thing in members] or _called(wanted, candidates)
    if found:
        return _only(name, found)
    others = [iri] if iri in names else mapped or _called(wanted, names)
    nearest = {compact(one) for one in candidates} if iri else _labels(candidates)
    suggestion = did_you_mean(wanted, nearest)
    if others:
        found_instead = " and ".join(compact(one) for one in others)
        message = f"A {class_name} is wanted here, and '{name}' is {found_instead}.{suggestion}"
    else:
        message = f"No {class_name} in the graph is called '{name}'.{suggestion}"
    raise UnknownTerm(f"{message} 'alskg search' finds things by a part of their names.")


def _only(name: str, found: Sequence[str]) -> str:
    """Return the one thing found. Raises UnknownTerm where there are more."""
    if len(found) == 1:
        return found[0]
    message = (
        f"'{name}' is the name of more than one thing: "
        f"{', '.join(compact(one) for one in found)}. Say which."
    )
    raise UnknownTerm(message)


def _expanded(name: str) -> str:
    """Return the IRI that a CURIE or an IRI stands for, or nothing for another name."""
    try:
        return expand(name)
    except UnknownTerm:
        return ""


def _exists(engine: Answering, iri: str, class_name: str) -> bool:
    """Say whether there is such a thing of ours, of a class where one is named."""
    if not _IRI.fullmatch(iri):
        return False
    if class_name:
        query = _MEMBERS.format(name=class_name).replace(_FREE, f"VALUES ?thing {{ <{iri}> }}", 1)
    else:
        query = f"SELECT ?label WHERE {{ <{iri}> rdfs:label ?label }} LIMIT 1"
    return bool(answers(engine, query))


def _loaded(engine: Answering, names: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Return the names of terms that came with an ontology, which only graphs of these hold."""
    terms = {term for (term,) in answers(engine, _LOADED)}
    return {term: labels for term, labels in names.items() if term in terms}


def _mapped(engine: Answering, iri: str) -> list[str]:
    """Return our things that are mapped to a term elsewhere as exactly the same."""
    if not _IRI.fullmatch(iri) or iri.startswith(BASE):
        return []
    return [thing for (thing,) in answers(engine, _MAPPED.format(iri=iri))]


def _called(wanted: str, names: Mapping[str, set[str]]) -> list[str]:
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


def _labels(names: Mapping[str, set[str]]) -> set[str]:
    return {label for known in names.values() for label in known}


def _bare_names(names: Mapping[str, set[str]]) -> Iterable[str]:
    return {_slug(thing) for thing in names} | {
        label for known in names.values() for label in known
    }


def _slug(iri: str) -> str:
    return iri.rpartition("/")[2]


def _kind(iri: str) -> str:
    return iri.removeprefix(BASE).partition("/")[0]
