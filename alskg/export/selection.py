"""Pick a part of the dataset: some layers, some kinds of claims, or what is near a thing.

A selection never holds a claim without its passages or sources, nor a thing without its label and
the terms that are exactly the same, so that it has one identifier in every selection; these come
along from whatever layer they are in.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from alskg.errors import UnknownTerm, did_you_mean
from alskg.export.lines import layer_names
from alskg.terms import ALSKG, BASE, expand

__all__ = ["Selection", "select"]


def _written(curie: str) -> bytes:
    """Return an IRI as N-Quads write it."""
    return f"<{expand(curie)}>".encode()


_TYPE: Final = _written("rdf:type")
_LABEL: Final = _written("rdfs:label")
_SAME: Final = _written("skos:exactMatch")
_SUBCLASS: Final = _written("rdfs:subClassOf")
_SUBJECT: Final = _written("rdf:subject")
_OBJECT: Final = _written("rdf:object")
# What a claim rests on, and where that stands, comes along whole.
_GROUNDS: Final = {
    _written(f"alskg:{name}") for name in ("statedIn", "accordingTo", "inSection", "partOfPage")
}

Line = tuple[bytes, bytes, bytes, bytes]
"""Subject, predicate, object, and the graph."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What to pick; an empty one is everything.

    `layers` are names of graphs (`page`), `kinds` classes of claims (`CaseShareClaim`), `focus` the
    IRIs of things, and `depth` how many claims away from them.
    """

    layers: Collection[str] = ()
    kinds: Collection[str] = ()
    focus: Collection[str] = ()
    depth: int = 1

    def __bool__(self) -> bool:
        """Say whether it leaves anything out."""
        return bool(self.layers or self.kinds or self.focus)


@dataclass(slots=True)
class _Index:
    """The lines of a dataset by their subject, and its claims with their two ends."""

    about: dict[bytes, list[Line]] = field(default_factory=dict)
    ends: dict[bytes, set[bytes]] = field(default_factory=dict)

    def add(self, line: Line) -> None:
        """Take in one line."""
        self.about.setdefault(line[0], []).append(line)
        if line[1] in (_SUBJECT, _OBJECT):
            self.ends.setdefault(line[0], set()).add(line[2])


def select(dataset: bytes, chosen: Selection) -> bytes:
    """Return the part of a dataset that a selection picks, sorted.

    Raises UnknownTerm where there is no such layer or no such kind of claim.
    """
    if not chosen:
        return dataset
    index = _indexed(dataset)
    graphs = _graphs(dataset, chosen.layers)
    claims = {
        claim
        for claim in index.ends
        if any(line[1] == _SUBJECT and line[3] in graphs for line in index.about[claim])
    }
    if chosen.kinds:
        kinds = _classes(index, chosen.kinds)
        claims = {
            claim
            for claim in claims
            if any(line[1] == _TYPE and line[2] in kinds for line in index.about[claim])
        }
    whole: set[bytes] = set(claims)
    if chosen.focus:
        claims, things = _near(index, claims, chosen)
        whole = claims | things
    elif not chosen.kinds:
        whole = set(index.about)
    kept = {line for node in whole for line in index.about.get(node, ()) if line[3] in graphs}
    return _text(kept | _grounds(index, kept, claims))


@lru_cache(maxsize=1)
def _indexed(dataset: bytes) -> _Index:
    """Return the index of a dataset, made once for many selections from it."""
    index = _Index()
    for text in dataset.split(b"\n"):
        if text:
            index.add(_line(text))
    return index


def _line(text: bytes) -> Line:
    """Cut one line of N-Quads."""
    subject, predicate, rest = text.split(b" ", 2)
    middle = rest.rindex(b" <")
    return subject, predicate, rest[:middle], rest[middle + 1 : -2]


def _text(lines: Iterable[Line]) -> bytes:
    """Write lines as N-Quads, sorted by bytes."""
    return b"".join(sorted(b" ".join(line) + b" .\n" for line in lines))


def _graphs(dataset: bytes, layers: Collection[str]) -> set[bytes]:
    """Return the graphs of some layers, or all. Raises UnknownTerm where one is not there."""
    known = layer_names(dataset)
    names = [layer.removeprefix("graph:") for layer in layers] or known
    for layer in names:
        if layer not in known:
            raise UnknownTerm(
                f"There is no layer '{layer}'. The layers are {', '.join(sorted(known))}."
                f"{did_you_mean(layer, known)}"
            )
    return {f"<{BASE}graph/{layer}>".encode() for layer in names}


def _classes(index: _Index, kinds: Collection[str]) -> set[bytes]:
    """Return the classes of some kinds, those below them included. Raises UnknownTerm."""
    below: dict[bytes, set[bytes]] = {}
    for lines in index.about.values():
        for subject, predicate, value, _ in lines:
            if predicate == _SUBCLASS:
                below.setdefault(value, set()).add(subject)
    claims = _under(below, [f"<{ALSKG}Claim>".encode()])
    names = {name[len(ALSKG) + 1 : -1].decode() for name in claims}
    for kind in kinds:
        if kind.removeprefix("alskg:") not in names:
            raise UnknownTerm(
                f"There is no kind of claim '{kind}'. The kinds are {', '.join(sorted(names))}."
                f"{did_you_mean(kind, names)}"
            )
    return _under(below, [f"<{ALSKG}{kind.removeprefix('alskg:')}>".encode() for kind in kinds])


def _under(below: dict[bytes, set[bytes]], tops: Iterable[bytes]) -> set[bytes]:
    """Return some classes and all below them."""
    found, waiting = set(tops), list(tops)
    while waiting:
        new = below.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


def _near(index: _Index, claims: set[bytes], chosen: Selection) -> tuple[set[bytes], set[bytes]]:
    """Return the claims within some steps of the things in focus, and the things in between.

    A step leads from a thing to a claim that it is subject or object of. A claim can be in focus.
    """
    by_end: dict[bytes, set[bytes]] = {}
    for claim in claims:
        for end in index.ends[claim]:
            by_end.setdefault(end, set()).add(claim)
    reached = {f"<{iri}>".encode() for iri in chosen.focus}
    found = reached & claims
    things: set[bytes] = set()
    edge = reached - claims
    for _ in range(chosen.depth):
        things |= edge
        new = {claim for thing in edge for claim in by_end.get(thing, ())} - found
        found |= new
        edge = {end for claim in new for end in index.ends[claim]} - things
    return found, things


def _grounds(index: _Index, kept: set[Line], claims: set[bytes]) -> set[Line]:
    """Return what the claims rest on, and the labels of all that the kept lines mention.

    A claim that is only mentioned gives its label and no more, so that it is not taken as picked.
    """
    grounds = set(kept)
    waiting = [line[2] for line in kept if line[0] in claims and line[1] in _GROUNDS]
    while waiting:
        for line in index.about.get(waiting.pop(), ()):
            if line not in grounds:
                grounds.add(line)
                waiting += [line[2]] if line[1] in _GROUNDS else []
    for node in {part for line in grounds for part in line[:3]}:
        named = {_LABEL} if node in index.ends else {_LABEL, _TYPE, _SAME}
        grounds |= {line for line in index.about.get(node, ()) if line[1] in named}
    return grounds
