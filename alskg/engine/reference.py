"""The engine for cross-checks: rdflib over the same file, slow and close to the specification.

rdflib would fetch graphs and endpoints that a query names. Both are switched off while a query of
this engine runs, on top of the guard; the switches are rdflib's own and hold for the process.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any, Final

import rdflib
from rdflib.plugins import sparql
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.query import Result
from rdflib.term import Identifier

from alskg.engine.job import Job
from alskg.engine.local import LocalEngine
from alskg.engine.preparation import prepared
from alskg.engine.results import Rows, Term, to_csv, to_tsv
from alskg.errors import AlskgError, DataError, QueryError, QueryRefused, QuerySyntaxError

__all__ = ["ReferenceEngine"]

_GRAPHS: Final = {"turtle": "turtle", "ntriples": "nt", "jsonld": "json-ld", "rdfxml": "xml"}
_XSD_STRING: Final = rdflib.XSD.string


class ReferenceEngine(LocalEngine):
    """Answers as `EmbeddedEngine` does, from the same file; dozens of times slower."""

    name = "reference"

    @cached_property
    def dataset(self) -> rdflib.Dataset:
        """Return the dataset. Raises DataError where it cannot be read."""
        dataset = rdflib.Dataset(default_union=self._union)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter(
                    "ignore", DeprecationWarning
                )  # rdflib's reader warns of itself
                dataset.parse(data=self._path.read_bytes(), format="nquads")
        except Exception as error:  # rdflib's parsers raise what they like
            raise DataError(f"The dataset {self._path} cannot be read: {error}.") from error
        return dataset

    def open(self, job: Job) -> None:
        """Read the dataset, and import what the answer will need, for a worker opens no file."""
        _ = self.dataset
        form = prepared(job.query)[0].form
        rehearsal = {"CONSTRUCT": "CONSTRUCT {?s ?p ?o} WHERE {?s ?p ?o FILTER(false)}"}
        text = rehearsal.get(form.replace("DESCRIBE", "CONSTRUCT"), "SELECT * {} LIMIT 0")
        self.answer(Job(self.name, job.dataset, text, job.format_name, union=job.union))

    def answer(self, job: Job) -> bytes:
        """Answer in this process. Raises QuerySyntaxError with the words of rdflib."""
        prefixes = prepared(job.query)[1]
        text = job.text
        with _closed(union=job.union and not (job.default_graphs or job.named_graphs)):
            try:
                query = prepareQuery(text, initNs=prefixes or {})
                if job.default_graphs or job.named_graphs:
                    query.algebra["datasetClause"] = None  # what a request says wins over FROM
                return _serialised(self._graphs(job).query(query), job.format_name)
            except AlskgError:
                raise
            except Exception as error:
                said = str(error).strip() or type(error).__name__
                if type(error).__name__ in ("ParseException", "ParseSyntaxException"):
                    raise QuerySyntaxError(said) from error
                raise QueryError(f"The query cannot be answered: {said}") from error

    def _graphs(self, job: Job) -> rdflib.Dataset:
        """Return the dataset, or the part of it that a request is narrowed to."""
        if not job.default_graphs and not job.named_graphs:
            return self.dataset
        part = rdflib.Dataset()
        for iri in job.default_graphs:
            for triple in self.dataset.graph(rdflib.URIRef(iri)):
                part.default_graph.add(triple)
        for iri in job.named_graphs:
            for triple in self.dataset.graph(rdflib.URIRef(iri)):
                part.graph(rdflib.URIRef(iri)).add(triple)
        return part


@contextmanager
def _closed(*, union: bool) -> Iterator[None]:
    """Keep rdflib from fetching what a query names; say whether plain patterns see all graphs."""

    def refuse(_context: object, part: CompValue) -> Any:  # noqa: ANN401  (rdflib's signature)
        if part.name == "ServiceGraphPattern":
            raise QueryRefused("SERVICE is refused, for queries do not leave this machine.")
        raise NotImplementedError

    before = sparql.SPARQL_LOAD_GRAPHS, sparql.SPARQL_DEFAULT_GRAPH_UNION
    sparql.SPARQL_LOAD_GRAPHS, sparql.SPARQL_DEFAULT_GRAPH_UNION = False, union
    sparql.CUSTOM_EVALS["alskg"] = refuse
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # rdflib warns of itself
            yield
    finally:
        sparql.SPARQL_LOAD_GRAPHS, sparql.SPARQL_DEFAULT_GRAPH_UNION = before
        del sparql.CUSTOM_EVALS["alskg"]


def _serialised(found: Result, format_name: str) -> bytes:
    """Return an answer as bytes; rdflib has no TSV, and its CSV leaves out `_:`."""
    if found.graph is not None:
        return found.graph.serialize(format=_GRAPHS[format_name], encoding="utf-8")
    if format_name in ("csv", "tsv"):
        if found.type == "ASK":
            return b"true" if found.askAnswer else b"false"
        return (to_csv if format_name == "csv" else to_tsv)(_rows(found)).encode()
    return found.serialize(format=format_name, encoding="utf-8") or b""


def _rows(found: Result) -> Rows:
    """Return rdflib's rows as ours."""
    names = tuple(map(str, found.vars or ()))
    rows = [
        tuple(_term(binding.get(rdflib.Variable(name))) for name in names)
        for binding in found.bindings
    ]
    return Rows(names, rows)


def _term(node: Identifier | None) -> Term | None:
    """Return rdflib's term as ours."""
    if node is None:
        return None
    if isinstance(node, rdflib.Literal):
        datatype = "" if node.datatype in (None, _XSD_STRING) else str(node.datatype)
        language = node.language or ""
        return Term("literal", str(node), "" if language else datatype, language)
    return Term("bnode" if isinstance(node, rdflib.BNode) else "iri", str(node))
