"""The patterns of foreign identifiers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alskg.mappings import PATTERNS, fits
from alskg.terms import prefixes

GOOD = [
    "CL:0000540",
    "DOI:10.1016/S0140-6736(10)61156-7",
    "DOID:0060193",
    "DOID:332",
    "ENSEMBL:ENSG00000142168",
    "GO:0030424",
    "HGNC:11179",
    "HP:0007354",
    "MONDO:0004976",
    "NCBIGene:6647",
    "OMIM:105400",
    "OMIMPS:105400",
    "UBERON:0002240",
    "UniProtKB:A0A024R1R8",
    "UniProtKB:P00441",
    "condition:ALS-PDC1",
    "semapv:ManualMappingCuration",
    "source:mondo-2026-05-05",
]
BAD = [
    "",
    "MONDO",
    "MONDO:",
    ":0004976",
    "MONDO:4976",
    "MONDO:00049760",
    "MONDO:0004976\n",
    "MONDO:٠٠٠٤٩٧٦",
    "mondo:0004976",
    "HGNC:0",
    "HGNC:SOD1",
    "NCBIGene:06647",
    "OMIM:PS105400",
    "OMIMPS:PS105400",
    "ENSEMBL:ENSP00000142168",
    "UniProtKB:SOD1_HUMAN",
    "gene:SOD1 ",
    "gene:-SOD1",
    "gene:",
    "nobody:1",
    "https://example.org/1",
]


@pytest.mark.parametrize("curie", GOOD)
def test_an_identifier_of_the_right_form_fits(curie: str) -> None:
    """Forms that each registry uses are accepted."""
    assert fits(curie)


@pytest.mark.parametrize("curie", BAD)
def test_anything_else_does_not_fit(curie: str) -> None:
    """A wrong prefix, length, letter, digit or a line feed at the end is noticed."""
    assert not fits(curie)


def test_every_foreign_prefix_has_a_pattern() -> None:
    """Patterns and prefix table name the same registries, which alone begin with a capital."""
    foreign = {prefix for prefix in prefixes() if prefix[0].isupper()}
    assert foreign == set(PATTERNS)


@given(st.text())
def test_any_text_gets_an_answer(text: str) -> None:
    """No text breaks the check, and none with white space passes it."""
    assert not fits(text) or not any(character.isspace() for character in text)
