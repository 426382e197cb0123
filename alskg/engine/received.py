"""What an endpoint answers, read as it arrives and written as the engine on this machine would.

Nothing of an answer that breaks off, or is no answer, goes any further.
"""

import io
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, Final

import pyoxigraph as ox

from alskg.engine import graphs, tables, truth
from alskg.errors import EndpointError
from alskg.transport import Answer
from alskg.transport.address import plain

__all__ = ["GRAPH_TYPES", "ROW_TYPES", "graph", "rows", "triples"]

ROW_TYPES: Final = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/xml": ox.QueryResultsFormat.XML,
}
"""The types in which rows are read, the one to be preferred first."""
GRAPH_TYPES: Final = {
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "text/plain": ox.RdfFormat.N_TRIPLES,
}
"""The types in which graphs are read, likewise."""

_JSON: Final = {kind for kind, syntax in ROW_TYPES.items() if syntax == ox.QueryResultsFormat.JSON}
_CHUNK: Final = 1 << 20
_IN_MEMORY: Final = 1 << 23
_MIXED: Final = "application/sparql-results"


def rows(answer: Answer, format_name: str, *, is_ask: bool = False) -> Iterator[bytes]:
    """Yield rows, or with `is_ask` a truth value, in a format, once all of it has been read.

    Of a large one no more than some megabytes are in memory. Raises EndpointError, QueryTimeout.
    """
    _check_whole(answer)
    answer.check_type(*ROW_TYPES)
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as beside:
        try:
            found = ox.parse_query_results(_Arriving(answer), format=ROW_TYPES[answer.media_type])  # type: ignore[arg-type]
            if is_ask and isinstance(found, ox.QuerySolutions):
                found = _truth(found)
            found.serialize(beside, format=tables.SYNTAXES[format_name])
        except (SyntaxError, ValueError, OSError, RuntimeError) as error:
            raise _unreadable(answer, error) from error
        beside.seek(0)
        yield from _lines(beside) if format_name == "tsv" else _blocks(beside)


def graph(answer: Answer, format_name: str) -> bytes:
    """Return a graph in a format. Raises EndpointError or QueryTimeout."""
    return graphs.written(triples(answer), format_name)


def triples(answer: Answer) -> Iterator[ox.Triple]:
    """Yield the triples of a graph as they arrive. Raises EndpointError or QueryTimeout."""
    _check_whole(answer)
    answer.check_type(*GRAPH_TYPES)
    try:
        for quad in ox.parse(_Arriving(answer), format=GRAPH_TYPES[answer.media_type]):  # type: ignore[arg-type]
            yield quad.triple
    except (SyntaxError, ValueError, OSError, RuntimeError) as error:
        raise _unreadable(answer, error) from error


def _truth(found: ox.QuerySolutions) -> ox.QuerySolutions | ox.QueryBoolean:
    """Return the truth value that Virtuoso writes as a row with the number 0 or 1."""
    value = any(str(cell.value) != "0" for row in found for cell in row)
    document = b'{"head":{},"boolean":%s}' % (b"true" if value else b"false")
    return ox.parse_query_results(document, format=ox.QueryResultsFormat.JSON)


def _blocks(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield a file in blocks."""
    while block := stream.read(_CHUNK):
        yield block


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield a file of TSV in blocks of whole lines."""
    while lines := stream.readlines(_CHUNK):
        yield tables.bare(b"".join(lines))


def _check_whole(answer: Answer) -> None:
    """Raise EndpointError where Virtuoso says that it gave only a part of the answer."""
    if answer.headers.get("X-SQL-State") or answer.headers.get("X-SPARQL-MaxRows"):
        said = plain(answer.headers.get("X-SQL-Message", "")) or "its limit on rows was reached"
        raise EndpointError(
            f"{answer.address.shown} gave only a part of the answer: {said}. Ask it for less, or "
            f"have its limits raised."
        )


def _unreadable(answer: Answer, error: BaseException) -> EndpointError:
    """Return the error for an answer that breaks off, or is not what its type says."""
    return EndpointError(
        f"The answer of {answer.address.shown} cannot be read as {answer.media_type}: "
        f"{plain(str(error))}. It may have been cut short: the log of the server may say why."
    )


class _Arriving(io.RawIOBase):
    """The body of an answer as a file that is read while it arrives."""

    def __init__(self, answer: Answer) -> None:
        """Take an answer of which nothing has been read."""
        self._chunks = answer.chunks()
        if answer.media_type in _JSON:
            self._chunks = truth.spelt_in_json(self._chunks)
        self._rest = b""

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return what has arrived, at most so many bytes; nothing at the end."""
        if not self._rest:
            self._rest = next(filter(None, self._chunks), b"")
        if size < 0:
            size = len(self._rest)
        given, self._rest = self._rest[:size], self._rest[size:]
        return given
