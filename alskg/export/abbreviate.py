"""Terms as Turtle, TriG and SPARQL write them: CURIEs, and numbers and booleans without quotes."""

import re
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from alskg.terms import compact, prefixes

__all__ = ["iri", "prefix_lines", "term"]

XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_STRING: Final = XSD + "string"
_LANGUAGE_STRING: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
# Turtle 1.1, productions 19 (INTEGER), 20 (DECIMAL) and 133s (BooleanLiteral). A double keeps its
# quotes: the short form would need an exponent that the lexical form may lack.
_SHORT: Final = {
    XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD + "boolean": re.compile(r"true|false"),
}
# Turtle 1.1, production 159s (ECHAR); other control characters are written by number.
_ESCAPES: Final = {character: f"\\u{character:04X}" for character in (*range(0x20), 0x7F)} | {
    ord("\t"): "\\t",
    ord("\n"): "\\n",
    ord("\r"): "\\r",
    ord('"'): '\\"',
    ord("\\"): "\\\\",
}
_PREFIX: Final = re.compile(r"(?<![\w-])([A-Za-z][\w.-]*):")
_LONG_ESCAPES: Final = {key: value for key, value in _ESCAPES.items() if chr(key) != "\n"}


def term(value: ox.NamedNode | ox.Literal) -> str:
    """Return a term as Turtle writes it."""
    return _literal(value) if isinstance(value, ox.Literal) else iri(value.value)


@lru_cache(maxsize=100_000)
def iri(text: str) -> str:
    """Return an IRI as Turtle writes it: by its CURIE where it has one."""
    curie = compact(text)
    return curie if curie != text else f"<{text}>"


def _literal(value: ox.Literal) -> str:
    """Return a literal in its shortest form that keeps its lexical form."""
    text, datatype = value.value, value.datatype.value
    if datatype in _SHORT and _SHORT[datatype].fullmatch(text):
        return text
    quoted = _long(text) if "\n" in text else f'"{text.translate(_ESCAPES)}"'
    if value.language:
        return f"{quoted}@{value.language}"
    return quoted if datatype == _STRING else f"{quoted}^^{iri(datatype)}"


def _long(text: str) -> str:
    """Return a text of several lines between triple quotes, its line feeds as they are."""
    return f'"""{text.translate(_LONG_ESCAPES)}"""'


def prefix_lines(written: str) -> str:
    """Return aligned PREFIX lines for the known prefixes that occur in a written text.

    One that occurs only inside a string is declared as well, which does no harm.
    """
    used = sorted(prefixes().keys() & set(_PREFIX.findall(written)))
    width = max(map(len, used), default=0) + 1
    return "".join(f"PREFIX {prefix + ':':<{width}} <{prefixes()[prefix]}>\n" for prefix in used)
