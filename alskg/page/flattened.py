"""Read a copy of the page that is one run of text, without markup or line structure."""

import re
from collections.abc import Iterator
from typing import Final

from alskg.errors import InputError
from alskg.page.items import Known, split_items
from alskg.page.layout import FLAGS, FOOTER, HEADINGS, SECTIONS, Heading
from alskg.page.metadata import last_updated, page_url
from alskg.page.passage import Page, Piece, assemble
from alskg.page.text import normalise

__all__ = ["banner_and_menu", "read_flattened", "reference_flags"]

_TITLE: Final = re.compile(r"^(?P<title>(?P<name>.{1,200}?): MedlinePlus Genetics)(?= )")
_MENU: Final = re.compile(r"(?<= )National Library of Medicine (?=Menu )")
_FLAG_WORDS: Final = "|".join(re.escape(words) for words, _ in FLAGS)
_FLAGGED: Final = re.compile(
    rf"(?P<item>.+?) (?P<flags>(?:{_FLAG_WORDS})(?: or (?:{_FLAG_WORDS}))*)(?= |$)"
)


def read_flattened(text: str, known: Known) -> Page:
    """Return the page that a flattened copy holds.

    Lists have no separators there: their items are those that `known` finds. Raises InputError
    where the text is not that of a MedlinePlus Genetics condition page.
    """
    whole = normalise(text)
    title = _TITLE.match(whole)
    name = title["name"] if title else ""
    places = _headings(whole, name)
    if not places or places[0][2].section != "description":
        message = (
            "This is no copy of a MedlinePlus Genetics condition page: the heading 'Description' "
            "is not in it. Give the text of the whole page, its HTML, or its JSON."
        )
        raise InputError(message)
    return assemble(
        _pieces(whole, places, known),
        title=title["title"] if title else name,
        url=page_url(whole),
        modified=last_updated(whole),
    )


def _headings(whole: str, name: str) -> list[tuple[int, int, Heading]]:
    """Return where the headings begin and end, found one after the other in page order.

    In prose a heading must follow the end of a sentence, so that its word in a sentence is none.
    """
    places: list[tuple[int, int, Heading]] = []
    begin = 0
    for heading in HEADINGS:
        prose = bool(places) and SECTIONS[places[-1][2].section].kind == "prose"
        before = r"(?:(?<=[.!?] )|(?<=[.!?]\) ))" if prose else r"(?:^|(?<= ))"
        found = re.compile(rf"{before}{heading.pattern(name)}(?= [^a-z])").search(whole, begin)
        if found:
            places.append((found.start(), found.end(), heading))
            begin = found.end()
    return places


def _pieces(whole: str, places: list[tuple[int, int, Heading]], known: Known) -> Iterator[Piece]:
    """Cut the text at its headings, and each list at its items."""
    footer = whole.find(f" {FOOTER} ", places[-1][1])
    end_of_content = footer + 1 if footer >= 0 else len(whole)
    yield from banner_and_menu(whole[: places[0][0]].strip())
    ends = [start for start, _, _ in places[1:]] + [end_of_content]
    for (start, end, heading), next_start in zip(places, ends, strict=True):
        yield Piece(whole[start:end])
        yield from _body(whole[end:next_start].strip(), heading.section, known)
    yield Piece(whole[end_of_content:], "navigation")


def _body(text: str, section: str, known: Known) -> Iterator[Piece]:
    """Cut what stands below a heading."""
    if SECTIONS[section].kind == "prose":
        yield Piece(text, section)
    elif section == "references":
        yield from _references(text, known)
    else:
        yield from (Piece(item, section) for item in split_items(text, section, known))


def _references(text: str, known: Known) -> Iterator[Piece]:
    """Cut the references after their flag words; one without them is glued to the next."""
    done = 0
    for chunk in _FLAGGED.finditer(text):
        *unflagged, last = split_items(chunk["item"].strip(), "references", known)
        yield from (Piece(item, "references") for item in unflagged)
        yield Piece(last, "references", reference_flags(chunk["flags"]))
        yield Piece(chunk["flags"])
        done = chunk.end()
    for item in split_items(text[done:].strip(), "references", known):
        yield Piece(item, "references")


def reference_flags(words: str) -> tuple[str, ...]:
    """Return the properties that the words after a reference stand for."""
    return tuple(flag for phrase, flag in FLAGS if phrase in words)


def banner_and_menu(text: str) -> Iterator[Piece]:
    """Cut what stands above the first heading into the banner and the menu."""
    menu = _MENU.search(text)
    if menu:
        yield Piece(text[: menu.start()].strip(), "navigation")
        yield Piece(text[menu.start() :], "navigation")
    else:
        yield Piece(text, "navigation")
