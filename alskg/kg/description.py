"""One thing in words, or as triples: what `alskg describe` shows."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Final

from alskg.kg.entity import Entity, kind_of
from alskg.terms import compact
from alskg.tracing import said

__all__ = ["GRAPH_FORMATS", "as_json", "as_text", "subjects"]

GRAPH_FORMATS: Final = ("turtle", "ntriples", "jsonld")
"""The formats in which the triples of a thing are written."""

# Rules whose edges say no more than the claims and names that stand above them.
_REPEATING: Final = ("plain edge", "super-property")


def subjects(thing: Entity) -> list[str]:
    """Return the thing, the claims that it is in and its mappings: whose triples describe it."""
    return [
        thing.iri,
        *(claim.iri for claim in thing.claims),
        *(target.mapping for target in thing.mappings),
    ]


def as_json(thing: Entity) -> str:
    """Return an entity as JSON, with the fields of `Entity` by their names."""
    fields = {"iri": thing.iri, "curie": thing.curie} | asdict(thing)
    return json.dumps(fields, indent=2, ensure_ascii=False) + "\n"


def as_text(thing: Entity) -> str:
    """Return an entity in words, in groups: what it is, names, claims, mappings, derived."""
    sections = {
        "": _about(thing),
        "Names": [f"{name.text}  ({name.kind})" for name in thing.names],
        "Claims": list(_claims(thing)),
        "Mappings": [
            f"{'not ' * target.negative}{target.relation}  {target.identifier}  {target.label}"
            for target in thing.mappings
        ],
        "Derived": [
            f"{edge.predicate} {edge.label}  ({edge.rule})"
            for edge in thing.edges
            if edge.rule not in _REPEATING
        ],
    }
    head = f"{thing.label}  {thing.curie}\n{', '.join(map(kind_of, thing.types))}\n"
    return head + "".join(_section(title, lines) for title, lines in sections.items() if lines)


def _section(title: str, lines: Iterable[str]) -> str:
    """Return one group under its title; the first has none."""
    body = "".join(f"  {line}".rstrip() + "\n" for line in lines)
    return f"\n{title}\n{body}" if title else f"\n{body}"


def _about(thing: Entity) -> list[str]:
    """Return what it is: its definition and the plain facts."""
    facts = [f"{fact.property}: {fact.label or fact.value}" for fact in thing.facts]
    return [thing.definition, *facts] if thing.definition else facts


def _claims(thing: Entity) -> Iterator[str]:
    """Yield the claims that the thing is in; those that name it stand among the names."""
    shown_already = {thing.iri, *(name.claim for name in thing.names)}
    for claim in thing.claims:
        if claim.iri not in shown_already:
            start = "" if claim.subject == thing.label else f"{claim.subject} "
            yield f"{start}{claim.predicate} {claim.object}; {said(claim)}"
            places = [*(support.place for support in claim.supports), *claim.sources]
            yield f"    {compact(claim.iri)}  {'; '.join(places)}"
