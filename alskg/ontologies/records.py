"""What an ontology file says of its terms, as values: the same for every syntax."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from alskg.terms import compact, expand, prefixes

__all__ = ["OBO", "Kind", "Ontology", "Scope", "Synonym", "Term", "obo_iri"]

Scope = Literal["exact", "broad", "narrow", "related"]
Kind = Literal["class", "property", "individual", "concept"]

OBO: Final = "http://purl.obolibrary.org/obo/"
_OBO_TERM: Final = re.compile(re.escape(OBO) + r"([A-Za-z][A-Za-z0-9]*)_\w+")
_UNSAFE: Final = re.compile(r"[\x00-\x20<>\"{}|^`\\]")


@dataclass(frozen=True, slots=True)
class Synonym:
    """Another name of a term, and how it relates to the label.

    A broad one means more than the term does, a narrow one less.
    """

    text: str
    scope: Scope = "exact"


@dataclass(frozen=True, slots=True)
class Term:
    """One term. Terms elsewhere are IRIs; what the file leaves out is empty."""

    iri: str
    label: str = ""
    kind: Kind = "class"
    synonyms: tuple[Synonym, ...] = ()
    deprecated: bool = False
    replaced_by: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    exact_matches: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ontology:
    """A file: its name, the ontology's IRI, version and imports, and its terms.

    Nothing that it imports was read.
    """

    name: str
    terms: tuple[Term, ...]
    iri: str = ""
    version: str = ""
    imports: tuple[str, ...] = ()

    @cached_property
    def by_iri(self) -> Mapping[str, Term]:
        """Return the terms by IRI."""
        return {term.iri: term for term in self.terms}

    @cached_property
    def prefix(self) -> str:
        """Return the prefix that most terms have, such as `HP`, or the empty string."""
        counts = Counter(prefix for term in self.terms if (prefix := _prefix(term.iri)))
        return max(counts, key=lambda one: (counts[one], one), default="")

    def ancestors(self, iri: str) -> set[str]:
        """Return what a term stands below, through all parents; a term is not below itself.

        A cycle in the file ends the walk and does no harm.
        """
        found: set[str] = set()
        waiting = [iri]
        while waiting:
            term = self.by_iri.get(waiting.pop())
            for parent in term.parents if term else ():
                if parent not in found:
                    found.add(parent)
                    waiting.append(parent)
        return found - {iri}

    def names(self) -> Iterator[tuple[Term, Synonym, bool]]:
        """Yield every name of every living term, and whether it is the label."""
        for term in self.terms:
            if not term.deprecated:
                if term.label:
                    yield term, Synonym(term.label), True
                for synonym in term.synonyms:
                    yield term, synonym, False


def obo_iri(identifier: str, idspaces: Mapping[str, str]) -> str:
    """Return the IRI of an OBO identifier, or the empty string where it can have none.

    The prefix table of the project comes first, then the file's own `idspace` lines, then the
    rule that all OBO ontologies follow: `HP:0000001` is `…/obo/HP_0000001`.
    """
    prefix, colon, local = identifier.partition(":")
    if not colon or _UNSAFE.search(identifier):
        return ""
    if local.startswith("//"):
        return identifier
    if prefix in prefixes():
        return expand(identifier)
    return idspaces.get(prefix, f"{OBO}{prefix}_") + local


def _prefix(iri: str) -> str:
    """Return the prefix of an IRI: that of the table, or what an OBO address says."""
    curie = compact(iri)
    if curie != iri:
        return curie.partition(":")[0]
    match = _OBO_TERM.fullmatch(iri)
    return match[1] if match else ""
