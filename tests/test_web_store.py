"""Reading graphs by the SPARQL 1.1 Graph Store HTTP Protocol, clause by clause."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import ASGIApp
from web_protocol import GRAPHS, Failing, InProcess, asked, at, dataset

from alskg.engine.embedded import EmbeddedEngine
from alskg.errors import QueryTimeout
from alskg.web.protocol.negotiation import Offer
from alskg.web.protocol.operation import GRAPH_OFFERS
from alskg.web.protocol.store import DATASET_OFFERS
from alskg.web.workers.answering import Asked

FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of the small dataset."""
    path = tmp_path_factory.mktemp("store") / "small.nq"
    path.write_bytes(dataset())
    return path


@pytest.fixture
def app(small: Path) -> ASGIApp:
    """Return the protocols over the small dataset."""
    return at(InProcess(small))


def quads(content: bytes, format_name: str) -> set[str]:
    """Return the statements of a document as N-Quads."""
    return {str(quad) for quad in ox.parse(content, format=FORMATS[format_name])}


def of_graph(iri: str) -> set[str]:
    """Return the statements of one graph of the dataset, without its name."""
    found = ox.parse(dataset(), format=ox.RdfFormat.N_QUADS)
    return {str(quad.triple) for quad in found if quad.graph_name == ox.NamedNode(iri)}


def triples(content: bytes, format_name: str) -> set[str]:
    """Return the statements of a graph."""
    return {str(quad.triple) for quad in ox.parse(content, format=FORMATS[format_name])}


@pytest.mark.parametrize("offer", GRAPH_OFFERS)
def test_a_named_graph_in_each_format(app: ASGIApp, offer: Offer) -> None:
    """Graph Store Protocol, 5.2 and 4.2: indirect identification, and negotiation."""
    url = f"/store?graph={GRAPHS[0]}"
    response = asked(app, "GET", url, headers={"accept": offer.media_type})
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == offer.media_type
    assert triples(response.content, offer.name) == of_graph(GRAPHS[0])


@pytest.mark.parametrize("path", ["/store?default", "/store?default=", "/store/?default&x=1"])
def test_the_default_graph_is_what_a_plain_query_sees(app: ASGIApp, path: str) -> None:
    """Graph Store Protocol, 4.2: `default` names it."""
    response = asked(app, "GET", path)
    assert response.headers["content-type"] == "text/turtle; charset=utf-8"
    assert triples(response.content, "turtle") == set().union(*map(of_graph, GRAPHS))


@pytest.mark.parametrize("offer", DATASET_OFFERS)
def test_the_whole_dataset_in_each_format(app: ASGIApp, offer: Offer) -> None:
    """Without a graph all of them are sent."""
    response = asked(app, "GET", "/store", headers={"accept": offer.media_type})
    assert response.status_code == 200
    assert response.headers["content-type"] == offer.media_type
    assert quads(response.content, offer.name) == quads(dataset(), "nquads")


def test_without_accept_graphs_are_turtle_and_datasets_trig(app: ASGIApp) -> None:
    """And a parameter can name another format."""
    graph = asked(app, "GET", f"/store?graph={GRAPHS[0]}")
    assert graph.headers["content-type"] == "text/turtle; charset=utf-8"
    assert asked(app, "GET", "/store").headers["content-type"] == "application/trig"
    named = asked(app, "GET", "/store?format=nq", headers={"accept": "application/trig"})
    assert named.headers["content-type"] == "application/n-quads"


@pytest.mark.parametrize("union", [True, False])
@pytest.mark.parametrize("name", ["trig", "nquads", "jsonld"])
def test_statements_in_no_named_graph_are_sent_as_well(
    tmp_path: Path,
    name: str,
    union: bool,  # noqa: FBT001
) -> None:
    """A user's own file may have a default graph beside its named ones."""
    path = tmp_path / "mixed.nq"
    path.write_bytes(dataset() + b'<urn:a> <urn:b> "c" .\n')
    answering = InProcess(path)
    answering._engine = EmbeddedEngine(path, union=union)  # noqa: SLF001
    response = asked(at(answering, union=union), "GET", f"/store?format={name}")
    assert quads(response.content, name) == quads(path.read_bytes(), "nquads")


def test_404_for_an_unknown_graph_names_those_there_are(app: ASGIApp) -> None:
    """Graph Store Protocol, 5.2 and 5.7."""
    for method in ("GET", "HEAD"):
        assert asked(app, method, "/store?graph=urn:unknown").status_code == 404
    problem = asked(app, "GET", "/store?graph=urn:unknown").json()
    assert problem["graphs"] == list(GRAPHS)


@pytest.mark.parametrize(
    "query",
    [
        f"default&graph={GRAPHS[0]}",
        f"graph={GRAPHS[0]}&graph={GRAPHS[1]}",
        "graph=",
        "graph",
        "graph=data1",
        "graph=http://a%20b/",
        "graph=%FF",
    ],
)
def test_400_unless_one_graph_is_named_by_an_absolute_iri(app: ASGIApp, query: str) -> None:
    """Graph Store Protocol, 4.2: an absolute IRI, and nothing besides it."""
    assert asked(app, "GET", f"/store?{query}").status_code == 400


@pytest.mark.parametrize("url", [f"/store?graph={GRAPHS[0]}", "/store", "/store?default"])
def test_head_is_get_without_its_body(app: ASGIApp, url: str) -> None:
    """RFC 9110, 9.3.2."""
    head, get = asked(app, "HEAD", url), asked(app, "GET", url)
    assert head.status_code == 200
    assert dict(head.headers) == dict(get.headers)
    assert head.content == b""


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH", "TRACE"])
@pytest.mark.parametrize("query", ["", "?default", f"?graph={GRAPHS[0]}", "?graph=urn:new"])
def test_nothing_can_be_changed(app: ASGIApp, method: str, query: str) -> None:
    """Graph Store Protocol, 5.3 to 5.6 and RFC 9110, 15.5.6."""
    headers = {"content-type": "text/turtle"}
    content = b"<urn:a> <urn:b> <urn:c> ."
    response = asked(app, method, f"/store{query}", headers=headers, content=content)
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD, OPTIONS"


def test_options_says_what_is_allowed(app: ASGIApp) -> None:
    """RFC 9110, 9.3.7."""
    response = asked(app, "OPTIONS", "/store")
    assert response.status_code == 204
    assert response.headers["allow"] == "GET, HEAD, OPTIONS"
    assert response.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("url", "accept"),
    [
        ("/store", "text/turtle"),
        ("/store", "image/png"),
        (f"/store?graph={GRAPHS[0]}", "application/trig"),
        ("/store?default", "application/sparql-results+json"),
    ],
)
def test_406_lists_what_there_is(app: ASGIApp, url: str, accept: str) -> None:
    """RFC 9110, 15.5.7."""
    response = asked(app, "GET", url, headers={"accept": accept})
    assert response.status_code == 406
    wanted = DATASET_OFFERS if url == "/store" else GRAPH_OFFERS
    assert response.json()["available"] == [offer.media_type for offer in wanted]


def test_tags_codings_and_conditions_are_those_of_the_endpoint(app: ASGIApp) -> None:
    """RFC 9110, 8.4, 8.8.3 and 13.1.2."""
    url = f"/store?graph={GRAPHS[0]}"
    plain = asked(app, "GET", url)
    zipped = asked(app, "GET", url, headers={"accept-encoding": "gzip"})
    assert zipped.headers["content-encoding"] == "gzip"
    assert zipped.content == plain.content
    assert zipped.headers["etag"] != plain.headers["etag"]
    assert plain.headers["vary"] == zipped.headers["vary"] == "Accept, Accept-Encoding"
    known = {"if-none-match": plain.headers["etag"]}
    assert asked(app, "GET", url, headers=known).status_code == 304
    assert asked(app, "GET", f"/store?graph={GRAPHS[1]}", headers=known).status_code == 200


def test_a_graph_is_asked_for_once(small: Path) -> None:
    """What was sent is kept."""
    answering = InProcess(small)
    app = at(answering)
    for _ in range(3):
        asked(app, "GET", f"/store?graph={GRAPHS[0]}")
    whole = [each for each in answering.questions if each.format_name == "turtle"]
    assert [each.default_graphs for each in whole] == [(GRAPHS[0],)]


def test_a_graph_that_is_too_much_is_a_problem() -> None:
    """It says which limit it reached."""
    response = asked(at(Failing(QueryTimeout("late"))), "GET", "/store?default")
    assert response.status_code == 503
    assert response.json()["limit"] == "time"


@given(st.binary(max_size=40))
def test_no_graph_name_breaks_the_store(name: bytes) -> None:
    """Whatever bytes come as a name."""

    class Empty(Failing):
        async def answer(self, asked: Asked) -> bytes:
            assert asked.format_name == "json"
            return b'{"head":{"vars":["graph","size"]},"results":{"bindings":[]}}'

    app = at(Empty(QueryTimeout("late")))
    escaped = "".join(f"%{byte:02x}" for byte in name)
    assert asked(app, "GET", f"/store?graph={escaped}").status_code in {400, 404, 500}
