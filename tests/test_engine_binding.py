"""Parameters are terms, and no value can be more than a value."""

from pathlib import Path

import pytest
from engine_fixtures import dataset
from hypothesis import given
from hypothesis import strategies as st

from alskg.engine.binding import bind, term
from alskg.engine.embedded import EmbeddedEngine
from alskg.engine.guard import check
from alskg.engine.limit import limited
from alskg.engine.results import Term
from alskg.errors import InputError, QueryError, UnknownTerm

XSD = "http://www.w3.org/2001/XMLSchema#"
HOSTILE_TEXTS = [
    '"',
    "\\",
    '" } } DROP ALL #',
    '"@en',
    '"^^<http://e/x>',
    "line\nbreak\rand\ttab",
    "\x00\x01\x1f",
    "?s ?p ?o",
    "\\u0022",
    "'''\"\"\"",
]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedEngine:
    """Return an engine over the small dataset."""
    return EmbeddedEngine(dataset(tmp_path_factory.mktemp("binding")))


@pytest.mark.parametrize(
    ("value", "type_name", "expected"),
    [
        ("gene:SOD1", "entity", Term("iri", "https://w3id.org/alskg/gene/SOD1")),
        ("https://e.org/x", "iri", Term("iri", "https://e.org/x")),
        ("<urn:x:y>", "iri", Term("iri", "urn:x:y")),
        ("gene:SOD1", "string", Term("literal", "gene:SOD1")),
        ("-3", "integer", Term("literal", "-3", XSD + "integer")),
        (1.5, "decimal", Term("literal", "1.5", XSD + "decimal")),
        (True, "boolean", Term("literal", "true", XSD + "boolean")),
        ("2016-03-01", "date", Term("literal", "2016-03-01", XSD + "date")),
        (7, "any", Term("literal", "7", XSD + "integer")),
        ("7.5", "any", Term("literal", "7.5", XSD + "decimal")),
        ("false", "any", Term("literal", "false", XSD + "boolean")),
        ("gene:SOD1", "any", Term("iri", "https://w3id.org/alskg/gene/SOD1")),
        ("note: a text", "any", Term("literal", "note: a text")),
        ("familial ALS", "any", Term("literal", "familial ALS")),
        (Term("literal", "x", "", "en"), "iri", Term("literal", "x", "", "en")),
    ],
)
def test_a_value_becomes_a_term(value: object, type_name: str, expected: Term) -> None:
    """By the type that the header declares, or by what it looks like."""
    assert term(value, type_name) == expected


def test_a_bare_name_takes_the_prefix_of_the_example() -> None:
    """`entity=SOD1` where the header's example is a gene."""
    assert term("SOD1", "entity", like="gene:FUS").value == "https://w3id.org/alskg/gene/SOD1"


@pytest.mark.parametrize(
    ("value", "type_name", "error"),
    [
        ("three", "integer", InputError),
        ("1\n", "integer", InputError),
        ("yes", "boolean", InputError),
        ("x", "colour", InputError),
        ("SOD1", "entity", UnknownTerm),
        ("nope:x", "iri", UnknownTerm),
        ("http://e/a b", "iri", UnknownTerm),
        ("<http://e/a> . }", "iri", UnknownTerm),
    ],
)
def test_a_value_that_does_not_fit_is_refused(
    value: str, type_name: str, error: type[Exception]
) -> None:
    """Before any query runs."""
    with pytest.raises(error):
        term(value, type_name)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?x { BIND (?v AS ?x) }",
        "SELECT (STR(?v) AS ?x) WHERE{ }",
        "SELECT (EXISTS { ?a ?b ?c } AS ?e) ?x FROM <http://e/g1> { BIND (?v AS ?x) }",
        "# {\nSELECT ?x { BIND (?v AS ?x) } ORDER BY ?x LIMIT 5",
        "SELECT ?x ?v { SELECT ?v ('y' AS ?x) { VALUES ?v { 'y' UNDEF } } }",
        "SELECT ?x { { BIND (1 AS ?one) } BIND (?v AS ?x) } VALUES ?y { 1 }",
    ],
)
def test_a_bound_query_is_the_same_query_with_one_more_constraint(
    query: str, engine: EmbeddedEngine
) -> None:
    """Wherever its WHERE clause stands."""
    rows = engine.rows(query, bindings={"v": Term("literal", "y")})

    column = rows.variables.index("x")
    assert {row[column] for row in rows} == {Term("literal", "y")}


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("ASK { ?v ?p ?o }", "csv"),
        ("CONSTRUCT { ?v ?p ?o } { ?v ?p ?o }", "ntriples"),
        ("CONSTRUCT { ?v ?p ?o } FROM <http://e/g1> WHERE { ?v ?p ?o }", "ntriples"),
        ("DESCRIBE ?v { ?v ?p ?o }", "ntriples"),
    ],
)
def test_every_form_takes_parameters(query: str, form: str, engine: EmbeddedEngine) -> None:
    """Not only SELECT."""
    with_a = engine.evaluate(query, form, bindings={"v": Term("iri", "http://e/a")})
    without = engine.evaluate(query, form, bindings={"v": Term("iri", "http://e/none")})

    assert with_a
    assert with_a != without


@pytest.mark.parametrize(
    "query", ["CONSTRUCT WHERE { ?v ?p ?o }", "DESCRIBE ?v", "SELECT ?x { ?s ?p ?x }"]
)
def test_a_query_that_cannot_take_it_says_so(query: str) -> None:
    """There is no group for it, or no such variable."""
    with pytest.raises(QueryError):
        bind(query, {"v": Term("iri", "http://e/a")})


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_no_text_breaks_out(text: str, engine: EmbeddedEngine) -> None:
    """What goes in comes out, and nothing else happens."""
    query = "SELECT ?v { }"

    assert engine.rows(query, bindings={"v": Term("literal", text)}).rows == [
        (Term("literal", text),)
    ]


def test_a_block_apart_means_the_same() -> None:
    """A sub-select of its own, also where the query is a sub-select itself, or groups."""
    for query in ("SELECT ?v { }", "SELECT ?v { SELECT ?v { } }", "SELECT ?v { } GROUP BY ?v"):
        bound = bind(query, {"v": Term("literal", "x")}, apart=True)

        assert "{ SELECT ?v { VALUES" in bound
        assert EmbeddedEngine(Path("/dev/null")).rows(bound).rows == [(Term("literal", "x"),)]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_one_string(text: str) -> None:
    """The guard sees the same query, with one more token."""
    query = bind("SELECT ?v { }", {"v": Term("literal", text)})

    assert check(query).form == "SELECT"
    assert EmbeddedEngine(Path("/dev/null")).rows(query).rows == [(Term("literal", text),)]


@pytest.mark.parametrize(
    "bound",
    [
        Term("iri", "http://e/> } DROP ALL #"),
        Term("iri", "relative"),
        Term("iri", "http://e/\n"),
        Term("literal", "x", "http://e/> ."),
        Term("literal", "x", "", "en } #"),
        Term("literal", "\ud800"),
        Term("bnode", "b"),
        Term("triple", "<<( ?s ?p ?o )>>"),
    ],
)
def test_what_is_no_term_is_refused(bound: Term) -> None:
    """A made-up term does not become query text either."""
    with pytest.raises(InputError):
        bind("SELECT ?v { }", {"v": bound})


def test_what_is_no_name_is_refused() -> None:
    """The name of a parameter is a variable of the query, and nothing more."""
    with pytest.raises(QueryError, match="does not use a variable"):
        bind("SELECT ?v { }", {"v ?w) { } #": Term("literal", "x")})


@pytest.mark.parametrize(
    ("query", "most", "expected"),
    [
        ("SELECT ?x { VALUES ?x { 1 2 3 } }", 2, 2),
        ("SELECT ?x { VALUES ?x { 1 2 3 } } ORDER BY ?x LIMIT 1", 2, 1),
        ("SELECT ?x { VALUES ?x { 1 2 3 } } LIMIT 3 OFFSET 2", 2, 1),
        ("SELECT ?x { { SELECT ?x { VALUES ?x { 1 2 3 } } LIMIT 3 } } # all", 2, 2),
        ("SELECT ?x { } VALUES ?x { 1 2 3 }", 2, 2),
        ("SELECT ?x { VALUES ?x { 1 2 3 } }", 0, 0),
    ],
)
def test_a_limit_is_put_where_it_counts(
    query: str, most: int, expected: int, engine: EmbeddedEngine
) -> None:
    """On the outermost level, and never above the query's own."""
    assert len(engine.rows(limited(query, most))) == expected
