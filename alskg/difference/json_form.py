"""A difference as JSON, for programs: CURIEs for IRIs, value objects as in JSON-LD."""

import json
from collections.abc import Iterable

import pyoxigraph as ox

from alskg.difference.comparison import Change, Changed, Difference, Part
from alskg.difference.meaning import Term
from alskg.difference.tables import Thing
from alskg.terms import compact, expand

__all__ = ["to_json"]

_TEXT = expand("xsd:string")


def to_json(difference: Difference, *, lexical: bool = False) -> str:
    """Return a difference as JSON; with `lexical` also what is only written differently."""
    whole: dict[str, object] = {
        "old": difference.old,
        "new": difference.new,
        "layers": list(difference.layers),
        "same": difference.same and not (lexical and difference.lexical),
        "summary": {kind: _counts(part) for kind, part in difference.parts.items()},
        "differences": {
            kind: _part(part, difference)
            for kind, part in difference.parts.items()
            if not part.same
        },
    }
    if lexical:
        whole["lexical"] = [_changed(one, difference) for one in difference.lexical]
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _counts(part: Part) -> dict[str, int]:
    """Count what is in a part."""
    lists = {"added": part.added, "removed": part.removed, "changed": part.changed}
    return {word: len(things) for word, things in lists.items()} | {"unchanged": part.unchanged}


def _part(part: Part, difference: Difference) -> dict[str, object]:
    """Return the three lists of a kind."""
    return {
        "added": [_thing(thing, difference) for thing in part.added],
        "removed": [_thing(thing, difference) for thing in part.removed],
        "changed": [_changed(one, difference) for one in part.changed],
    }


def _named(iri: str, difference: Difference) -> dict[str, object]:
    """Return the CURIE of a thing, and its label."""
    return {"id": compact(iri), "label": difference.labels.get(iri)}


def _thing(thing: Thing, difference: Difference) -> dict[str, object]:
    """Return a thing with all its values."""
    values = {compact(name): _values(terms) for name, terms in thing.values.items()}
    return {
        **_named(thing.iri, difference),
        "layers": list(thing.layers),
        "values": values,
        **_review(thing.iri, difference),
    }


def _changed(one: Changed, difference: Difference) -> dict[str, object]:
    """Return what changed of a thing, property by property."""
    record = _named(one.new, difference)
    if one.old != one.new:
        record["was"] = compact(one.old)
    record["changes"] = [_change(change) for change in one.changes]
    if one.new in difference.homes:
        record["sentence_was"] = compact(difference.homes[one.new])
    return record | _review(one.new, difference)


def _review(iri: str, difference: Difference) -> dict[str, object]:
    """Return the claims that need another look because of a passage, if there are any."""
    claims = difference.review.get(iri)
    return {"review": [compact(claim) for claim in claims]} if claims else {}


def _change(change: Change) -> dict[str, object]:
    """Return one change of a property."""
    return {
        "property": compact(change.property),
        "old": _values(change.old),
        "new": _values(change.new),
    }


def _values(terms: Iterable[Term]) -> list[dict[str, str]]:
    """Return values as JSON-LD does, so that an IRI is never taken for a text."""
    return [_value(term) for term in terms]


def _value(term: Term) -> dict[str, str]:
    """Return one value."""
    if isinstance(term, ox.NamedNode):
        return {"@id": compact(term.value)}
    if not isinstance(term, ox.Literal):
        return {"@id": str(term)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if term.datatype.value == _TEXT:
        return {"@value": term.value}
    return {"@value": term.value, "@type": compact(term.datatype.value)}
