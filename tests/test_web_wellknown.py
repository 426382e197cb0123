"""What programs look for at a known place, and what search engines read in a page."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient
from web_pages import ORIGIN, browsing, site

from alskg.export.description import void
from alskg.export.examples import examples
from alskg.terms import BASE, expand
from alskg.web.entity import structured
from alskg.web.entity.surroundings import snapshot
from alskg.web.linked import dereferencing as linked
from alskg.web.linked import wellknown

TURTLE = {"Accept": "text/turtle"}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """Return a client of the known places, and of the addresses of things."""
    with browsing(wellknown.routes(site()), linked.routes(site())) as client:
        yield client


def triples(turtle: bytes) -> set[tuple[str, str, str]]:
    """Return what a Turtle document states."""
    quads = ox.parse(turtle, format=ox.RdfFormat.TURTLE)
    return {(str(one.subject), str(one.predicate), str(one.object)) for one in quads}


def node(curie: str) -> str:
    """Return an IRI as triples have it."""
    return f"<{expand(curie)}>"


def test_the_release_is_described_with_what_this_server_gives_out(client: TestClient) -> None:
    """Identities are permanent; addresses to fetch from are here, as DCAT tells them apart."""
    told = triples(client.get("/.well-known/void", headers=TURTLE).content)
    dataset, file = f"<{BASE}dataset>", f"<{BASE}downloads/als-kg.ttl>"

    assert (dataset, node("void:sparqlEndpoint"), f"<{ORIGIN}/sparql>") in told
    assert (dataset, node("dcat:distribution"), file) in told
    assert (file, node("dcat:downloadURL"), f"<{ORIGIN}/downloads/als-kg.ttl>") in told
    assert (file, node("dcat:accessURL"), f"<{ORIGIN}/downloads/>") in told
    assert (dataset, node("void:dataDump"), f"<{ORIGIN}/downloads/als-kg.nt>") in told
    places = {node("dcat:downloadURL"), node("void:dataDump")}
    release = triples(void(snapshot(site())))
    assert {one for one in release if one[1] not in places} <= told
    assert not [one for one in told if one[0].startswith(f"<{ORIGIN}")]


def test_a_host_that_is_none_gets_into_no_description(client: TestClient) -> None:
    """Host is text of the client's."""
    response = client.get("/.well-known/void", headers=TURTLE | {"Host": "a> <b"})

    assert response.status_code == 200
    assert "a> <b" not in response.text
    assert triples(response.content)


def test_the_stored_questions_are_there_as_examples(client: TestClient) -> None:
    """They are those of the export, and name this endpoint besides the permanent one."""
    told = triples(client.get("/.well-known/sparql-examples", headers=TURTLE).content)
    exported = triples(examples(snapshot(site())))

    more = told - exported
    assert exported <= told
    assert {predicate for _, predicate, _ in more} == {node("schema:target")}
    assert {value for *_, value in more} == {f"<{ORIGIN}/sparql>"}
    assert (node("query:gene_profile"), node("schema:target"), f"<{ORIGIN}/sparql>") in told


@pytest.mark.parametrize("path", ["/.well-known/void", "/.well-known/sparql-examples"])
@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/n-triples", "application/n-triples"),
    ],
)
def test_descriptions_come_in_every_form_of_rdf(
    client: TestClient, path: str, accept: str, kind: str
) -> None:
    """Turtle where the client has no wish, and 406 where none will do."""
    response = client.get(path, headers={"Accept": accept})

    assert response.headers["content-type"].startswith(kind)
    assert response.headers["vary"] == "Accept, Accept-Encoding"
    again = client.get(path, headers={"Accept": accept, "If-None-Match": response.headers["etag"]})
    assert again.status_code == 304
    assert client.get(path, headers={"Accept": "image/png"}).status_code == 406


def test_the_context_and_the_shapes_are_the_published_files(client: TestClient) -> None:
    """All shapes are one Turtle document, which states what the files do."""
    context = client.get("/context.jsonld")
    shapes = client.get("/shapes.ttl")
    folder = snapshot(site()).root / "ontology"

    assert context.headers["content-type"] == "application/ld+json"
    assert context.content == (folder / "context.jsonld").read_bytes()
    assert shapes.headers["content-type"] == "text/turtle; charset=utf-8"
    files = sorted((folder / "shapes").glob("*.ttl"))
    count = sum(len(list(ox.parse(path=str(path)))) for path in files)
    assert len(list(ox.parse(shapes.content, format=ox.RdfFormat.TURTLE))) == count


def test_the_sitemap_lists_pages_that_there_are(client: TestClient) -> None:
    """Absolute addresses of this server, as sitemaps.org wants them; robots.txt names it."""
    root = ET.fromstring(client.get("/sitemap.xml").content)  # noqa: S314  (our own document)

    places = [place.text or "" for place in root.iterfind("{*}url/{*}loc")]

    assert f"{ORIGIN}/gene/SOD1" in places
    assert len(places) == len(set(places)) > 1_000
    assert all(place.startswith(f"{ORIGIN}/") and "#" not in place for place in places)
    things = [place.removeprefix(ORIGIN) for place in places if place.count("/") > 3][1:]
    for path in things[::100]:
        assert client.get(f"{path}.nt").status_code == 200, path
    assert f"Sitemap: {ORIGIN}/sitemap.xml" in client.get("/robots.txt").text


def test_the_icon_is_found_where_browsers_once_looked(client: TestClient) -> None:
    """So that no visit leaves an error behind."""
    assert client.get("/favicon.ico").headers["location"] == "/static/icon.svg"


def script(block: str) -> dict[str, Any]:
    """Return what a block of data holds."""
    found = re.fullmatch(r'<script type="application/ld\+json">(.*)</script>', block, re.DOTALL)
    assert found
    document: dict[str, Any] = json.loads(found[1])
    return document


@pytest.mark.parametrize(
    ("thing", "kind"),
    [
        ("gene/SOD1", "Gene"),
        ("condition/als", "MedicalCondition"),
        ("claim/c9orf72-share-of-familial-als", "Claim"),
        ("phenotype/muscle-weakness", "MedicalSignOrSymptom"),
    ],
)
def test_the_page_of_a_thing_tells_search_engines_what_it_is(thing: str, kind: str) -> None:
    """In schema.org's terms, with the permanent IRI."""
    told = script(str(structured.embedded(site(), BASE + thing)))

    assert told["@id"] == BASE + thing
    assert told["@type"] == kind
    assert told["name"] == site().label(BASE + thing)


def test_a_thing_without_a_word_in_schema_org_is_told_of_in_none() -> None:
    """Nothing is better than something wrong."""
    assert structured.embedded(site(), f"{BASE}graph/page") == ""
    assert structured.embedded(site(), f"{BASE}claim/no-such-claim") == ""
    assert structured.embedded(site(), "https://example.org/") == ""


def test_the_first_page_tells_of_the_dataset_and_its_downloads() -> None:
    """What dataset search engines look for."""
    catalogue, dataset = script(str(structured.dataset(site())))["@graph"]

    assert catalogue["@type"] == "DataCatalog"
    assert catalogue["dataset"]["@id"] == dataset["@id"] == f"{BASE}dataset"
    assert f"{BASE}downloads/als-kg.ttl" in [one["contentUrl"] for one in dataset["distribution"]]


def test_a_block_of_data_cannot_be_left() -> None:
    """Whatever a text holds, it stays data (HTML, 4.12.1.3)."""
    hostile = {"name": "</script><script>alert(1)</script><!-- &amp; \u2028 {0} %s"}

    block = str(structured.block(hostile))

    assert script(block) == hostile
    assert block.count("<") == 2
    assert "&" not in block
