"""What a copy of the page becomes: passages with their anchors, and the labels between them."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from alskg.page.layout import SECTIONS, section_rank
from alskg.page.segment import sentences
from alskg.page.text import digest

__all__ = ["Anchor", "Label", "Page", "Passage", "Piece", "assemble", "page_digest"]


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a passage stands and what its text must hash to.

    `start` and `end` count code points within the section's normalised text, which is its passages
    joined by single spaces; `sha256` is over the passage's normalised text in UTF-8.
    """

    slug: str
    section: str
    ordinal: int
    start: int
    end: int
    sha256: str

    @property
    def label(self) -> str:
        """The passage in words, such as `Causes, sentence 2`."""
        section = SECTIONS[self.section]
        return f"{section.label}, {section.noun} {self.ordinal}"


@dataclass(frozen=True, slots=True)
class Passage(Anchor):
    """A passage with its text; `flags` are properties that the page marks it with."""

    text: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Label:
    """A heading, or the words after a reference: text of the page that belongs to no passage."""

    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a copy, in page order: a label (no section), a list item or a run of prose."""

    text: str
    section: str | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """A copy of the page, wholly cut into passages and labels, in the order of the page.

    `partial` says that the format of the copy holds some sections only, as the JSON does.
    """

    title: str
    url: str
    modified: str
    tiles: tuple[Passage | Label, ...]
    partial: bool = False

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """The passages, by section and place."""
        found = (tile for tile in self.tiles if isinstance(tile, Passage))
        return tuple(sorted(found, key=lambda one: (section_rank(one.section), one.ordinal)))

    @property
    def text(self) -> str:
        """The normalised text of the whole page."""
        return " ".join(tile.text for tile in self.tiles)

    @property
    def sections(self) -> tuple[str, ...]:
        """The slugs of the sections that the copy holds, in order."""
        return tuple(dict.fromkeys(passage.section for passage in self.passages))

    @property
    def sha256(self) -> str:
        """The digest of the page."""
        return page_digest(self.passages)


def assemble(
    pieces: Iterable[Piece], *, title: str, url: str, modified: str, partial: bool = False
) -> Page:
    """Return the page that the pieces of a copy make up; empty pieces are left out.

    The pieces of a prose section are cut into sentences, every other piece is one passage.
    """
    tiles = tuple(_tiles(piece for piece in pieces if piece.text))
    return Page(title, url, modified, tiles, partial)


def _tiles(pieces: Iterable[Piece]) -> Iterator[Passage | Label]:
    """Give each passage its number and its offsets within its section."""
    counts: dict[str, int] = {}
    lengths: dict[str, int] = {}
    for piece in pieces:
        if piece.section is None:
            yield Label(piece.text)
            continue
        name = piece.section
        whole = SECTIONS[name].kind != "prose"
        for text in (piece.text,) if whole else sentences(piece.text):
            ordinal = counts[name] = counts.get(name, 0) + 1
            start = lengths[name] + 1 if name in lengths else 0
            lengths[name] = end = start + len(text)
            yield Passage(
                f"{name}-{ordinal}", name, ordinal, start, end, digest(text), text, piece.flags
            )


def page_digest(anchors: Iterable[Anchor]) -> str:
    r"""Return the digest of a page from the anchors of its passages.

    It is the SHA-256 of one line after another, each ended by `\n`, in UTF-8: for each section in
    the order of `layout.SECTIONS` its slug, then the digests of its passages in their order.
    """
    ordered = sorted(anchors, key=lambda one: (section_rank(one.section), one.ordinal))
    lines: list[str] = []
    seen = ""
    for anchor in ordered:
        if anchor.section != seen:
            seen = anchor.section
            lines.append(seen)
        lines.append(anchor.sha256)
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()
