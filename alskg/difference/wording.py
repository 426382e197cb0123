"""Terms of a comparison in words: labels for people, and what tells two alike values apart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from alskg.difference.comparison import Change
from alskg.difference.meaning import Term, meant
from alskg.terms import compact

__all__ = ["Wording", "clean"]


@dataclass(frozen=True, slots=True)
class Wording:
    """How to call things, by the labels of both sides."""

    labels: Mapping[str, str]

    def thing(self, iri: str) -> str:
        """Return the label of a thing and its CURIE: `SOD1  (gene:SOD1)`."""
        label = self.labels.get(iri)
        return clean(f"{label}  ({compact(iri)})" if label else compact(iri))

    def property(self, iri: str) -> str:
        """Return the label of a property, or the end of its CURIE."""
        return clean(self.labels.get(iri) or compact(iri).rpartition(":")[2].replace("_", " "))

    def values(self, terms: Iterable[Term]) -> str:
        """Return values in one line."""
        return ", ".join(sorted(self.value(term) for term in terms))

    def value(self, term: Term) -> str:
        """Return a value as a person says it: a label, a plain number, or a text."""
        if isinstance(term, ox.NamedNode):
            return clean(self.labels.get(term.value) or compact(term.value))
        said = meant(term)
        return clean(said.value if isinstance(said, ox.Literal) else str(term))

    def change(self, change: Change) -> list[str]:
        """Return a change in lines: `high: 40 → 45`, or one line for each value of several.

        A text of many lines is not printed. Where two values read the same, because only language,
        datatype or IRI differs, they are written out as in N-Triples.
        """
        name = self.property(change.property)
        if any("\n" in str(getattr(term, "value", "")) for term in (*change.old, *change.new)):
            was, now = (_lines(terms) for terms in (change.old, change.new))
            return [f"{name}: the text changed ({was} → {now} lines)"]
        old, new = ([self.value(term) for term in terms] for terms in (change.old, change.new))
        if set(old) & set(new):
            old, new = ([clean(str(term)) for term in terms] for terms in (change.old, change.new))
        if len(old) == len(new) == 1:
            return [f"{name}: {old[0]} → {new[0]}"]
        return [f"{name}: - {value}" for value in sorted(old)] + [
            f"{name}: + {value}" for value in sorted(new)
        ]


def _lines(terms: Iterable[Term]) -> int:
    """Count the lines of texts."""
    return sum(len(str(getattr(term, "value", "")).splitlines()) for term in terms)


def clean(text: str) -> str:
    """Return a text without signs that could steer a terminal."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)
