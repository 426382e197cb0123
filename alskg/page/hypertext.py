"""Read a copy of the page in HTML: one list element is one item, paragraphs are prose."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

from alskg.errors import InputError
from alskg.page.flattened import banner_and_menu, reference_flags
from alskg.page.layout import FLAGS, FOOTER, HEADINGS, SECTIONS
from alskg.page.metadata import last_updated, page_url
from alskg.page.passage import Page, Piece, assemble
from alskg.page.text import normalise

__all__ = ["Block", "blocks", "read_html"]

_INLINE_TAGS: Final = (
    "a abbr b bdi bdo cite code data del dfn em font i ins kbd mark q s samp small span strong sub "
    "sup time tt u var wbr"
)
_INLINE: Final = frozenset(_INLINE_TAGS.split())
_LISTS: Final = frozenset({"ul", "ol", "menu"})
_UNSEEN: Final = frozenset({"script", "style", "template"})
_CONTROLS: Final = frozenset({"Expand Section", "Collapse Section"})
_FLAG_WORDS: Final = "|".join(re.escape(words) for words, _ in FLAGS)
_FLAGGED: Final = re.compile(rf"(?P<item>.+?) (?P<flags>(?:{_FLAG_WORDS})(?:.*))")


@dataclass(frozen=True, slots=True)
class Block:
    """The normalised text of one block; `item` says that it is a list element."""

    text: str
    item: bool = False


class _Blocks(HTMLParser):
    """Gathers blocks: inline elements join their text, others part it, a list element holds."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Block] = []
        self.title = ""
        self.canonical = ""
        self._text: list[str] = []
        self._unseen = 0
        self._in_title = False
        self._depth = 0  # how many list elements are open
        self._outer: list[int] = []  # how many were open where each open list began

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Part the text at a block, and note what the head says."""
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "link" and ("rel", "canonical") in attrs:
            self.canonical = dict(attrs).get("href") or ""
        elif tag in _LISTS:
            self._part()
            self._outer.append(self._depth)
        elif tag == "li":
            self._close_item()
            self._end_block(item=self._depth > 0)
            self._depth += 1
        elif tag not in _INLINE:
            self._part()
        self._in_title = tag == "title" and not self.title

    def handle_endtag(self, tag: str) -> None:
        """Part the text at the end of a block."""
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag == "li":
            self._close_item()
        elif tag in _LISTS:
            self._close_item()
            self._part()
            self._outer = self._outer[:-1]
        elif tag not in _INLINE:
            self._part()
        self._in_title = False

    def handle_data(self, data: str) -> None:
        """Collect text that a reader sees."""
        if self._in_title:
            self.title += data
        if not self._unseen:
            self._text.append(data)

    def close(self) -> None:
        """End the last block."""
        super().close()
        self._end_block(item=False)

    def _close_item(self) -> None:
        """End the list element that is open in this list; HTML allows to leave out its end tag."""
        if self._depth > (self._outer[-1] if self._outer else 0):
            self._end_block(item=True)
            self._depth -= 1

    def _part(self) -> None:
        """Begin anew: within a list element after a space, elsewhere as a block of its own."""
        if self._depth:
            self._text.append(" ")
        else:
            self._end_block(item=False)

    def _end_block(self, *, item: bool) -> None:
        text = normalise("".join(self._text))
        self._text.clear()
        if text and text not in _CONTROLS:
            self.found.append(Block(text, item))


def blocks(html: str) -> tuple[Block, ...]:
    """Return the blocks of a piece of HTML, scripts and styles left out."""
    parser = _Blocks()
    parser.feed(html)
    parser.close()
    return tuple(parser.found)


def read_html(html: str) -> Page:
    """Return the page that an HTML copy holds.

    Raises InputError where it has no heading `Description`, so is no such page.
    """
    parser = _Blocks()
    parser.feed(html)
    parser.close()
    pieces = tuple(_pieces(parser.found))
    if not any(piece.section == "description" for piece in pieces):
        message = (
            "This is no copy of a MedlinePlus Genetics condition page: no element of its HTML is "
            "the heading 'Description'. Save the whole page, not a part of it."
        )
        raise InputError(message)
    whole = " ".join(block.text for block in parser.found)
    return assemble(
        pieces,
        title=normalise(parser.title),
        url=page_url(whole) or parser.canonical,
        modified=last_updated(whole),
    )


def _pieces(found: list[Block]) -> Iterator[Piece]:
    """Give each block its section: that of the last heading before it."""
    section = ""
    frame: list[str] = []
    prose: list[str] = []
    for block in found:
        heading = None if block.item else _heading(block.text)
        if not section and not (heading and heading == "description"):
            frame.append(block.text)
            continue
        if not section:
            yield from banner_and_menu(normalise(" ".join(frame)))
            frame.clear()
        if section == "navigation" or block.text.startswith(FOOTER):
            yield from _prose(prose, section)
            section = "navigation"
            frame.append(block.text)
        elif heading:
            yield from _prose(prose, section)
            section = heading
            yield Piece(block.text)
        elif SECTIONS[section].kind == "prose":
            prose.append(block.text)
        else:
            yield from _item(block.text, section)
    yield from _prose(prose, section)
    if section and frame:
        yield Piece(normalise(" ".join(frame)), "navigation")


def _prose(prose: list[str], section: str) -> Iterator[Piece]:
    """Give the prose gathered so far as one piece, and forget it."""
    if prose:
        yield Piece(normalise(" ".join(prose)), section)
        prose.clear()


def _item(text: str, section: str) -> Iterator[Piece]:
    """Give one list element, the words after a reference apart."""
    flagged = _FLAGGED.fullmatch(text) if section == "references" else None
    if flagged:
        yield Piece(flagged["item"], section, reference_flags(flagged["flags"]))
        yield Piece(flagged["flags"])
    else:
        yield Piece(text, section)


def _heading(text: str) -> str | None:
    """Return the section that a block opens, if it is a heading."""
    return next((one.section for one in HEADINGS if one.matches(text)), None)
