"""Find the items of a list that has lost its separators, by names or digests known before."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from alskg.page.text import digest

__all__ = ["Known", "split_items"]

_WORD_START: Final = re.compile(r"(?:^|(?<= ))(?=\S)")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the items of each section: (length, digest) of recorded ones, and names."""

    recorded: Mapping[str, tuple[tuple[int, str], ...]] = field(default_factory=dict)
    names: Mapping[str, frozenset[str]] = field(default_factory=dict)


def split_items(text: str, section: str, known: Known) -> tuple[str, ...]:
    """Return the items of a run of list text; joined by single spaces they give it back.

    First the recorded items are found by length and digest, then, in what lies between them, items
    by name; at one place the longest wins, and each is used once. What still lies between two
    found items is one item of its own, which the record will not know.
    """
    recorded = dict.fromkeys(known.recorded.get(section, ()))
    names = dict.fromkeys(known.names.get(section, frozenset()))
    items = []
    for stretch, found in _cut(text, _by_digest(recorded)):
        if found:
            items.append(stretch)
            names.pop(stretch, None)
        else:
            items += [part for part, _ in _cut(stretch, _by_name(names))]
    return tuple(items)


_Match = Callable[[str, int], int]


def _by_digest(unused: dict[tuple[int, str], None]) -> _Match:
    """Make a matcher that gives the length of the longest recorded item at a place, or 0."""

    def match(text: str, at: int) -> int:
        for length, sha256 in _longest_first(unused, at, text):
            if digest(text[at : at + length]) == sha256:
                del unused[length, sha256]
                return length
        return 0

    return match


def _longest_first(
    items: Iterable[tuple[int, str]], at: int, text: str
) -> Iterator[tuple[int, str]]:
    """Give the items that would end at the end of a word, the longest first."""
    for length, sha256 in sorted(items, reverse=True):
        end = at + length
        if end == len(text) or text[end : end + 1] == " ":
            yield length, sha256


def _by_name(unused: dict[str, None]) -> _Match:
    """Make a matcher that gives the length of the longest known name at a place, or 0."""

    def match(text: str, at: int) -> int:
        for name in sorted(unused, key=len, reverse=True):
            end = at + len(name)
            if text.startswith(name, at) and text[end : end + 1] in {"", " "}:
                del unused[name]
                return len(name)
        return 0

    return match


def _cut(text: str, match: _Match) -> Iterator[tuple[str, bool]]:
    """Give the stretches of a text in order, and of each whether it was matched."""
    done = 0
    for at in [place.start() for place in _WORD_START.finditer(text)]:
        length = match(text, at) if at >= done else 0
        if length:
            if text[done:at].strip():
                yield text[done:at].strip(), False
            yield text[at : at + length], True
            done = at + length
    if text[done:].strip():
        yield text[done:].strip(), False
