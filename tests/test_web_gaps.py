"""The page of open questions, and its data."""

import json
import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient
from web_pages import browsing, site

from alskg.web.pages import gaps


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """Return a client of the page."""
    with browsing(gaps.routes(site())) as client:
        yield client


def articles(page: str) -> dict[str, str]:
    """Return what stands under each question."""
    found = re.findall(r"<article[^>]*>\s*<h3>(.*?)</h3>(.*?)</article>", page, re.DOTALL)
    return dict(found)


def test_every_open_question_is_there_once(client: TestClient) -> None:
    """The questions are those of the stored question, which is tested against its answer."""
    rows = site().kg.query("knowledge_gaps").rows

    shown = articles(client.get("/gaps").text)

    assert set(shown) == {str(row.question) for row in rows}
    assert len(shown) == len({str(row.question) for row in rows})


def test_each_has_its_subject_sentence_and_certainty(client: TestClient) -> None:
    """Nothing is open without a sentence that says so."""
    for question, told in articles(client.get("/gaps").text).items():
        assert "<dt>About</dt>" in told, question
        assert re.search(r'href="/passage/[a-z-]+-\d+"', told), question
        assert "#:~:text=" in told, question
        assert "modality-unknown" in told, question
        assert "layer-page" in told, question


def test_either_or_is_one_question_with_two_readings(client: TestClient) -> None:
    """Whether the clumps cause or follow is one question; both readings stand in it."""
    (told,) = (
        told
        for question, told in articles(client.get("/gaps").text).items()
        if "clumps" in question
    )

    assert "between 2 readings" in told
    readings = re.findall(r'<li><a href="/claim/([^"]+)">', told)
    assert readings == ["aggregates-as-cause-unknown", "aggregates-as-byproduct-unknown"]
    assert "contributing cause" in told
    assert "byproduct" in told


def test_questions_stand_by_what_they_leave_open(client: TestClient) -> None:
    """What causes it comes first; each topic that the contents name is there."""
    page = client.get("/gaps").text
    topics = re.findall(r'<h2 id="([\w-]+)">', page)

    assert topics[:2] == ["cause", "mechanism"]
    assert set(re.findall(r'<li><a href="#([\w-]+)">', page)) == set(topics)


@pytest.mark.parametrize(("path", "accept"), [("/gaps.json", "*/*"), ("/gaps", "application/json")])
def test_programs_get_them_as_json(client: TestClient, path: str, accept: str) -> None:
    """The same questions, with CURIEs that can be asked further."""
    answer = client.get(path, headers={"Accept": accept})
    found = json.loads(answer.content)

    assert answer.headers["content-location"] == "/gaps.json"
    assert {one["question"] for one in found} == set(articles(client.get("/gaps").text))
    assert all(one["modality"] == "unknown" for one in found)
    (clumps,) = (one for one in found if "clumps" in one["question"])
    assert clumps["about"]["id"] == "anatomy:protein-clump"
    assert [claim["statedIn"] for claim in clumps["claims"]] == [["passage:causes-9"]] * 2
