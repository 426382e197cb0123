"""The faults that a constraint is made against: for each parameter of SHACL, how to break it.

Each function takes a place, that is a constraint at one of its focus nodes, and yields the edits
that break it there; none where the node has nothing to break.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

import pyoxigraph as ox

from alskg.terms import BASE, expand
from mutants.constraints import RDF_TYPE, Constraint, Index, Path

__all__ = ["OPERATORS", "Edit", "Place"]

Node = Any
Triples = Iterable[ox.Triple]

STRANGERS: Final = tuple(
    ox.NamedNode(expand(name))
    for name in ("section:causes", "gene:SOD1", "unit:percent", "citation:pubmed-15372073")
)
"""Things of kinds so different that one of them is wrong anywhere; those that exist are used."""
NOBODY: Final = ox.NamedNode(f"{BASE}gene/no-such-thing")
MISSPELT: Final = ox.NamedNode(f"{BASE}ontology#mispelt")
STRING: Final = ox.NamedNode(expand("xsd:string"))


@dataclass(frozen=True, slots=True)
class Edit:
    """A fault: what it is called, and the triples that go and come; `focus` where it is renamed."""

    operator: str
    gone: frozenset[ox.Triple]
    new: frozenset[ox.Triple]
    focus: Node


@dataclass(frozen=True, slots=True)
class Place:
    """A constraint at a node of the graph."""

    constraint: Constraint
    path: Path | None
    members: tuple[Node, ...]
    focus: Node
    data: Index

    def values(self) -> list[ox.Triple]:
        """Return the triples on the path."""
        return self.path.triples(self.data, self.focus) if self.path else []

    def first(self) -> list[Node]:
        """Return the value of the first of them, in a list that is empty where there is none."""
        return [_far(triple, self.path) for triple in self.values()[:1]]

    def edit(self, operator: str, gone: Triples = (), new: Triples = ()) -> Edit:
        """Return an edit at this node."""
        return Edit(operator, frozenset(gone), frozenset(new), self.focus)

    def replaced(self, operator: str, value: Node) -> Iterator[Edit]:
        """Yield the edit that puts another value into the place of the first one."""
        for triple in self.values()[:1]:
            yield self.edit(operator, [triple], [_with(triple, value, self.path)])


def _with(triple: ox.Triple, value: Node, path: Path | None) -> ox.Triple:
    """Return a triple with another value at the far end of the path."""
    if path and path.inverse:
        return ox.Triple(value, triple.predicate, triple.object)
    return ox.Triple(triple.subject, triple.predicate, value)


def _far(triple: ox.Triple, path: Path | None) -> Node:
    """Return the far end of a triple on a path."""
    return triple.subject if path and path.inverse else triple.object


def _drop(place: Place) -> Iterator[Edit]:
    """Take all values away."""
    if values := place.values():
        yield place.edit("dropped triple", values)


def _add(place: Place) -> Iterator[Edit]:
    """Add values that other nodes have, until there is one too many."""
    if place.path is None:
        return
    limit = int(place.constraint.value.value)
    here = [_far(one, place.path) for one in place.values()]
    for predicate in place.path.predicates:
        others = dict.fromkeys(_far(one, place.path) for one in place.data.using(predicate))
        extra = [one for one in others if one not in here] or [_made_up(one) for one in here[:1]]
        extra = extra[: max(limit + 1 - len(here), 0)]
        if extra and len(here) + len(extra) > limit:
            ends = [
                (one, place.focus) if place.path.inverse else (place.focus, one) for one in extra
            ]
            yield place.edit("second value", new=[ox.Triple(s, predicate, o) for s, o in ends])
            return


def _made_up(value: Node) -> Node:
    """Return a value that differs from the only one that the graph has."""
    if not isinstance(value, ox.Literal):
        return NOBODY
    other = {"true": "false", "false": "true"}.get(value.value, f"{value.value}1")
    is_date = value.datatype.value.endswith("#date")
    return ox.Literal("2000-01-01" if is_date else other, **_tag(value))


def _stranger(place: Place, kind: Node) -> Node:
    """Return a thing of the graph that is not of a class."""
    members = set(place.data.instances(kind))
    return next(one for one in STRANGERS if place.data.about(one) and one not in members)


def _class(place: Place) -> Iterator[Edit]:
    """Point to a thing of another kind, and to nothing; a node itself becomes another kind."""
    kind = place.constraint.value
    if place.path is None:
        types = [one for one in place.data.about(place.focus) if one.predicate == RDF_TYPE]
        other = place.data.objects(_stranger(place, kind), RDF_TYPE)[0]
        yield place.edit("wrong class", types, [ox.Triple(place.focus, RDF_TYPE, other)])
        yield place.edit("dropped triple", types)
        return
    yield from place.replaced("wrong class", _stranger(place, kind))
    yield from place.replaced("dangling IRI", NOBODY)


def _datatype(place: Place) -> Iterator[Edit]:
    """Write a value as a text, and as a word that claims to be one of the datatype."""
    wanted = place.constraint.value
    for value in place.first():
        other = ox.NamedNode(expand("xsd:date")) if wanted == STRING else STRING
        yield from place.replaced("wrong datatype", ox.Literal(value.value, datatype=other))
    if wanted.value not in {expand("xsd:anyURI"), expand("xsd:string")}:
        yield from place.replaced("ill-typed literal", ox.Literal("many", datatype=wanted))


def _node_kind(place: Place) -> Iterator[Edit]:
    """Write words where an IRI belongs, and the other way round."""
    wants_literal = place.constraint.value.value.endswith("#Literal")
    yield from place.replaced("wrong node kind", NOBODY if wants_literal else ox.Literal("words"))


def _outside(place: Place) -> Iterator[Edit]:
    """Choose a value that is not in the list."""
    text = isinstance(place.members[0], ox.Literal)
    if place.path and place.path.predicates == (RDF_TYPE,):
        # Another class beside the own one: without that the shape would not look at the node.
        yield place.edit("second value", new=[ox.Triple(place.focus, RDF_TYPE, NOBODY)])
        return
    yield from place.replaced("value out of list", ox.Literal("other") if text else NOBODY)


def _has_value(place: Place) -> Iterator[Edit]:
    """Take the one value away that has to be there."""
    yield from place.replaced("value out of list", NOBODY)


def _pattern(place: Place) -> Iterator[Edit]:
    """Write a stray character at the end of a value, or of the node's own name."""
    if place.path is None:
        yield _renamed(place)
        return
    for value in place.first():
        broken = (
            ox.NamedNode(f"{value.value}_")
            if isinstance(value, ox.NamedNode)
            else ox.Literal(f"{value.value} ", **_tag(value))
        )
        yield from place.replaced("broken pattern", broken)


def _tag(literal: ox.Literal) -> dict[str, Any]:
    """Return the language of a literal, or else its datatype."""
    return {"language": literal.language} if literal.language else {"datatype": literal.datatype}


def _renamed(place: Place) -> Edit:
    """Give a node a name of the wrong form, wherever it is mentioned."""
    name = ox.NamedNode(f"{place.focus.value}_")
    gone = {*place.data.about(place.focus), *place.data.naming(place.focus)}
    ends = {place.focus: name}
    new = {
        ox.Triple(
            ends.get(one.subject, one.subject), one.predicate, ends.get(one.object, one.object)
        )
        for one in gone
    }
    return Edit("broken pattern", frozenset(gone), frozenset(new), name)


def _language(place: Place) -> Iterator[Edit]:
    """Say a text to be in another language, and in none."""
    for value in place.first():
        words = value.value
        yield from place.replaced("wrong language", ox.Literal(words, language="de"))
        yield from place.replaced("no language", ox.Literal(words))


def _range(step: int) -> Callable[[Place], Iterator[Edit]]:
    """Return the operator that goes one step beyond a limit."""

    def beyond(place: Place) -> Iterator[Edit]:
        """Write a number beyond the limit."""
        for value in place.first():
            number = Decimal(place.constraint.value.value) + step
            literal = ox.Literal(str(number), datatype=value.datatype)
            yield from place.replaced("out of range", literal)

    return beyond


def _order(place: Place) -> Iterator[Edit]:
    """Swap two values of which one has to be the smaller."""
    for near in place.values()[:1]:
        for far in place.data.about(place.focus):
            if far.predicate == place.constraint.value and far.object != near.object:
                swapped = [_with(near, far.object, None), _with(far, near.object, None)]
                yield place.edit("swapped ends", [near, far], swapped)


def _equals(place: Place) -> Iterator[Edit]:
    """Take one half of what has to be said both ways."""
    if values := place.values():
        yield place.edit("dropped triple", values[:1])


def _disjoint(place: Place) -> Iterator[Edit]:
    """Give two properties that have to differ the same value."""
    for value in place.data.objects(place.focus, place.constraint.value)[:1]:
        yield from place.replaced("second value", value)


def _closed(place: Place) -> Iterator[Edit]:
    """Say something with a property that nobody knows."""
    yield place.edit("unknown property", new=[ox.Triple(place.focus, MISSPELT, NOBODY)])


OPERATORS: Final[Mapping[str, Callable[[Place], Iterator[Edit]]]] = MappingProxyType(
    {
        "minCount": _drop,
        "maxCount": _add,
        "class": _class,
        "datatype": _datatype,
        "nodeKind": _node_kind,
        "in": _outside,
        "hasValue": _has_value,
        "pattern": _pattern,
        "languageIn": _language,
        "minInclusive": _range(-1),
        "maxInclusive": _range(1),
        "equals": _equals,
        "disjoint": _disjoint,
        "lessThan": _order,
        "lessThanOrEquals": _order,
        "closed": _closed,
    }
)
"""By parameter; what needs more than one value to break (or, xone, not, node, sparql) is listed
one by one in tests/fixtures/mutations.ru."""
