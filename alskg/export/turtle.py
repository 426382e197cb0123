"""Turtle and TriG in one canonical, readable form.

Subjects are sorted by the way they are written; `a` and the label stand first, the other
predicates follow in order, aligned; a line is broken where it would pass 100 columns.
"""

from collections.abc import Iterable
from typing import Final

from alskg.export.abbreviate import iri, prefix_lines, term
from alskg.export.snapshot import Snapshot
from alskg.export.statements import Statement, statements

__all__ = ["block", "blocks", "grouped", "trig", "turtle"]

_WIDTH: Final = 100
_INDENT: Final = "    "
_FIRST: Final = {"a": 0, "rdfs:label": 1}

Grouped = dict[str, dict[str, set[str]]]
"""Written objects, by written subject and written predicate."""


def turtle(snapshot: Snapshot) -> bytes:
    """Return the triples of all graphs as Turtle."""
    body = blocks(grouped(statements(snapshot.dataset)))
    return (prefix_lines(body) + "\n" + body).encode()


def trig(snapshot: Snapshot) -> bytes:
    """Return the dataset as TriG, one section a graph."""
    graphs: dict[str, list[Statement]] = {}
    for statement in statements(snapshot.dataset):
        graphs.setdefault(iri(statement.graph), []).append(statement)
    body = "\n".join(
        f"{name} {{\n\n{blocks(grouped(inside))}\n}}\n" for name, inside in sorted(graphs.items())
    )
    return (prefix_lines(body) + "\n" + body).encode()


def grouped(some: Iterable[Statement]) -> Grouped:
    """Group statements by subject and predicate, as they will be written."""
    grouped: Grouped = {}
    for statement in some:
        predicate = iri(statement.predicate)
        predicate = "a" if predicate == "rdf:type" else predicate
        about = grouped.setdefault(iri(statement.subject), {})
        about.setdefault(predicate, set()).add(term(statement.object))
    return grouped


def blocks(grouped: Grouped) -> str:
    """Return one block a subject, with an empty line between two."""
    return "\n".join(block(subject, grouped[subject]) for subject in sorted(grouped))


def block(subject: str, about: dict[str, set[str]]) -> str:
    """Return the statements about one subject."""
    predicates = sorted(about, key=lambda name: (_FIRST.get(name, 2), name))
    width = max(map(len, predicates))
    lines = [f"{_INDENT}{name:<{width}} {_objects(about[name], width)}" for name in predicates]
    return f"{subject}\n" + " ;\n".join(lines) + " .\n"


def _objects(objects: set[str], width: int) -> str:
    """Return the objects of one predicate: on one line where they fit, else one a line."""
    ordered = sorted(objects)
    line = " , ".join(ordered)
    if len(line) + width + len(_INDENT) + 3 <= _WIDTH:
        return line
    return (" ,\n" + " " * (len(_INDENT) + width + 1)).join(ordered)
