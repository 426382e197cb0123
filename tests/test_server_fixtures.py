"""The servers that other tests use do run, hold what they are given, and end with the tests."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests
from engine_fixtures import dataset
from server_fixtures import SERVERS, Server

HERE = Path(__file__).resolve().parent
LINGERING = """
import sys, time
from pathlib import Path
from server_fixtures import running

with running("oxigraph", Path(sys.argv[1])) as server:
    print(server.process, flush=True)
    time.sleep(60)
"""


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest) -> Server:
    """Return each of the servers in turn."""
    found: Server = request.getfixturevalue(f"{request.param}_server")
    return found


def test_a_server_holds_the_graphs_it_was_given(server: Server, tmp_path: Path) -> None:
    """Each named graph is there, and gone when it is dropped."""
    counting = "SELECT (COUNT(*) AS ?n) { GRAPH <http://e/g2> { ?s ?p ?o } }"

    graphs = server.load(dataset(tmp_path))
    counts = [_number(server, counting)]
    server.drop(graphs)
    counts.append(_number(server, counting))

    assert graphs == ["http://e/g1", "http://e/g2"]
    assert counts == [4, 0]


def test_a_server_takes_an_update_from_those_it_knows(server: Server) -> None:
    """Virtuoso drops a graph that INSERT made only with SILENT."""
    for update in (
        "INSERT DATA { GRAPH <http://e/u> { <http://e/a> a <http://e/b> } }",
        "DROP SILENT GRAPH <http://e/u>",
    ):
        requests.post(
            server.update_url,
            data=update,
            headers={"Content-Type": "application/sparql-update"},
            auth=server.authentication,
            timeout=30,
        ).raise_for_status()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
@pytest.mark.requires("setpriv", "apt-get install util-linux")
@pytest.mark.usefixtures("oxigraph_server")
def test_a_server_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    """Also where that process is killed and can clean up nothing."""
    with subprocess.Popen(
        [sys.executable, "-c", LINGERING, tmp_path], cwd=HERE, stdout=subprocess.PIPE, text=True
    ) as starter:
        assert starter.stdout is not None
        server = int(starter.stdout.readline())
        starter.kill()

    assert _ends(server)


def _ends(process: int) -> bool:
    """Tell whether a process ends soon; one that does not is killed."""
    for _ in range(100):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.05)
    os.kill(process, signal.SIGKILL)
    return False


def _number(server: Server, query: str) -> int:
    """Return the number that a query counts."""
    answer = requests.get(
        server.query_url,
        params={"query": query},
        headers={"Accept": "application/sparql-results+json"},
        timeout=30,
    )
    return int(answer.json()["results"]["bindings"][0]["n"]["value"])
