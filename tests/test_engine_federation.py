"""SERVICE reaches the endpoints that the user names, and nothing else in the world."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from click.testing import CliRunner
from engine_endpoints import JSON, Answer, fake, oxigraph, says, server
from engine_fixtures import canary, dataset, hostile

import alskg
from alskg.cli import main
from alskg.engine import Engine, federation, request
from alskg.engine.embedded import EmbeddedEngine
from alskg.engine.endpoint import Endpoint
from alskg.engine.federation import MAX_ROWS, planned
from alskg.engine.reference import ReferenceEngine
from alskg.engine.results import Rows, Term, rows_from_json
from alskg.engine.service import MAX_CLAUSES
from alskg.errors import (
    AlskgError,
    InputError,
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


def _document(*rows: Mapping[str, object], names: tuple[str, ...] = ("x",)) -> bytes:
    """Return an answer as an endpoint writes it."""
    return json.dumps({"head": {"vars": names}, "results": {"bindings": rows}}).encode()


# --- what it is for ---------------------------------------------------------------------------


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
    with fake(says(_document(row, names=("x", "w")))) as end:
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
    with fake(says(_document(row))) as end:
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
    with fake(says(_document(*rows))) as end:
        query = f"SELECT (COUNT(?x) AS ?n) {{ SERVICE <{end.url}> {{ ?x e:p ?o }} }}"

        assert _numbers(_asked(engine, query, end.url, timeout=20)) == [("30000",)]


# --- what is refused --------------------------------------------------------------------------


@pytest.mark.parametrize("path", hostile("service"), ids=lambda path: path.stem)
def test_no_spelling_reaches_what_is_not_allowed(path: Path) -> None:
    """An allowed endpoint opens the way to that one alone."""
    with canary() as listening, fake(says(_document())) as end:
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
    with fake(says(_document())) as end:
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


@pytest.mark.parametrize(
    "wrong",
    [
        "example.org/sparql",
        "ftp://example.org/",
        "file:///etc/passwd",
        "http://",
        "http://user:secret@example.org/",
        "http://example.org/#part",
        "http://example.org:port/",
        "http://example.org/a b",
        "http://example.org/\r\nHost: x",
        "http://b\u00fccher.example/",
        "http://[::1",
        "",
    ],
)
def test_only_a_whole_address_can_be_allowed(wrong: str) -> None:
    """The message shows how one looks."""
    with pytest.raises(InputError, match="is no address of an endpoint"):
        planned("ASK { }", [wrong])


@pytest.mark.parametrize(
    ("host", "address", "allowed"),
    [
        ("127.0.0.1", "127.0.0.1", True),
        ("127.9.9.9", "127.9.9.9", True),
        ("[::1]", "::1", True),
        ("localhost", "127.0.0.1", True),
        ("localhost", "10.0.0.1", False),
        ("localhost", "8.8.8.8", False),
        ("e.org", "8.8.8.8", True),
        ("e.org", "2001:4860:4860::8888", True),
        ("e.org", "127.0.0.1", False),
        ("127.1", "127.0.0.1", False),
        ("2130706433", "127.0.0.1", False),
        ("0x7f000001", "127.0.0.1", False),
        ("localhost.", "127.0.0.1", False),
        ("0.0.0.0", "0.0.0.0", False),  # noqa: S104  (an address to refuse, not to listen at)
        ("10.1.2.3", "10.1.2.3", False),
        ("e.org", "172.16.0.1", False),
        ("e.org", "192.168.1.1", False),
        ("e.org", "169.254.169.254", False),
        ("e.org", "100.64.0.1", False),
        ("e.org", "224.0.0.1", False),
        ("e.org", "255.255.255.255", False),
        ("e.org", "::", False),
        ("e.org", "::1", False),
        ("e.org", "fe80::1", False),
        ("e.org", "fc00::1", False),
        ("e.org", "ff02::1", False),
        ("e.org", "::ffff:127.0.0.1", False),
        ("e.org", "::ffff:10.0.0.1", False),
        ("e.org", "::7f00:1", False),
        ("e.org", "64:ff9b::7f00:1", False),
        ("e.org", "64:ff9b:1::a00:1", False),
        ("e.org", "240.0.0.1", False),
        ("e.org", "64:ff9b::808:808", True),
        ("e.org", "2002:7f00:1::", False),
    ],
)
def test_an_address_is_judged_before_it_is_connected_to(
    host: str, address: str, *, allowed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only public ones, and this machine for a URL that says so itself."""
    tried: list[str] = []

    def connect(where: tuple[str, int], _seconds: float) -> socket.socket:
        tried.append(where[0])
        raise ConnectionRefusedError

    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    monkeypatch.setattr(socket, "create_connection", connect)

    with pytest.raises(QueryError) as caught:
        request.ask(Endpoint.read(f"http://{host}/"), "ASK { }", 1.0)

    assert tried == ([address] if allowed else [])
    assert isinstance(caught.value, QueryRefused) is not allowed


def test_one_bad_address_among_good_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """And SILENT does not make it a failure that is passed over."""
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (at, 80)) for at in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
    plan = planned("SELECT * { SERVICE SILENT <http://e.org/> { } }", ["http://e.org/"])

    with pytest.raises(QueryRefused, match=r"e\.org leads to 10\.0\.0\.1, which is no public"):
        plan.tables({}, 5.0)


# --- what goes wrong --------------------------------------------------------------------------


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
    time.sleep(2)


def _huge(handler: BaseHTTPRequestHandler) -> None:
    """Answer without an end."""
    says(b"")(handler)
    while True:
        handler.wfile.write(b" " * 1_000_000)


FAILURES: dict[str, tuple[Answer, type[AlskgError], str]] = {
    "wrong media type": (says(b"<html>", "text/html"), QueryError, "answered text/html, but only"),
    "plain json": (says(_document(), "application/json"), QueryError, "but only application/spar"),
    "compressed": (says(b"", headers={"Content-Encoding": "gzip"}), QueryError, "gzip, but only"),
    "not json": (says(b"{"), QueryError, "cannot be used. The answer is not SPARQL Query Results"),
    "cut short": (says(b"{", headers={"Content-Length": "9"}), QueryError, "cannot be reached"),
    "a truth value": (says(b'{"boolean":true}'), QueryError, "true or false, not rows"),
    "nested too far": (says(b"[" * 200_000), QueryError, "not SPARQL Query Results JSON"),
    "a list": (says(b"[]"), QueryError, "not SPARQL Query Results JSON"),
    "a number as value": (
        says(_document({"x": {"type": "literal", "value": 5}})),
        QueryError,
        "a value is no text",
    ),
    "an iri that breaks out": (
        says(_document({"x": {"type": "uri", "value": "http://e/> } DROP ALL #"}})),
        QueryError,
        "cannot be used",
    ),
    "an iri that is none": (
        says(_document({"x": {"type": "uri", "value": "http://[e/"}})),
        QueryError,
        r"cannot be used\. 'http://\[e/' in it is no IRI",
    ),
    "a language that is none": (
        says(_document({"x": {"type": "literal", "value": "", "xml:lang": "-"}})),
        QueryError,
        "'-' in it is no language",
    ),
    "a list of names": (says(_document(names=(["x"],))), QueryError, "not asked for"),  # type: ignore[arg-type]
    "a datatype that breaks out": (
        says(_document({"x": {"type": "literal", "value": "", "datatype": "http://e/>) }"}})),
        QueryError,
        "cannot be used",
    ),
    "half a character": (
        says(_document({"x": {"type": "literal", "value": "\ud800"}})),
        QueryError,
        "not valid Unicode",
    ),
    "variables not asked for": (says(_document(names=("y",))), QueryError, "not asked for"),
    "a variable twice": (says(_document(names=("x", "x"))), QueryError, "not asked for"),
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
        assert time.monotonic() - start < seconds + 0.6
        plan = planned(PREFIX + query.replace("SERVICE", "SERVICE SILENT"), [end.url])
        tables = plan.tables({}, seconds, notes.append)

    assert end.url in str(caught.value)
    assert rows_from_json(engine.evaluate(plan.query, "json", tables=tables)).rows == [(B,)]
    assert notes[1].endswith("goes on without it, for it is SILENT.")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    """Wherever it leads, even to an endpoint that is allowed too."""
    with canary() as listening:
        target = f"http://127.0.0.1:{listening.port}/"
        with fake(says(b"", status=status, headers={"Location": target})) as end:
            plan = planned(f"SELECT * {{ SERVICE <{end.url}> {{ }} }}", [end.url, target])

            with pytest.raises(QueryError, match=f"redirects to {target}, which is not followed"):
                plan.tables({}, 5.0)

    assert listening.visits == 0


def test_nobody_there_and_no_tls_are_said_so() -> None:
    """A port without a server, a name without an address, and plain text where TLS should be."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    absent = ("http://nowhere.invalid/", "http://a..b/", "http://127.0.0.1:0/")
    for url in (f"http://127.0.0.1:{port}/", *absent):
        with pytest.raises(QueryError, match="cannot be reached"):
            request.ask(Endpoint.read(url), "ASK { }", 5.0)
    with fake(says(_document())) as end, pytest.raises(QueryError, match="cannot be reached"):
        request.ask(Endpoint.read(end.url.replace("http", "https")), "ASK { }", 5.0)


def test_too_many_rows_are_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to do about it."""
    monkeypatch.setattr(federation, "MAX_ROWS", 2)
    with fake(says(_document({}, {}, {}))) as end:
        plan = planned(f"SELECT * {{ SERVICE <{end.url}> {{ ?x ?p ?o }} }}", [end.url])

        with pytest.raises(QueryError, match=r"has 3 rows, more than 2\. Put a LIMIT, or VALUES"):
            plan.tables({}, 5.0)


def test_no_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would be another address than the one that was judged."""
    with canary() as listening, fake(says(_document())) as end:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{listening.port}")
        request.ask(Endpoint.read(end.url), "ASK { }", 5.0)

    assert listening.visits == 0
    assert len(end.bodies) == 1


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


# --- the shell and Python ---------------------------------------------------------------------


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
