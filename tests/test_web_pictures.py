"""The page of pictures: all charts, in the order of a story, each with its figures."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest
from starlette.testclient import TestClient
from web_pages import browsing, site

from alskg.charts import charted
from alskg.engine.results import Rows
from alskg.web.pages import pictures
from alskg.web.questions import answers
from alskg.web.questions import pages as questions

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """Return a client of the page, and of the files it leads to."""
    with browsing(pictures.routes(site()), questions.routes(site())) as client:
        yield client


def sections(page: str) -> dict[str, str]:
    """Return what stands in the section of each picture, by its id."""
    return dict(
        re.findall(r'<section class="picture" id="(\w+)".*?>(.*?)</section>', page, re.DOTALL)
    )


def charts(page: str) -> list[ET.Element]:
    """Return the pictures of a page, which are well-formed."""
    found = re.findall(r"<svg .*?</svg>", page, re.DOTALL)
    return [ET.fromstring(one) for one in found]  # noqa: S314  (our own page)


def test_every_chart_is_there_once_from_the_patient_to_the_cell(client: TestClient) -> None:
    """The course of the disease comes first, its mechanism last."""
    shown = list(sections(client.get("/pictures").text))

    assert sorted(shown) == sorted(query.id for query in charted())
    assert shown[0] == "course_of_disease"
    assert shown[-1] == "mechanism_steps"


def test_each_has_a_picture_with_words_for_who_does_not_see_it(client: TestClient) -> None:
    """The title and the rows are read aloud; no two pictures share an id."""
    page = client.get("/pictures").text
    found = charts(page)
    ids = re.findall(r'\bid="([^"]+)"', page)

    assert len(found) == len(charted())
    assert len(ids) == len(set(ids))
    for one in found:
        assert one.get("role") == "img"
        assert one.findtext(f"{SVG}title")
        assert one.findtext(f"{SVG}desc")


def test_the_figures_stand_below_each(client: TestClient) -> None:
    """They are those of the stored question."""
    shown = sections(client.get("/pictures").text)

    for query in charted():
        rows = len(site().kg.query(query.id).rows)
        assert shown[query.id].count("<tr>") == rows + 1, query.id
    assert "C9orf72" in shown["gene_case_shares"]


def test_every_file_of_a_picture_is_there(client: TestClient) -> None:
    """SVG, PNG, CSV and JSON, each as what it says it is."""
    page = client.get("/pictures").text
    files = set(re.findall(r'href="(/queries/\w+\.\w+)"', page))

    assert len(files) == 4 * len(charted())
    for path in files:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert answer.content.startswith(b"\x89PNG") == path.endswith(".png")


def test_nothing_in_a_picture_needs_what_the_policy_forbids(client: TestClient) -> None:
    """No style attribute, no style element, no script, nothing from elsewhere."""
    page = client.get("/pictures").text

    for one in charts(page):
        for element in one.iter():
            assert element.tag not in {f"{SVG}style", f"{SVG}script", f"{SVG}image"}
            assert "style" not in element.attrib


def test_without_matplotlib_the_figures_stand_alone(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page says what is missing and how to get it."""
    monkeypatch.setattr(pictures, "find_spec", lambda _: None)
    monkeypatch.setattr(answers, "drawn", lambda *_: b"")

    page = client.get("/pictures").text

    assert "pip install 'alskg[chart]'" in page
    assert "<svg" not in page
    assert page.count('<details class="figures" open>') == len(charted())


def test_an_answer_without_rows_is_told_and_not_drawn(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So it is where other data is served that says nothing of a question."""
    monkeypatch.setattr(answers, "answer", lambda *_: Rows((), []))
    monkeypatch.setattr(answers, "drawn", lambda *_: b"")

    page = client.get("/pictures")

    assert page.status_code == 200
    assert page.text.count("says nothing of this") >= len(charted())
