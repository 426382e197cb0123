"""`alskg publish`, as people use it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from publish_fixtures import FakeStore, fake_store

from alskg import resources
from alskg.cli import main


@pytest.fixture(autouse=True)
def project(small_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work on a small project of one's own."""
    folder = tmp_path / "project"
    shutil.copytree(small_root, folder)
    monkeypatch.setattr(resources, "root", lambda: folder)
    monkeypatch.setenv("ALSKG_BUILD_DIR", str(tmp_path / "build"))
    return folder


@pytest.fixture
def fake() -> Iterator[FakeStore]:
    """Return a store in memory."""
    with fake_store() as serving:
        yield serving


def publish(fake: FakeStore, *options: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["publish", "--to", f"{fake.root}/store", *options])


def test_it_says_what_it_published(fake: FakeStore) -> None:
    """Where, how much, which release, how long; and the second time that it was there."""
    result = publish(fake)
    where, size = result.stdout.splitlines()

    assert result.exit_code == 0, result.stderr
    assert where == f"{fake.root}/store holds the release, verified by query:"
    assert " statements in 10 graphs, version " in size
    assert ", sha256 " in size
    assert size.endswith(" s")
    assert "held this release already" in publish(fake).stdout


def test_a_check_says_yes_or_no(fake: FakeStore) -> None:
    """A line a graph, and nothing is changed."""
    before = publish(fake, "--check")
    publish(fake)
    fake.requests.clear()
    after = publish(fake, "--check")

    assert before.exit_code == 1
    assert "graphs of" in before.stderr
    assert "differ from the release" in before.stderr
    assert after.exit_code == 0
    assert after.stdout.splitlines()[0] == "graph\trelease\tstore\tverdict"
    assert {line.split("\t")[3] for line in after.stdout.splitlines()[1:]} == {"same"}
    assert fake.changes == []


def test_a_dry_run_sends_nothing(fake: FakeStore) -> None:
    """It names the graphs and the way."""
    switched, overwritten = publish(fake, "--dry-run"), publish(fake, "--dry-run", "--in-place")

    assert fake.requests == []
    assert "https://w3id.org/alskg/graph/page  " in switched.stdout
    assert f"switched in one request to {fake.root}/update" in switched.stdout
    assert "a mixture until the last one" in overwritten.stdout


def test_the_release_before_can_be_published(fake: FakeStore, project: Path) -> None:
    """That is a roll-back; without one before, an error says so."""
    first = publish(fake).stdout.splitlines()[1].rpartition(",")[0]
    alone = publish(fake, "--previous")
    claims = project / "data/page/claims.ttl"
    claims.write_text(claims.read_text() + "\ngene:SOD1 rdfs:comment 'more'@en .\n")
    second = publish(fake).stdout.splitlines()[1].rpartition(",")[0]
    back = publish(fake, "--previous")

    assert alone.exit_code == 2
    assert "no release before the current one" in alone.stderr
    assert second != first
    assert back.stdout.splitlines()[1].rpartition(",")[0] == first
    assert publish(fake, "--check").exit_code == 1


def test_a_failure_is_told_in_words(fake: FakeStore) -> None:
    """Exit status 2, what happened, what holds now, what to do; no traceback."""
    fake.judge = lambda _, method, __: (500, "text/plain", b"full") if method == "PUT" else None
    result = publish(fake)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert "500" in result.stderr
    assert "still answers" in result.stderr
    assert "Run the command again" in result.stderr
    assert "Traceback" not in result.stderr


def test_overwriting_is_announced(fake: FakeStore) -> None:
    """Before it begins."""
    result = publish(fake, "--in-place")

    assert result.exit_code == 0
    assert "readers see a mixture" in result.stderr


def test_an_address_that_is_none_is_a_mistake_of_the_user() -> None:
    """So is one with a password in it, which is not repeated, and options that exclude others."""
    for address, says in (
        ("store", "no address of a store"),
        ("http://me:secret@h/store", "ALSKG_PASSWORD"),
        ("http://127.0.0.1:9/graphs", "--query-url"),
    ):
        result = CliRunner().invoke(main, ["publish", "--to", address])
        assert result.exit_code == 2
        assert says in result.stderr
        assert "secret" not in result.stderr
    both = ["publish", "--to", "http://h/store", "--check", "--force"]
    assert CliRunner().invoke(main, both).exit_code == 2
