"""RDF terms as Python values: what a row of an answer holds."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Final, Self

from alskg.engine.results import Term
from alskg.kg import markup
from alskg.terms import compact

__all__ = ["IRI", "Labels", "Value", "is_numeric", "value"]

Labels = Callable[[], Mapping[str, str]]
"""Gives the label of every thing by IRI, and is asked only once somebody wants one."""


class IRI(str):
    """An IRI: a string that knows its CURIE, and its label where the graph gives one.

    >>> IRI("https://w3id.org/alskg/gene/SOD1").curie
    'gene:SOD1'
    """

    __slots__ = ("_labels",)
    _labels: Labels

    def __new__(cls, iri: str, labels: Labels = dict) -> Self:
        """Make an IRI; labels come from the graph that it belongs to."""
        made = super().__new__(cls, iri)
        made._labels = labels
        return made

    @property
    def curie(self) -> str:
        """Return the CURIE, or the IRI itself where none is legal."""
        return compact(str(self))

    @property
    def label(self) -> str:
        """Return the English label in the graph, or the CURIE where there is none."""
        return self._labels().get(str(self), self.curie)

    def __repr__(self) -> str:
        """Show the short form."""
        return f"IRI({self.curie})"

    def _repr_html_(self) -> str:
        """Show the label in a notebook, as a link where it is an address of the web."""
        return markup.link(self.label, self, self.curie)

    def __reduce__(self) -> "tuple[Callable[[str, str], IRI], tuple[str, str]]":
        """Say how to make it anew: it can be copied and pickled, and keeps its label."""
        return _labelled, (str(self), self._labels().get(str(self), ""))


def _labelled(iri: str, label: str) -> IRI:
    """Return an IRI that was pickled with its label."""
    return IRI(iri, lambda: {iri: label} if label else {})


Value = IRI | str | int | float | Decimal | bool | date | datetime


def _boolean(text: str) -> bool:
    """Read an xsd:boolean (XML Schema 1.1 part 2, 3.3.2)."""
    return {"true": True, "1": True, "false": False, "0": False}[text]


_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_READERS: Final[Mapping[str, Callable[[str], Value]]] = MappingProxyType(
    {
        f"{_XSD}boolean": _boolean,
        f"{_XSD}date": date.fromisoformat,
        f"{_XSD}dateTime": datetime.fromisoformat,
        f"{_XSD}decimal": Decimal,
        f"{_XSD}double": float,
        f"{_XSD}float": float,
        **dict.fromkeys(
            (f"{_XSD}{name}" for name in ("integer", "int", "long", "short", "nonNegativeInteger")),
            int,
        ),
    }
)


def value(term: Term, labels: Labels = dict) -> Value:
    """Return a term as a Python value: an IRI, a string, a number, a boolean or a date.

    A literal of another datatype, or one that does not fit its own, stays the text that it is.

    >>> value(Term("literal", "1.10", _XSD + "decimal"))
    Decimal('1.10')
    """
    if term.kind == "iri":
        return IRI(term.value, labels)
    reader = _READERS.get(term.datatype)
    if reader is None:
        return term.value
    try:
        return reader(term.value)
    except (ValueError, KeyError, InvalidOperation):
        return term.value


def is_numeric(values: Iterable[Value | None]) -> bool:
    """Say whether the values of a column are numbers, as far as there are any.

    >>> is_numeric([1, None, Decimal("2.5")]), is_numeric([True]), is_numeric([None])
    (True, False, False)
    """
    types = {type(one) for one in values if one is not None}
    return bool(types) and types <= {int, float, Decimal}
