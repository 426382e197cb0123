"""The whole dataset of an endpoint, graph by graph, for whatever needs more than answers."""

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from alskg.errors import EndpointError, InputError

if TYPE_CHECKING:
    from alskg.engine import Engine
    from alskg.engine.remote import RemoteEngine

__all__ = ["downloaded", "statements_about"]

_SECONDS: Final = 600.0  # for one graph, which may be large
_COUNT: Final = "SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
_ABOUT: Final = """\
SELECT DISTINCT ?s ?p ?o ?g WHERE {{ VALUES ?s {{ {subjects} }} GRAPH ?g {{ ?s ?p ?o }} }}"""

_ABOUT_BY_DEFAULT: Final = (
    "SELECT DISTINCT ?s ?p ?o WHERE {{ VALUES ?s {{ {subjects} }} ?s ?p ?o }}"
)


def downloaded(engine: "RemoteEngine") -> bytes:
    """Return the graphs that an engine asks as sorted N-Quads, in the words of the endpoint.

    Raises InputError where it holds no graph of the project, EndpointError where it gives less
    than it counts, and what the engine raises.
    """
    if not engine.graphs:
        raise InputError(
            f"{engine.url} holds no graph of the project, such as graph:page, so there is nothing "
            f"to be read as a whole. Load them there as named graphs: 'alskg publish' does so."
        )
    lines: set[bytes] = set()
    for graph in engine.graphs:
        name = ox.NamedNode(graph)
        triples = set(engine.triples(graph, timeout=_SECONDS))
        ((count,),) = engine.rows(_COUNT.format(graph=graph)).rows
        if count is None or len(triples) != int(count.value):
            wanted = count.value if count else "none"
            raise EndpointError(
                f"{engine.url} counts {wanted} triples in <{graph}> and gave {len(triples)}. Have "
                f"its limit on the size of answers raised."
            )
        quads = (ox.Quad(one.subject, one.predicate, one.object, name) for one in triples)
        written = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
        lines.update(line + b"\n" for line in written.split(b"\n") if line)
    return b"".join(sorted(lines))


def statements_about(engine: "Engine", subjects: list[str], *, default: str = "") -> bytes:
    """Return the statements about some things as sorted N-Quads. Raises what the engine raises.

    With `default` those that a plain query sees count as well, as of a graph of that name: files
    may have a default graph.
    """
    values = " ".join(f"<{one}>" for one in subjects)
    rows = [tuple(map(str, row)) for row in engine.rows(_ABOUT.format(subjects=values))]
    if default:
        plain = engine.rows(_ABOUT_BY_DEFAULT.format(subjects=values))
        named = {row[:3] for row in rows}
        triples = (tuple(map(str, row)) for row in plain)
        rows += [(*triple, f"<{default}>") for triple in triples if triple not in named]
    return b"".join(sorted({f"{' '.join(row)} .\n".encode() for row in rows}))
