"""The façade: rows as Python values, things by name, descriptions, and what goes wrong."""

import copy
import csv
import io
import json
import pickle
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

import alskg
from alskg.compile import compile_dataset
from alskg.engine.results import Term
from alskg.errors import (
    InputError,
    MissingPart,
    QueryError,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    UnknownQuery,
    UnknownTerm,
    UnsupportedFormat,
)
from alskg.kg import IRI, KnowledgeGraph, Result
from alskg.kg.values import Value, value
from alskg.shapes import Finding, Report

XSD = "http://www.w3.org/2001/XMLSchema#"
GENES = "SELECT ?gene ?name WHERE { ?gene a alskg:Gene ; rdfs:label ?name } ORDER BY ?gene"
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def kg(small_root: Path, tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    """Return the small graph."""
    return KnowledgeGraph(compile_dataset(small_root, tmp_path_factory.mktemp("build")))


# -- values


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (Term("iri", "https://w3id.org/alskg/gene/SOD1"), IRI("https://w3id.org/alskg/gene/SOD1")),
        (Term("literal", "text"), "text"),
        (Term("literal", "Text", "", "en"), "Text"),
        (Term("literal", "7", XSD + "integer"), 7),
        (Term("literal", "1.10", XSD + "decimal"), Decimal("1.10")),
        (Term("literal", "1e3", XSD + "double"), 1000.0),
        (Term("literal", "true", XSD + "boolean"), True),
        (Term("literal", "0", XSD + "boolean"), False),
        (Term("literal", "2016-03-01", XSD + "date"), date(2016, 3, 1)),
        (Term("literal", "2026-11", XSD + "gYearMonth"), "2026-11"),
        (Term("literal", "seven", XSD + "integer"), "seven"),
        (Term("literal", "yes", XSD + "boolean"), "yes"),
        (Term("literal", "2024-02-30", XSD + "date"), "2024-02-30"),
    ],
)
def test_a_term_is_a_python_value(term: Term, expected: Value) -> None:
    """Numbers, truth values and dates are what they are; what is ill-typed stays text."""
    found = value(term)

    assert found == expected
    assert type(found) is type(expected)


def test_an_iri_is_a_string_with_a_short_form() -> None:
    """It can go wherever a string can, and shows itself by its CURIE."""
    iri = IRI("https://w3id.org/alskg/gene/SOD1")

    assert iri == "https://w3id.org/alskg/gene/SOD1"
    assert (iri.curie, iri.label, repr(iri)) == ("gene:SOD1", "gene:SOD1", "IRI(gene:SOD1)")


# -- queries


def test_rows_have_names(kg: KnowledgeGraph) -> None:
    """A cell can be had by place, by attribute and by name; things know their labels."""
    result = kg.query(GENES)
    row = result[0]

    assert result.variables == ("gene", "name")
    assert len(result) == 3
    assert [each.name for each in result] == ["HUE1", "HUE2", "HUE3"]
    assert row[0] == row.gene == row["gene"] == "https://w3id.org/alskg/gene/HUE1"
    assert (row.gene.curie, row.gene.label) == ("gene:HUE1", "HUE1")
    assert row.as_dict() == {"gene": row.gene, "name": "HUE1"}
    assert result[1:].rows == result.rows[1:]
    with pytest.raises(AttributeError, match=r"no column 'label'\. It has gene, name"):
        _ = row.label


def test_an_unbound_variable_is_none(kg: KnowledgeGraph) -> None:
    """OPTIONAL leaves cells empty."""
    result = kg.query("SELECT ?x ?y WHERE { BIND (1 AS ?x) OPTIONAL { ?x rdfs:label ?y } }")

    assert list(result) == [(1, None)]
    assert result.to_csv().splitlines() == ["x,y", "1,"]


def test_an_answer_may_be_empty(kg: KnowledgeGraph) -> None:
    """No row is an answer too: the columns are still there."""
    result = kg.query("SELECT ?x WHERE { ?x a alskg:Mapping ; a alskg:Gene }")

    assert (len(result), result.variables, list(result)) == (0, ("x",), [])
    assert result.to_csv() == "x\r\n"


def test_an_answer_may_be_cut(kg: KnowledgeGraph) -> None:
    """With a limit, every way out has the first rows only."""
    result = kg.query(GENES, limit=1)

    assert len(result) == len(result.rows) == 1
    assert len(json.loads(result.to_json())["results"]["bindings"]) == 1
    assert len(result.to_csv().splitlines()) == 2


def test_rows_go_out_as_csv_and_json(kg: KnowledgeGraph, tmp_path: Path) -> None:
    """In the W3C's formats, as text and into files."""
    result = kg.query(GENES)

    written = list(csv.DictReader(io.StringIO(result.to_csv(tmp_path / "genes.csv"))))
    document = json.loads(result.to_json(tmp_path / "genes.json"))

    assert written[0] == {"gene": "https://w3id.org/alskg/gene/HUE1", "name": "HUE1"}
    assert document["head"]["vars"] == ["gene", "name"]
    assert (tmp_path / "genes.csv").read_bytes().decode() == result.to_csv()
    assert (tmp_path / "genes.json").read_text() == result.to_json()
    assert result.to_dicts()[2]["name"] == "HUE3"


def test_rows_go_out_as_pandas(kg: KnowledgeGraph) -> None:
    """A data frame with plain strings for things."""
    pandas = pytest.importorskip("pandas", reason="pandas is optional: pip install pandas")

    frame = kg.query(GENES).to_pandas()

    assert isinstance(frame, pandas.DataFrame)
    assert list(frame.columns) == ["gene", "name"]
    assert list(frame["name"]) == ["HUE1", "HUE2", "HUE3"]


def test_rows_go_out_as_polars(kg: KnowledgeGraph) -> None:
    """The same for polars."""
    pytest.importorskip("polars", reason="polars is optional: pip install polars")

    frame = kg.query(GENES).to_polars()

    assert frame["name"].to_list() == ["HUE1", "HUE2", "HUE3"]


@pytest.fixture(scope="module")
def typed(kg: KnowledgeGraph) -> Result:
    """Return an answer with a column of each kind, without its values in the second row."""
    return kg.query(TYPED)


TYPED = """SELECT ?thing ?whole ?full ?part ?yes ?sure ?day ?time ?word ?none ?mixed WHERE {
  VALUES (?full ?sure ?thing ?whole ?part ?yes ?day ?time ?word ?mixed) {
    (1 true gene:HUE1 7 1.10 true "2016-03-01"^^xsd:date "2016-03-01T10:00:00Z"^^xsd:dateTime "a" 1)
    (2 false UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF "b")
  }
} ORDER BY ?full"""


def test_columns_of_pandas_have_types(typed: Result) -> None:
    """Numbers can be calculated with and dates compared, also where some are missing."""
    pandas = pytest.importorskip("pandas", reason="pandas is optional: pip install pandas")

    frame = typed.to_pandas(names="curies")
    types = {name: str(type_) for name, type_ in frame.dtypes.items()}

    assert {
        "whole": "Int64",
        "full": "int64",
        "part": "float64",
        "yes": "boolean",
        "sure": "bool",
        "mixed": "object",
    }.items() <= types.items()
    assert pandas.api.types.is_datetime64_any_dtype(frame["day"])
    assert pandas.api.types.is_datetime64_any_dtype(frame["time"])
    assert (frame["part"].sum(), frame["full"].sum(), frame["day"][0].year) == (1.1, 3, 2016)
    assert frame["thing"][0] == "gene:HUE1"
    assert frame["none"].isna().all()
    assert frame.isna().iloc[1].sum() == 8


def test_columns_of_polars_have_types(typed: Result) -> None:
    """The same for polars, where a column has one type: what is mixed is text."""
    pytest.importorskip("polars", reason="polars is optional: pip install polars")

    frame = typed.to_polars(names="labels")
    types = {name: str(type_).partition("(")[0] for name, type_ in frame.schema.items()}

    assert types == {
        "thing": "String",
        "whole": "Int64",
        "full": "Int64",
        "part": "Float64",
        "yes": "Boolean",
        "sure": "Boolean",
        "day": "Date",
        "time": "Datetime",
        "word": "String",
        "none": "String",
        "mixed": "String",
    }
    assert frame["thing"].to_list() == ["HUE1", None]
    assert frame["mixed"].to_list() == ["1", "b"]
    assert frame["part"].to_list() == [1.1, None]


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_an_empty_answer_is_an_empty_frame(kg: KnowledgeGraph, library: str) -> None:
    """With its columns."""
    pytest.importorskip(library, reason=f"{library} is optional: pip install {library}")

    frame = getattr(kg.query(GENES)[:0], f"to_{library}")()

    assert (len(frame), list(frame.columns)) == (0, ["gene", "name"])


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_number_too_large_for_a_frame_is_kept(library: str) -> None:
    """As it is, rather than wrapped or rounded."""
    pytest.importorskip(library, reason=f"{library} is optional: pip install {library}")

    cell = {"type": "literal", "value": str(2**70), "datatype": XSD + "integer"}
    answer = {"head": {"vars": ["n"]}, "results": {"bindings": [{"n": cell}]}}

    frame = getattr(Result(json.dumps(answer).encode()), f"to_{library}")()

    assert str(frame["n"][0]) == str(2**70)


def test_things_go_by_names_that_people_choose(kg: KnowledgeGraph) -> None:
    """IRIs for programs, CURIEs or labels for people; another choice is refused."""
    result = kg.query(GENES, limit=1)
    wrong: Any = "label"

    assert result.to_csv(names="curies") == "gene,name\r\ngene:HUE1,HUE1\r\n"
    assert result.to_csv(names="labels") == "gene,name\r\nHUE1,HUE1\r\n"
    assert result.to_markdown(names="curies").endswith("| gene:HUE1 | HUE1 |\n")
    assert result.to_markdown() == "| gene | name |\n| --- | --- |\n| HUE1 | HUE1 |\n"
    with pytest.raises(InputError, match="iris, curies, labels, and not by 'label'"):
        result.to_csv(names=wrong)


def test_rows_go_out_as_a_page(kg: KnowledgeGraph, tmp_path: Path) -> None:
    """A whole document, with labels as links."""
    page = kg.query(GENES).to_html(tmp_path / "genes.html", title="Genes & names")

    assert page.startswith("<!DOCTYPE html>")
    assert "<title>Genes &amp; names</title>" in page
    assert '<a href="https://w3id.org/alskg/gene/HUE1">HUE1</a>' in page
    assert (tmp_path / "genes.html").read_text() == page


def test_an_answer_is_a_sequence(kg: KnowledgeGraph) -> None:
    """It can be cut, compared, asked for a column, and is false where it is empty."""
    result = kg.query(GENES)

    assert result["name"] == ["HUE1", "HUE2", "HUE3"]
    assert result[:2] == kg.query(GENES, limit=2) != result
    assert hash(result) == hash(kg.query(GENES))
    assert [row.name for row in result[::-1]] == ["HUE3", "HUE2", "HUE1"]
    assert result
    assert not result[:0]
    assert result != list(result)
    with pytest.raises(KeyError, match=r"no column 'label'\. It has gene, name"):
        _ = result["label"]
    with pytest.raises(KeyError, match=r"no column 'label'\. It has gene, name"):
        _ = result[0]["label"]
    with pytest.raises(IndexError):
        _ = result[3]


def test_columns_complete(kg: KnowledgeGraph) -> None:
    """They are among the names that a row has; one that clashes goes by its name in brackets."""
    row = kg.query("SELECT (3 AS ?count) (4 AS ?other) {}")[0]

    assert {"count", "other", "as_dict"} <= set(dir(row))
    assert (row["count"], row.other) == (3, 4)
    assert "HUE1" in kg._ipython_key_completions_()
    assert not [name for name in kg._ipython_key_completions_() if name not in kg]


@pytest.mark.parametrize("again", [lambda x: pickle.loads(pickle.dumps(x)), copy.deepcopy])  # noqa: S301
def test_answers_can_be_copied_and_pickled(kg: KnowledgeGraph, again: Callable[[Any], Any]) -> None:
    """For caches and other processes; things keep their labels."""
    result = kg.query(GENES)

    assert again(result) == result
    assert again(result)[0].gene.label == "HUE1"
    assert again(result[0]) == result[0]
    assert again(result[0]).name == "HUE1"
    assert (again(result[0].gene), again(result[0].gene).label) == (result[0].gene, "HUE1")
    assert again(kg["HUE1"]) == kg["HUE1"]
    assert again(kg.trace("HUE1")) == kg.trace("HUE1")


def test_a_terminal_shows_a_table(kg: KnowledgeGraph) -> None:
    """Things by label, the number of rows below; what is long is cut."""
    assert repr(kg.query(GENES)[:2]) == "gene  name\nHUE1  HUE1\nHUE2  HUE2\n[2 rows]"
    assert repr(kg.query(GENES)[:1]).endswith("[1 row]")
    assert repr(kg.query(GENES)[0]) == "Row(gene=IRI(gene:HUE1), name='HUE1')"
    long = repr(kg.query(f'SELECT ("{"a b " * 30}" AS ?x) {{ VALUES ?n {{ {"1 " * 21} }} }}'))
    assert len(long.splitlines()) == 22
    assert long.endswith("[21 rows, the first 20 are shown]")
    assert max(map(len, long.splitlines())) == 40


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_missing_library_is_named(
    kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    """The message says what to install."""

    def absent(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr("alskg.kg.frames.import_module", absent)

    with pytest.raises(MissingPart, match=f"pip install {library}"):
        getattr(kg.query(GENES), f"to_{library}")()


def test_a_notebook_shows_a_table(kg: KnowledgeGraph) -> None:
    """Things by label, linked; markup in data stays text."""
    shown = kg.query(
        'SELECT ?gene ("<b>" AS ?markup) WHERE { BIND (gene:HUE1 AS ?gene) }'
    )._repr_html_()

    assert '<a href="https://w3id.org/alskg/gene/HUE1" title="gene:HUE1">HUE1</a>' in shown
    assert "<b>" not in shown
    assert "&lt;b&gt;" in shown


def test_a_notebook_sets_numbers_flush_right(kg: KnowledgeGraph) -> None:
    """As people compare them; a long answer is cut, and says so."""
    result = kg.query("SELECT ?n ?w { VALUES (?n ?w) { " + '(1 "w")' * 51 + " } }")

    assert '<td style="text-align: right">1</td><td style="text-align: left">w</td>' in (
        result._repr_html_()
    )
    assert result._repr_html_().count("<tr>") == 51
    assert "<p>1 more row</p>" in result._repr_html_()
    assert '<td style="text-align: left">n</td>' in result[0]._repr_html_()


def test_the_answer_to_ask_is_a_truth_value(kg: KnowledgeGraph) -> None:
    """ASK has a method of its own, and each method says which one to use instead."""
    assert kg.ask("ASK { gene:HUE1 a alskg:Gene }") is True
    assert kg.ask("ASK { gene:HUE1 a alskg:Phenotype }") is False
    with pytest.raises(QueryError, match=r"kg\.ask"):
        len(kg.query("ASK {}"))
    with pytest.raises(QueryError, match=r"kg\.query"):
        kg.ask(GENES)
    with pytest.raises(QueryError, match=r"a query for kg\.construct\(\): its form is DESCRIBE"):
        kg.query("DESCRIBE gene:HUE1")
    with pytest.raises(QueryError, match=r"kg\.ask"):
        kg.construct("ASK {}")


def test_an_unknown_query_is_answered_for_python(kg: KnowledgeGraph) -> None:
    """The options of the shell are no help there."""
    with pytest.raises(UnknownQuery, match=r"Did you mean 'gene_case_shares'\?") as caught:
        kg.query("gene_shars")

    assert "-q" not in str(caught.value)


def test_what_is_no_text_is_said_so(kg: KnowledgeGraph) -> None:
    """Rather than that some pattern could not be matched."""
    number: Any = 3
    with pytest.raises(InputError, match=r"A query is a string, and 3 is of type int\."):
        kg.query(number)
    with pytest.raises(InputError, match="A name is a string"):
        kg[number]
    with pytest.raises(InputError, match="search"):
        kg.search(number)


def test_construct_gives_a_graph(kg: KnowledgeGraph) -> None:
    """It is rdflib's, with the prefixes of the project."""
    graph = kg.construct("CONSTRUCT { ?s a alskg:Gene } WHERE { ?s a alskg:Gene }")

    assert isinstance(graph, rdflib.Graph)
    assert len(graph) == 3
    assert "gene:HUE1 a alskg:Gene" in graph.serialize(format="turtle")


def test_a_query_may_narrow_the_graphs(kg: KnowledgeGraph) -> None:
    """The union is only where a query starts from."""
    inferred = "SELECT ?o FROM graph:page WHERE { gene:HUE1 alskg:causes ?o }"

    assert len(kg.query(inferred)) == 0
    assert len(kg.query(inferred.replace("FROM graph:page ", ""))) == 1


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("SELECT *", QuerySyntaxError),
        ("SELECT * WHERE { SERVICE <http://localhost:1/> { ?s ?p ?o } }", QueryRefused),
        ("DELETE WHERE { ?s ?p ?o }", QueryError),
        ("no_such_query", UnknownQuery),
    ],
)
def test_a_query_that_cannot_be_answered_is_named(
    kg: KnowledgeGraph, text: str, error: type[QueryError]
) -> None:
    """Each kind of fault has its class."""
    with pytest.raises(error):
        kg.query(text)


def test_a_runaway_query_is_stopped(kg: KnowledgeGraph) -> None:
    """With a time limit it runs in a process of its own, which is ended."""
    with pytest.raises(QueryTimeout):
        kg.query(RUNAWAY, timeout=0.5)

    assert len(kg.query(GENES)) == 3


# -- things


@pytest.mark.parametrize("name", ["HUE1", "hue1", "gene:HUE1", "https://w3id.org/alskg/gene/HUE1"])
def test_a_thing_has_many_names(kg: KnowledgeGraph, name: str) -> None:
    """Slug, CURIE and IRI, in any case."""
    assert kg.resolve(name) == "https://w3id.org/alskg/gene/HUE1"
    assert name in kg


def test_an_unknown_thing_is_named(kg: KnowledgeGraph) -> None:
    """The nearest name is suggested."""
    with pytest.raises(UnknownTerm, match=r"azure diseas.*Did you mean 'azure disease'"):
        kg.resolve("azure diseas")
    assert "azure diseas" not in kg
    assert 7 not in kg


def test_a_thing_knows_what_is_said_of_it(kg: KnowledgeGraph) -> None:
    """Names, claims with their passages, mappings and derived edges, each in its place."""
    gene = kg["HUE1"]

    assert str(gene) == "HUE1 (gene:HUE1)"
    assert gene.types == ("alskg:Gene",)
    assert [(name.text, name.kind) for name in gene.names] == [("HUE1", "approved symbol")]
    assert "HUE1: causes navy condition" in [claim.label for claim in gene.claims]
    assert [target.identifier for target in gene.mappings] == ["HGNC:99999"]
    assert ("has numbered condition", "condition:NAVY1", "numbered condition") in [
        (edge.predicate, edge.object, edge.rule) for edge in gene.edges
    ]


def test_other_names_are_synonyms(kg: KnowledgeGraph) -> None:
    """A name that is not the label is a synonym, and finds the thing."""
    assert kg["azure disease"].synonyms == ("azure disease",)
    assert kg["azure disease"].label == "blue condition"


def test_claims_can_be_chosen(kg: KnowledgeGraph) -> None:
    """By a field or a qualifier, which equals a text in any case or passes a function."""
    claims = kg["blue"].claims
    wrong: Any = 3

    assert [claim.curie for claim in claims.where(modality="unknown")] == [
        "claim:blue-cause-unknown"
    ]
    assert [claim.curie for claim in claims.where(predicate="Causes", requires_also="hue3")] == [
        "claim:light-with-hue3"
    ]
    assert len(claims.where(place=lambda place: "Description" in place)) == 8
    assert claims.where(modality="unknown", object="fading") == ()
    assert isinstance(claims.where(), type(claims))
    with pytest.raises(TypeError, match="modality is compared with a text"):
        claims.where(modality=wrong)


def test_a_thing_knows_where_it_is_said(kg: KnowledgeGraph) -> None:
    """Each sentence and each source once."""
    provenance = kg["navy"].provenance

    places = [passage.place for passage in provenance.passages]
    assert places == list(dict.fromkeys(places))
    assert "Description, sentence 1" in places
    assert str(provenance) == "; ".join([*places, *provenance.sources])
    assert "Description, sentence 1</a>" in provenance._repr_html_()


def test_identifiers_are_the_exact_matches(kg: KnowledgeGraph) -> None:
    """And never those that were rejected."""
    assert kg["HUE1"].identifiers == ("HGNC:99999",)
    assert kg["blue"].identifiers == ()


def test_what_the_graph_gives_shows_itself(kg: KnowledgeGraph) -> None:
    """One line each in a terminal; what it says, and how it is counted."""
    gene = kg["HUE1"]
    (claim,) = kg.trace("claim:blue-fades")

    assert repr(gene).startswith("<gene:HUE1: HUE1, gene; ")
    assert str(claim) == "blue condition has phenotype fading; asserted"
    assert repr(claim) == (
        "<claim:blue-fades: blue condition has phenotype fading; asserted; Description, sentence 3>"
    )
    assert repr(kg.trace("claim:blue-fades")) == (
        "1 claim\n  blue condition has phenotype fading; asserted  [Description, sentence 3]"
    )
    assert repr(kg.search("HUE1", "Gene")) == "1 hit\n  gene:HUE1  HUE1  (HUE1)"
    assert "\n          3  alskg:Gene\n" in repr(kg.stats())


def test_what_the_graph_gives_shows_itself_in_a_notebook(kg: KnowledgeGraph) -> None:
    """Facts, claims with a link to their sentence, and identifiers; markup stays text."""
    shown = kg["HUE1"]._repr_html_()

    assert '<a href="https://w3id.org/alskg/gene/HUE1">gene:HUE1</a>' in shown
    assert ">HUE1 causes navy condition</a>" in shown
    assert '<a href="http://identifiers.org/hgnc/99999">HGNC:99999</a>' in shown
    assert "approved symbol" not in shown
    assert ">not exact match</td>" in kg["blue"]._repr_html_()
    assert "Mappings" not in kg["fading"]._repr_html_()
    assert "Description, sentence 3" in kg.trace("claim:blue-fades")._repr_html_()
    assert ">HUE1</a></td>" in kg.search("HUE1", "Gene")._repr_html_()
    assert ">alskg:Gene</td>" in kg.stats()._repr_html_()


def test_a_report_shows_itself_in_a_notebook() -> None:
    """The answer first, then what was found; markup stays text."""
    finding = Finding("ex:x", "", "", "Not <b>so</b>.", "violation", "ex:Shape", "", file="a.ttl")
    shown = Report.of([finding])._repr_html_()

    assert "<strong>Does not conform</strong> (violation: 1, warning: 0, info: 0)" in shown
    assert "<td>Not &lt;b&gt;so&lt;/b&gt;.</td><td>a.ttl</td>" in shown
    assert "<strong>Conforms</strong>" in Report(())._repr_html_()


def test_an_unknown_thing_is_a_key_that_is_not_there(kg: KnowledgeGraph) -> None:
    """As with any mapping, and with a whole message."""
    with pytest.raises(KeyError) as caught:
        _ = kg["HUE11"]

    assert str(caught.value) == "Nothing in the graph is called 'HUE11'. Did you mean 'HUE1'?"


def test_a_negative_mapping_says_so(kg: KnowledgeGraph) -> None:
    """What was looked at and rejected is shown as such."""
    assert [(target.relation, target.negative) for target in kg["blue"].mappings] == [
        ("exact match", True)
    ]


def test_a_claim_can_be_described(kg: KnowledgeGraph) -> None:
    """Its parts are facts in words."""
    facts = {fact.property: fact.label or fact.value for fact in kg["claim:blue-onset"].facts}

    assert facts["low"] == "40"
    assert facts["unit"] == "year"


def test_a_description_is_made_to_be_read(kg: KnowledgeGraph) -> None:
    """What it is comes first, then names, claims with their places, identifiers, what follows."""
    assert kg.describe("blue") == BLUE


BLUE = """\
blue condition  condition:blue
condition

Names
  azure disease  (exact synonym)

Claims
  navy condition subtype of blue condition; asserted
      claim:navy-is-blue  Description, sentence 1
  HUE1 listed for blue condition; asserted
      claim:hue1-listed  Description, sentence 2
  navy condition, type 1 catalogued for blue condition; asserted
      claim:navy1-catalogued  Description, sentence 2
  has open question what causes it; unknown; question: What brings the blue condition about?
      claim:blue-cause-unknown  Description, sentence 3
  has phenotype fading; asserted
      claim:blue-fades  Description, sentence 3
  has onset age at onset; asserted; figure: 40 to 50 years
      claim:blue-onset  Description, sentence 3
  light causes blue condition; asserted; requires also: HUE3
      claim:light-with-hue3  Description, sentence 3

Mappings
  not exact match  MONDO:9999901  teal family

Derived
  has subtype navy condition  (inverse)
"""


@pytest.mark.parametrize(
    ("format_name", "syntax"),
    [
        ("turtle", ox.RdfFormat.TURTLE),
        ("ntriples", ox.RdfFormat.N_TRIPLES),
        ("jsonld", ox.RdfFormat.JSON_LD),
    ],
)
def test_a_description_can_be_triples(
    kg: KnowledgeGraph, format_name: str, syntax: ox.RdfFormat
) -> None:
    """The triples of the thing, of the claims about it and of its mappings, as in the files."""
    text = kg.describe("HUE1", format_name)
    triples = {quad.triple for quad in ox.parse(text, format=syntax)}
    low = ox.NamedNode("https://w3id.org/alskg/ontology#low")

    assert ox.Literal("1.10", datatype=ox.NamedNode(XSD + "decimal")) in {
        triple.object for triple in triples if triple.predicate == low
    }
    assert {str(triple.subject).split("/")[-2] for triple in triples} == {
        "gene",
        "claim",
        "mapping",
    }


def test_a_description_can_be_json(kg: KnowledgeGraph) -> None:
    """Programs read the same fields that Python has."""
    described = json.loads(kg.describe("HUE1", "json"))

    assert (described["curie"], described["label"]) == ("gene:HUE1", "HUE1")
    assert described["mappings"][0]["identifier"] == "HGNC:99999"


def test_another_description_is_refused(kg: KnowledgeGraph) -> None:
    """The message has the formats that there are."""
    with pytest.raises(UnsupportedFormat, match="text, json, turtle"):
        kg.describe("HUE1", "csv")


# -- the whole


@pytest.mark.filterwarnings("ignore:.* is deprecated:DeprecationWarning")
def test_the_whole_graph_is_rdflibs(kg: KnowledgeGraph) -> None:
    """Its union answers, and its named graphs are apart."""
    gene = rdflib.URIRef("https://w3id.org/alskg/gene/HUE1")
    causes = rdflib.URIRef("https://w3id.org/alskg/ontology#causes")

    assert (gene, causes, None) in kg.graph
    assert (gene, causes, None) not in kg.graph.graph("https://w3id.org/alskg/graph/page")
    assert kg.graph is kg.graph


def test_the_graph_can_be_traced_and_exported(kg: KnowledgeGraph) -> None:
    """A claim gives its sentence; an export is what the shell writes."""
    (claim,) = kg.trace("claim:blue-fades")

    assert [support.place for support in claim.supports] == ["Description, sentence 3"]
    assert kg.export("nquads") == kg.build.path_nquads.read_bytes()
    assert repr(kg).startswith("<KnowledgeGraph 2026.11.0, ")


# -- the real graph


@pytest.fixture(scope="module")
def real() -> KnowledgeGraph:
    """Return the graph of the checkout."""
    return alskg.load()


def test_stored_queries_are_answered_by_name(real: KnowledgeGraph) -> None:
    """A name is enough, with - or _."""
    result = real.query("gene-case-shares")

    assert isinstance(result, Result)
    assert len(result) > 3


@pytest.mark.parametrize("name", ["ALS", "condition:als", "Lou Gehrig disease"])
def test_a_thing_can_be_a_parameter(real: KnowledgeGraph, name: str) -> None:
    """It goes by any of its names, and is bound as a term."""
    answer = real.query("what_is_said_of", entity=name)

    assert len(answer) > 3
    assert {row.entity.curie for row in answer} == {"condition:als"}


def test_an_entity_can_be_a_parameter(real: KnowledgeGraph) -> None:
    """What one answer gave goes into the next question, also into a text of one's own."""
    gene = real["SOD1"]
    text = "SELECT ?thing ?claim WHERE { ?claim rdf:subject ?thing }"

    assert len(real.query("what_is_said_of", entity=gene)) > 3
    assert len(real.query(text, thing=gene)) == len(real.query(text, thing=IRI(gene.iri))) > 3


def test_an_unknown_parameter_is_named(real: KnowledgeGraph) -> None:
    """The message says what the query takes."""
    with pytest.raises(InputError, match="has entity"):
        real.query("what_is_said_of", thing="SOD1")
    with pytest.raises(UnknownTerm, match="SOD11"):
        real.query("what_is_said_of", entity="SOD11")
