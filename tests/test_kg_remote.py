"""The façade over an endpoint: used as that over the file, with the same answers."""

from collections.abc import Callable

import pytest
from bad_servers import NOBODY, answers, serving
from remote_fixtures import endpoint, nobody

import alskg
from alskg.compile import open_build
from alskg.difference import compare, read_side
from alskg.errors import EndpointError, InputError, QueryError, UnknownTerm
from alskg.kg import KnowledgeGraph

__all__ = ["endpoint", "nobody"]


@pytest.fixture(scope="module")
def local() -> KnowledgeGraph:
    """Return the graph of this machine, the build that the endpoint was loaded from."""
    return KnowledgeGraph(open_build())


@pytest.fixture(scope="module")
def remote(endpoint: str) -> KnowledgeGraph:
    """Return the graph at the endpoint."""
    return alskg.connect(endpoint)


SAME: dict[str, Callable[[KnowledgeGraph], object]] = {
    "query": lambda kg: kg.query("gene_case_shares").to_csv(),
    "parameter": lambda kg: kg.query("what_is_said_of", entity="SOD1").to_csv(),
    "sparql": lambda kg: kg.query("SELECT ?g { ?g a alskg:Gene } ORDER BY ?g", limit=3).rows,
    "ask": lambda kg: (kg.ask("ASK { ?s a alskg:Gene }"), kg.ask("ASK { ?s a alskg:Zebra }")),
    "construct": lambda kg: set(kg.construct("CONSTRUCT { ?s a ?o } { ?s a alskg:Gene, ?o }")),
    "search": lambda kg: kg.search("weakness"),
    "thing": lambda kg: kg["SOD1"],
    "in": lambda kg: ("SOD1" in kg, "zebra" in kg),
    "resolve": lambda kg: kg.resolve("lou gehrig disease"),
    "labels": lambda kg: dict(kg.labels),
    "text": lambda kg: kg.describe("SOD1"),
    "json": lambda kg: kg.describe("SOD1", "json"),
    "trace": lambda kg: kg.trace("SOD1"),
    "stats": lambda kg: kg.stats(),
}


@pytest.mark.parametrize("what", SAME)
def test_the_same_answers(what: str, local: KnowledgeGraph, remote: KnowledgeGraph) -> None:
    """Whichever of the two is asked."""
    assert SAME[what](remote) == SAME[what](local)


@pytest.mark.parametrize("format_name", ["turtle", "ntriples"])
def test_a_thing_as_triples(
    format_name: str, local: KnowledgeGraph, remote: KnowledgeGraph
) -> None:
    """The same, but for numbers, which a store writes in its own way."""
    here, there = (set(kg.describe("C9orf72", format_name).splitlines()) for kg in (local, remote))

    assert not [line for line in here ^ there if "decimal" not in line and ".0" not in line][:9]


def test_the_whole_graph_is_downloaded_once(endpoint: str, local: KnowledgeGraph) -> None:
    """For rdflib and exports; it says what is here, number by number."""
    kg = alskg.connect(endpoint)
    here, there = (each.export("nquads").splitlines() for each in (local, kg))

    assert len(there) == len(here)
    assert there == sorted(there)
    assert all(b"#decimal>" in line for line in {*here} ^ {*there})
    assert len(kg.graph) == len(local.graph)
    path = kg.source.dataset
    assert path.is_file()
    assert kg.source.dataset == path
    assert kg.validate().conforms


def test_it_differs_in_nothing(endpoint: str) -> None:
    """An endpoint is a side of a comparison as a file is."""
    assert compare(read_side("current"), read_side(endpoint)).same


def test_errors_are_those_of_the_file(remote: KnowledgeGraph) -> None:
    """And what is only on this machine says so."""
    with pytest.raises(UnknownTerm, match="zebra"):
        remote.describe("zebra")
    with pytest.raises(QueryError, match="neither grouped nor bound"):
        remote.query("SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o }")
    with pytest.raises(InputError, match="no build on this machine"):
        _ = remote.build


def test_nothing_is_asked_before_it_has_to_be() -> None:
    """A dead endpoint is an error when it is used, and its address is shown."""
    kg = alskg.connect(NOBODY, timeout=5)

    assert repr(kg) == f"<KnowledgeGraph at {NOBODY}>"
    with pytest.raises(EndpointError, match="nothing listens there"):
        kg.search("SOD1")
    with pytest.raises(InputError):
        alskg.connect("no address")


def test_a_store_without_our_graphs_cannot_be_downloaded() -> None:
    """What is missing there, and what puts it there, is said."""
    nothing = b'{"head":{"vars":["g"]},"results":{"bindings":[]}}'
    with serving(answers(nothing)) as server, pytest.raises(InputError, match="alskg publish"):
        alskg.connect(server.url).export("nquads")


def test_less_than_was_counted_is_no_graph() -> None:
    """A limit of the server on rows does not make a smaller graph."""
    listed = b'{"head":{"vars":["g"]},"results":{"bindings":[{"g":{"type":"uri","value":"a:g"}}]}}'
    counted = (
        b'{"head":{"vars":["n"]},"results":{"bindings":[{"n":{"type":"literal","value":"2"}}]}}'
    )
    triples = answers(
        b"<a:s> <a:p> <a:o> .\n", b"HTTP/1.1 200 OK\r\nContent-Type: application/n-triples\r\n"
    )
    with (
        serving(answers(listed), triples, answers(counted)) as server,
        pytest.raises(EndpointError, match="counts 2 triples in <a:g> and gave 1"),
    ):
        alskg.connect(server.url).export("nquads")
