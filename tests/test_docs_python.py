"""docs/python.md: the names in it are there, all that is there is in it, and its examples run."""

import inspect
import re
from pathlib import Path

import pytest

import alskg
from alskg import charts, errors
from alskg.kg import IRI, Claims, Entity, Hit, KnowledgeGraph, Provenance, Result, Row, Stats
from alskg.kg.entity import Edge, Fact, Name, Target
from alskg.shapes import Report
from alskg.tracing import Support, TracedClaim

TEXT = (Path(__file__).resolve().parent.parent / "docs" / "python.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
WORDS = re.sub(r"^```.*?^```", "", TEXT, flags=re.MULTILINE | re.DOTALL)
CODE = [*EXAMPLES, *re.findall(r"`([^`\n]+)`", WORDS)]

SHOWN: tuple[type, ...] = (
    Claims,
    Edge,
    Entity,
    Fact,
    Hit,
    IRI,
    KnowledgeGraph,
    Name,
    Provenance,
    Report,
    Result,
    Row,
    Support,
    Target,
    TracedClaim,
    charts.Chart,
)
# Fields that only programs of this project want, or that another document is about.
NOT_SHOWN = {
    Support: {"passage", "section", "ordinal", "sha256", "text"},
    Target: {"mapping"},
    Report: {"fails", "count", "of"},
    charts.Chart: {"name", "title", "definition", "rows"},
}


def _public(cls: type) -> set[str]:
    """Return the public names that a class has of its own."""
    own = {name for name in vars(cls) if not name.startswith("_")}
    return own | {name for name in inspect.get_annotations(cls) if not name.startswith("_")}


@pytest.fixture(scope="module")
def called() -> dict[str, object]:
    """Return what the names in expressions stand for."""
    kg = alskg.load()
    result = kg.query("gene_case_shares")
    return {"alskg": alskg, "kg": kg, "result": result, "row": result[0], "entity": kg["SOD1"]}


@pytest.mark.parametrize("cls", SHOWN, ids=lambda cls: cls.__name__)
def test_all_that_people_can_use_is_in_it(cls: type) -> None:
    """Every public method and field, as code."""
    missing = {
        name
        for name in _public(cls) - NOT_SHOWN.get(cls, set())
        if not any(re.search(rf"\.{name}\b", code) for code in CODE)
    }

    assert not missing


@pytest.mark.parametrize("name", alskg.__all__)
def test_all_that_the_package_gives_is_in_it(name: str) -> None:
    """The few names at the top."""
    assert any(f"alskg.{name}" in code for code in CODE)


@pytest.mark.parametrize("owner", ["alskg", "kg", "result", "row", "entity", "sod1"])
def test_all_that_it_names_is_there(owner: str, called: dict[str, object]) -> None:
    """No method that was renamed or never was."""
    thing = called["entity" if owner == "sod1" else owner]
    named = {name for code in CODE for name in re.findall(rf"(?<![\w.]){owner}\.(\w+)", code)}

    assert named
    assert not {name for name in named if not hasattr(thing, name)}


@pytest.mark.parametrize(
    "name", sorted({name for code in CODE for name in re.findall(r"^\.(\w+)", code)})
)
def test_a_field_that_it_names_is_there(name: str) -> None:
    """On one of the classes at least."""
    assert any(name in _public(cls) | set(dir(cls)) for cls in SHOWN) or name == "manifest"


@pytest.mark.parametrize(
    "name",
    sorted({code for code in CODE if re.fullmatch(r"[A-Z][a-z]+[A-Z]\w+", code)} - {"KeyError"}),
)
def test_a_class_that_it_names_is_there(name: str) -> None:
    """Errors, and what the graph gives."""
    known = {cls.__name__ for cls in (*SHOWN, Stats)} | set(errors.__all__)

    assert name in known


def test_its_examples_run(capsys: pytest.CaptureFixture[str]) -> None:
    """One after the other, as they are written."""
    pytest.importorskip("pandas", reason="pandas is optional: pip install pandas")
    names: dict[str, object] = {}

    for example in EXAMPLES:
        exec(compile(example, "python.md", "exec"), names)  # noqa: S102  (our own documentation)

    assert "Did you mean 'SOD1'?" in capsys.readouterr().out


def test_its_expressions_are_true(called: dict[str, object]) -> None:
    """What a table says can be typed, can be typed."""
    table = [line.split(" | ")[0].strip("| ") for line in TEXT.splitlines() if line[:3] == "| `"]
    typed = [code for cell in table for code in re.findall(r"`([^`]+)`", cell)]
    slow = ("kg.validate", "kg.graph", "alskg.load(with_", "alskg.connect")
    tried = [code for code in typed if "…" not in code and not code.startswith(slow)]

    assert len(tried) > 30
    for code in tried:
        assert eval(code, dict(called)) is not None, code  # noqa: S307  (as above)
