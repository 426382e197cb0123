"""`/validate` and `/validation`: what a visitor's data and the graph itself are told."""

import contextlib
import json
import re
import threading
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient
from web_pages import browsing, site

from alskg.compile import open_build
from alskg.engine.worker import Limits
from alskg.errors import InputError
from alskg.formats import by_name
from alskg.shapes import Document
from alskg.web.pages.standing import standing
from alskg.web.protocol.problem import Problem
from alskg.web.validation import page
from alskg.web.validation.judge import Judge

EXAMPLES = {
    path.stem: path.read_text(encoding="utf-8")
    for path in page._EXAMPLES.glob("*.ttl")  # noqa: SLF001
}
GOOD, FAULTY = EXAMPLES["a-good-one"], EXAMPLES["one-with-mistakes"]
TURTLES = by_name("turtle")
TURTLE = {"content-type": "text/turtle"}
SHACL = "http://www.w3.org/ns/shacl#"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """Return a client of both pages."""
    with browsing(page.routes(site())) as client:
        yield client


def report_on(client: TestClient, turtle: str) -> Any:  # noqa: ANN401  (JSON)
    """Return the report on data as JSON."""
    answer = client.post(
        "/validate", content=turtle, headers={**TURTLE, "accept": "application/json"}
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_good_example_conforms_and_the_other_has_the_mistakes_it_promises(
    client: TestClient,
) -> None:
    """Both are judged as the shell would."""
    assert report_on(client, GOOD) == {
        "conforms": True,
        "counts": {"violation": 0, "warning": 0, "info": 0},
        "findings": [],
    }
    faulty = report_on(client, FAULTY)
    assert not faulty["conforms"]
    assert {one["path"] for one in faulty["findings"]} >= {
        "alskg:low",
        "alskg:modality",
        "rdf:subject",
        "rdfs:label",
        "skos:definition",
    }
    assert {one["line"] for one in faulty["findings"]} == {12}


def test_a_form_is_answered_with_a_page_that_keeps_the_text(client: TestClient) -> None:
    """No script is needed; each finding says what to do and names its rule."""
    shown = client.post("/validate", data={"data": FAULTY})

    assert shown.status_code == 200
    assert "Does not conform: 6 violations" in shown.text
    assert shown.text.count('<article class="matter') == 6
    assert 'href="/model#ClaimShape"' in shown.text
    assert "claim:try-sod1-share a alskg:CaseShareClaim" in shown.text
    assert shown.headers["cache-control"] == "no-store"


def test_a_file_goes_before_the_text_and_tells_its_format(client: TestClient) -> None:
    """Its name is in the report; the ending decides how it is read."""
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    line = f"<https://w3id.org/alskg/gene/NEW1> {kind} <https://w3id.org/alskg/ontology#Gene> ."
    shown = client.post(
        "/validate", data={"data": GOOD}, files={"file": ("<b>new.nt", line.encode())}
    )

    assert "Report on &lt;b&gt;new.nt" in shown.text
    assert "Give it exactly one rdfs:label" in shown.text
    assert '<option value="ntriples" selected>' in shown.text


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "text/turtle; charset=utf-8"),
        ("application/ld+json", "application/ld+json"),
        ("text/plain", "text/plain; charset=utf-8"),
        ("text/html", "text/html; charset=utf-8"),
    ],
)
def test_the_report_comes_as_the_client_wants_it(
    client: TestClient, accept: str, media_type: str
) -> None:
    """RDF sent as it is gets the report that SHACL defines, unless Accept says otherwise."""
    answer = client.post("/validate", content=FAULTY, headers={**TURTLE, "accept": accept})

    assert answer.headers["content-type"] == media_type
    if "turtle" in media_type or "ld+json" in media_type:
        kind = ox.RdfFormat.from_media_type(media_type.partition(";")[0])
        triples = {quad.triple for quad in ox.parse(answer.content, format=kind)}
        said = {(one.predicate.value, str(one.object)) for one in triples}
        false = '"false"^^<http://www.w3.org/2001/XMLSchema#boolean>'
        assert (f"{SHACL}conforms", false) in said


def test_a_button_downloads_the_report(client: TestClient) -> None:
    """The same form, another answer."""
    answer = client.post("/validate", data={"data": FAULTY, "as": "json"})

    assert answer.headers["content-disposition"] == 'attachment; filename="report.json"'
    assert answer.json()["conforms"] is False


def test_what_cannot_be_read_is_told_with_its_place(client: TestClient) -> None:
    """To programs as a problem (RFC 9457), to people on the page, with their text."""
    broken = "@prefix a: <http://a/> .\na:b a:c ;;; <script>"
    machine = client.post("/validate", content=broken, headers=TURTLE)
    person = client.post("/validate", data={"data": broken})

    assert machine.status_code == person.status_code == 400
    assert machine.headers["content-type"] == "application/problem+json"
    assert machine.json()["line"] == 2
    assert machine.json()["column"] > 1
    assert 'role="alert"' in person.text
    assert "<script>" not in person.text.replace('<script src="', "")
    assert "&lt;script&gt;" in person.text


@pytest.mark.parametrize(
    ("headers", "content", "status"),
    [
        ({"content-type": "text/foo"}, b"x", 415),
        ({}, b"x", 415),
        (TURTLE, b"#" * 1_100_000, 413),
        ({"content-type": "multipart/form-data; boundary=x"}, b"nothing", 400),
        ({"content-type": "multipart/form-data"}, b"nothing", 400),
    ],
)
def test_what_is_no_data_is_refused(
    client: TestClient, headers: dict[str, str], content: bytes, status: int
) -> None:
    """By its type, its size, its form."""
    assert client.post("/validate", content=content, headers=headers).status_code == status


def test_a_body_in_chunks_is_cut_off_at_the_limit(client: TestClient) -> None:
    """Its length is not declared; it is not read to its end."""
    sent = 0

    def chunks() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(1_000):
            sent += 1
            yield b"#" * 65_536

    assert client.post("/validate", content=chunks(), headers=TURTLE).status_code == 413


def test_an_empty_form_is_judged_as_what_it_is(client: TestClient) -> None:
    """Nothing is wrong with nothing."""
    assert "Nothing was found" in client.post("/validate", data={"data": ""}).text


def test_an_example_stands_in_the_form(client: TestClient) -> None:
    """The link fills it in; an unknown one leaves it empty."""
    assert "try-sod1-share" in client.get("/validate?example=one-with-mistakes").text
    assert "<textarea" in client.get("/validate?example=../../etc/passwd").text


@pytest.mark.parametrize(
    "hostile",
    [
        "@prefix : <http://e/> . :a :b " + "[ :b " * 20_000 + "]" * 20_000 + " .",
        "@prefix : <http://e/> . :a :b " + "(" * 20_000 + ")" * 20_000 + " .",
        "@prefix : <http://e/> . :a :b ( " + ":c " * 100_000 + ") .",
        '@prefix : <http://e/> . :a :b "' + "x" * 900_000 + '" .',
    ],
    ids=["brackets", "lists", "a long list", "a long text"],
)
def test_hostile_data_get_an_answer(hostile: str) -> None:
    """A report, or the reason why there is none, by the deadline; the next is judged as ever."""
    one = judge(Limits(2, 512 << 20, opens_files=True), at_once=1)
    with contextlib.suppress(Problem, InputError):
        one.judged(Document("it", hostile.encode(), TURTLES))

    assert one.judged(Document("it", GOOD.encode(), TURTLES)).conforms


def test_markup_in_data_stays_text(client: TestClient) -> None:
    """Whatever a name or a text is, the page shows it as it was written."""
    evil = (
        "@prefix alskg: <https://w3id.org/alskg/ontology#> .\n"
        "<https://w3id.org/alskg/gene/X> a alskg:Gene ;\n"
        '    <http://www.w3.org/2000/01/rdf-schema#label> "<img src=x onerror=alert(1)>"@en .'
    )
    shown = client.post("/validate", data={"data": evil}).text

    assert "<img" not in shown
    assert "&lt;img src=x" in shown


def judge(limits: Limits, at_once: int = 2) -> Judge:
    """Return a judge over the graph with limits of its own."""
    return Judge(open_build().path_nquads, limits, at_once)


def test_a_judgement_ends_at_its_deadline_and_its_memory() -> None:
    """The problem names the limit."""
    thing = "<http://e/{}> a <https://w3id.org/alskg/ontology#Gene> .\n"
    long = "".join(map(thing.format, range(4000)))
    for limits, limit in (
        (Limits(0.2, 512 << 20, opens_files=True), "time"),
        (Limits(20, 8 << 20, opens_files=True), "memory"),
    ):
        with pytest.raises(Problem) as caught:
            judge(limits).judged(Document("it", long.encode(), TURTLES))
        assert caught.value.status == 503
        assert caught.value.members["limit"] == limit


def test_more_than_a_few_at_once_are_told_to_come_again() -> None:
    """Those that are judged go on."""
    one = judge(Limits(20, 512 << 20, opens_files=True), at_once=1)
    document = Document("it", GOOD.encode(), TURTLES)
    done: list[bool] = []
    running = threading.Thread(target=lambda: done.append(one.judged(document).conforms))
    running.start()
    refused: list[Problem] = []
    while running.is_alive() and not refused:
        try:
            one.judged(document)
        except Problem as problem:
            refused.append(problem)
    running.join()

    assert done == [True]
    assert refused[0].headers["Retry-After"] == "5"
    assert one.judged(document).conforms


def test_what_the_process_cannot_read_is_an_error_of_input() -> None:
    """It says the name, as the shell does."""
    with pytest.raises(InputError, match="it, line 1"):
        judge(Limits(20, 512 << 20, opens_files=True)).judged(Document("it", b"nonsense", TURTLES))


def test_the_state_of_the_graph_is_a_page_and_its_data(client: TestClient) -> None:
    """Every finding is counted, every check query is listed with its page."""
    report = standing(site()).wait(60)
    assert report is not None
    shown = client.get("/validation").text

    assert f"{report.count('info')} infos" in shown
    counted = sum(int(each) for each in re.findall(r"<summary>(\d+) places?<", shown))
    assert counted == len(report.findings)
    assert 'href="/query/blank_nodes"' in shown
    assert json.loads(client.get("/validation.json").text)["conforms"] is True
    twin = client.get("/validation", headers={"accept": "text/turtle"})
    assert twin.headers["content-location"] == "/validation.ttl"
    assert client.get("/validation.xyz").status_code == 404
