"""The guard lets through what an engine survives, and refuses the rest with its place."""

import contextlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from engine_fixtures import canary, dataset, hostile

from alskg.engine.embedded import EmbeddedEngine
from alskg.engine.guard import MAX_BYTES, MAX_NESTING, MAX_OPERATORS, check
from alskg.errors import (
    QueryMemoryExceeded,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
)

# What grows with n: nested, then chained. Each has been seen to overflow Oxigraph's stack.
NESTED: dict[str, Callable[[int], str]] = {
    "groups": lambda n: f"SELECT*{'{' * n}{'}' * n}",
    "parentheses": lambda n: f"SELECT*{{FILTER({'(' * n}1{')' * n})}}",
    "functions": lambda n: f"SELECT*{{FILTER({'STR(' * n}1{')' * n})}}",
    "if": lambda n: f"SELECT*{{FILTER({'IF(1,1,' * n}1{')' * n})}}",
    "in": lambda n: f"SELECT*{{?s ?p ?o FILTER({'?o IN(' * n}1{')' * n})}}",
    "exists": lambda n: f"SELECT*{{?s ?p ?o {'FILTER EXISTS{?s ?p ?o ' * n}{'}' * n}}}",
    "exists in filter": lambda n: f"SELECT*{{FILTER({'NOT EXISTS{FILTER(' * n}1{')}' * n})}}",
    "optional": lambda n: f"SELECT*{{{'OPTIONAL{?s ?p ?o ' * n}{'}' * n}}}",
    "union": lambda n: f"SELECT*{{{'{?s ?p ?o}UNION{' * n}{'}' * n}}}",
    "graph": lambda n: f"SELECT*{{{'GRAPH ?g{?s ?p ?o ' * n}{'}' * n}}}",
    "subselect": lambda n: f"{'SELECT*{' * n}?s ?p ?o{'}' * n}",
    "path": lambda n: f"SELECT*{{?s {'(' * n}<http://e/p>{')*' * n} ?o}}",
    "inverse path": lambda n: f"SELECT*{{?s {'^(' * n}<http://e/p>{')' * n} ?o}}",
    "blank nodes": lambda n: f"SELECT*{{?s ?p {'[?p ' * n}1{']' * n}}}",
    "collections": lambda n: f"SELECT*{{?s ?p {'(' * n}1{')' * n}}}",
    "triple terms": lambda n: f"SELECT*{{FILTER({'<<(?s ?p ' * n}1{')>>' * n}=1)}}",
    "reified triples": lambda n: f"SELECT*{{{'<<' * n}?s ?p ?o{'>> ?p ?o ' * n}}}",
    "annotations": lambda n: f"SELECT*{{?s ?p ?o{'{|?p ?o' * n}{'|}' * n}}}",
    "minus": lambda n: f"SELECT*{{?s ?p ?o {'MINUS{?s ?p ?o ' * n}{'}' * n}}}",
    "lateral": lambda n: f"SELECT*{{?s ?p ?o {'LATERAL{?s ?p ?o ' * n}{'}' * n}}}",
}
CHAINED: dict[str, Callable[[int], str]] = {
    "not": lambda n: f"SELECT*{{FILTER({'!' * n}true)}}",
    "add": lambda n: f"SELECT*{{FILTER(1{'+1' * n}>0)}}",
    "subtract": lambda n: f"SELECT*{{FILTER(1{'-1' * n}>0)}}",
    "multiply": lambda n: f"SELECT*{{FILTER(1{'*1' * n}>0)}}",
    "minus sign": lambda n: f"SELECT*{{FILTER({'-(' * (n // 20)}1{')' * (n // 20)}>0)}}",
    "and": lambda n: f"SELECT*{{FILTER(true{'&&true' * n})}}",
    "or": lambda n: f"SELECT*{{FILTER(true{'||true' * n})}}",
    "optional": lambda n: f"SELECT*{{?s ?p ?o {'OPTIONAL{?s ?p ?o}' * n}}}",
    "bind": lambda n: f"SELECT*{{{''.join(f'BIND(1 AS ?a{i})' for i in range(n))}}}",
    "projection": lambda n: f"SELECT {''.join(f'(1 AS ?a{i})' for i in range(n))}{{}}",
    "aggregates": lambda n: f"SELECT {''.join(f'(COUNT(*) AS ?a{i})' for i in range(n))}{{}}",
    "group by": lambda n: (
        f"SELECT(1 AS ?z){{}}GROUP BY{''.join(f'(1 AS ?a{i})' for i in range(n))}"
    ),
    "having": lambda n: f"SELECT(1 AS ?z){{}}GROUP BY ?s HAVING{'(1>0)' * n}",
    "union": lambda n: f"SELECT*{{{{}}{'UNION{?s ?p ?o}' * n}}}",
    "minus": lambda n: f"SELECT*{{?s ?p ?o {'MINUS{?s ?p ?o}' * n}}}",
    "groups": lambda n: f"SELECT*{{{'{?s ?p ?o}' * n}}}",
    "filters": lambda n: f"SELECT*{{?s ?p ?o {'FILTER(?o=1)' * n}}}",
    "exists": lambda n: f"SELECT*{{?s ?p ?o {'FILTER EXISTS{?s ?p ?o}' * n}}}",
    "subselects": lambda n: f"SELECT*{{?s ?p ?o {'{SELECT ?s{?s ?p ?o}}' * n}}}",
    "triples": lambda n: f"SELECT*{{{''.join(f'?s{i} ?p ?s{i + 1}.' for i in range(n))}}}",
    "semicolons": lambda n: f"SELECT*{{?s {'?p ?o;' * n}}}",
    "commas": lambda n: f"SELECT*{{?s ?p ?o{',?o' * n}}}",
    "path sequence": lambda n: f"SELECT*{{?s <http://e/p>{'/<http://e/p>' * n} ?o}}",
    "path of stars": lambda n: f"SELECT*{{?s <http://e/p>*{'/<http://e/p>*' * n} ?o}}",
    "path choice": lambda n: f"SELECT*{{?s <http://e/p>{'|<http://e/p>' * n} ?o}}",
    "prefixed path": lambda n: f"PREFIX e:<http://e/>SELECT*{{?s e:p{'/e:p' * n} ?o}}",
    "collection": lambda n: f"SELECT*{{?s ?p ({'1 ' * n})}}",
    "values blocks": lambda n: f"SELECT*{{{'VALUES ?x{1}' * n}}}",
    "describe": lambda n: f"DESCRIBE{''.join(f' <http://e/{i}>' for i in range(n))}",
    "annotations": lambda n: f"SELECT*{{?s ?p ?o{'{|?p ?o|}' * n}}}",
    "template": lambda n: f"CONSTRUCT{{{'?s ?p ?o.' * n}}}{{?s ?p ?o}}",
    "lateral": lambda n: f"SELECT*{{?s ?p ?o {'LATERAL{?s ?p ?o}' * n}}}",
    "deep and long": lambda n: (
        f"SELECT*{{{'FILTER EXISTS{?s ?p ?o ' * 120}"
        f"FILTER(1{'+1' * max(0, n - 300)}>0){'}' * 120}}}"
    ),
}
HARMLESS: dict[str, Callable[[int], str]] = {
    "values": lambda n: f"SELECT*{{VALUES ?x{{{'1 ' * n}}}}}",
    "rows of values": lambda n: f"SELECT*{{VALUES(?x ?y){{{'(1 <http://e/#>)' * n}}}}}",
    "in": lambda n: f"SELECT*{{?s ?p ?o FILTER(?o IN(1{',<http://e/#a>' * n}))}}",
    "arguments": lambda n: f"SELECT*{{?s ?p ?o FILTER(CONCAT('1'{',?s' * n})='')}}",
    "comment": lambda n: f"SELECT*{{#{'(' * n}\n}}",
    "string": lambda n: f"SELECT*{{?s ?p '''{'{' * n}'''}}",
    "order by": lambda n: f"SELECT*{{?s ?p ?o}}ORDER BY{' ?s' * n}",
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedEngine:
    """Return an engine over the small dataset, with little memory for a query."""
    made = EmbeddedEngine(dataset(tmp_path_factory.mktemp("guard")), memory=400 << 20)
    assert made.store
    return made


def _passes(query: str) -> bool:
    try:
        check(query)
    except QueryRefused:
        return False
    return True


def _largest(grow: Callable[[int], str], most: int) -> int:
    """Return the largest n that the guard lets through, found by halving."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _passes(grow(middle)) else (low, middle - 1)
    return low


def _survives(engine: EmbeddedEngine, query: str) -> None:
    """Run a query in a worker: it may take too long, but not break down, which is a QueryError."""
    form = "turtle" if check(query).form in ("CONSTRUCT", "DESCRIBE") else "tsv"
    with contextlib.suppress(QueryTimeout, QueryMemoryExceeded, QuerySyntaxError):
        engine.evaluate(query, form, timeout=0.25)


@pytest.mark.parametrize("name", NESTED)
def test_what_is_nested_as_deep_as_allowed_is_survived(name: str, engine: EmbeddedEngine) -> None:
    """At the limit the engine answers; one level more is refused."""
    deepest = _largest(NESTED[name], 3 * MAX_NESTING)

    assert MAX_NESTING / 3 < deepest <= MAX_NESTING
    _survives(engine, NESTED[name](deepest))


@pytest.mark.parametrize("name", CHAINED)
def test_what_is_chained_as_long_as_allowed_is_survived(name: str, engine: EmbeddedEngine) -> None:
    """At the limit the engine answers; one link more is refused."""
    longest = _largest(CHAINED[name], 3 * MAX_OPERATORS)

    assert MAX_OPERATORS / 6 < longest < 3 * MAX_OPERATORS
    _survives(engine, CHAINED[name](longest))


@pytest.mark.parametrize("name", HARMLESS)
def test_what_costs_no_stack_may_be_long(name: str, engine: EmbeddedEngine) -> None:
    """Long lists of values are data, and what stands in strings and comments is none."""
    query = HARMLESS[name](30_000)

    check(query)
    _survives(engine, query)


def test_without_the_guard_the_process_dies() -> None:
    """The limits are there for a reason: a few kilobytes of braces end an interpreter."""
    script = "import pyoxigraph; pyoxigraph.Store().query('SELECT*' + '{' * 9000 + '}' * 9000)"

    assert subprocess.run([sys.executable, "-c", script], check=False).returncode < 0


@pytest.mark.parametrize("path", hostile("service"), ids=lambda path: path.stem)
def test_service_is_refused_wherever_it_stands(path: Path, engine: EmbeddedEngine) -> None:
    """In any spelling and position, and nobody is called."""
    with canary() as listening:
        query = path.read_text(encoding="utf-8").replace("PORT", str(listening.port))
        form = "turtle" if query.startswith(("CONSTRUCT", "DESCRIBE")) else "json"

        with pytest.raises(QueryRefused, match=r"^Line \d+, column \d+: SERVICE"):
            engine.evaluate(query, form)

    assert listening.visits == 0


@pytest.mark.parametrize("path", hostile("ambiguous"), ids=lambda path: path.stem)
def test_what_reads_in_two_ways_is_refused(path: Path, engine: EmbeddedEngine) -> None:
    """A SERVICE does not pass as a part of a string or an IRI that the engine sees otherwise."""
    with canary() as listening:
        query = path.read_text(encoding="utf-8").replace("PORT", str(listening.port))

        with pytest.raises((QueryRefused, QuerySyntaxError)):
            engine.evaluate(query, "json")

    assert listening.visits == 0


def test_the_canary_notices_a_visit() -> None:
    """Without the guard, a glued SERVICE does go out: the tests above can fail."""
    query = "PREFIX ex: <http://127.0.0.1:PORT/> SELECT * { SERVICESILENTex:x { ?s ?p ?o } }"
    with canary() as listening:
        list(ox.Store().query(query.replace("PORT", str(listening.port))))  # type: ignore[arg-type]

    assert listening.visits == 1


def test_a_worker_has_no_sockets() -> None:
    """Should a SERVICE slip through the guard one day, the worker cannot connect."""
    script = """
import sys
from pyoxigraph import Store
from alskg.engine.worker import Limits, forked
ask = lambda: str(list(Store().query(sys.argv[1]))).encode()
forked(lambda: None, ask, Limits(2.0))
"""
    with canary() as listening:
        query = f"SELECT * {{ SERVICE <http://127.0.0.1:{listening.port}/> {{ ?s ?p ?o }} }}"
        run = subprocess.run(
            [sys.executable, "-c", script, query], capture_output=True, text=True, check=False
        )

    assert "QueryError: The engine gave up: Too many open files" in run.stderr
    assert listening.visits == 0


@pytest.mark.parametrize("path", hostile("update"), ids=lambda path: path.stem)
def test_updates_are_refused(path: Path) -> None:
    """The message says that the graph is read-only, and what to write instead."""
    with pytest.raises(QueryRefused, match=r"read-only\. Ask with SELECT"):
        check(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p 'SERVICE <http://e/> { }' }",
        "SELECT * { ?s ?p ?o } # SERVICE",
        "SELECT ?service { ?service <http://e/SERVICE> ?o }",
        "SELECT * { ?s ex:service 'x'@service }",
        "PREFIX insert: <http://e/> SELECT * { ?s insert:x ?o }",
        "select*{filter(?a<?b&&?c>?d)}",
        "SELECT * { ?s ?p (<http://e/a> <http://e/b>) }",
        "SELECT * { ?s (<http://e/a#x>|^<http://e/b#y>)/<http://e/c#z> ?o }",
        "SELECT * { FILTER (?x IN (<http://e/#a>, <http://e/#b>) || ?x = <http://e/#c>) }",
        "SELECT (<http://e/#f>(?x, <http://e/#y>) AS ?z) { VALUES ?x { <http://e/#a> } }",
        'SELECT * { ?s ?p "caf\\u00e9", """say "hi" """ }',
    ],
)
def test_what_only_looks_hostile_passes(query: str) -> None:
    """Strings, comments, names and honest comparisons are nobody's business."""
    assert check(query).form == "SELECT"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "The query is empty"),
        ("# nothing\nPREFIX ex: <http://e/>", "The query is empty"),
        ("SELEKT * {}", r"Line 1, column 1: .*Did you mean 'SELECT'\?"),
        ("SELECT *\n{ ?s ?p 'open }", "Line 2, column 9: a string begins here"),
        ("SELECT\u00a0* {}", "Line 1, column 7: there is a no-break space"),
        ("SELECT * { ?s ?p \u00a7 }", "Line 1, column 18: '\u00a7' has no meaning"),
        ("SELECT * { \\ }", "a backslash belongs into"),
        ("SELECT '\udcff'", "not valid Unicode"),
    ],
)
def test_what_is_no_sparql_is_said_so(query: str, message: str) -> None:
    """With the line and the column of the mistake."""
    with pytest.raises(QuerySyntaxError, match=message):
        check(query)


def test_a_text_that_is_too_long_is_refused() -> None:
    """Counted in bytes, before anything else is done with it."""
    check("SELECT * {}" + " " * (MAX_BYTES - 11))

    with pytest.raises(QueryRefused, match="larger than 1,000,000 bytes"):
        check("SELECT * {}" + "\u00e9" * (MAX_BYTES // 2))


def test_brackets_hidden_in_what_looks_like_an_iri_are_counted() -> None:
    """Less-than, many brackets and greater-than: the engine nests where a reader sees an IRI."""
    hidden = "?a<" + "(" * 40 + "1>2&&"

    assert not _passes(f"SELECT * {{ FILTER ({hidden * 5}true) }}")


def test_the_verdict_says_what_later_steps_need() -> None:
    """Form, undeclared prefixes and whether the text names its graphs."""
    verdict = check("PREFIX a: <http://a/> SELECT * FROM a:g { ?s a:b c:d ; c:e ?o }")

    assert (verdict.form, verdict.has_dataset) == ("SELECT", True)
    assert verdict.prefixes == (("c", 49),)


def test_the_verdict_is_remembered() -> None:
    """The same text is read once."""
    assert check("ASK { }") is check("ASK { }")
