"""RDF 1.2 Turtle: a claim is the reifier of what it states, `claim rdf:reifies <<( s p o )>>`.

A triple term states nothing by itself, so an unknown or a negated claim stays what it is. The short
form `s p o ~ claim {| … |}` would assert the triple, and is never written.
"""

from typing import Final

from alskg.export.abbreviate import prefix_lines
from alskg.export.snapshot import Snapshot
from alskg.export.statements import statements
from alskg.export.turtle import blocks, grouped

__all__ = ["reifiers"]

# RDF 1.2 Turtle, 2.1: a VERSION directive tells readers what to expect.
_VERSION: Final = 'VERSION "1.2"\n'
_PARTS: Final = ("rdf:subject", "rdf:predicate", "rdf:object")


def reifiers(snapshot: Snapshot) -> bytes:
    """Return the triples of all graphs, those that reify a claim as one triple term."""
    written = grouped(statements(snapshot.dataset))
    for about in written.values():
        if all(len(about.get(part, ())) == 1 for part in _PARTS):
            stated = " ".join(next(iter(about.pop(part))) for part in _PARTS)
            about["rdf:reifies"] = {f"<<( {stated} )>>"}
    body = blocks(written)
    return (_VERSION + prefix_lines(body) + "\n" + body).encode()
