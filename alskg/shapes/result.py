"""One result of a SHACL engine, before anything is known about labels and files."""

import re
from dataclasses import dataclass
from typing import Final

from alskg.shapes.report import Severity
from alskg.terms import compact

__all__ = ["Result", "compact_path"]

_IRI: Final = re.compile(r"<([^<>]*)>")


@dataclass(frozen=True, slots=True)
class Result:
    """The parts of a `sh:ValidationResult` in which engines have to agree.

    `focus` and `value` are terms as N-Triples writes them, `shape` is an IRI, `component` the
    local name of the constraint component, `path` a SPARQL property path with CURIEs.
    """

    focus: str
    path: str
    value: str
    severity: Severity
    shape: str
    component: str
    message: str


def compact_path(path: str) -> str:
    """Return a property path with CURIEs for its IRIs, without the brackets around the whole.

    >>> compact_path("(<https://w3id.org/alskg/ontology#low>|<https://w3id.org/alskg/ontology#high>)")
    'alskg:low|alskg:high'
    """
    shown = _IRI.sub(lambda match: _named(match[1]), path)
    whole = shown.startswith("(") and shown.find(")") == len(shown) - 1
    return shown[1:-1] if whole else shown


def _named(iri: str) -> str:
    """Return the CURIE of an IRI, or the IRI in angle brackets."""
    short = compact(iri)
    return short if short != iri else f"<{iri}>"
