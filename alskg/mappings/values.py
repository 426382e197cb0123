"""What each slot of a mapping may hold."""

from collections.abc import Container
from datetime import date
from typing import Final

from alskg.errors import did_you_mean
from alskg.mappings.patterns import PATTERNS, fits
from alskg.mappings.records import PREDICATES
from alskg.terms import prefixes

__all__ = ["BUILT_IN_PREFIXES", "complaint"]

BUILT_IN_PREFIXES: Final = frozenset({"owl", "rdf", "rdfs", "semapv", "skos", "sssom"})
"""The prefixes that SSSOM lets a file use without declaring them."""

_REQUIRED: Final = ("subject_id", "predicate_id", "object_id", "mapping_justification")
_IDENTIFIERS: Final = (*_REQUIRED, "subject_source", "object_source")


def complaint(slot: str, value: str, declared: Container[str]) -> str:
    r"""Return what is wrong with the value of a slot and what to do, or the empty string.

    The declared prefixes are those of the file, without the built-in ones.

    >>> complaint("object_id", "MONDO:4976", {"MONDO"})
    "'MONDO:4976' in 'object_id' does not look like a MONDO identifier (\\d{7} after the colon)."
    """
    if not value:
        missing = f"'{slot}' is empty. Every mapping needs one."
        return missing if slot in _REQUIRED else ""
    if slot == "predicate_id" and value not in PREDICATES:
        suggestion = did_you_mean(value, PREDICATES)
        return f"the predicate '{value}' is none of {', '.join(PREDICATES)}.{suggestion}"
    if slot == "predicate_modifier" and value != "Not":
        return f"the modifier '{value}' is neither 'Not' nor empty."
    if slot == "mapping_justification" and not value.startswith("semapv:"):
        by_hand = "Curated by hand is semapv:ManualMappingCuration."
        return f"the justification '{value}' is not of the semapv vocabulary. {by_hand}"
    if slot == "mapping_date":
        return _date_complaint(value)
    return _identifier_complaint(slot, value, declared) if slot in _IDENTIFIERS else ""


def _identifier_complaint(slot: str, value: str, declared: Container[str]) -> str:
    """Return what is wrong with an identifier."""
    prefix, colon, _ = value.partition(":")
    if not colon:
        return f"'{value}' in '{slot}' is no CURIE. Write a prefix and a colon before it."
    if prefix not in declared and prefix not in BUILT_IN_PREFIXES:
        return (
            f"the prefix '{prefix}' of '{value}' is not declared. Add it to 'curie_map', as it "
            f"stands in ontology/prefixes.ttl.{did_you_mean(prefix, prefixes())}"
        )
    if not fits(value):
        pattern = f" ({PATTERNS[prefix].pattern} after the colon)" if prefix in PATTERNS else ""
        return f"'{value}' in '{slot}' does not look like a {prefix} identifier{pattern}."
    return ""


def _date_complaint(value: str) -> str:
    """Return what is wrong with a date."""
    try:
        iso = date.fromisoformat(value).isoformat()
    except ValueError:
        iso = ""
    return "" if iso == value else f"'{value}' is no date of the form 2026-11-30."
