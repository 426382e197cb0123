"""The map of the page: every passage with its claims, or the reason why it has none."""

import json
import re
from collections.abc import Iterator
from html import unescape

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient
from web_pages import browsing, site

from alskg.cli import main
from alskg.ledger import read_ledger
from alskg.web.pages import coverage

DASH = "\N{EN DASH}"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """Return a client of the page."""
    with browsing(coverage.routes(site())) as client:
        yield client


@pytest.fixture(scope="module")
def cells(client: TestClient) -> dict[str, str]:
    """Return what each box of the map holds, by passage."""
    page = client.get("/coverage").text
    found = re.findall(r'<li id="([a-z-]+-\d+)">\s*(<details.*?</details>)', page, re.DOTALL)
    return dict(found)


def test_every_passage_is_on_the_map(cells: dict[str, str]) -> None:
    """The boxes are the passages of the record, in the order of the page."""
    entries = read_ledger(site().kg.engine).entries

    assert list(cells) == [entry.anchor.slug for entry in entries]


def test_a_box_says_how_many_claims_and_shows_them(cells: dict[str, str]) -> None:
    """The number can be seen and heard, and is that of the claims inside."""
    for entry in read_ledger(site().kg.engine).entries:
        cell = cells[entry.anchor.slug]
        shown = re.findall(r'<li><a href="(/claim/[^"]+)">', cell)
        assert sorted(shown) == sorted(site().path(one.iri) for one in entry.claims)
        number = len(entry.claims)
        assert f"<b>{number or DASH}</b>" in cell
        assert f"{number or 'no'} claim" in cell
        assert f'class="shade-{coverage.shade(number)}"' in cell


def test_a_passage_without_claims_says_why(cells: dict[str, str]) -> None:
    """Boilerplate has its reason in the place of claims."""
    for entry in read_ledger(site().kg.engine).entries:
        if not entry.claims:
            assert entry.reason
            assert entry.reason in unescape(cells[entry.anchor.slug])


def test_doubt_is_marked(cells: dict[str, str]) -> None:
    """Open questions do not look like facts."""
    assert "modality-unknown" in cells["causes-9"]
    assert "modality" not in cells["causes-2"]


def test_totals_are_those_of_the_shell(client: TestClient) -> None:
    """The page sums up what `alskg coverage` sums up."""
    page = " ".join(re.sub(r"<[^>]+>", " ", client.get("/coverage").text).split())
    said = CliRunner().invoke(main, ["coverage"]).stderr
    found = re.search(
        r"of (\d+) passages covered \(100 %\): (\d+) claims stand for (\d+), (\d+)", said
    )

    assert found
    total, claims, stated, reasons = found.groups()
    assert f"{total} passages: {stated} carry claims, {reasons} have a reason" in page
    assert f"{claims} claims in all" in page
    assert "none was left out" in page


@pytest.mark.parametrize(
    ("claims", "shade"), [(0, 0), (1, 1), (2, 2), (3, 3), (4, 3), (5, 4), (7, 4), (8, 5), (99, 5)]
)
def test_shades_go_by_the_number_of_claims(claims: int, shade: int) -> None:
    """Each step of the legend has its shade."""
    assert coverage.shade(claims) == shade


@pytest.mark.parametrize(
    ("path", "accept", "form"),
    [
        ("/coverage.json", "*/*", "json"),
        ("/coverage", "application/json", "json"),
        ("/coverage.tsv", "*/*", "tsv"),
        ("/coverage", "text/tab-separated-values", "tsv"),
    ],
)
def test_programs_get_what_the_shell_writes(
    client: TestClient, path: str, accept: str, form: str
) -> None:
    """The file is, byte for byte, that of `alskg coverage -f`."""
    answer = client.get(path, headers={"Accept": accept})
    written = CliRunner().invoke(main, ["coverage", "-f", form]).stdout

    assert answer.text == written
    assert answer.headers["content-location"] == f"/coverage.{form}"
    if form == "json":
        assert len(json.loads(answer.content)) == len(read_ledger(site().kg.engine).entries)
