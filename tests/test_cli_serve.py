"""`alskg serve` as it is typed."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from serve_fixtures import eventually, serving

import alskg
from alskg.cli import main
from alskg.web.server.listening import listening

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/task").is_dir(), reason="workers are forked on Linux only"
)


def run(*arguments: str) -> "tuple[int, bytes, str]":
    """Run the command in a process of its own, to its end."""
    import subprocess  # noqa: PLC0415  (only here)
    import sys  # noqa: PLC0415  (as above)

    command = [sys.executable, "-m", "alskg", "serve", *arguments]
    done = subprocess.run(command, capture_output=True, timeout=120, check=False)
    return done.returncode, done.stdout, done.stderr.decode()


def test_it_says_what_is_served_where_and_how_to_stop_it() -> None:
    """In two lines; on this machine alone."""
    with serving() as server:
        assert alskg.__version__ in server.words
        assert "http://127.0.0.1:" in server.words
        assert "/sparql" in server.words
        assert "Ctrl-C" in server.words
        assert "without a password" not in server.words
        assert server.ask("ASK { gene:SOD1 a alskg:Gene }").json == {"head": {}, "boolean": True}


def test_another_host_comes_with_a_warning() -> None:
    """It has to be named, and what it means is said."""
    with serving("--host", "0.0.0.0") as server:  # noqa: S104  (that is what is tested)
        assert server.process.stderr
        assert "without a password" in server.process.stderr.readline()
        assert server.url.startswith("http://127.0.0.1:")


def test_a_port_in_use_is_exit_2() -> None:
    """With the way out, and before anything is loaded."""
    with listening("127.0.0.1", 0) as taken:
        status, out, err = run("--port", str(taken.getsockname()[1]))

    assert (status, out) == (2, b"")
    assert "in use" in err
    assert "--port 0" in err


@pytest.mark.parametrize(
    ("path", "status", "found"),
    [
        ("/sparql?query=ASK%7B%7D", 0, b'"boolean"'),
        ("/-/version.json", 0, b'"name": "alskg"'),
        ("/no/such/path", 1, b""),
    ],
)
def test_get_prints_what_a_path_would_bring(path: str, status: int, found: bytes) -> None:
    """Nothing listens; an error page is exit status 1."""
    got, out, err = run("--get", path)

    assert got == status
    assert found in out
    assert "Site http" not in err


@pytest.mark.parametrize("path", ["gene/SOD1", "/gene/S OD1", "/gène", "/a\nb"])
def test_get_wants_a_path(path: str) -> None:
    """What no request could have is exit status 2."""
    done = CliRunner().invoke(main, ["serve", "--get", path])

    assert done.exit_code == 2
    assert "is no path of this site" in done.stderr


@pytest.mark.parametrize(
    "options",
    [
        ("--timeout", "0"),
        ("--port", "70000"),
        ("--workers", "0"),
        ("--query-memory", "1"),
        ("--allow-service", "file:///etc/passwd"),
        ("--data", "a.ttl", "--only", "b.ttl"),
        ("--access-log", "/no/such/folder/log"),
    ],
    ids=" ".join,
)
def test_options_that_make_no_sense_are_exit_2(options: tuple[str, ...]) -> None:
    """Before anything is opened."""
    done = CliRunner().invoke(main, ["serve", "--port", "0", *options])

    assert done.exit_code == 2
    assert "Traceback" not in done.output


def test_every_option_has_its_heading_in_the_help() -> None:
    """What belongs together stands together."""
    done = CliRunner().invoke(main, ["serve", "--help"], env={"COLUMNS": "100"})

    headings = ("Address:", "Limits of a query:", "What is served:", "Options:")
    places = [done.output.index(f"\n{heading}") for heading in headings]
    assert places == sorted(places)
    rest = done.output[places[-1] :]
    assert "--help" in rest
    assert "--store" not in rest
    assert "--timeout" not in rest


def test_the_access_log_is_a_file_of_lines(tmp_path: Path) -> None:
    """One a request, complete as soon as the request is."""
    log = tmp_path / "access.log"
    with serving("--access-log", str(log)) as server:
        server.get("/-/health?token=s3cret")
        server.ask("ASK {}")
        assert eventually(lambda: len(log.read_text("ascii").splitlines()) == 2)

    lines = log.read_text("ascii").splitlines()
    assert '"GET /-/health?token=*** HTTP/1.1" 200 ' in lines[0]
    assert "/sparql?query=ASK%20%7B%7D" in lines[1]


def test_other_sites_may_ask_unless_told_otherwise() -> None:
    """CORS is for the endpoint, and never with credentials."""
    with serving() as server:
        answer = server.get("/sparql?query=ASK%7B%7D", Origin="https://other.example")
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in answer.headers
    with serving("--no-cors") as server:
        answer = server.get("/sparql?query=ASK%7B%7D", Origin="https://other.example")
        assert "access-control-allow-origin" not in answer.headers


def test_files_beside_the_graph_are_served_with_it(tmp_path: Path) -> None:
    """Their statements, and those of the graph; the digest is another one."""
    data = tmp_path / "mine.ttl"
    data.write_text("<http://e/a> <http://e/p> <https://w3id.org/alskg/gene/SOD1> .", "utf-8")
    query = "ASK { <http://e/a> <http://e/p> ?gene . ?gene a alskg:Gene }"
    with serving() as plain, serving("--data", str(data)) as both:
        assert plain.ask(query).json["boolean"] is False
        assert both.ask(query).json["boolean"] is True
        assert "mine.ttl beside the graph" in both.words
        assert plain.health["dataset"] != both.health["dataset"]


def test_an_endpoint_elsewhere_is_served_like_our_own() -> None:
    """The same answers, asked over HTTP."""
    with serving() as origin, serving("--endpoint", f"{origin.url}/sparql") as server:
        query = "SELECT ?gene WHERE { ?gene a alskg:Gene } ORDER BY ?gene"
        assert server.ask(query).json == origin.ask(query).json
        assert server.health["engine"] == "remote"
        assert server.ask("SELECT ?s { ?s ?p }").status == 400
        assert server.stop() == 0


def test_the_answer_to_get_is_that_of_the_server() -> None:
    """Byte for byte."""
    path = "/sparql?query=SELECT%20%3Fs%20%7B%3Fs%20a%20alskg%3AGene%7D"
    with serving() as server:
        assert json.loads(run("--get", path)[1]) == server.get(path).json
