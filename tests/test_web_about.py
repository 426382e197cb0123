"""The page about the project: sources, terms, how to cite, what others' scripts are in it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from web_pages import browsing, site

import alskg
from alskg.web.pages import about
from alskg.web.pages.citing import Citation, citation


@pytest.fixture(scope="module")
def page() -> Iterator[str]:
    """Return the page."""
    with browsing(about.routes(site())) as client:
        yield client.get("/about").text


def test_every_source_is_named_with_its_release(page: str) -> None:
    """Those of the graph, no more and no less; each leads to its own page."""
    ask = "SELECT ?source ?release WHERE { ?source a alskg:Source ; alskg:release ?release }"
    known = site().kg.query(ask).rows
    for row in known:
        path = site().path(str(row.source))
        (found,) = re.findall(
            rf'<tr><th scope="row"><a href="{re.escape(path)}">.*?</tr>', page, re.DOTALL
        )
        assert str(row.release or "") in found
    assert len(re.findall(r'<tr><th scope="row"><a href="/source/', page)) == len(known)


def test_the_page_that_was_read_is_named(page: str) -> None:
    """With its day, its address and its digest."""
    assert "2016-03-01" in page
    assert "https://medlineplus.gov/genetics/condition/amyotrophic-lateral-sclerosis/" in page
    (row,) = site().kg.query("SELECT ?sha WHERE { page:medlineplus-als alskg:sha256 ?sha }").rows
    assert str(row.sha) in page


def test_each_degree_of_certainty_is_explained(page: str) -> None:
    """From asserted to negated, with how many claims have it."""
    order = re.findall(r'<th scope="row"><a class="modality modality-(\w+)"', page)
    counts = re.findall(r'<td class="number">(\d+)</td>', page)

    assert order == ["asserted", "estimated", "probable", "possible", "unknown", "negated"]
    claims = "SELECT DISTINCT ?claim WHERE { ?claim rdf:subject ?s ; alskg:modality ?m }"
    assert sum(map(int, counts)) == len(site().kg.query(claims))


def test_places_that_other_pages_link_to_are_there(page: str) -> None:
    """The footer leads to how to cite and to the licence."""
    for place in ("cite", "licence", "privacy", "sources"):
        assert f'id="{place}"' in page


def test_the_citation_file_says_what_the_checkout_says(root: Path) -> None:
    """The text on the page agrees with CITATION.cff in all that it has."""
    ours = yaml.safe_load(citation(site()).cff)
    theirs = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))

    assert ours.keys() <= theirs.keys()
    assert all(theirs[key] == value for key, value in ours.items())


def test_bibtex_can_be_read() -> None:
    """One entry, each field in braces, the month a number."""
    entry = Citation("2026.11.0", "2026-11").bibtex

    assert entry.startswith("@misc{alskg_2026_11_0,\n")
    fields = dict(re.findall(r"^  (\w+) = \{(.*)\},?$", entry, re.MULTILINE))
    assert (fields["year"], fields["month"], fields["version"]) == ("2026", "11", "2026.11.0")
    assert fields["author"] == "{alskg contributors}"
    assert entry.count("{") == entry.count("}")


def test_scripts_of_others_are_listed(
    page: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With version, licence and what they bring along; without them the page says so."""
    for one in about.libraries():
        assert one.name in page
        assert one.version in page
        assert all(name in page for name, _ in one.contains)
    monkeypatch.setattr(about, "STATIC", tmp_path)

    with browsing(about.routes(site())) as client:
        without = client.get("/about").text

    assert about.libraries() == ()
    assert "This installation carries none" in without


def test_scripts_are_read_as_they_are_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A package with parts, one without: nothing is lost."""
    folder = tmp_path / "vendor"
    folder.mkdir()
    (folder / "VENDOR.toml").write_text(
        '[[package]]\nname = "one"\nversion = "1.0"\nlicence = "MIT"\n'
        'home = "https://one.example/"\nnotices = "one.txt"\n'
        '[[package.contains]]\nname = "part"\nlicence = "ISC"\n'
        '[[package]]\nname = "two"\nversion = "2.0"\nlicence = "MIT"\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(about, "STATIC", tmp_path)

    first, second = about.libraries()

    assert first.contains == (("part", "ISC"),)
    assert (second.name, second.home, second.contains) == ("two", "", ())


def test_versions_and_digest_are_shown(page: str) -> None:
    """What a report of a fault has to name."""
    assert alskg.__version__ in page
    assert site().kg.build.manifest.sha256 in page


@pytest.mark.parametrize("words", ["no cookies", "Not medical advice", "CC BY 4.0"])
def test_promises_stand_there(page: str, words: str) -> None:
    """What people have to be told is told."""
    assert words in page


def test_the_client_is_told_of_no_one(page: str) -> None:
    """Nobody's address or telephone number is on the page."""
    assert "mailto:" not in page
    assert "tel:" not in page
