"""SERVICE reaches the endpoints that the user names, and nothing else in the world."""

import ast
import subprocess
import sys
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from click.testing import CliRunner
from engine_endpoints import JSON, Answer, document, fake, oxigraph, says, server
from engine_fixtures import canary, dataset, hostile
from hypothesis import given
from hypothesis import strategies as st

import alskg
from alskg.cli import main
from alskg.engine import Engine, federation, request
from alskg.engine.embedded import EmbeddedEngine
from alskg.engine.endpoint import Endpoint
from alskg.engine.federation import MAX_ROWS, planned
from alskg.engine.guard import check
from alskg.engine.reference import ReferenceEngine
from alskg.engine.results import Rows, Term, rows_from_json
from alskg.engine.service import MAX_CLAUSES
from alskg.errors import (
    AlskgError,
    QueryError,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
)

XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIX = "PREFIX e: <http://e/> "
A = Term("iri", "http://e/a")
B = Term("iri", "http://e/b")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the URL of a real endpoint that knows more about the things of the dataset."""
    if oxigraph() is None:
        pytest.skip("the oxigraph server is not installed")
    with server(tmp_path_factory.mktemp("remote")) as running:
        yield running


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the small dataset."""
    return dataset(tmp_path_factory.mktemp("local"))


@pytest.fixture(scope="module")
def engine(path: Path) -> EmbeddedEngine:
    """Return the engine over the small dataset."""
    return EmbeddedEngine(path)


def _asked(
    engine: Engine,
    query: str,
    *allowed: str,
    bindings: dict[str, Term] | None = None,
    timeout: float | None = None,
    notes: list[str] | None = None,
) -> Rows:
    """Answer a query as the shell does."""
    plan = planned(PREFIX + query, allowed)
    said: list[str] = [] if notes is None else notes
    tables = plan.tables(bindings or {}, timeout or 5.0, said.append)
    answer = engine.evaluate(
        plan.query, "json", timeout=timeout, bindings=bindings or {}, tables=tables
    )
    return rows_from_json(answer)


def _numbers(rows: Rows) -> list[tuple[str, ...]]:
    """Return the rows as sorted texts."""
    return sorted(rows.texts())


@pytest.mark.parametrize("kind", [EmbeddedEngine, ReferenceEngine])
@pytest.mark.parametrize("timeout", [None, 20.0])
def test_rows_of_an_endpoint_are_joined_with_ours(
    kind: type[EmbeddedEngine | ReferenceEngine], timeout: float | None, path: Path, url: str
) -> None:
    """In this process and in a worker, with either engine."""
    query = f"SELECT ?x ?size ?w {{ ?x e:size ?size SERVICE <{url}> {{ ?x e:weight ?w }} }}"
    notes: list[str] = []

    rows = _asked(kind(path), query, url, timeout=timeout, notes=notes)

    assert [(a, c) for a, _, c in _numbers(rows)] == [("http://e/a", "7"), ("http://e/b", "9")]
    assert notes == [f"Asking {url}"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * { SERVICE <URL> { ?x e:weight ?w FILTER(?w > 5) } }", 2),
        ("SELECT * { SERVICE <URL> { SELECT (COUNT(*) AS ?n) { ?x e:weight ?w } } }", 1),
        ("SELECT ?x { ?x e:p ?y OPTIONAL { SERVICE <URL> { ?y e:weight ?w } } }", 2),
        ("SELECT ?x { ?x e:p ?y FILTER NOT EXISTS { SERVICE <URL> { ?y e:weight ?w } } }", 1),
        ("SELECT ?x { ?x e:p ?y MINUS { SERVICE <URL> { ?y e:weight ?w } } }", 1),
        ("SELECT ?x { { ?x e:note ?y } UNION { SERVICE <URL> { ?x e:weight ?w } } }", 4),
        ("SELECT ?x { GRAPH e:g1 { ?x e:p ?y SERVICE <URL> { ?x e:weight ?w } } }", 2),
        ("SELECT * { ?x e:p ?y SERVICE <URL> { ?x e:nothing ?n } }", 0),
        ("SELECT * { ?x e:p ?y SERVICE <URL> { e:a e:weight 7 } }", 2),
        ("SELECT * { ?x e:p ?y SERVICE <URL> { e:a e:weight 8 } }", 0),
        ("SELECT * { ?x e:p ?y SERVICE <URL> { { e:a e:weight 7 } UNION { e:b e:weight 9 } } }", 4),
        ("SELECT * { SERVICE <URL> { ?x e:weight ?w } SERVICE <URL> { ?x e:called ?c } }", 3),
        ("PREFIX end: <URL> SELECT * { SERVICE end: { ?x e:weight ?w } }", 3),
        ("select*{service silent<URL>{?x e:weight ?w#}\n}}", 3),
        ("SELECT * { SERVICE <URL> { ?x e:weight ?w OPTIONAL { ?x e:called ?c } } }", 4),
    ],
)
def test_a_clause_means_what_sparql_says(
    query: str, expected: int, engine: EmbeddedEngine, url: str
) -> None:
    """Wherever it stands, as the specification joins it."""
    assert len(_asked(engine, query.replace("URL", url), url)) == expected


def test_an_answer_without_rows_or_variables_suits_the_second_engine(path: Path, url: str) -> None:
    """Its VALUES must have rows, and so they are written another way."""
    engine = ReferenceEngine(path)

    for group, expected in (("e:a e:weight 8", 0), ("e:a e:weight 7", 2), ("?x e:not ?n", 0)):
        query = f"SELECT * {{ ?x e:p ?y SERVICE <{url}> {{ {group} }} }}"
        assert len(_asked(engine, query, url)) == expected


def test_terms_come_back_as_they_are(engine: EmbeddedEngine, url: str) -> None:
    """With language, datatype, quotation marks and backslashes."""
    query = f"SELECT ?c {{ SERVICE <{url}> {{ e:a e:called|e:weight ?c }} }}"

    assert {row[0] for row in _asked(engine, query, url)} == {
        Term("literal", "7", XSD + "integer"),
        Term("literal", "alpha", "", "en"),
        Term("literal", 'al "quoted" \\u0041 {?x}'),
    }


def test_blank_nodes_become_iris_and_are_announced(engine: EmbeddedEngine, url: str) -> None:
    """VALUES cannot hold them; one blank node stays one thing within an answer."""
    query = f"SELECT * {{ SERVICE <{url}> {{ e:a e:near ?b . ?b e:called ?c }} }}"
    notes: list[str] = []

    rows = _asked(engine, query, url, notes=notes)

    assert rows.rows[0][rows.variables.index("b")] != A
    assert "urn:x-alskg:blank:1:" in str(rows.rows)
    assert (
        notes[1] == f"Blank nodes of {url} are shown as IRIs that begin with urn:x-alskg:blank:1:"
    )


def test_prefixes_travel_and_only_those_that_are_used(url: str) -> None:
    """Those of the query, those of the project, and what they are relative to."""
    text = (
        f"BASE <http://e/> PREFIX e: <x#> PREFIX other: <http://o/>\n"
        f"SELECT * {{ ?s other:p ?o\nSERVICE <{url}> {{ ?s e:p ?o ; rdfs:label ?l }} }}"
    )

    (clause,) = planned(text, [url]).clauses

    label = "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>"
    assert clause.query == (
        f"BASE <http://e/> PREFIX e: <x#> {label} SELECT * WHERE {{ ?s e:p ?o ; rdfs:label ?l }}"
    )


def test_parameters_are_bound_in_the_clause_too(engine: EmbeddedEngine) -> None:
    """An endpoint is asked about one thing, not about all of them; and in its words only once."""
    row = {"x": {"type": "uri", "value": "http://e/a"}, "w": {"type": "literal", "value": "1"}}
    with fake(says(document(row, names=("x", "w")))) as end:
        clause = f"SERVICE <{end.url}> {{ ?x e:weight ?w }}"
        rows = _asked(engine, f"SELECT * {{ {clause} {clause} }}", end.url, bindings={"x": A})

    assert len(rows) == 1
    (body,) = end.bodies
    assert parse_qs(body.decode())["query"] == [
        "PREFIX e: <http://e/> SELECT * WHERE { VALUES (?x) { (<http://e/a>) } ?x e:weight ?w }"
    ]
    assert end.headers[0]["Accept"] == JSON
    assert end.headers[0]["Content-Type"] == "application/x-www-form-urlencoded"
    assert not {"Cookie", "Authorization", "Referer"} & set(end.headers[0])


def test_a_parameter_of_another_scope_is_not_bound_there(engine: EmbeddedEngine) -> None:
    """A variable that a subquery keeps to itself is another variable."""
    row = {"x": {"type": "uri", "value": "http://e/b"}}
    with fake(says(document(row))) as end:
        counted = f"SELECT (COUNT(*) AS ?n) {{ SERVICE <{end.url}> {{ ?x e:p ?y }} }}"
        query = f"SELECT * {{ ?x e:size ?s {{ {counted} }} }}"
        _asked(engine, query, end.url, bindings={"x": A})

    assert b"VALUES" not in end.bodies[0]


def test_other_forms_ask_as_well(engine: EmbeddedEngine, url: str) -> None:
    """ASK and CONSTRUCT join like SELECT."""
    clause = f"SERVICE <{url}> {{ ?x e:weight 9 }}"
    for text, format_name, expected in (
        (f"ASK {{ ?x e:size 2 {clause} }}", "csv", b"true"),
        (f"CONSTRUCT {{ ?x e:heavy 1 }} {{ {clause} }}", "ntriples", b"<http://e/b> <http://e/hea"),
    ):
        plan = planned(PREFIX + text, [url])
        assert engine.evaluate(plan.query, format_name, tables=plan.tables({}, 5.0)).startswith(
            expected
        )


def test_many_rows_are_no_trouble(engine: EmbeddedEngine) -> None:
    """More than a query text could hold, and in a worker."""
    rows = ({"x": {"type": "literal", "value": f"{n} of many rows"}} for n in range(30_000))
    with fake(says(document(*rows))) as end:
        query = f"SELECT (COUNT(?x) AS ?n) {{ SERVICE <{end.url}> {{ ?x e:p ?o }} }}"

        assert _numbers(_asked(engine, query, end.url, timeout=20)) == [("30000",)]


@pytest.mark.parametrize("path", hostile("service"), ids=lambda path: path.stem)
def test_no_spelling_reaches_what_is_not_allowed(path: Path) -> None:
    """An allowed endpoint opens the way to that one alone."""
    with canary() as listening, fake(says(document())) as end:
        query = path.read_text(encoding="utf-8").replace("PORT", str(listening.port))

        with pytest.raises((QueryRefused, QuerySyntaxError)):
            planned(query, [end.url])

    assert listening.visits == 0
    assert not end.bodies


@pytest.mark.parametrize(
    ("clause", "message"),
    [
        ("SERVICE <http://127.0.0.1:PORT/other> { }", "not allowed. Allow it with --allow-service"),
        ("SERVICE <http://127.0.0.1:PORT/sparql/> { }", r"Did you mean 'http://127.0.0.1:\d+/sp"),
        ("SERVICE SILENT <http://127.0.0.1:PORT/other> { }", "is not allowed"),
        ("SERVICE <http://localhost:PORT/sparql> { }", "is not allowed"),
        ("SERVICE <HTTP://127.0.0.1:PORT/sparql> { }", "is not allowed"),
        ("SERVICE <http://127.0.0.1:PORT/\\u0073parql> { }", "is not allowed"),
        ("SERVICE e:sparql { }", "the endpoint http://e/sparql is not allowed"),
        ("SERVICE ?any { ?s ?p ?o }", r"\?any could be any address; name the endpoint"),
        ("SERVICE SILENT ?any { }", r"\?any could be any address"),
        ("SERVICE <ALLOWED> { SERVICE <ALLOWED> { } }", "inside another"),
        ("SERVICE <ALLOWED> { { SERVICESILENT<ALLOWED> { } } }", "inside another"),
        ("SERVICE <ALLOWED> { } SERVICESILENT<ALLOWED> { }", "SERVICE.* is refused"),
        ("SERVICE <ALLOWED> { } VALUES ?service\u00b71 { 1 }", "cannot be a variable"),
        ("SERVICE <ALLOWED> { } " * 9, "one query may have 8"),
        ("SERVICE <ALLOWED> { " + "{" * 130 + "}" * 130 + " }", "nested deeper"),
        ("SERVICE <ALLOWED> { } " + "{" * 130 + "}" * 130, "nested deeper"),
    ],
)
def test_what_is_not_allowed_is_refused_before_anyone_is_asked(clause: str, message: str) -> None:
    """With the line, and with the words that would allow it."""
    with fake(says(document())) as end:
        port = end.url.split(":")[2].partition("/")[0]
        text = clause.replace("ALLOWED", end.url).replace("PORT", port)

        with pytest.raises(QueryRefused, match=f"^Line 1, column .*{message}"):
            planned(f"{PREFIX}SELECT * {{ {text} }}", [end.url])

    assert not end.bodies


@pytest.mark.parametrize(
    ("clause", "message"),
    [
        ("SERVICE { }", "SERVICE needs the address"),
        ("SERVICE <ALLOWED> ?s ?p ?o", "SERVICE needs a group behind the address"),
        ("SERVICE <ALLOWED> { { ?s ?p ?o", "in braces that close"),
        ("SERVICE <ALLOWED> { ?s nope:x ?o }", "cannot be sent .* the prefix 'nope:' is not known"),
        ("SERVICE <ALLOWED> { ?s ?p 'open }", "cannot be sent .* a string begins here"),
        ("SERVICE", "SERVICE needs the address"),
    ],
)
def test_a_broken_clause_is_said_so(clause: str, message: str) -> None:
    """Nobody is asked about it."""
    with pytest.raises(QuerySyntaxError, match=f"^Line 1, column 34: .*{message}"):
        planned(f"{PREFIX}SELECT * {{ {clause.replace('ALLOWED', 'http://x/')} ", ["http://x/"])


def test_a_service_within_a_string_is_nobody(engine: EmbeddedEngine) -> None:
    """Nor one in a comment; and without an allowed endpoint all is as ever."""
    query = "SELECT * { ?x e:note 'SERVICE <http://x/> { }' } # SERVICE <http://x/> { }"

    assert planned(PREFIX + query, ["http://x/"]).query == PREFIX + query
    assert not _asked(engine, query, "http://x/")
    with pytest.raises(QueryRefused, match="unless --allow-service names the endpoint"):
        _asked(engine, "SELECT * { SERVICE <http://x/> { } }")


PIECES = [
    "SERVICE", "service", "SERVICESILENT", "SILENT", " ", "", "\n", "#", "# x\n", "'", '"', '"""',
    "<http://ok/>", "<http://bad/>", "ok:", "bad:", "bad:x", "?s", "?s ?p ?o", ".", "<", ">", "\\",
    "{", "}", "{ }", "(", ")", "FILTER(?a <", "FILTER NOT EXISTS", "VALUES", "\\u0053ERVICE",
    "true", "VALUES (?service\u00b71) { }", "SELECT", "UNION", "OPTIONAL", "@en", "^^", "_:b", "1",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_nothing_leaves_but_to_the_allowed(pieces: list[str]) -> None:
    """However a query is put together, and what is left of it is no SERVICE for any engine."""
    query = f"PREFIX ok: <http://ok/> PREFIX bad: <http://bad/> SELECT * {{ {''.join(pieces)} }}"
    try:
        plan = planned(query, ["http://ok/"])
    except QueryError:
        return

    for clause in plan.clauses:
        assert clause.endpoint.url == "http://ok/"
        check(clause.query)
    check(plan.query)


TERMS = st.one_of(
    st.builds(Term, st.just("literal"), st.text(st.characters(exclude_categories=["Cs"]))),
    st.builds(Term, st.just("literal"), st.text("\\\"'u0041{}\n?$#<>"), st.just(XSD + "token")),
    st.builds(
        Term, st.just("literal"), st.just("a"), st.just(""), st.sampled_from(["en", "de-at"])
    ),
    st.sampled_from([A, B, Term("iri", "urn:x:y"), Term("iri", "http://e/\u00e9?a=b#c")]),
)


@given(st.lists(TERMS, min_size=1, max_size=8))
def test_what_comes_back_is_what_was_answered(engine: EmbeddedEngine, terms: list[Term]) -> None:
    """Whatever the texts hold, they are values and nothing more."""
    answer = document(*({"x": _cell(term)} for term in terms))
    plan = planned("SELECT ?x { SERVICE <http://e.org/> { ?x ?p ?o } }", ["http://e.org/"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(request, "ask", lambda *_: answer)
        tables = plan.tables({}, 1.0)

    found = rows_from_json(engine.evaluate(plan.query, "json", tables=tables))
    assert [row[0] for row in found] == terms


def _cell(term: Term) -> dict[str, str]:
    """Return a term as the results format writes it."""
    cell = {"type": "uri" if term.kind == "iri" else "literal", "value": term.value}
    cell |= {"datatype": term.datatype} if term.datatype else {}
    return cell | ({"xml:lang": term.language} if term.language else {})


def test_python_connects_to_the_endpoint_alone(path: Path) -> None:
    """Seen by the interpreter itself, which reports every use of a socket."""
    script = """
import sys
seen = []
sys.addaudithook(lambda event, given: event.startswith("socket.") and seen.append((event, given)))
from alskg.engine.embedded import EmbeddedEngine
from alskg.engine.federation import planned
path, url = sys.argv[1:]
plan = planned(f"SELECT * {{ ?x ?p ?o SERVICE <{url}> {{ ?x ?q ?y }} }}", [url])
tables = plan.tables({}, 5.0)
EmbeddedEngine(path).evaluate(plan.query, "json", timeout=20, tables=tables)
print([given[0] for event, given in seen if event == "socket.getaddrinfo"])
print([given[1] for event, given in seen if event in ("socket.connect", "socket.sendto")])
"""
    with fake(says(document(names=("x", "y")))) as end:
        command = [sys.executable, "-c", script, str(path), end.url]
        run = subprocess.run(command, capture_output=True, text=True, check=True)
        port = Endpoint.read(end.url).port

    resolved, connected = run.stdout.splitlines()
    assert set(ast.literal_eval(resolved)) == {"127.0.0.1"}
    assert ast.literal_eval(connected) == [("127.0.0.1", port)]


def _drips(handler: BaseHTTPRequestHandler) -> None:
    """Answer byte by byte, without an end."""
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b" ")
        time.sleep(0.05)


def _drips_headers(handler: BaseHTTPRequestHandler) -> None:
    """Never come to the end of the headers."""
    for _ in range(100):
        handler.wfile.write(b"H")
        time.sleep(0.05)


def _sleeps(_handler: BaseHTTPRequestHandler) -> None:
    time.sleep(3)


def _huge(handler: BaseHTTPRequestHandler) -> None:
    """Answer without an end."""
    says(b"")(handler)
    while True:
        handler.wfile.write(b" " * 1_000_000)


FAILURES: dict[str, tuple[Answer, type[AlskgError], str]] = {
    "wrong media type": (says(b"<html>", "text/html"), QueryError, "answered text/html, but only"),
    "plain json": (says(document(), "application/json"), QueryError, "but only application/spar"),
    "compressed": (says(b"", headers={"Content-Encoding": "gzip"}), QueryError, "gzip, but only"),
    "not json": (says(b"{"), QueryError, "cannot be used. The answer is not SPARQL Query Results"),
    "cut short": (says(b"{", headers={"Content-Length": "9"}), QueryError, "cannot be reached"),
    "a truth value": (says(b'{"boolean":true}'), QueryError, "true or false, not rows"),
    "nested too far": (says(b"[" * 200_000), QueryError, "not SPARQL Query Results JSON"),
    "a list": (says(b"[]"), QueryError, "not SPARQL Query Results JSON"),
    "a number as value": (
        says(document({"x": {"type": "literal", "value": 5}})),
        QueryError,
        "a value is no text",
    ),
    "an iri that breaks out": (
        says(document({"x": {"type": "uri", "value": "http://e/> } DROP ALL #"}})),
        QueryError,
        "cannot be used",
    ),
    "an iri that is none": (
        says(document({"x": {"type": "uri", "value": "http://[e/"}})),
        QueryError,
        r"cannot be used\. 'http://\[e/' in it is no IRI",
    ),
    "a language that is none": (
        says(document({"x": {"type": "literal", "value": "", "xml:lang": "-"}})),
        QueryError,
        "'-' in it is no language",
    ),
    "a list of names": (says(document(names=(["x"],))), QueryError, "not asked for"),  # type: ignore[arg-type]
    "a datatype that breaks out": (
        says(document({"x": {"type": "literal", "value": "", "datatype": "http://e/>) }"}})),
        QueryError,
        "cannot be used",
    ),
    "half a character": (
        says(document({"x": {"type": "literal", "value": "\ud800"}})),
        QueryError,
        "not valid Unicode",
    ),
    "variables not asked for": (says(document(names=("y",))), QueryError, "not asked for"),
    "a variable twice": (says(document(names=("x", "x"))), QueryError, "not asked for"),
    "an error": (says(b"No\x1b[31m way\n", status=400), QueryError, r"400 .* No \[31m way"),
    "huge": (_huge, QueryError, "more than 16 MB"),
    "silence": (_sleeps, QueryTimeout, "did not answer in time"),
    "dripping": (_drips, QueryTimeout, "did not answer in time"),
    "dripping headers": (_drips_headers, QueryTimeout, "did not answer in time"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_what_goes_wrong_is_said_in_words(name: str, engine: EmbeddedEngine) -> None:
    """Which endpoint, and what; and SILENT goes on with a solution that binds nothing."""
    answer, error, message = FAILURES[name]
    seconds = 0.4 if error is QueryTimeout else 10.0
    notes: list[str] = []
    with fake(answer) as end:
        query = f"SELECT * {{ ?s e:size 2 SERVICE <{end.url}> {{ ?x ?x ?x }} }}"
        start = time.monotonic()
        with pytest.raises(error, match=message) as caught:
            planned(PREFIX + query, [end.url]).tables({}, seconds)
        assert time.monotonic() - start < seconds + 1.5
        plan = planned(PREFIX + query.replace("SERVICE", "SERVICE SILENT"), [end.url])
        tables = plan.tables({}, seconds, notes.append)

    assert end.url in str(caught.value)
    assert rows_from_json(engine.evaluate(plan.query, "json", tables=tables)).rows == [(B,)]
    assert notes[1].endswith("goes on without it, for it is SILENT.")


def test_too_many_rows_are_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to do about it."""
    monkeypatch.setattr(federation, "MAX_ROWS", 2)
    with fake(says(document({}, {}, {}))) as end:
        plan = planned(f"SELECT * {{ SERVICE <{end.url}> {{ ?x ?p ?o }} }}", [end.url])

        with pytest.raises(QueryError, match=r"has 3 rows, more than 2\. Put a LIMIT, or VALUES"):
            plan.tables({}, 5.0)


def test_the_limits_are_documented(root: Path) -> None:
    """As they are in the code."""
    text = (root / "docs" / "federation.md").read_text(encoding="utf-8")

    assert f"| clauses in a query | {MAX_CLAUSES} |" in text
    assert f"| rows of an answer | {MAX_ROWS:,} |" in text
    assert f"| size of an answer | {request.MAX_ANSWER_BYTES >> 20} MB |" in text


def test_who_asks_nobody_loads_no_client() -> None:
    """A plain query pays nothing for what it does not use."""
    script = (
        "import sys; from alskg.engine.federation import planned; planned('ASK { }', ());"
        "print([name for name in ('http.client', 'ssl', 'alskg.engine.request') "
        "if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert run.stdout == "[]\n"


def test_the_shell_asks_whom_it_was_told(url: str) -> None:
    """The endpoint is named on standard error; without the option the exit status is 2."""
    query = f"SELECT ?w {{ SERVICE <{url}> {{ <http://e/a> <http://e/weight> ?w }} }}"
    command = ["query", "-q", query, "-f", "csv"]

    told = CliRunner().invoke(main, [*command, "--allow-service", url])
    untold = CliRunner().invoke(main, command)

    assert (told.exit_code, told.stdout.split()) == (0, ["w", "7"])
    assert told.stderr == f"Asking {url}\n"
    assert (untold.exit_code, untold.stdout) == (2, "")
    assert "--allow-service" in untold.stderr


def test_python_asks_whom_it_was_told(url: str) -> None:
    """With a parameter; and not without being told."""
    query = f"SELECT ?w {{ SERVICE <{url}> {{ ?x <http://e/weight> ?w }} }}"
    kg = alskg.load()

    assert kg.query(query, allow_services=(url,), x="<http://e/b>").rows == ((9,),)
    assert kg.ask(f"ASK {{ SERVICE <{url}> {{ <http://e/a> ?p 7 }} }}", allow_services=(url,))
    copied = f"CONSTRUCT {{ ?s ?p 7 }} {{ SERVICE <{url}> {{ ?s ?p 7 }} }}"
    assert len(kg.construct(copied, allow_services=(url,))) == 1
    with pytest.raises(QueryRefused):
        kg.query(query)
