"""Query parameters: values become RDF terms, and terms become a VALUES block of the query.

A value is never pasted into a text. The block stands at the start of the outermost group of the
WHERE clause, so by SPARQL 1.1 (section 10.2) every solution has to agree with it.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from alskg.engine.results import Term
from alskg.engine.tokeniser import VARIABLE, WORD, Token, tokens
from alskg.errors import InputError, QueryError
from alskg.terms import expand, prefixes

__all__ = ["ANY", "TYPES", "bind", "insert", "term", "written"]

ANY: Final = "any"
"""The type of a parameter that no header declares: it is told from the value."""

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_LITERALS: Final = {
    "integer": r"[+-]?[0-9]+",
    "decimal": r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)",
    "boolean": r"true|false",
    "date": r"-?[0-9]{4,}-[01][0-9]-[0-3][0-9]",
}
_GUESSED: Final = ("integer", "decimal", "boolean")
TYPES: Final = ("entity", "iri", "string", *_LITERALS, ANY)
"""What a header may give as the type of a parameter."""

_IRI: Final = r"[A-Za-z][A-Za-z0-9+.\-]*:[^<>\"{}|^`\\\x00-\x20]*"
_LANGUAGE: Final = r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*"
_NAME: Final = r"[A-Za-z_][A-Za-z0-9_]*"


def term(value: object, type_name: str = ANY, *, like: str | None = None) -> Term:
    """Return the term that a value of a parameter stands for.

    Things are given as CURIE or IRI; a bare name takes the prefix of `like`, the example that the
    header gives. Raises InputError where the value does not fit the type, and UnknownTerm where
    it is no IRI or its prefix is not known.

    >>> str(term("SOD1", "entity", like="gene:FUS")), str(term("two words"))
    ('<https://w3id.org/alskg/gene/SOD1>', '"two words"')
    >>> str(term(5))
    '"5"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    if isinstance(value, Term):
        return value
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if type_name == ANY:
        type_name = _guessed(text)
    if type_name in ("entity", "iri"):
        return Term("iri", _iri(text, like))
    if type_name in _LITERALS:
        if not re.fullmatch(_LITERALS[type_name], text):
            raise InputError(f"'{text}' is no {type_name}.")
        return Term("literal", text, _XSD + type_name)
    if type_name != "string":
        raise InputError(f"A parameter cannot be of type '{type_name}'. Types: {', '.join(TYPES)}.")
    return Term("literal", text)


def _guessed(text: str) -> str:
    """Tell the type of a value that no header describes."""
    for name in _GUESSED:
        if re.fullmatch(_LITERALS[name], text):
            return name
    prefix, colon, local = text.partition(":")
    is_iri = bool(re.fullmatch(rf"<{_IRI}>", text)) or local.startswith("//")
    return "iri" if is_iri or (colon and prefix in prefixes() and " " not in local) else "string"


def _iri(text: str, like: str | None) -> str:
    """Return the IRI that a user means."""
    if text.startswith("<") and text.endswith(">") and re.fullmatch(_IRI, text[1:-1]):
        return text[1:-1]
    prefix, colon, _ = (like or "").partition(":")
    return expand(f"{prefix}:{text}" if colon and ":" not in text else text)


def bind(query: str, bindings: Mapping[str, Term], *, apart: bool = False) -> str:
    """Return the query with its parameters bound by a VALUES block on the line of the first `{`.

    With `apart` the block stands in a sub-select of its own, which means the same and is what
    Virtuoso needs where a property path starts at a parameter.

    Raises QueryError where the query has no WHERE group for the block or never uses a parameter,
    and InputError where a term cannot be written.

    >>> bind("SELECT ?x WHERE { ?x a ?kind }", {"kind": Term("iri", "http://e/K")})
    'SELECT ?x WHERE { VALUES (?kind) { (<http://e/K>) } ?x a ?kind }'
    """
    return _bound(query, tuple(bindings.items()), apart=apart) if bindings else query


@lru_cache(maxsize=128)
def _bound(query: str, bound: tuple[tuple[str, Term], ...], *, apart: bool) -> str:
    """Do what `bind` says; reading the tokens takes longer than many an answer."""
    bindings = dict(bound)
    read = list(tokens(query))
    used = {token.text[1:] for token in read if token.kind == VARIABLE}
    for name in bindings:
        if name not in used or not re.fullmatch(_NAME, name):
            raise QueryError(f"The query does not use a variable ?{name}, so it cannot be set.")
    opening, closing = _where_group(read)
    names = " ".join(f"?{name}" for name in bindings)
    block = f" VALUES ({names}) {{ ({' '.join(map(written, bindings.values()))}) }}"
    if apart:
        block = f" {{ SELECT {names} {{{block} }} }}"
    first = read[opening + 1]
    inside = query[read[opening].start + 1 : read[closing].start]
    if first.kind == WORD and first.text.upper() == "SELECT":
        inside = f" {{{inside}}} "
    return f"{query[: read[opening].start + 1]}{block}{inside}{query[read[closing].start :]}"


def _where_group(read: list[Token]) -> tuple[int, int]:
    """Return the places of the braces around the WHERE clause. Raises QueryError without one."""
    groups: list[tuple[int, int]] = []
    opened: list[int] = []
    for place, token in enumerate(read):
        if token.text in ("{", "(", "["):
            opened.append(place)
        elif token.text in ("}", ")", "]") and opened:
            start = opened.pop()
            if not opened and token.text == "}":
                groups.append((start, place))
    form = next((token for token in read if token.text.upper() in ("CONSTRUCT", "DESCRIBE")), None)
    template = 0
    if form and form.text.upper() == "CONSTRUCT":
        template = int(bool(groups) and read[read.index(form) + 1].text == "{")
        if not template:
            groups = []  # CONSTRUCT WHERE { … } takes triple patterns only
    if len(groups) <= template:
        raise QueryError(
            "The query has no WHERE { … } in which its parameters could be bound. Write one; "
            "CONSTRUCT needs a template in braces before it."
        )
    return groups[template]


def insert(query: str, tables: Mapping[str, str]) -> str:
    """Return the query with blocks in place of the marks that `service.cut` left in it.

    >>> insert("SELECT * { VALUES (?m ?x) { } ?x ?p ?o }", {"m": "VALUES (?x) { (1) }"})
    'SELECT * { VALUES (?x) { (1) } ?x ?p ?o }'
    """
    if not tables:
        return query
    read = list(tokens(query))
    pieces: list[str] = []
    start = 0
    for values, opening, first in zip(read, read[1:], read[2:], strict=False):
        if values.text == "VALUES" and opening.text == "(" and first.text[1:] in tables:
            pieces += [query[start : values.start], tables[first.text[1:]]]
            start = query.index("}", first.start) + 1
    return "".join([*pieces, query[start:]])


def written(bound: Term) -> str:
    """Return a term as SPARQL writes it, once it cannot be anything but that one term.

    Raises InputError where it can: for a blank node, and for what is no legal term.
    """
    if bound.kind == "iri" and re.fullmatch(_IRI, bound.value):
        return str(bound)
    is_typed = not bound.datatype or re.fullmatch(_IRI, bound.datatype)
    has_language = not bound.language or re.fullmatch(_LANGUAGE, bound.language)
    try:
        bound.value.encode()
    except UnicodeEncodeError as error:
        raise InputError(f"The value {bound.value!r} is not valid Unicode.") from error
    if bound.kind == "literal" and is_typed and has_language:
        return str(bound)
    raise InputError(f"{bound} cannot be the value of a parameter: give an IRI or a literal.")
