"""`alskg link`, as people use it."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from ontology_fixtures import SMALL

from alskg import resources
from alskg.cli import main
from alskg.mappings import read


def link(*arguments: str) -> Result:
    """Run the command in this process, in a pipe."""
    return CliRunner().invoke(main, ["link", *arguments])


def test_the_mappings_of_a_thing_are_listed() -> None:
    """By any of its names, with the place of each."""
    result = link("list", "SOD1", "-f", "json")
    rows = json.loads(result.stdout)

    assert result.exit_code == 0
    assert {row["subject"] for row in rows} == {"gene:SOD1"}
    assert {"HGNC:11179", "NCBIGene:6647"} <= {row["object"] for row in rows}
    assert all(row["place"].startswith("genes.sssom.tsv:") for row in rows)


def test_the_mappings_into_a_registry_are_listed() -> None:
    """In any case; a denied one says so."""
    rows = list(csv.DictReader(io.StringIO(link("list", "--target", "hp").stdout), delimiter="\t"))

    assert {row["object"].partition(":")[0] for row in rows} == {"HP"}
    assert any(row["match"].startswith("not ") for row in rows)


@pytest.mark.parametrize(
    ("arguments", "exit_code", "message"),
    [
        (["list", "SOD1", "--target", "MONDO"], 1, "no such mapping"),
        (["list", "--target", "MONDOO"], 2, "Did you mean 'MONDO'?"),
        (["list", "SOD"], 2, "Nothing in the graph is called 'SOD'"),
        (["check", "absent.obo"], 2, "Cannot read absent.obo"),
        (["check", str(SMALL / "hp.obo"), "-f", "xml"], 2, "A check is not written as xml"),
        (["check", str(SMALL / "scheme.ttl")], 2, "no terms with a known prefix"),
        (["check"], 2, "Missing argument"),
    ],
)
def test_mistakes_are_told(arguments: list[str], exit_code: int, message: str) -> None:
    """In words, with a status that a script can read, and nothing on standard output."""
    result = link(*arguments)

    assert result.exit_code == exit_code
    assert message in result.stderr


def test_trouble_is_reported_with_its_place() -> None:
    """The small file lacks most terms, so there is trouble: exit status 1."""
    result = link("check", str(SMALL / "hp.obo"))
    rows = list(csv.DictReader(io.StringIO(result.stdout), delimiter="\t"))
    by_object = {row["object"]: row for row in rows}

    assert result.exit_code == 1
    assert by_object["HP:0001260"]["status"].startswith("as pinned")
    assert by_object["HP:0002015"]["status"].startswith("not found")
    assert by_object["HP:0002015"]["place"].startswith("phenotypes.sssom.tsv:")
    assert "imports http://example.org/never-fetched.obo, which was not read" in result.stderr


def test_the_report_as_json_and_as_a_table() -> None:
    """The same findings; the table shows what matters."""
    result = link("check", str(SMALL / "mondo.json"), "-f", "json")
    document = json.loads(result.stdout)
    shown = link("check", str(SMALL / "mondo.json"), "-f", "table").stdout

    assert (result.exit_code, document["fine"]) == (1, False)
    assert document["counts"]["below"] >= 3
    assert sum(document["counts"].values()) == len(document["findings"])
    assert document["stale exceptions"]
    assert "not found" in shown
    assert "as pinned" not in shown


def test_nothing_is_in_trouble_with_what_is_mapped(tmp_path: Path) -> None:
    """An ontology without a mapping into it is fine: exit status 0."""
    path = tmp_path / "x.obo"
    path.write_text("format-version: 1.2\nontology: x\n\n[Term]\nid: X:0000001\nname: a\n")
    result = link("check", str(path))

    assert result.exit_code == 0
    assert "no mapping leads there" in result.stderr


def test_suggestions_are_sssom(tmp_path: Path) -> None:
    """A file that the reader of mappings could take over once it is reviewed."""
    ontology = tmp_path / "go.obo"
    ontology.write_text(
        "format-version: 1.2\ndata-version: 7\nontology: hp\n\n"
        "[Term]\nid: HP:0100001\nname: SOD1\n\n"
        '[Term]\nid: HP:0100002\nname: other\nsynonym: "TARDBP" RELATED []\n'
    )
    target = tmp_path / "new.sssom.tsv"
    result = link("suggest", str(ontology), "-o", str(target))
    lines = target.read_text().splitlines()
    rows = list(csv.DictReader((one for one in lines if one[0] != "#"), delimiter="\t"))

    assert result.exit_code == 0
    assert [(row["subject_id"], row["predicate_id"], row["object_id"]) for row in rows] == [
        ("gene:SOD1", "skos:relatedMatch", "HP:0100001"),
        ("gene:TARDBP", "skos:relatedMatch", "HP:0100002"),
    ]
    assert {row["mapping_justification"] for row in rows} == {"semapv:LexicalMatching"}
    assert float(rows[0]["confidence"]) > float(rows[1]["confidence"])
    assert rows[0]["match_string"] == "sod1"
    assert link("suggest", str(ontology), "--limit", "1").stdout.count("semapv:Lexical") == 1


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_suggestions_are_valid_to_the_reference_implementation(tmp_path: Path) -> None:
    """The `sssom` package reads them and keeps each row."""
    parsers = pytest.importorskip("sssom.parsers")
    target = tmp_path / "new.sssom.tsv"
    ontology = tmp_path / "x.obo"
    ontology.write_text("format-version: 1.2\nontology: hp\n\n[Term]\nid: HP:0100001\nname: SOD1\n")
    link("suggest", str(ontology), "-o", str(target))

    assert len(parsers.parse_sssom_table(str(target)).df) == 1


def test_suggestions_stay_out_of_the_data() -> None:
    """What nobody has reviewed does not belong there."""
    target = resources.data_dir() / "mappings" / "new.sssom.tsv"
    result = link("suggest", str(SMALL / "hp.obo"), "-o", str(target))

    assert result.exit_code == 2
    assert "only reviewed mappings" in result.stderr
    assert not target.exists()


def test_no_candidate_is_an_answer(tmp_path: Path) -> None:
    """Exit status 1, and a file without rows."""
    path = tmp_path / "x.obo"
    path.write_text("format-version: 1.2\nontology: x\n\n[Term]\nid: X:0000001\nname: qwzx\n")
    result = link("suggest", str(path))

    assert result.exit_code == 1
    assert result.stdout.splitlines()[-1].startswith("subject_id\t")


def test_no_candidate_is_no_file(tmp_path: Path) -> None:
    """What was to be written is named, and is not there."""
    path = tmp_path / "x.obo"
    path.write_text("format-version: 1.2\nontology: x\n\n[Term]\nid: X:0000001\nname: qwzx\n")
    target = tmp_path / "new.sssom.tsv"
    result = link("suggest", str(path), "-o", str(target))

    assert (result.exit_code, result.stdout) == (1, "")
    assert "0 candidates for" in result.stderr
    assert f"{target} was not written" in result.stderr
    assert not target.exists()


def test_the_data_are_as_they_were() -> None:
    """No command of this group writes there: the files still read."""
    assert read(resources.data_dir() / "mappings" / "rejected.sssom.tsv").mappings
