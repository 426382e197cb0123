"""Compare two sides thing by thing, property by property."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from alskg.difference.meaning import Term
from alskg.difference.review import homes, review
from alskg.difference.sides import Side, is_derived
from alskg.difference.tables import (
    KINDS,
    LABEL,
    Held,
    Nodes,
    Thing,
    Values,
    kind_of,
    nodes,
)
from alskg.errors import InputError, did_you_mean
from alskg.terms import ALSKG, BASE, expand

__all__ = ["GRAPH", "PLACE", "Change", "Changed", "Difference", "Part", "compare"]

GRAPH: Final = expand("void:inDataset")
"""The property under which a move from one layer to another is reported."""

_NO_GRAPH: Final = ox.Literal("no graph")

PLACE: Final = frozenset(
    f"{ALSKG}{name}" for name in ("start", "end", "ordinal", "textFragment", "inSection")
)
_PAIR: Final = tuple(expand(f"sssom:{name}") for name in ("subject_id", "object_id"))


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one property: the values that went and the values that came."""

    property: str
    old: tuple[Term, ...]
    new: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """A thing that both sides know and of which they say different things.

    `old` and `new` are its IRIs, which differ only for a mapping, whose IRI tells its predicate.
    """

    old: str
    new: str
    changes: tuple[Change, ...]

    @property
    def only_moved(self) -> bool:
        """Say whether nothing but the place on the page changed."""
        return all(change.property in PLACE for change in self.changes)


@dataclass(frozen=True, slots=True)
class Part:
    """What changed among the things of one kind, each list in the order of the IRIs."""

    added: tuple[Thing, ...]
    removed: tuple[Thing, ...]
    changed: tuple[Changed, ...]
    unchanged: int

    @property
    def same(self) -> bool:
        """Say whether nothing changed."""
        return not (self.added or self.removed or self.changed)


@dataclass(frozen=True, slots=True)
class Difference:
    """What two sides say differently, kind by kind.

    `layers` names what was compared; it is empty where a side has none, and all was compared as
    one. `lexical` holds the values that are only written differently. `labels` gives names for
    people, those of the new side first. `review` names by passage the claims that need another
    look, for their sentences changed; `homes` the passages whose sentence stood elsewhere before,
    each with its old place.
    """

    old: str
    new: str
    layers: tuple[str, ...]
    parts: Mapping[str, Part]
    lexical: tuple[Changed, ...]
    labels: Mapping[str, str]
    review: Mapping[str, tuple[str, ...]]
    homes: Mapping[str, str]

    @property
    def same(self) -> bool:
        """Say whether both sides say the same, however they write it."""
        return all(part.same for part in self.parts.values())


def compare(old: Side, new: Side, layers: Sequence[str] = ()) -> Difference:
    """Return what differs from the old side to the new one.

    Only `layers` are compared, or all but the derived ones. Where a side has no named graphs both
    are compared as one graph. Raises InputError where a layer is on neither side, or layers are
    named for a file that has none, or a file's blank nodes cannot be told apart.
    """
    apart = all(side.has_layers or not side.layers for side in (old, new))
    chosen = _chosen(old, new, layers, apart=apart)
    before, after = (
        nodes(side, [layer for layer in chosen if layer in side.layers], apart=apart)
        for side in (old, new)
    )
    changed, lexical = _changes(before, after)
    kinds = {iri: kind_of(iri, values) for iri, values in (before | after).items()}
    grouped = {
        kind: _part({iri for iri in kinds if kinds[iri] == kind}, before, after, changed)
        for kind in KINDS
    }
    grouped["mappings"] = _with_pairs(grouped["mappings"], before, after)
    return Difference(
        old.name,
        new.name,
        tuple(chosen) if apart else (),
        {kind: part for kind, part in grouped.items() if part.unchanged or not part.same},
        lexical,
        _labels(old) | _labels(new),
        review(before, after),
        homes(before, after),
    )


def _chosen(old: Side, new: Side, layers: Sequence[str], *, apart: bool) -> list[str]:
    """Return the layers to compare. Raises InputError."""
    known = sorted(old.layers.keys() | new.layers.keys())
    if not layers:
        return [layer for layer in known if not is_derived(layer)]
    if not apart:
        name = next(side.name for side in (old, new) if not side.has_layers)
        message = f"{name} has no named graphs, so no layer of it can be picked out."
        raise InputError(message)
    for layer in layers:
        if layer not in known:
            message = (
                f"There is no layer '{layer}'; there are {', '.join(known)}."
                f"{did_you_mean(layer, known)}"
            )
            raise InputError(message)
    return sorted(set(layers))


def _changes(before: Nodes, after: Nodes) -> tuple[dict[str, Changed], tuple[Changed, ...]]:
    """Return what changed by IRI, and what is only written differently."""
    changed: dict[str, Changed] = {}
    lexical: list[Changed] = []
    for iri in sorted(before.keys() & after.keys()):
        if before[iri] == after[iri]:
            continue
        meaning, writing = _between(before[iri], after[iri])
        if meaning:
            changed[iri] = Changed(iri, iri, meaning)
        if writing:
            lexical.append(Changed(iri, iri, writing))
    return changed, tuple(lexical)


def _between(old: Values, new: Values) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """Return the changes of meaning between two descriptions, and those of writing alone."""
    meaning: list[Change] = []
    writing: list[Change] = []
    moves: set[tuple[frozenset[str], frozenset[str]]] = set()
    for name in sorted(old.keys() | new.keys()):
        was, now = old.get(name, {}), new.get(name, {})
        gone, came = _terms(was, was.keys() - now.keys()), _terms(now, now.keys() - was.keys())
        if gone or came:
            meaning.append(Change(name, gone, came))
        both = was.keys() & now.keys()
        moves |= {(was[key].layers, now[key].layers) for key in both}
        rewritten = [key for key in both if was[key].term != now[key].term]
        if rewritten:
            writing.append(Change(name, _terms(was, rewritten), _terms(now, rewritten)))
    meaning += [
        Change(GRAPH, _graphs(there), _graphs(here))
        for there, here in sorted(moves, key=lambda move: [sorted(each) for each in move])
        if there != here
    ]
    return tuple(meaning), tuple(writing)


def _terms(held: Mapping[Term, Held], keys: Iterable[Term]) -> tuple[Term, ...]:
    """Return values as they were written, sorted."""
    return tuple(sorted((held[key].term for key in keys), key=str))


def _graphs(layers: Iterable[str]) -> tuple[Term, ...]:
    """Return layers as the graphs that they are."""
    return tuple(
        (ox.NamedNode(layer if ":" in layer else f"{BASE}graph/{layer}") if layer else _NO_GRAPH)
        for layer in sorted(layers)
    )


def _part(
    things: AbstractSet[str], before: Nodes, after: Nodes, all_changed: Mapping[str, Changed]
) -> Part:
    """Gather what changed among the things of one kind."""
    old, new = things & before.keys(), things & after.keys()
    changed = sorted(things & all_changed.keys())
    return Part(
        tuple(_thing(iri, after[iri]) for iri in sorted(new - old)),
        tuple(_thing(iri, before[iri]) for iri in sorted(old - new)),
        tuple(all_changed[iri] for iri in changed),
        len(new & old) - len(changed),
    )


def _with_pairs(part: Part, before: Nodes, after: Nodes) -> Part:
    """Return the mappings with those changed that went and came between the same two things."""
    renamed = _renamed(
        before, after, (thing.iri for thing in part.removed), (thing.iri for thing in part.added)
    )
    gone, came = {one.old for one in renamed}, {one.new for one in renamed}
    return Part(
        tuple(thing for thing in part.added if thing.iri not in came),
        tuple(thing for thing in part.removed if thing.iri not in gone),
        tuple(sorted((*part.changed, *renamed), key=lambda one: one.new)),
        part.unchanged,
    )


def _thing(iri: str, values: Values) -> Thing:
    """Return a thing with its values in order."""
    layers = frozenset[str]().union(
        *(one.layers for held in values.values() for one in held.values())
    )
    ordered = {name: _terms(held, held) for name, held in sorted(values.items())}
    return Thing(iri, tuple(sorted(layers)), ordered)


def _renamed(
    before: Nodes, after: Nodes, removed: Iterable[str], added: Iterable[str]
) -> list[Changed]:
    """Return the mappings that went and came between the same two things: one of each, changed."""
    pairs: dict[tuple[str, ...], tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for side, table, iris in ((0, before, removed), (1, after, added)):
        for iri in iris:
            pairs[_ends(table[iri])][side].append(iri)
    return [
        Changed(there[0], here[0], _between(before[there[0]], after[here[0]])[0])
        for ends, (there, here) in pairs.items()
        if all(ends) and len(there) == len(here) == 1
    ]


def _ends(values: Values) -> tuple[str, ...]:
    """Return the two things that a mapping is about."""
    return tuple(str(next(iter(values.get(name, ())), "")) for name in _PAIR)


def _labels(side: Side) -> dict[str, str]:
    """Return the label of each thing of a side, whatever its layer; the first by alphabet."""
    found = sorted(
        (triple.subject.value, triple.object.value)
        for triples in side.layers.values()
        for triple in triples
        if triple.predicate.value == LABEL
        and isinstance(triple.subject, ox.NamedNode)
        and isinstance(triple.object, ox.Literal)
    )
    return dict(reversed(found))
