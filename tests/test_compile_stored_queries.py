"""The stored queries are data, too: SHACL executables with their parameters and columns."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from alskg.compile.stored_queries import query_triples
from alskg.terms import BASE, expand

TEXT = """\
#+ title: "Which things are there?"
#+ summary: "Things by kind."
#+ tags: [graph]
#+ for: [engineer]
#+ layer: page
#+ parameters:
#+   gene: {type: entity, class: Gene, default: "alskg:Gene", example: FUS, text: "one gene"}
#+   any: {type: iri, example: "MONDO:0004976"}
#+   most: {type: integer, default: 3, example: 4}
#+ columns:
#+   - thing: "the thing"
#+   - gene: "its gene"

SELECT ?thing ?gene WHERE { ?thing ?any ?gene FILTER (?most > 0) } ORDER BY ?thing
"""


@pytest.fixture
def described(tmp_path: Path) -> set[ox.Triple]:
    """Return the triples about one query."""
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / "things.rq").write_text(TEXT, encoding="utf-8")
    return query_triples(tmp_path)


def values(described: set[ox.Triple], subject: str, predicate: str) -> set[str]:
    """Return what is said of a node."""
    return {
        triple.object.value
        for triple in described
        if triple.subject == ox.NamedNode(BASE + subject)
        and triple.predicate.value == expand(predicate)
        and isinstance(triple.object, ox.NamedNode | ox.Literal)
    }


def test_a_query_is_described_as_sib_does(described: set[ox.Triple]) -> None:
    """With its text, without the header."""
    one = "query/things"

    assert values(described, one, "rdf:type") == {
        expand("sh:SPARQLExecutable"),
        expand("sh:SPARQLSelectExecutable"),
    }
    assert values(described, one, "rdfs:comment") == {"Things by kind."}
    assert values(described, one, "schema:keywords") == {"graph"}
    assert values(described, one, "schema:audience") == {"engineer"}
    assert values(described, one, "schema:target") == {f"{BASE}sparql"}
    assert values(described, one, "sh:prefixes") == {f"{BASE}prefixes"}
    assert values(described, one, "sh:select") == {TEXT[TEXT.index("SELECT") :]}


def test_parameters_are_described_as_shacl_describes_those_of_its_functions(
    described: set[ox.Triple],
) -> None:
    """The path ends in the name of the variable; a default makes one optional."""
    gene, other, most = (f"query/things#parameter-{name}" for name in ("gene", "any", "most"))

    assert values(described, "query/things", "sh:parameter") == {
        BASE + gene,
        BASE + other,
        BASE + most,
    }
    assert values(described, gene, "sh:path") == {f"{BASE}query/things#gene"}
    assert values(described, gene, "sh:name") == {"gene"}
    assert values(described, gene, "sh:class") == {expand("alskg:Gene")}
    assert values(described, gene, "sh:description") == {"one gene"}
    assert values(described, gene, "sh:optional") == {"true"}
    assert values(described, other, "sh:optional") == {"false"}
    assert values(described, other, "sh:nodeKind") == {expand("sh:IRI")}
    assert values(described, other, "skos:example") == {"MONDO:0004976"}
    assert values(described, most, "sh:datatype") == {expand("xsd:integer")}


def test_columns_are_described_in_their_order(described: set[ox.Triple]) -> None:
    """As the variables of a dataset."""
    thing, gene = (f"query/things#column-{name}" for name in ("thing", "gene"))

    assert values(described, "query/things", "schema:variableMeasured") == {
        BASE + thing,
        BASE + gene,
    }
    assert values(described, thing, "schema:position") == {"1"}
    assert values(described, gene, "schema:position") == {"2"}
    assert values(described, gene, "schema:description") == {"its gene"}
