"""Links that open the live page at a passage."""

import pytest
from page_fixtures import copy, passages

from alskg.page.fragment import Directive, directives, find_directive
from alskg.page.passage import Page, Piece, assemble

PAGE = "The cell dies. Cells, too, live-on. The cell lives."


def page_of(*items: str) -> Page:
    """Return a page whose one list has these items."""
    pieces = [Piece("References"), *(Piece(item, "references") for item in items)]
    return assemble(pieces, title="", url="", modified="")


@pytest.mark.parametrize(
    ("directive", "expected"),
    [
        (Directive("the cell"), "The cell"),
        (Directive("cell", "live"), "cell dies. Cells, too, live"),
        (Directive("The cell", "lives"), PAGE[:-1]),
        (Directive("cell", prefix="on. The"), "cell"),
        (Directive("ell"), None),
        (Directive("cell", "dies", prefix="Cells, too,"), None),
        (Directive("cell", "none"), None),
        (Directive("Cells, too"), "Cells, too"),
    ],
)
def test_matching_is_that_of_a_browser(directive: Directive, expected: str | None) -> None:
    """The first match counts, in any case, from word edge to word edge."""
    found = find_directive(PAGE, directive)

    assert (PAGE[slice(*found)] if found else None) == expected


def test_a_prefix_must_stand_right_before() -> None:
    """`The-,cell` skips a match that something else precedes."""
    assert find_directive("A cell. The cell.", Directive("cell", prefix="The")) == (12, 16)


def test_every_directive_finds_its_passage_first() -> None:
    """On the page as a whole, with at most six words a side."""
    page = copy()
    found = directives(page)

    for slug, directive in found.items():
        place = find_directive(page.text, directive)
        assert place
        shown = page.text[slice(*place)]
        assert shown == passages(page)[slug].text.strip("().?")
        for part in (directive.start, directive.end, directive.prefix):
            assert len(part.split()) <= 6


def test_the_shortest_directive_wins() -> None:
    """One word where it is enough, the pair of ends else, a prefix only where it must be."""
    found = directives(page_of("Red", "Red stone of the sea", "Blue", "Blue", "Red (old)"))

    assert {slug: str(one) for slug, one in found.items()} == {
        "references-1": "#:~:text=Red",
        "references-2": "#:~:text=Red%20stone,sea",
        "references-3": "#:~:text=Blue",
        "references-4": "#:~:text=Blue-,Blue",
        "references-5": "#:~:text=Red%20%28old",
    }


def test_a_passage_that_no_directive_can_name_has_none() -> None:
    """Not a letter, or nothing that the page has not said before in the same order."""
    found = directives(page_of("...", "a b", "x", "a b", "x", "a b"))

    assert found.keys() == {"references-2", "references-3", "references-4"}


def test_what_has_a_meaning_in_a_directive_is_encoded() -> None:
    """Commas and hyphens part the directive, so those of the text are written otherwise."""
    assert str(Directive("a-b, c", "d&e", "f-g")) == "#:~:text=f%2Dg-,a%2Db%2C%20c,d%26e"


def test_letters_that_grow_in_lower_case_keep_their_place() -> None:
    """Folding a text for the search shifts nothing in it."""
    page = page_of("\u0130zmir \u0130n\u00f6n\u00fc", "target")

    assert find_directive(page.text, directives(page)["references-2"]) == (23, 29)
