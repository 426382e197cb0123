"""`alskg build`, as people use it."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

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


def test_it_says_what_it_built(tmp_path: Path) -> None:
    """The path of the dataset, how much it holds, and its digest."""
    result = CliRunner().invoke(main, ["build"])
    path, counts = result.stdout.splitlines()

    assert result.exit_code == 0
    assert Path(path).is_relative_to(tmp_path / "build")
    assert Path(path).is_file()
    assert " statements in 10 graphs, sha256 " in counts


def test_the_same_files_give_the_same_build() -> None:
    """With --force it is compiled again, to the same bytes."""
    first = CliRunner().invoke(main, ["build"])

    assert CliRunner().invoke(main, ["build", "--force"]).stdout == first.stdout


def test_a_check_compiles_nothing(project: Path, tmp_path: Path) -> None:
    """It says no before the first build, yes after it, and no again after an edit."""
    result = CliRunner().invoke(main, ["build", "--check"])
    assert result.exit_code == 1
    assert "There is no build" in result.stderr
    assert not (tmp_path / "build" / "current").exists()

    CliRunner().invoke(main, ["build"])
    assert CliRunner().invoke(main, ["build", "--check"]).exit_code == 0

    (project / "data/page/claims.ttl").open("ab").close()
    (project / "data/page/more.ttl").write_text("")
    result = CliRunner().invoke(main, ["build", "--check"])
    assert result.exit_code == 1
    assert result.stdout == "data/page/more.ttl\n"
    assert "does not fit 1 of the files" in result.stderr


def test_a_bad_file_is_an_input_error(project: Path) -> None:
    """One line with file and line, and no traceback."""
    (project / "data/page/bad.ttl").write_text("\nthis is not Turtle\n")

    result = CliRunner().invoke(main, ["build"])

    assert result.exit_code == 2
    assert result.stderr.startswith("alskg: data/page/bad.ttl:2: this is not Turtle")
    assert "Traceback" not in result.stderr


def test_check_and_force_exclude_each_other() -> None:
    """That is a mistake of usage."""
    assert CliRunner().invoke(main, ["build", "--check", "--force"]).exit_code == 2


def test_help_has_an_example() -> None:
    """So has every command."""
    assert "alskg build --check" in CliRunner().invoke(main, ["build", "--help"]).stdout
