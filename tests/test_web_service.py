"""What the endpoint says of itself: SPARQL 1.1 Service Description."""

from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import RDF, VOID
from starlette.types import ASGIApp
from web_protocol import GRAPHS, ORIGIN, Failing, InProcess, asked, at, dataset

from alskg.errors import QueryError, QueryTimeout
from alskg.web.protocol.negotiation import Offer
from alskg.web.protocol.operation import GRAPH_OFFERS
from alskg.web.protocol.service import origin
from alskg.web.workers.answering import Asked

SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = rdflib.Namespace("http://www.w3.org/ns/formats/")
PARSERS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture
def answering(tmp_path: Path) -> InProcess:
    """Return what answers from the small dataset."""
    path = tmp_path / "small.nq"
    path.write_bytes(dataset())
    return InProcess(path)


@pytest.fixture
def app(answering: InProcess) -> ASGIApp:
    """Return the protocols over the small dataset."""
    return at(answering)


def described(app: ASGIApp, path: str = "/sparql") -> rdflib.Graph:
    """Return the description as a graph."""
    return rdflib.Graph().parse(data=asked(app, "GET", path).content, format="turtle")


@pytest.mark.parametrize("path", ["/sparql", "/query", "/sparql/"])
def test_the_endpoint_that_was_asked_describes_itself(app: ASGIApp, path: str) -> None:
    """Service Description, 2: the description names the endpoint that gave it."""
    graph = described(app, path)
    service = graph.value(predicate=RDF.type, object=SD.Service)
    assert graph.value(service, SD.endpoint) == rdflib.URIRef(ORIGIN + path)


@pytest.mark.parametrize("offer", GRAPH_OFFERS)
def test_it_is_rdf_in_each_format(app: ASGIApp, offer: Offer) -> None:
    """Service Description, 2: RDF, as content negotiation has it."""
    response = asked(app, "GET", "/sparql", headers={"accept": offer.media_type})
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == offer.media_type
    found = {str(quad) for quad in ox.parse(response.content, format=PARSERS[offer.name])}
    turtle = asked(app, "GET", "/sparql").content
    assert found == {str(quad) for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE)}


def test_it_conforms_to_the_vocabulary(app: ASGIApp) -> None:
    """Service Description, 3.2 to 3.4: the language, features, formats and dataset."""
    graph = described(app)
    (service,) = graph.subjects(RDF.type, SD.Service)
    assert set(graph.objects(service, SD.supportedLanguage)) == {SD.SPARQL11Query}
    assert set(graph.objects(service, SD.feature)) == {SD.UnionDefaultGraph}
    assert set(graph.objects(service, SD.resultFormat)) == {
        FORMATS["SPARQL_Results_JSON"],
        FORMATS["SPARQL_Results_XML"],
        FORMATS["SPARQL_Results_CSV"],
        FORMATS["SPARQL_Results_TSV"],
        FORMATS["Turtle"],
        FORMATS["N-Triples"],
        FORMATS["RDF_XML"],
        FORMATS["JSON-LD"],
    }
    data = graph.value(service, SD.defaultDataset)
    assert (data, RDF.type, SD.Dataset) in graph
    default = graph.value(data, SD.defaultGraph)
    assert (default, RDF.type, SD.Graph) in graph
    assert not [term for triple in graph for term in triple if isinstance(term, rdflib.BNode)]


def test_it_names_the_graphs_with_their_sizes(app: ASGIApp) -> None:
    """Service Description, 3.2.8 and 3.4: the graphs with their names and VoID counts."""
    graph = described(app)
    data = graph.value(predicate=RDF.type, object=SD.Dataset)
    assert graph.value(graph.value(data, SD.defaultGraph), VOID.triples) == rdflib.Literal(33)
    sizes = {}
    for named in graph.objects(data, SD.namedGraph):
        assert (named, RDF.type, SD.NamedGraph) in graph
        name, content = graph.value(named, SD.name), graph.value(named, SD.graph)
        assert (content, RDF.type, SD.Graph) in graph
        sizes[str(name)] = graph.value(content, VOID.triples)
    assert sizes == dict.fromkeys(GRAPHS, rdflib.Literal(11))


def test_it_says_so_where_service_is_allowed_or_the_default_graph_is_one_of_its_own(
    answering: InProcess,
) -> None:
    """Service Description, 3.3: features are those that this server has."""
    graph = described(at(answering, federation=True, union=False))
    assert set(graph.objects(None, SD.feature)) == {SD.BasicFederatedQuery}


def test_it_leads_to_the_description_of_the_data(app: ASGIApp) -> None:
    """RFC 8288: a link to the VoID description."""
    response = asked(app, "GET", "/sparql")
    assert response.headers["link"] == f'<{ORIGIN}/.well-known/void>; rel="describedby"'


def test_a_browser_is_led_to_the_editor(app: ASGIApp) -> None:
    """RFC 9110, 15.4.4: see other."""
    response = asked(app, "GET", "/sparql", headers={"accept": BROWSER})
    assert response.status_code == 303
    assert response.headers["location"] == "/editor"
    assert "Accept" in response.headers["vary"]


def test_a_format_can_be_named(app: ASGIApp) -> None:
    """A link in a page can lead to the description as well."""
    response = asked(app, "GET", "/sparql?format=nt", headers={"accept": BROWSER})
    assert response.headers["content-type"] == "application/n-triples"


def test_406_for_a_type_that_is_no_rdf(app: ASGIApp) -> None:
    """RFC 9110, 15.5.7: with a list of what there is."""
    response = asked(app, "GET", "/sparql", headers={"accept": "text/csv"})
    assert response.status_code == 406
    assert "text/turtle" in response.json()["available"]


def test_head_conditions_and_codings_hold_here_as_well(app: ASGIApp) -> None:
    """RFC 9110, 9.3.2, 13.1.2 and 8.4."""
    get, head = asked(app, "GET", "/sparql"), asked(app, "HEAD", "/sparql")
    assert dict(get.headers) == dict(head.headers)
    known = {"if-none-match": get.headers["etag"]}
    assert asked(app, "GET", "/sparql", headers=known).status_code == 304
    zipped = asked(app, "GET", "/sparql", headers={"accept-encoding": "gzip"})
    assert zipped.headers["content-encoding"] == "gzip"
    assert zipped.content == get.content


def test_the_sizes_are_asked_for_once_and_anew_for_another_dataset(
    app: ASGIApp, answering: InProcess
) -> None:
    """Counting takes long where there is much."""
    described(app)
    described(app)
    assert len(answering.questions) == 2
    answering.digest = "of-another-release"
    described(app)
    assert len(answering.questions) == 4


def test_graphs_that_are_too_large_to_count_are_named_all_the_same(answering: InProcess) -> None:
    """A description without sizes is better than none."""

    class Slow(InProcess):
        def __init__(self) -> None:
            self.digest = "slow"

        async def answer(self, asked: Asked) -> bytes:
            if "COUNT" in asked.query:
                raise QueryTimeout("late")
            return await answering.answer(asked)

    graph = described(at(Slow()))
    assert {str(name) for name in graph.objects(None, SD.name)} == set(GRAPHS)
    assert not list(graph.objects(None, VOID.triples))


def test_a_store_that_does_not_answer_is_a_problem() -> None:
    """No description is made up."""
    assert asked(at(Failing(QueryError("down"))), "GET", "/sparql").status_code == 500


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("als.example", "http://als.example"),
        ("127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("[::1]:8000", "http://[::1]:8000"),
        ("evil> . <urn:x> <urn:y> <urn:z", "http://10.0.0.1:80"),
        ("a b", "http://10.0.0.1:80"),
        ("user@host", "http://10.0.0.1:80"),
        ("", "http://10.0.0.1:80"),
        ("host:99999999", "http://10.0.0.1:80"),
    ],
)
def test_nothing_but_a_host_gets_into_the_iri(host: str, expected: str) -> None:
    """What a client calls the server cannot bring in statements of its own."""
    headers = [(b"host", host.encode())]
    scope = {"type": "http", "headers": headers, "server": ("10.0.0.1", 80)}
    assert origin(scope) == expected
