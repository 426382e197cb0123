"""OBO files, read by fastobo: strict about syntax, and it follows no `import:` line."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final

import fastobo

from alskg.ontologies.records import OBO, Kind, Ontology, Scope, Synonym, Term, obo_iri

__all__ = ["parsed"]

_SCOPES: Final[dict[str, Scope]] = {
    "EXACT": "exact",
    "BROAD": "broad",
    "NARROW": "narrow",
    "RELATED": "related",
}
_KINDS: Final[dict[str, Kind]] = {
    "TermFrame": "class",
    "TypedefFrame": "property",
    "InstanceFrame": "individual",
}
_EXACT_MATCHES: Final = frozenset(
    {"skos:exactMatch", "http://www.w3.org/2004/02/skos/core#exactMatch"}
)


@dataclass(slots=True)
class _Header:
    """What the first frame says."""

    iri: str = ""
    version: str = ""
    imports: list[str] = field(default_factory=list)
    idspaces: dict[str, str] = field(default_factory=dict)


def parsed(data: bytes, name: str) -> Ontology:
    """Return what an OBO file says. Raises SyntaxError, ValueError or OSError, as fastobo does.

    An `alt_id` is a term that was merged: obsolete, and replaced by the term that names it.
    """
    document = fastobo.iter(BytesIO(data), ordered=True, threads=1)
    header = _header(document.header())
    terms: list[Term] = []
    merged: dict[str, str] = {}
    for frame in document:
        term = _term(frame, header.idspaces)
        if term.iri:
            terms.append(term)
            for clause in frame:
                if clause.raw_tag() == "alt_id":
                    merged[obo_iri(str(clause.alt_id), header.idspaces)] = term.iri
    own = {term.iri for term in terms}
    terms += [
        Term(iri, deprecated=True, replaced_by=(into,))
        for iri, into in merged.items()
        if iri and iri not in own
    ]
    return Ontology(name, tuple(terms), header.iri, header.version, tuple(header.imports))


def _header(frame: Any) -> _Header:  # noqa: ANN401  (fastobo has no types)
    """Read the header frame."""
    header = _Header()
    for clause in frame:
        match clause.raw_tag():
            case "ontology":
                header.iri = f"{OBO}{clause.raw_value().removesuffix('.obo')}.owl"
            case "data-version":
                header.version = clause.raw_value()
            case "import":
                header.imports.append(clause.raw_value())
            case "idspace":
                header.idspaces[str(clause.prefix)] = str(clause.url)
    return header


def _term(frame: Any, idspaces: dict[str, str]) -> Term:  # noqa: ANN401  (as above)
    """Read the frame of a term, a typedef or an instance."""
    clauses: dict[str, list[Any]] = {}
    for clause in frame:
        clauses.setdefault(clause.raw_tag(), []).append(clause)

    def targets(tag: str, attribute: str) -> tuple[str, ...]:
        found = (obo_iri(str(getattr(one, attribute)), idspaces) for one in clauses.get(tag, ()))
        return tuple(iri for iri in found if iri)

    kind = _KINDS[type(frame).__name__]
    return Term(
        iri=obo_iri(str(frame.id), idspaces),
        label=next((one.name for one in clauses.get("name", ())), ""),
        kind=kind,
        synonyms=tuple(
            Synonym(one.synonym.desc, _SCOPES[one.synonym.scope])
            for one in clauses.get("synonym", ())
        ),
        deprecated=any(one.obsolete for one in clauses.get("is_obsolete", ())),
        replaced_by=targets("replaced_by", "term"),
        parents=targets("is_a", "typedef" if kind == "property" else "term"),
        exact_matches=tuple(_exact_matches(clauses.get("property_value", ()), idspaces)),
    )


def _exact_matches(clauses: Any, idspaces: dict[str, str]) -> Iterator[str]:  # noqa: ANN401
    """Yield what a term says it is the same as."""
    for clause in clauses:
        if str(clause.property_value.relation) in _EXACT_MATCHES:
            target = str(clause.property_value.value)
            if iri := obo_iri(target, idspaces):
                yield iri
