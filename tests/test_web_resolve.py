"""`/resolve?q=`: from any name to the one thing that it means, and never to another site."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient
from web_pages import browsing, site

from alskg.web.linked import resolve

JSON = {"Accept": "application/json"}
PAGE = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """Return a client of the resolver."""
    with browsing(resolve.routes(site())) as client:
        yield client


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("SOD1", "/gene/SOD1"),
        ("sod1", "/gene/SOD1"),
        (" SOD1 ", "/gene/SOD1"),
        ("gene:SOD1", "/gene/SOD1"),
        ("/gene/SOD1", "/gene/SOD1"),
        ("https://w3id.org/alskg/gene/SOD1", "/gene/SOD1"),
        ("http://w3id.org/alskg/gene/SOD1", "/gene/SOD1"),
        ("HGNC:11179", "/gene/SOD1"),
        ("hgnc:11179", "/gene/SOD1"),
        ("http://identifiers.org/hgnc/11179", "/gene/SOD1"),
        ("https://identifiers.org/hgnc/11179", "/gene/SOD1"),
        ("https://identifiers.org/HGNC:11179", "/gene/SOD1"),
        ("https://bioregistry.io/hgnc:11179", "/gene/SOD1"),
        ("MONDO:0004976", "/condition/als"),
        ("http://purl.obolibrary.org/obo/MONDO_0004976", "/condition/als"),
        ("Lou Gehrig disease", "/condition/als"),
        ("amyotrophic lateral sclerosis", "/condition/als"),
        ("alskg:accountsForCasesOf", "/ontology#accountsForCasesOf"),
        ("modality:unknown", "/modality/unknown"),
    ],
)
def test_a_name_leads_to_its_thing(client: TestClient, name: str, path: str) -> None:
    """Label, synonym, slug, CURIE or IRI, ours or one that is exactly the same."""
    for headers in (JSON, PAGE, {}):
        response = client.get("/resolve", params={"q": name}, headers=headers)
        assert (response.status_code, response.headers["location"]) == (303, path)

    told = client.get("/resolve", params={"q": name}, headers=JSON).json()
    assert told["path"] == path
    assert told["label"] == site().label(told["iri"])


@pytest.mark.parametrize(
    "name",
    [
        "https://example.org/evil",
        "http://example.org/gene/SOD1",
        "//example.org/",
        "///example.org",
        "/\\example.org",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://w3id.org/alskg/../../evil",
        "https://w3id.org/alskg/gene/NoSuchGene",
        "https://example.org/\r\nSet-Cookie: a=b",
        '<x> } UNION { ?s ?p "',
        "HGNC:<>",
        "\x00",
        "ALSKG:",
        ":",
    ],
)
def test_nobody_is_sent_elsewhere(client: TestClient, name: str) -> None:
    """What the graph does not hold is not found, whatever it looks like."""
    response = client.get("/resolve", params={"q": name}, headers=JSON)

    assert response.status_code in {400, 404}
    assert "location" not in response.headers
    assert "set-cookie" not in response.headers


def test_a_name_of_several_things_lists_them(client: TestClient) -> None:
    """RFC 9110, 15.4.1: the person or the program chooses."""
    name = next(
        one
        for one in _shared_names()
        if client.get("/resolve", params={"q": one}).status_code == 300
    )

    told = client.get("/resolve", params={"q": name}, headers=JSON)
    page = client.get("/resolve", params={"q": name}, headers=PAGE)

    paths = [one["path"] for one in told.json()["choices"]]
    assert len(paths) > 1
    assert page.status_code == 300
    assert all(f'href="{path}"' in page.text for path in paths)


def _shared_names() -> list[str]:
    """Return the labels and names elsewhere that more than one of our things has."""
    seen: dict[str, set[str]] = {}
    rows = (
        site()
        .kg.query(
            "SELECT DISTINCT ?name ?thing WHERE { ?m a alskg:Mapping ; sssom:subject_id ?thing ;"
            " sssom:predicate_id skos:exactMatch ; sssom:object_id ?name"
            " FILTER NOT EXISTS { ?m sssom:predicate_modifier ?not } }"
        )
        .rows
    )
    for name, thing in rows:
        seen.setdefault(str(name), set()).add(str(thing))
    for row in (
        site()
        .kg.query(
            "SELECT DISTINCT ?name ?thing WHERE { ?thing rdfs:label ?name"
            ' FILTER STRSTARTS(STR(?thing), "https://w3id.org/alskg/") }'
        )
        .rows
    ):
        seen.setdefault(str(row[0]), set()).add(str(row[1]))
    return sorted(name for name, things in seen.items() if len(things) > 1)


def test_an_identifier_that_is_only_near_suggests(client: TestClient) -> None:
    """A broader or narrower term is another thing: the person is told, and decides."""
    rows = (
        site()
        .kg.query(
            "SELECT ?id ?thing WHERE { ?m a alskg:Mapping ; sssom:subject_id ?thing ;"
            " sssom:predicate_id skos:broadMatch ; sssom:object_id ?id"
            " FILTER NOT EXISTS { ?m sssom:predicate_modifier ?not }"
            " FILTER NOT EXISTS { ?other a alskg:Mapping ; sssom:object_id ?id ;"
            "   sssom:predicate_id skos:exactMatch } } ORDER BY ?id"
        )
        .rows
    )
    identifier, thing = rows[0]

    response = client.get("/resolve", params={"q": str(identifier)}, headers=JSON)

    assert response.status_code == 404
    assert str(thing) in [one["iri"] for one in response.json()["suggestions"]]


def test_a_name_of_nothing_gives_a_page_with_a_search(client: TestClient) -> None:
    """What was typed stands in it as text, whatever it is."""
    page = client.get("/resolve", params={"q": "<img src=x>superoxid"}, headers=PAGE)

    assert page.status_code == 404
    assert "<img" not in page.text
    assert "/search?q=" in page.text


@pytest.mark.parametrize("query", ["", "?q=", "?q=%20", "?q=" + "x" * 501, "?other=SOD1"])
def test_no_name_is_a_mistake_of_the_client(client: TestClient, query: str) -> None:
    """It is told what to send."""
    response = client.get(f"/resolve{query}", headers=JSON)

    assert response.status_code == 400
    assert "/resolve?q=SOD1" in response.json()["detail"]
