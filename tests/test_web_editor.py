"""The editor: the form that asks, what it fetches, and Yasgui in a real browser."""

import asyncio
import os
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from serve_fixtures import Served, serving
from starlette.testclient import TestClient
from web_pages import browsing, site

from alskg.engine import Engine
from alskg.errors import QueryTimeout
from alskg.web.questions import editor
from alskg.web.site import STATIC, Site
from alskg.web.workers.answering import Asked

GENES = "SELECT ?gene WHERE { ?gene a alskg:Gene } ORDER BY ?gene"
ON_BUILD_SERVER = os.environ.get("CI", "").casefold() in {"1", "true", "yes"}


class Asking:
    """Answers in this process, and notes what was asked."""

    digest = "of-the-test"

    def __init__(self, engine: Engine, error: Exception | None = None) -> None:
        """Take what answers, or the error to raise."""
        self.engine = engine
        self.error = error
        self.asked: list[Asked] = []

    async def answer(self, asked: Asked) -> bytes:
        """Answer or fail."""
        self.asked.append(asked)
        if self.error:
            raise self.error
        answered: bytes = await asyncio.to_thread(
            self.engine.evaluate, asked.query, asked.format_name
        )
        return answered

    async def close(self) -> None:
        """Have nothing to end."""


@pytest.fixture
def asking() -> Asking:
    """Return what answers for the editor."""
    return Asking(site().kg.engine)


@pytest.fixture
def client(asking: Asking) -> Iterator[TestClient]:
    """Yield a client of the editor."""
    own = Site(site().kg)
    own.answering = asking
    with browsing(editor.routes(own)) as client:
        yield client


def run(client: TestClient, query: str) -> tuple[int, str]:
    """Press the button: return the status, and the page with its characters as they are."""
    answer = client.get("/editor", params={"query": query, "run": "1"})
    return answer.status_code, unescape(answer.text)


def test_opening_runs_nothing(client: TestClient, asking: Asking) -> None:
    """A link to a query fills the form, with the prefixes that it leaves undeclared."""
    page = unescape(client.get("/editor", params={"query": GENES}).text)
    assert f"PREFIX alskg: <https://w3id.org/alskg/ontology#>\n{GENES}</textarea>" in page
    assert not asking.asked
    assert "<tbody>" not in page


def test_the_button_shows_the_rows(client: TestClient, asking: Asking) -> None:
    """Labels as links, the number of rows, and the same answer as files of the endpoint."""
    status, page = run(client, GENES)
    assert status == 200
    assert '<a href="/gene/ALS2" title="gene:ALS2">ALS2</a>' in page
    assert f"{len(site().kg.query(GENES))} rows" in page
    assert "&format=csv" in page
    assert [asked.format_name for asked in asking.asked] == ["json"]


def test_yes_no_and_graphs_are_shown(client: TestClient) -> None:
    """Each form of query has its answer."""
    assert ">Yes.<" in run(client, "ASK { ?x a alskg:Gene }")[1]
    assert ">No.<" in run(client, "ASK { ?x a alskg:Nothing }")[1]
    page = run(client, "CONSTRUCT { ?x a alskg:Gene } WHERE { ?x a alskg:Gene }")[1]
    assert '<a href="/gene/SOD1" title="gene:SOD1">SOD1</a>' in page
    assert "&format=turtle" in page


def test_a_mistake_is_shown_where_it_is(client: TestClient) -> None:
    """The message, the line among its neighbours, and the character marked."""
    status, page = run(client, "SELECT ?gene WHERE {\n  ?gene a alskg:Gene .\n  FILTR(?gene)\n}")
    assert status == 400
    assert "Did you mean 'FILTER'?" in page
    assert '<li value="4" class="fault"><code>  <mark>F</mark>ILTR(?gene)</code></li>' in page
    assert 'aria-invalid="true"' in page


def test_a_limit_that_is_reached_is_told(asking: Asking, client: TestClient) -> None:
    """The page says which, with the status of the endpoint."""
    asking.error = QueryTimeout("The query was stopped after 30 seconds.")
    status, page = run(client, GENES)
    assert (status, "stopped after 30 seconds" in page) == (503, True)


def test_without_workers_a_query_has_a_limit_all_the_same() -> None:
    """A program that mounts the pages gets a worker for the query."""
    with browsing(editor.routes(Site(site().kg))) as client:
        assert run(client, GENES)[0] == 200


def test_what_is_typed_never_becomes_markup(client: TestClient) -> None:
    """Neither in the form, nor beside it, nor in the message, nor in a cell."""
    hostile = "</textarea><script>alert(1)</script>"
    for query in (hostile, f'SELECT ("{hostile}" AS ?x) {{}}'):
        for extra in ({}, {"run": "1"}):
            page = client.get("/editor", params={"query": query, **extra}).text
            assert "<script>alert" not in page


def test_a_stored_question_fills_the_form(client: TestClient) -> None:
    """By its name; one that there is not is told."""
    page = unescape(client.get("/editor?question=gene_case_shares").text)
    assert "alskg:accountsForCasesOf" in page
    missing = client.get("/editor?question=gene_case_share")
    assert missing.status_code == 404
    assert "Did you mean 'gene_case_shares'?" in unescape(missing.text)


def test_only_this_page_may_write_styles(client: TestClient) -> None:
    """And no page runs a script that stands in it, or asks another host."""
    policy = client.get("/editor").headers["Content-Security-Policy"]
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "default-src 'self'" in policy
    assert "script-src 'self';" in policy


def test_the_vocabulary_is_what_is_used(client: TestClient) -> None:
    """Classes and properties with their labels and counts, the most used first."""
    found = client.get("/api/terms.json").json()
    assert found["prefixes"]["alskg"] == "https://w3id.org/alskg/ontology#"
    by_curie = {term["curie"]: term for term in found["classes"]}
    genes = site().kg.query("SELECT DISTINCT ?gene WHERE { ?gene a alskg:Gene }")
    assert by_curie["alskg:Gene"]["uses"] == len(genes)
    assert by_curie["alskg:Gene"]["label"] == "gene"
    uses = [term["uses"] for term in found["properties"]]
    assert uses == sorted(uses, reverse=True)
    assert "rdfs:label" in {term["curie"] for term in found["properties"]}
    labels = client.get("/api/labels.json").json()
    assert labels["https://w3id.org/alskg/gene/SOD1"] == "SOD1"


def test_without_the_scripts_of_others_there_is_the_form(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page names no file that is not there."""
    monkeypatch.setattr(editor, "STATIC", tmp_path)
    page = client.get("/editor").text
    assert "vendor" not in page
    assert '<textarea id="query" name="query"' in page


# --- in a browser ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """Yield a server as a user starts it."""
    with serving() as served:
        yield served


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Yield Debian's browser; skip where the scripts of others are not built."""
    if not (STATIC / "vendor" / "yasgui.min.js").is_file():
        message = "the scripts of others are not built. Build them: make web"
        (pytest.fail if ON_BUILD_SERVER else pytest.skip)(message)
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def visit(served: Served, chromium: Browser) -> Iterator[Callable[[str], Page]]:
    """Yield a way to open the editor; no error may be logged, no request leave the origin."""
    context = chromium.new_context(viewport={"width": 1300, "height": 900})
    page = context.new_page()
    wrong: list[str] = []
    inside = (f"{served.url}/", "data:", "blob:")
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on(
        "request",
        lambda request: None if request.url.startswith(inside) else wrong.append(request.url),
    )

    def opened(path: str) -> Page:
        page.goto(served.url + path)
        page.wait_for_selector("body.has-yasgui .tabPanel.active .CodeMirror")
        return page

    yield opened
    context.close()
    assert wrong == []


def text(page: Page) -> str:
    """Return what stands in the editor."""
    return str(page.evaluate("yasgui.getTab().getYasqe().getValue()"))


def answer(page: Page) -> list[tuple[str, str]]:
    """Run what stands in the editor: return text and target of the links of the answer."""
    page.click(".yasqe_queryButton")
    page.wait_for_selector(".yasr a.iri[data-iri]")
    links = page.query_selector_all(".yasr a.iri")
    return [(link.inner_text(), str(link.get_attribute("href"))) for link in links]


needs_chromium = pytest.mark.requires("chromium", "apt-get install chromium")


def until(page: Page, condition: str) -> None:
    """Wait for a condition in the page; its policy lets nothing but the test evaluate text."""
    for _ in range(300):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"It did not come to this: {condition}")


@needs_chromium
def test_yasgui_asks_this_graph(visit: Callable[[str], Page]) -> None:
    """Names in place of identifiers, or CURIEs, and links that stay on this site."""
    page = visit("/editor")
    until(page, "document.querySelector('.editor-form').hidden")
    found = answer(page)
    until(page, "document.querySelector('.yasr a.iri').textContent === 'C9orf72'")
    assert ("/gene/C9orf72") in {target for _, target in found}
    page.uncheck(".editor-bar input")
    until(page, "document.querySelector('.yasr a.iri').textContent === 'gene:C9orf72'")


@needs_chromium
def test_completion_is_of_this_vocabulary(visit: Callable[[str], Page]) -> None:
    """Classes after `a`, by label as well as by name, with how often each is used."""
    page = visit("/editor?query=" + quote("SELECT * WHERE {\n  ?s a \n}"))
    page.evaluate(
        "() => { const y = yasgui.getTab().getYasqe(); y.focus(); y.getDoc().setCursor(1, 7); }"
    )
    page.keyboard.press("Control+Space")
    page.wait_for_selector(".CodeMirror-hint")
    page.keyboard.type("Gen")
    until(
        page,
        "document.querySelector('.CodeMirror-hint')?.textContent.startsWith('alskg:Gene ')",
    )
    hint = page.inner_text(".CodeMirror-hint")
    assert re.fullmatch(r"alskg:Gene +gene · \d+", hint)
    page.keyboard.press("Enter")
    until(page, "yasgui.getTab().getYasqe().getValue().includes('a alskg:Gene')")
    assert "PREFIX alskg: <https://w3id.org/alskg/ontology#>" in text(page)


@needs_chromium
def test_a_link_to_a_query_wins_over_what_was_open(visit: Callable[[str], Page]) -> None:
    """It opens in a tab of its own, the share button gives it back, the address is plain again."""
    page = visit("/editor")
    first = text(page)
    page = visit("/editor?query=" + quote("ASK { ?s ?p 9 }"))
    assert text(page) == "ASK { ?s ?p 9 }"
    assert page.url.endswith("/editor")
    page.click(".tabPanel.active .yasqe_share")
    shared = page.input_value(".tabPanel.active .yasqe_sharePopup input")
    assert shared.endswith("/editor?query=" + quote("ASK { ?s ?p 9 }"))
    tabs = page.evaluate(
        "Object.values(yasgui._tabs).map(tab => tab.getPersistedJson().yasqe.value)"
    )
    assert first in tabs
    page = visit("/editor?query=" + quote("ASK { ?s ?p 9 }"))
    assert page.evaluate("Object.keys(yasgui._tabs).length") == len(tabs)


@needs_chromium
def test_an_example_is_found_and_loaded(visit: Callable[[str], Page]) -> None:
    """By its words; a click puts it into the editor, where it runs."""
    page = visit("/editor")
    page.fill("#example-words", "what is known of one gene")
    page.click(".editor-examples li:not([hidden]) a")
    until(page, "Object.keys(yasgui._tabs).length === 2")
    assert "SELECT" in text(page)


@needs_chromium
def test_the_form_works_without_scripts(served: Served, chromium: Browser) -> None:
    """Nothing is hidden that is needed, nothing is shown that does nothing."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served.url}/editor")
    page.fill("#query", GENES)
    page.click("text=Run")
    assert page.inner_text("table.answer tbody tr:first-child") == "ALS2"
    assert not page.is_visible("#example-words")
    page.click("text=What causes ALS?")
    assert "SELECT" in page.input_value("#query")
    context.close()


@needs_chromium
def test_the_editor_can_be_used_by_all(visit: Callable[[str], Page], root: Path) -> None:
    """axe-core finds nothing (WCAG 2.2, A and AA), in light and in dark."""
    axe = root / "web/node_modules/axe-core/axe.min.js"
    if not axe.is_file():
        message = "axe-core is not installed. Install it: make web"
        (pytest.fail if ON_BUILD_SERVER else pytest.skip)(message)
    page = visit("/editor")
    answer(page)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(axe.read_text(encoding="utf-8"))
        found = page.evaluate(
            "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})"
            ".then(result => result.violations.map(each => each.id))"
        )
        assert found == []
