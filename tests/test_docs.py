"""What the documents say is so: commands, queries, versions, dependencies, links."""

import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import alskg
from alskg import cli, resources

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
REQUIREMENTS = [
    Requirement(line)
    for line in [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
]
NOT_OURS = {
    ".git",
    ".hypothesis",
    ".venv",
    "__pycache__",
    "build",
    "dist",
    "node_modules",
    "vendor",
}
BINARY = {".png", ".gz", ".ico", ".woff2"}


def _files() -> Iterator[Path]:
    """Yield each text file of the project, but for caches and derived ones."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(
            name for name in folders if name not in NOT_OURS and not name.endswith("_cache")
        )
        yield from (Path(folder, name) for name in sorted(names) if Path(name).suffix not in BINARY)


FILES = list(_files())
DOCUMENTS = [path for path in FILES if path.suffix == ".md"]
QUERIES = sorted(path.stem for path in (ROOT / "queries" / "answers").glob("*.rq"))


def _name(path: Path) -> str:
    """Name a file from the root."""
    return path.relative_to(ROOT).as_posix()


def _read(name: str) -> str:
    """Return the text of a file of the project."""
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_every_command_is_in_the_readme(command: str) -> None:
    """Whoever reads the README knows the whole shell."""
    assert re.search(rf"\balskg {command}\b", _read("README.md"))


@pytest.mark.parametrize("query", QUERIES)
def test_every_stored_query_is_documented(query: str) -> None:
    """In the README or in docs/queries.md."""
    assert f"`{query}`" in _read("README.md") + _read("docs/queries.md")


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("pyproject.toml", r'^version = "(.+)"$'),
        ("CHANGELOG.md", r"^## (.+)$"),
        ("CITATION.cff", r'^version: "(.+)"$'),
        ("ontology/alskg.ttl", r'^\s*owl:versionInfo\s+"(.+)"'),
    ],
)
def test_the_version_is_the_same_everywhere(name: str, pattern: str) -> None:
    """Package, data, vocabulary and citation are released together."""
    found = re.search(pattern, _read(name), re.MULTILINE)

    assert found is not None
    assert found[1] == resources.version()


def test_the_version_is_a_calendar_version() -> None:
    """Year, month, number."""
    assert re.fullmatch(r"20\d\d\.(1[0-2]|[1-9])\.\d+", resources.version())


def test_the_citation_names_the_entity_that_made_it() -> None:
    """It is valid YAML of CFF 1.2.0, with the licences of code and data."""
    citation = yaml.safe_load(_read("CITATION.cff"))

    assert citation["cff-version"] == "1.2.0"
    assert citation["authors"] == [{"name": "alskg contributors"}]
    assert citation["license"] == ["Apache-2.0", "CC-BY-4.0"]


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=lambda requirement: requirement.name)
def test_a_dependency_has_a_reason_a_bound_and_a_pin(requirement: Requirement) -> None:
    """A line in docs/dependencies.md, an upper bound, and a pin within its range."""
    runs = requirement in REQUIREMENTS[: len(PROJECT["dependencies"])]
    locks = ["requirements.lock", "requirements-dev.lock"] if runs else ["requirements-dev.lock"]

    assert f"\n| {requirement.name} |" in _read("docs/dependencies.md")
    assert any(bound.operator == "<" for bound in requirement.specifier)
    for lock in locks:
        assert _pins(lock)[canonicalize_name(requirement.name)] in requirement.specifier


def _pins(lock: str) -> dict[str, str]:
    """Return the versions that a lock file pins."""
    lines = [line for line in _read(lock).splitlines() if line and not line.startswith(" ")]
    pairs = [line.partition("==") for line in lines]
    return {canonicalize_name(name): version for name, _, version in pairs}


def test_the_two_locks_agree() -> None:
    """The tests run with the versions that users get from the lock."""
    assert _pins("requirements.lock").items() <= _pins("requirements-dev.lock").items()


@pytest.mark.parametrize("path", DOCUMENTS, ids=_name)
def test_internal_links_lead_somewhere(path: Path) -> None:
    """Every relative link of a document names a file, and every anchor a heading."""
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        linked = (path.parent / name).resolve() if name else path
        assert linked.exists(), target
        if anchor:
            assert anchor in _anchors(linked), target


def _anchors(path: Path) -> set[str]:
    """Return the anchors that the headings of a document get."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_no_file_ties_the_project_to_a_machine() -> None:
    """No package registry is named, and no folder of whoever made the file."""
    registry = re.compile(r"\b(pypi|test\.pypi|files|registry)\.(org|pythonhosted|npmjs)\b")
    folders = (f"{ROOT}/", f"{Path.home()}/")
    tied = [
        _name(path)
        for path in FILES
        for text in [path.read_text(encoding="utf-8")]
        if registry.search(text) or any(folder in text for folder in folders)
    ]

    assert tied == []


def test_text_files_are_utf_8_with_line_feeds() -> None:
    """So that digests and diffs are the same everywhere: no byte order mark, one last line end."""
    odd = [
        _name(path)
        for path in FILES
        for data in [path.read_bytes()]
        if b"\r" in data or data.startswith(b"\xef\xbb\xbf") or (data and data[-1:] != b"\n")
    ]

    assert odd == []


def _blocks(language: str) -> list[str]:
    """Return the examples of a language in the README."""
    return re.findall(rf"^```{language}\n(.*?)^```", _read("README.md"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("example", "".join(_blocks("console")).split("$ alskg ")[1:])
def test_the_readme_shows_what_the_shell_prints(example: str) -> None:
    """A stranger who types the command sees the same, in a window of 120 columns."""
    command, _, expected = example.partition("\n")
    arguments = [*command.split(), *(["-f", "table"] if command.startswith("query ") else [])]

    result = CliRunner(env={"COLUMNS": "120"}).invoke(cli.main, arguments)

    assert result.stdout.strip() == expected.strip()


@pytest.mark.parametrize("example", _blocks("python"))
def test_the_python_of_the_readme_runs(example: str, capsys: pytest.CaptureFixture[str]) -> None:
    """As it is written."""
    exec(compile(example, "README.md", "exec"), {})  # noqa: S102  (our own README)

    assert "C9orf72 30 40 familial ALS" in capsys.readouterr().out


def test_the_readme_counts_what_is_there() -> None:
    """Claims, passages, mappings and questions are as many as it says."""
    kg = alskg.load()
    claims = "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?c a/rdfs:subClassOf* alskg:Claim ; %s ?x }"
    counts = {
        "claims** from the": kg.query(claims % "alskg:statedIn"),
        "claims** from reference": kg.query(claims % "alskg:accordingTo"),
        "mappings**": kg.query("SELECT (COUNT(?m) AS ?n) { ?m a alskg:Mapping }"),
    }
    text = _read("README.md")

    for words, result in counts.items():
        assert f"**{next(iter(result)).n} {words}" in text
    assert f"**{len(QUERIES)} stored questions**" in text
