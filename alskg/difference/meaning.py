"""When two terms mean the same: numbers, truth values and times by value, all else as written.

Stores rewrite `30.0` as `30` and `+00:00` as `Z`. The same value always gets the same form here,
without ever computing with it, so no digit is lost and no exponent written out.
"""

import re
from typing import Final

import pyoxigraph as ox

from alskg.terms import expand

__all__ = ["Term", "meant"]

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_XSD: Final = expand("xsd:")
_DECIMAL: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_WHOLE: Final = frozenset(
    _XSD + name
    for name in (
        *("decimal", "integer", "long", "int", "short", "byte"),
        *("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"),
        *("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
    )
)
_INEXACT: Final = frozenset({_XSD + "double", _XSD + "float"})
_TRUTH: Final = {"1": "true", "0": "false"}
_TIMES: Final = frozenset({_XSD + "dateTime", _XSD + "time", _XSD + "date"})
_UTC: Final = re.compile(r"[+-]00:00")


def meant(term: Term) -> Term:
    """Return the one term that stands for all that mean the same.

    An integer is the decimal of its value (XSD 1.1, 3.4.13); doubles and floats stay apart.
    """
    if not isinstance(term, ox.Literal) or term.language:
        return term
    kind, text = term.datatype.value, term.value
    if kind in _WHOLE and _DECIMAL.fullmatch(text):
        return ox.Literal(_plain(text), datatype=ox.NamedNode(_XSD + "decimal"))
    if kind in _INEXACT:
        return ox.Literal(_inexact(text), datatype=term.datatype)
    if kind == _XSD + "boolean":
        return ox.Literal(_TRUTH.get(text, text), datatype=term.datatype)
    if kind in _TIMES and _UTC.fullmatch(text[-6:]):
        return ox.Literal(text[:-6] + "Z", datatype=term.datatype)
    return term


def _plain(text: str) -> str:
    """Return a decimal without needless zeros and signs."""
    whole, _, fraction = text.lstrip("+-").partition(".")
    whole, fraction = whole.lstrip("0") or "0", fraction.rstrip("0")
    figure = f"{whole}.{fraction}" if fraction else whole
    return f"-{figure}" if text.startswith("-") and figure != "0" else figure


def _inexact(text: str) -> str:
    """Return a double in the form that Python gives its value."""
    try:
        return repr(float(text))
    except ValueError:
        return text
