"""The kinds of things, as addresses name them: what each is called, and what it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

__all__ = ["KINDS", "Kind"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of things: its part of the address, its name in the plural, a line about it.

    `path` is where its list is, if that has an address of its own.
    """

    slug: str
    plural: str
    about: str = ""
    path: str = ""

    @property
    def index(self) -> str:
        """Return the path of the list of its things."""
        return self.path or f"/{self.slug}"


_KINDS: Final = (
    Kind("condition", "Conditions", "ALS, its types, and the conditions that the page names."),
    Kind("gene", "Genes", "The genes that the page names, with what it says of each."),
    Kind("phenotype", "Signs and symptoms", "What people with ALS have, feel and need."),
    Kind("anatomy", "Body and cells", "Parts of the body, cells and parts of cells."),
    Kind("process", "Processes", "What goes on in cells and in the body, or fails to."),
    Kind("inheritance", "Inheritance patterns", "The ways in which a condition is passed on."),
    Kind("population", "Populations and places", "For whom and where figures hold."),
    Kind("group", "Groups", "People, cases, cells and variants of which the page speaks."),
    Kind("factor", "Factors", "Influences that are not genes."),
    Kind("claim", "Claims", "Every statement, with the sentence or the source it rests on."),
    Kind("passage", "Passages", "Every sentence and list item of the page."),
    Kind("section", "Sections", "The parts of the page."),
    Kind("page", "Source pages", "The page that this graph is made from."),
    Kind("citation", "References", "The works that the page cites."),
    Kind("resource", "Further reading", "What the page points to."),
    Kind("source", "Reference sources", "Catalogues and releases that reference claims rest on."),
    Kind("mapping", "Mappings", "Terms elsewhere that things here are matched to."),
    Kind("edge", "Derived edges", "What rules derive from claims."),
    Kind("rule", "Rules", "How edges are derived."),
    Kind("query", "Questions", "Questions with their SPARQL and their answers.", "/queries"),
    Kind("graph", "Layers", "The named graphs of the dataset."),
    Kind(
        "scheme", "Scales and lists", "What the words for how often, how sure and when belong to."
    ),
    Kind("modality", "How sure a claim is", "From asserted to unknown."),
    Kind("quantifier", "How many or how often", "From all to very rarely."),
    Kind("stage", "Stages", "When something happens in the course of the disease."),
    Kind("axis", "Ways to divide into types", "By what types of a condition differ."),
    Kind("measure", "Measures", "What a figure measures."),
    Kind("unit", "Units", "What a figure counts in."),
    Kind("aspect", "Aspects", "What a statement or an open question is about."),
    Kind("role", "Roles", "The parts that people and causes play."),
)
KINDS: Final[Mapping[str, Kind]] = {kind.slug: kind for kind in _KINDS}
"""Every kind by its slug, those that people look for first."""
