"""Triples compared by their values, for stores do not keep the forms in which values are written.

Oxigraph gives `30.0` back as `30`, Virtuoso makes a decimal of a large integer, both read `01` as
`1`. What is hashed here is one form of each value, so that the same triples have the same digest
whichever store they come from (XML Schema Part 2, section 2.3). There are no blank nodes.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

import pyoxigraph as ox

__all__ = ["Contents", "contents"]

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS: Final = frozenset(
    f"{_XSD}{name}"
    for name in (
        *("integer", "long", "int", "short", "byte"),
        *("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"),
        *("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
    )
)
_BOOLEANS: Final = {"1": "true", "0": "false"}
_TIMES: Final = frozenset(f"{_XSD}{name}" for name in ("date", "dateTime", "dateTimeStamp", "time"))
_GREENWICH: Final = re.compile(r"[+-]00:00\Z")
_FRACTION: Final = re.compile(r"\.(\d*?)0*(?=\Z|Z|[+-])")


@dataclass(frozen=True, slots=True)
class Contents:
    """What a graph holds: how many triples, and the SHA-256 of their values in order."""

    triples: int
    digest: str


def contents(triples: Iterable[ox.Triple]) -> Contents:
    """Return how many triples there are, each counted once, and the digest of their values."""
    lines = sorted({f"{each.subject} {each.predicate} {_value(each.object)}" for each in triples})
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode() + b"\n")
    return Contents(len(lines), digest.hexdigest())


def _value(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    """Return one form for all the ways to write a value; what is ill-typed stays as it is."""
    if not isinstance(term, ox.Literal):
        return str(term)
    if term.language:
        return f"{ox.Literal(term.value)}@{term.language.lower()}"
    datatype, written = term.datatype.value, term.value
    if datatype in _INTEGERS:
        datatype, written = f"{_XSD}integer", _number(written)
    elif datatype == f"{_XSD}decimal":
        written = _number(written)
    elif datatype in (f"{_XSD}double", f"{_XSD}float"):
        written = _floating(written)
    elif datatype == f"{_XSD}boolean":
        written = _BOOLEANS.get(written, written)
    elif datatype in _TIMES:
        written = _FRACTION.sub(_shortened, _GREENWICH.sub("Z", written))
    return str(ox.Literal(written, datatype=ox.NamedNode(datatype)))


def _number(written: str) -> str:
    """Return a decimal or an integer without a sign, zeros or a point that say nothing."""
    try:
        number = Decimal(written)
    except InvalidOperation:
        return written
    if not number.is_finite():
        return written
    digits = f"{number:f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return "0" if number == 0 else digits


def _floating(written: str) -> str:
    """Return a floating-point number as Python writes it."""
    try:
        return repr(float(written))
    except ValueError:
        return written


def _shortened(fraction: re.Match[str]) -> str:
    """Return a fraction of a second without the zeros at its end."""
    return f".{fraction[1]}" if fraction[1] else ""
