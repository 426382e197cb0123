"""The check queries: each can fail, none does, and what is exempt is still needed."""

import re
import unicodedata
from pathlib import Path

import pyoxigraph as ox
import pytest
from check_examples import EXAMPLES, example, expected, layers_of

from alskg import catalogue, shapes
from alskg.compile import open_build
from alskg.errors import DataError
from alskg.shapes.checks import Exemption
from alskg.terms import compact, expand

ROOT = Path(__file__).resolve().parent.parent
CHECKS = sorted((ROOT / "queries" / "checks").glob("*.rq"))


@pytest.fixture(scope="module")
def layers() -> shapes.Layers:
    """Return the layers of the project's graph."""
    return shapes.read_layers(open_build().path_nquads)


@pytest.fixture(scope="module")
def checks() -> dict[str, shapes.Check]:
    """Return the checks by id."""
    return {check.id: check for check in shapes.read_checks()}


@pytest.mark.parametrize("path", CHECKS, ids=lambda path: path.stem)
def test_a_check_finds_what_its_example_has_wrong(
    path: Path, checks: dict[str, shapes.Check]
) -> None:
    """Each check fails on an example made for it, and blames the things that are to blame."""
    data = layers_of(example(path.stem))

    found = shapes.run_checks(data, [checks[path.stem]], shapes.read_exemptions())

    assert {finding.focus for finding in found} == expected(example(path.stem))
    assert {finding.shape for finding in found} == {f"query:{path.stem}"}
    assert {finding.severity for finding in found} == {checks[path.stem].severity}


def test_every_example_belongs_to_a_check() -> None:
    """A check that was renamed takes its example along."""
    assert {path.stem for path in EXAMPLES.glob("*.trig")} == {path.stem for path in CHECKS}


@pytest.mark.parametrize("path", CHECKS, ids=lambda path: path.stem)
def test_the_project_passes(
    path: Path, layers: shapes.Layers, checks: dict[str, shapes.Check]
) -> None:
    """What is left open by a source is information, and nothing is worse."""
    check = checks[path.stem]

    found = shapes.run_checks(layers, [check], shapes.read_exemptions())

    assert check.severity == "info" or found == []


def test_every_exception_is_still_needed(layers: shapes.Layers) -> None:
    """A written exception that covers nothing any more is deleted."""
    exemptions = shapes.read_exemptions()

    assert exemptions
    assert shapes.unused(layers, shapes.read_checks(), exemptions) == []
    assert shapes.unused(layers, (), exemptions) == list(exemptions)


@pytest.mark.parametrize("path", CHECKS, ids=lambda path: path.stem)
def test_a_check_is_written_as_all_are(path: Path) -> None:
    """The same three columns, in an order that never changes."""
    query = catalogue.get(path.stem)

    assert query.kind == "checks"
    assert list(query.columns) == ["entity", "property", "value"]
    assert query.text.rstrip().endswith("ORDER BY ?entity ?property ?value")
    assert "Problem: " in query.summary
    assert "Solution: " in query.summary
    assert "check" in query.tags


def test_the_documentation_names_every_check(checks: dict[str, shapes.Check]) -> None:
    """With its severity and what it is about."""
    text = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z0-9_]+)` \| (\w+) \| (.*?) \|$", text, re.MULTILINE)

    assert rows == [(check.id, check.severity, check.title) for check in checks.values()]


# -- what SPARQL cannot ask


def _terms(layers: shapes.Layers) -> set[ox.NamedNode | ox.Literal]:
    """Return every IRI and literal of the graph, but for the texts of the queries."""
    names = [name for name in layers if name != "queries"]
    terms = {term for name in names for triple in layers[name] for term in triple}
    return {term for term in terms if isinstance(term, (ox.NamedNode, ox.Literal))}


def test_every_text_is_in_normal_form(layers: shapes.Layers) -> None:
    """Unicode NFC, which the check text_not_normalised can only approximate."""
    texts = {term.value for term in _terms(layers) if isinstance(term, ox.Literal)}

    assert {text for text in texts if not unicodedata.is_normalized("NFC", text)} == set()


def test_every_iri_survives_as_a_curie(layers: shapes.Layers) -> None:
    """Shortening and expanding gives the IRI that it was."""
    iris = {term.value for term in _terms(layers) if isinstance(term, ox.NamedNode)}

    assert {iri for iri in iris if expand(compact(iri)) != iri} == set()


# -- reading them


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?entity ?property ?value WHERE { }",
        "#+ title: [\n",
        "#+ title: x\n#+ summary: no problem\n#+ severity: info\n",
        '#+ title: x\n#+ summary: "Problem: a. Solution: b."\n#+ severity: grave\n',
    ],
    ids=["none", "yaml", "summary", "severity"],
)
def test_a_faulty_header_is_refused(text: str, tmp_path: Path) -> None:
    """And the message says what belongs there."""
    (tmp_path / "broken.rq").write_text(text, encoding="utf-8")

    with pytest.raises(DataError, match=r"broken\.rq: a check needs a title"):
        shapes.read_checks(tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT ?x WHERE { ?x ?y ?z }", "has to project exactly .entity .property .value"),
        ("SELECT WHERE", "this is not SELECT"),
        ("ASK { ?x ?y ?z }", "this is not SELECT"),
    ],
)
def test_a_faulty_query_is_refused(text: str, message: str) -> None:
    """A check has the projection of a check."""
    check = shapes.Check("broken", "Title", "Do.", "info", text)

    with pytest.raises(DataError, match=rf"broken\.rq.*{message}"):
        shapes.run_checks({}, [check])


def test_exceptions_are_read_strictly(tmp_path: Path) -> None:
    """No file, none; a row without a reason is no exception."""
    path = tmp_path / "exceptions.tsv"
    assert shapes.read_exemptions(path) == ()

    path.write_text("# why\ncheck\tentity\tvalue\treason\ncycles\tgene:X\t\tBecause.\n")
    assert shapes.read_exemptions(path) == (Exemption("cycles", "gene:X", "", "Because."),)

    path.write_text("check\tentity\tvalue\treason\ncycles\tgene:X\t\t\n")
    with pytest.raises(DataError, match="line 2"):
        shapes.read_exemptions(path)
