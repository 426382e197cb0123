"""The stored questions as SIB writes example queries: SHACL executables in one Turtle file."""

from typing import Final

from alskg.export.abbreviate import prefix_lines
from alskg.export.lines import of_layers
from alskg.export.snapshot import Snapshot
from alskg.export.statements import statements
from alskg.export.turtle import blocks, grouped

__all__ = ["examples"]

_TARGET: Final = "<https://w3id.org/alskg/sparql>"


def examples(snapshot: Snapshot) -> bytes:
    """Return the stored queries and the prefixes that they share; each names its endpoint."""
    about = grouped(statements(of_layers(snapshot.dataset, ["queries"])))
    for node in about.values():
        if "sh:SPARQLExecutable" in node.get("a", ()):
            node["schema:target"] = {_TARGET}
    body = blocks(about)
    return (prefix_lines(body) + "\n" + body).encode()
