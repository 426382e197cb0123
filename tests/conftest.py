"""What every test module may use: the root, a copy of the page, and `@pytest.mark.requires`."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
pytest_plugins = ("server_fixtures",)
ON_BUILD_SERVER = os.environ.get("CI", "").casefold() in {"1", "true", "yes"}

# No deadline, for the cores may be busy; the same examples in every run, so that none is flaky.
settings.register_profile("alskg", deadline=None, derandomize=True, database=None)
settings.load_profile("alskg")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that takes the answers of today as the expected ones."""
    parser.addoption("--update-golden", action="store_true", help="write the expected answers anew")


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker that names a part of the system which a test cannot do without."""
    config.addinivalue_line(
        "markers",
        "requires(program, install): needs a program on the PATH; skipped where it is absent, "
        "with the line that installs it, and failed on the build server, which has everything",
    )


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip or fail a test whose program is absent."""
    for marker in item.iter_markers("requires"):
        program, install = marker.args
        if shutil.which(program) is None:
            message = f"{program} is not installed. Install it: {install}"
            if ON_BUILD_SERVER:
                pytest.fail(message, pytrace=False)
            pytest.skip(message)


@pytest.fixture(autouse=True)
def _no_width_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no window of whoever runs the tests decide where a table wraps."""
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the root of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def page_file() -> Path:
    """Return a copy of the source page, which the project does not carry; skip without one."""
    path = ROOT.parent / "shared" / "source" / "medlineplus-als.txt"
    if not path.is_file():
        pytest.skip(f"there is no copy of the page at {path.relative_to(ROOT.parent)}")
    return path


@pytest.fixture(scope="session")
def small_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a root like the checkout's: its ontology and rules, and a small invented graph."""
    folder = tmp_path_factory.mktemp("small")
    shutil.copytree(ROOT / "tests" / "fixtures" / "small", folder, dirs_exist_ok=True)
    shutil.copytree(ROOT / "ontology", folder / "ontology")
    return folder
