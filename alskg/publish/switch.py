"""The one SPARQL Update request that makes staged graphs the live ones.

It takes from each live graph what its staged graph does not hold, and adds what is new: nothing
that stays is touched. MOVE would say it in one word, but Virtuoso 7.2.5 loses triples that were
both deleted and inserted in one transaction when it is killed before its next checkpoint.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from alskg.terms import BASE

__all__ = ["STAGING", "staging", "statement"]

STAGING: Final = f"{BASE}staging/"
"""What the IRI of every staged graph begins with."""

_DIGITS: Final = 16

_SWITCH: Final = """\
DELETE {{ GRAPH <{live}> {{ ?s ?p ?o }} }}
WHERE {{
  GRAPH <{live}> {{ ?s ?p ?o }}
  FILTER NOT EXISTS {{ GRAPH <{staged}> {{ ?s ?p ?o }} }}
  FILTER EXISTS {{ GRAPH <{staged}> {{ ?any ?thing ?there }} }}
}} ;
INSERT {{ GRAPH <{live}> {{ ?s ?p ?o }} }}
WHERE {{
  GRAPH <{staged}> {{ ?s ?p ?o }}
  FILTER NOT EXISTS {{ GRAPH <{live}> {{ ?s ?p ?o }} }}
}}"""


def staging(digest: str, name: str) -> str:
    """Return the IRI at which a graph of the release with a digest is staged."""
    return f"{STAGING}{digest[:_DIGITS]}/{name}"


def statement(pairs: Mapping[str, str], emptied: Sequence[str]) -> str:
    """Return the request for pairs of a live and a staged graph, and for graphs to be emptied.

    A staged graph that is not there any more leaves its live graph as it is: somebody else may
    have cleaned up in the meantime.
    """
    parts = [_SWITCH.format(live=live, staged=staged) for live, staged in pairs.items()]
    return " ;\n".join([*parts, *(f"CLEAR SILENT GRAPH <{iri}>" for iri in emptied)])
