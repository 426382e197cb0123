"""The real page, where a copy of it is at hand, against what the project records of it."""

import html
import json
from collections import Counter
from pathlib import Path

import pytest

from alskg.page.compare import differences
from alskg.page.fragment import directives, find_directive
from alskg.page.passage import Page
from alskg.page.read import read_page
from alskg.page.record import Record, known_items, read_record, turtle
from alskg.page.text import normalise
from alskg.resources import data_dir

COUNTS = {
    "description": 29,
    "frequency": 5,
    "causes": 21,
    "genes": 14,
    "ncbi-genes": 15,
    "inheritance": 17,
    "other-names": 6,
    "resources": 4,
    "omim": 25,
    "pubmed": 1,
    "references": 16,
    "related-topics": 9,
    "disclaimers": 5,
    "navigation": 3,
}
PROSE = ("description", "frequency", "causes", "inheritance")


@pytest.fixture(scope="module")
def record() -> Record:
    """Return the committed record."""
    found = read_record(data_dir() / "source" / "medlineplus-als.ttl")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def page(page_file: Path, record: Record) -> Page:
    """Return the real page."""
    return read_page(page_file, known_items(record.anchors))


@pytest.fixture
def real(page_file: Path, record: Record, tmp_path: Path) -> tuple[str, Record, Path]:
    """Return the text of the page, its record, and where to put a changed copy."""
    return page_file.read_text(encoding="utf-8"), record, tmp_path / "page.txt"


def test_the_record_counts_every_sentence_and_item(record: Record) -> None:
    """72 sentences of prose, and each list as long as it is on the page."""
    counted = Counter(anchor.section for anchor in record.anchors)

    assert counted == COUNTS
    assert sum(counted[section] for section in PROSE) == 72


def test_the_real_page_is_as_recorded(page: Page, record: Record) -> None:
    """Digests, offsets and the digest of the whole."""
    assert differences(record.anchors, page) == ()
    assert page.sha256 == record.sha256
    assert [(one.start, one.end) for one in page.passages] == [
        (one.start, one.end) for one in record.anchors
    ]


def test_the_committed_record_is_what_the_page_gives(page: Page) -> None:
    """Writing it anew gives the same bytes."""
    committed = (data_dir() / "source" / "medlineplus-als.ttl").read_text(encoding="utf-8")

    assert turtle(page, "medlineplus-als") == committed


def test_the_names_in_the_data_alone_find_every_item(page_file: Path, page: Page) -> None:
    """So record and data agree on what the lists of the page hold."""
    named = sorted((data_dir() / "page").glob("*.ttl"))

    assert read_page(page_file, known_items((), named)) == page


def test_passages_and_labels_tile_the_real_page(page: Page, page_file: Path) -> None:
    """No character of the page is left out, and none is counted twice."""
    assert page.text == normalise(page_file.read_text(encoding="utf-8"))


def test_the_flags_of_the_references(page: Page) -> None:
    """Fifteen are cited on PubMed, six of these are free; the institute's page is neither."""
    flags = Counter(flag for one in page.passages for flag in one.flags)
    bare = [one.slug for one in page.passages if one.section == "references" and not one.flags]

    assert flags == {"citedOnPubMed": 15, "freeArticleOnPMC": 6}
    assert bare == ["references-12"]


def test_each_link_opens_its_own_passage(page: Page) -> None:
    """The first match on the page is the passage, but for punctuation at its edges."""
    found = directives(page)

    assert len(found) == len(page.passages)
    for passage in page.passages:
        place = find_directive(page.text, found[passage.slug])
        assert place
        assert page.text[slice(*place)] == passage.text.strip("()./?")


def test_the_prose_has_the_same_digests_in_every_format(page: Page, tmp_path: Path) -> None:
    """The page's sections, set as HTML and as JSON, are the recorded passages."""
    prose = {
        section: [one.text for one in page.passages if one.section == section] for section in PROSE
    }
    paragraphs = {
        section: "".join(f"<p>{html.escape(text)}</p>" for text in texts)
        for section, texts in prose.items()
    }
    hypertext, condition = tmp_path / "page.html", tmp_path / "page.json"
    headed = (f"<h2>{section.title()}</h2>{text}" for section, text in paragraphs.items())
    hypertext.write_text("<body>" + "".join(headed), encoding="utf-8")
    texts = [{"text": {"text-role": role, "html": text}} for role, text in paragraphs.items()]
    condition.write_text(json.dumps({"name": "ALS", "text-list": texts}), encoding="utf-8")
    expected = {one.slug: one.sha256 for one in page.passages if one.section in PROSE}

    for copy in (hypertext, condition):
        found = read_page(copy, known_items(()))
        assert {one.slug: one.sha256 for one in found.passages} == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("may develop slurred", "often develop slurred", ["changed description-13"]),
        ("30 to 40 percent", "31 to 40 percent", ["changed causes-2"]),
        ("CHMP2B", "CHMP9Z", ["changed genes-4"]),
        ("Lou Gehrig disease", "Gehrig disease", ["changed other-names-5"]),
        ("SCLEROSIS 8; ALS8", "SCLEROSIS 88; ALS88", ["changed omim-9"]),
        ("Renton AE, Chio A,", "Renton A,", ["changed references-14"]),
        ("Very rarely, ALS", "New. Very rarely, ALS", ["new inheritance-12"]),
        ("Genetic Disorders", "", ["gone related-topics-2"]),
    ],
)
def test_a_change_of_the_real_page_is_named(
    real: tuple[str, Record, Path], old: str, new: str, expected: list[str]
) -> None:
    """One change, one name, also where lists are run together."""
    text, record, path = real
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    found = differences(record.anchors, read_page(path, known_items(record.anchors)))

    assert [f"{one.kind} {one.slug}" for one in found] == expected


def test_reasons_are_for_the_frame_only() -> None:
    """Each part of the frame has one, in the file that people edit."""
    text = (data_dir() / "source" / "not-modelled.ttl").read_text(encoding="utf-8")

    for section in ("disclaimers", "navigation"):
        for ordinal in range(1, COUNTS[section] + 1):
            assert text.count(f"passage:{section}-{ordinal} alskg:notModelledBecause") == 1
    assert text.count("alskg:notModelledBecause") == 8
