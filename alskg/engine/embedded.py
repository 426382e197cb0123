"""The default engine: Oxigraph in memory, over the compiled dataset."""

import re
from functools import cached_property
from typing import Final

import pyoxigraph as ox

from alskg.engine.columns import in_order
from alskg.engine.job import Job
from alskg.engine.local import LocalEngine
from alskg.engine.preparation import prepared
from alskg.errors import DataError, QueryError, QuerySyntaxError
from alskg.terms import prefixes

__all__ = ["EmbeddedEngine"]

_ROWS: Final = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
_GRAPHS: Final = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
# The store writes the decimal 30.0 as 30, which TSV then has to spell with its datatype.
_WHOLE_DECIMAL: Final = re.compile(
    rb'(?m)(^|\t)"([+-]?[0-9]+)"\^\^<http://www\.w3\.org/2001/XMLSchema#decimal>(?=\t|$)'
)
_NO_GRAPH: Final = ox.NamedNode("urn:x-alskg:none")


class EmbeddedEngine(LocalEngine):
    """Answers from one N-Quads file, read into memory when the first query comes.

    A query without a time limit runs in this process, behind the guard; nothing can interrupt it
    there. With one it runs in a worker (see `alskg.engine.worker`).
    """

    name = "embedded"

    @cached_property
    def store(self) -> ox.Store:
        """Return the store. Raises DataError where the dataset cannot be read."""
        store = ox.Store()
        try:
            # Lenient: the compiler wrote the file from parsed terms, so none is checked again.
            store.load(path=self._path, format=ox.RdfFormat.N_QUADS, lenient=True)
        except (OSError, SyntaxError, ValueError) as error:
            raise DataError(f"The dataset {self._path} cannot be read: {error}.") from error
        return store

    def open(self, job: Job) -> None:
        """Read into memory whatever the job needs, for a worker opens no file later on."""
        _ = self.store, prepared(job.query)

    def answer(self, job: Job) -> bytes:
        """Answer in this process. Raises QuerySyntaxError with the words of Oxigraph."""
        try:
            return _serialised(self._found(job), job.format_name)
        except SyntaxError as error:
            raise QuerySyntaxError(str(error)) from error
        except (OSError, RuntimeError, ValueError) as error:
            raise QueryError(f"The query cannot be answered: {error}.") from error

    def _found(self, job: Job) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Run the query on the graphs that it is meant for.

        Only one graph list given leaves the other one empty (SPARQL 1.1 Protocol, 2.1.4).
        """
        checked, known = prepared(job.query)
        text = (
            in_order(job.text, lambda: _columns(job.text, known)) if "*" in job.query else job.text
        )
        if not job.default_graphs and not job.named_graphs:
            union = not checked.has_dataset
            return self.store.query(text, prefixes=known, use_default_graph_as_union=union)
        return self.store.query(
            text,
            prefixes=known,
            default_graph=[ox.NamedNode(iri) for iri in job.default_graphs] or [_NO_GRAPH],
            named_graphs=[ox.NamedNode(iri) for iri in job.named_graphs],
        )


def _columns(query: str, known: dict[str, str] | None) -> list[str]:
    """Return the columns of a query, asked of a store that holds nothing and costs nothing."""
    found = ox.Store().query(query, prefixes=known)
    return [each.value for each in found.variables] if isinstance(found, ox.QuerySolutions) else []


def _serialised(
    found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, format_name: str
) -> bytes:
    """Return an answer as bytes; the triples of a graph are sorted, for CONSTRUCT has no order.

    Decimals stand bare in TSV (SPARQL 1.1 Query Results CSV and TSV Formats, section 4).
    """
    if not isinstance(found, ox.QueryTriples):
        answer = found.serialize(format=_ROWS[format_name]) or b""
        return _WHOLE_DECIMAL.sub(rb"\1\2.0", answer) if format_name == "tsv" else answer
    triples = sorted(set(found), key=str)
    syntax = _GRAPHS[format_name]
    if syntax != ox.RdfFormat.TURTLE:
        return ox.serialize(triples, format=syntax) or b""
    text = "\n".join(map(str, triples))
    used = {name: namespace for name, namespace in prefixes().items() if f"<{namespace}" in text}
    return ox.serialize(triples, format=syntax, prefixes=used) or b""
