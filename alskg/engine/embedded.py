"""The default engine: Oxigraph in memory, over the compiled dataset."""

from functools import cached_property
from typing import Final

import pyoxigraph as ox

from alskg.engine import graphs, tables
from alskg.engine.columns import in_order, visible
from alskg.engine.job import Job
from alskg.engine.local import LocalEngine
from alskg.engine.preparation import prepared
from alskg.errors import DataError, QueryError, QuerySyntaxError

__all__ = ["EmbeddedEngine"]

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
            in_order(job.text, lambda: visible(job.text, known)) if "*" in job.query else job.text
        )
        if not job.default_graphs and not job.named_graphs:
            union = job.union and not checked.has_dataset
            return self.store.query(text, prefixes=known, use_default_graph_as_union=union)
        return self.store.query(
            text,
            prefixes=known,
            default_graph=[ox.NamedNode(iri) for iri in job.default_graphs] or [_NO_GRAPH],
            named_graphs=[ox.NamedNode(iri) for iri in job.named_graphs],
        )


def _serialised(
    found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, format_name: str
) -> bytes:
    """Return an answer as bytes."""
    if isinstance(found, ox.QueryTriples):
        return graphs.written(found, format_name)
    return tables.written(found, format_name)
