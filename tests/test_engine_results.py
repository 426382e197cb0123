"""Answers as people and programs read them."""

import json

import pyoxigraph as ox
import pytest

from alskg.engine.results import (
    Rows,
    Term,
    differences,
    from_json,
    rows_from_json,
    to_csv,
    to_jsonl,
    to_markdown,
    to_tsv,
)
from alskg.errors import QueryError

XSD = "http://www.w3.org/2001/XMLSchema#"
ROWS = Rows(
    ("thing", "value"),
    [
        (Term("iri", "https://w3id.org/alskg/gene/SOD1"), Term("literal", 'a "b",\n\\c\t|')),
        (Term("bnode", "b0"), Term("literal", "1.50", XSD + "decimal")),
        (None, Term("literal", "chat", "", "fr")),
    ],
)


def _written_by_oxigraph(form: ox.QueryResultsFormat) -> bytes:
    query = r"""SELECT ?thing ?value { VALUES (?thing ?value) {
      (<https://w3id.org/alskg/gene/SOD1> "a \"b\",\n\\c\t|") (UNDEF "chat"@fr)
    } }"""
    found = ox.Store().query(query)
    assert isinstance(found, ox.QuerySolutions)
    return found.serialize(format=form) or b""


def test_json_is_read_back() -> None:
    """Terms, and the gaps between them."""
    read = rows_from_json(_written_by_oxigraph(ox.QueryResultsFormat.JSON))

    assert read == Rows(ROWS.variables, [ROWS.rows[0], ROWS.rows[2]])


def test_csv_and_tsv_are_as_an_engine_writes_them() -> None:
    """Byte for byte (SPARQL 1.1 Query Results CSV and TSV Formats)."""
    rows = rows_from_json(_written_by_oxigraph(ox.QueryResultsFormat.JSON))

    assert to_csv(rows).encode() == _written_by_oxigraph(ox.QueryResultsFormat.CSV)
    assert to_tsv(rows).encode() == _written_by_oxigraph(ox.QueryResultsFormat.TSV)


def test_a_quoted_triple_is_one_term() -> None:
    """As N-Triples writes it."""
    found = ox.Store().query("SELECT (TRIPLE(<http://e/s>, <http://e/p>, 1) AS ?t) { }")
    assert isinstance(found, ox.QuerySolutions)
    read = rows_from_json(found.serialize(format=ox.QueryResultsFormat.JSON) or b"")

    assert str(read.rows[0][0]) == f'<<( <http://e/s> <http://e/p> "1"^^<{XSD}integer> )>>'


def test_a_truth_value_is_no_rows() -> None:
    """It is read as one, and refused where rows are needed."""
    assert from_json(b'{"head":{},"boolean":false}') is False
    with pytest.raises(QueryError):
        rows_from_json(b'{"head":{},"boolean":true}')


@pytest.mark.parametrize("data", [b"", b"[]", b'{"head":{}}', b'{"head":{"vars":["x"]}}'])
def test_what_is_no_result_is_refused(data: bytes) -> None:
    """Another server may send anything."""
    with pytest.raises(QueryError, match="not SPARQL Query Results JSON"):
        from_json(data)


def test_markdown_keeps_its_columns() -> None:
    """Whatever stands in a cell; IRIs are short."""
    assert to_markdown(ROWS).splitlines() == [
        "| thing | value |",
        "| --- | --- |",
        '| gene:SOD1 | a "b", \\\\c \\| |',
        "| \\_:b0 | 1.50 |",
        "|  | chat |",
    ]
    assert to_markdown(Rows(("x",), [(Term("literal", "<b>&"),)])).endswith("| &lt;b>&amp; |\n")


def test_json_lines_have_plain_values() -> None:
    """Numbers and truth values as JSON has them; an unbound variable is left out."""
    cells = [
        ("5", "integer", 5),
        ("1.5", "decimal", 1.5),
        ("1e3", "double", 1000.0),
        ("INF", "double", "INF"),
        ("five", "integer", "five"),
        ("true", "boolean", True),
        ("2016-03-01", "date", "2016-03-01"),
    ]
    rows = Rows(("x",), [(Term("literal", text, XSD + name),) for text, name, _ in cells])

    lines = [json.loads(line) for line in to_jsonl(rows).splitlines()]

    assert [line["x"] for line in lines] == [expected for *_, expected in cells]
    assert json.loads(to_jsonl(ROWS).splitlines()[2]) == {"value": "chat"}
    assert json.loads(to_jsonl(ROWS).splitlines()[1])["thing"] == "_:b0"


def test_answers_are_compared_by_value() -> None:
    """`1.50` is `1.5`, order counts only where it is asked for, duplicates count always."""
    one = (Term("literal", "1.50", XSD + "decimal"),)
    same = (Term("literal", "1.5", XSD + "decimal"),)
    other = (Term("literal", "x", "", "EN"),)
    left = Rows(("x",), [one, other])

    assert differences(left, Rows(("x",), [other, same])) == []
    assert differences(left, Rows(("x",), [other, same]), ordered=True) != []
    assert differences(left, Rows(("x",), [same, (Term("literal", "x", "", "en"),)])) == []
    assert len(differences(left, Rows(("x",), [same, other, other]))) == 1
    assert differences(left, Rows(("y",), [one, other]))[0].startswith("variables")
    assert differences(left, Rows(("x",), [one])) != []


def test_a_truth_value_is_the_same_in_either_spelling() -> None:
    """Virtuoso writes the boolean true as `1`; the number 1 is another term."""
    said, number = Term("literal", "true", XSD + "boolean"), Term("literal", "1", XSD + "integer")
    left = Rows(("x",), [(said,)])

    assert differences(left, Rows(("x",), [(Term("literal", "1", XSD + "boolean"),)])) == []
    assert differences(left, Rows(("x",), [(Term("literal", "0", XSD + "boolean"),)])) != []
    assert differences(left, Rows(("x",), [(number,)])) != []
