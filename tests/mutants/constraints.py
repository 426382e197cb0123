"""The constraints of the shapes, read from the shapes themselves, and the nodes each looks at."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph as ox

from alskg.terms import compact, expand

__all__ = ["SH", "Constraint", "Index", "Path", "constraints", "focus_nodes", "path_of", "sh"]

SH: Final = "http://www.w3.org/ns/shacl#"
RDF_TYPE: Final = ox.NamedNode(expand("rdf:type"))
SUBCLASS: Final = ox.NamedNode(expand("rdfs:subClassOf"))
FIRST: Final = ox.NamedNode(expand("rdf:first"))
REST: Final = ox.NamedNode(expand("rdf:rest"))
PARAMETERS: Final = (
    *("minCount", "maxCount", "class", "datatype", "nodeKind", "in", "hasValue", "pattern"),
    *("languageIn", "minInclusive", "maxInclusive", "equals", "disjoint", "lessThan"),
    *("lessThanOrEquals", "not", "or", "xone", "node", "closed", "sparql"),
)
TARGETS: Final = ("targetClass", "targetSubjectsOf", "targetObjectsOf")

Node = Any  # a named node, a blank node or a literal of pyoxigraph


def sh(name: str) -> ox.NamedNode:
    """Return a term of SHACL."""
    return ox.NamedNode(SH + name)


class Index:
    """Triples by subject and by object, each list in an order that never changes."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        """Sort and index the triples."""
        self.triples = frozenset(triples)
        self._about: dict[Node, list[ox.Triple]] = defaultdict(list)
        self._naming: dict[Node, list[ox.Triple]] = defaultdict(list)
        self._using: dict[Node, list[ox.Triple]] = defaultdict(list)
        for triple in sorted(self.triples, key=str):
            self._about[triple.subject].append(triple)
            self._naming[triple.object].append(triple)
            self._using[triple.predicate].append(triple)

    def about(self, subject: Node) -> list[ox.Triple]:
        """Return the triples with a subject."""
        return self._about.get(subject, [])

    def naming(self, value: Node) -> list[ox.Triple]:
        """Return the triples with an object."""
        return self._naming.get(value, [])

    def using(self, predicate: Node) -> list[ox.Triple]:
        """Return the triples with a predicate."""
        return self._using.get(predicate, [])

    def objects(self, subject: Node, predicate: Node) -> list[Node]:
        """Return the values of a property of a node."""
        return [one.object for one in self.about(subject) if one.predicate == predicate]

    def subjects(self, predicate: Node, value: Node) -> list[Node]:
        """Return the nodes that have a value."""
        return [one.subject for one in self.naming(value) if one.predicate == predicate]

    def members(self, head: Node) -> list[Node]:
        """Return the members of an RDF list."""
        members = []
        while firsts := self.objects(head, FIRST):
            members += firsts
            head = self.objects(head, REST)[0]
        return members

    def instances(self, kind: Node) -> Iterator[Node]:
        """Yield the instances of a class and of those below it, as sh:targetClass means it."""
        waiting, seen = [kind], {kind}
        while waiting:
            current = waiting.pop()
            yield from self.subjects(RDF_TYPE, current)
            below = set(self.subjects(SUBCLASS, current)) - seen
            seen |= below
            waiting += sorted(below, key=str)


@dataclass(frozen=True, slots=True)
class Constraint:
    """One parameter of one shape. `shape` is a named node or, within another, a blank node."""

    shape: Node
    parameter: str
    value: Node

    @property
    def component(self) -> str:
        """Return the local name of its constraint component, as reports give it."""
        name = self.parameter
        upper = "SPARQL" if name == "sparql" else name[0].upper() + name[1:]
        return f"{upper}ConstraintComponent"

    @property
    def name(self) -> str:
        """Return what tables call it: `alskg:ThingShape-label minCount`."""
        return f"{compact(self.shape.value)} {self.parameter}"


@dataclass(frozen=True, slots=True)
class Path:
    """A property path as our shapes have them: one step, or a choice of steps, either way round."""

    predicates: tuple[Node, ...]
    inverse: bool = False

    def triples(self, data: Index, focus: Node) -> list[ox.Triple]:
        """Return the triples on the path from a node."""
        near = data.naming(focus) if self.inverse else data.about(focus)
        return [one for one in near if one.predicate in self.predicates]


def constraints(shapes: Index) -> list[Constraint]:
    """Return every constraint of the shapes that reports name: those with targets, and their parts.

    What stands within them, and what only `sh:node` reaches, is reported under their name.
    """
    targeted = {one.subject for name in TARGETS for one in shapes.using(sh(name))}
    reported = targeted | {part for one in targeted for part in shapes.objects(one, sh("property"))}
    return [
        Constraint(one, name, value)
        for one in sorted(reported, key=str)
        for name in PARAMETERS
        for value in shapes.objects(one, sh(name))
    ]


def path_of(shapes: Index, shape: Node) -> Path | None:
    """Return the path of a property shape; None for a node shape."""
    for path in shapes.objects(shape, sh("path")):
        inverse = shapes.objects(path, sh("inversePath"))
        choice = shapes.objects(path, sh("alternativePath"))
        if inverse:
            return Path((inverse[0],), inverse=True)
        return Path(tuple(shapes.members(choice[0])) if choice else (path,))
    return None


def focus_nodes(shapes: Index, shape: Node, data: Index) -> list[Node]:
    """Return the nodes that a shape looks at, sorted; a part looks at those of its owners."""
    found: set[Node] = set()
    for owner in [shape, *shapes.subjects(sh("property"), shape)]:
        for kind in shapes.objects(owner, sh("targetClass")):
            found |= set(data.instances(kind))
        for link in shapes.objects(owner, sh("targetSubjectsOf")):
            found |= {one.subject for one in data.using(link)}
        for link in shapes.objects(owner, sh("targetObjectsOf")):
            found |= {one.object for one in data.using(link)}
    return sorted(found, key=str)
