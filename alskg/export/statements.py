"""The statements of a compiled dataset, as the writers take them."""

from collections.abc import Iterator
from typing import NamedTuple

import pyoxigraph as ox

from alskg.errors import DataError

__all__ = ["Statement", "statements"]


class Statement(NamedTuple):
    """One statement: IRIs as text, and the object as the term that it is."""

    subject: str
    predicate: str
    object: ox.NamedNode | ox.Literal
    graph: str


def statements(dataset: bytes) -> Iterator[Statement]:
    """Yield the statements of a dataset in N-Quads; lexical forms are kept.

    Raises DataError where one has a blank node, which a compiled dataset never has.
    """
    for quad in ox.parse(dataset, format=ox.RdfFormat.N_QUADS):
        subject, value, graph = quad.subject, quad.object, quad.graph_name
        if (
            not isinstance(subject, ox.NamedNode)
            or not isinstance(value, ox.NamedNode | ox.Literal)
            or not isinstance(graph, ox.NamedNode)
        ):
            message = f"This statement is not one of a compiled dataset: {quad}"
            raise DataError(message)
        yield Statement(subject.value, quad.predicate.value, value, graph.value)
