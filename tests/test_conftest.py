"""What `@pytest.mark.requires` does where a program is absent."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROBE = '''
import pytest

@pytest.mark.requires("no-such-program", "apt-get install no-such-program")
def test_needs_a_part() -> None:
    """Never runs."""

@pytest.mark.requires("python-of-the-path", "never needed")
def test_has_its_part() -> None:
    """Runs."""
'''


@pytest.mark.parametrize(
    ("ci", "outcome"), [("", "1 passed, 1 skipped"), ("true", "1 passed, 1 error")]
)
def test_an_absent_program_skips_a_test_and_fails_the_build_server(
    ci: str, outcome: str, tmp_path: Path
) -> None:
    """Either way the message has the line that installs it."""
    (tmp_path / "test_probe.py").write_text(PROBE)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "python-of-the-path").symlink_to(sys.executable)
    for name in ("conftest.py", "server_fixtures.py"):
        shutil.copy(Path(__file__).with_name(name), tmp_path)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-ra", "-p", "no:cacheprovider", tmp_path],
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "CI": ci, "PATH": path},
    )

    assert outcome in done.stdout
    assert "no-such-program is not installed. Install it: apt-get install" in done.stdout
