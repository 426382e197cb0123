"""The shell as a whole: its list of commands, its help, its exit statuses, its start."""

import os
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import click
import pytest
from click.testing import CliRunner, Result

from alskg import cli, resources
from alskg.errors import InputError, MissingPart

Planted = Callable[..., Result]


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> Planted:
    """Return a function that runs a command which raises the given error."""

    def run(error: BaseException, *args: str) -> Result:
        @click.command()
        def command() -> None:
            """Fail."""
            click.echo("data")
            raise error

        monkeypatch.setitem(sys.modules, "alskg.cli.planted", SimpleNamespace(command=command))
        monkeypatch.setattr(cli, "COMMANDS", {"planted": ("alskg.cli.planted", "Fail.")})
        return CliRunner().invoke(cli.main, list(args or ("planted",)))

    return run


def _python(script: str, *, cwd: Path | None = None) -> str:
    """Run a script in a fresh interpreter and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True, cwd=cwd
    )
    return done.stdout


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_each_command_has_help_with_an_example(name: str) -> None:
    """Whoever asks for help sees what the command does and one line to try."""
    shown = CliRunner().invoke(cli.main, [name, "--help"])

    assert shown.exit_code == 0, shown.output
    assert "Example:\n" in shown.stdout
    assert f"alskg {name}" in shown.stdout.partition("Example:")[2]


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_the_list_says_what_the_command_says(name: str) -> None:
    """The table's one line is the first line of the command's own help."""
    module, summary = cli.COMMANDS[name]

    assert (import_module(module).command.help or "").splitlines()[0] == summary


def test_help_lists_every_command_with_its_line() -> None:
    """`alskg --help` is the map of the shell."""
    shown = CliRunner().invoke(cli.main, ["--help"], terminal_width=200, max_content_width=200)

    assert shown.exit_code == 0
    for name, (_, summary) in cli.COMMANDS.items():
        line = next(line for line in shown.stdout.splitlines() if line.split()[:1] == [name])
        assert line.split(maxsplit=1)[1] == summary
    assert "Not medical advice" in shown.stdout


@pytest.mark.parametrize("script", ["import alskg", "import alskg.cli"])
def test_the_start_imports_nothing_heavy(script: str) -> None:
    """Importing is cheap; an engine is loaded by the command that needs it."""
    loaded = _python(f"import sys; {script}; print(*sys.modules)").split()
    heavy = {"rdflib", "pyoxigraph", "pyshacl", "shacl", "owlready2", "rich", "yaml", "socket"}

    assert not heavy & set(loaded)


def test_help_imports_no_command() -> None:
    """`alskg --help` answers at once."""
    script = (
        "import sys; from alskg.cli import main; main(['--help'], standalone_mode=False);"
        "print(*(name for name in sys.modules if name.startswith('alskg.cli.')))"
    )

    assert _python(script).splitlines()[-1] == ""


def test_a_query_in_a_pipe_needs_no_rdflib() -> None:
    """The way from the shell to the engine stays short."""
    script = (
        "import sys; from alskg.cli import main;"
        "main(['query', '-q', 'ASK {}', '-f', 'tsv'], standalone_mode=False);"
        "print(*({'rdflib', 'rich'} & set(sys.modules)))"
    )

    assert _python(script).splitlines()[-1] == ""


def test_version() -> None:
    """It is one line, for scripts."""
    shown = CliRunner().invoke(cli.main, ["--version"])

    assert (shown.exit_code, shown.stdout) == (0, f"alskg {resources.version()}\n")


def test_python_m_alskg_is_the_same_shell(tmp_path: Path) -> None:
    """Where the script is not on the PATH, the module is, and in any folder."""
    script = (
        "import runpy, sys; sys.argv[1:] = ['--version']; runpy.run_module('alskg', alter_sys=True)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True, cwd=tmp_path
    )

    assert done.stdout == f"alskg {resources.version()}\n"


def test_an_unknown_command_is_answered_with_the_nearest() -> None:
    """A typing error costs one look."""
    shown = CliRunner().invoke(cli.main, ["quary"])

    assert shown.exit_code == 2
    assert "There is no command 'quary'. Did you mean 'query'?" in shown.stderr
    assert shown.stdout == ""


def test_an_unknown_option_is_a_usage_error() -> None:
    """It is not taken for a command."""
    shown = CliRunner().invoke(cli.main, ["--nonsense"])

    assert shown.exit_code == 2
    assert "--nonsense" in shown.stderr


@pytest.mark.parametrize(
    ("error", "status"), [(InputError("Bad file."), 2), (MissingPart("No Java."), 3)]
)
def test_an_expected_error_is_a_message_and_a_status(
    planted: Planted, error: Exception, status: int
) -> None:
    """Messages go to standard error, without a traceback."""
    shown = planted(error)

    assert (shown.exit_code, shown.stdout) == (status, "data\n")
    assert shown.stderr == f"alskg: {error}\n"


def test_a_fault_of_our_own_says_so(planted: Planted) -> None:
    """The user learns that it is not their fault, and how to find out more."""
    shown = planted(ValueError("odd"))

    assert shown.exit_code == cli.FAULT
    assert "fault of alskg" in shown.stderr
    assert "ValueError: odd" in shown.stderr
    assert "--debug" in shown.stderr


@pytest.mark.parametrize("args", [("--debug", "planted"), ("planted", "--debug")])
def test_debug_shows_the_traceback(planted: Planted, args: tuple[str, ...]) -> None:
    """`--debug` may stand before or after the command."""
    error = InputError("Bad file.")

    assert planted(error, *args).exception is error


def test_an_interrupt_is_quiet(planted: Planted) -> None:
    """Ctrl-C ends with the status that shells expect."""
    shown = planted(KeyboardInterrupt())

    assert shown.exit_code == cli.INTERRUPTED
    assert "Traceback" not in shown.stderr


def test_a_usage_error_of_a_command_passes_through(planted: Planted) -> None:
    """The errors of click keep their form."""
    shown = planted(click.UsageError("Name a query."))

    assert shown.exit_code == 2
    assert "Error: Name a query." in shown.stderr


def test_a_closed_pipe_is_quiet() -> None:
    """`alskg query genes | head -1` prints one line and no complaint."""
    script = (
        "import sys, types, click; from alskg import cli\n"
        "command = click.Command('planted', callback=lambda: click.echo('x' * 10_000_000))\n"
        "sys.modules['alskg.cli.planted'] = types.SimpleNamespace(command=command)\n"
        "cli.COMMANDS = {'planted': ('alskg.cli.planted', 'Write.')}\n"
        "cli.main(['planted'])"
    )
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=buffered,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()

        assert process.stderr.read() == b""
        assert process.wait() == 141


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full")
@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["--version"], ["query", "--help"], ["queries"], ["stats", "-f", "csv"]],
)
def test_a_full_disk_is_no_fault_of_ours(arguments: list[str]) -> None:
    """Neither is it a traceback, nor told twice when Python ends."""
    with Path("/dev/full").open("wb") as full:
        run = subprocess.run(
            [sys.executable, "-m", "alskg", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert run.stderr == "alskg: Cannot write: No space left on device.\n"
    assert run.returncode == 2
