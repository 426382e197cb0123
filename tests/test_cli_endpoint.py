"""`--endpoint` and ALSKG_ENDPOINT: every reading command, and what it says of a bad server."""

from pathlib import Path

import pytest
from bad_servers import HTML, JSON, NOBODY, OK, answers, says, serving, silent, status
from click.testing import CliRunner, Result
from remote_fixtures import endpoint, nobody

from alskg.cli import main

__all__ = ["endpoint", "nobody"]


def _run(*arguments: str) -> Result:
    """Run a command as a user would."""
    return CliRunner().invoke(main, list(arguments))


SAME = [
    ["query", "gene_case_shares"],
    ["query", "gene_case_shares", "-f", "json"],
    ["query", "what_is_said_of", "-p", "entity=FUS", "-f", "csv"],
    ["query", "-q", "ASK { ?s a alskg:Zebra }"],
    ["query", "-q", "CONSTRUCT { ?s a ?o } { ?s a alskg:Gene, ?o }"],
    ["query", "-q", "SELECT ?s { ?s a alskg:Zebra }"],
    ["search", "weakness"],
    ["describe", "SOD1"],
    ["trace", "SOD1"],
    ["stats"],
    ["coverage", "-f", "json"],
    ["export", "vocabulary"],
    ["export", "sssom", "-o", "out"],
    ["link", "list", "SOD1"],
    ["describe", "zebra"],
    ["query", "nothing_of_that_name"],
]


@pytest.mark.parametrize("arguments", SAME, ids=" ".join)
def test_the_answer_is_that_of_this_machine(
    arguments: list[str], endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On both streams, and in the exit status."""
    monkeypatch.chdir(tmp_path)
    here = _run(*arguments)
    there = _run(*arguments, "--endpoint", endpoint)

    assert (there.exit_code, there.stdout) == (here.exit_code, here.stdout)
    assert there.stderr == here.stderr


def test_the_environment_names_the_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty option asks this machine all the same."""
    monkeypatch.setenv("ALSKG_ENDPOINT", NOBODY)

    assert _run("search", "SOD1").exit_code == 2
    assert _run("search", "SOD1", "--endpoint", "").exit_code == 0


@pytest.mark.parametrize("command", ["query", "search", "describe", "trace", "stats", "validate"])
def test_a_dead_endpoint_is_exit_2(command: str) -> None:
    """With words, and no traceback."""
    needed = {"query": ["gene_case_shares"], "stats": [], "validate": []}.get(command, ["SOD1"])
    result = _run(command, *needed, "--endpoint", NOBODY)

    assert result.exit_code == 2
    assert "nothing listens there" in result.stderr
    assert not result.stdout


BAD = {
    "html": (answers(b"<h1>Log in</h1>", OK + HTML), "answered text/html"),
    "cut": (says(OK + JSON + b"Content-Length: 99\r\n\r\n{"), "cut the connection"),
    "slow": (silent, "did not answer within 0.5 seconds"),
    "refused": (status(b"401 No"), "ALSKG_USER"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_endpoint_is_exit_2(name: str) -> None:
    """In the time that was given to it."""
    saying, words = BAD[name]
    with serving(saying) as server:
        result = _run("query", "gene_case_shares", "--endpoint", server.url, "--timeout", "0.5")

    assert result.exit_code == 2
    assert words in result.stderr
    assert not result.stdout


def test_what_does_not_go_together() -> None:
    """Says why."""
    with_file = _run("query", "-q", "ASK { }", "--with", "hp.obo", "--endpoint", NOBODY)
    reference = _run("query", "-q", "ASK { }", "--engine", "reference", "--endpoint", NOBODY)
    secret = _run("stats", "--endpoint", "http://me:secret@127.0.0.1/query")

    assert with_file.exit_code == reference.exit_code == secret.exit_code == 2
    assert "load the ontology into the server" in with_file.stderr
    assert "--engine reference answers on this machine" in reference.stderr
    assert "ALSKG_PASSWORD" in secret.stderr
    assert "me:secret" not in secret.stderr
