"""Read an ontology file in a process of its own."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Final

from alskg.engine.worker import Limits, can_fork, forked, spawned
from alskg.errors import InputError, QueryError, QueryMemoryExceeded, QueryTimeout
from alskg.ontologies.file import named
from alskg.ontologies.job import Parsing, from_json
from alskg.ontologies.records import Ontology

__all__ = ["LIMITS", "quads", "read"]

LIMITS: Final = Limits(seconds=180, memory=3 << 30)
"""What parsing one file may take; the largest file measured takes a tenth of either."""


def read(path: Path, limits: Limits = LIMITS) -> Ontology:
    """Return what an ontology file says of its terms.

    The syntax is that of the file's ending: .obo, .json (OBO Graphs), .owl (RDF/XML or Turtle),
    .rdf, .ttl, .nt, .jsonld, each also packed as .gz. Raises UnsupportedFormat for another one and
    InputError, with the line where there is one, for a file that cannot be read within the limits.
    """
    return from_json(_answer(path, limits, want_quads=False))


def quads(path: Path, limits: Limits = LIMITS) -> tuple[str, bytes]:
    """Return the IRI of the graph that a file is loaded into, and its triples as N-Quads.

    A file in an RDF syntax gives all its triples; of the others, what `Term` holds is written as
    OWL. Raises as `read` does.
    """
    graph, _, lines = _answer(path, limits, want_quads=True).partition(b"\n")
    return graph.decode(), lines


def _answer(path: Path, limits: Limits, *, want_quads: bool) -> bytes:
    """Let another process parse, started the way that is safe here."""
    named(path)
    parsing = Parsing(str(path), want_quads)
    try:
        if can_fork():
            return forked(parsing.prepare, parsing.answer, limits)
        job = json.dumps([parsing.path, want_quads, asdict(limits)]).encode()
        return spawned("alskg.ontologies.apart", job, limits)
    except QueryTimeout as error:
        message = f"{path} was not read within {limits.seconds:g} seconds, and was given up."
        raise InputError(message) from error
    except QueryMemoryExceeded as error:
        message = f"{path} needs more than {limits.memory >> 20:,} MB of memory, and was given up."
        raise InputError(message) from error
    except QueryError as error:
        message = f"{path} cannot be read: the parser broke down over it. ({error})"
        raise InputError(message) from error
