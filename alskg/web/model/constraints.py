"""The shapes in words: what each asks of a claim or a thing, and how grave a breach is."""

from dataclasses import dataclass
from functools import cache
from typing import Final

import pyoxigraph as ox

from alskg import resources
from alskg.errors import DataError
from alskg.terms import ALSKG, prefixes

__all__ = ["Constraint", "Shape", "shapes"]

_SHAPES: Final = """\
SELECT ?shape ?label ?comment ?target WHERE {
  ?shape a sh:NodeShape ; rdfs:label ?label .
  OPTIONAL { ?shape rdfs:comment ?comment }
  OPTIONAL { ?shape sh:targetClass ?target }
} ORDER BY ?label ?target"""
_CONSTRAINTS: Final = """\
SELECT ?shape ?constraint ?name ?description ?severity ?message WHERE {
  ?shape sh:property|sh:sparql ?constraint .
  OPTIONAL { ?constraint sh:name ?name }
  OPTIONAL { ?constraint sh:description ?description }
  OPTIONAL { ?constraint sh:severity ?severity }
  OPTIONAL { ?constraint sh:message ?message }
} ORDER BY ?shape ?constraint"""


@dataclass(frozen=True, slots=True)
class Constraint:
    """One rule of a shape: what it is about, what it asks, and what to do where it is broken."""

    name: str
    description: str
    severity: str
    message: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape, the classes whose members it judges, and its constraints."""

    iri: str
    label: str
    comment: str
    targets: tuple[str, ...]
    constraints: tuple[Constraint, ...]

    @property
    def name(self) -> str:
        """Return the local name, which is its anchor on the page."""
        return self.iri.removeprefix(ALSKG)


@cache
def shapes() -> tuple[Shape, ...]:
    """Return the shapes in `ontology/shapes/`, read once. Raises DataError."""
    store = ox.Store()
    for path in sorted(resources.shapes_dir().glob("*.ttl")):
        try:
            store.load(path=path, format=ox.RdfFormat.TURTLE)
        except (OSError, SyntaxError) as error:
            raise DataError(f"The shapes {path} cannot be read: {error}.") from error
    found: dict[str, list[Constraint]] = {}
    for shape, _, name, description, severity, message in _rows(store, _CONSTRAINTS):
        degree = severity.rpartition("#")[2] or "Violation"
        found.setdefault(shape, []).append(Constraint(name, description, degree, message))
    by_shape: dict[str, tuple[str, str, list[str]]] = {}
    for shape, label, comment, target in _rows(store, _SHAPES):
        by_shape.setdefault(shape, (label, comment, []))[2].extend([target] if target else [])
    return tuple(
        Shape(iri, label, comment, tuple(targets), tuple(found.get(iri, ())))
        for iri, (label, comment, targets) in by_shape.items()
    )


def _rows(store: ox.Store, query: str) -> list[tuple[str, ...]]:
    """Return the rows of a query as texts, an unbound cell as the empty one."""
    solutions = store.query(query, prefixes=dict(prefixes()))
    if not isinstance(solutions, ox.QuerySolutions):
        return []
    return [tuple(cell.value if cell else "" for cell in row) for row in solutions]
