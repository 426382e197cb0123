"""Counts: each is what a count by hand gives."""

from pathlib import Path

import pytest

import alskg
from alskg.compile import compile_dataset
from alskg.kg import KnowledgeGraph, Stats


@pytest.fixture(scope="module")
def stats(small_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Stats:
    """Return the counts of the small graph."""
    build = compile_dataset(small_root, tmp_path_factory.mktemp("build"))
    counts = KnowledgeGraph(build).stats()
    assert counts["triples_by_graph"] == {
        f"graph:{layer}": count for layer, count in sorted(build.manifest.graphs.items())
    }
    return counts


def test_things_are_counted_by_class(stats: Stats) -> None:
    """Those that the graph is about, and where they come from."""
    assert stats["things"] == {
        "alskg:Condition": 4,
        "alskg:Gene": 3,
        "alskg:ExternalConcept": 2,
        "alskg:Factor": 1,
        "alskg:Page": 1,
        "alskg:Phenotype": 1,
        "alskg:Source": 1,
    }


def test_claims_are_counted_three_ways(stats: Stats) -> None:
    """By kind, certainty and layer; each way all of them."""
    assert stats["claims_by_kind"]["alskg:CauseClaim"] == 6
    assert stats["claims_by_modality"] == {
        "modality:asserted": 12,
        "modality:estimated": 1,
        "modality:probable": 1,
        "modality:possible": 1,
        "modality:unknown": 1,
        "modality:negated": 1,
    }
    assert stats["claims_by_layer"] == {"graph:page": 14, "graph:reference": 3}
    totals = {sum(stats[f"claims_by_{way}"].values()) for way in ("kind", "modality", "layer")}
    assert totals == {17}


def test_passages_edges_and_mappings_are_counted(stats: Stats) -> None:
    """Passages by what became of them, edges by rule, mappings by target, rejected ones too."""
    assert stats["passages"] == {"with claims": 3}
    assert stats["derived_edges_by_rule"]["rule:plain-edge"] == 10
    assert stats["mappings_by_target"] == {"HGNC": 1, "MONDO": 2}


def test_the_real_graph_holds_the_whole_page() -> None:
    """29 genes, 16 references, and no passage without claims or a reason."""
    counts = alskg.load().stats()

    assert counts["things"]["alskg:Gene"] == 29
    assert counts["claims_by_kind"]["alskg:ReferenceClaim"] == 16
    assert "open" not in counts["passages"]
