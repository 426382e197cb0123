"""How our classes and predicates are said in Biolink 4.4.6."""

from collections.abc import Mapping
from typing import Final

from alskg.export.contents import Claim, Contents
from alskg.terms import compact, expand

__all__ = ["CATEGORIES", "association", "category", "inverse", "predicate", "turned"]

# The category of a thing by its class, and the prefixes that KGX users expect of it, best first.
# (A journal article must name its journal by an identifier, and none was seen.)
CATEGORIES: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "alskg:Condition": ("biolink:Disease", ("MONDO",)),
    "alskg:Gene": ("biolink:Gene", ("HGNC", "NCBIGene")),
    "alskg:Phenotype": ("biolink:PhenotypicFeature", ("HP",)),
    "alskg:CareNeed": ("biolink:PhenotypicFeature", ("HP",)),
    "alskg:Anatomy": ("biolink:AnatomicalEntity", ("UBERON",)),
    "alskg:Cell": ("biolink:Cell", ("CL",)),
    "alskg:CellGroup": ("biolink:Cell", ()),
    "alskg:CellPart": ("biolink:CellularComponent", ("GO",)),
    "alskg:Process": ("biolink:BiologicalProcess", ("GO",)),
    "alskg:InheritancePattern": ("biolink:GeneticInheritance", ("HP",)),
    "alskg:Place": ("biolink:GeographicLocation", ()),
    "alskg:Population": ("biolink:PopulationOfIndividualOrganisms", ()),
    "alskg:PersonGroup": ("biolink:PopulationOfIndividualOrganisms", ()),
    "alskg:CaseGroup": ("biolink:PopulationOfIndividualOrganisms", ()),
    "alskg:JournalArticle": ("biolink:Publication", ()),
    "alskg:BookChapter": ("biolink:Publication", ()),
    "alskg:OrganisationPage": ("biolink:WebPage", ()),
    "alskg:Erratum": ("biolink:Publication", ()),
    "alskg:Page": ("biolink:WebPage", ()),
    "alskg:Stage": ("biolink:Attribute", ()),
    "alskg:Axis": ("biolink:Attribute", ()),
    "alskg:Measure": ("biolink:Attribute", ()),
    "alskg:Aspect": ("biolink:Attribute", ()),
    "alskg:Role": ("biolink:Attribute", ()),
}
_OTHER: Final = ("biolink:NamedThing", ())
# Terms elsewhere have the category of the ontology that they are from.
_EXTERNAL: Final = {"MONDO": "biolink:Disease", "HP": "biolink:PhenotypicFeature"}

# Not descendants of `related to`, so no predicates to KGX; and what has no Biolink predicate.
_NEAREST: Final = {
    "biolink:has_attribute": "biolink:related_to",
    "cito:cites": "biolink:mentions",
}
# Biolink wants these the other way round: they are no canonical predicates.
_TURNED: Final = {"biolink:condition_associated_with_gene"}
# Which predicates an association class allows; where it allows another, it is not named.
_ALLOWED: Final = {
    "biolink:DiseaseToDiseaseAssociation": {"biolink:associated_with"},
    "biolink:GeneToDiseaseAssociation": {
        "biolink:contributes_to",
        "biolink:associated_with",
        "biolink:affects",
    },
    "biolink:InformationContentEntityToNamedThingAssociation": {"biolink:mentions"},
    "biolink:DiseaseOrPhenotypicFeatureToGeneticInheritanceAssociation": {
        "biolink:has_mode_of_inheritance"
    },
}
# Where one does not allow the predicate, the next wider one that does.
_WIDER: Final = {"biolink:GeneToDiseaseAssociation": "biolink:EntityToDiseaseAssociation"}
_ASSOCIATION: Final = "biolink:Association"


def category(kind: str, prefix: str) -> str:
    """Return the category for the CURIE of a class; a term elsewhere has that of its prefix."""
    known, _ = CATEGORIES.get(kind, _OTHER)
    return _EXTERNAL.get(prefix, known) if kind == "alskg:ExternalConcept" else known


def turned(chosen: str) -> bool:
    """Say whether Biolink wants an edge of this predicate the other way round."""
    return chosen in _TURNED


def predicate(contents: Contents, ours: str) -> str:
    """Return the Biolink predicate that one of ours specialises."""
    above = ours
    while above and not above.startswith("biolink:") and above not in _NEAREST:
        above = compact(contents.text(expand(above), "rdfs:subPropertyOf"))
    return _NEAREST.get(above, above or "biolink:related_to")


def inverse(contents: Contents, ours: str) -> str:
    """Return the predicate of ours that is declared as the inverse of one, or an empty text."""
    iri = expand(ours)
    for other in contents.subjects("owl:ObjectProperty"):
        if iri in contents.texts(other, "owl:inverseOf"):
            return compact(other)
    return ""


def association(contents: Contents, claim: Claim, chosen: str) -> str:
    """Return the association class of a claim's class, where it allows the predicate."""
    named = compact(contents.text(expand(claim.kind), "alskg:biolinkAssociation")) or _ASSOCIATION
    if chosen in _ALLOWED.get(named, {chosen}):
        return named
    return _WIDER.get(named, _ASSOCIATION)
