"""The engine behind the SPARQL Protocol: like the one in memory, whatever the server is like."""

import json
import threading
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from bad_servers import HTML, OK, Saying, answers, endless, serving, silent, status
from remote_fixtures import endpoint, nobody

from alskg.compile import open_build
from alskg.engine import Engine
from alskg.engine.embedded import EmbeddedEngine
from alskg.engine.remote import LAYERS, RemoteEngine
from alskg.engine.results import Term
from alskg.errors import (
    EndpointError,
    QueryError,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    UnsupportedFormat,
)
from alskg.terms import BASE

__all__ = ["endpoint", "nobody"]

PAGE = f"{BASE}graph/page"
ROWS = [
    "SELECT * { ?gene a alskg:Gene ; rdfs:label ?name } ORDER BY ?name",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
    f"SELECT (COUNT(*) AS ?n) FROM <{PAGE}> {{ ?s ?p ?o }}",  # noqa: S608  (no SQL)
    "SELECT ?claim ?low { ?claim alskg:low ?low } ORDER BY ?claim ?low",
    "SELECT ?x { BIND('tab\\there' AS ?x) }",
    "ASK { ?s a alskg:Gene }",
    "ASK { ?s a alskg:Zebra }",
]
GRAPHS = [
    "CONSTRUCT { ?s rdfs:label ?o } WHERE { ?s a alskg:Gene ; rdfs:label ?o }",
    "CONSTRUCT { ?s a ?o } WHERE { ?s a alskg:Zebra ; a ?o }",
]
EMPTY = b'{"head":{"vars":["x"]},"results":{"bindings":[]}}'


@pytest.fixture(scope="module")
def embedded() -> Engine:
    """Return the engine in memory."""
    return EmbeddedEngine(open_build().path_nquads)


@pytest.mark.parametrize("format_name", ["json", "xml", "csv", "tsv"])
@pytest.mark.parametrize("query", ROWS)
def test_rows_are_the_same_bytes(
    query: str, format_name: str, endpoint: str, embedded: Engine
) -> None:
    """In each format, and over the same union of graphs."""
    remote = RemoteEngine(endpoint)

    assert remote.evaluate(query, format_name) == embedded.evaluate(query, format_name)


@pytest.mark.parametrize("format_name", ["turtle", "ntriples", "jsonld", "rdfxml"])
@pytest.mark.parametrize("query", GRAPHS)
def test_graphs_are_the_same_bytes(
    query: str, format_name: str, endpoint: str, embedded: Engine
) -> None:
    """Sorted, as on this machine."""
    remote = RemoteEngine(endpoint)

    assert remote.evaluate(query, format_name) == embedded.evaluate(query, format_name)


def test_parameters_and_graphs_of_the_caller(endpoint: str, embedded: Engine) -> None:
    """Are bound as terms, and narrow the query as the protocol says."""
    query = "SELECT ?p ?o { ?s ?p ?o } ORDER BY ?p ?o"
    gene = {"s": Term("iri", f"{BASE}gene/SOD1")}
    for given in (
        {"bindings": gene},
        {"bindings": gene, "default_graphs": [PAGE]},
        {"bindings": gene, "named_graphs": [PAGE]},
    ):
        remote = RemoteEngine(endpoint).rows(query, **given)
        assert remote == embedded.rows(query, **given)
        assert bool(remote.rows) == ("named_graphs" not in given)


def test_the_layers_are_those_that_are_compiled() -> None:
    """A new layer has to be named here as well."""
    assert set(LAYERS) == set(open_build().manifest.graphs)


def test_only_graphs_of_the_project_are_asked(endpoint: str) -> None:
    """Whatever else the store holds."""
    assert set(RemoteEngine(endpoint).graphs) == {f"{BASE}graph/{layer}" for layer in LAYERS}


WRONG = [
    ("SELECT ?s { ?s ?p }", "the triple before this has no object"),
    ("SELECT ?s { ?s a foo:Bar }", "the prefix 'foo:' is not known"),
    ("SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o }", "neither grouped nor bound"),
]


@pytest.mark.parametrize(("query", "words"), WRONG)
def test_a_mistake_is_shown_as_on_this_machine(
    query: str, words: str, endpoint: str, embedded: Engine
) -> None:
    """With its place."""
    said = []
    for engine in (RemoteEngine(endpoint), embedded):
        with pytest.raises(QuerySyntaxError, match=words) as caught:
            engine.evaluate(query, "json")
        said.append(str(caught.value))

    assert said[0] == said[1]


def test_what_the_guard_refuses_never_leaves() -> None:
    """Nor does what cannot be answered in the format."""
    with serving(answers(EMPTY)) as server:
        engine = RemoteEngine(server.url)
        with pytest.raises(QueryRefused):
            engine.evaluate("SELECT * { SERVICE <http://e/> { ?s ?p ?o } }", "json")
        with pytest.raises(QueryRefused):
            engine.evaluate("INSERT DATA { <a:a> <a:b> <a:c> }", "json")
        with pytest.raises(UnsupportedFormat):
            engine.evaluate("ASK { }", "turtle")
        with pytest.raises(QueryError, match="gives no rows"):
            engine.rows("ASK { }")
        assert not server.requests


def _fields(request: bytes) -> tuple[str, dict[str, list[str]]]:
    """Return the method of a request, and the fields that it sends."""
    head, _, body = request.decode().partition("\r\n\r\n")
    method, target, _ = head.split("\r\n")[0].split(" ")
    fields: dict[str, list[str]] = {}
    for name, value in parse_qsl(body or target.partition("?")[2]):
        fields.setdefault(name, []).append(value)
    return method, fields


def test_both_graph_lists_go_with_a_query_of_no_graphs() -> None:
    """And only with such a one; short queries by GET, long ones as a form."""
    with serving(answers(EMPTY)) as server:
        engine = RemoteEngine(server.url, graphs=["a:one", "a:two"])
        engine.evaluate("SELECT ?x { ?x a alskg:Gene }", "json")
        engine.evaluate("SELECT ?x FROM <a:x> { ?x a ?y }", "json")
        engine.evaluate(f"SELECT ?x {{ ?x a ?y }} # {'long ' * 500}", "json")
        engine.evaluate("SELECT ?x { ?x a ?y }", "json", named_graphs=["a:three"])
        sent = [_fields(each) for each in server.requests]

    both = {"default-graph-uri": ["a:one", "a:two"], "named-graph-uri": ["a:one", "a:two"]}
    assert [method for method, _ in sent] == ["GET", "GET", "POST", "GET"]
    assert {key: value for key, value in sent[0][1].items() if key != "query"} == both
    assert sent[0][1]["query"][0].startswith("PREFIX alskg: <https://w3id.org/alskg/ontology#> SEL")
    assert set(sent[1][1]) == {"query"}
    assert {key: value for key, value in sent[2][1].items() if key != "query"} == both
    assert sent[3][1]["named-graph-uri"] == ["a:three"]
    assert sent[3][1]["default-graph-uri"] == ["urn:x-alskg:none"]


def test_a_store_without_our_graphs_is_asked_as_it_is() -> None:
    """Its own default graph answers then."""
    nothing = b'{"head":{"vars":["g"]},"results":{"bindings":[]}}'
    with serving(answers(nothing), answers(EMPTY)) as server:
        RemoteEngine(server.url).evaluate("SELECT ?x { ?x a ?y }", "json")

        assert set(_fields(server.requests[1])[1]) == {"query"}


BAD: dict[str, tuple[Saying, type[QueryError], str]] = {
    "html": (answers(b"<p>Log in</p>", OK + HTML), EndpointError, "answered text/html"),
    "no type": (answers(EMPTY, OK), EndpointError, "something without a type"),
    "cut json": (answers(EMPTY[:-9]), EndpointError, "may have been cut short"),
    "no json": (answers(b"an error\x1b[2J occurred"), EndpointError, "cannot be read as"),
    "endless": (endless, QueryTimeout, "did not answer within 0.5 seconds"),
    "slow": (silent, QueryTimeout, "did not answer within 0.5 seconds"),
    "part": (
        status(b"200 OK", b"Content-Type: application/sparql-results+json", b"X-SQL-State: S1TAT"),
        EndpointError,
        "only a part of the answer",
    ),
    "own words": (
        status(b"400 Bad", b"Content-Type: text/plain", body=b"no such function ex:f"),
        EndpointError,
        "It says: no such function ex:f",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_an_answer_that_is_none(name: str) -> None:
    """Is an error that names the server, and nothing of it goes any further."""
    saying, kind, words = BAD[name]
    with serving(saying) as server:
        engine = RemoteEngine(server.url, graphs=[], timeout=0.5, retries=0)
        with pytest.raises(kind) as caught:
            list(engine.stream("SELECT ?x { ?x a ?y }", "csv"))

    assert words in str(caught.value)
    assert server.url in str(caught.value)
    assert str(caught.value).isprintable()


def test_a_truth_value_as_virtuoso_writes_it() -> None:
    """Is a truth value here."""
    for number, truth in (("1", True), ("0", False)):
        cell = {"type": "typed-literal", "datatype": "http://e/integer", "value": number}
        document = {"head": {"vars": ["r"]}, "results": {"bindings": [{"r": cell}]}}
        with serving(answers(json.dumps(document).encode())) as server:
            answer = RemoteEngine(server.url, graphs=[]).evaluate("ASK { }", "json")
        assert json.loads(answer)["boolean"] is truth


def test_a_large_answer_needs_little_memory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It waits in a file until all of it has been read, and comes out in blocks."""
    rows = 200_000
    row = b'{"x":{"type":"literal","value":"%s"}}' % (b"long " * 20)
    body = b'{"head":{"vars":["x"]},"results":{"bindings":[' + b",".join([row] * rows) + b"]}}"
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with serving(answers(body)) as server:
        engine = RemoteEngine(server.url, graphs=[])
        blocks = engine.stream("SELECT ?x { ?x a ?y }", "tsv")
        sizes: list[Any] = [(len(block), block.count(b"\n")) for block in blocks]

    assert sum(lines for _, lines in sizes) == rows + 1
    assert max(size for size, _ in sizes) < 2_000_000
    assert threading.active_count() < 50
