"""The first page: figures with their sentences, ways in, counts, and data for programs."""

import re
from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient
from web_pages import browsing, site

import alskg
from alskg import catalogue
from alskg.terms import BASE
from alskg.web.pages import home
from alskg.web.pages.standing import Standing, standing
from alskg.web.site import Site

RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
VOID_DATASET = ox.NamedNode("http://rdfs.org/ns/void#Dataset")


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """Return a client of the first page, when the graph has been validated."""
    assert standing(site()).wait(300) is not None
    with browsing(home.routes(site())) as client:
        yield client


@pytest.fixture(scope="module")
def page(client: TestClient) -> str:
    """Return the first page."""
    return client.get("/").text


def words(page: str) -> str:
    """Return the words of a page, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.parametrize(
    ("figure", "claim", "passage"),
    [
        ("about 5000 people per year", "als-new-diagnoses-in-us", "frequency-1"),
        ("2 to 5 per 100,000", "als-occurrence-worldwide", "frequency-2"),
        ("about 90 to 95 percent", "sporadic-als-share", "inheritance-1"),
        ("5 to 10 percent", "familial-als-share", "inheritance-2"),
        ("55 to 64 years", "sporadic-als-onset", "description-6"),
        ("45 to 54 years", "familial-als-onset", "description-8"),
        ("2 to 10 years", "als-survival", "description-20"),
        ("30 to 40 percent", "c9orf72-share-of-familial-als", "causes-2"),
        ("15 to 20 percent", "sod1-share-of-familial-als", "causes-3"),
    ],
)
def test_a_figure_has_its_claim_and_its_sentence(
    page: str, figure: str, claim: str, passage: str
) -> None:
    """Each stands in one item with the claim, the passage, the live page, layer and certainty."""
    items = [
        one for one in re.findall(r"<li>.*?</li>", page, re.DOTALL) if f"/claim/{claim}" in one
    ]

    (item,) = items
    assert figure in words(item)
    assert f'href="/passage/{passage}"' in item
    assert re.search(r'href="https://medlineplus\.gov/[^"]+#:~:text=[^"]+"', item)
    assert "layer-page" in item
    assert "modality-" in item


def test_an_estimate_is_called_one(page: str) -> None:
    """The share of familial ALS is estimated, that of sporadic ALS asserted, as the page has it."""
    (item,) = [one for one in page.split("<li>") if "/claim/familial-als-share" in one]

    assert "modality-estimated" in item


def test_genes_come_by_their_share(page: str) -> None:
    """The gene that explains most comes first."""
    order = re.findall(r'<a class="number" href="/gene/([^"]+)"', page)

    assert order == ["C9orf72", "SOD1", "FUS", "TARDBP"]


def test_counts_are_those_of_the_graph(page: str) -> None:
    """What is counted here is what the graph counts."""
    ask = site().kg.query
    kinds = {"mappings": "alskg:Mapping", "genes": "alskg:Gene", "passages": "alskg:Passage"}
    found = re.findall(r'<span class="number">([\d,]+)</span> (\w+)', page)
    shown = {name: int(count) for count, name in found}
    for name, kind in kinds.items():
        (row,) = ask(f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ ?x a {kind} }}").rows
        assert shown[name] == int(row.n)
    assert shown["stored"] == len(catalogue.names("answers"))
    claims = "SELECT DISTINCT ?claim WHERE { ?claim rdf:subject ?s ; alskg:modality ?m }"
    assert shown["claims"] == len(ask(claims))
    assert shown["open"] == len({str(row.question) for row in ask("knowledge_gaps")})


def test_questions_lead_to_stored_questions(page: str) -> None:
    """Each card and each figure leads to a question that is there."""
    asked = set(re.findall(r'href="/queries/(\w+)"', page))

    assert len(asked) > 8
    assert asked <= set(catalogue.names("answers"))


def test_the_state_of_validation_is_shown(page: str) -> None:
    """The graph conforms, and the numbers say so."""
    report = site().kg.validate()

    assert report.conforms
    said = f"{report.count('violation')} violations, {report.count('warning')} warnings"
    assert f"✓ Conforms to its shapes and checks: {said}" in words(page)


def test_nobody_waits_for_the_validation() -> None:
    """Until the report is there the page says that it is coming; it is made only once."""
    fresh = Site(alskg.load())
    with browsing(home.routes(fresh)) as client:
        first = client.get("/").text
        state = standing(fresh)
        report = state.wait(300)
        later = client.get("/").text

    assert "Being validated" in first or "✓ Conforms" in first
    assert "✓ Conforms" in words(later)
    assert state.report is report


def test_a_validation_that_fails_is_told() -> None:
    """What kept the graph from being validated is said, not raised."""

    class Broken:
        """A graph whose checks cannot be read."""

        source = site().kg.source

        def validate(self) -> None:
            """Raise."""
            raise alskg.errors.DataError("The check nobody_knows cannot be read.")

    class Around:
        """A site around it."""

        kg = Broken()

    state = Standing(Around())  # type: ignore[arg-type]

    assert state.wait(60) is None
    assert state.problem == "The check nobody_knows cannot be read."


@pytest.mark.parametrize(
    "media",
    ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"],
)
def test_programs_get_the_description_of_the_dataset(client: TestClient, media: str) -> None:
    """What accepts RDF and no page gets VoID, and is told where that has its address."""
    answer = client.get("/", headers={"Accept": media})
    read = ox.parse(answer.content, format=ox.RdfFormat.from_media_type(media))
    triples = {quad.triple for quad in read}

    assert answer.headers["content-type"].startswith(media)
    assert answer.headers["content-location"] == "/.well-known/void"
    assert "Accept" in answer.headers["vary"]
    dataset = ox.NamedNode(f"{BASE}dataset")
    assert ox.Triple(dataset, RDF_TYPE, VOID_DATASET) in triples


@pytest.mark.parametrize("accept", ["text/html", "*/*", "", "text/html, text/turtle;q=0.5"])
def test_people_get_the_page(client: TestClient, accept: str) -> None:
    """A browser, and who has no wish, gets HTML."""
    answer = client.get("/", headers={"Accept": accept})

    assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_what_cannot_be_served_is_said(client: TestClient) -> None:
    """A form that there is not answers 406 with what there is (RFC 9110, 15.5.7)."""
    answer = client.get("/", headers={"Accept": "image/png"})

    assert answer.status_code == 406
    assert "text/turtle" in answer.text


def test_search_engines_find_the_dataset(page: str) -> None:
    """schema.org's Dataset is embedded, and nothing else is written into the page."""
    (block,) = re.findall(r"<script type=\"application/ld\+json\">(.*?)</script>", page, re.DOTALL)

    assert '"@type":"Dataset"' in block
    assert "<" not in block


def test_how_to_cite_stands_there(page: str) -> None:
    """The line names the release and its source, and leads to other forms."""
    said = words(page)

    assert f"Version {alskg.__version__}. {BASE}" in said
    assert "MedlinePlus, National Library of Medicine" in said
    assert 'href="/about#cite"' in page
