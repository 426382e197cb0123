"""The graph view, its data, and the drawing of a neighbourhood on the page of every thing."""

import itertools
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest
from starlette.testclient import TestClient
from web_pages import browsing, site

from alskg.ledger import answers
from alskg.terms import BASE, compact
from alskg.web.linked import dereferencing
from alskg.web.network import page
from alskg.web.network.drawing import neighbourhood_svg
from alskg.web.network.elements import places
from alskg.web.network.neighbours import FAMILIES, family, neighbourhood
from alskg.web.network.ties import kind_of, ties

SVG = "{http://www.w3.org/2000/svg}"
SOD1 = f"{BASE}gene/SOD1"
ALS = f"{BASE}condition/als"
THINGS = """\
SELECT DISTINCT ?thing WHERE {
  ?thing rdfs:label ?label
  FILTER (STRSTARTS(STR(?thing), "https://w3id.org/alskg/") && !CONTAINS(STR(?thing), "#"))
}"""

Box = tuple[float, float, float, float]


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """Return a client of the view, and of the things it leads to."""
    with browsing(page.routes(site()), dereferencing.routes(site())) as client:
        yield client


def drawn(iri: str) -> ET.Element | None:
    """Return the drawing of a thing, which is well-formed, or None where there is none."""
    svg = neighbourhood_svg(site(), iri)
    if not svg:
        return None
    text = str(svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return ET.fromstring(text)  # noqa: S314  (our own)


def boxes(root: ET.Element) -> list[tuple[Box, ET.Element]]:
    """Return where each thing of a drawing stands."""
    found = []

    def walk(element: ET.Element, down: float) -> None:
        moved = element.get("transform", "")
        down += float(moved.removeprefix("translate(0 ").rstrip(")")) if moved else 0.0
        if "thing" in element.get("class", "").split():
            rect = element.find(f"{SVG}rect")
            assert rect is not None
            x, y, wide, tall = (float(rect.get(name, "")) for name in ("x", "y", "width", "height"))
            found.append(((x, y + down, x + wide, y + down + tall), element))
        for child in element:
            walk(child, down)

    walk(root, 0.0)
    return found


def overlap(one: Box, other: Box) -> bool:
    """Say whether two rectangles share more than a rim."""
    return (
        min(one[2], other[2]) - max(one[0], other[0]) > 0
        and min(one[3], other[3]) - max(one[1], other[1]) > 0
    )


def test_every_thing_is_drawn_without_overlaps_and_leads_to_what_there_is() -> None:
    """All drawings, all boxes in pairs, all links: inside the sheet, apart, alive."""
    known = {site().path(iri) for (iri,) in answers(site().kg.engine, THINGS)}
    drawings = 0
    for (iri,) in answers(site().kg.engine, THINGS):
        root = drawn(iri)
        if root is None:
            continue
        drawings += 1
        width, height = map(float, root.get("viewBox", "").split()[2:])
        found = boxes(root)
        for (left, top, right, bottom), _ in found:
            assert left >= 0 and top >= 0 and right <= width + 1 and bottom <= height + 1, iri  # noqa: PT018
        for (one, _), (other, _) in itertools.combinations(found, 2):
            assert not overlap(one, other), iri
        links = [each.get("href") for _, each in found if each.tag == f"{SVG}a"]
        assert len(links) == len(set(links)) == len(found) - 1, iri
        assert set(links) <= known, iri
    assert drawings > 500


def test_names_fit_into_their_boxes() -> None:
    """No line is longer than its box by the widths of letters that browsers use."""
    for iri in (ALS, SOD1, f"{BASE}condition/ALS1", f"{BASE}claim/als-survival"):
        root = drawn(iri)
        assert root is not None
        for (left, _, right, _), thing in boxes(root):
            for line in thing.iter(f"{SVG}tspan"):
                assert len(line.text or "") * 6.2 < right - left - 26, line.text


def test_a_drawing_needs_nothing_that_the_policy_forbids() -> None:
    """Classes colour it; there is no style, no script, and no text that is not escaped."""
    root = drawn(ALS)
    assert root is not None
    for element in root.iter():
        assert "style" not in element.attrib
        assert element.tag not in {f"{SVG}style", f"{SVG}script"}
    assert root.get("role") == "group"
    assert root.get("aria-label")


def test_every_claim_between_things_is_a_tie() -> None:
    """With its layer and its certainty."""
    claims = answers(
        site().kg.engine,
        "SELECT ?claim ?subject ?object ?modality WHERE { ?claim rdf:subject ?subject ; "
        "rdf:object ?object ; alskg:modality ?modality FILTER (isIRI(?object)) }",
    )
    told = {tie.told: tie for tie in itertools.chain(*ties(site()).values()) if tie.certainty}
    for claim, subject, object_, modality in claims:
        if kind_of(object_) and kind_of(subject):
            tie = told[claim]
            assert (tie.subject, tie.object) == (subject, object_)
            assert modality.endswith(f"/{tie.certainty}")
            assert tie.layer in {"page", "reference"}


def test_a_derived_tie_never_repeats_a_claim() -> None:
    """What a claim ties together needs no rule."""
    found = set(itertools.chain(*ties(site()).values()))
    said = {frozenset((tie.subject, tie.object)) for tie in found if tie.certainty}
    derived = [frozenset((tie.subject, tie.object)) for tie in found if tie.layer == "derived"]
    assert derived
    assert not said & set(derived)
    assert len(derived) == len(set(derived))


def test_two_steps_reach_further_than_one_and_kinds_narrow_them() -> None:
    """The nearest come first, and what does not fit is counted."""
    one, two = neighbourhood(site(), SOD1), neighbourhood(site(), SOD1, depth=2)
    assert one.rings.keys() < two.rings.keys()
    assert set(two.rings.values()) == {0, 1, 2}
    few = neighbourhood(site(), ALS, depth=2, most=30)
    assert len(few.rings) == 30
    assert few.left_out > 0
    genes = neighbourhood(site(), ALS, families=["gene"])
    assert {family(iri).name for iri in genes.rings if iri != ALS} == {"gene"}


def test_places_are_apart_and_always_the_same() -> None:
    """No two things stand on each other."""
    for focus, depth in ((ALS, 1), (SOD1, 2)):
        near = neighbourhood(site(), focus, depth=depth)
        found = places(near)
        assert found == places(near)
        assert found.keys() == near.rings.keys()
        for one, other in itertools.combinations(found.values(), 2):
            assert abs(one[0] - other[0]) + abs(one[1] - other[1]) > 25


def test_the_data_are_what_cytoscape_takes(client: TestClient) -> None:
    """Edges end at nodes; a node leads to its page."""
    answer = client.get("/api/graph.json?focus=SOD1&depth=2")
    graph = answer.json()
    nodes = {node["data"]["id"]: node["data"] for node in graph["elements"]["nodes"]}

    assert graph["focus"] == "gene:SOD1"
    assert nodes["gene:SOD1"]["ring"] == 0
    for edge in graph["elements"]["edges"]:
        assert {edge["data"]["source"], edge["data"]["target"]} <= nodes.keys()
        assert edge["data"]["layer"] in {"page", "reference", "derived", "plain"}
    assert client.get(nodes["condition:familial-als"]["path"]).status_code == 200
    tag = {"if-none-match": answer.headers["etag"]}
    assert client.get("/api/graph.json?focus=SOD1&depth=2", headers=tag).status_code == 304


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("depth=3", 400),
        ("kind=nonsense", 400),
        ("focus=" + "x" * 501, 400),
        ("focus=nothing+of+the+kind", 404),
        ("focus=<script>", 404),
    ],
)
def test_a_bad_question_is_a_problem(client: TestClient, asked: str, status: int) -> None:
    """RFC 9457, for the data; a page of its own, for people."""
    answer = client.get(f"/api/graph.json?{asked}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    shown = client.get(f"/network?{asked}", headers={"accept": "text/html"})
    assert shown.status_code == status
    assert "<script>" not in shown.text.replace("<script src", "")


def test_the_page_has_drawing_list_and_legend_without_scripts(client: TestClient) -> None:
    """All ties of the data stand in the list; a colour never stands alone."""
    shown = client.get("/network?focus=gene:SOD1").text
    edges = client.get("/api/graph.json?focus=gene:SOD1").json()["elements"]["edges"]

    assert '<svg class="network"' in shown
    assert shown.count("<tr data-families=") == len(edges)
    for one in FAMILIES:
        assert one.title in shown
    assert len({one.shape for one in FAMILIES}) == len(FAMILIES)
    assert 'value="SOD1"' in shown


def test_without_a_focus_it_starts_with_als(client: TestClient) -> None:
    """The thing that the graph is about."""
    assert client.get("/api/graph.json").json()["focus"] == compact(ALS)
    assert "amyotrophic lateral sclerosis</a></h2>" in client.get("/network").text


def test_without_the_scripts_of_others_the_drawing_stays(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    """No script is named that is not there."""
    monkeypatch.setattr(page, "STATIC", tmp_path)
    shown = client.get("/network").text
    assert "cytoscape.min.js" not in shown
    assert '<svg class="network"' in shown
