"""Where the files are: in a checkout, in a wheel, and where derived files go."""

import os
import subprocess
import sys
import venv
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import alskg
from alskg import resources
from alskg.errors import DataError


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Pretend that the package is installed in an empty folder."""
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "alskg")
    resources.root.cache_clear()
    yield tmp_path
    resources.root.cache_clear()


def _with_prefixes(folder: Path) -> Path:
    """Make the one file that marks a root."""
    (folder / "ontology").mkdir(parents=True)
    (folder / "ontology" / "prefixes.ttl").touch()
    return folder


def test_in_a_checkout_the_root_is_the_checkout(root: Path) -> None:
    """Edits are seen without installing again."""
    assert resources.root() == root


@pytest.mark.parametrize(
    ("folder", "where"),
    [
        (resources.ontology_dir, "ontology"),
        (resources.shapes_dir, "ontology/shapes"),
        (resources.rules_dir, "ontology/rules"),
        (resources.data_dir, "data"),
        (resources.queries_dir, "queries"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_folders_exist_under_the_root(folder: Callable[[], Path], where: str) -> None:
    """Each folder of files has its function."""
    assert folder() == resources.root() / where
    assert folder().is_dir()


def test_a_bundle_is_used_where_there_is_one(elsewhere: Path) -> None:
    """That is how a wheel finds its files."""
    bundle = _with_prefixes(elsewhere / "alskg" / "_bundle")

    assert resources.root() == bundle


def test_a_damaged_installation_says_what_to_do(elsewhere: Path) -> None:
    """Nothing works without the files, so the message names the remedy."""
    with pytest.raises(DataError, match="Install alskg again") as caught:
        resources.root()

    assert str(elsewhere) in str(caught.value)


def test_build_folder_is_what_the_environment_names(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A relative folder is taken from where the command runs."""
    monkeypatch.setenv("ALSKG_BUILD_DIR", "derived")
    monkeypatch.chdir(tmp_path)

    assert resources.build_dir() == tmp_path / "derived"


def test_build_folder_is_in_a_checkout_that_can_be_written(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A contributor finds it beside the files it was made from."""
    monkeypatch.delenv("ALSKG_BUILD_DIR", raising=False)
    _with_prefixes(elsewhere)

    assert resources.build_dir() == elsewhere / "build"


@pytest.mark.parametrize("kind", ["bundle", "read-only checkout"])
def test_build_folder_is_in_the_cache_elsewhere(
    kind: str, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An installed package is never written to, and two versions never share a folder."""
    monkeypatch.delenv("ALSKG_BUILD_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(elsewhere / "cache"))
    monkeypatch.setattr(sys, "platform", "linux")
    _with_prefixes(elsewhere / "alskg" / "_bundle" if kind == "bundle" else elsewhere)
    monkeypatch.setattr(os, "access", lambda _path, _mode: kind == "bundle")

    assert resources.build_dir() == elsewhere / "cache" / "alskg" / resources.version()


@pytest.mark.parametrize(
    ("platform", "expected"),
    [("linux", ".cache"), ("darwin", "Library/Caches"), ("win32", "AppData/Local")],
)
def test_cache_is_where_the_system_keeps_caches(
    platform: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """XDG, macOS and Windows each have their own place."""
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    for variable in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(variable, raising=False)

    assert resources._cache_home() == tmp_path / expected  # noqa: SLF001


def test_the_package_knows_its_version() -> None:
    """`alskg.__version__` and the files agree."""
    assert alskg.__version__ == resources.version()


@pytest.mark.slow
def test_a_wheel_carries_its_files(root: Path, tmp_path: Path) -> None:
    """Built, installed and run from an empty folder, it finds its files and answers a query."""
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path)]
    subprocess.run([*build, str(root)], check=True, capture_output=True, cwd=tmp_path)
    wheel = next(tmp_path.glob("alskg-*.whl"))
    venv.create(tmp_path / "venv", with_pip=False, symlinks=True, system_site_packages=False)
    python = tmp_path / "venv" / "bin" / "python"
    site = next((tmp_path / "venv" / "lib").glob("python*/site-packages"))
    install = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(site)]
    subprocess.run([*install, str(wheel)], check=True, capture_output=True)
    (site / "dependencies.pth").write_text(f"{Path(pytest.__file__).parent.parent}\n")

    script = (
        "from alskg import resources; print(resources.root());"
        "print(*sorted(path.name for path in resources.root().iterdir()))"
    )
    cache = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    done = subprocess.run(
        [python, "-c", script], check=True, capture_output=True, text=True, cwd=tmp_path
    )
    query = subprocess.run(
        [python, "-m", "alskg", "query", "gene_case_shares"],
        check=True,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=cache,
    )

    assert done.stdout.splitlines() == [str(site / "alskg" / "_bundle"), "data ontology queries"]
    assert "C9orf72" in query.stdout
    assert (tmp_path / "cache" / "alskg" / resources.version()).is_dir()
