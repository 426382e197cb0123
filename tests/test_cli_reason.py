"""`alskg reason` proves the graph, names what is wrong, and exits as it should."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result

from alskg import reasoning, resources
from alskg.cli import main
from alskg.cli import reason as reason_command
from alskg.reasoning import Clash, LeftOut, Reason, ReasoningReport
from alskg.terms import expand, prefix_header

needs_java = pytest.mark.requires("java", "sudo apt install default-jre-headless")


def run(*arguments: str, data: str = "") -> Result:
    """Run the command, with a text on standard input."""
    return CliRunner().invoke(main, ["reason", *arguments], input=data)


def triple(turtle: str) -> ox.Triple:
    """Return the one triple of a Turtle text whose prefixes are the project's."""
    [found] = ox.parse(prefix_header(turtle) + turtle, format=ox.RdfFormat.TURTLE)
    return ox.Triple(found.subject, found.predicate, found.object)


ALS = ox.NamedNode(expand("condition:als"))
TYPED = triple("condition:als a alskg:Condition .")
SWAPPED = triple("condition:als alskg:causes gene:SOD1 .")
PLANTED = """
claim:planted a alskg:CauseClaim ;
    rdfs:label     "ALS: cause of SOD1"@en ;
    rdf:subject    condition:als ;
    rdf:predicate  alskg:causes ;
    rdf:object     gene:SOD1 ;
    alskg:modality modality:asserted ;
    alskg:statedIn passage:causes-1 .
"""
GRAPH = [
    TYPED,
    triple('condition:als rdfs:label "ALS"@en .'),
    triple('alskg:causes rdfs:label "causes"@en .'),
    triple('alskg:Cause rdfs:label "cause"@en .'),
    triple('alskg:Condition rdfs:label "condition"@en .'),
]
SOUND = ReasoningReport(
    consistent=True,
    unsatisfiable=(),
    inferred=(
        triple("gene:SOD1 a alskg:Cause ."),
        triple("condition:als alskg:causes condition:als ."),
    ),
    clashes=(),
    left_out=(LeftOut("datatype", expand("xsd:gYear"), 3),),
    given=10,
)
BROKEN = ReasoningReport(
    consistent=False,
    unsatisfiable=(),
    inferred=(),
    clashes=(
        Clash(
            ALS,
            Reason(expand("alskg:Condition"), TYPED),
            Reason(expand("alskg:Cause"), SWAPPED, (expand("claim:wrong"),)),
        ),
    ),
    left_out=(),
    given=11,
)
PUZZLE = ReasoningReport(
    consistent=False, unsatisfiable=(), inferred=(), clashes=(), left_out=(), given=11
)
EMPTY = ReasoningReport(
    consistent=True,
    unsatisfiable=(expand("alskg:Condition"), expand("alskg:Gene")),
    inferred=(),
    clashes=(),
    left_out=(),
    given=10,
)


@pytest.fixture
def report(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> ReasoningReport:
    """Let the reasoner give the report that the test is parametrized with, over a small graph."""
    found: ReasoningReport = request.param
    monkeypatch.setattr(reason_command, "_compiled", lambda *_: iter(GRAPH))
    monkeypatch.setattr(reasoning, "check", lambda *_: found)
    return found


@pytest.mark.parametrize(
    ("report", "status", "verdict"),
    [
        (SOUND, 0, "Consistent: 10 types and edges agree with the ontology"),
        (BROKEN, 1, "Inconsistent: 11 types and edges contradict the ontology, in one way."),
        (PUZZLE, 1, "no single fact is to blame"),
        (EMPTY, 1, "Not satisfiable: condition, alskg:Gene. Nothing can be a member of them."),
    ],
    indirect=["report"],
)
@pytest.mark.parametrize("format_name", ["table", "tsv"])
@pytest.mark.usefixtures("report")
def test_the_verdict_is_said_and_is_the_exit_status(
    format_name: str, status: int, verdict: str
) -> None:
    """A table says it on standard output; rows leave standard output to the data."""
    result = run("-f", format_name)

    assert result.exit_code == status
    assert verdict in (result.stdout if format_name == "table" else result.stderr)


@pytest.mark.parametrize("report", [SOUND], indirect=True)
@pytest.mark.usefixtures("report")
def test_a_table_counts_what_follows_and_tells_what_was_left_out() -> None:
    """By type and by predicate, with labels; the rest is named."""
    lines = [" ".join(line.split()) for line in run("-f", "table").stdout.splitlines()]

    assert "Inferred: 2 new types and edges." in lines
    assert "type cause 1" in lines
    assert "edge causes 1" in lines
    assert "Not reasoned over: xsd:gYear (3)." in lines


@pytest.mark.parametrize("report", [BROKEN], indirect=True)
@pytest.mark.usefixtures("report")
def test_a_clash_is_shown_with_labels_and_claims() -> None:
    """Who would be both what, because of which facts, stated by which claims."""
    shown = " ".join(run("-f", "table").stdout.split())

    assert (
        "ALS condition cause ALS is typed as condition; ALS causes gene:SOD1 claim:wrong"
    ) in shown


@pytest.mark.parametrize("report", [BROKEN], indirect=True)
@pytest.mark.usefixtures("report")
def test_rows_give_both_sides_of_a_clash() -> None:
    """One row a reason, in a pipe without being asked for."""
    assert run().stdout.splitlines() == [
        "finding\tsubject\tpredicate\tobject\treads\tclaims",
        "clash 1\tcondition:als\trdf:type\talskg:Condition\tALS would be: condition\t",
        "clash 1\tcondition:als\talskg:causes\tgene:SOD1\tALS would be: cause\tclaim:wrong",
    ]


@pytest.mark.parametrize("report", [SOUND], indirect=True)
@pytest.mark.usefixtures("report")
def test_rows_list_what_follows() -> None:
    """Each new fact is a row that can be read."""
    assert run("-f", "tsv").stdout.splitlines()[1:] == [
        "inferred\tgene:SOD1\trdf:type\talskg:Cause\tgene:SOD1 is typed as cause\t",
        "inferred\tcondition:als\talskg:causes\tcondition:als\tALS causes ALS\t",
    ]


@pytest.mark.parametrize("report", [SOUND], indirect=True)
@pytest.mark.usefixtures("report")
def test_what_a_declared_class_says_already_is_counted_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """JSON alone lists it."""
    more = [
        triple("gene:SOD1 a alskg:Gene ."),
        triple("alskg:Gene rdfs:subClassOf alskg:Cause ."),
    ]
    monkeypatch.setattr(reason_command, "_compiled", lambda *_: iter([*GRAPH, *more]))
    result = run("-f", "tsv")

    assert len(result.stdout.splitlines()) == 2
    assert "1 types follow from a declared class alone" in result.stderr
    assert len(json.loads(run("-f", "json").stdout)["inferred"]) == 2


@pytest.mark.parametrize("report", [EMPTY], indirect=True)
@pytest.mark.usefixtures("report")
def test_rows_name_the_empty_classes() -> None:
    """An unsatisfiable class is a row of its own."""
    assert run("-f", "tsv").stdout.splitlines()[1:] == [
        "unsatisfiable\talskg:Condition\t\t\tcondition\t",
        "unsatisfiable\talskg:Gene\t\t\talskg:Gene\t",
    ]


@pytest.mark.parametrize("report", [BROKEN], indirect=True)
@pytest.mark.usefixtures("report")
def test_json_holds_the_whole_report(tmp_path: Path) -> None:
    """With full IRIs, and the format taken from the name of the file."""
    target = tmp_path / "report.json"

    assert run("-o", str(target)).exit_code == 1
    shown = json.loads(target.read_text(encoding="utf-8"))
    assert shown["consistent"] is False
    assert shown["clashes"][0]["thing"] == ALS.value
    assert shown["clashes"][0]["reasons"][1] == {
        "term": expand("alskg:Cause"),
        "fact": [ALS.value, expand("alskg:causes"), expand("gene:SOD1")],
        "claims": [expand("claim:wrong")],
    }


@pytest.mark.parametrize("report", [SOUND], indirect=True)
@pytest.mark.parametrize(
    ("arguments", "data", "message"),
    [
        (("--data", "-"), "condition:als a alskg:Condition .\ncondition:als a .", "line 2"),
        (("--data", "/nowhere/edges.ttl"), "", "/nowhere/edges.ttl cannot be read"),
        (("--data", "/"), "", "/ cannot be read: Is a directory"),
        (("--data", "-"), "conditon:als a alskg:Condition .", "standard input, line 1"),
        (("-f", "turtle"), "", "turtle"),
        (("-f", "csv"), "", "There is no format 'csv' for this. Choose one of table, tsv, json."),
    ],
)
@pytest.mark.usefixtures("report")
def test_what_cannot_be_read_is_said(arguments: tuple[str, ...], data: str, message: str) -> None:
    """The file, the line and the reason, without a traceback."""
    result = run(*arguments, data=data)

    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    """A picture is not Turtle."""
    picture = tmp_path / "picture.ttl"
    picture.write_bytes(b"\x89PNG\xff")

    result = run("--data", str(picture))

    assert result.exit_code == 2
    assert f"{picture} cannot be read" in result.stderr


@pytest.fixture(scope="module")
def _own_build(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Compile the graph into a folder of this module's own, once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ALSKG_BUILD_DIR", str(tmp_path_factory.mktemp("build")))
        yield


@needs_java
@pytest.mark.usefixtures("_own_build")
def test_the_graph_is_consistent() -> None:
    """The proof: HermiT finds no contradiction, and the rules have left no edge to infer."""
    result = run("-f", "json")

    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert report["consistent"]
    assert report["unsatisfiable"] == []
    assert {predicate for _, predicate, _ in report["inferred"]} == {expand("rdf:type")}


@needs_java
@pytest.mark.usefixtures("_own_build")
def test_an_error_in_the_graph_is_found() -> None:
    """The proof can fail: one swapped edge among thousands is named."""
    result = run("--data", "-", data="condition:als alskg:causes gene:SOD1 .")

    assert result.exit_code == 1
    assert "\tcondition:als\talskg:causes\tgene:SOD1\t" in result.stdout
    assert result.stderr.startswith("Inconsistent")


@needs_java
def test_a_swapped_claim_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: Path
) -> None:
    """From the file of a curator, through the rules, to the claim that is to blame."""
    for folder in ("ontology", "data", "queries"):
        shutil.copytree(root / folder, tmp_path / folder)
    (tmp_path / "data" / "page" / "planted.ttl").write_text(
        prefix_header(PLANTED) + PLANTED, encoding="utf-8"
    )
    monkeypatch.setattr(resources, "root", lambda: tmp_path)
    monkeypatch.setenv("ALSKG_BUILD_DIR", str(tmp_path / "build"))

    result = run()

    assert result.exit_code == 1
    assert "\tcondition:als\talskg:causes\tgene:SOD1\t" in result.stdout
    assert result.stdout.count("\tclaim:planted\n") == 2


@pytest.mark.usefixtures("_own_build")
def test_without_java_a_part_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message has the line that installs it."""
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("JAVA_HOME", raising=False)

    result = run()

    assert result.exit_code == 3
    assert "sudo apt install default-jre-headless" in result.stderr
