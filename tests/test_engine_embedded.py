"""Both engines answer the same queries, in every format, on the graphs that are meant."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest
import rdflib
from engine_fixtures import canary, dataset, hostile

from alskg.engine import Engine, Rows, Term
from alskg.engine.embedded import EmbeddedEngine
from alskg.engine.reference import ReferenceEngine
from alskg.engine.results import differences
from alskg.errors import (
    DataError,
    QueryError,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    UnsupportedFormat,
)

XSD = "http://www.w3.org/2001/XMLSchema#"
ENGINES: dict[str, type[EmbeddedEngine | ReferenceEngine]] = {
    "embedded": EmbeddedEngine,
    "reference": ReferenceEngine,
}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the small dataset."""
    return dataset(tmp_path_factory.mktemp("engines"))


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest, path: Path) -> Engine:
    """Return one engine, then the other."""
    return ENGINES[request.param](path)


SAME = [
    "SELECT ?s ?o { ?s <http://e/p> ?o } ORDER BY ?s",
    "SELECT ?s ?size { ?s ?p ?x OPTIONAL { ?s <http://e/size> ?size } } ORDER BY ?s ?size",
    "SELECT (COUNT(*) AS ?n) (SUM(?x) AS ?sum) { ?s <http://e/size> ?x }",
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
    "SELECT ?s ?o FROM <http://e/g1> { ?s ?p ?o } ORDER BY ?s",
    "SELECT ?s FROM NAMED <http://e/g2> { GRAPH ?g { ?s a|rdfs:label ?o } }",
    "SELECT ?x { <http://e/a> <http://e/p>+ ?x } ORDER BY ?x",
    "SELECT ?label { ?s rdfs:label ?label FILTER (LANG(?label) = 'en') }",
    "SELECT ?x { VALUES ?x { <http://e/a> 'b'@en 3 } FILTER NOT EXISTS { ?x rdfs:label ?l } }",
]


@pytest.mark.parametrize("query", SAME)
def test_the_engines_agree(query: str, path: Path) -> None:
    """Row by row where the query orders them."""
    left, right = EmbeddedEngine(path).rows(query), ReferenceEngine(path).rows(query)

    assert differences(left, right, ordered="ORDER BY" in query) == []
    assert len(left)


def test_a_plain_query_sees_all_graphs(engine: Engine) -> None:
    """The union of them, once."""
    assert engine.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows == [
        (Term("literal", "6", XSD + "integer"),)
    ]


@pytest.mark.parametrize(
    ("default_graphs", "named_graphs", "plain", "in_graphs"),
    [
        (["http://e/g1"], [], 2, 0),
        (["http://e/g1", "http://e/g2"], [], 6, 0),
        ([], ["http://e/g2"], 0, 4),
        (["http://e/g1"], ["http://e/g2"], 2, 4),
        (["http://e/unknown"], [], 0, 0),
    ],
)
def test_graph_lists_narrow_a_query(
    engine: Engine,
    default_graphs: list[str],
    named_graphs: list[str],
    plain: int,
    in_graphs: int,
) -> None:
    """As the SPARQL Protocol says, whatever FROM says in the text; unknown graphs are empty."""
    for query, expected in (
        ("SELECT * FROM <http://e/g3> { ?s ?p ?o }", plain),
        ("SELECT * { GRAPH ?g { ?s ?p ?o } }", in_graphs),
    ):
        rows = engine.rows(query, default_graphs=default_graphs, named_graphs=named_graphs)
        assert len(rows) == expected


def test_a_parameter_is_bound(engine: Engine) -> None:
    """As the term that it is."""
    query = "SELECT ?o { ?s <http://e/p> ?o }"

    found = engine.rows(query, bindings={"s": Term("iri", "http://e/b")})

    assert found.rows == [(Term("iri", "http://e/c"),)]


def test_rows_in_every_format(engine: Engine) -> None:
    """Each is well-formed and carries what makes its cells hard to write."""
    query = "SELECT ?note ?none { <http://e/c> <http://e/note> ?note }"

    def written(form: str) -> bytes:
        return engine.evaluate(query, form)

    cell = json.loads(written("json"))["results"]["bindings"][0]["note"]
    assert cell == {"type": "literal", "value": 'tab\tquote" comma,'}
    assert 'tab\tquote" comma,' in "".join(ET.fromstring(written("xml")).itertext())  # noqa: S314
    assert written("csv") == b'note,none\r\n"tab\tquote"" comma,",\r\n'
    assert written("tsv") == b'?note\t?none\n"tab\\tquote\\" comma,"\t\n'


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_a_truth_value_in_every_format(engine: Engine, form: str) -> None:
    """`ASK` gives true or false."""
    assert b"true" in engine.evaluate("ASK { ?s rdfs:label ?o }", form)
    assert b"false" in engine.evaluate("ASK { ?s a ?o }", form)


@pytest.mark.parametrize(
    ("form", "syntax"),
    [
        ("turtle", ox.RdfFormat.TURTLE),
        ("ntriples", ox.RdfFormat.N_TRIPLES),
        ("jsonld", ox.RdfFormat.JSON_LD),
        ("rdfxml", ox.RdfFormat.RDF_XML),
    ],
)
@pytest.mark.parametrize(
    "query", ["CONSTRUCT { ?o ?p ?s } { ?s ?p ?o FILTER isIRI(?o) }", "DESCRIBE <http://e/a>"]
)
def test_a_graph_in_every_format(
    engine: Engine, form: str, syntax: ox.RdfFormat, query: str
) -> None:
    """What is written can be read again, and has the triples asked for."""
    answer = engine.evaluate(query, form)

    assert len([*ox.parse(answer, format=syntax)]) >= 2


def test_a_graph_is_written_with_known_prefixes(path: Path) -> None:
    """Those it uses, and the same bytes each time."""
    engine = EmbeddedEngine(path)
    query = "CONSTRUCT { ?s rdfs:label ?o ; ?p ?o } { ?s ?p ?o FILTER (!isNumeric(?o)) }"

    answer = engine.evaluate(query, "turtle")

    assert answer.count(b"@prefix") == 1
    assert b"@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> ." in answer
    assert answer == engine.evaluate(query, "turtle")


def test_a_format_has_to_fit_the_form(engine: Engine) -> None:
    """Rows are no graph; the message lists what fits."""
    with pytest.raises(
        UnsupportedFormat, match=r"SELECT gives rows, not turtle\. Choose one of js"
    ):
        engine.evaluate("SELECT * { }", "turtle")
    with pytest.raises(UnsupportedFormat, match="DESCRIBE gives a graph, not csv"):
        engine.evaluate("DESCRIBE <http://e/a>", "csv")
    with pytest.raises(QueryError, match="ASK gives no rows"):
        engine.rows("ASK { }")


def test_an_unknown_prefix_is_named_with_its_place(engine: Engine) -> None:
    """And with the nearest one that is known."""
    with pytest.raises(
        QuerySyntaxError, match=r"Line 2, column 6: the prefix 'rdf_s:' .* Did you mean 'rdfs'\?"
    ):
        engine.evaluate("SELECT *\n{ ?s rdf_s:label ?o }", "json")


def test_mistakes_are_syntax_errors(engine: Engine) -> None:
    """From either engine, with the user's own line and column."""
    with pytest.raises(QuerySyntaxError, match=r"Line 1, column 10: this '\{' is never closed"):
        engine.evaluate("SELECT * { ?s ?p ?o", "json")
    with pytest.raises(QuerySyntaxError, match="not valid SPARQL"):
        engine.evaluate("SELECT * { } LIMIT", "json")


def test_a_dataset_that_cannot_be_read_is_said_so(tmp_path: Path, engine: Engine) -> None:
    """Absent or broken: an error that names the file."""
    broken = tmp_path / "broken.nq"
    broken.write_text("this is no quad\n")
    for path in (tmp_path / "absent.nq", broken):
        with pytest.raises(DataError, match=path.name):
            type(engine)(path).evaluate("ASK { }", "json")  # type: ignore[call-arg]


def test_both_engines_can_be_stopped(engine: Engine) -> None:
    """By time, in a worker."""
    query = f"SELECT (COUNT(*) AS ?n) {{ {'. '.join(f'?a{i} ?b{i} ?c{i}' for i in range(9))} }}"

    with pytest.raises(QueryTimeout):
        engine.evaluate(query, "json", timeout=0.3)
    assert engine.evaluate("ASK { }", "csv", timeout=20) == b"true"


def test_the_reference_fetches_nothing(path: Path) -> None:
    """Neither graphs nor endpoints, guard or not; rdflib's switches are put back."""
    engine = ReferenceEngine(path)
    with canary() as listening:
        for address in (f"http://127.0.0.1:{listening.port}/", path.as_uri()):
            for query in (
                "SELECT * FROM <ADDRESS> { ?s ?p ?o }",
                "SELECT * FROM NAMED <ADDRESS> { GRAPH ?g { ?s ?p ?o } }",
            ):
                assert len(engine.rows(query.replace("ADDRESS", address))) == 0
        for file in hostile("service"):
            query = file.read_text(encoding="utf-8").replace("PORT", str(listening.port))
            with pytest.raises(QueryRefused):
                engine.evaluate(query, "json")
    assert listening.visits == 0
    assert rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS
    assert "alskg" not in rdflib.plugins.sparql.CUSTOM_EVALS


def test_the_reference_refuses_service_on_its_own(path: Path, monkeypatch: object) -> None:
    """Should one slip through the guard."""
    from alskg.engine import reference  # noqa: PLC0415
    from alskg.engine.guard import Checked  # noqa: PLC0415
    from alskg.engine.job import Job  # noqa: PLC0415

    query = "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"
    monkeypatch.setattr(  # type: ignore[attr-defined]
        reference, "prepared", lambda _query: (Checked("SELECT", (), has_dataset=False), None)
    )

    with pytest.raises(QueryRefused):
        ReferenceEngine(path).answer(Job("reference", str(path), query, "json"))


def test_a_store_is_read_once(path: Path) -> None:
    """And only when it is needed."""
    engine = EmbeddedEngine(path)

    assert "store" not in vars(engine)
    assert isinstance(engine.store, ox.Store)
    assert engine.store is engine.store


def test_rows_can_be_counted_and_walked(path: Path) -> None:
    """They are plain values."""
    rows = EmbeddedEngine(path).rows("SELECT ?s ?x { ?s <http://e/p> ?o }")

    assert isinstance(rows, Rows)
    assert [cell for row in rows for cell in row if cell is None] == [None, None]


def test_whole_decimals_stand_bare_in_tsv(path: Path) -> None:
    """They read as numbers, and are still decimals to whoever parses them."""
    query = "SELECT * { VALUES (?a ?b) { (30.0 -4.50) (7 '\"5\"') } } ORDER BY ?a"

    answer = EmbeddedEngine(path).evaluate(query, "tsv")

    assert answer == b'?a\t?b\n7\t"\\"5\\""\n30.0\t-4.5\n'


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("SELECT * { ?s ?p ?o }", "s,p,o"),
        ("PREFIX e: <http://e/> select distinct * { ?z e:p ?y . ?y e:p ?a } ORDER BY ?a", "z,y,a"),
        ("SELECT*{ ?s ?p ?o MINUS { ?hidden a ?o } FILTER(?nowhere = 1) }", "s,p,o"),
        ("SELECT * { ?b ?c ?d { SELECT ?b ?a { ?a ?inner ?b } } }", "b,c,d,a"),
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "n"),
        ("SELECT ?o { { SELECT * { ?s ?p ?o } } }", "o"),
    ],
)
def test_all_columns_come_in_the_order_of_the_query(path: Path, query: str, columns: str) -> None:
    """As whoever writes SELECT * expects it; what is not visible stays out."""
    assert EmbeddedEngine(path).evaluate(query, "csv").splitlines()[0].decode() == columns
