"""`alskg diff`: the sides it takes, the formats it writes, and what it says with its status."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from alskg.cli import main
from alskg.cli.diff import command
from alskg.compile import compile_dataset, open_build


def run(*arguments: str | Path) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["diff", *map(str, arguments)])


@pytest.fixture(scope="module")
def release(small_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a release of the small graph."""
    return compile_dataset(small_root, tmp_path_factory.mktemp("build")).folder


@pytest.fixture(scope="module")
def edited(small_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project in which one claim has become possible, and one number is written anew."""
    root = tmp_path_factory.mktemp("edited") / "project"
    shutil.copytree(small_root, root)
    path = root / "data" / "page" / "claims.ttl"
    text = path.read_text(encoding="utf-8")
    changed = text.replace("modality:probable", "modality:possible").replace(" 1.10 ", " 1.1 ")
    assert changed.count("modality:possible") > text.count("modality:possible")
    path.write_text(changed, encoding="utf-8")
    return root


def test_the_same(release: Path, small_root: Path) -> None:
    """A release and the project that it was made from: exit status 0, one line."""
    result = run(release, small_root)

    assert result.exit_code == 0
    assert "no difference in " in result.stdout
    assert result.stdout.count("\n") == 1


def test_a_change(release: Path, edited: Path) -> None:
    """Exit status 1, and what changed."""
    result = run(release, edited)

    assert result.exit_code == 1
    assert "claims 1 changed. Written differently only: 1." in result.stdout
    assert "HUE2: probably causes teal condition  (claim:hue2-probably)" in result.stdout
    assert "probable → possible" in result.stdout


def test_derived_layers_of_a_project(release: Path, small_root: Path) -> None:
    """Asked for, the rules run over the project as well."""
    assert run(release, small_root, "--layer", "graph:inferred-page").exit_code == 0


def test_lexical(release: Path, edited: Path) -> None:
    """What is only written differently is no difference unless it is asked for."""
    layer = ("--layer", "reference")

    assert run(release, edited, "--lexical", *layer).exit_code == 0
    shown = run(release, edited, "--lexical").stdout
    assert "Written differently, with the same meaning" in shown
    assert '"1.10"^^<http://www.w3.org/2001/XMLSchema#decimal> → "1.1"^^<' in shown


def test_json_and_markdown(release: Path, edited: Path, tmp_path: Path) -> None:
    """By -f or by the ending of the file."""
    record = json.loads(run(release, edited, "-f", "json").stdout)
    run(release, edited, "-o", tmp_path / "changes.md")

    assert record["same"] is False
    assert record["summary"]["claims"]["changed"] == 1
    assert (tmp_path / "changes.md").read_text("utf-8").count("\n## Claims changed\n") == 1


def test_the_answer_is_the_same_in_every_process(release: Path, edited: Path) -> None:
    """Byte for byte, whatever the seed of the hashes."""
    written = {
        subprocess.run(
            [sys.executable, "-m", "alskg", "diff", str(release), str(edited), "-f", "json"],
            capture_output=True,
            check=False,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2", "3")
    }

    assert len(written) == 1


def test_the_current_build_is_the_other_side() -> None:
    """One argument is enough; a file of the project's own dataset is the same."""
    assert run(open_build().path_nquads).exit_code == 0


def test_nothing_before(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The first release has none before it."""
    monkeypatch.setenv("ALSKG_BUILD_DIR", str(tmp_path))

    result = run("previous")

    assert result.exit_code == 2
    assert "There is no release before the current one" in result.stderr


def test_the_release_before(
    small_root: Path, edited: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The one that the last build replaced."""
    monkeypatch.setenv("ALSKG_BUILD_DIR", str(tmp_path))
    compile_dataset(small_root, tmp_path)
    compile_dataset(edited, tmp_path)

    result = run("previous", edited)

    assert result.exit_code == 1
    assert "probable → possible" in result.stdout


@pytest.mark.parametrize(
    ("name", "body", "expected"),
    [
        ("cut.ttl", b"<http://a/b> <http://a/c>\n\n", "cut.ttl, line 3: this is not text/turtle"),
        ("bad.nq", b"<http://a/b> <http://a/c> .\n", "bad.nq, line 1"),
        ("latin.nt", '<http://a/b> <http://a/c> "\xe9" .\n'.encode("latin-1"), "latin.nt, line 1"),
        (
            "far.jsonld",
            b'{"@context": "http://127.0.0.1:9/c", "@id": "http://a/b", "http://a/c": 1}',
            "far.jsonld",
        ),
        ("bomb.rdf", b'<!DOCTYPE x [<!ENTITY a "aa">]><x/>', "has a DOCTYPE"),
        ("page.pdf", b"%PDF", "says no RDF format. Those that are read: .ttl, .nt, "),
    ],
)
def test_a_file_that_cannot_be_read(name: str, body: bytes, expected: str, tmp_path: Path) -> None:
    """Exit status 2, with file and line; nothing is fetched, nothing grows."""
    path = tmp_path / name
    path.write_bytes(body)

    result = run(path, path)

    assert result.exit_code == 2
    assert expected in result.stderr
    assert result.stdout == ""


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """Nor is a folder of something else a side."""
    assert "There is no file or folder" in run(tmp_path / "nowhere.ttl").stderr
    assert "Did you mean 'previous'?" in run("previos").stderr
    assert "neither a release" in run(tmp_path).stderr
    assert run(tmp_path).exit_code == 2


def test_a_project_with_a_mistake(edited: Path, tmp_path: Path) -> None:
    """The file and the line are named, below the folder."""
    root = tmp_path / "broken"
    shutil.copytree(edited, root)
    (root / "data" / "page" / "more.ttl").write_text("\nclaim:x a\n", encoding="utf-8")

    result = run(root, edited)

    assert result.exit_code == 2
    assert f"{root}: data/page/more.ttl:2: this is not Turtle" in result.stderr


def test_a_layer_or_format_that_is_not_there(release: Path) -> None:
    """The nearest one is named."""
    layer = run(release, release, "--layer", "pages")

    assert layer.exit_code == 2
    assert "Did you mean 'page'?" in layer.stderr
    assert run(release, release, "-f", "csv").exit_code == 2


def test_help_tells_the_sides() -> None:
    """What A and B may be stands there."""
    assert "'previous'" in (command.help or "")
