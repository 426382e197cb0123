"""Search: any name and any identifier leads to its thing, and no text breaks it."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient
from web_pages import browsing, site

from alskg.terms import BASE
from alskg.web.entity import search
from alskg.web.entity.names import names


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """Return a client of the search."""
    with browsing(search.routes(site())) as client:
        yield client


def hits(page: str) -> list[str]:
    """Return the paths of the hits of a page, in order."""
    return re.findall(r'<li><a class="name" href="([^"]+)"', page)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("SOD1", "/gene/SOD1"),
        ("superoxide dismutase 1", "/gene/SOD1"),
        ("lou gehrig", "/condition/als"),
        ("dysphagia", "/phenotype/dysphagia"),
        ("Muscle  WEAKNESS", "/phenotype/muscle-weakness"),
    ],
)
def test_a_name_leads_to_its_thing(client: TestClient, text: str, path: str) -> None:
    """A label or a synonym in any case: the thing is the first hit."""
    page = client.get("/search", params={"q": text}).text

    assert hits(page)[0] == path


def test_a_hit_says_which_name_matched(client: TestClient) -> None:
    """The synonym that was found is shown beside the label."""
    page = client.get("/search", params={"q": "Lou Gehrig disease"}).text

    assert "matched “Lou Gehrig disease”" in page


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("HGNC:11179", "/gene/SOD1"),
        ("hgnc:11179", "/gene/SOD1"),
        ("http://purl.obolibrary.org/obo/MONDO_0004976", "/condition/als"),
        ("gene:SOD1", "/gene/SOD1"),
        (f"{BASE}gene/SOD1", "/gene/SOD1"),
        (" ORPHA:803 ", "/condition/als"),
    ],
)
def test_an_identifier_goes_to_its_thing_at_once(client: TestClient, text: str, path: str) -> None:
    """CURIEs in any case and IRIs: the thing stands at the top with a link to go to."""
    page = client.get("/search", params={"q": text}).text

    assert re.findall(r'<p class="goto">.*?<a href="([^"]+)"', page) == [path]
    assert path not in hits(page)


def test_a_denied_identifier_leads_nowhere() -> None:
    """A mapping that says that two things are not the same is no way from one to the other."""
    assert f"{BASE}condition/als" not in names(site()).exact("OMIM:105400")


def test_hits_are_grouped_by_kind_and_each_group_can_be_seen_whole(client: TestClient) -> None:
    """A long group says how many there are, and leads to all of them."""
    page = client.get("/search", params={"q": "ALS"}).text
    whole = client.get("/search", params={"q": "ALS", "type": "claim"}).text
    count = int(re.search(r'Claims <span class="muted count">(\d+)', page)[1])  # type: ignore[index]

    assert "/search?q=ALS&amp;type=claim" in page
    assert len([hit for hit in hits(page) if hit.startswith("/claim/")]) < count
    assert len(hits(whole)) == count
    assert all(hit.startswith("/claim/") for hit in hits(whole))
    assert '<option value="claim" selected>' in whole


def test_what_is_spelt_nearly_so_is_asked_back(client: TestClient) -> None:
    """A slip gives the names that may have been meant, as links."""
    page = client.get("/search", params={"q": "muscel weaknes"}).text

    assert "Did you mean" in page
    assert '<a href="/search?q=muscle%20weakness">muscle weakness</a>' in page


def test_nothing_found_says_what_to_do_next(client: TestClient) -> None:
    """No blank page: advice, and the lists of all there is."""
    page = client.get("/search", params={"q": "qqqqqqqqqqqq"}).text

    assert "Nothing here has “qqqqqqqqqqqq” in its name" in page
    assert '<a href="/gene">Genes</a>' in page
    assert hits(page) == []


def test_an_empty_search_says_how_to_search(client: TestClient) -> None:
    """Examples that work, without a word of failure."""
    page = client.get("/search").text
    examples = re.findall(r'<li>.*?<a href="(/search\?q=[^"]+)"', page)

    assert "Nothing" not in page
    assert examples
    for example in examples:
        found = client.get(example).text
        assert hits(found) or 'class="goto"' in found


def test_an_unknown_kind_is_all_kinds(client: TestClient) -> None:
    """A kind that does not exist hides nothing."""
    plain = client.get("/search", params={"q": "SOD1"}).text
    odd = client.get("/search", params={"q": "SOD1", "type": "<b>"}).text

    assert hits(odd) == hits(plain)


def test_a_text_is_only_a_text(client: TestClient) -> None:
    """Markup in a text stays text wherever the page repeats it."""
    page = client.get("/search", params={"q": "\"><script>alert(1)</script><a href='x"}).text

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


@settings(max_examples=40)
@given(text=st.text(max_size=400))
def test_no_text_breaks_the_search(text: str) -> None:
    """Any characters, any length: a page and suggestions."""
    with browsing(search.routes(site())) as client:
        page = client.get("/search", params={"q": text})
        suggested = client.get("/api/suggest", params={"q": text})

    assert page.status_code == suggested.status_code == 200
    assert isinstance(suggested.json(), list)


@pytest.mark.parametrize(
    "text", ["als " * 5_000, "(" * 10_000, "a" * 100_000, "\x00", "%", "_" * 9]
)
def test_long_and_hostile_texts_get_an_answer(text: str) -> None:
    """Only the beginning of a text without end is looked for."""
    found = search.look_up(site(), text)

    assert found.count <= 400
    assert len(names(site()).suggestions(text)) <= 10


def test_suggestions_are_names_with_their_things(client: TestClient) -> None:
    """What is typed first stands first; each says which thing it is."""
    found = client.get("/api/suggest", params={"q": "sod"}).json()

    assert found[0] == {"value": "SOD1", "label": "SOD1 (gene:SOD1)"}
    assert {"muscle weakness"} <= {
        one["value"] for one in client.get("/api/suggest", params={"q": "musc"}).json()
    }
    assert client.get("/api/suggest", params={"q": "hgnc:1117"}).json()[0]["value"] == "HGNC:11179"
    assert client.get("/api/suggest").json() == []


def test_every_suggestion_of_a_gene_leads_to_it(client: TestClient) -> None:
    """Who takes a suggestion finds the thing that it named."""
    for path in ("SOD1", "FUS", "TARDBP"):
        (value, label), *_ = (
            one.values() for one in client.get("/api/suggest", params={"q": path}).json()
        )
        assert f"gene:{path}" in label
        assert hits(client.get("/search", params={"q": value}).text)[0] == f"/gene/{path}"
