"""Copies of the page: flattened text, HTML and JSON give the same passages."""

import io
import json
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_fixtures import HTML, JSON, NAMES, TEXT, copy, passages

from alskg.errors import InputError
from alskg.page.hypertext import Block, blocks, read_html
from alskg.page.items import Known, split_items
from alskg.page.metadata import last_updated, page_url
from alskg.page.passage import Label, page_digest
from alskg.page.read import read_page
from alskg.page.text import digest, normalise


def test_text_and_html_give_the_same_page() -> None:
    """What a browser saved and what an extract kept are one page, to the last label."""
    assert copy(TEXT) == copy(HTML)


def test_json_gives_the_same_passages_for_its_sections() -> None:
    """A partial copy says so, and agrees wherever it speaks."""
    whole, part = copy(HTML), copy(JSON)

    assert part.partial
    assert not whole.partial
    assert passages(part).items() <= passages(whole).items()
    assert part.sections == (
        "description",
        "frequency",
        "causes",
        "genes",
        "inheritance",
        "other-names",
    )


def test_passages_and_labels_tile_the_page() -> None:
    """Every character is in exactly one passage or is a label."""
    page = copy(TEXT)

    assert page.text == normalise(TEXT.read_text(encoding="utf-8"))
    assert sum(isinstance(tile, Label) for tile in page.tiles) + len(page.passages) == 48


@pytest.mark.parametrize("section", copy().sections)
def test_offsets_count_within_the_normalised_section(section: str) -> None:
    """A section's text is its passages joined by spaces, and each stands where its offsets say."""
    found = [one for one in copy().passages if one.section == section]
    text = " ".join(one.text for one in found)

    assert [text[one.start : one.end] for one in found] == [one.text for one in found]
    assert [one.ordinal for one in found] == list(range(1, len(found) + 1))
    assert [one.slug for one in found] == [f"{section}-{one.ordinal}" for one in found]
    assert all(one.sha256 == digest(one.text) for one in found)


def test_flags_and_what_the_page_says_of_itself() -> None:
    """The words after a reference are properties of it, not its text."""
    page = copy()
    flags = {one.slug: one.flags for one in page.passages if one.section == "references"}

    assert flags == {
        "references-1": ("citedOnPubMed",),
        "references-2": (),
        "references-3": ("citedOnPubMed", "freeArticleOnPMC"),
    }
    assert (page.title, page.url, page.modified) == (
        "Marble fingers: MedlinePlus Genetics",
        "https://example.org/condition/marble-fingers/",
        "2021-05-04",
    )
    assert passages(page)["references-2"].label == "References, item 2"
    assert passages(page)["causes-2"].label == "Causes, sentence 2"


def test_the_page_digest_covers_sections_and_passages_in_order() -> None:
    """It is the digest of section slugs and passage digests, a line each."""
    page = copy(JSON)
    lines = []
    for section in page.sections:
        lines += [section, *(one.sha256 for one in page.passages if one.section == section)]

    assert page.sha256 == digest("".join(f"{line}\n" for line in lines))
    assert page_digest(reversed(page.passages)) == page.sha256
    assert copy(HTML).sha256 == copy(TEXT).sha256 != page.sha256


def test_a_list_without_separators_is_cut_at_what_is_known() -> None:
    """The record wins, then names, the longest first; the rest between two items is one item."""
    text = "Red Red stone Unheard of thing Blue Green sea"
    known = Known(
        recorded={"omim": ((len("Blue"), digest("Blue")),)},
        names={"omim": frozenset({"Red", "Red stone", "Green", "Blue Green"})},
    )

    assert split_items(text, "omim", known) == (
        "Red",
        "Red stone",
        "Unheard of thing",
        "Blue",
        "Green",
        "sea",
    )
    assert split_items("", "omim", known) == ()
    assert split_items("Redder Blueish", "omim", known) == ("Redder Blueish",)


def test_recorded_items_are_found_when_one_between_them_has_changed() -> None:
    """One changed item of a flattened list spoils no other."""
    anchors = [one for one in copy().passages if one.section == "other-names"]
    known = Known(recorded={"other-names": tuple((len(one.text), one.sha256) for one in anchors)})

    found = split_items("MF Marble paw Marble hand with rings", "other-names", known)

    assert found == ("MF", "Marble paw", "Marble hand with rings")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a<b>b</b>c</p>d<br>e", [Block("abc"), Block("d"), Block("e")]),
        (
            "<ul><li>one<li>two</ul>three",
            [Block("one", item=True), Block("two", item=True), Block("three")],
        ),
        ("<li>a<p>b</p>c</li>", [Block("a b c", item=True)]),
        ("<ul><li>a<ul><li>b</ul></ul>", [Block("a", item=True), Block("b", item=True)]),
        ("<p>a &amp; b&nbsp;c<p>d", [Block("a & b c"), Block("d")]),
        ("<script>x</script><style>y</style>z", [Block("z")]),
        ("</li></ul></p>stray", [Block("stray")]),
    ],
)
def test_html_becomes_blocks(html: str, expected: list[Block]) -> None:
    """One element is one block, whatever is nested in it or left unclosed."""
    assert blocks(html) == tuple(expected)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("A text about nothing.", "the heading 'Description' is not in it"),
        ("", "the heading 'Description' is not in it"),
        ("<p>Description of a thing</p>", "no element of its HTML is the heading"),
        ("{", "looks like JSON and is not"),
        ("[1]", "has no 'text-list'"),
        ('{"text-list": 3}', "has no 'text-list'"),
        ("[" * 100_000, "looks like JSON and is not"),
    ],
)
def test_what_is_no_page_is_refused_with_a_reason(
    tmp_path: Path, content: str, message: str
) -> None:
    """The message names the file and says what a copy of the page would be."""
    path = tmp_path / "page"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(InputError, match=message) as refusal:
        read_page(path, NAMES)

    assert str(path) in str(refusal.value)


def test_files_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    """No file, a folder, bytes that are no text, too much of it."""
    binary, large = tmp_path / "binary", tmp_path / "large"
    binary.write_bytes(b"Description \xff")
    large.write_bytes(b" " * (16 * 1024 * 1024 + 1))

    for path, message in (
        (tmp_path / "none", "cannot be read"),
        (tmp_path, "cannot be read"),
        (binary, "no UTF-8 text"),
        (large, "larger than 16 MiB"),
    ):
        with pytest.raises(InputError, match=message):
            read_page(path, NAMES)


def test_a_page_can_come_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """`-` reads what was piped, a byte order mark aside."""
    piped = io.BytesIO(b"\xef\xbb\xbf" + HTML.read_bytes())
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=piped))

    assert read_page(Path("-"), NAMES) == copy(HTML)


def test_known_items_are_looked_up_for_flattened_text_only() -> None:
    """HTML and JSON part their items, so nothing need be known."""

    def unwanted() -> Known:
        pytest.fail("nothing need be known")

    assert read_page(HTML, unwanted) == copy(HTML)
    assert read_page(TEXT, lambda: NAMES) == copy(TEXT)


def test_json_entries_of_other_shapes_are_left_aside(tmp_path: Path) -> None:
    """A list may hold bare values, and what is not understood gives no passage."""
    path = tmp_path / "page.json"
    content = {
        "name": "Odd",
        "text-list": [7, {"text": 7}, {"text-role": "causes", "html": "<p>So.</p>"}],
        "synonym-list": ["Bare", {"other": 1}],
        "related-gene-list": [{"related-gene": {"gene-symbol": "QRS3"}}, 5, "odd"],
    }
    path.write_text(json.dumps(content), encoding="utf-8")

    found = [(one.slug, one.text) for one in read_page(path, NAMES).passages]

    assert found == [("causes-1", "So."), ("ncbi-genes-1", "QRS3"), ("other-names-1", "Bare")]


def test_a_page_without_its_frame_is_still_a_page() -> None:
    """A copy may begin at the first heading and end with the last section."""
    html = "<h2>description</h2><p>So it is.</p><h2>References</h2><li>A. Citation on PubMed</li>"
    page = read_html(html)

    assert [one.slug for one in page.passages] == ["description-1", "references-1"]
    assert (page.url, page.modified) == ("", "")


def test_what_the_page_does_not_say_of_itself_is_empty() -> None:
    """A date that is none is no date."""
    assert last_updated("Last updated February 31, 2016") == ""
    assert last_updated("nothing") == ""
    assert page_url("nothing") == ""


@pytest.mark.parametrize("source", [TEXT, HTML, JSON], ids=lambda path: path.suffix)
@given(st.data())
def test_a_damaged_copy_is_read_or_refused(source: Path, data: st.DataObject) -> None:
    """Nothing else happens to a reader, and what is read tiles the page."""
    text = source.read_text(encoding="utf-8")
    begin = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(begin, min(len(text), begin + 400)))
    put = data.draw(st.text(st.sampled_from("<>ul/i {}[]\"',.:Da ( )\n"), max_size=20))
    damaged = text[:begin] + put + text[end:]
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as file:
        file.write(damaged)
        file.flush()
        try:
            page = read_page(Path(file.name), NAMES)
        except InputError:
            return

    for section in page.sections:
        joined = " ".join(one.text for one in page.passages if one.section == section)
        assert all(
            joined[one.start : one.end] == one.text
            for one in page.passages
            if one.section == section
        )
    if not page.partial and not damaged.lstrip().startswith("<"):
        assert page.text == normalise(damaged)
