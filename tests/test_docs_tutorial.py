"""The tutorial: every line runs, and prints what the tutorial says; a stranger sees the same."""

import contextlib
import doctest
import io
import os
import re
import shlex
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from remote_fixtures import nobody
from server_fixtures import running

from alskg import cli

__all__ = ["nobody"]

ROOT = Path(__file__).resolve().parent.parent
TUTORIAL = ROOT / "docs" / "tutorial.md"
COLUMNS = "120"
PORT = "127.0.0.1:7878"
IN_TABLES = {"query", "queries", "search"}


class Stranger:
    """Somebody who types the tutorial from the first line to the last, in an empty folder."""

    def __init__(self, folder: Path, server: contextlib.ExitStack) -> None:
        """Sit down in a folder; what runs in the background ends with `server`."""
        self.folder = folder
        self.server = server
        self.address = PORT
        self.names: dict[str, object] = {"__name__": "__main__"}

    def read(self, text: str) -> str:
        """Return the text with each block as it comes out when it is run."""
        run: dict[str, Callable[[str], str]] = {
            "sh": self._set_up,
            "console": self._console,
            "sparql": self._save,
            "python": self._python,
        }
        return re.sub(
            r"^```(\w+)\n(.*?)^```$",
            lambda block: f"```{block[1]}\n{run[block[1]](block[2])}```",
            text,
            flags=re.MULTILINE | re.DOTALL,
        )

    def _set_up(self, block: str) -> str:
        """Hold the lines that install against what make would do; nothing is installed here."""
        lines = [line.partition("#")[0].strip() for line in block.splitlines()]
        assert lines == ["make demo", ". .venv/bin/activate"]
        steps = subprocess.run(  # -n: say what would be done
            ["make", "-n", "-B", "demo"],  # noqa: S607  (the one that a person would call)
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        assert ".venv/bin/python -m pip" in steps
        assert ".venv/bin/alskg build" in steps
        return block

    def _save(self, block: str) -> str:
        """Save a query under the name that its first line gives."""
        name = re.match(r"# (\w+\.rq)\n", block)
        assert name, "the first line of a query names its file"
        (self.folder / name[1]).write_text(block)
        return block

    def _console(self, block: str) -> str:
        """Type the commands of a block; what they print stands below each."""
        commands = [line.removeprefix("$ ") for line in block.splitlines() if line[:2] == "$ "]
        typed = [f"$ {command}\n{self._typed(command)}" for command in commands]
        spaced = [one if one.count("\n") == 1 else f"{one}\n" for one in typed]
        return f"{''.join(spaced).rstrip()}\n"

    def _typed(self, command: str) -> str:
        """Return what a command prints, without spaces at the ends of lines."""
        typed = command.replace(PORT, self.address)
        words = shlex.split(typed)
        if words[:2] == ["oxigraph", "serve"]:
            return self._serve(words)
        printed = self._alskg(words[1:]) if self._plain(words) else self._shell(typed)
        printed = printed.replace(self.address, PORT)
        return "".join(f"{line.rstrip()}\n" for line in printed.rstrip().splitlines())

    @staticmethod
    def _plain(words: list[str]) -> bool:
        return words[0] == "alskg" and "|" not in words

    @staticmethod
    def _alskg(words: list[str]) -> str:
        """Run a command of ours as on a terminal, where rows are a table."""
        if words[0] in IN_TABLES and not {"-f", "-o"} & set(words):
            words = [*words, "-f", "table"]
        return CliRunner(env={"COLUMNS": COLUMNS}).invoke(cli.main, words).output

    def _shell(self, command: str) -> str:
        """Run anything else in the shell, with the programs beside this Python."""
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            ["sh", "-c", command],  # noqa: S607  (as people have it)
            cwd=self.folder,
            env=os.environ | {"PATH": path, "COLUMNS": COLUMNS, "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def _serve(self, words: list[str]) -> str:
        """Start the server on a port that is free; the tutorial's may be taken."""
        assert words == ["oxigraph", "serve", "--location", "als.db", "--bind", PORT, "&"]
        data = self.folder.with_name("server")
        data.mkdir()
        server = self.server.enter_context(running("oxigraph", data))
        self.address = server.query_url.split("/")[2]
        return ""

    def _python(self, block: str) -> str:
        """Type each statement of a block; what it shows stands below it."""
        examples = doctest.DocTestParser().get_examples(block)
        assert examples, "Python is shown with prompts"
        return "".join(self._prompted(one.source) + self._shown(one.source) for one in examples)

    @staticmethod
    def _prompted(source: str) -> str:
        first, *rest = source.splitlines()
        return "".join(f"{line}\n" for line in [f">>> {first}", *(f"... {line}" for line in rest)])

    def _shown(self, source: str) -> str:
        """Return what a statement prints at the prompt, or how it fails."""
        code = compile(source.replace(PORT, self.address), "<tutorial>", "single")
        with contextlib.redirect_stdout(io.StringIO()) as out:
            try:
                exec(code, self.names)  # noqa: S102  (our own tutorial)
            except Exception as error:  # noqa: BLE001  (what is shown is how it fails)
                (last,) = traceback.format_exception_only(error)
                return f"Traceback (most recent call last):\n  ...\n{last}"
        lines = out.getvalue().rstrip("\n").splitlines()
        return "".join(f"{line.rstrip() or '<BLANKLINE>'}\n" for line in lines)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder."""
    path = tmp_path / "work"
    path.mkdir()
    monkeypatch.chdir(path)
    return path


@pytest.mark.usefixtures("oxigraph_server")  # which skips where that server is not installed
def test_every_line_of_the_tutorial_does_what_it_says(
    folder: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run with --update-golden to write down anew what the lines print; read the diff."""
    pytest.importorskip("pandas", reason="pandas is optional: pip install pandas")
    pytest.importorskip("matplotlib", reason="matplotlib is optional: pip install matplotlib")
    monkeypatch.setattr(sys, "displayhook", _display)
    text = TUTORIAL.read_text(encoding="utf-8")

    with contextlib.ExitStack() as server:
        read = Stranger(folder, server).read(text)

    if request.config.getoption("--update-golden"):
        TUTORIAL.write_text(read, encoding="utf-8")
    assert read == text


def _display(value: Any) -> None:  # noqa: ANN401  (the prompt shows anything)
    """Show a value as the prompt does, without keeping it."""
    if value is not None:
        print(repr(value))  # noqa: T201  (as the prompt does)


def test_every_block_of_the_tutorial_is_of_a_kind_that_runs() -> None:
    """No fence is left that nobody tries."""
    fences = re.findall(r"^```(.*)$", TUTORIAL.read_text(encoding="utf-8"), re.MULTILINE)

    assert set(fences[::2]) == {"sh", "console", "sparql", "python"}
    assert set(fences[1::2]) == {""}
