"""Published to Oxigraph's server and to Virtuoso, the graph answers every question as on file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from server_fixtures import SERVERS, Server

import alskg
from alskg import catalogue
from alskg.catalogue import StoredQuery
from alskg.compile import open_build
from alskg.engine import Rows, results
from alskg.engine.remote import RemoteEngine
from alskg.errors import UnknownTerm
from alskg.kg import KnowledgeGraph
from alskg.kg.result import Result
from alskg.publish import GraphStore, Targets, publish, read

GOLDEN = Path(__file__).resolve().parent / "golden" / "answers"
QUESTIONS = [question for question in catalogue.all("answers") if not question.needs]
EXAMPLES = [
    (
        question.id,
        {parameter.name: parameter.example or "" for parameter in question.parameters},
    )
    for question in QUESTIONS
    if question.parameters
]
by_id = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """Return each server in turn, with the graph published to it."""
    found: Server = request.getfixturevalue(f"{request.param}_server")
    release = read(open_build())
    with pytest.MonkeyPatch.context() as patch:
        if found.credentials:
            patch.setenv("ALSKG_USER", found.credentials[0])
            patch.setenv("ALSKG_PASSWORD", found.credentials[1])
        with GraphStore(Targets.of(found.store_url)) as store:
            publish(release, store, warn=print, progress=print)
    yield found
    found.drop([graph.iri for graph in release.graphs])


@pytest.fixture(scope="module")
def remote(server: Server) -> KnowledgeGraph:
    """Return the graph as a user opens it at an endpoint, whom nobody asks for a password."""
    return alskg.connect(server.query_url)


@pytest.fixture(scope="module")
def local() -> KnowledgeGraph:
    """Return the graph as it was compiled."""
    return alskg.load()


def terms(answer: Result) -> Rows:
    """Return the rows of an answer with datatypes and languages."""
    return results.rows_from_json(answer.to_json().encode())


@by_id
def test_a_question_has_the_answer_on_file(
    question: StoredQuery, remote: KnowledgeGraph, local: KnowledgeGraph
) -> None:
    """Byte for byte, in the same order; datatypes and languages, which the file does not show."""
    there, here = remote.query(question.id), local.query(question.id)
    on_file = (GOLDEN / f"{question.id}.csv").read_text(encoding="utf-8")

    assert there.to_csv().replace("\r\n", "\n") == on_file
    assert results.differences(terms(here), terms(there), ordered=True) == []


@pytest.mark.parametrize(("name", "given"), EXAMPLES, ids=[name for name, _ in EXAMPLES])
def test_a_question_takes_its_parameters(
    name: str, given: dict[str, Any], remote: KnowledgeGraph, local: KnowledgeGraph
) -> None:
    """The examples of the header, be they names, CURIEs or values, are answered as from a file."""
    there, here = remote.query(name, **given), local.query(name, **given)

    assert len(here) > 0
    assert results.differences(terms(here), terms(there), ordered=True) == []


def test_a_misspelt_label_is_caught(remote: KnowledgeGraph) -> None:
    """The labels come from the endpoint, and the nearest is suggested."""
    with pytest.raises(UnknownTerm, match="Did you mean 'Europe'"):
        remote.query("gene_case_shares", population="Eurpoe")


def test_a_negated_path_is_answered_although_virtuoso_does_not(
    server: Server, local: KnowledgeGraph
) -> None:
    """As docs/engines.md says: sent as it is, it keeps every class; sent by us, it is right."""
    text = (
        "PREFIX alskg: <https://w3id.org/alskg/ontology#> "
        "PREFIX owl: <http://www.w3.org/2002/07/owl#> "
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
        "SELECT ?class { ?class a owl:Class ; skos:definition ?text "
        "FILTER NOT EXISTS { ?class rdfs:subClassOf* alskg:Claim } }"
    )
    engine = RemoteEngine(server.query_url)
    raw = requests.post(
        server.query_url,
        data={"query": text, "default-graph-uri": engine.graphs},
        headers={"Accept": "application/sparql-results+json"},
        timeout=60,
    )
    is_wrong = len(raw.json()["results"]["bindings"]) > len(local.query(text))

    assert results.differences(terms(local.query(text)), engine.rows(text)) == []
    assert is_wrong == (server.name == "virtuoso")


def test_a_path_starts_at_a_parameter(remote: KnowledgeGraph, local: KnowledgeGraph) -> None:
    """Which Virtuoso refuses where the value stands in a plain VALUES."""
    text = "SELECT DISTINCT ?above { ?part rdfs:subClassOf* ?above }"
    part = "alskg:CaseShareClaim"

    there, here = remote.query(text, part=part), local.query(text, part=part)

    assert len(here) > 1
    assert results.differences(terms(here), terms(there)) == []


def test_the_servers_hold_nothing_else_that_counts(server: Server) -> None:
    """A plain query sees the ten graphs of the project and no graph of the server's own."""
    engine = RemoteEngine(server.query_url)
    requests.put(
        server.store_url,
        params={"graph": "http://e/other"},
        data="<http://e/a> <http://e/p> <http://e/b> .",
        headers={"Content-Type": "application/n-triples"},
        auth=server.authentication,
        timeout=60,
    ).raise_for_status()

    rows = engine.rows("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g")
    found = engine.rows("SELECT ?o { <http://e/a> <http://e/p> ?o }")
    server.drop(["http://e/other"])

    assert {str(cell) for row in rows for cell in row} == {f"<{iri}>" for iri in engine.graphs}
    assert len(found) == 0
