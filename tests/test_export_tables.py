"""Tables: one claim a row, the same as in the graph, each with its certainty and its sentence."""

import json
from collections.abc import Iterator

import pytest

from alskg import resources
from alskg.compile import open_build
from alskg.engine.embedded import EmbeddedEngine
from alskg.export.snapshot import Snapshot
from alskg.export.tables import tables

Rows = list[dict[str, str]]
KINDS = {
    "phenotypes.tsv": ("PhenotypeClaim", "CareNeedClaim", "CauseOfDeathClaim"),
    "inheritance.tsv": ("InheritanceClaim",),
    "epidemiology.tsv": ("EpidemiologyClaim", "CaseShareClaim", "OnsetClaim", "SurvivalClaim"),
    "knowledge_gaps.tsv": ("KnowledgeGapClaim",),
}
GENES = """\
SELECT DISTINCT ?claim WHERE {
  VALUES ?kind { alskg:CauseClaim alskg:CaseShareClaim alskg:ListingClaim alskg:GeneConditionClaim }
  ?claim a ?kind ; rdf:subject|rdf:object ?gene . ?gene a alskg:Gene
}"""


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    """Return the graph of the project."""
    return Snapshot(open_build().path_nquads.read_bytes(), resources.root(), resources.version())


@pytest.fixture(scope="module")
def written(snapshot: Snapshot) -> dict[str, Rows]:
    """Return the rows of every table as a reader of TSV sees them."""
    return {name: list(read(data)) for name, data in tables(snapshot).items()}


def read(data: bytes) -> Iterator[dict[str, str]]:
    """Read a table."""
    head, *lines = (line.split("\t") for line in data.decode().rstrip("\n").split("\n"))
    for line in lines:
        yield dict(zip(head, line, strict=True))


def asked(query: str) -> list[tuple[str, ...]]:
    """Ask the graph by another way than the tables are made."""
    answer = json.loads(EmbeddedEngine(open_build().path_nquads).evaluate(query, "json"))
    names = answer["head"]["vars"]
    return [
        tuple(row.get(name, {}).get("value", "") for name in names)
        for row in answer["results"]["bindings"]
    ]


def claims(rows: Rows) -> list[str]:
    """Return the claims of a table as IRIs, sorted."""
    return sorted(f"https://w3id.org/alskg/claim/{r['claim'].removeprefix('claim:')}" for r in rows)


@pytest.mark.parametrize("name", KINDS)
def test_a_table_has_a_row_for_every_claim_of_its_kinds(
    written: dict[str, Rows], name: str
) -> None:
    """None missing, none twice."""
    kinds = " ".join(f"alskg:{kind}" for kind in KINDS[name])
    query = f"SELECT ?claim WHERE {{ VALUES ?kind {{ {kinds} }} ?claim a ?kind }}"

    assert claims(written[name]) == sorted(claim for (claim,) in asked(query))


def test_genes_and_conditions_are_those_of_the_graph(written: dict[str, Rows]) -> None:
    """Every claim that joins a gene and a condition; each gene by its HGNC number."""
    rows = written["gene_disease.tsv"]

    assert claims(rows) == sorted(claim for (claim,) in asked(GENES))
    assert len({row["gene_symbol"] for row in rows}) == 29
    assert all(row["hgnc_id"].startswith("HGNC:") for row in rows)


def test_a_row_of_genes_says_all_that_people_ask_for(written: dict[str, Rows]) -> None:
    """Gene, condition, relation, share, population, certainty, sentence, layer."""
    row = next(
        r
        for r in written["gene_disease.tsv"]
        if r["claim"] == "claim:c9orf72-share-of-familial-als"
    )

    assert row["gene_symbol"] == "C9orf72"
    assert row["hgnc_id"] == "HGNC:28337"
    assert (row["condition"], row["mondo_id"]) == ("familial ALS", "MONDO:0005144")
    assert row["relation"] == "accounts for cases of"
    assert (row["share_low"], row["share_high"], row["share_unit"]) == ("30.0", "40.0", "percent")
    assert row["population"] == "Europe|United States"
    assert (row["certainty"], row["layer"], row["sentence"]) == (
        *("asserted", "page", "passage:causes-2"),
    )
    assert row["sentence_link"].startswith("https://medlineplus.gov/genetics/")


def test_a_row_of_genes_reads_from_gene_to_condition(written: dict[str, Rows]) -> None:
    """Also where the source puts the condition first."""
    relations = {
        row["relation"] for row in written["gene_disease.tsv"] if row["layer"] == "reference"
    }

    assert relations == {"causal gene of", "susceptibility gene of"}


def test_every_row_has_its_certainty_and_its_origin(written: dict[str, Rows]) -> None:
    """A sentence of the page, or a source; as in the graph."""
    modality = {
        each[0]: each[1] for each in asked("SELECT ?claim ?m WHERE { ?claim alskg:modality ?m }")
    }

    for rows in written.values():
        for row in rows:
            iri = f"https://w3id.org/alskg/claim/{row['claim'].removeprefix('claim:')}"
            assert modality[iri].endswith("/" + row["certainty"])
            assert bool(row["sentence"]) is (row["layer"] == "page")
            assert bool(row["source"]) is (row["layer"] == "reference")
            assert row["statement"]


def test_gaps_are_questions_and_stand_in_no_other_table(written: dict[str, Rows]) -> None:
    """What is not known is not among what is."""
    gaps = {row["claim"] for row in written["knowledge_gaps.tsv"]}

    assert all(row["question"].endswith("?") for row in written["knowledge_gaps.tsv"])
    assert {row["certainty"] for row in written["knowledge_gaps.tsv"]} == {"unknown"}
    for name, rows in written.items():
        if name != "knowledge_gaps.tsv":
            assert not gaps & {row["claim"] for row in rows}


def test_a_selection_can_be_written(snapshot: Snapshot) -> None:
    """Where mappings and passages are not selected, there are no identifiers and no links."""
    page = b"".join(
        line
        for line in snapshot.dataset.splitlines(keepends=True)
        if line.endswith(b"graph/page> .\n")
    )
    rows = list(read(tables(Snapshot(page, snapshot.root, "1"))["gene_disease.tsv"]))

    assert rows
    assert {row["layer"] for row in rows} == {"page"}
    assert {row["hgnc_id"] for row in rows} == {""}
    assert {row["sentence_link"] for row in rows} == {""}
    assert "percent" in {row["share_unit"] for row in rows}


def test_an_empty_selection_gives_headers_alone(snapshot: Snapshot) -> None:
    """A reader of tables finds its columns."""
    for data in tables(Snapshot(b"", snapshot.root, "1")).values():
        assert data.count(b"\n") == 1


def test_two_runs_write_the_same(snapshot: Snapshot) -> None:
    """Byte for byte."""
    assert tables(snapshot) == tables(snapshot)
