"""Triple patterns that lack a term, a dot or a proper predicate: the commonest slips in SPARQL."""

from collections.abc import Iterator
from typing import Final

from alskg.engine.tokeniser import LANGUAGE, NUMBER, STRING, TERMS, WORD, Token, tokens

__all__ = ["broken_triples"]

_PREDICATE: Final = 1  # how many terms of a triple stand before it
_OBJECT: Final = 2
_DATA: Final = "VALUES"
_NEW: Final = frozenset({"~", "|}", "<<", "<<("})
_BEHIND: Final = {".": 0, ";": _PREDICATE, ",": _OBJECT}
_NO_OBJECT: Final = "the triple before this has no object"


def broken_triples(query: str) -> Iterator[tuple[int, str]]:
    """Yield the offset of the first broken triple pattern and what is wrong with it, if any is.

    `slot` is how many terms of a triple were read, or None in a part of the query that has none.
    What came with RDF 1.2 is not read further.
    """
    slot: int | None = None
    opened: list[str] = []
    word = ""
    for token in tokens(query):
        inside = opened[-1:] == ["{"]
        if token.text in _NEW:
            return
        if inside and slot is not None and (fault := _fault(token, slot)):
            yield token.start, fault
            return
        if token.text in ("{", "(", "["):
            is_data = token.text == "{" and word == _DATA
            opened.append(_DATA if is_data else token.text)
            slot = 0 if token.text == "{" and not is_data else slot
        elif token.text in ("}", ")", "]"):
            opened = opened[:-1]
            is_term = opened[-1:] == ["{"] and token.text != "}"
            slot = slot + 1 if slot is not None and is_term else slot
            slot = 0 if slot is None or token.text == "}" else slot
        elif inside and slot is not None:
            slot = _next(token, slot)
        word = token.text.upper() if token.kind == WORD else word


def _fault(token: Token, slot: int) -> str:
    """Return what is wrong with a token in a slot of a triple, or the empty string."""
    if slot == _PREDICATE and _is_value(token):
        return f"{token.text[:40]} cannot be a predicate: a value is an object"
    if slot > _OBJECT and _is_term(token):
        return "a '.' or a ';' is missing before this"
    return _NO_OBJECT if slot == _OBJECT and token.text in (*_BEHIND, "}") else ""


def _next(token: Token, slot: int) -> int | None:
    """Return the slot behind a token."""
    if _is_term(token):
        return slot + 1
    if token.kind == WORD:
        return None
    if token.text in ("/", "|", "^^"):  # the term behind it belongs to the one before
        return slot - 1
    return _BEHIND.get(token.text, slot)


def _is_value(token: Token) -> bool:
    return token.kind in (STRING, NUMBER) or token.text in ("true", "false")


def _is_term(token: Token) -> bool:
    return (token.kind in TERMS and token.kind != LANGUAGE) or token.text in ("a", "true", "false")
