"""Queries as every tested endpoint reads them: the same meaning, in words that none gets wrong."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from alskg.engine.tokeniser import IRI, NAME, WORD, Token, tokens

__all__ = ["portable"]

_REPEATING: Final = frozenset({"*", "+", "?"})


def portable(query: str) -> str:
    """Return a query in which no `NOT EXISTS` and no `!EXISTS` looks along a path that repeats.

    Virtuoso 7.2.5 takes such a pattern for one that never matches, and keeps every row. It does
    answer EXISTS, so the negation is said with IF (SPARQL 1.1, sections 17.4.1.2 and 17.4.1.4).
    Lines stay where they are.

    >>> portable("SELECT * { ?c a ?k FILTER NOT EXISTS { ?c <http://e/p>* ?k } }")
    'SELECT * { ?c a ?k FILTER IF( EXISTS { ?c <http://e/p>* ?k }, false, true) }'
    """
    pieces: list[str] = []
    done = 0
    for start, length, text in sorted(_edits(list(tokens(query)))):
        pieces += [query[done:start], text]
        done = start + length
    return "".join([*pieces, query[done:]])


def _edits(read: list[Token]) -> Iterator[tuple[int, int, str]]:
    """Yield where to replace how many characters by what."""
    for place, (negation, exists, opening) in enumerate(
        zip(read, read[1:], read[2:], strict=False)
    ):
        is_negation = negation.text.upper() in ("NOT", "!")
        if not is_negation or exists.text.upper() != "EXISTS" or opening.text != "{":
            continue
        inside = _group(read, place + 2)
        if any(_repeats(*two) for two in pairwise(inside)):
            yield negation.start, len(negation.text), "IF("
            yield inside[-1].start + 1, 0, ", false, true)"


def _group(read: list[Token], opening: int) -> list[Token]:
    """Return the tokens of a group, from its opening to its closing brace."""
    depth = 0
    for place in range(opening, len(read)):
        depth += {"{": 1, "}": -1}.get(read[place].text, 0)
        if not depth:
            return read[opening : place + 1]
    return read[opening:]


def _repeats(before: Token, token: Token) -> bool:
    """Tell whether a token can be the `*`, `+` or `?` of a path."""
    is_path = before.kind in (IRI, NAME) or before.text == ")"
    return token.text in _REPEATING and (is_path or (before.kind == WORD and before.text == "a"))
