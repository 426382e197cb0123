"""The graph and ontologies together: in the shell, in Python, and what stored queries need."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from ontology_fixtures import HPO, MONDO, SMALL, real

import alskg
from alskg.cli import main
from alskg.errors import InputError, MissingPart
from alskg.kg import KnowledgeGraph
from alskg.ontologies import together


@pytest.fixture(scope="module")
def kg() -> KnowledgeGraph:
    """Return the graph together with the small ontologies."""
    return alskg.load(with_=[SMALL / "hp.obo", SMALL / "mondo.json"])


def test_each_ontology_has_a_graph_of_its_own(kg: KnowledgeGraph) -> None:
    """Named after its prefix; a plain query sees it with all the rest."""
    rows = kg.query(
        "SELECT ?g ?o { GRAPH ?g { HP:0001260 rdfs:subClassOf ?o } HP:0001260 rdfs:label ?l }"
    )

    assert [[str(cell) for cell in row] for row in rows] == [
        ["https://w3id.org/alskg/graph/HP", "http://purl.obolibrary.org/obo/HP_0000707"]
    ]
    assert kg.stats()["triples_by_graph"]["graph:MONDO"] > 10


def test_terms_are_found_and_described(kg: KnowledgeGraph) -> None:
    """By label, synonym and identifier, which without the ontology means the thing of ours."""
    assert kg.search("dysarthric speech")[0].curie == "HP:0001260"
    assert kg.search("HP:0002380")[-1].curie == "HP:0002380"
    assert "HP:0001260" in kg.describe("HP:0001260")
    assert kg["motor neuron disorder"].curie == "MONDO:0020128"
    assert KnowledgeGraph()["HP:0001260"].curie == "phenotype:dysarthria"


def test_our_own_things_keep_their_names(kg: KnowledgeGraph) -> None:
    """A label that an ontology has too still means the thing of ours."""
    assert kg["amyotrophic lateral sclerosis"].curie == "condition:als"


def test_a_query_says_what_it_needs(kg: KnowledgeGraph) -> None:
    """In Python and in the shell, with exit status 3 and the command to type."""
    assert len(kg.query("signs_under_hpo_term")) == 2
    with pytest.raises(MissingPart, match="needs HP"):
        KnowledgeGraph().query("signs_under_hpo_term")

    result = CliRunner().invoke(
        main, ["query", "below_mondo_term", "--with", str(SMALL / "hp.obo")]
    )
    assert result.exit_code == 3
    assert "alskg query below_mondo_term --with mondo.obo" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["query", "als_types_beyond_the_page", "-f", "csv"], "MONDO_0011632"),
        (["search", "motor neuron disorder"], "MONDO:0020128"),
        (["describe", "MONDO:0020128"], "motor neuron disorder"),
        (["stats"], "graph:MONDO"),
    ],
)
def test_every_reading_command_takes_ontologies(arguments: list[str], expected: str) -> None:
    """`--with FILE`."""
    result = CliRunner().invoke(main, [*arguments, "--with", str(SMALL / "mondo.json")])

    assert (result.exit_code, result.stderr) == (0, "")
    assert expected in result.stdout


def test_the_second_question_parses_nothing(tmp_path: Path) -> None:
    """The file is made once for what it is made of; a change makes another one."""
    dataset = tmp_path / "dataset.nq"
    dataset.write_text("<x:s> <x:p> <x:o> <x:g> .\n")
    ontology = tmp_path / "hp.obo"
    ontology.write_bytes((SMALL / "hp.obo").read_bytes())
    folder = tmp_path / "with"
    said: list[str] = []

    first = together(dataset, [ontology], folder=folder, progress=said.append)
    assert together(dataset, [ontology], folder=folder, progress=said.append) == first
    assert said == ["reading hp.obo"]
    assert first.read_bytes().startswith(dataset.read_bytes())

    for number in range(6):
        dataset.write_text(f"<x:s{number}> <x:p> <x:o> <x:g> .\n")
        assert together(dataset, [ontology], folder=folder) != first
    assert len(list(folder.iterdir())) == 4


def test_a_stored_query_shows_what_it_needs() -> None:
    """`alskg queries NAME`, before anybody is told by an error."""
    result = CliRunner().invoke(main, ["queries", "signs_under_hpo_term"])

    assert "Needs\n  HP: load a file of it with --with" in result.stdout


def test_a_file_that_is_not_there_is_named() -> None:
    """As for every other input."""
    with pytest.raises(InputError, match=r"Cannot read absent\.obo"):
        alskg.load(with_=["absent.obo"])


@pytest.mark.slow
def test_the_questions_on_the_real_files() -> None:
    """What they are for."""
    hpo = alskg.load(with_=[real(HPO)])
    signs = {str(row.sign) for row in hpo.query("signs_under_hpo_term")}
    branches = {str(row.branchLabel): int(row.signs) for row in hpo.query("signs_by_body_system")}
    assert {"slurred speech", "muscle twitching", "difficulty swallowing"} <= signs
    assert branches["Abnormality of the musculoskeletal system"] > 5
    assert len(hpo.query("signs_in_plain_words")) > 20

    mondo = alskg.load(with_=[real(MONDO)])
    below = mondo.query("below_mondo_term")
    types = {str(row.label) for row in mondo.query("als_types_beyond_the_page")}
    assert len(below) > 100
    assert "amyotrophic lateral sclerosis type 21" in types
    assert json.dumps([str(row.condition) for row in below if row.condition]).count("ALS") > 10
