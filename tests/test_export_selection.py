"""Selections hold what was asked for, and what it rests on."""

import pyoxigraph as ox
import pytest

from alskg.compile import open_build
from alskg.errors import UnknownTerm
from alskg.export.selection import Selection, select
from alskg.terms import BASE, expand

SOD1 = f"{BASE}gene/SOD1"
SELECTIONS = (
    Selection(layers=["page"]),
    Selection(layers=["reference"]),
    Selection(kinds=["CaseShareClaim"]),
    Selection(kinds=["alskg:KnowledgeGapClaim", "CauseClaim"]),
    Selection(focus=[SOD1]),
    Selection(focus=[SOD1], depth=2),
    Selection(focus=[SOD1], layers=["page"]),
    Selection(focus=[SOD1], kinds=["CaseShareClaim"]),
    Selection(focus=[f"{BASE}claim/c9orf72-share-of-familial-als"]),
)


@pytest.fixture(scope="module")
def dataset() -> bytes:
    """Return the graph of the project."""
    return open_build().path_nquads.read_bytes()


def about(data: bytes) -> dict[str, dict[str, set[str]]]:
    """Return the values of each property of each subject."""
    found: dict[str, dict[str, set[str]]] = {}
    for quad in ox.parse(data, format=ox.RdfFormat.N_QUADS):
        assert isinstance(quad.subject, ox.NamedNode)
        assert isinstance(quad.object, ox.NamedNode | ox.Literal)
        properties = found.setdefault(quad.subject.value, {})
        properties.setdefault(quad.predicate.value, set()).add(quad.object.value)
    return found


def claims(data: bytes) -> set[str]:
    """Return the claims that a selection holds."""
    return {node for node, properties in about(data).items() if expand("rdf:subject") in properties}


@pytest.mark.parametrize("chosen", SELECTIONS, ids=str)
def test_no_claim_comes_without_its_grounds(dataset: bytes, chosen: Selection) -> None:
    """Its passages and sources are whole, and what it mentions has its label."""
    everything, picked = about(dataset), about(select(dataset, chosen))

    found = [node for node in picked if expand("rdf:subject") in picked[node]]
    assert found
    for claim in found:
        grounds = [
            ground
            for name in ("alskg:statedIn", "alskg:accordingTo")
            for ground in picked[claim].get(expand(name), ())
        ]
        assert grounds
        assert all(picked[ground] == everything[ground] for ground in grounds)
        for values in picked[claim].values():
            for value in values & everything.keys():
                assert expand("rdfs:label") in picked[value]


@pytest.mark.parametrize("chosen", SELECTIONS, ids=str)
def test_a_selection_is_a_part(dataset: bytes, chosen: Selection) -> None:
    """Sorted, and nothing in it that the graph does not say."""
    lines = select(dataset, chosen).splitlines()

    assert lines == sorted(set(lines))
    assert set(lines) < set(dataset.splitlines())


def test_kinds_are_kinds(dataset: bytes) -> None:
    """Claims of other kinds may be mentioned, by their label, but are not there."""
    picked = select(dataset, Selection(kinds=["CaseShareClaim"]))
    kinds = [about(picked)[claim][expand("rdf:type")] for claim in claims(picked)]

    assert len(kinds) == len(claims(picked)) > 3
    assert all(kind == {expand("alskg:CaseShareClaim")} for kind in kinds)


def test_what_is_near_is_a_claim_away(dataset: bytes) -> None:
    """At one step, the claims that the thing is an end of; at two, those of their other ends."""
    one = claims(select(dataset, Selection(focus=[SOD1])))
    two = claims(select(dataset, Selection(focus=[SOD1], depth=2)))
    everything = about(dataset)
    ends = (expand("rdf:subject"), expand("rdf:object"))

    assert one == {
        node
        for node in claims(dataset)
        if any(SOD1 in everything[node].get(end, ()) for end in ends)
    }
    assert one < two < claims(dataset)


def test_everything_is_everything(dataset: bytes) -> None:
    """An empty selection leaves nothing out."""
    assert select(dataset, Selection()) == dataset


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        (Selection(layers=["pages"]), "no layer 'pages'.* Did you mean 'page'"),
        (Selection(kinds=["CaseShare"]), "no kind of claim 'CaseShare'.* Did you mean 'CaseShare"),
        (Selection(kinds=["Gene"]), "no kind of claim 'Gene'"),
    ],
)
def test_a_slip_is_named(dataset: bytes, chosen: Selection, said: str) -> None:
    """With what there is."""
    with pytest.raises(UnknownTerm, match=said):
        select(dataset, chosen)
