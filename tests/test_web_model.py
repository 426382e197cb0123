"""The page of the model: every term, shape and layer that the files have, each at its anchor."""

import re

import pytest
from lxml import html
from starlette.applications import Starlette
from starlette.testclient import TestClient

import alskg
from alskg.terms import ALSKG, prefixes
from alskg.web.model import page as model
from alskg.web.model.constraints import shapes
from alskg.web.model.vocabulary import vocabulary
from alskg.web.site import Site


@pytest.fixture(scope="module")
def site() -> Site:
    """Return the site over the compiled graph."""
    return Site(alskg.load())


@pytest.fixture(scope="module")
def shown(site: Site) -> html.HtmlElement:
    """Return the page, parsed."""
    response = TestClient(Starlette(routes=model.routes(site))).get("/model")

    assert response.status_code == 200
    return html.document_fromstring(response.text)


def anchors(page: html.HtmlElement) -> list[str]:
    """Return the anchors of a page."""
    return [str(anchor) for anchor in page.xpath("//@id")]


def test_every_term_has_its_place(site: Site, shown: html.HtmlElement) -> None:
    """Under its local name, once, with what it is."""
    rows = site.kg.query(
        "SELECT DISTINCT ?term ?definition { GRAPH graph:ontology { "
        "VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty } "
        "?term a ?kind ; skos:definition ?definition } "
        "FILTER (STRSTARTS(STR(?term), STR(alskg:))) } ORDER BY ?term"
    )
    found = anchors(shown)
    text = re.sub(r"\s+", " ", shown.text_content())

    assert len(rows) > 150
    for row in rows:
        assert found.count(row.term.removeprefix(ALSKG)) == 1
        assert " ".join(row.definition.split()) in text


def test_a_class_stands_below_its_parent(site: Site) -> None:
    """In a tree: a kind of claim is one step below the claim."""
    depths = {word.name: depth for depth, word in vocabulary(site).classes}

    assert depths["Claim"] == 0
    assert depths["CaseShareClaim"] == depths["Claim"] + 1


def test_uses_are_counted(site: Site) -> None:
    """Members of a class; of a predicate also the claims that have it."""
    classes = {word.name: word for _, word in vocabulary(site).classes}
    properties = {word.name: word for word in vocabulary(site).properties}
    claims = len(site.kg.query("SELECT ?c { ?c a alskg:CaseShareClaim }"))

    assert classes["CaseShareClaim"].uses == claims > 0
    assert properties["accountsForCasesOf"].uses >= 5
    assert properties["statedIn"].example.startswith("https://w3id.org/alskg/claim/")


def test_every_shape_is_there_with_its_rules(shown: html.HtmlElement) -> None:
    """With what a curator is told where a rule is broken."""
    text = re.sub(r"\s+", " ", shown.text_content())

    assert len(shapes()) >= 60
    assert sum(len(shape.constraints) for shape in shapes()) >= 180
    assert {shape.name for shape in shapes()} <= set(anchors(shown))
    assert "a share of cases is at most 100 percent" in text


def test_layers_prefixes_and_schemes_are_there(site: Site, shown: html.HtmlElement) -> None:
    """All of them, from the files."""
    text = shown.text_content()

    assert len(vocabulary(site).layers) == 10
    assert all(namespace in text for namespace in prefixes().values())
    assert {scheme.name for scheme in vocabulary(site).schemes} >= {"modality", "quantifier"}


def test_no_anchor_is_given_twice(shown: html.HtmlElement) -> None:
    """A term, a scheme and a shape never share one."""
    found = anchors(shown)

    assert sorted(found) == sorted(set(found))


def test_links_within_the_page_lead_somewhere(shown: html.HtmlElement) -> None:
    """To an anchor that is there."""
    local = [str(link) for link in shown.xpath("//a/@href") if str(link).startswith("#")]

    assert local
    assert {link[1:] for link in local} <= set(anchors(shown))
