"""Publishing to real stores: Oxigraph's server and Virtuoso, also when they are killed."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from publish_fixtures import AWKWARD, graph, release
from server_fixtures import SERVERS, Server, installed, running

from alskg.errors import EndpointError
from alskg.publish import GraphStore, Release, Targets, compare, publish
from alskg.publish.switch import STAGING

OLD = release("1", awkward=AWKWARD)
NEW = release("2", awkward=AWKWARD.replace('"plain"', '"other"'))
VIRTUOSO = pytest.param("virtuoso", marks=pytest.mark.requires("virtuoso-t", SERVERS["virtuoso"]))


@pytest.fixture(params=["oxigraph", VIRTUOSO])
def server(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Server]:
    """Return a server of one's own, for these tests write the graphs of the project."""
    with running(request.param, tmp_path) as found:
        if found.credentials:
            monkeypatch.setenv("ALSKG_USER", found.credentials[0])
            monkeypatch.setenv("ALSKG_PASSWORD", found.credentials[1])
        yield found


def store(server: Server) -> GraphStore:
    """Return a client for a server."""
    return GraphStore(Targets.of(server.store_url), timeout=60)


def run(one: Release, to: GraphStore) -> bool:
    """Publish a release, and say whether it was there already."""
    return publish(one, to, warn=pytest.fail, progress=lambda _: None).was_there


def holds(to: GraphStore, one: Release) -> bool:
    """Say whether a store holds a release."""
    return all(compare(to, each).is_same for each in one.graphs)


@contextmanager
def again(server: Server, folder: Path) -> Iterator[None]:
    """Start a server that was killed once more, on its data and at its address."""
    if server.name == "oxigraph":
        with running("oxigraph", folder, port=int(server.query_url.split(":")[2].split("/")[0])):
            yield
        return
    (folder / "virtuoso.lck").unlink(missing_ok=True)
    command = [installed("virtuoso") or "virtuoso-t", "+wait", "+configfile", "virtuoso.ini"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    process = int((folder / "virtuoso.lck").read_text().split("VIRT_PID=")[1].split()[0])
    try:
        yield
    finally:
        os.kill(process, signal.SIGKILL)


def test_a_release_arrives_and_is_replaced(server: Server) -> None:
    """With values that each store writes its own way; other graphs stay, staging is empty."""
    other = graph("of-somebody-else", AWKWARD)
    with store(server) as to:
        to.put("http://e/other", AWKWARD.encode())

        assert not run(OLD, to)
        assert holds(to, OLD)
        assert run(OLD, to)
        assert not run(NEW, to)
        assert holds(to, NEW)
        assert not holds(to, OLD)
        assert compare(to, other, "http://e/other").is_same
        assert to.graphs(STAGING) == []


def test_a_graph_is_overwritten_and_comes_in_parts(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the switch, in several requests either way."""
    monkeypatch.setattr("alskg.publish.store._MOST_ROWS", 20)
    monkeypatch.setattr("alskg.publish.store._MEAN_ROWS", 20)
    targets = Targets.of(server.store_url).without_update()
    warned: list[str] = []
    with GraphStore(targets, timeout=60, most_bytes=1000) as to:
        publish(OLD, to, warn=warned.append, progress=lambda _: None)
        publish(NEW, to, warn=warned.append, progress=lambda _: None)

        assert holds(to, NEW)
    assert len(warned) == 2


def test_a_server_killed_before_the_switch_has_the_old_release(
    server: Server, tmp_path: Path
) -> None:
    """It is started again, and the same command goes on."""

    def kill(step: str) -> None:
        if step.startswith("staged 2"):
            os.kill(server.process, signal.SIGKILL)

    with store(server) as to:
        run(OLD, to)
        with pytest.raises(EndpointError, match="still answers"):
            publish(NEW, to, warn=pytest.fail, progress=kill)

        with again(server, tmp_path):
            assert holds(to, OLD)
            assert to.graphs(STAGING)
            run(NEW, to)
            assert holds(to, NEW)
            assert to.graphs(STAGING) == []


def test_a_server_killed_after_the_switch_has_the_new_release(
    server: Server, tmp_path: Path
) -> None:
    """All of it: what was said to be published is on disk."""
    with store(server) as to:
        run(OLD, to)
        run(NEW, to)
        os.kill(server.process, signal.SIGKILL)

        with again(server, tmp_path):
            assert holds(to, NEW)


def test_a_store_that_can_only_be_read_says_so(tmp_path: Path) -> None:
    """Oxigraph's server in its read-only form."""
    with running("oxigraph", tmp_path) as found:
        address = found.query_url.split("/")[2]
    program, location = installed("oxigraph") or "oxigraph", str(tmp_path / "store")
    command = [program, "serve-read-only", "--location", location, "--bind", address]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process, store(found) as to:
        try:
            with pytest.raises(EndpointError, match=r"only be read(.|\n)*still answers"):
                run(NEW, to)
        finally:
            process.kill()


def test_a_wrong_password_is_named(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Virtuoso does not let it in; Oxigraph's server asks nobody."""
    monkeypatch.setenv("ALSKG_USER", "dba")
    monkeypatch.setenv("ALSKG_PASSWORD", "wrong")
    with store(server) as to:
        if server.credentials is None:
            run(NEW, to)
        else:
            with pytest.raises(EndpointError, match="ALSKG_USER and ALSKG_PASSWORD"):
                run(NEW, to)
