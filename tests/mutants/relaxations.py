"""Shape mutants: one constraint dropped or relaxed, which some example has to notice."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, cast

import pyoxigraph as ox
import shape_examples as examples

from alskg import resources, shapes
from alskg.terms import ALSKG, compact
from mutants.constraints import PARAMETERS, SUBCLASS, TARGETS, Index, constraints, sh

__all__ = ["Rulebook", "ShapeMutant", "shape_mutants", "survives"]

Node = Any
PARTS: Final = ("or", "xone", "not")
MILDER: Final = {sh("Violation"): sh("Warning"), sh("Warning"): sh("Info")}
STEPS: Final = {"minCount": -1, "maxCount": 1, "minInclusive": -1, "maxInclusive": 1}


class Rulebook:
    """The shapes, file by file and all together, and the vocabulary that they are about."""

    def __init__(self) -> None:
        """Read the files."""
        table = _parsed(resources.ontology_dir() / "prefixes.ttl")
        paths = sorted(resources.shapes_dir().glob("*.ttl"))
        self.files = {path.stem: Index(_parsed(path) | table) for path in paths}
        self.whole = Index(set[ox.Triple]().union(*(one.triples for one in self.files.values())))
        self.vocabulary = Index(_parsed(resources.ontology_dir() / "alskg.ttl"))


def _parsed(path: Path) -> set[ox.Triple]:
    """Return the triples of a Turtle file."""
    return {quad.triple for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)}


@dataclass(frozen=True, slots=True)
class ShapeMutant:
    """The shapes with one thing changed: `shape` is the named shape in which it stands."""

    file: str
    shape: str
    change: str
    gone: frozenset[ox.Triple]
    new: frozenset[ox.Triple]

    @property
    def name(self) -> str:
        """Return what tables call it: `alskg:ThingShape-label: minCount dropped`."""
        return f"{self.shape}: {self.change}"

    def text(self, rules: Index) -> str:
        """Return changed shapes, all of them or those of its file, for an engine."""
        changed = (rules.triples - self.gone) | self.new
        return (ox.serialize(changed, format=ox.RdfFormat.N_TRIPLES) or b"").decode()


def shape_mutants(rulebook: Rulebook) -> list[ShapeMutant]:
    """Return every way in which the shapes are dropped or relaxed, by name."""
    kinds = (sh("NodeShape"), sh("PropertyShape"))
    # No report shows the severity of a shape that only sh:node reaches.
    reported = {one.shape for one in constraints(rulebook.whole)}
    found = [
        mutant
        for file, rules in rulebook.files.items()
        for one in sorted({one.subject for one in rules.triples if one.object in kinds}, key=str)
        for mutant in _of_shape(file, rules, rulebook.vocabulary, one)
        if mutant.change != "severity down" or one in reported
    ]
    return sorted(found, key=lambda one: one.name)


def _of_shape(file: str, rules: Index, vocabulary: Index, shape: Node) -> Iterator[ShapeMutant]:
    """Yield the mutants of a named shape: its constraints, its severity, targets and parts."""
    label = compact(shape.value)
    for change, gone, new in _constraints(rules, vocabulary, shape, ""):
        yield ShapeMutant(file, label, change, frozenset([gone]), frozenset(new))
    for triple in rules.about(shape):
        name, value = triple.predicate.value.partition("#")[2], cast("ox.NamedNode", triple.object)
        if name == "severity":
            milder = ox.Triple(shape, triple.predicate, MILDER[value])
            yield ShapeMutant(
                file, label, "severity down", frozenset([triple]), frozenset([milder])
            )
        if name in (*TARGETS, "property"):
            change = f"{name} {compact(value.value)} removed"
            yield ShapeMutant(file, label, change, frozenset([triple]), frozenset())


def _constraints(
    rules: Index, vocabulary: Index, shape: Node, inside: str
) -> Iterator[tuple[str, ox.Triple, list[ox.Triple]]]:
    """Yield the changes of a shape's constraints, and of those within them: what, gone, new."""
    for triple in rules.about(shape):
        name = triple.predicate.value.removeprefix(sh("").value)
        if name not in PARAMETERS:
            continue
        yield f"{inside}{name} dropped", triple, []
        for how, value in _weaker(vocabulary, name, triple.object):
            yield f"{inside}{name} {how}", triple, [ox.Triple(shape, triple.predicate, value)]
        if name == "lessThan":
            weaker = ox.Triple(shape, sh("lessThanOrEquals"), triple.object)
            yield f"{inside}lessThan to lessThanOrEquals", triple, [weaker]
        if name == "languageIn":
            yield f"{inside}languageIn with de", *_longer_list(rules, triple.object)
        if name in PARTS:
            parts = [triple.object] if name == "not" else rules.members(triple.object)
            for number, part in enumerate(parts, start=1):
                if isinstance(part, ox.BlankNode):
                    yield from _constraints(rules, vocabulary, part, f"{inside}{name} {number}, ")


def _weaker(vocabulary: Index, name: str, value: Node) -> Iterator[tuple[str, Node]]:
    """Yield values of a parameter that let more pass, with what was done."""
    if name in STEPS and not (name == "minCount" and value.value == "1"):
        number = Decimal(value.value) + STEPS[name]
        yield f"{STEPS[name]:+}", ox.Literal(str(number), datatype=value.datatype)
    if name == "pattern":
        yield "without ^", ox.Literal(value.value.removeprefix("^"))
        yield "without $", ox.Literal(value.value.removesuffix("$"))
    if name == "class":
        for above in vocabulary.objects(value, SUBCLASS):
            if _lets_in(vocabulary, value, above):
                yield f"to {compact(above.value)}", above
    if name == "nodeKind":
        for kind in ("IRIOrLiteral", "BlankNodeOrIRI"):
            yield f"to {kind}", sh(kind)


def _below(vocabulary: Index, kind: Node) -> set[Node]:
    """Return a class and all classes below it."""
    found = {kind}
    while new := {one for each in found for one in vocabulary.subjects(SUBCLASS, each)} - found:
        found |= new
    return found


def _lets_in(vocabulary: Index, kind: Node, above: Node) -> bool:
    """Say whether a wider class has things of ours that the narrower one has not.

    The classes of Biolink, PROV and others above ours say what ours are like; where nothing else of
    ours stands below one, the two have the same members.
    """
    return any(
        one.value.startswith(ALSKG)
        for one in _below(vocabulary, above) - _below(vocabulary, kind) - {above}
    )


def _longer_list(rules: Index, head: Node) -> tuple[ox.Triple, list[ox.Triple]]:
    """Return the end of a list that goes, and a longer end: one more language."""
    first, rest, nil = (
        ox.NamedNode(f"http://www.w3.org/1999/02/22-rdf-syntax-ns#{name}")
        for name in ("first", "rest", "nil")
    )
    while (after := rules.objects(head, rest)[0]) != nil:
        head = after
    cell = ox.BlankNode()
    added = [ox.Triple(cell, first, ox.Literal("de")), ox.Triple(cell, rest, nil)]
    return ox.Triple(head, rest, nil), [ox.Triple(head, rest, cell), *added]


def survives(mutant: ShapeMutant, rulebook: Rulebook, project: str) -> bool:
    """Say whether tests/test_shapes.py would notice nothing.

    It would where an example is judged in another way than before, where the project's own data,
    as N-Triples, no longer conform, and where a pattern speaks of a part of a value only.
    """
    rules = rulebook.files[mutant.file]
    if not all(map(_is_anchored, mutant.new)) or _noticed(
        _about(mutant, rules), mutant.text(rules)
    ):
        return False
    text = mutant.text(rulebook.whole)
    return (
        not _noticed(examples.BAD, text)
        and not any(examples.found(path, text) for path in examples.GOOD)
        and not shapes.run("shacl", project, text)
    )


def _is_anchored(triple: ox.Triple) -> bool:
    """Say whether a triple is no pattern, or one for a value from its beginning to its end."""
    return triple.predicate != sh("pattern") or examples.is_anchored(
        cast("ox.Literal", triple.object).value
    )


def _about(mutant: ShapeMutant, rules: Index) -> list[Path]:
    """Return the examples that name a shape of the changed file, the changed shape first."""
    own = {compact(cast("ox.NamedNode", one.subject).value) for one in rules.using(sh("severity"))}
    named = [path for path in examples.BAD if examples.expected(path)[0] in own]
    closest = {mutant.shape, *mutant.change.split()}
    return sorted(named, key=lambda path: examples.expected(path)[0] not in closest)


def _noticed(paths: Iterable[Path], text: str) -> bool:
    """Say whether a bad example is not judged as its first line says."""
    return any(examples.blames(path, text) != [examples.expected(path)] for path in paths)
