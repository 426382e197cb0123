"""The order of the layers, and what a module may be."""

import ast
import graphlib
from collections.abc import Iterator
from pathlib import Path

import pytest

import alskg

PACKAGE = Path(alskg.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))

# Bottom to top. A module imports only from layers below its own, or from its own sub-package.
LAYERS = (
    {"errors"},
    {"resources"},
    {"terms", "formats", "wellformed"},
    {"mappings", "transport"},
    {"catalogue", "engine", "page", "shapes"},
    {"ontologies"},
    {"compile", "export", "ledger", "loading", "reasoning"},
    {"charts", "difference", "linking", "naming", "tracing"},
    {"kg", "publish"},
    {"__init__"},
    {"web"},
    {"cli"},
    {"__main__"},
)
LAYER = {unit: number for number, units in enumerate(LAYERS) for unit in units}
VAGUE = {"utils", "util", "helpers", "helper", "common", "core", "manager", "misc", "base"}
MODULE_LINES = 320
FUNCTION_LINES = 50


def _id(path: Path) -> str:
    """Name a module as it is imported."""
    return path.relative_to(PACKAGE).with_suffix("").as_posix()


def _unit(path: Path) -> str:
    """Return the module or sub-package, directly under the package, that a file belongs to."""
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def _imported(path: Path) -> Iterator[str]:
    """Yield the dotted name of each of our modules that a file imports, wherever it does so."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("alskg"))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("alskg"):
            for alias in node.names:
                inner = PACKAGE.joinpath(*f"{node.module}.{alias.name}".split(".")[1:])
                is_module = inner.with_suffix(".py").is_file() or inner.is_dir()
                yield f"{node.module}.{alias.name}" if is_module else str(node.module)


@pytest.mark.parametrize("path", MODULES, ids=_id)
def test_a_module_imports_only_from_below(path: Path) -> None:
    """Data flows one way, so that each layer can be read, tested and replaced on its own."""
    unit = _unit(path)
    assert unit in LAYER, f"give alskg/{unit} a place in LAYERS"

    for name in _imported(path):
        other = [*name.split("."), "__init__"][1]
        assert other == unit or LAYER[other] < LAYER[unit], f"{_id(path)} -> {name}"


def test_no_module_is_in_an_import_cycle() -> None:
    """Inside a sub-package as well, one module comes before the other."""
    graph = {
        "alskg." + _id(path).replace("/", ".").removesuffix(".__init__"): set(_imported(path))
        for path in MODULES
        if path.name != "__init__.py" or path.parent == PACKAGE
    }

    graphlib.TopologicalSorter(graph).prepare()


@pytest.mark.parametrize("path", MODULES, ids=_id)
def test_a_module_has_a_telling_name_and_a_docstring(path: Path) -> None:
    """A name that could hold anything soon does."""
    assert not {*path.relative_to(PACKAGE).with_suffix("").parts} & VAGUE
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", MODULES, ids=_id)
def test_a_module_can_be_read_in_one_sitting(path: Path) -> None:
    """A module is one thing, and a function fits on a screen."""
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MODULE_LINES

    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= FUNCTION_LINES, f"{node.name} has {length} lines"


def test_the_package_exports_what_it_says() -> None:
    """The public names are few, sorted and there."""
    assert alskg.__all__ == sorted(alskg.__all__)
    assert all(hasattr(alskg, name) for name in alskg.__all__)
