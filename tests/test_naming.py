"""What a person means by a name."""

import pytest
from page_fixtures import engine

from alskg.catalogue import Parameter
from alskg.errors import UnknownTerm
from alskg.naming import bound, resolve
from alskg.terms import BASE, expand


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("gene:ABC1", "gene/ABC1"),
        (f"{BASE}gene/ABC1", "gene/ABC1"),
        ("ABC1", "gene/ABC1"),
        ("abc1", "gene/ABC1"),
        (" Marble Fingers ", "condition/marble"),
        ("mf", "condition/marble"),
        ("marble-onset", "claim/marble-onset"),
        ("Marble fingers: age at onset", "claim/marble-onset"),
        ("section:causes", "section/causes"),
        ("causes-1", "passage/causes-1"),
    ],
)
def test_a_slug_a_curie_an_iri_and_a_label_all_do(name: str, expected: str) -> None:
    """Case does not count where nothing has the name as written."""
    assert resolve(engine(), name) == BASE + expected


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("ABC11", "Nothing in the graph is called 'ABC11'. Did you mean 'ABC1'?"),
        ("gene:ABC11", "Did you mean 'gene:ABC1'?"),
        ("zzzzzz", "Nothing in the graph is called 'zzzzzz'."),
        ("alskg:Gene", "Nothing in the graph is called 'alskg:Gene'."),
        ("XYZ2", "more than one thing: condition:XYZ2, gene:XYZ2. Say which."),
        ("", "Nothing in the graph is called ''."),
    ],
)
def test_what_is_unknown_or_ambiguous_is_not_guessed(name: str, message: str) -> None:
    """The message suggests the nearest, or lists the candidates."""
    with pytest.raises(UnknownTerm) as refusal:
        resolve(engine(), name)

    assert message in str(refusal.value)


def test_the_subject_of_the_graph_comes_before_its_frame() -> None:
    """A gene wins over a section of the same slug."""
    more = (
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
        f'<{BASE}gene/causes> rdfs:label "CAUSES"@en .'
    )

    assert resolve(engine(more), "causes") == f"{BASE}gene/causes"


MAPPINGS = """
PREFIX alskg: <https://w3id.org/alskg/ontology#>
PREFIX sssom: <https://w3id.org/sssom/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX gene: <https://w3id.org/alskg/gene/>
<urn:m1> a alskg:Mapping ; sssom:subject_id gene:ABC1 ;
  sssom:predicate_id skos:exactMatch ; sssom:object_id <{one}> .
<urn:m2> a alskg:Mapping ; sssom:subject_id gene:XYZ2 ; sssom:predicate_modifier "Not" ;
  sssom:predicate_id skos:exactMatch ; sssom:object_id <{one}> .
<urn:m3> a alskg:Mapping ; sssom:subject_id gene:ABC1 , gene:XYZ2 ;
  sssom:predicate_id skos:exactMatch ; sssom:object_id <{two}> .
<urn:m4> a alskg:Mapping ; sssom:subject_id gene:ABC1 ;
  sssom:predicate_id skos:closeMatch ; sssom:object_id <{three}> .
""".format(one=expand("HGNC:1"), two=expand("HGNC:2"), three=expand("HGNC:3"))


def test_an_identifier_elsewhere_stands_for_the_thing_that_is_exactly_it() -> None:
    """As a CURIE or as an IRI; a denied match and one that is only close do not count."""
    assert resolve(engine(MAPPINGS), "HGNC:1") == f"{BASE}gene/ABC1"
    assert resolve(engine(MAPPINGS), expand("HGNC:1")) == f"{BASE}gene/ABC1"
    with pytest.raises(UnknownTerm, match="more than one thing: gene:ABC1, gene:XYZ2"):
        resolve(engine(MAPPINGS), "HGNC:2")
    with pytest.raises(UnknownTerm, match="Nothing in the graph is called 'HGNC:3'"):
        resolve(engine(MAPPINGS), "HGNC:3")


CLASSES = """
PREFIX alskg: <https://w3id.org/alskg/ontology#>
PREFIX rdfs:  <http://www.w3.org/2000/01/rdf-schema#>
PREFIX gene:  <https://w3id.org/alskg/gene/>
PREFIX condition: <https://w3id.org/alskg/condition/>
alskg:Gene rdfs:subClassOf alskg:Cause .
alskg:Disease rdfs:subClassOf alskg:Condition .
gene:ABC1 a alskg:Gene .
gene:XYZ2 a alskg:Gene .
condition:XYZ2 a alskg:Disease .
"""


@pytest.mark.parametrize(
    ("name", "class_name", "expected"),
    [
        ("XYZ2", "Gene", "gene/XYZ2"),
        ("XYZ2", "Condition", "condition/XYZ2"),
        ("xyz2", "Gene", "gene/XYZ2"),
        ("gene:ABC1", "Gene", "gene/ABC1"),
    ],
)
def test_a_class_tells_apart_what_has_one_name(name: str, class_name: str, expected: str) -> None:
    """Only things of it are meant."""
    assert resolve(engine(CLASSES), name, class_name) == BASE + expected


@pytest.mark.parametrize(
    ("name", "class_name", "message"),
    [
        ("ABC11", "Gene", "No Gene in the graph is called 'ABC11'. Did you mean 'ABC1'?"),
        ("gene:ABC11", "Gene", "No Gene in the graph is called 'gene:ABC11'. Did you mean"),
        ("ABC1", "Condition", "A Condition is wanted here, and 'ABC1' is gene:ABC1."),
        ("gene:ABC1", "Condition", "A Condition is wanted here, and 'gene:ABC1' is gene:ABC1."),
    ],
)
def test_a_thing_of_another_class_is_not_taken(name: str, class_name: str, message: str) -> None:
    """It would give an empty answer without a word."""
    with pytest.raises(UnknownTerm) as refusal:
        resolve(engine(CLASSES), name, class_name)

    assert message in str(refusal.value)


def test_any_stands_for_every_thing_where_the_query_can_answer_for_all() -> None:
    """The class is the default then; a thing of it goes by any of its names."""
    every = Parameter("gene", "entity", default="alskg:Gene", class_name="Gene")
    one = Parameter("gene", "entity", default="gene:ABC1", class_name="Gene")

    assert bound(engine(CLASSES), "Any", every).value == expand("alskg:Gene")
    assert bound(engine(CLASSES), "alskg:Gene", every).value == expand("alskg:Gene")
    assert bound(engine(CLASSES), "abc1", every).value == f"{BASE}gene/ABC1"
    assert bound(engine(CLASSES), 3, Parameter("most", "integer")).value == "3"
    with pytest.raises(UnknownTerm):
        bound(engine(CLASSES), "any", one)
