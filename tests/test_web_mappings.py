"""The table of mappings: what is asked for is shown, and what was turned down stands apart."""

import csv
import io
import json
import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient
from web_pages import browsing, site

from alskg.web.pages import mappings
from alskg.web.pages.mappings import KINDS, Wish


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """Return a client of the page."""
    with browsing(mappings.routes(site())) as client:
        yield client


def rows(client: TestClient, asked: str) -> list[dict[str, str]]:
    """Return the mappings that a query string asks for, as data."""
    return list(csv.DictReader(io.StringIO(client.get(f"/mappings.csv?{asked}").text)))


def test_counts_are_those_of_the_stored_question(client: TestClient) -> None:
    """Registry by registry, kind by kind, the table has what mappings_by_target answers."""
    page = client.get("/mappings").text
    table = page[page.index('id="registries"') :]
    shown = {}
    for body in re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", table, re.DOTALL):
        name, *cells = re.sub(r"<[^>]+>", " ", body).split()
        shown[name] = [int(cell) for cell in cells]

    for row in site().kg.query("mappings_by_target").rows:
        assert shown[str(row.registry)] == [int(getattr(row, kind)) for kind in KINDS]
    assert shown["All"] == [
        sum(one[place] for name, one in shown.items() if name != "All") for place in range(6)
    ]


def test_a_registry_can_be_chosen(client: TestClient) -> None:
    """Its terms are there, with the link out, and no others."""
    page = client.get("/mappings?registry=HGNC").text
    targets = re.findall(
        r'<a class="curie" href="([^"]+)" rel="external noopener">([^<]+)</a>', page
    )

    assert len(targets) == len(rows(client, "registry=HGNC")) == 29
    assert all(curie.startswith("HGNC:") and "hgnc/" in link for link, curie in targets)


def test_those_turned_down_are_told_apart(client: TestClient) -> None:
    """They say "not" in words, not by colour alone, and are what rejected_mappings answers."""
    page = client.get("/mappings?kind=rejected").text
    body = re.findall(r'<tr class="is-rejected">(.*?)</tr>', page, re.DOTALL)

    assert len(body) == len(site().kg.query("rejected_mappings").rows)
    assert all('modality-negated">not</span>' in one for one in body)
    assert "is-rejected" not in client.get("/mappings?kind=exact").text
    assert all(row["predicate_modifier"] == "Not" for row in rows(client, "kind=rejected"))


@pytest.mark.parametrize("words", ["HP:0003202", "hp:0003202", "skeletal muscle atrophy"])
def test_words_find_labels_and_identifiers(client: TestClient, words: str) -> None:
    """In any case, in our label, theirs, or the identifier."""
    found = rows(client, f"q={words}")

    assert found
    assert any(row["object_id"] == "HP:0003202" for row in found)


def test_pages_hold_all_of_it_once(client: TestClient) -> None:
    """Going through the pages shows each record once; a page beyond the last is the last."""
    shown: list[str] = []
    numbers = range(1, 30)
    for number in numbers:
        page = client.get(f"/mappings?page={number}").text
        found = re.findall(r'href="(/mapping/[^"]+)"', page)
        if found == shown[-len(found) :]:
            break
        shown += found

    assert len(shown) == len(set(shown)) == len(rows(client, ""))


@pytest.mark.parametrize("page", ["0", "-1", "x", "1e3", "٣", "9" * 400])
def test_an_odd_page_number_breaks_nothing(client: TestClient, page: str) -> None:
    """It gives the first page or the last."""
    answer = client.get("/mappings", params={"page": page})

    assert answer.status_code == 200
    assert "/mapping/" in answer.text


def test_nothing_found_is_said(client: TestClient) -> None:
    """With a way back to all."""
    page = client.get("/mappings?q=no-such-thing").text

    assert "No mapping fits “no-such-thing”" in page
    assert '<a href="/mappings">Show all</a>' in page


@settings(max_examples=20)
@given(words=st.text(max_size=40), registry=st.text(max_size=12))
def test_no_text_breaks_the_page_or_becomes_markup(words: str, registry: str) -> None:
    """Whatever is asked, the answer is a page, and the words are escaped."""
    hostile = f"<img src=x onerror=alert(1)>{words}"
    with browsing(mappings.routes(site())) as client:
        answer = client.get("/mappings", params={"q": hostile, "registry": registry})

    assert answer.status_code == 200
    assert "<img" not in answer.text


def test_files_hold_the_same_in_every_form(client: TestClient) -> None:
    """CSV, TSV and JSON have the same records, with the names of SSSOM."""
    as_json = json.loads(client.get("/mappings.json?registry=MONDO").content)
    as_tsv = client.get("/mappings.tsv?registry=MONDO").text
    negotiated = client.get("/mappings?registry=MONDO", headers={"Accept": "text/csv"})

    assert as_json == rows(client, "registry=MONDO")
    assert list(csv.DictReader(io.StringIO(as_tsv), delimiter="\t")) == as_json
    assert negotiated.headers["content-location"] == "/mappings.csv?registry=MONDO"
    assert {"subject_id", "predicate_id", "object_id", "mapping_justification"} <= as_json[0].keys()


def test_an_address_keeps_what_was_asked() -> None:
    """Changing one wish leaves the others; empty ones are left out."""
    wish = Wish("MONDO", "", "a b")

    assert wish.address() == "/mappings?registry=MONDO&q=a+b"
    assert wish.address(".csv", page=2) == "/mappings.csv?registry=MONDO&q=a+b&page=2"
    assert Wish().address() == "/mappings"
