"""What a stored query cannot do without: an ontology that the user has to bring."""

from collections.abc import Sequence
from typing import Any, Protocol

from alskg.errors import MissingPart
from alskg.terms import BASE

__all__ = ["check_needs"]


class _Answering(Protocol):
    """What can answer a SELECT query: every engine."""

    def rows(self, query: str) -> Any:  # noqa: ANN401  (the engines' own type of rows)
        """Return rows."""


def check_needs(name: str, needs: Sequence[str], engine: _Answering) -> None:
    """Raise MissingPart where an ontology that a query needs is not in the engine's dataset.

    An ontology goes by its prefix, which is also the name of the graph that it is loaded into.
    """
    absent = [
        prefix
        for prefix in needs
        if not engine.rows(
            f"SELECT ?type WHERE {{ GRAPH <{BASE}graph/{prefix}> {{ ?term a ?type }} }} LIMIT 1"
        ).rows
    ]
    if absent:
        files = " ".join(f"--with {prefix.casefold()}.obo" for prefix in absent)
        raise MissingPart(
            f"The query '{name}' needs {' and '.join(absent)}, which is not part of the graph. "
            f"Get a file of it (OBO, OBO Graphs JSON, OWL or SKOS) and load it: "
            f"alskg query {name} {files}"
        )
