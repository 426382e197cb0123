"""The record of a page in Turtle, and what differs from it."""

from dataclasses import replace
from pathlib import Path

import pytest
import rdflib
from page_fixtures import HTML, JSON, NAMES, TEXT, copy

from alskg.errors import DataError
from alskg.page.compare import Difference, differences
from alskg.page.passage import Anchor, Page
from alskg.page.read import read_page
from alskg.page.record import known_items, read_record, turtle
from alskg.terms import ALSKG, BASE


def recorded(tmp_path: Path, text: str | None = None) -> Path:
    """Write the record of the invented page, or another text, to a file."""
    path = tmp_path / "mini.ttl"
    path.write_text(turtle(copy(), "mini") if text is None else text, encoding="utf-8")
    return path


def changed(tmp_path: Path, old: str, new: str, source: Path = HTML) -> Page:
    """Return the page with one thing in a copy of it changed."""
    text = source.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / source.name
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    known = known_items(copy().passages)
    return read_page(path, known)


def test_the_record_reads_back(tmp_path: Path) -> None:
    """Anchors and digest are those of the page."""
    record = read_record(recorded(tmp_path))

    assert record is not None
    assert record.sha256 == copy().sha256
    assert [one.slug for one in record.anchors] == [one.slug for one in copy().passages]
    assert differences(record.anchors, copy()) == ()
    assert read_record(tmp_path / "none.ttl") is None


def test_the_record_is_the_same_from_text_and_html() -> None:
    """The same page gives the same bytes."""
    assert turtle(copy(TEXT), "mini") == turtle(copy(HTML), "mini")


def test_the_record_holds_plain_types_and_no_text() -> None:
    """Another reader sees it so: numbers are integers, links are URIs, sentences are nowhere."""
    text = turtle(copy(), "mini")
    graph = rdflib.Graph().parse(data=text, format="turtle")
    alskg, passage = rdflib.Namespace(ALSKG), rdflib.URIRef(f"{BASE}passage/references-3")

    assert graph.value(passage, alskg.ordinal) == rdflib.Literal(3)
    assert graph.value(passage, alskg.citedOnPubMed) == rdflib.Literal(True)  # noqa: FBT003
    assert graph.value(passage, alskg.freeArticleOnPMC) == rdflib.Literal(True)  # noqa: FBT003
    assert graph.value(passage, alskg.inSection) == rdflib.URIRef(f"{BASE}section/references")
    assert graph.value(passage, rdflib.RDFS.label) == rdflib.Literal("References, item 3", "en")
    link = graph.value(passage, alskg.textFragment)
    assert isinstance(link, rdflib.Literal)
    assert link.datatype == rdflib.XSD.anyURI
    assert str(link).startswith("https://example.org/condition/marble-fingers/#:~:text=")
    page = rdflib.URIRef(f"{BASE}page/mini")
    modified = graph.value(page, rdflib.DCTERMS.modified)
    assert modified == rdflib.Literal("2021-05-04", datatype=rdflib.XSD.date)
    assert not any(one.text in text for one in copy().passages if len(one.text.split()) > 6)


def test_a_record_without_a_date_leaves_it_out() -> None:
    """What the page does not say is not written."""
    undated = replace(copy(), modified="")

    assert "dcterms:modified" not in turtle(undated, "mini")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("a alskg:Page ;", "a alskg:Page", "cannot be read as Turtle"),
        ("alskg:start        0 ", 'alskg:start "x" ', "lacks or garbles"),
        ("passage:causes-1 ", "passage:reasons-1 ", "lacks or garbles 'reasons-1'"),
        ("alskg:end ", "alskg:finish ", "lacks or garbles"),
        ("passage:causes-2 ", "passage:causes-3 ", ""),
        (copy().passages[0].sha256, "0" * 64, "not that of its passages"),
    ],
)
def test_a_damaged_record_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    """The file is the program's: an edit by hand does not pass unnoticed."""
    text = turtle(copy(), "mini")
    assert old in text
    path = recorded(tmp_path, text.replace(old, new, 1))
    if not message:
        assert read_record(path) is not None
        return

    with pytest.raises(DataError, match=message):
        read_record(path)


def test_names_of_list_items_come_from_the_data(tmp_path: Path) -> None:
    """Each list takes the names of its own kind of thing."""
    path = tmp_path / "names.ttl"
    path.write_text(
        "PREFIX g: <https://w3id.org/alskg/gene/>\n"
        "PREFIX r: <https://w3id.org/alskg/resource/>\n"
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
        'g:ABC1 rdfs:label "ABC1" ; rdfs:comment "A gene." ; rdfs:seeAlso g:XYZ2 .\n'
        'r:topic rdfs:label "Health topic: Hands" . [] rdfs:label "nameless" .',
        encoding="utf-8",
    )

    known = known_items((), [path])

    assert known.names["genes"] == known.names["ncbi-genes"] == {"ABC1"}
    assert known.names["related-topics"] == {"Health topic: Hands", "Hands"}
    assert known.names["omim"] == frozenset()


@pytest.mark.parametrize("source", [HTML, TEXT], ids=["html", "text"])
@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("invented people", "made-up people", ["changed frequency-1"]),
        ("(Nobody has it.)", "", ["gone description-3"]),
        ("Why they do so", "So it is. Why they do so", ["new causes-2"]),
        ("Marble hand", "Marble paw", ["changed other-names-2"]),
        ("MARBLE FINGERS 1; MF1", "MARBLE FINGERS 9; MF9", ["changed omim-1"]),
        ("More marble", "Less marble", ["changed references-3"]),
        (
            "It tells nothing.",
            "It tells all. And more.",
            ["changed disclaimers-2", "new disclaimers-3"],
        ),
    ],
)
def test_what_has_changed_is_named(
    tmp_path: Path, source: Path, old: str, new: str, expected: list[str]
) -> None:
    """One change names one passage, and those after it keep their peace."""
    found = differences(copy().passages, changed(tmp_path, old, new, source))

    assert [f"{one.kind} {one.slug}" for one in found] == expected


def test_a_difference_speaks_plainly() -> None:
    """The sentence names the passage first."""
    assert str(Difference("gone", "causes-3")) == "causes-3 is gone"
    assert str(Difference("new", "causes-3")) == "causes-3 is not in the record"


def test_a_partial_copy_is_compared_where_it_speaks(tmp_path: Path) -> None:
    """What JSON cannot hold is not gone."""
    assert differences(copy().passages, copy(JSON)) == ()
    found = differences(copy().passages, changed(tmp_path, "is enough", "will do", JSON))
    assert [one.slug for one in found] == ["inheritance-1"]


def test_an_anchor_needs_no_text() -> None:
    """What is recorded names itself as the passage does."""
    assert Anchor("omim-2", "omim", 2, 0, 1, "").label == "OMIM, item 2"
    assert NAMES.recorded == {}
