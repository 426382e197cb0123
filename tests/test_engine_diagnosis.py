"""What is said of a query that does not parse."""

import pyoxigraph as ox
import pytest

from alskg.engine.diagnosis import syntax_error


def _said(query: str) -> str:
    """Return the message for a query, with Oxigraph's own complaint."""
    with pytest.raises(SyntaxError) as caught:
        ox.Store().query(query)
    return str(syntax_error(query, str(caught.value)))


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT * { ?s ?p ?o", "Line 1, column 10: this '{' is never closed."),
        ("SELECT * { ?s ?p ?o }\n}", "Line 2, column 1: this '}' closes nothing."),
        (
            "SELECT * { FILTER (?x = 1 }",
            "Line 1, column 27: '}' does not close the '(' of line 1, column 19.",
        ),
        ("SELECT *\nWHER { ?s ?p ?o }", "Line 2, column 1: 'WHER' is no word of SPARQL"),
        ("SELECT * { ?s rdfs ?o }", "Line 1, column 15: 'rdfs' is no word of SPARQL"),
        ("SELECT * { FILTER (1 == 1) }", "Line 1, column 22: '==' is written '=' in SPARQL."),
        ("SELECT * { FILTER (1 <> 1) }", "Line 1, column 22: '<>' is written '!=' in SPARQL."),
        ("SELECT ?x (COUNT(*) AS ?n) { ?x ?p ?o }", "a variable that is neither grouped nor"),
        ("SELECT * { ?s ?p <relative> }", "not a whole IRI"),
        ("SELECT * { ?s 'x' ?o }", "Line 1, column 15: 'x' cannot be a predicate"),
        ("SELECT * { ?s ?p }", "Line 1, column 18: the triple before this has no object."),
        ("SELECT * { ?s ?p . ?o }", "Line 1, column 18: the triple before this has no object."),
        ("SELECT * { ?s a ?o ?x ?y ?z }", "Line 1, column 20: a '.' or a ';' is missing before"),
        ("SELECT * { } ORDER", "The query is not valid SPARQL, at or before line 1"),
    ],
)
def test_the_mistake_is_named(query: str, message: str) -> None:
    """With its place where that is certain."""
    assert message in _said(query)


def test_the_nearest_word_is_suggested() -> None:
    """For words that are nearly SPARQL."""
    assert _said("SELECT *\nWHER { ?s ?p ?o }").splitlines()[0].endswith("Did you mean 'WHERE'?")


def test_the_line_is_shown_with_a_mark() -> None:
    """Below the message, and cut where it is long."""
    lines = _said("SELECT *\n{\t?s ?p 'x' WHO }").splitlines()

    assert lines[1:] == ["  { ?s ?p 'x' WHO }", "              ^"]
    long = _said(f"SELECT * {{ {'?s ?p ?o . ' * 50} WHO }}").splitlines()
    assert len(long[1]) < 110
    assert long[1][long[2].index("^") :].startswith("WHO")


def test_an_unknown_complaint_is_passed_on() -> None:
    """Of another engine, for instance."""
    assert "no idea" in str(syntax_error("SELECT * { }", "no idea"))


@pytest.mark.parametrize(
    "group",
    [
        "?s ex:a/^ex:b|ex:c* ?o ; ^ex:d ?x , 'y'@en , 3 . [] a ex:T",
        "?s (ex:a|!(ex:b|^ex:c))+ ( 1 2 ) FILTER (?o < 3) ?s ex:p [ ex:q 'x' ; ex:r 1 ]",
        "OPTIONAL { ?s a ex:T } VALUES ?x { ex:a ex:b } ?s a ex:T GRAPH ?g { ?s a ?t }",
        "FILTER (1 < 2) ?s a ex:T . FILTER NOT EXISTS { ?s a ex:U } [ ex:p 1 ] . { SELECT * { } }",
        "?s ex:p true ; ; ex:q ex:r . ( 1 ) ex:p 2 . MINUS { ?s ?p 'x'^^ex:t } ?s ?p ?o .",
    ],
)
def test_good_triples_are_not_blamed(group: str) -> None:
    """The mistake that is named is the one that was made, here behind the query."""
    query = f"PREFIX ex: <http://e/> SELECT * {{ {group} }}"

    ox.Store().query(query)
    assert "'WRONG' is no word" in _said(f"{query} WRONG")
