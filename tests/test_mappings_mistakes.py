"""Mistakes in the project's mapping files: each is caught, and named with its file and line."""

import shutil
from pathlib import Path
from typing import Final

import pytest

from alskg import resources, shapes
from alskg.compile import compile_dataset
from alskg.errors import DataError
from alskg.mappings import places, read_all

ROOT: Final = Path(__file__).resolve().parent.parent


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the project's sources, which everything then takes for the project."""
    root = tmp_path / "root"
    for folder in ("data", "ontology", "queries"):
        shutil.copytree(ROOT / folder, root / folder)
    monkeypatch.setattr(resources, "root", lambda: root)
    return root


def change(path: Path, old: str, new: str) -> int:
    """Replace a text that a file has once, and return its line."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def findings(root: Path) -> set[tuple[str, str, int]]:
    """Return shape, file and line of what is wrong in a copy of the project."""
    layers = shapes.read_layers(compile_dataset(root, root / "build").path_nquads)
    report = shapes.validate(layers)
    return {(one.shape, one.file, one.line) for one in report.findings if one.severity != "info"}


def test_a_swapped_gene_is_caught(copy: Path) -> None:
    """The record of FUS under SOD1: its label is not the symbol that HGNC approves for SOD1."""
    path = copy / "data" / "mappings" / "genes.sssom.tsv"
    (path.parent / "gene-records.tsv").unlink()  # which would name the line before any shape does
    line = change(path, "HGNC:11179\tSOD1", "HGNC:4010\tFUS")

    found = findings(copy)

    assert ("alskg:MappingShape-symbol", "data/mappings/genes.sssom.tsv", line) in found
    assert {shape for shape, _, _ in found} == {
        "alskg:MappingShape-symbol",
        "query:mapping_collisions",
    }


def test_an_obsolete_term_is_caught(copy: Path) -> None:
    """By a label that says so, and by what other rows know of the same term."""
    path = copy / "data" / "mappings" / "phenotypes.sssom.tsv"
    first = change(path, "HP:0001337\tTremor", "HP:0000001\tobsolete Trembling")
    second = change(path, "HP:5200029\tSocial disinhibition", "HP:0030220\tSocial behavior")

    found = findings(copy)

    name = "data/mappings/phenotypes.sssom.tsv"
    assert found == {("alskg:MappingShape-current", name, line) for line in (first, second)}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("HP:0001337\tTremor", "HPO:0001337\tTremor", "the prefix 'HPO' of 'HPO:0001337'"),
        ("HP:0001337\tTremor", "HP:1337\tTremor", "does not look like a HP identifier"),
    ],
    ids=["unknown prefix", "another form"],
)
def test_an_unknown_prefix_stops_the_build(copy: Path, old: str, new: str, words: str) -> None:
    """A row that cannot be read is not left out: nothing is built."""
    path = copy / "data" / "mappings" / "phenotypes.sssom.tsv"
    line = change(path, old, new)

    with pytest.raises(DataError) as caught:
        compile_dataset(copy, copy / "build")

    assert str(caught.value).startswith(f"{path}, line {line}: ")
    assert words in str(caught.value)


def test_the_same_pair_twice_is_named_with_both_files(copy: Path) -> None:
    """What was turned down in one file cannot be stated in another."""
    path = copy / "data" / "mappings" / "inheritance.sssom.tsv"
    line = change(path, "HP:0001423\tX-linked dominant", "HP:0001419\tX-linked recessive")

    with pytest.raises(DataError, match=r"HP:0001419. stands in inheritance") as e:
        read_all(path.parent)

    assert "rejected.sssom.tsv, line" in str(e.value)
    assert f"inheritance.sssom.tsv, line {line}, already" in str(e.value)


def test_each_mapping_has_its_line() -> None:
    """The line that a place gives is the one that the row stands on."""
    path = ROOT / "data" / "mappings" / "genes.sssom.tsv"
    lines = path.read_text(encoding="utf-8").splitlines()
    place = places(path)["https://w3id.org/alskg/mapping/gene-SOD1-exact-HGNC-11179"]
    assert "\tHGNC:11179\t" in lines[place - 1]


@pytest.mark.parametrize("registry", ["HGNC", "NCBIGene", "ENSEMBL", "UniProtKB", "OMIM"])
def test_records_of_two_genes_that_changed_places_are_named(copy: Path, registry: str) -> None:
    """Although every label was left where it was."""
    path = copy / "data" / "mappings" / "genes.sssom.tsv"
    lines = path.read_text(encoding="utf-8").splitlines()
    first, second = (
        next(
            n
            for n, line in enumerate(lines)
            if f"gene:{gene}\t" in line and f"\t{registry}:" in line
        )
        for gene in ("FUS", "SOD1")
    )
    ids = [lines[n].split("\t")[3] for n in (first, second)]
    lines[first] = lines[first].replace(ids[0], ids[1])
    lines[second] = lines[second].replace(ids[1], ids[0])
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    with pytest.raises(DataError) as caught:
        read_all(path.parent)

    assert f"line {first + 1}: {ids[1]} is the record of gene:SOD1" in str(caught.value)


def test_a_table_of_records_with_a_cell_too_few_is_refused(copy: Path) -> None:
    """It would pin records to the wrong registry."""
    path = copy / "data" / "mappings" / "gene-records.tsv"
    change(path, "\tOMIM:147450", "")

    with pytest.raises(DataError, match="every row needs 6 cells"):
        read_all(path.parent)
