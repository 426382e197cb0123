"""The façade: one object that answers, finds, describes, traces and counts."""

import json
import re
import warnings
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from alskg import catalogue, export
from alskg.compile import Build
from alskg.engine import DEFAULT_TIMEOUT, Engine, Term
from alskg.engine.binding import term
from alskg.engine.federation import planned
from alskg.engine.preparation import prepared
from alskg.engine.results import rows_from_json
from alskg.errors import InputError, QueryError, UnknownTerm, UnsupportedFormat
from alskg.kg import description
from alskg.kg.claims import Claims
from alskg.kg.entity import Entity, entity
from alskg.kg.result import Result
from alskg.kg.search import Hits, search
from alskg.kg.source import LocalSource, Source
from alskg.kg.stats import Stats, stats
from alskg.kg.values import IRI
from alskg.ledger import answers
from alskg.naming import bound, resolve
from alskg.terms import prefixes
from alskg.tracing import trace

if TYPE_CHECKING:
    import rdflib

    from alskg.charts import Chart
    from alskg.shapes import Report

__all__ = ["KnowledgeGraph"]

_QUERY_NAME: Final = re.compile(r"[\w-]+")
_METHODS: Final = {
    "SELECT": "query",
    "ASK": "ask",
    "CONSTRUCT": "construct",
    "DESCRIBE": "construct",
}
_LABELS: Final = "SELECT ?thing ?label WHERE { ?thing rdfs:label ?label }"

_COMPLETED: Final = """\
SELECT DISTINCT ?label WHERE { ?claim rdf:predicate ?p ; rdf:subject ?thing .
  ?thing rdfs:label ?label . FILTER NOT EXISTS { ?thing rdf:predicate ?any } }"""


class KnowledgeGraph:
    """The knowledge graph, opened for asking: as compiled on this machine, or at an endpoint.

    Queries see the union of all layers unless they say otherwise with FROM or GRAPH; the prefixes
    of the project need no declaration. They run in this process behind the guard; with a
    `timeout` in seconds they run in a worker that is stopped when the time is over.
    """

    def __init__(
        self,
        build: Build | None = None,
        *,
        with_files: Sequence[Path | str] = (),
        source: Source | None = None,
    ) -> None:
        """Open a build; without one the current build, compiled anew where files have changed.

        `with_files` are ontologies that are asked together with it. `source` is what to open
        instead of a build. Raises DataError where a file of the project cannot be read, InputError
        or UnsupportedFormat where one of these cannot.
        """
        self.source: Final = source or LocalSource(build, with_files)
        self._stored: Final[dict[str, catalogue.StoredQuery]] = {}

    @property
    def build(self) -> Build:
        """Return the build that is open. Raises InputError where an endpoint is asked."""
        return self.source.build

    @cached_property
    def engine(self) -> Engine:
        """Return the engine that answers: over the dataset in memory, or an endpoint."""
        return self.source.engine

    def query(
        self,
        name_or_sparql: str,
        *,
        timeout: float | None = None,
        limit: int | None = None,
        allow_services: Sequence[str] = (),
        **parameters: object,
    ) -> Result:
        """Answer a stored query by its name, or a SELECT query in SPARQL.

        Parameters are bound as terms, never pasted into the text; a thing can be named as people
        name it (`gene="SOD1"`). SERVICE asks the endpoints whose URLs `allow_services` holds, and
        no others. Raises UnknownQuery, UnknownTerm or another QueryError.
        """
        answer = self._answer("query", name_or_sparql, timeout, allow_services, parameters)
        return Result(answer, lambda: self.labels, limit)

    def ask(
        self,
        name_or_sparql: str,
        *,
        timeout: float | None = None,
        allow_services: Sequence[str] = (),
        **parameters: object,
    ) -> bool:
        """Answer an ASK query: whether there is anything like that. Raises what `query` does."""
        answer = self._answer("ask", name_or_sparql, timeout, allow_services, parameters)
        return bool(json.loads(answer)["boolean"])

    def construct(
        self,
        name_or_sparql: str,
        *,
        timeout: float | None = None,
        allow_services: Sequence[str] = (),
        **parameters: object,
    ) -> "rdflib.Graph":
        """Answer a CONSTRUCT or DESCRIBE query with a graph. Raises what `query` does."""
        import rdflib  # noqa: PLC0415  (only who wants its graphs pays for it)

        answer = self._answer("construct", name_or_sparql, timeout, allow_services, parameters)
        graph = rdflib.Graph().parse(data=answer, format="nt")
        _bind_prefixes(graph)
        return graph

    def chart(self, name: str, *, timeout: float | None = None, **parameters: object) -> "Chart":
        """Draw the answer to a stored question: a picture with `.svg()`, `.png()` and `.table()`.

        Raises UnknownQuery for a question without a chart, MissingPart where matplotlib is not
        installed, and what `query` does.
        """
        from alskg import charts  # noqa: PLC0415  (only who draws pays for it)

        query = charts.named(_text(name, "name of a question"))
        charts.definition_of(query)
        rows = rows_from_json(self._answer("query", query.id, timeout, (), parameters))
        shown = {key: _shown(given) for key, given in parameters.items()}
        return charts.picture(query, rows, self.engine, shown)

    @cached_property
    def graph(self) -> "rdflib.Dataset":
        """Return the whole dataset as rdflib's, read once; a plain query sees all its graphs.

        It is a copy: what is added to it is not added to this graph.
        """
        import rdflib  # noqa: PLC0415  (as above)

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's reader warns of itself
            dataset = rdflib.Dataset(default_union=True)
            dataset.parse(data=self.source.dataset.read_bytes(), format="nquads")
        _bind_prefixes(dataset)
        return dataset

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """Return the label of every thing by IRI."""
        return dict(answers(self.engine, _LABELS))  # type: ignore[arg-type]

    def resolve(self, name: str) -> IRI:
        """Return the thing that a name stands for: a slug, a CURIE, an IRI, a label or synonym.

        Raises UnknownTerm, with the nearest name, where there is none or more than one.
        """
        return IRI(resolve(self.engine, _text(name, "name")), lambda: self.labels)

    def __getitem__(self, name: str) -> Entity:
        """Return all about the thing that a name stands for. Raises UnknownTerm."""
        return entity(self.engine, self.resolve(name))

    def __contains__(self, name: object) -> bool:
        """Say whether a name stands for one thing."""
        try:
            return isinstance(name, str) and bool(self.resolve(name))
        except UnknownTerm:
            return False

    def _ipython_key_completions_(self) -> list[str]:
        """Return what completes after `kg["`: the names of things that claims are about."""
        return sorted({name for (name,) in answers(self.engine, _COMPLETED)})

    def describe(self, name: str, format_name: str = "text") -> str:
        """Return all about one thing as text, json, turtle, ntriples or jsonld.

        Raises UnknownTerm where nothing has the name, UnsupportedFormat for another format.
        """
        thing = self[name]
        if format_name == "text":
            return description.as_text(thing)
        if format_name == "json":
            return description.as_json(thing)
        if format_name not in description.GRAPH_FORMATS:
            message = (
                f"A thing is not described as {format_name}. "
                f"Choose one of text, json, {', '.join(description.GRAPH_FORMATS)}."
            )
            raise UnsupportedFormat(message)
        about = self.source.about(description.subjects(thing))
        return export.write(about, format_name).decode()

    def search(self, text: str, kind: str | None = None, limit: int = 20) -> Hits:
        """Return the things whose names fit a text, best first; `kind` is a class, such as Gene.

        Raises UnknownTerm where there are no things of that class.
        """
        return search(self.engine, _text(text, "text to search for"), kind, limit)

    def trace(self, name: str) -> Claims:
        """Return the claims that a thing is in, or a claim, each with the sentences behind it."""
        return Claims(trace(self.engine, self.resolve(name)))

    def stats(self) -> Stats:
        """Return the counts of what the graph holds, by table."""
        return stats(self.engine)

    def validate(self) -> "Report":
        """Return what shapes and check queries find in the graph; `report.conforms` is the answer.

        Each curated layer is checked on the ones below it, then all of them with what rules
        derive. Ontologies that were opened together with the graph are not checked. Raises
        DataError where a check is faulty.
        """
        from alskg import shapes  # noqa: PLC0415  (brings in the SHACL engine)

        return shapes.validate(shapes.read_layers(self.source.project))

    def export(self, format_name: str, layers: Collection[str] = ()) -> bytes:
        """Return the whole graph, or some layers of it, in a format of `alskg.export`."""
        return export.write(self.source.project.read_bytes(), format_name, layers)

    def __repr__(self) -> str:
        """Say what it is."""
        return f"<KnowledgeGraph {self.source}>"

    def _answer(
        self,
        method: str,
        name_or_sparql: str,
        timeout: float | None,
        allow_services: Sequence[str],
        parameters: Mapping[str, object],
    ) -> bytes:
        """Return the answer to a query as a method reads it: JSON, or N-Triples for a graph.

        Raises QueryError where another method answers this form of query.
        """
        text, bindings = self._asked(name_or_sparql, parameters)
        plan = planned(text, allow_services)
        form = prepared(plan.query)[0].form
        if _METHODS[form] != method:
            raise QueryError(f"This is a query for kg.{_METHODS[form]}(): its form is {form}.")
        format_name = "ntriples" if method == "construct" else "json"
        tables = plan.tables(bindings, timeout or DEFAULT_TIMEOUT)
        return self.engine.evaluate(
            plan.query, format_name, timeout=timeout, bindings=bindings, tables=tables
        )

    def _asked(
        self, name_or_sparql: str, parameters: Mapping[str, object]
    ) -> tuple[str, dict[str, Term]]:
        """Return the text of a query, stored or given, and the terms of its parameters."""
        if not _QUERY_NAME.fullmatch(_text(name_or_sparql, "query")):
            return name_or_sparql, {name: term(_plain(given)) for name, given in parameters.items()}
        query = self._stored.get(name_or_sparql) or catalogue.get(name_or_sparql)
        self._stored[name_or_sparql] = query
        if query.needs:
            from alskg.ontologies.needs import check_needs  # noqa: PLC0415  (few queries need any)

            check_needs(query.id, query.needs, self.engine)
        arguments = query.arguments(parameters)
        return query.text, {
            name: bound(self.engine, _plain(given), parameter)
            for name, (given, parameter) in arguments.items()
        }


def _text(given: object, what: str) -> str:
    """Return what has to be a text. Raises InputError where it is none."""
    if not isinstance(given, str):
        raise InputError(
            f"A {what} is a string, and {given!r:.80} is of type {type(given).__name__}."
        )
    return given


def _plain(given: object) -> object:
    """Return a value for a parameter; an entity stands for its IRI."""
    return given.iri if isinstance(given, Entity) else given


def _shown(given: object) -> str:
    """Return a value for a parameter as people read it."""
    return given.label if isinstance(given, Entity | IRI) else str(given)


def _bind_prefixes(graph: "rdflib.Graph") -> None:
    """Teach an rdflib graph our prefixes."""
    for prefix, namespace in prefixes().items():
        graph.bind(prefix, namespace, replace=True)
