"""Nanopublications: one a claim, four graphs each, and no more asserted than the graph does."""

from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from alskg.compile.pipeline import compiled
from alskg.export.contents import Contents
from alskg.export.nanopublications import nanopublications
from alskg.export.snapshot import Snapshot
from alskg.terms import BASE, expand

NP = "http://www.nanopub.org/nschema#"
PROV = "http://www.w3.org/ns/prov#"
GRAPHS = ("head", "assertion", "provenance", "pubinfo")
Graphs = dict[str, set[ox.Triple]]


@pytest.fixture(scope="module")
def snapshot(small_root: Path) -> Snapshot:
    """Return the small graph, compiled."""
    return Snapshot(compiled(small_root)[0], small_root, "1.0")


@pytest.fixture(scope="module")
def contents(snapshot: Snapshot) -> Contents:
    """Return what it states."""
    return Contents(snapshot)


@pytest.fixture(scope="module")
def graphs(snapshot: Snapshot) -> Graphs:
    """Return the named graphs as pyoxigraph reads them."""
    found: Graphs = defaultdict(set)
    for quad in ox.parse(nanopublications(snapshot), format=ox.RdfFormat.TRIG):
        assert isinstance(quad.graph_name, ox.NamedNode), "nothing outside a named graph"
        found[quad.graph_name.value].add(quad.triple)
    return found


def node(name: str) -> ox.NamedNode:
    """Return a node by its CURIE or IRI."""
    return ox.NamedNode(expand(name))


def test_every_claim_has_one(contents: Contents, graphs: Graphs) -> None:
    """Knowledge gaps as well; each has its four graphs, named after the claim."""
    expected = {
        f"{BASE}nanopub/{claim.slug}#{graph}" for claim in contents.claims for graph in GRAPHS
    }

    assert set(graphs) == expected
    assert any(claim.gap for claim in contents.claims)


def test_the_head_names_the_other_graphs(graphs: Graphs) -> None:
    """As the guidelines ask."""
    this = f"{BASE}nanopub/hue1-causes-navy"

    assert graphs[this + "#head"] == {
        ox.Triple(node(this), node("rdf:type"), node(NP + "Nanopublication")),
        ox.Triple(node(this), node(NP + "hasAssertion"), node(this + "#assertion")),
        ox.Triple(node(this), node(NP + "hasProvenance"), node(this + "#provenance")),
        ox.Triple(node(this), node(NP + "hasPublicationInfo"), node(this + "#pubinfo")),
    }


def test_the_bare_triple_stands_only_where_it_is_asserted(
    contents: Contents, graphs: Graphs
) -> None:
    """The same rule as for plain edges; the claim node is always there."""
    bare = set()
    for claim in contents.claims:
        inside = graphs[f"{BASE}nanopub/{claim.slug}#assertion"]
        stated = ox.Triple(node(claim.subject), node(claim.predicate), claim.object)
        assert ox.Triple(node(claim.iri), node("rdf:object"), claim.object) in inside
        assert {triple.subject for triple in inside - {stated}} == {node(claim.iri)}
        if stated in inside:
            bare.add(claim.slug)
            assert claim.modality in {"asserted", "estimated"}

    assert {"hue1-causes-navy", "hue1-causes-navy-again", "blue-fades"} <= bare
    assert not bare & {
        *("hue2-probably", "hue2-possibly", "hue3-does-not"),
        *("light-with-hue3", "blue-onset", "blue-cause-unknown"),
    }


def test_provenance_leads_to_the_sentence_or_the_source(contents: Contents, graphs: Graphs) -> None:
    """Every assertion is derived from where its claim stands."""
    for claim in contents.claims:
        this = f"{BASE}nanopub/{claim.slug}"
        origins = {
            triple.object.value
            for triple in graphs[this + "#provenance"]
            if triple.predicate.value == PROV + "wasDerivedFrom"
            and isinstance(triple.object, ox.NamedNode)
        }
        expected = contents.texts(claim.iri, "alskg:statedIn") or contents.texts(
            claim.iri, "alskg:accordingTo"
        )
        assert origins == set(expected)
        assert origins


def test_publication_info_is_about_the_nanopublication(graphs: Graphs) -> None:
    """Label, licence and date of the release; nobody is invented, nothing is signed."""
    this = f"{BASE}nanopub/hue1-causes-navy"
    info = graphs[this + "#pubinfo"]
    about = {triple.predicate.value.rpartition("/")[2] for triple in info}

    assert {triple.subject for triple in info} == {node(this)}
    assert {"license", "created", "isPartOf", "subject"} <= about
    assert "creator" not in about


@pytest.mark.filterwarnings("ignore:.* is deprecated:DeprecationWarning")
def test_rdflib_reads_the_same_graphs(snapshot: Snapshot, graphs: Graphs) -> None:
    """A second reader finds as many statements in each."""
    dataset = rdflib.Dataset()
    dataset.parse(data=nanopublications(snapshot), format="trig")
    read = {str(graph.identifier): len(graph) for graph in dataset.graphs() if len(graph)}

    assert read == {name: len(triples) for name, triples in graphs.items()}


def test_two_runs_write_the_same(snapshot: Snapshot) -> None:
    """Byte for byte."""
    assert nanopublications(snapshot) == nanopublications(snapshot)
