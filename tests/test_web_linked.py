"""Linked data: every IRI of the graph at its path, in every form, with the right header fields."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient
from web_pages import ORIGIN, browsing, site

import alskg
from alskg.ledger import answers
from alskg.terms import ALSKG, BASE
from alskg.web.entity.representation import RDF, TWINS
from alskg.web.entity.surroundings import surroundings
from alskg.web.linked import dereferencing as linked
from alskg.web.site import Site

SYNTAX = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}
IRIS = """\
SELECT DISTINCT ?iri WHERE {
  { ?iri ?p ?o } UNION { ?s ?p ?iri } UNION { ?s ?iri ?o } UNION { GRAPH ?iri { ?s ?p ?o } }
  FILTER (isIRI(?iri) && STRSTARTS(STR(?iri), "https://w3id.org/alskg/"))
}"""
LINK = re.compile(r'<([^>]+)>; rel="([a-z]+)"(?:; type="([^"]+)")?')
LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """Return a client of the addresses of things."""
    with browsing(linked.routes(site())) as client:
        yield client


def triples(body: bytes, media_type: str) -> set[ox.Triple]:
    """Return what a document states."""
    return {quad.triple for quad in ox.parse(body, format=SYNTAX[media_type], base_iri=ORIGIN)}


def test_every_iri_of_the_graph_answers_at_its_path(client: TestClient) -> None:
    """Subject, predicate, object or graph: who follows an IRI finds what is stated of it."""
    documents: dict[str, list[str]] = {}
    for (iri,) in answers(site().kg.engine, IRIS):
        documents.setdefault(iri.partition("#")[0], []).append(iri)
    assert len(documents) > 3_000
    wrong = []

    for document, iris in documents.items():
        response = client.get(f"/{document.removeprefix(BASE)}.nt")
        found = response.status_code == 200 and all(
            f"<{iri}>" in response.text for iri in iris if not document.startswith(f"{BASE}graph/")
        )
        wrong += [] if found else [document]

    assert wrong == []


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "text/html"),
        ("*/*", "text/html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("text/turtle", "text/turtle"),
        ("application/ld+json, text/turtle;q=0.9", "application/ld+json"),
        ("application/rdf+xml;q=0.2, application/n-triples;q=0.3", "application/n-triples"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/json", "application/json"),
        ("application/n-quads, application/*;q=0.1, text/html;q=0", "application/ld+json"),
    ],
)
def test_the_client_gets_the_form_it_would_rather_have(
    client: TestClient, accept: str | None, expected: str
) -> None:
    """RFC 9110, 12.5.1; who has no wish gets the page."""
    headers = {} if accept is None else {"Accept": accept}
    request = client.build_request("GET", "/gene/SOD1", headers=headers)
    if accept is None:
        del request.headers["accept"]

    response = client.send(request)

    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == expected
    assert response.headers["vary"] == "Accept, Accept-Encoding"


@pytest.mark.parametrize("path", ["/gene/SOD1", "/condition/familial-als", "/ontology"])
@pytest.mark.parametrize("suffix", TWINS)
def test_every_form_has_an_address_of_its_own(client: TestClient, path: str, suffix: str) -> None:
    """The negotiated answer names that address (Content-Location), and there is the same."""
    negotiated = client.get(path, headers={"Accept": TWINS[suffix].media_type})

    twin = client.get(path + suffix, headers={"Accept": "image/png"})

    assert negotiated.headers["content-location"] == path + suffix
    assert twin.headers["content-location"] == path + suffix
    assert twin.status_code == 200
    assert twin.content == negotiated.content
    assert twin.headers["etag"] == negotiated.headers["etag"]
    assert twin.headers["vary"] == "Accept-Encoding"


def test_the_links_lead_to_all_forms_and_to_what_describes_them(client: TestClient) -> None:
    """RFC 8288: canonical, alternate, describedby, collection and license."""
    response = client.head("/gene/SOD1.ttl")

    links = LINK.findall(response.headers["link"])

    assert (f"{BASE}gene/SOD1", "canonical", "") in links
    assert ("/.well-known/void", "describedby", "text/turtle") in links
    assert ("/gene", "collection", "") in links
    assert ("https://creativecommons.org/licenses/by/4.0/", "license", "") in links
    alternates = {target: kind for target, relation, kind in links if relation == "alternate"}
    assert len(alternates) == len(TWINS)
    for target, kind in alternates.items():
        assert client.get(target).headers["content-type"].startswith(kind)


@pytest.mark.parametrize("suffix", ["", *TWINS])
def test_what_the_client_has_is_not_sent_again(client: TestClient, suffix: str) -> None:
    """RFC 9110, 13.1.2 and 15.4.5; HEAD has the fields of GET and no body."""
    whole = client.get(f"/gene/FUS{suffix}")

    again = client.get(f"/gene/FUS{suffix}", headers={"If-None-Match": whole.headers["etag"]})
    other = client.get(f"/gene/FUS{suffix}", headers={"If-None-Match": '"another"'})
    head = client.head(f"/gene/FUS{suffix}")

    assert (again.status_code, again.content) == (304, b"")
    for name in ("etag", "vary", "content-location", "cache-control"):
        assert again.headers[name] == whole.headers[name]
    assert other.content == whole.content
    assert head.content == b""
    assert head.headers == whole.headers


def test_all_rdf_forms_state_the_same(client: TestClient) -> None:
    """Whatever a client reads, it reads the same triples."""
    for thing in ("gene/C9orf72", "claim/c9orf72-share-of-familial-als", "query/gene_profile"):
        documents = [
            triples(
                client.get(f"/{thing}", headers={"Accept": one.media_type}).content, one.media_type
            )
            for one in RDF
        ]
        assert len(documents[0]) > 20
        assert all(one == other for one, other in pairwise(documents))


def test_the_rdf_of_a_thing_is_enough_to_show_it(client: TestClient) -> None:
    """Its claims are whole, their sentences have places, and what is mentioned has its label."""
    told = triples(client.get("/gene/SOD1.nt").content, "application/n-triples")
    quads = ox.parse(path=str(site().kg.source.project), format=ox.RdfFormat.N_QUADS)
    graph = {quad.triple for quad in quads}

    assert told <= graph
    gene = ox.NamedNode(f"{BASE}gene/SOD1")
    ends = {f"http://www.w3.org/1999/02/22-rdf-syntax-ns#{end}" for end in ("subject", "object")}
    claims = {one.subject for one in graph if one.object == gene and one.predicate.value in ends}
    stated_in = ox.NamedNode(f"{ALSKG}statedIn")
    places = {one.object for one in graph if one.subject in claims and one.predicate == stated_in}
    assert claims
    assert places
    assert {one for one in graph if one.subject in {gene, *claims, *places}} <= told
    assert {one for one in graph if one.object == gene} <= told
    nodes = {node for one in told for node in (one.subject, one.predicate, one.object)}
    assert {one for one in graph if one.predicate == LABEL and one.subject in nodes} <= told
    assert not any(isinstance(node, ox.BlankNode) for node in nodes)


def test_the_rdf_has_permanent_iris_and_prefixes(client: TestClient) -> None:
    """Paths of this server are for links of pages; data says what things are always called."""
    text = client.get("/gene/SOD1.ttl").text

    assert ORIGIN not in text
    assert re.search(r"^PREFIX gene: +<https://w3id.org/alskg/gene/>$", text, re.MULTILINE)
    assert "\ngene:SOD1\n" in text


def test_the_page_of_a_thing_links_to_this_site(client: TestClient) -> None:
    """Nothing needs to be live at the permanent addresses."""
    text = client.get("/gene/SOD1.html").text

    assert 'href="/' in text
    assert 'href="https://w3id.org/alskg/' not in text


def test_a_slug_may_have_a_dot(client: TestClient) -> None:
    """What is there as it stands wins over an ending."""
    path = "/mapping/condition-als-exact-ICD11CODE-8B60.0"

    assert client.get(path, headers={"Accept": "text/turtle"}).status_code == 200
    assert client.get(f"{path}.ttl").headers["content-location"] == f"{path}.ttl"
    assert not [iri for iri in site().labels if iri.startswith(BASE) and iri.endswith(tuple(TWINS))]


def test_a_named_graph_is_sent_as_it_is(client: TestClient) -> None:
    """SPARQL 1.1 Graph Store Protocol, 4.1: the graph that its own IRI names."""
    dataset = site().kg.source.project.read_bytes().split(b"\n")
    ending = f" <{BASE}graph/source> .".encode()
    expected = {line[: -len(ending)] + b" ." for line in dataset if line.endswith(ending)}

    sent = client.get("/graph/source.nt").content.split(b"\n")

    assert expected
    assert set(sent) - {b""} == expected


def test_the_vocabulary_is_one_document(client: TestClient) -> None:
    """Its terms are fragments of it, and the IRI of its version gives the same."""
    text = client.get("/ontology.nt").text

    assert f"<{ALSKG}Gene> " in text
    assert f"<{ALSKG}causes> " in text
    version = client.get(f"/ontology/{site().version}", headers={"Accept": "application/n-triples"})
    assert version.text == text
    assert client.get(f"/ontology/{site().version}.json").json()["iri"] == f"{BASE}ontology"


def test_a_form_that_there_is_not_is_refused_with_those_there_are(client: TestClient) -> None:
    """RFC 9110, 15.5.7."""
    response = client.get("/gene/SOD1", headers={"Accept": "image/png"})

    assert response.status_code == 406
    assert response.headers["content-type"] == "application/problem+json"
    available = {one["type"]: one["path"] for one in response.json()["available"]}
    assert available["text/turtle"] == "/gene/SOD1.ttl"
    assert len(available) == len(TWINS)


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/gene/sod1", "/gene/SOD1"),
        ("/gene/SOD11.ttl", "/gene/SOD1"),
        ("/condition/SOD1", "/gene/SOD1"),
        ("/phenotype/muscle-weaknes", "/phenotype/muscle-weakness"),
    ],
)
def test_an_address_of_nothing_suggests_others(client: TestClient, path: str, meant: str) -> None:
    """As a problem to programs (RFC 9457), as a page to people."""
    problem = client.get(path, headers={"Accept": "application/json"})
    page = client.get(path, headers={"Accept": "text/html"})

    assert (problem.status_code, page.status_code) == (404, 404)
    assert meant in [one["path"] for one in problem.json()["suggestions"]]
    assert client.get(meant + ".nt").status_code == 200
    assert f'<a href="{meant}">' in page.text


@pytest.mark.parametrize(
    "path",
    [
        "/gene/SOD1%0A",
        "/gene/SOD1%20",
        "/gene/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "/gene/%22%3E%20%7D%20UNION%20%7B",
        "/query/gene_profile%23parameter-gene",
        "/gene/../gene/SOD1%00",
        "/..%2f..%2fetc/passwd",
        "//evil.example/",
        "/evil.example//",
        "/" + "x" * 5_000,
    ],
)
def test_a_hostile_address_is_an_address_of_nothing(client: TestClient, path: str) -> None:
    """It goes into no query and into no page as it stands, and leads nowhere."""
    response = client.get(path, headers={"Accept": "text/html"})

    assert response.status_code == 404
    assert "<script>alert" not in response.text


def test_a_slash_at_the_end_leads_to_the_thing(client: TestClient) -> None:
    """People type it."""
    response = client.get("/gene/SOD1/")

    assert (response.status_code, response.headers["location"]) == (308, "/gene/SOD1")


def test_nothing_is_changed_over_http(client: TestClient) -> None:
    """RFC 9110, 15.5.6: what may be done is named."""
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        response = client.request(method, "/gene/SOD1")
        assert response.status_code == 405
        assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD"}


def test_the_statements_about_a_thing_are_n_quads() -> None:
    """Other writers take them as well."""
    quads = list(ox.parse(surroundings(site(), f"{BASE}gene/SOD1"), format=ox.RdfFormat.N_QUADS))

    assert {quad.subject for quad in quads} >= {ox.NamedNode(f"{BASE}gene/SOD1")}


def test_permanent_addresses_will_lead_to_the_same_paths(root: Path) -> None:
    """The redirects of docs/w3id take each IRI to its path, things by 303 and files by 302."""
    text = (root / "docs" / "w3id" / ".htaccess").read_text(encoding="utf-8")
    rules = re.findall(
        r"^RewriteRule (\S+) https://als\.example/(\S*) \[R=(\d+),L\]$", text, re.MULTILINE
    )
    files = [f"{BASE}downloads/als-kg.ttl", f"{BASE}downloads/", f"{BASE}context.jsonld"]
    things = [iri for iri in site().labels if iri.startswith(BASE) and "#" not in iri]

    for iri in (*files, *things):
        path = iri.removeprefix(BASE)
        matches = ((re.search(start, path), target, status) for start, target, status in rules)
        match, target, status = next(one for one in matches if one[0])
        assert match
        assert match.expand(target.replace("$", "\\")) == path
        assert status == ("302" if iri in files else "303")


def test_things_of_other_files_have_addresses_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files that are served in place of the graph: theirs is sent, and what they lack is 404."""
    monkeypatch.setenv("ALSKG_BUILD_DIR", str(tmp_path / "build"))
    file = tmp_path / "mine.ttl"
    file.write_text(
        f'<{BASE}gene/MINE> a <{ALSKG}Gene> ; <{LABEL.value}> "MINE"@en ; <{ALSKG}low> 1.50 .'
    )

    with browsing(linked.routes(Site(alskg.load(only=[file])))) as client:
        told = client.get("/gene/MINE.nt")
        absent = client.get("/gene/SOD1.nt")
        layer = client.get("/graph/page.nt")

    assert len(triples(told.content, "application/n-triples")) == 3
    assert (absent.status_code, layer.status_code) == (404, 404)
