"""RDF 1.2 Turtle: the same triples, each claim the reifier of what it states."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from alskg.compile.pipeline import compiled
from alskg.export.reifiers import reifiers
from alskg.export.snapshot import Snapshot
from alskg.terms import expand

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
PARTS = [ox.NamedNode(RDF + name) for name in ("subject", "predicate", "object")]
REIFIES = ox.NamedNode(RDF + "reifies")


@pytest.fixture(scope="module")
def snapshot(small_root: Path) -> Snapshot:
    """Return the small graph, compiled."""
    return Snapshot(compiled(small_root)[0], small_root, "1.0")


@pytest.fixture(scope="module")
def written(snapshot: Snapshot) -> bytes:
    """Return the export."""
    return reifiers(snapshot)


def triples(data: bytes, syntax: ox.RdfFormat) -> set[ox.Triple]:
    """Return the triples of a file."""
    return {quad.triple for quad in ox.parse(data, format=syntax)}


def test_it_holds_the_same_as_the_graph(snapshot: Snapshot, written: bytes) -> None:
    """Taken apart again, the triple terms give the three statements of each claim."""
    read = triples(written, ox.RdfFormat.TURTLE)
    again = set()
    for triple in read:
        if triple.predicate == REIFIES:
            assert isinstance(triple.object, ox.Triple)
            parts = zip(PARTS, triple.object, strict=True)
            again |= {ox.Triple(triple.subject, part, value) for part, value in parts}
        else:
            again.add(triple)

    assert again == triples(snapshot.dataset, ox.RdfFormat.N_QUADS)


def test_every_claim_reifies_once(snapshot: Snapshot, written: bytes) -> None:
    """Under its own name, never under a fresh one, and nothing is left of the old way."""
    graph = triples(snapshot.dataset, ox.RdfFormat.N_QUADS)
    claims = {triple.subject for triple in graph if triple.predicate == PARTS[1]}
    read = triples(written, ox.RdfFormat.TURTLE)
    reifying = [triple.subject for triple in read if triple.predicate == REIFIES]

    assert set(reifying) == claims
    assert len(reifying) == len(claims)
    assert not [triple for triple in read if triple.predicate in PARTS]


def test_a_reified_triple_is_not_asserted(written: bytes) -> None:
    """What is only possible, or negated, is there as a term alone."""
    read = triples(written, ox.RdfFormat.TURTLE)
    node = {name: ox.NamedNode(expand(name)) for name in ("gene:HUE3", "condition:teal")}
    stated = ox.Triple(
        node["gene:HUE3"], ox.NamedNode(expand("alskg:causes")), node["condition:teal"]
    )

    assert stated in {triple.object for triple in read}
    assert stated not in read


def test_it_says_its_version_and_never_annotates(written: bytes) -> None:
    """The annotation syntax would assert."""
    text = written.decode()

    assert text.startswith('VERSION "1.2"\n')
    assert "{|" not in text
    assert "~" not in text.replace(":~:", "")


def test_two_runs_write_the_same(snapshot: Snapshot, written: bytes) -> None:
    """Byte for byte."""
    assert reifiers(snapshot) == written
