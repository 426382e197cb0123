"""Links that open the live page at a passage: text directives of the URL fragment.

They are made for the matching of the WICG draft "URL Fragment Text Directives": a browser takes
the first match on the page, in any case, from word edge to word edge, of `start`, then the first
match of `end` after it; with a `prefix-` the start must follow that, white space between.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from alskg.page.passage import Page, Passage

__all__ = ["Directive", "directives", "find_directive"]

_MOST_WORDS: Final = 6


@dataclass(frozen=True, slots=True)
class Directive:
    """The parts of a text directive; without `end`, `start` is the whole text."""

    start: str
    end: str = ""
    prefix: str = ""

    def __str__(self) -> str:
        """Write it as a URL fragment; `-`, `,` and `&` have a meaning there and are encoded."""
        parts = [f"{_encoded(self.prefix)}-"] if self.prefix else []
        parts += [_encoded(part) for part in (self.start, self.end) if part]
        return "#:~:text=" + ",".join(parts)


def _encoded(text: str) -> str:
    return quote(text, safe="").replace("-", "%2D")


def directives(page: Page) -> dict[str, Directive]:
    """Return, by slug, the shortest directive whose first match on the page is the passage.

    Each part has at most six words. A directive gets a prefix, of the item or heading before,
    only where none does without; a passage for which none exists at all is left out.
    """
    text = _folded(page.text)
    found: dict[str, Directive] = {}
    at, before = 0, ""
    for tile in page.tiles:
        if isinstance(tile, Passage):
            directive = _shortest(text, at, tile.text, before)
            if directive:
                found[tile.slug] = directive
        at += len(tile.text) + 1
        before = tile.text
    return found


def _shortest(page: str, at: int, passage: str, before: str) -> Directive | None:
    """Return the first candidate that a browser would find at the passage and nowhere before."""
    bare = _bare(passage)
    if not bare:
        return None
    begin = at + _edge(passage)
    for prefix in ("", *_last_words(before)):
        if prefix and begin != at:
            return None  # a browser wants white space alone between prefix and start
        for start, end in _pairs(bare.split(" ")):
            directive = Directive(start, end, prefix)
            if find_directive(page, directive) == (begin, begin + len(bare)):
                return directive
    return None


def _pairs(words: list[str]) -> Iterator[tuple[str, str]]:
    """Give the whole text, where it is short, and the pairs of its ends, by count of words."""
    for count in range(1, min(len(words), 2 * _MOST_WORDS) + 1):
        if count == len(words) <= _MOST_WORDS:
            yield " ".join(words), ""
        pairs = [
            (_bare(" ".join(words[:first])), _bare(" ".join(words[first - count :])))
            for first in range(max(1, count - _MOST_WORDS), min(_MOST_WORDS, count - 1) + 1)
        ]
        yield from sorted(
            (pair for pair in pairs if all(pair)), key=lambda pair: len("".join(pair))
        )


def _last_words(text: str) -> Iterator[str]:
    """Give the last word, the last two words, and so on up to six."""
    words = text.split(" ")
    for count in range(1, min(len(words), _MOST_WORDS) + 1):
        last = " ".join(words[-count:])
        if last[_edge(last) :]:
            yield last[_edge(last) :]


def _bare(text: str) -> str:
    """Drop the punctuation at both ends."""
    return text[_edge(text) : len(text) - _edge(text[::-1])]


def _edge(text: str) -> int:
    """Return how many characters stand before the first letter or digit."""
    return next((place for place, one in enumerate(text) if one.isalnum()), len(text))


def find_directive(page: str, directive: Directive) -> tuple[int, int] | None:
    """Return where a browser would find the directive in the text of a page, if anywhere."""
    page, start, end = _folded(page), _folded(directive.start), _folded(directive.end)
    prefix = _folded(directive.prefix)
    begin = -1
    while True:
        begin = _find(page, prefix or start, begin + 1)
        if begin < 0:
            return None
        place = begin
        if prefix:
            place = begin + len(prefix) + 1
            if _find(page, start, place) != place:
                continue
        if not end:
            return place, place + len(start)
        last = _find(page, end, place + len(start))
        return (place, last + len(end)) if last >= 0 else None


def _find(page: str, words: str, begin: int) -> int:
    """Return where words first stand between word edges, or -1."""
    at = page.find(words, begin)
    while at >= 0:
        after = at + len(words)
        starts = at == 0 or not (page[at - 1] + words[0]).isalnum()
        ends = after == len(page) or not (words[-1] + page[after]).isalnum()
        if starts and ends:
            return at
        at = page.find(words, at + 1)
    return -1


def _folded(text: str) -> str:
    """Return the text in lower case, character for character."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(one.lower() if len(one.lower()) == 1 else one for one in text)
