"""Conditions that nobody has: a dataset of any size in the project's own model.

The same size always gives the same bytes. A family of 40 conditions is a tree of types with some
second parents, and has its own genes, signs and processes; some signs are shared by all families.
Every condition has a section of four passages, and claims of each common kind: subtype, phenotype,
cause, share of cases, occurrence, and a chain of mechanism steps. A claim whose object is a thing
has its derived edge, described as the rules of the project describe theirs. So a question about
one condition finds as much in a large dataset as in a small one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import count, pairwise
from pathlib import Path
from typing import Final

__all__ = ["FAMILY", "GRAPHS", "slug", "triples", "write"]

FAMILY: Final = 40
"""Conditions a family: one, its three types, their nine, and their twenty-seven."""

_BASE: Final = "https://w3id.org/alskg/"
GRAPHS: Final = tuple(f"{_BASE}graph/{name}" for name in ("source", "page", "inferred-page"))
"""The named graphs that the dataset has."""

_SOURCE, _PAGE, _INFERRED = GRAPHS
_ONTOLOGY: Final = f"{_BASE}ontology#"
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_LABEL: Final = "<http://www.w3.org/2000/01/rdf-schema#label>"
_DEFINITION: Final = "<http://www.w3.org/2004/02/skos/core#definition>"
_TYPE: Final = f"<{_RDF}type>"
_DCTERMS: Final = "http://purl.org/dc/terms/"
_RULE: Final = f"<{_BASE}rule/plain-edge>"

_SPEED: Final = ("slow", "fast", "early", "late", "mild", "severe", "rare")
_PLACE: Final = ("hand", "foot", "arm", "leg", "neck", "back", "face", "tongue", "throat", "chest")
_PLACES: Final = 25
_SHARED: Final = 20
_OWN: Final = 12
_PASSAGES: Final = 4

Triple = tuple[str, str, str]


def write(path: Path, at_least: int) -> int:
    """Write whole conditions as N-Quads until there are so many; return how many there are."""
    written = 0
    with path.open("w", encoding="utf-8") as file:
        for graph, group in _groups():
            file.write("".join(f"{s} {p} {o} <{graph}> .\n" for s, p, o in group))
            written += len(group)
            if graph == _INFERRED and written >= at_least:
                return written
    return written


def triples(at_least: int) -> Iterator[Triple]:
    """Yield the same statements without their graphs, in N-Triples syntax."""
    found = 0
    for graph, group in _groups():
        yield from group
        found += len(group)
        if graph == _INFERRED and found >= at_least:
            return


def slug(number: int) -> str:
    """Return the last part of the IRI of a condition, counted from 0 through all families."""
    return f"f{number // FAMILY}-{number % FAMILY}"


def _groups() -> Iterator[tuple[str, list[Triple]]]:
    """Yield graph after graph what belongs together; a condition ends with its derived edges."""
    yield _SOURCE, list(_pages())
    yield _PAGE, list(_shared())
    for number in count():
        if number % FAMILY == 0:
            yield _PAGE, list(_family(number // FAMILY))
        yield _SOURCE, list(_section(number))
        claims = list(_claims(number))
        yield _PAGE, list(_condition(number))
        yield _PAGE, [triple for claim in claims for triple in claim.stated()]
        yield _INFERRED, [triple for claim in claims for triple in claim.edge()]


@dataclass(frozen=True, slots=True)
class _Claim:
    """A claim: its class, the paths of itself, its subject and its object, and what else it says.

    `more` are the names of properties of ours with their values.
    """

    kind: str
    names: tuple[str, str, str]
    predicate: str
    more: tuple[tuple[str, str], ...]

    @property
    def words(self) -> str:
        """Return what it says, to be read."""
        _, subject, target = self.names
        return f"{subject} {self.predicate} {target}".replace("/", " ")

    def stated(self) -> Iterator[Triple]:
        """Yield what the claim says."""
        claim, subject, target = map(_own, self.names)
        yield claim, _TYPE, _term(self.kind)
        yield claim, _LABEL, f'"{self.words}"@en'
        yield claim, f"<{_RDF}subject>", subject
        yield claim, f"<{_RDF}predicate>", _term(self.predicate)
        yield claim, f"<{_RDF}object>", target
        yield claim, _term("modality"), _own("modality/asserted")
        yield claim, _DEFINITION, f'"It is made up that {self.words}."@en'
        for predicate, value in self.more:
            yield claim, _term(predicate), value

    def edge(self) -> Iterator[Triple]:
        """Yield the edge that follows and its description; a concept as the object gives none."""
        if self.names[2].startswith("measure/"):
            return
        claim, subject, target = map(_own, self.names)
        parts = subject, _term(self.predicate), target
        text = " ".join(part[1:-1] for part in parts) + " plain-edge"
        edge = _own(f"edge/{_digest(text)[:16]}")
        yield parts
        yield claim, _term("entails"), edge
        yield edge, _TYPE, _term("DerivedEdge")
        yield edge, _LABEL, f'"{self.words} (derived, plain edge)"@en'
        for name, part in zip(("edgeSubject", "edgePredicate", "edgeObject"), parts, strict=True):
            yield edge, _term(name), part
        yield edge, _term("derivedBy"), _RULE


def _pages() -> Iterator[Triple]:
    """Yield the one page, and the rule that edges are derived by."""
    page = _own("page/generated")
    yield from _thing("page/generated", "Page", "generated conditions")
    yield page, f"<{_DCTERMS}title>", '"Generated conditions"@en'
    yield page, f"<{_DCTERMS}publisher>", '"a benchmark"'
    yield page, f"<{_DCTERMS}modified>", f'"2026-01-01"^^<{_XSD}date>'
    yield page, "<https://schema.org/url>", f'"https://example.org/page"^^<{_XSD}anyURI>'
    yield page, _term("sha256"), f'"{_digest("page")}"'
    yield from _thing("rule/plain-edge", "Rule", "plain edge")
    yield _RULE, _DEFINITION, '"A claim gives the edge that it states."@en'


def _shared() -> Iterator[Triple]:
    """Yield the places, and the signs that all families share."""
    for number in range(_PLACES):
        yield from _thing(f"population/place-{number}", "Place", f"place {number}")
    for number in range(_SHARED):
        yield from _thing(f"phenotype/shared-{number}", "Phenotype", f"shared sign {number}")


def _family(family: int) -> Iterator[Triple]:
    """Yield the genes, signs and processes of a family."""
    for number in range(_OWN):
        place = _PLACE[(family + number) % len(_PLACE)]
        sign = f"{_SPEED[number % len(_SPEED)]} weakness of the {place}, kind {family}-{number}"
        yield from _thing(f"gene/G{family}-{number}", "Gene", f"G{family}-{number}")
        yield from _thing(f"phenotype/f{family}-{number}", "Phenotype", sign)
        for step in ("first", "second"):
            process = f"{step} process {family}-{number}"
            yield from _thing(f"process/f{family}-{number}-{step}", "Process", process)


def _section(number: int) -> Iterator[Triple]:
    """Yield the section about a condition, and its passages."""
    name = slug(number)
    section = _own(f"section/{name}")
    yield from _thing(f"section/{name}", "Section", f"condition {name}")
    yield section, _term("partOfPage"), _own("page/generated")
    yield section, _term("ordinal"), _integer(number + 1)
    for ordinal in range(1, _PASSAGES + 1):
        path = f"passage/{name}-{ordinal}"
        passage = _own(path)
        yield from _thing(path, "Passage", f"condition {name}, sentence {ordinal}")
        yield passage, _term("inSection"), section
        yield passage, _term("ordinal"), _integer(ordinal)
        yield passage, _term("start"), _integer(ordinal * 100)
        yield passage, _term("end"), _integer(ordinal * 100 + 90 + number % 10)
        yield passage, _term("sha256"), f'"{_digest(path)}"'


def _claims(number: int) -> Iterator[_Claim]:
    """Yield the claims about a condition; each of its passages states at least one."""
    name, family, place = slug(number), number // FAMILY, number % FAMILY
    condition = f"condition/{name}"
    for parent in _parents(place):
        above = f"condition/{slug(family * FAMILY + parent)}"
        names = f"claim/{name}-type-of-{parent}", condition, above
        axis = "subtypeAxis", _own("axis/locus")
        yield _Claim("SubtypeClaim", names, "subtypeOf", (axis, _stated(name, 1)))
    signs = _signs(family, number)
    for ordinal, sign in enumerate(signs):
        names = f"claim/{name}-sign-{ordinal}", condition, sign
        yield _Claim("PhenotypeClaim", names, "hasPhenotype", (_stated(name, 1 + ordinal % 2),))
    yield from _causes(number, f"gene/G{family}-{place % _OWN}", condition)
    yield from _steps(number, signs[-1])
    measured = (
        ("value", _decimal(1 + number % 50)),
        ("approximate", f'"true"^^<{_XSD}boolean>'),
        ("unit", _own("unit/per-100000")),
        ("population", _own(f"population/place-{number % _PLACES}")),
        _stated(name, 4),
    )
    names = f"claim/{name}-occurrence", condition, "measure/relative-frequency"
    yield _Claim("EpidemiologyClaim", names, "hasOccurrence", measured)


def _condition(number: int) -> Iterator[Triple]:
    """Yield what is said of a condition without a claim."""
    name = slug(number)
    words = f"{_SPEED[number % len(_SPEED)]} disease of the {_PLACE[number % len(_PLACE)]}"
    yield from _thing(f"condition/{name}", "Condition", f"{words}, type {name}")
    yield _own(f"condition/{name}"), _DEFINITION, f'"A condition that is made up: {words}."@en'


def _parents(place: int) -> list[int]:
    """Return the conditions of a family that one is a type of: a tree, with some second parents."""
    if place == 0:
        return []
    parent = (place - 1) // 3
    return [parent, parent - 1] if place % 5 == 0 and parent > 1 else [parent]


def _signs(family: int, number: int) -> list[str]:
    """Return the signs of a condition; the first shared ones are the most common."""
    own = {number % _OWN, number * 5 % _OWN}
    common = {number * number % _SHARED, number % 3}
    signs = [f"phenotype/shared-{each}" for each in sorted(common)]
    return signs + [f"phenotype/f{family}-{each}" for each in sorted(own)]


def _causes(number: int, gene: str, condition: str) -> Iterator[_Claim]:
    """Yield that a gene causes a condition, and for three in four which share it explains."""
    name = slug(number)
    names = f"claim/{name}-cause", gene, condition
    yield _Claim("CauseClaim", names, "causes", (_stated(name, 3),))
    if number % 4:
        low = number * 7 % 60
        share = (
            ("low", _decimal(low)),
            ("high", _decimal(low + 5 + number % 30)),
            ("unit", _own("unit/percent")),
            ("population", _own(f"population/place-{number * 3 % _PLACES}")),
            _stated(name, 3),
        )
        names = f"claim/{name}-share", gene, condition
        yield _Claim("CaseShareClaim", names, "accountsForCasesOf", share)


def _steps(number: int, sign: str) -> Iterator[_Claim]:
    """Yield a chain of three steps from a gene to a sign, for the first conditions of a family."""
    family, place = divmod(number, FAMILY)
    if place >= _OWN:
        return
    name = slug(number)
    chain = [f"gene/G{family}-{place}", f"process/f{family}-{place}-first"]
    chain += [f"process/f{family}-{place}-second", sign]
    for step, (cause, effect) in enumerate(pairwise(chain), start=1):
        more = [_stated(name, 4)]
        if step < len(chain) - 1:
            more.append(("nextStep", _own(f"claim/{name}-step-{step + 1}")))
        names = f"claim/{name}-step-{step}", cause, effect
        yield _Claim("MechanismStepClaim", names, "leadsTo", tuple(more))


def _thing(path: str, kind: str, label: str) -> Iterator[Triple]:
    yield _own(path), _TYPE, _term(kind)
    yield _own(path), _LABEL, f'"{label}"@en'


def _stated(name: str, ordinal: int) -> tuple[str, str]:
    return "statedIn", _own(f"passage/{name}-{ordinal}")


def _own(path: str) -> str:
    return f"<{_BASE}{path}>"


def _term(name: str) -> str:
    return f"<{_ONTOLOGY}{name}>"


def _integer(number: int) -> str:
    return f'"{number}"^^<{_XSD}integer>'


def _decimal(number: int) -> str:
    return f'"{number}.0"^^<{_XSD}decimal>'


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
