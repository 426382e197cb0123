"""Search: what is found, in which order, and what is not."""

from pathlib import Path

import pytest

import alskg
from alskg.compile import compile_dataset
from alskg.errors import UnknownTerm
from alskg.kg import KnowledgeGraph


@pytest.fixture(scope="module")
def kg(small_root: Path, tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    """Return the small graph."""
    return KnowledgeGraph(compile_dataset(small_root, tmp_path_factory.mktemp("build")))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("HUE1", "gene:HUE1"),
        ("hue1", "gene:HUE1"),
        ("blue condition", "condition:blue"),
        ("Azure  Disease", "condition:blue"),
        ("azure", "condition:blue"),
        ("HGNC:99999", "gene:HUE1"),
        ("mondo:9999901", "condition:teal"),
        ("type 1, navy", "condition:NAVY1"),
        ("adin", "phenotype:fading"),
        ("azur diseese", "condition:blue"),
    ],
)
def test_the_best_match_comes_first(kg: KnowledgeGraph, text: str, first: str) -> None:
    """By label, synonym, identifier or part of one, in any case, or nearly so."""
    assert kg.search(text)[0].curie == first


@pytest.mark.parametrize("text", ["", "  ", "?!", "zebra", "HUE9", "HGNC:88888"])
def test_what_nothing_is_called_is_not_found(kg: KnowledgeGraph, text: str) -> None:
    """A wrong number is not nearly a right one."""
    assert kg.search(text) == ()


def test_things_come_before_what_is_said_of_them(kg: KnowledgeGraph) -> None:
    """A claim whose label starts with a gene's symbol comes after the gene and its like."""
    curies = [hit.curie for hit in kg.search("navy")]

    assert curies[:2] == ["condition:navy", "condition:NAVY1"]
    assert all(curie.startswith("claim:") for curie in curies[2:])


def test_a_hit_says_what_matched(kg: KnowledgeGraph) -> None:
    """The name that fits need not be the label."""
    (hit,) = kg.search("azure disease", "Condition")

    assert (hit.label, hit.type, hit.matched) == (
        "blue condition",
        "alskg:Condition",
        "azure disease",
    )


def test_a_rejected_mapping_does_not_lead_anywhere(kg: KnowledgeGraph) -> None:
    """The blue condition was looked up as this term, and is not it."""
    assert [hit.curie for hit in kg.search("MONDO:9999901")] == ["condition:teal"]


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("Gene", {"gene:HUE1"}),
        ("gene", {"gene:HUE1"}),
        ("alskg:Cause", {"gene:HUE1"}),
        ("CauseClaim", {"claim:hue1-causes-navy", "claim:hue1-causes-navy-again"}),
    ],
)
def test_a_class_narrows_the_search(kg: KnowledgeGraph, kind: str, found: set[str]) -> None:
    """The class of a thing or one above it, by local name or CURIE, in any case."""
    assert {hit.curie for hit in kg.search("HUE1", kind)} == found


def test_an_unknown_class_is_named(kg: KnowledgeGraph) -> None:
    """The nearest class is suggested."""
    with pytest.raises(UnknownTerm, match=r"class 'Geen'\. Did you mean 'Gene'"):
        kg.search("HUE1", "Geen")


def test_a_limit_is_kept(kg: KnowledgeGraph) -> None:
    """At most so many, the best of all."""
    assert len(kg.search("e", limit=2)) <= 2
    assert kg.search("HUE1", limit=1)[0].curie == "gene:HUE1"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("lou gehrig", "condition:als"),
        ("ALS", "condition:als"),
        ("C9ORF72", "gene:C9orf72"),
        ("HGNC:11179", "gene:SOD1"),
        ("muscle weakness", "phenotype:muscle-weakness"),
        ("autosomal dominant", "inheritance:autosomal-dominant"),
    ],
)
def test_people_find_what_they_look_for(text: str, first: str) -> None:
    """In the real graph, with the words that people use."""
    assert alskg.load().search(text)[0].curie == first
