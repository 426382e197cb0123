"""Claims as pages show them: terms that can be linked, in words, grouped by kind."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from alskg.engine.results import Term
from alskg.terms import ALSKG, BASE
from alskg.tracing import figures
from alskg.web.entity.behind import Behind, Row
from alskg.web.entity.relations import order

__all__ = [
    "CLAIM",
    "KINDS",
    "Group",
    "Place",
    "Statement",
    "grouped",
    "heading",
    "statements",
    "statements_of_types",
]

CLAIM: Final = f"{BASE}claim/"
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_LABEL: Final = "http://www.w3.org/2000/01/rdf-schema#label"
_DEFINITION: Final = "http://www.w3.org/2004/02/skos/core#definition"

_CLAIMS: Final = """\
SELECT DISTINCT ?claim ?property ?value WHERE {
  { SELECT DISTINCT ?claim WHERE { WHICH } }
  ?claim ?property ?value .
  FILTER (?property != alskg:entails)
}"""
_PLACES: Final = """\
SELECT DISTINCT ?passage ?link WHERE {
  WHICH ?claim alskg:statedIn ?passage .
  OPTIONAL { ?passage alskg:textFragment ?link }
}"""
_ITSELF: Final = "VALUES ?claim { <iri> }"
_OF_A_THING: Final = "?claim ?role <iri> ; rdf:subject ?subject ."
_OF_TYPES: Final = """\
VALUES ?kind { alskg:OnsetClaim alskg:InheritanceClaim }
    ?tie a alskg:SubtypeClaim ; rdf:object <iri> ; rdf:subject ?type .
    ?claim a ?kind ; rdf:subject ?type ; alskg:statedIn ?sentence ."""

KINDS: Final[Mapping[str, str]] = {
    "EpidemiologyClaim": "How common it is",
    "OnsetClaim": "Age at onset",
    "PhenotypeClaim": "Signs and symptoms",
    "CareNeedClaim": "Help that is needed",
    "RecognitionClaim": "How it is recognised",
    "CourseClaim": "Course",
    "SurvivalClaim": "Survival",
    "CauseOfDeathClaim": "Cause of death",
    "VariabilityClaim": "How it varies",
    "CoOccurrenceClaim": "What comes together",
    "DefinitionClaim": "How it is defined",
    "ClassificationClaim": "How types are told apart",
    "SubtypeClaim": "Types",
    "CombinationClaim": "Conditions that combine others",
    "RelatednessClaim": "Related conditions",
    "CauseClaim": "Causes",
    "SusceptibilityClaim": "Susceptibility",
    "CaseShareClaim": "Shares of cases",
    "GeneConditionClaim": "Genes of numbered conditions",
    "InheritanceClaim": "Inheritance",
    "FamilialOccurrenceClaim": "In families",
    "TransmissionClaim": "How it is passed on",
    "PenetranceClaim": "Who falls ill",
    "MechanismStepClaim": "Steps of the mechanism",
    "PathologyClaim": "What happens in cells",
    "FunctionClaim": "Function",
    "AnatomyClaim": "Body and cells",
    "KnowledgeGapClaim": "Not known",
    "ResearchStatusClaim": "State of research",
    "PopulationClaim": "Populations and places",
    "NameClaim": "Names",
    "AttributeClaim": "Names and place in the genome",
    "HierarchyClaim": "Place in the hierarchy of conditions",
    "ListingClaim": "Lists",
    "ReferenceClaim": "References",
    "ResourceLinkClaim": "Further reading",
}
"""Kinds of claims in the order of a page, each with its heading."""
_KIND_PLACES: Final = {kind: place for place, kind in enumerate(KINDS)}

_FIGURE: Final = ("low", "high", "value", "outOf", "unit", "approximate", "each")
_HOW_MUCH: Final = tuple(f"{ALSKG}{name}" for name in ("quantifier", "frequencyBand", "direction"))
_FOR_WHOM: Final = tuple(
    f"{ALSKG}{name}"
    for name in (
        "population",
        "denominator",
        "sex",
        "bearer",
        "lifeStage",
        "comparatorCondition",
        "comparatorPopulation",
        "comparatorSex",
        "comparatorAnatomy",
    )
)
_HEAD: Final = frozenset(
    {f"{_RDF}{name}" for name in ("type", "subject", "predicate", "object")}
    | {f"{ALSKG}{name}" for name in ("modality", "statedIn", "accordingTo", *_FIGURE)}
    | {_LABEL, _DEFINITION, *_HOW_MUCH, *_FOR_WHOM}
    # It repeats for programs what the class of the claim says.
    | {"https://w3id.org/biolink/vocab/subject_form_or_variant_qualifier"}
)

Qualifiers = tuple[tuple[str, tuple[Term, ...]], ...]
"""Properties by IRI, each with its values."""


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence that supports a claim: its passage, and the link that opens the live page."""

    passage: str
    link: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim with what a page shows of it; `kinds` are classes without their namespace.

    Its qualifiers stand apart: how many or how often, for whom and where, and all others.
    """

    iri: str
    label: str
    definition: str
    kinds: tuple[str, ...]
    subject: Term
    predicate: str
    object: Term
    modality: str
    figure: str
    how_much: Qualifiers
    for_whom: Qualifiers
    further: Qualifiers
    places: tuple[Place, ...]
    sources: tuple[str, ...]

    @property
    def layer(self) -> str:
        """Return `page` or `reference`: a claim has sentences or sources, never both."""
        return "reference" if self.sources else "page"

    @property
    def certainty(self) -> str:
        """Return the modality without its namespace, such as `asserted`."""
        return self.modality.rpartition("/")[2]

    @property
    def qualifiers(self) -> Qualifiers:
        """Return all its qualifiers."""
        return (*self.how_much, *self.for_whom, *self.further)

    def values(self, name: str) -> tuple[Term, ...]:
        """Return the values of a qualifier of the vocabulary, such as `nextStep`."""
        return dict(self.qualifiers).get(f"{ALSKG}{name}", ())


@dataclass(frozen=True, slots=True)
class Group:
    """Claims of one kind, and which columns their table needs."""

    kind: str
    heading: str
    statements: tuple[Statement, ...]

    @property
    def has_amounts(self) -> bool:
        """Say whether any claim says how many or how often."""
        return any(one.figure or one.how_much for one in self.statements)

    @property
    def has_people(self) -> bool:
        """Say whether any claim says for whom or where it holds."""
        return any(one.for_whom for one in self.statements)

    @property
    def has_more(self) -> bool:
        """Say whether any claim has further qualifiers."""
        return any(one.further for one in self.statements)


def statements(behind: Behind) -> tuple[Statement, ...]:
    """Return a claim, or the claims that a thing is in, in the order of the page."""
    return _found(behind, _ITSELF if behind.iri.startswith(CLAIM) else _OF_A_THING)


def statements_of_types(behind: Behind) -> tuple[Statement, ...]:
    """Return what the page says of the types of a condition: when they begin, how they pass on."""
    return _found(behind, _OF_TYPES)


def _found(behind: Behind, which: str) -> tuple[Statement, ...]:
    """Return the claims that a pattern binds to `?claim`."""
    values: dict[str, dict[str, list[Term]]] = {}
    for claim, key, value in map(_whole, behind.ask(_CLAIMS.replace("WHICH", which))):
        if claim.value.startswith(CLAIM):
            values.setdefault(claim.value, {}).setdefault(key.value, []).append(value)
    links: dict[str, str] = {}
    if any(f"{ALSKG}statedIn" in known for known in values.values()):
        for passage, link in behind.ask(_PLACES.replace("WHICH", which)):
            if passage:
                links[passage.value] = link.value if link else ""
    found = (_statement(behind, iri, known, links) for iri, known in values.items())
    return tuple(sorted(found, key=_page_order))


def _whole(row: Row) -> tuple[Term, Term, Term]:
    """Return a row of three cells that are always bound."""
    first, second, third = row
    assert first is not None and second is not None and third is not None  # noqa: PT018, S101
    return first, second, third


def _statement(
    behind: Behind, iri: str, known: Mapping[str, list[Term]], links: Mapping[str, str]
) -> Statement:
    """Put one claim together."""
    types = [one.value.removeprefix(ALSKG) for one in known.get(f"{_RDF}type", ())]
    kinds = sorted(types, key=_kind_order)
    passages = sorted((one.value for one in known.get(f"{ALSKG}statedIn", ())), key=order)
    label = behind.site.label
    amounts = {key: known[key] for name in _FIGURE if (key := f"{ALSKG}{name}") in known}
    named = {
        key: [("", one.value, label(one.value) if one.kind == "iri" else "") for one in found]
        for key, found in amounts.items()
    }
    return Statement(
        iri,
        label=_text(known, _LABEL),
        definition=_text(known, _DEFINITION),
        kinds=tuple(kinds),
        subject=known[f"{_RDF}subject"][0],
        predicate=_text(known, f"{_RDF}predicate"),
        object=known[f"{_RDF}object"][0],
        modality=_text(known, f"{ALSKG}modality"),
        figure=figures(named),
        how_much=_some(known, _HOW_MUCH),
        for_whom=_some(known, _FOR_WHOM),
        further=_some(known, sorted(known.keys() - _HEAD)),
        places=tuple(Place(one, links.get(one, "")) for one in passages),
        sources=tuple(sorted(one.value for one in known.get(f"{ALSKG}accordingTo", ()))),
    )


def _some(known: Mapping[str, list[Term]], keys: Iterable[str]) -> Qualifiers:
    """Return some qualifiers, the values of each in order."""
    return tuple(
        (key, tuple(sorted(known[key], key=lambda one: one.value))) for key in keys if key in known
    )


def _text(known: Mapping[str, list[Term]], key: str) -> str:
    """Return the one value of a property as text."""
    return known[key][0].value if key in known else ""


def _page_order(one: Statement) -> tuple[tuple[int, int], str]:
    """Order claims as the page does, those of reference sources last."""
    first = min((order(place.passage) for place in one.places), default=(99, 0))
    return first, one.iri


def heading(behind: Behind, kind: str) -> str:
    """Return the heading of a kind of claims; a kind that has none here gives its own label."""
    own = behind.site.label(f"{ALSKG}{kind}").removesuffix(" claim")
    return KINDS.get(kind) or own[:1].upper() + own[1:]


def grouped(behind: Behind, found: Iterable[Statement]) -> tuple[Group, ...]:
    """Return claims by their first kind, in the order of KINDS; others follow by name.

    A claim that states an open question stands there, whatever else it is.
    """
    by_kind: dict[str, list[Statement]] = {}
    for one in found:
        gap = "KnowledgeGapClaim" in one.kinds
        by_kind.setdefault("KnowledgeGapClaim" if gap else one.kinds[0], []).append(one)
    return tuple(
        Group(kind, heading(behind, kind), tuple(by_kind[kind]))
        for kind in sorted(by_kind, key=_kind_order)
    )


def _kind_order(kind: str) -> tuple[int, str]:
    """Return where claims of a kind stand on a page."""
    return _KIND_PLACES.get(kind, len(KINDS)), kind
