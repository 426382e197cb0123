"""`alskg query` and `alskg queries`, as people use them."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from engine_fixtures import hostile

from alskg import catalogue
from alskg.cli import main
from alskg.kg import KnowledgeGraph

SHELL = [sys.executable, "-m", "alskg"]
GENES = "SELECT ?gene { ?gene a alskg:Gene } ORDER BY ?gene"


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    """Compile once, so that no test below is charged for it."""
    KnowledgeGraph()


def ask(*arguments: str, stdin: str | bytes | None = None) -> Result:
    """Run the command in this process, in a pipe."""
    return CliRunner().invoke(main, ["query", *arguments], input=stdin)


def test_a_stored_query_is_answered_as_tsv_in_a_pipe() -> None:
    """A header, then the rows."""
    result = ask("gene_case_shares")
    lines = result.stdout.splitlines()

    assert result.exit_code == 0
    assert lines[0].split("\t")[:2] == ["?gene", "?low"]
    assert lines[1].startswith('"C9orf72"\t')
    assert result.stderr == ""


def test_known_prefixes_need_no_declaration() -> None:
    """In a text of the user's own."""
    result = ask("-q", GENES, "-n", "2", "-f", "csv")

    assert result.stdout.splitlines() == [
        "gene",
        "https://w3id.org/alskg/gene/ALS2",
        "https://w3id.org/alskg/gene/ANG",
    ]


def test_every_claim_of_the_page_is_found() -> None:
    """The example of the documentation: each has its passage."""
    query = (
        "SELECT (COUNT(*) AS ?n) { ?c a/rdfs:subClassOf* alskg:Claim ; alskg:statedIn ?p ; "
        "rdf:subject ?s ; rdf:predicate ?q ; alskg:modality ?m }"
    )

    assert int(ask("-q", query, "-f", "csv").stdout.splitlines()[1]) > 400


@pytest.mark.parametrize("format_name", ["csv", "tsv", "json", "xml", "table", "md", "jsonl"])
def test_rows_come_in_every_format(format_name: str) -> None:
    """Each ends in a line feed."""
    result = ask("-q", GENES, "-f", format_name)

    assert result.exit_code == 0
    assert "SOD1" in result.stdout
    assert result.stdout.endswith("\n")


@pytest.mark.parametrize("format_name", ["turtle", "ttl", "ntriples", "nt", "jsonld", "rdfxml"])
def test_graphs_come_in_every_format(format_name: str) -> None:
    """Under their aliases as well."""
    result = ask("-q", "DESCRIBE gene:SOD1", "-f", format_name)

    assert result.exit_code == 0
    assert "SOD1" in result.stdout


def test_a_graph_is_turtle_with_known_prefixes() -> None:
    """Where nothing else is asked for."""
    result = ask("-q", "CONSTRUCT { ?g rdfs:label ?l } { ?g a alskg:Gene ; rdfs:label ?l }")

    assert 'gene:SOD1 rdfs:label "SOD1"@en' in result.stdout


def test_things_are_short_in_a_table() -> None:
    """CURIEs and plain values, for people."""
    result = ask("-q", "SELECT ?g ?l { ?g a alskg:Gene ; rdfs:label ?l }", "-f", "md")

    assert "| gene:SOD1 | SOD1 |" in result.stdout


def test_a_file_is_answered(tmp_path: Path) -> None:
    """By its path; the ending of the output says the format."""
    query, output = tmp_path / "mine.rq", tmp_path / "genes.json"
    query.write_text(f"\ufeff{GENES}", encoding="utf-8")

    result = ask(str(query), "-o", str(output))

    assert (result.exit_code, result.stdout) == (0, "")
    assert len(json.loads(output.read_text())["results"]["bindings"]) == 29


def test_a_file_is_a_file_by_any_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stored query goes before it; data is told from queries by its ending."""
    monkeypatch.chdir(tmp_path)
    for name in ("mine", "mine.txt", "gene_case_shares"):
        Path(name).write_text(GENES, encoding="utf-8")
    Path("empty.ttl").touch()

    assert "SOD1" in ask("mine").stdout
    assert "SOD1" in ask("mine.txt").stdout
    assert ask("gene_case_shares").stdout.startswith("?gene\t?low")
    assert "empty.ttl holds data by its ending, and a SPARQL query" in ask("empty.ttl").stderr
    assert "Cannot read none.ttl: No such file" in ask("none.ttl").stderr


def test_standard_input_is_answered() -> None:
    """Named by a hyphen."""
    assert "SOD1" in ask("-", stdin=GENES).stdout


def test_a_parameter_is_set() -> None:
    """A thing by CURIE, slug or label; an unset one has its default."""
    for name in ("gene:FUS", "FUS", "fus"):
        result = ask("what_is_said_of", "-p", f"entity={name}", "-f", "csv")
        assert result.exit_code == 0, result.stderr
        assert {line.split(",")[0] for line in result.stdout.splitlines()[1:]} == {
            "https://w3id.org/alskg/gene/FUS"
        }
    assert "gene/SOD1" in ask("what_is_said_of", "-f", "csv").stdout


def test_a_text_takes_any_parameter() -> None:
    """With or without its question mark; the value is never pasted."""
    query = "SELECT ?l { ?g rdfs:label ?l }"

    assert '"SOD1"@en' in ask("-q", query, "-p", "?g=gene:SOD1").stdout
    assert ask("-q", "SELECT ?v { }", "-p", 'v=" } DROP ALL #', "-f", "csv").stdout == (
        'v\n""" } DROP ALL #"\n'
    )


def test_nothing_found_is_the_header_alone() -> None:
    """And no failure."""
    for format_name, expected in (("tsv", "?x\n"), ("csv", "x\n"), ("jsonl", "")):
        result = ask("-q", "SELECT ?x { ?x a alskg:Unheard }", "-f", format_name)
        assert (result.exit_code, result.stdout) == (0, expected)


@pytest.mark.parametrize("format_name", ["tsv", "csv", "json", "xml", "table", "md", "jsonl"])
def test_an_empty_answer_names_what_there_is_not(format_name: str) -> None:
    """A misspelt term or graph; what is there and empty needs no word."""
    misspelt = ask("-q", "SELECT ?g { ?g a alskg:Genes }", "-f", format_name)
    graph = ask("-q", "ASK FROM graph:pag { ?g a alskg:Gene }", "-f", format_name)
    right = ask("-q", "SELECT ?g { ?g a alskg:Gene, alskg:Claim }", "-f", format_name)
    found = ask("-q", "SELECT ?g { ?g a alskg:Gene OPTIONAL { ?g a alskg:X } }", "-f", format_name)

    said = "alskg: There is no term alskg:Genes. Did you mean 'alskg:Gene'?\n"
    assert (misspelt.exit_code, misspelt.stderr) == (0, said)
    said = "alskg: There is no graph graph:pag. Did you mean 'graph:page'?\n"
    assert (graph.exit_code, graph.stderr) == (1, said)
    assert (right.exit_code, right.stderr, found.stderr) == (0, "", "")


def test_a_misspelt_term_is_known_by_any_prefix() -> None:
    """Of an empty graph as well."""
    prefix = "PREFIX x: <https://w3id.org/alskg/ontology#>"
    result = ask("-q", f"{prefix} CONSTRUCT {{ ?s a ?o }} {{ ?s x:causs ?o }}")

    assert "There is no term alskg:causs. Did you mean 'alskg:causes'?" in result.stderr


def test_no_is_exit_status_1() -> None:
    """For questions with yes or no, in every format."""
    for format_name in ("table", "tsv", "json", "xml", "md"):
        yes = ask("-q", "ASK { ?g a alskg:Gene }", "-f", format_name)
        no = ask("-q", "ASK { ?g a alskg:Unheard }", "-f", format_name)
        assert (yes.exit_code, no.exit_code) == (0, 1)
        assert "true" in yes.stdout
        assert "false" in no.stdout


def test_the_text_can_be_shown() -> None:
    """It is not run."""
    assert ask("gene_case_shares", "--show").stdout == catalogue.get("gene_case_shares").text


def test_the_reference_engine_agrees() -> None:
    """Row by row."""
    query = "SELECT ?g ?l { ?g a alskg:Gene ; rdfs:label ?l } ORDER BY ?g"

    assert ask("-q", query).stdout == ask("-q", query, "--engine", "reference").stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "one of them"),
        (("gene_case_shares", "-q", "ASK { }"), "one of them"),
        (("gene_case_share",), "Did you mean 'gene_case_shares'?"),
        (("gene_case_share",), "a SPARQL text follows -q."),
        (("no/such/file.rq",), "Cannot read no/such/file.rq: No such file or directory."),
        (("-q", "SELECT * { ?s ?p ?o"), "Line 1, column 10: this '{' is never closed."),
        (("-q", "SELECT * { ?s nope:x ?o }"), "the prefix 'nope:' is not known"),
        (("-q", "SELECT * { SERVICE <http://e/> { } }"), "SERVICE is refused"),
        (("-q", "DELETE WHERE { ?s ?p ?o }"), "read-only"),
        (("-q", "ASK { }", "-f", "turtle"), "ASK gives yes or no, and turtle holds a graph."),
        (("-q", "ASK { }", "-f", "tabel"), "Did you mean 'table'?"),
        (("-q", "SELECT * { }", "-f", "turtle"), "SELECT gives rows, and turtle holds a graph."),
        (("-q", "DESCRIBE gene:SOD1", "-f", "srj"), "a graph, and json holds rows. Choose"),
        (("what_is_said_of", "-p", "entity"), "write NAME=VALUE"),
        (("what_is_said_of", "-p", "entiti=x"), "Did you mean 'entity'?"),
        (("what_is_said_of", "-p", "entity=nobody"), "Nothing in the graph is called 'nobody'."),
        (("names", "-p", "x=1"), "takes no parameters"),
        (("-q", "ASK { }", "-p", "x=1"), "does not use a variable ?x"),
        (("-q", "ASK { }", "--timeout", "0"), "Invalid value for '--timeout'"),
        (("-q", "SELECT ?x (1/0 AS ?y) { } GROUP BY ?z"), "neither grouped nor bound"),
    ],
)
def test_a_mistake_is_said_plainly(arguments: tuple[str, ...], message: str) -> None:
    """On standard error, exit status 2, and never a traceback."""
    result = ask(*arguments)

    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_a_file_that_is_no_text_is_said_so(tmp_path: Path) -> None:
    """And so is a folder, and a file that is far too long."""
    binary = tmp_path / "binary.rq"
    binary.write_bytes(b"SELECT \xff")

    assert "it is not UTF-8 text" in ask(str(binary)).stderr
    assert "it is not UTF-8 text" in ask("-", stdin=b"\xff").stderr
    assert "Is a directory" in ask(f"{tmp_path}/").stderr
    assert "larger than" in ask("-", stdin="#" * 1_100_000).stderr


def test_a_hostile_query_is_stopped_in_time() -> None:
    """With a plain reason and exit status 2, soon after its limit."""
    bomb = next(path for path in hostile("bombs") if path.stem == "cartesian_count")
    start = time.monotonic()

    result = ask(str(bomb), "--timeout", "0.5")

    assert time.monotonic() - start < 2.5
    assert (result.exit_code, result.stdout) == (2, "")
    assert "stopped after 0.5 seconds" in result.stderr


def test_ctrl_c_ends_a_query_at_once() -> None:
    """With exit status 130, silently."""
    bomb = next(path for path in hostile("bombs") if path.stem == "cartesian_count")
    with subprocess.Popen(
        [*SHELL, "query", str(bomb)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        time.sleep(1.2)
        start = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=5)

    assert time.monotonic() - start < 1.0
    assert (process.returncode, out, b"Traceback" in err) == (130, b"", False)


def test_a_closed_pipe_is_no_fault() -> None:
    """`alskg query … | head -1` ends quietly."""
    query = "SELECT * { ?s ?p ?o }"
    with subprocess.Popen(
        [*SHELL, "query", "-q", query], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""


def test_a_terminal_gets_a_table() -> None:
    """As wide as it is, with the number of rows beside it."""
    leader, follower = pty.openpty()
    environment = {**os.environ, "COLUMNS": "130", "TERM": "xterm", "NO_COLOR": "1"}
    run = subprocess.run(
        [*SHELL, "query", "gene_case_shares"],
        stdout=follower,
        stderr=subprocess.PIPE,
        env=environment,
        check=True,
    )
    shown = re.sub(r"\x1b\[[0-9;]*m", "", os.read(leader, 1 << 16).decode())
    os.close(leader)
    os.close(follower)

    assert "C9orf72" in shown
    assert "\t" not in shown
    assert max(map(len, shown.splitlines())) <= 130
    assert run.stderr == b"5 rows\n"


def test_starting_stays_cheap() -> None:
    """A plain query imports neither rdflib nor rich nor YAML."""
    script = (
        "import sys; from alskg.cli import main\n"
        "main(['query', 'gene_case_shares'], standalone_mode=False)\n"
        "print({'rdflib', 'rich', 'yaml', 'json', 'pyshacl'} & set(sys.modules), file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert run.stderr == "set()\n"


def test_the_stored_queries_are_listed() -> None:
    """With the question that each answers."""
    result = CliRunner().invoke(main, ["queries"])
    lines = result.stdout.splitlines()

    assert lines[0] == "name\tquestion\ttags"
    assert len(lines) == 1 + len(catalogue.all("answers"))
    assert [line.partition("\t")[0] for line in lines[1:]] == list(catalogue.names("answers"))


def test_queries_are_listed_for_those_who_ask_them() -> None:
    """Each says whom it is for; nobody else is known."""
    listed = CliRunner().invoke(main, ["queries", "--for", "counsellor", "-f", "json"])
    nobody = CliRunner().invoke(main, ["queries", "--for", "astronaut"])

    assert {"penetrance", "gene_case_shares"} <= {one["name"] for one in json.loads(listed.stdout)}
    assert all("counsellor" in one["for"] for one in json.loads(listed.stdout))
    assert nobody.exit_code == 2


def test_a_query_is_shown_with_what_can_be_set() -> None:
    """The example can be typed as it stands; a class as default is any thing of it."""
    shown = CliRunner().invoke(main, ["queries", "gene_case_shares"]).stdout
    sentence = CliRunner().invoke(main, ["queries", "claims_of_sentence"]).stdout

    assert "-p population=Europe  (Population): only shares that name" in shown
    assert "[default: any]" in shown
    assert "-p 'passage=Causes, sentence 2'  (Passage)" in sentence


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("Europa", "No Population in the graph is called 'Europa'. Did you mean 'Europe'?"),
        ("SOD1", "A Population is wanted here, and 'SOD1' is gene:SOD1."),
        ("population:nope", "No Population in the graph is called 'population:nope'."),
    ],
)
def test_a_parameter_that_fits_nothing_is_an_error(value: str, message: str) -> None:
    """It would be an empty answer otherwise."""
    result = CliRunner().invoke(main, ["query", "gene_case_shares", "-p", f"population={value}"])

    assert result.exit_code == 2
    assert message in result.stderr


def test_queries_are_listed_by_tag() -> None:
    """An unknown one is an error that lists the known ones."""
    result = CliRunner().invoke(main, ["queries", "--tag", "gene"])
    assert 1 < len(result.stdout.splitlines()) < len(catalogue.all("answers"))

    result = CliRunner().invoke(main, ["queries", "--tag", "geen"])
    assert result.exit_code == 2
    assert "Did you mean 'gene'?" in result.stderr


@pytest.mark.parametrize("format_name", ["table", "csv", "md", "json", "jsonl"])
def test_the_list_comes_in_every_format(format_name: str) -> None:
    """JSON has all there is to know."""
    result = CliRunner().invoke(main, ["queries", "-f", format_name])

    assert result.exit_code == 0
    assert "gene_case_shares" in result.stdout
    if format_name == "json":
        first = json.loads(result.stdout)[0]
        assert {"name", "title", "summary", "parameters", "columns", "sparql"} <= set(first)


def test_one_query_is_shown() -> None:
    """With its parameters, its columns and its text."""
    result = CliRunner().invoke(main, ["queries", "what_is_said_of"])

    assert "-p entity=gene:SOD1  (entity) [default: gene:SOD1]" in result.stdout
    assert "SELECT ?entity" in result.stdout
    assert "#+" not in result.stdout
