"""The pages of the questions, and their answers by address."""

import json
import re
import shlex
from collections.abc import Iterator
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from starlette.testclient import TestClient
from web_pages import browsing, site

from alskg import catalogue
from alskg.catalogue import StoredQuery
from alskg.engine.results import Rows, Term
from alskg.errors import EndpointError, MissingPart
from alskg.web.questions import pages as queries
from alskg.web.questions.cells import table
from alskg.web.site import Site

ANSWERS = catalogue.all("answers")
ANSWERED = [query for query in ANSWERS if not query.needs]
SHARES = "/queries/gene_case_shares"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """Yield a client of the questions."""
    with browsing(queries.routes(site())) as client:
        yield client


def cells(page: str) -> list[list[str]]:
    """Return the texts of the cells of the answer on a page."""
    body = re.search(r"<tbody>(.*?)</tbody>", page, re.DOTALL)
    rows = re.findall(r"<tr>(.*?)</tr>", body[1], re.DOTALL) if body else []
    return [
        [unescape(re.sub(r"<[^>]*>", "", cell)) for cell in re.findall(r"<td.*?</td>", row)]
        for row in rows
    ]


def test_the_catalogue_has_every_question_under_its_topic(client: TestClient) -> None:
    """Each is listed once, with its summary and what marks it."""
    page = client.get("/queries").text
    for query in ANSWERS:
        assert page.count(f'href="/queries/{query.id}"') == 1
    assert page.count("mark-chart") == sum(query.chart is not None for query in ANSWERS)
    assert page.count("mark-needs") == sum(bool(query.needs) for query in ANSWERS)
    assert page.index('id="gene"') < page.index('id="inheritance"') < page.index('id="ontology"')


@pytest.mark.parametrize(
    ("wish", "fits"),
    [
        ("q=SHARE+case", lambda query: "share" in query.tags or "share" in query.title),
        ("for=patient", lambda query: "patient" in query.audience),
        ("tag=onset", lambda query: "onset" in query.tags),
        ("q=no+such+words", lambda _: False),
    ],
)
def test_the_catalogue_is_narrowed_down_without_a_script(
    client: TestClient, wish: str, fits: object
) -> None:
    """What is listed fits, and something is left out."""
    assert callable(fits)
    listed = set(
        re.findall(
            r'<li data-words.*?href="/queries/(\w+)"',
            client.get(f"/queries?{wish}").text,
            re.DOTALL,
        )
    )
    by_id = {query.id: query for query in ANSWERS}
    assert listed < by_id.keys()
    assert bool(listed) is ("no+such" not in wish)
    assert all(fits(by_id[name]) for name in listed)


def test_the_catalogue_is_data_as_well(client: TestClient) -> None:
    """By its ending and by Accept: the same list, with the parameters of each."""
    found = client.get("/queries.json").json()
    assert [each["id"] for each in found] == [query.id for query in ANSWERS]
    (shares,) = [each for each in found if each["id"] == "gene_case_shares"]
    assert shares["parameters"][0] == {
        "name": "population",
        "type": "entity",
        "class": "Population",
        "default": "alskg:Population",
        "example": "Europe",
        "text": "only shares that name this place or people",
    }
    asked = client.get("/queries", headers={"Accept": "application/json"})
    assert asked.json() == found
    assert asked.headers["Content-Location"] == "/queries.json"


@pytest.mark.parametrize("query", ANSWERED, ids=lambda query: query.id)
def test_every_question_has_a_page_with_its_answer(client: TestClient, query: StoredQuery) -> None:
    """The question, its rows, what its columns hold, and nothing that the policy would block."""
    answer = client.get(f"/queries/{query.id}")
    assert answer.status_code == 200
    assert f"<h1>{query.title}</h1>".replace("'", "&#39;") in answer.text
    expected = site().kg.query(query.id)
    assert len(cells(answer.text)) == min(len(expected), 500)
    assert f">{len(expected):,} row" in answer.text or not len(expected)
    for name, meaning in query.columns.items():
        assert name.replace("_", " ") in answer.text
        assert meaning in unescape(answer.text) or not len(expected)
    assert not re.search(r"\sstyle=|<style|<script(?! src=)|\son\w+=", answer.text)
    assert ('role="img"' in answer.text) is (query.chart is not None)


def test_an_answer_links_what_it_names(client: TestClient) -> None:
    """Genes, conditions and sentences lead to their pages, also where a label stands for them."""
    page = client.get(SHARES).text
    assert '<a href="/gene/C9orf72" title="gene:C9orf72">C9orf72</a>' in page
    assert 'href="/passage/causes-2"' in page
    assert '<span class="modality modality-asserted">asserted</span>' in page
    assert '<th scope="col" class="number"' in page
    said = client.get("/queries/what_is_said_of?entity=FUS").text
    assert '<a href="/gene/FUS" title="gene:FUS">FUS</a>' in said


def test_a_thing_goes_by_any_of_its_names(client: TestClient) -> None:
    """Label, CURIE, IRI and identifier elsewhere give the same answer."""
    names = ("FUS", "gene:FUS", "https://w3id.org/alskg/gene/FUS", "fus")
    found = {
        client.get("/queries/what_is_said_of.csv", params={"entity": name}).text for name in names
    }
    assert found == {site().kg.query("what_is_said_of", entity="FUS").to_csv()}


def test_an_empty_field_is_none(client: TestClient) -> None:
    """A form that is sent as it stands asks for the defaults."""
    assert client.get(f"{SHARES}.csv?population=").text == client.get(f"{SHARES}.csv").text


def test_a_field_offers_the_things_of_its_class(client: TestClient) -> None:
    """Populations to choose from, what holds without a choice, and an example to follow."""
    page = client.get(SHARES).text
    assert '<option value="Europe">' in page
    assert '<option value="SOD1">' not in page
    assert 'placeholder="any"' in page
    assert f'<a href="{SHARES}?population=Europe">Europe</a>' in page


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ("population=Eurp", 404, "Did you mean 'Europe'?"),
        ("population=SOD1", 404, "A Population is wanted here"),
        ("poplation=Europe", 400, "Did you mean 'population'?"),
        ("population=Europe&population=Japan", 400, "given twice"),
    ],
)
def test_what_is_wrong_is_said(client: TestClient, asked: str, status: int, said: str) -> None:
    """On the page, beside the field where there is one; in a problem document for programs."""
    page = client.get(f"{SHARES}?{asked}")
    assert page.status_code == status
    assert said in unescape(page.text)
    assert 'role="alert"' in page.text
    assert "<tbody>" not in page.text
    told = client.get(f"{SHARES}.csv?{asked}")
    assert told.status_code == status
    assert told.headers["Content-Type"] == "application/problem+json"
    assert said in told.json()["detail"]


def test_what_is_typed_never_becomes_markup(client: TestClient) -> None:
    """It stands in the field and in the message as text."""
    hostile = '"><script>alert(1)</script>'
    page = client.get(SHARES, params={"population": hostile}).text
    assert "<script>alert" not in page
    assert hostile in unescape(page)
    registry = "'; rm x '"
    page = client.get("/queries/mappings_to_registry", params={"registry": registry}).text
    assert f"-p {shlex.quote(f'registry={registry}')}" in unescape(page)


ONE_OF_EACH_TYPE = {
    (parameter.type, parameter.class_name): query
    for query in ANSWERS
    for parameter in query.parameters
    if parameter.class_name in {"", "Gene"}
}


@pytest.mark.parametrize("query", ONE_OF_EACH_TYPE.values(), ids=lambda query: query.id)
def test_whatever_is_typed_has_an_answer(client: TestClient, query: StoredQuery) -> None:
    """No value of a parameter is a fault of the server."""
    values = ("%00", "%ED%A0%80", "%3C%3E%22%5C", "http://%5B", "a:b:c", "%0D%0A", "🧬")
    for parameter in query.parameters:
        for place, value in enumerate(values):
            suffix = ("", ".csv", ".rq")[place % 3]
            answer = client.get(f"/queries/{query.id}{suffix}?{parameter.name}={value}")
            assert answer.status_code in {200, 400, 404, 503}, (parameter.name, value)


def test_a_graph_elsewhere_that_does_not_answer_is_told(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the page and by the file, with the status of a gateway."""

    def silent(*_: object) -> None:
        raise EndpointError("http://127.0.0.1:1/ does not answer.")

    monkeypatch.setattr("alskg.web.questions.answers.rows_from_json", silent)
    for suffix in ("", ".md"):
        answer = client.get(f"/queries/what_is_said_of{suffix}")
        assert answer.status_code == 502
        assert "does not answer" in answer.text


@pytest.mark.parametrize(
    ("suffix", "media_type"),
    [
        ("csv", "text/csv; charset=utf-8"),
        ("tsv", "text/tab-separated-values; charset=utf-8"),
        ("json", "application/sparql-results+json"),
        ("xml", "application/sparql-results+xml"),
        ("jsonl", "application/jsonl"),
        ("md", "text/markdown; charset=utf-8"),
        ("rq", "application/sparql-query"),
        ("svg", "image/svg+xml"),
    ],
)
def test_an_answer_is_a_file_by_ending_and_by_accept(
    client: TestClient, suffix: str, media_type: str
) -> None:
    """The same bytes, an ETag that is known again, and open to pages of other origins."""
    answer = client.get(f"{SHARES}.{suffix}?population=Europe")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    accept = {"Accept": media_type.partition(";")[0]}
    asked = client.get(f"{SHARES}?population=Europe", headers=accept)
    assert asked.content == answer.content
    assert asked.headers["Content-Location"] == f"{SHARES}.{suffix}?population=Europe"
    assert "Accept" in asked.headers["Vary"]
    again = client.get(str(answer.url), headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = client.head(f"{SHARES}.{suffix}?population=Europe")
    assert (head.status_code, head.content) == (200, b"")


def test_files_hold_the_answer(client: TestClient) -> None:
    """What the other ways into the graph give, row for row."""
    expected = site().kg.query("gene_case_shares")
    assert client.get(f"{SHARES}.csv").text == expected.to_csv()
    assert client.get(f"{SHARES}.json").json() == json.loads(expected.to_json())
    assert client.get(f"{SHARES}.md").text == expected.to_markdown()
    assert len(client.get(f"{SHARES}.jsonl").text.splitlines()) == len(expected)
    xml = ET.fromstring(client.get(f"{SHARES}.xml").text)  # noqa: S314  (our own)
    assert len(xml.findall(".//{*}result")) == len(expected)
    svg = ET.fromstring(client.get(f"{SHARES}.svg").text)  # noqa: S314  (as above)
    assert svg.tag == "{http://www.w3.org/2000/svg}svg"


def test_the_query_behind_an_answer_gives_it_anywhere(client: TestClient) -> None:
    """Bound and with its prefixes, it needs nothing of ours."""
    text = client.get(f"{SHARES}.rq?population=Europe").text
    assert "#+" not in text
    answer = site().kg.engine.evaluate(text, "csv").decode()
    assert answer == client.get(f"{SHARES}.csv?population=Europe").text
    assert answer != client.get(f"{SHARES}.csv").text
    page = client.get(f"{SHARES}?population=Europe").text
    assert 'href="/editor?query=' in page
    assert "The SPARQL behind this page" in page


def test_a_question_that_there_is_not(client: TestClient) -> None:
    """A person gets the catalogue and the nearest name, a program a problem document."""
    page = client.get("/queries/gene_case_share")
    assert page.status_code == 404
    assert "Did you mean 'gene_case_shares'?" in unescape(page.text)
    assert "alskg queries" not in page.text
    told = client.get("/queries/gene_case_share.csv")
    assert (told.status_code, told.json()["status"]) == (404, 404)
    assert client.get(f"{SHARES}.pdf").status_code == 404
    assert client.get("/queries/age_at_onset.exe").status_code == 404
    assert client.get("/queries/what_is_said_of.svg").status_code == 404


def test_a_name_with_hyphens_leads_to_the_question(client: TestClient) -> None:
    """With all that was asked."""
    answer = client.get("/queries/gene-case-shares.csv?population=Europe")
    assert answer.status_code == 308
    assert answer.headers["Location"] == f"{SHARES}.csv?population=Europe"


def test_a_question_that_needs_an_ontology_says_which(client: TestClient) -> None:
    """The page is there, says what is absent and how to add it; a file cannot be given."""
    page = client.get("/queries/signs_by_body_system")
    assert page.status_code == 200
    assert "--with hp.obo" in page.text
    assert "<tbody>" not in page.text
    assert client.get("/queries/signs_by_body_system.csv").status_code == 503
    assert client.get("/queries/signs_by_body_system.rq").status_code == 200


def test_without_matplotlib_the_table_is_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """No chart, no link to one, and no error."""

    def absent(*_: object) -> None:
        raise MissingPart("Charts need matplotlib.")

    monkeypatch.setattr("alskg.charts.picture", absent)
    with browsing(queries.routes(Site(site().kg))) as client:  # of which no chart is drawn yet
        page = client.get(SHARES)
        assert page.status_code == 200
        assert "<svg" not in page.text
        assert ".svg" not in page.text.replace("icon.svg", "")
        assert len(cells(page.text)) == 5
        assert client.get(f"{SHARES}.svg").status_code == 404


def test_no_cell_leads_astray() -> None:
    """Only addresses of the web and of this site become links."""
    hostile = ("javascript:alert(1)", "https://w3id.org/alskg//evil.example", "data:text/html,x")
    rows = Rows(("x",), [(Term("iri", iri),) for iri in hostile])
    assert [cell.href for (cell,) in table(site(), rows, {}).rows if cell] == ["", "", ""]
    outside = Rows(("x",), [(Term("iri", "https://example.org/a"),), (Term("literal", "PubMed"),)])
    ((link,), (ambiguous,)) = table(site(), outside, {}).rows
    assert link
    assert (link.href, link.is_external) == ("https://example.org/a", True)
    assert ambiguous
    assert not ambiguous.href


def test_a_long_answer_is_cut_on_the_page_alone() -> None:
    """The table says how many rows there are."""
    rows = Rows(("n",), [(Term("literal", str(n)),) for n in range(20)])
    shown = table(site(), rows, {}, most=5)
    assert (len(shown.rows), shown.total) == (5, 20)
