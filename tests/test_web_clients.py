"""Clients that no one here wrote ask a server as it is started by its users."""

import io
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from serve_fixtures import Served, serving
from SPARQLWrapper import CSV, GET, JSON, JSONLD, N3, POST, RDFXML, TSV, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

GENE = "https://w3id.org/alskg/gene/SOD1"
PAGE = "https://w3id.org/alskg/graph/page"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
SELECT = f"SELECT ?label WHERE {{ <{GENE}> <{LABEL}> ?label }}"
CONSTRUCT = f"CONSTRUCT {{ <{GENE}> <{LABEL}> ?label }} WHERE {{ <{GENE}> <{LABEL}> ?label }}"

linux_only = pytest.mark.skipif(
    not Path("/proc/self/task").is_dir(), reason="workers are forked on Linux only"
)
pytestmark = linux_only
COMUNICA = str(Path(__file__).parent / "clients" / "node_modules" / ".bin" / "comunica-sparql")
needs_comunica = pytest.mark.requires(COMUNICA, "make clients")


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """Run a server."""
    with serving() as server:
        yield server


def wrapped(served: Served, query: str, method: str, wanted: str) -> Any:  # noqa: ANN401
    """Return what SPARQLWrapper makes of an answer, all else as it is by default."""
    wrapper = SPARQLWrapper(f"{served.url}/sparql")
    wrapper.setQuery(query)
    wrapper.setMethod(method)
    wrapper.setReturnFormat(wanted)
    return wrapper.query().convert()


@pytest.mark.parametrize("method", [GET, POST])
def test_sparqlwrapper_reads_rows(served: Served, method: str) -> None:
    """In each format that it knows of."""
    found = wrapped(served, SELECT, method, JSON)
    assert found["results"]["bindings"][0]["label"]["value"] == "SOD1"
    (cell,) = wrapped(served, SELECT, method, XML).getElementsByTagName("literal")
    assert cell.firstChild.data == "SOD1"
    assert wrapped(served, SELECT, method, CSV) == b"label\r\nSOD1\r\n"
    assert wrapped(served, SELECT, method, TSV) == b'?label\n"SOD1"@en\n'


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize("method", [GET, POST])
@pytest.mark.parametrize("wanted", [TURTLE, N3, XML, RDFXML, JSONLD])
def test_sparqlwrapper_reads_graphs(served: Served, method: str, wanted: str) -> None:
    """It parses some of them itself, and hands over the others."""
    found = wrapped(served, CONSTRUCT, method, wanted)
    if isinstance(found, bytes):
        found = rdflib.Graph().parse(io.BytesIO(found), format="turtle")
    assert found.value(rdflib.URIRef(GENE), rdflib.URIRef(LABEL)) == rdflib.Literal("SOD1", "en")


def test_sparqlwrapper_posts_directly_and_names_graphs(served: Served) -> None:
    """The query as the body, the dataset in the URL."""
    wrapper = SPARQLWrapper(f"{served.url}/sparql", returnFormat=JSON)
    wrapper.setMethod(POST)
    wrapper.setRequestMethod("postdirectly")
    wrapper.setQuery(f"ASK {{ <{GENE}> ?p ?o }}")
    found: Any = wrapper.query().convert()
    assert found["boolean"] is True
    wrapper.addParameter("default-graph-uri", "urn:unknown")
    found = wrapper.query().convert()
    assert found["boolean"] is False


def test_sparqlwrapper_tells_what_is_wrong(served: Served) -> None:
    """Its message holds ours."""
    with pytest.raises(QueryBadFormed, match="line"):
        wrapped(served, "SELECT * WHERE { ?s ?p }", GET, JSON)


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("returned", ["xml", "json", "csv", "tsv"])
def test_the_sparql_store_of_rdflib_is_a_graph(served: Served, method: str, returned: str) -> None:
    """A remote graph is asked as one in memory."""
    store = SPARQLStore(f"{served.url}/sparql", method=method, returnFormat=returned)
    graph = rdflib.Graph(store)
    rows: Any = graph.query(SELECT)
    assert [str(row[0]) for row in rows] == ["SOD1"]
    if returned in {"xml", "json"}:
        assert graph.query(f"ASK {{ <{GENE}> ?p ?o }}").askAnswer is True
    labels = set(graph.objects(rdflib.URIRef(GENE), rdflib.URIRef(LABEL)))
    assert {str(label) for label in labels} == {"SOD1"}


def test_the_sparql_store_of_rdflib_reads_one_graph(served: Served) -> None:
    """As a context-aware store names it: by default-graph-uri."""
    store = SPARQLStore(f"{served.url}/sparql", context_aware=True)
    page = rdflib.Graph(store, identifier=rdflib.URIRef(PAGE))
    other = rdflib.Graph(store, identifier=rdflib.URIRef("urn:unknown"))
    triple = (rdflib.URIRef(GENE), rdflib.URIRef(LABEL), None)
    assert list(page.triples(triple))
    assert not list(other.triples(triple))


@pytest.mark.requires("curl", "apt-get install curl")
def test_curl_needs_no_options(served: Served) -> None:
    """The examples of the documentation."""
    endpoint = f"{served.url}/sparql"
    rows = curl("--get", endpoint, "--data-urlencode", f"query={SELECT}")
    assert json.loads(rows)["results"]["bindings"][0]["label"]["value"] == "SOD1"
    assert curl(endpoint, "--data-urlencode", f"query={SELECT}") == rows
    direct = ("-H", "Content-Type: application/sparql-query", "--data-binary", SELECT)
    assert curl(endpoint, *direct) == rows
    assert curl(endpoint, *direct, "-H", "Accept: text/csv") == "label\r\nSOD1\r\n"
    assert curl(endpoint, *direct, "--compressed") == rows
    assert "sd:Service" in curl(endpoint)
    assert curl("--head", endpoint).startswith("HTTP/1.1 200 OK")
    assert GENE.rpartition("/")[2] in curl("--get", f"{served.url}/store", "-d", f"graph={PAGE}")


def curl(*options: str) -> str:
    """Return what curl prints."""
    command = ["curl", "--silent", "--show-error", "--max-time", "60", *options]
    done = subprocess.run(command, capture_output=True, check=True, timeout=90)
    return done.stdout.decode()


@pytest.mark.requires("curl", "apt-get install curl")
def test_curl_is_told_to_go_on_and_to_stop(served: Served, tmp_path: Path) -> None:
    """RFC 9110, 10.1.1 and 15.5.14: it asks before it sends a large body."""
    body = tmp_path / "large.rq"
    direct = ("-H", "Content-Type: application/sparql-query", "-H", "Expect: 100-continue")
    status = ("-o", "/dev/null", "-w", "%{http_code}", "--data-binary", f"@{body}")
    body.write_text("ASK {} #" + "x" * 900_000, encoding="utf-8")
    assert curl(f"{served.url}/sparql", *direct, *status) == "200"
    body.write_text("ASK {} #" + "x" * 2_000_000, encoding="utf-8")
    assert curl(f"{served.url}/sparql", *direct, *status) == "413"


@needs_comunica
def test_comunica_finds_out_by_itself_that_it_is_an_endpoint(served: Served) -> None:
    """It reads the service description, and asks in its own words."""
    (row,) = comunica(f"{served.url}/sparql", SELECT)
    assert "SOD1" in row["label"]


@needs_comunica
def test_comunica_reads_a_page_of_a_thing_as_data(served: Served) -> None:
    """It asks the address itself for RDF, and queries what it is told there."""
    (row,) = comunica(f"{served.url}/gene/SOD1", SELECT)
    assert "SOD1" in row["label"]


def comunica(source: str, query: str) -> list[dict[str, str]]:
    """Return the rows that Comunica finds at an address."""
    command = [COMUNICA, source, query, "-t", "application/json"]
    done = subprocess.run(command, capture_output=True, check=True, timeout=120)
    rows: list[dict[str, str]] = json.loads(done.stdout)
    return rows
