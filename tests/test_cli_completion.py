"""Completion in the shell, through the protocol that shells speak."""

import json
import os
import pty
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from alskg import catalogue, resources
from alskg.catalogue import Parameter
from alskg.cli import COMMANDS, known, main
from alskg.cli.completion import typed
from alskg.kg import KnowledgeGraph

PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
BASH = shutil.which("bash") or ""
NEEDS_BASH = pytest.mark.requires("bash", "apt-get install bash")


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    """Compile once, so that there is something to suggest."""
    KnowledgeGraph()


def complete(line: str, shell: str = "bash", **environment: str) -> list[str]:
    """Return what the program answers when TAB is pressed behind a line, with nothing said."""
    words = line.split(" ")
    run = subprocess.run(
        [Path(sys.executable).with_name("alskg")],
        env={
            **os.environ,
            "_ALSKG_COMPLETE": f"{shell}_complete",
            "COMP_LINE": line,
            "COMP_WORDS": line,
            "COMP_CWORD": words[-1] if shell == "fish" else str(len(words) - 1),
            **environment,
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stderr == ""
    return [line for line in run.stdout.splitlines() if line]


def values(line: str) -> list[str]:
    """Return what bash would put behind a line."""
    return [each.partition(",")[2] for each in complete(line)]


@NEEDS_BASH
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("alskg que", ["query", "queries"]),
        ("alskg query gene_ca", ["gene_case_shares"]),
        ("alskg query what_is_said_of -p ent", ["entity="]),
        ("alskg query what_is_said_of -p entity=SOD", ["SOD1"]),
        ("alskg query what_is_said_of -p entity=sod", ["SOD1"]),
        ("alskg query what_is_said_of -p entity=gene:SOD", ["SOD1"]),
        ("alskg query what_is_said_of -p entity=clai", ["claim:"]),
        ("alskg query what_is_said_of --param=entity=SOD", ["SOD1"]),
        ("alskg query gene_case_shares -p population=Eu", ["Europe"]),
        ("alskg query x -f tu", ["turtle"]),
        ("alskg query --names c", ["curies"]),
        ("alskg query --all --tag inh", ["inheritance"]),
        ("alskg queries --tag inh", ["inheritance"]),
        ("alskg describe SOD", ["SOD1"]),
        ("alskg trace gene:SOD", ["SOD1"]),
        ("alskg completion z", ["zsh"]),
        ("alskg query --outp", ["--output", "--output-dir"]),
    ],
)
def test_bash_completes(line: str, expected: list[str]) -> None:
    """Real bash runs the script; what it keeps of a word is left out."""
    script = (
        'eval "$(alskg completion bash)"; COMP_LINE=$1; COMP_POINT=${#1}\n'
        '_alskg_completion alskg; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    run = subprocess.run(
        [BASH, "--norc", "-c", script, "bash", line],
        env={**os.environ, "PATH": PATH},
        capture_output=True,
        text=True,
        check=True,
    )

    assert run.stdout.split("\n")[:-1] == expected
    assert "Traceback" not in run.stderr


@NEEDS_BASH
def test_tab_in_a_terminal_completes_a_label_with_blanks() -> None:
    """As a person sees it, in an interactive bash: the blank is escaped, and the command runs."""
    leader, follower = pty.openpty()
    with subprocess.Popen(
        [BASH, "--norc", "--noprofile", "-i"],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env={**os.environ, "PATH": PATH, "PS1": "> ", "TERM": "xterm", "LC_ALL": "C.UTF-8"},
        start_new_session=True,
    ) as shell:
        os.close(follower)
        os.write(leader, b'eval "$(alskg completion bash)"; echo rea""dy\n')
        _seen(leader, "ready")
        os.write(leader, b"alskg query gene_case_shares -p population=people\t--show | wc -c\n")
        shown = _seen(leader, r"people\ from\ the\ Kii\ Peninsula --show")
        shell.kill()
    os.close(leader)

    assert r"population=people\ from\ the\ Kii\ Peninsula --show" in shown


def _seen(terminal: int, wanted: str) -> str:
    """Return what a terminal shows until a text is among it, or half a minute has gone."""
    shown, deadline = b"", time.monotonic() + 30
    while wanted.encode() not in shown and time.monotonic() < deadline:
        if select.select([terminal], [], [], 1)[0]:
            shown += os.read(terminal, 1 << 16)
    return shown.decode(errors="replace")


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_see_what_a_question_asks(shell: str) -> None:
    """The name of a question, and its title beside it."""
    shown = complete("alskg query gene_case", shell)

    assert catalogue.get("gene_case_shares").title in "\n".join(shown)
    assert "gene_case_shares" in "\n".join(shown)
    assert "SOD1" in "\n".join(complete("alskg describe SOD", shell))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("alskg query what_is_said_of -p entity=familial\\ ALS\\ cases\\ d", "familial\\ ALS\\ "),
        ('alskg query what_is_said_of -p "entity=familial ALS cases d', "entity=familial ALS "),
        ('alskg query what_is_said_of -p entity="familial ALS cases d', "familial ALS "),
        ("alskg query what_is_said_of -p 'entity=familial ALS cases d", "entity=familial ALS "),
    ],
)
def test_blanks_are_escaped_unless_they_are_quoted(line: str, expected: str) -> None:
    """However far the quotation goes."""
    found = values(line)

    assert len(found) == 1
    assert found[0].startswith(expected)


def test_a_line_is_taken_apart_as_bash_does() -> None:
    """Words, what was begun of the last, and what of that stays."""
    line = typed('alskg query a\\ b \'c d\' "e\\" f" -p x=y:z')

    assert line.words == ["alskg", "query", "a b", "c d", 'e" f', "-p"]
    assert (line.begun, line.kept, line.quote) == ("x=y:z", 4, "")
    assert typed("alskg '' ").words == ["alskg", ""]
    assert (typed('a "b c').begun, typed('a "b c').quote) == ("b c", '"')


@pytest.mark.parametrize(
    "line",
    [
        "alskg frobnicate x",
        "alskg query nope -p x",
        "alskg query nope -p x=y",
        "alskg query names -p z=",
        "alskg --nonsense=x",
        'alskg query x "x',
        "alskg query -q 'ASK {",
        "",
    ],
)
def test_half_a_line_is_no_error(line: str) -> None:
    """Nothing is suggested, and the terminal stays as it is."""
    assert [each for each in complete(line) if each.startswith("plain,x")] == []


def test_without_a_build_nothing_is_built(tmp_path: Path) -> None:
    """Questions are known all the same, things are not."""
    build = tmp_path / "build"

    found = complete("alskg query gene_case", ALSKG_BUILD_DIR=str(build))

    assert found == ["plain,gene_case_shares"]
    assert complete("alskg describe SOD", ALSKG_BUILD_DIR=str(build)) == []
    assert not build.exists()


def test_the_file_of_what_is_known_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it is broken, or of another build; a folder that takes no file is no error."""
    monkeypatch.setenv("ALSKG_BUILD_DIR", str(tmp_path))
    path = tmp_path / "completion.json"
    for content in ("", "[]", "{}", '{"key": []}'):
        path.write_text(content)
        known.known.cache_clear()
        made = known.known()
        assert {one.name for one in made.questions} == set(catalogue.names("answers"))
        assert json.loads(path.read_text())["key"] != []
    known.known.cache_clear()
    assert known.known() == made
    known.known.cache_clear()


def test_what_is_known_is_what_the_graph_says() -> None:
    """Every class with all above it, and what the headers declare."""
    known.known.cache_clear()
    found = known.known()
    sod1 = next(one for one in found.things if one.curie == "gene:SOD1")
    declared = next(one for one in found.questions if one.name == "gene_case_shares").parameters

    assert "Gene" in sod1.classes
    assert len(sod1.classes) > 1
    for one, parameter in zip(declared, catalogue.get("gene_case_shares").parameters, strict=True):
        assert isinstance(parameter, Parameter)
        assert (one.name, one.type, one.class_name) == (
            parameter.name, parameter.type, parameter.class_name
        )  # fmt: skip
    assert (resources.build_dir() / "completion.json").is_file()


def test_completion_imports_no_parser() -> None:
    """Neither for a command nor for a thing, once the file is there."""
    complete("alskg describe SOD")
    script = (
        "import os, sys; from alskg.cli import main\n"
        "try: main(prog_name='alskg')\n"
        "except SystemExit: pass\n"
        "print({'rdflib', 'yaml', 'pyoxigraph', 'rich', 'requests'} & set(sys.modules))"
    )
    for line in ("alskg v", "alskg query gene_c", "alskg query what_is_said_of -p entity=SO"):
        run = subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "_ALSKG_COMPLETE": "bash_complete", "COMP_LINE": line},
            capture_output=True,
            text=True,
            check=True,
        )
        assert run.stdout.endswith("set()\n")
        assert run.stdout != "set()\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_is_printed(shell: str) -> None:
    """For each shell, with nothing beside it."""
    result = CliRunner().invoke(main, ["completion", shell])

    assert result.exit_code == 0
    assert f"_ALSKG_COMPLETE={shell}_complete" in result.stdout
    assert result.stderr == ""


def test_every_command_is_suggested() -> None:
    """Out of the table."""
    assert {each.partition(",")[2] for each in complete("alskg ")} == set(COMMANDS)
