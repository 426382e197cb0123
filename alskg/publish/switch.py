"""The one SPARQL Update request that makes staged graphs the live ones.

It takes from each live graph what its staged graph does not hold, and adds what is new: nothing
that stays is touched. MOVE would say it in one word, but Virtuoso 7.2.5 loses triples that were
both deleted and inserted in one transaction when it is killed before its next checkpoint.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from alskg.publish.release import ReleaseGraph
from alskg.terms import BASE

__all__ = ["STAGING", "Move", "statement"]

STAGING: Final = f"{BASE}staging/"
"""What the IRI of every staged graph begins with."""

_DIGITS: Final = 16

_SWITCH: Final = """\
DELETE {{ GRAPH <{live}> {{ ?s ?p ?o }} }}
WHERE {{{witness}
  GRAPH <{live}> {{ ?s ?p ?o }}
  FILTER NOT EXISTS {{ GRAPH <{staged}> {{ ?s ?p ?o }} }}
}} ;
INSERT {{ GRAPH <{live}> {{ ?s ?p ?o }} }}
WHERE {{
  GRAPH <{staged}> {{ ?s ?p ?o }}
  FILTER NOT EXISTS {{ GRAPH <{live}> {{ ?s ?p ?o }} }}
}}"""
_WITNESS: Final = "\n  GRAPH <{staged}> {{ {triple} }}"


@dataclass(frozen=True, slots=True)
class Move:
    """A graph of a release on its way from staging to where readers see it."""

    graph: ReleaseGraph
    release: str

    @property
    def staged(self) -> str:
        """Return the IRI at which the graph is staged, by the digest of its release."""
        return f"{STAGING}{self.release[:_DIGITS]}/{self.graph.name}"

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to stage."""
        return not self.graph.body

    def operations(self) -> str:
        """Return what makes the live graph the same as the staged one.

        Where the staged graph is not there any more, for somebody else has cleaned up meanwhile,
        the live one stays: nothing is deleted without a triple that the staged one must hold.
        """
        if self.is_empty:
            return f"CLEAR SILENT GRAPH <{self.graph.iri}>"
        triple = _link(self.graph.body)
        witness = _WITNESS.format(staged=self.staged, triple=triple) if triple else ""
        return _SWITCH.format(live=self.graph.iri, staged=self.staged, witness=witness)


def statement(moves: Iterable[Move]) -> str:
    """Return the one request for all graphs of a release."""
    return " ;\n".join(move.operations() for move in moves)


def _link(body: bytes) -> str:
    """Return a triple between IRIs, which no store writes in another way, or the empty string."""
    for line in body.splitlines():
        if line.endswith(b"> .") and b'"' not in line:
            return line.decode().removesuffix(" .")
    return ""
