"""How a MedlinePlus Genetics condition page is laid out: its sections and their headings."""

import re
from dataclasses import dataclass
from typing import Final, Literal

__all__ = ["FLAGS", "FOOTER", "HEADINGS", "SECTIONS", "Heading", "Section", "section_rank"]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: prose is cut into sentences, a list has items, the frame has parts."""

    slug: str
    label: str
    kind: Literal["prose", "list", "frame"]

    @property
    def noun(self) -> str:
        """What one passage of the section is called."""
        return {"prose": "sentence", "list": "item", "frame": "part"}[self.kind]

    @property
    def boilerplate(self) -> bool:
        """Whether a passage may go without claims, for it says nothing about the condition."""
        return self.slug in {"disclaimers", "navigation"}


_ROWS: Final = (
    ("description", "Description", "prose"),
    ("frequency", "Frequency", "prose"),
    ("causes", "Causes", "prose"),
    ("genes", "Genes", "list"),
    ("ncbi-genes", "Genes from NCBI Gene", "list"),
    ("inheritance", "Inheritance", "prose"),
    ("other-names", "Other names", "list"),
    ("resources", "Resources", "list"),
    ("omim", "OMIM", "list"),
    ("pubmed", "PubMed", "list"),
    ("references", "References", "list"),
    ("related-topics", "Related topics", "list"),
    ("disclaimers", "Disclaimers", "prose"),
    ("navigation", "Navigation", "frame"),
)
SECTIONS: Final[dict[str, Section]] = {
    slug: Section(slug, label, kind)  # type: ignore[arg-type]
    for slug, label, kind in _ROWS
}
_RANKS: Final = {slug: rank for rank, slug in enumerate(SECTIONS, start=1)}


def section_rank(slug: str) -> int:
    """Return the place of a section in the order in which sections are listed, from 1."""
    return _RANKS[slug]


@dataclass(frozen=True, slots=True)
class Heading:
    """Words that open a section, or a further group of items in it, and belong to no passage.

    In `words`, `*` stands for the name of the condition.
    """

    words: str
    section: str

    def pattern(self, name: str) -> str:
        """Return a regular expression for the heading on the page of the condition so named."""
        return re.escape(self.words).replace(r"\*", re.escape(name) if name else ".{1,200}")

    def matches(self, text: str) -> bool:
        """Say whether a whole normalised block is this heading, in whatever case it is set."""
        return re.fullmatch(self.pattern(""), text, re.IGNORECASE) is not None


HEADINGS: Final = (
    Heading("Description", "description"),
    Heading("Frequency", "frequency"),
    Heading("Causes", "causes"),
    Heading("Learn more about the genes associated with *", "genes"),
    Heading("Learn more about the gene associated with *", "genes"),
    Heading("Learn more about the genes and chromosome associated with *", "genes"),
    Heading("Additional Information from NCBI Gene:", "ncbi-genes"),
    Heading("Inheritance", "inheritance"),
    Heading("Other Names for This Condition", "other-names"),
    Heading("Additional Information & Resources", "resources"),
    Heading("Genetic Testing Information", "resources"),
    Heading("Genetic and Rare Diseases Information Center", "resources"),
    Heading("Patient Support and Advocacy Resources", "resources"),
    Heading("Clinical Trials", "resources"),
    Heading("Catalog of Genes and Diseases from OMIM", "omim"),
    Heading("Scientific Articles on PubMed", "pubmed"),
    Heading("References", "references"),
    Heading("Enlarge image", "related-topics"),
    Heading("Related Health Topics", "related-topics"),
    Heading("MEDICAL ENCYCLOPEDIA", "related-topics"),
    Heading("Understanding Genetics", "related-topics"),
    Heading("Disclaimers", "disclaimers"),
)

FOOTER: Final = "Learn how to cite this page"

# Words after a reference, and the properties that they become.
FLAGS: Final = (
    ("Citation on PubMed", "citedOnPubMed"),
    ("Free article on PubMed Central", "freeArticleOnPMC"),
)
