"""What an SSSOM file says, as values.

The names are the slots of SSSOM 1.0 (https://mapping-commons.github.io/sssom/), every identifier
is a CURIE, and a slot that the file leaves out is the empty string. A slot that the file gives once
for all its mappings (a propagatable slot) has its value in every mapping.
"""

from dataclasses import dataclass
from typing import Final

__all__ = ["PREDICATES", "Mapping", "MappingSet"]

PREDICATES: Final = {
    "skos:exactMatch": "exact",
    "skos:closeMatch": "close",
    "skos:broadMatch": "broad",
    "skos:narrowMatch": "narrow",
    "skos:relatedMatch": "related",
}
"""The predicates that a mapping may have, each with the word for it in slugs and labels.

Broad and narrow describe the object: `a skos:broadMatch b` says that b is the broader one.
"""

_HYPHENS: Final = str.maketrans(":_", "--")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """One row: a thing of ours and a term elsewhere that do, or do not, correspond."""

    subject_id: str
    subject_label: str = ""
    predicate_id: str
    predicate_modifier: str = ""
    object_id: str
    object_label: str = ""
    mapping_justification: str
    subject_source: str = ""
    subject_source_version: str = ""
    object_source: str = ""
    object_source_version: str = ""
    mapping_date: str = ""
    comment: str = ""

    @property
    def negative(self) -> bool:
        """Say whether the mapping denies what its predicate states."""
        return self.predicate_modifier == "Not"

    @property
    def word(self) -> str:
        """Return the kind of correspondence in a word, such as `exact`."""
        return PREDICATES[self.predicate_id]

    @property
    def slug(self) -> str:
        """Return the permanent name of the mapping, made of nothing but what it says.

        >>> Mapping(
        ...     subject_id="gene:SOD1",
        ...     predicate_id="skos:exactMatch",
        ...     object_id="HGNC:11179",
        ...     mapping_justification="semapv:ManualMappingCuration",
        ... ).slug
        'gene-SOD1-exact-HGNC-11179'
        """
        word = f"not-{self.word}" if self.negative else self.word
        return f"{self.subject_id}-{word}-{self.object_id}".translate(_HYPHENS)


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingSet:
    """One file: its mappings in the order of its rows, and what holds for all of them."""

    mapping_set_id: str
    mapping_set_version: str = ""
    mapping_set_title: str = ""
    mapping_set_description: str = ""
    creator_label: tuple[str, ...] = ()
    license: str
    mappings: tuple[Mapping, ...]
