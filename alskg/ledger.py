"""The coverage ledger of the graph: every passage with its claims, or why it has none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Protocol

from alskg.errors import DataError
from alskg.page.coverage import Entry
from alskg.page.layout import section_rank
from alskg.page.meeting import StatedClaim
from alskg.page.record import anchor_from_values
from alskg.terms import ALSKG, prefix_header

__all__ = ["Answering", "Ledger", "answers", "read_ledger"]


class Answering(Protocol):
    """What can answer a SELECT query: every engine."""

    def rows(self, query: str) -> Any:  # noqa: ANN401  (the engines' own type of rows)
        """Return rows whose cells are terms, or None where a variable is unbound."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The entries in page order, and the labels of genes and places by IRI."""

    entries: tuple[Entry, ...]
    genes: Mapping[str, str]
    places: Mapping[str, str]


def answers(engine: Answering, query: str) -> list[tuple[str, ...]]:
    """Return the rows of a SELECT query as plain strings, the empty string where unbound."""
    found = engine.rows(prefix_header(query) + query)
    return [tuple(cell.value if cell else "" for cell in row) for row in found.rows]


_PASSAGES: Final = """\
SELECT ?passage ?property ?value WHERE {
  VALUES ?property { alskg:start alskg:end alskg:sha256 alskg:notModelledBecause }
  ?passage a alskg:Passage ; ?property ?value .
}"""
_CLAIMS: Final = """\
SELECT ?claim ?property ?value WHERE { ?claim alskg:statedIn ?passage ; ?property ?value . }"""
_CONCEPTS: Final = """\
SELECT ?thing ?property ?value WHERE {
  VALUES ?property { alskg:low alskg:high alskg:negationOf alskg:hasMember }
  ?thing ?property ?value .
}"""
_LABELS: Final = """\
SELECT ?kind ?thing ?label WHERE {
  VALUES ?kind { alskg:Gene alskg:Population alskg:Unit }
  ?thing a ?kind ; rdfs:label ?label .
}"""

Values = dict[str, dict[str, list[str]]]


def read_ledger(engine: Answering) -> Ledger:
    """Return the ledger that the compiled dataset holds.

    Raises DataError where a recorded passage lacks an offset or its digest.
    """
    labels: dict[str, dict[str, str]] = {}
    for kind, thing, label in answers(engine, _LABELS):
        labels.setdefault(kind.removeprefix(ALSKG), {})[thing] = label
    concepts = _grouped(answers(engine, _CONCEPTS))
    stated: dict[str, list[StatedClaim]] = {}
    for iri, values in sorted(_grouped(answers(engine, _CLAIMS)).items()):
        claim = _stated_claim(iri, values, concepts, labels.get("Unit", {}))
        for passage in values[f"{ALSKG}statedIn"]:
            stated.setdefault(passage, []).append(claim)
    entries = [
        _entry(iri, values, stated.get(iri, ()))
        for iri, values in _grouped(answers(engine, _PASSAGES)).items()
    ]
    entries.sort(key=lambda one: (section_rank(one.anchor.section), one.anchor.ordinal))
    return Ledger(tuple(entries), labels.get("Gene", {}), labels.get("Population", {}))


def _grouped(rows: list[tuple[str, ...]]) -> Values:
    """Return the distinct values by thing and property."""
    values: Values = {}
    for thing, predicate, value in dict.fromkeys(rows):
        values.setdefault(thing, {}).setdefault(predicate, []).append(value)
    return values


def _entry(iri: str, values: dict[str, list[str]], claims: Sequence[StatedClaim]) -> Entry:
    try:
        anchor = anchor_from_values(iri, {key: found[0] for key, found in values.items()})
    except (KeyError, ValueError) as error:
        message = f"The record of {iri} lacks or garbles {error}. Run alskg ingest on the page."
        raise DataError(message) from error
    return Entry(anchor, tuple(claims), values.get(f"{ALSKG}notModelledBecause", [""])[0])


def _stated_claim(
    iri: str, values: dict[str, list[str]], concepts: Values, units: Mapping[str, str]
) -> StatedClaim:
    """Gather what of a claim a cue can be met by."""
    things = {thing for found in values.values() for thing in found}
    linked = [concepts[thing] for thing in things if thing in concepts]
    members = {one for concept in linked for one in concept.get(f"{ALSKG}hasMember", ())}
    figures = (_numbers(values, name) for name in ("low", "high", "value", "outOf"))
    ends = [concept for concept in (values, *linked) if f"{ALSKG}low" in concept]
    return StatedClaim(
        iri,
        kinds=frozenset(values["http://www.w3.org/1999/02/22-rdf-syntax-ns#type"]),
        things=frozenset(things | members),
        numbers=frozenset().union(*figures),
        units=frozenset(units[one] for one in values.get(f"{ALSKG}unit", ()) if one in units),
        intervals=frozenset(
            (min(_numbers(end, "low")), min(_numbers(end, "high"), default=None)) for end in ends
        ),
        negates=any(f"{ALSKG}negationOf" in concept for concept in linked),
    )


def _numbers(values: dict[str, list[str]], name: str) -> frozenset[Decimal]:
    return frozenset(Decimal(value) for value in values.get(ALSKG + name, ()))
