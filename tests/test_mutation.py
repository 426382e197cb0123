"""Planted faults are noticed: by the shape, the check, the example or the answer that should.

`benchmarks/mutation.py` tries them all; here every fault is planted once, and of the weaker shapes
and checks a part is tried. What nothing notices stands in fixtures/mutation_survivors.tsv.
"""

from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from mutants import answers, check_mutants, data_mutants, listed_mutants, relaxations
from mutants.constraints import Index
from mutants.listed_mutants import World
from mutants.register import Score, read_register
from mutants.relaxations import Rulebook

from alskg import shapes
from alskg.compile import open_build
from alskg.terms import expand

ROOT = Path(__file__).resolve().parent.parent
REGISTER = read_register()
EVERY_NTH = 5


@pytest.fixture(scope="module")
def layers() -> shapes.Layers:
    """Return the layers of the project's graph."""
    return shapes.read_layers(open_build().path_nquads)


@pytest.fixture(scope="module")
def world(layers: shapes.Layers) -> World:
    """Return the graph, to be damaged and repaired."""
    return World(layers)


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    """Return the shapes."""
    return Rulebook()


@pytest.fixture(scope="module")
def data(world: World) -> Index:
    """Return the union of the layers."""
    return Index(world.triples())


@pytest.fixture(scope="module")
def planted(world: World, rulebook: Rulebook, data: Index) -> list[data_mutants.DataMutant]:
    """Return a fault for each operator and constraint, at one node each."""
    listed = listed_mutants.read_listed()
    derived = data_mutants.derived_mutants(rulebook.whole, data, sample=1)
    return derived + listed_mutants.shape_mutants(world, rulebook.whole, listed, nodes=1)


# -- faults in the graph


def test_a_fault_is_planted_for_every_constraint_and_check(
    planted: list[data_mutants.DataMutant], world: World, rulebook: Rulebook
) -> None:
    """A new constraint gets its fault from its parameter, or one in fixtures/mutations.ru."""
    listed = listed_mutants.read_listed()

    assert data_mutants.unbroken(rulebook.whole, planted, ()) == []
    assert listed_mutants.unlisted_checks(listed) == set()
    assert listed_mutants.homeless(world, rulebook.whole, listed) == []


def test_every_fault_is_reported_by_the_shape_that_is_meant_for_it(
    planted: list[data_mutants.DataMutant], data: Index
) -> None:
    """On the real graph, and for the very node."""
    groups = data_mutants.packed(planted)

    left = {one.name for one in data_mutants.survivors(groups, data, shapes.shapes_text())}

    assert left == REGISTER["data"].keys()


def test_every_fault_is_reported_by_the_check_that_is_meant_for_it(world: World) -> None:
    """As are cycles, duplicate labels, dangling names and whatever else needs more than a shape."""
    assert listed_mutants.check_survivors(world, listed_mutants.read_listed(), nodes=1) == []


def test_a_fault_that_no_shape_looks_for_survives(
    planted: list[data_mutants.DataMutant], data: Index, rulebook: Rulebook
) -> None:
    """The measure can fail: without labels' shape, faults in labels go unnoticed."""
    label = "https://w3id.org/alskg/ontology#ThingShape-label"
    some = [one for one in planted if one.constraint.shape.value == label]
    owner = ox.NamedNode(expand("alskg:ThingShape"))
    without = {one for one in rulebook.whole.triples if one.subject != owner}
    text = (ox.serialize(without, format=ox.RdfFormat.N_TRIPLES) or b"").decode()

    left = list(data_mutants.survivors([[one] for one in some], data, text))

    assert len(some) == 5
    assert left == some


def test_a_damaged_world_is_repaired(world: World) -> None:
    """Each fault is planted in the graph as it is."""
    mutant = listed_mutants.read_listed()[0]
    before = set(world.store)

    with world.damaged(mutant, world.nodes(mutant, 1)[0]) as (gone, new):
        assert gone
        assert new
        assert set(world.store) == (before - gone) | new

    assert set(world.store) == before


# -- weaker shapes and checks


@pytest.fixture(scope="module")
def project(layers: shapes.Layers) -> str:
    """Return the graph for a SHACL engine."""
    triples = set[ox.Triple]().union(*layers.values())
    return (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()


def test_a_weaker_shape_is_noticed(rulebook: Rulebook, project: str) -> None:
    """Each constraint has the example that needs it, and needs all of it."""
    mutants = relaxations.shape_mutants(rulebook)

    left = {
        one.name
        for one in mutants[::EVERY_NTH]
        if one.name not in REGISTER["shape"] and relaxations.survives(one, rulebook, project)
    }

    assert left == set()
    assert {one.name for one in mutants} >= REGISTER["shape"].keys()


def test_a_change_that_is_none_is_not_noticed(rulebook: Rulebook, project: str) -> None:
    """The judge is fair: the shapes as they are pass every example."""
    mutant = replace(
        relaxations.shape_mutants(rulebook)[0], gone=frozenset(), new=frozenset(), change="nothing"
    )

    assert relaxations.survives(mutant, rulebook, project)


def test_a_check_with_a_condition_less_is_noticed(world: World) -> None:
    """Each condition of a check has the example that needs it, or stands in the register."""
    mutants, listed = check_mutants.check_mutants(), listed_mutants.read_listed()

    left = {
        one.name
        for one in mutants[::EVERY_NTH]
        if one.name not in REGISTER["check"] and check_mutants.survives(one, world, listed)
    }

    assert left == set()
    assert {one.name for one in mutants} >= REGISTER["check"].keys()


# -- claims


def test_every_claim_shows_in_a_golden_answer() -> None:
    """Without it some stored question would be answered in another way, but for a listed few."""
    asked = answers.Answers(open_build().path_nquads)

    assert set(asked.hidden()) <= REGISTER["claim"].keys()


def test_without_questions_no_claim_shows() -> None:
    """The measure can fail."""
    asked = answers.Answers(open_build().path_nquads)
    some = answers.claims(asked.engine.store)[::100]

    asked.questions = []

    assert len(asked.hidden(some)) == len(some)


# -- the register


def test_the_register_gives_reasons_and_the_documentation_names_all() -> None:
    """A survivor without a reason is a hole."""
    text = (ROOT / "docs" / "mutation.md").read_text(encoding="utf-8")

    for kind, known in REGISTER.items():
        assert all(reason.endswith(".") for reason in known.values()), kind
        assert [name for name in known if f"`{name}`" not in text] == []


def test_a_score_knows_its_bar() -> None:
    """Nineteen of twenty are 95 percent."""
    score = Score("x", 20, ("one",), 95.0)

    assert score.is_met
    assert not Score("x", 20, ("one", "two"), 95.0).is_met
    assert Score("x", 20, ("one", "two")).is_met
    assert score.row() == "| x | 20 | 19 | 95.0 % | 95 % |"
