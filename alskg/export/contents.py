"""The claims of a dataset and what they are about, looked up by subject and property."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import pyoxigraph as ox

from alskg.errors import DataError
from alskg.export.snapshot import Snapshot
from alskg.export.statements import statements
from alskg.terms import BASE, compact

__all__ = ["Claim", "Contents", "Value", "contents_of"]

Value = ox.NamedNode | ox.Literal

_ASSERTING: Final = "rule:plain-edge"
_KIND: Final = "rdf:type"


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim: its IRI, the CURIE of its class, and what it states, predicates as CURIEs."""

    iri: str
    kind: str
    subject: str
    predicate: str
    object: Value
    modality: str

    @property
    def gap(self) -> bool:
        """Say whether it is that something is not known."""
        return self.kind == "alskg:KnowledgeGapClaim"

    @property
    def slug(self) -> str:
        """Return the last part of the IRI, which is permanent."""
        return self.iri.removeprefix(BASE + "claim/")


class Contents:
    """What a snapshot states, by subject IRI and property CURIE, with the vocabulary.

    The vocabulary comes from its file, for a selection may lack it.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        """Read a snapshot. Raises DataError where the vocabulary cannot be read."""
        self._about: dict[str, dict[str, list[Value]]] = {}
        found = {statement[:3] for statement in statements(snapshot.dataset)}
        for subject, predicate, value in found | set(_vocabulary(snapshot)):
            about = self._about.setdefault(subject, {})
            about.setdefault(compact(predicate), []).append(value)
        for about in self._about.values():
            for values in about.values():
                values.sort(key=str)

    def about(self, subject: str) -> dict[str, list[Value]]:
        """Return the values of every property of a subject, sorted."""
        return self._about.get(subject, {})

    def texts(self, subject: str, predicate: str) -> list[str]:
        """Return the values of a property as IRIs and lexical forms, sorted."""
        return [value.value for value in self.about(subject).get(predicate, ())]

    def text(self, subject: str, predicate: str) -> str:
        """Return the first value of a property, or an empty text."""
        return next(iter(self.texts(subject, predicate)), "")

    def label(self, subject: str) -> str:
        """Return the label of a thing, or its CURIE where the snapshot has none."""
        return self.text(subject, "rdfs:label") or compact(subject)

    def kind(self, subject: str) -> str:
        """Return the CURIE of the class of a thing, or an empty text."""
        return compact(self.text(subject, _KIND))

    def subjects(self, *kinds: str) -> list[str]:
        """Return the things of some classes, named by CURIEs, sorted."""
        return sorted(subject for kind in kinds for subject in self._by_kind.get(kind, ()))

    @cached_property
    def _by_kind(self) -> dict[str, list[str]]:
        """Return the things of every class, by its CURIE."""
        things: dict[str, list[str]] = {}
        for subject in self._about:
            things.setdefault(self.kind(subject), []).append(subject)
        return things

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """Return every claim, ordered by its IRI."""
        return tuple(self._claims())

    def asserted(self, claim: Claim) -> bool:
        """Say whether the graph gives a claim its plain edge, and so asserts what it states."""
        for edge in self.texts(claim.iri, "alskg:entails"):
            stated = (
                self.text(edge, "alskg:edgeSubject"),
                compact(self.text(edge, "alskg:edgePredicate")),
                self.text(edge, "alskg:edgeObject"),
            )
            if stated == (claim.subject, claim.predicate, claim.object.value):
                return compact(self.text(edge, "alskg:derivedBy")) == _ASSERTING
        return False

    def identifiers(self, subject: str, *prefixes: str) -> list[str]:
        """Return the CURIEs that are exactly the same thing, those of some prefixes or all."""
        curies = map(compact, self.texts(subject, "skos:exactMatch"))
        return [curie for curie in curies if not prefixes or curie.split(":")[0] in prefixes]

    def _claims(self) -> Iterator[Claim]:
        """Yield the nodes that state something, in order."""
        for iri in sorted(self._about):
            about = self._about[iri]
            if "rdf:predicate" in about and "rdf:subject" in about and "rdf:object" in about:
                yield Claim(
                    iri,
                    self.kind(iri),
                    self.text(iri, "rdf:subject"),
                    compact(self.text(iri, "rdf:predicate")),
                    about["rdf:object"][0],
                    compact(self.text(iri, "alskg:modality")).removeprefix("modality:"),
                )


@lru_cache(maxsize=1)
def contents_of(snapshot: Snapshot) -> Contents:
    """Return the contents of a snapshot, read once for all writers. Raises as `Contents` does."""
    return Contents(snapshot)


def _vocabulary(snapshot: Snapshot) -> Iterator[tuple[str, str, Value]]:
    """Yield the statements of the vocabulary's file that have no blank node."""
    path = snapshot.root / "ontology" / "alskg.ttl"
    try:
        quads = list(ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE))
    except (OSError, ValueError, SyntaxError) as error:
        message = f"The vocabulary {path} cannot be read: {error}"
        raise DataError(message) from error
    for quad in quads:
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, Value):
            yield quad.subject.value, quad.predicate.value, quad.object
