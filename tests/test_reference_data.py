"""The reference layer: what other sources say, each claim with its source and release.

The claims are compared with tables of facts and ontology files that lie beside the checkout where
the project is made; elsewhere those tests are skipped.
"""

import csv
import re
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from alskg.mappings import read_all
from alskg.terms import compact, expand

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDER: Final = ROOT / "data" / "reference"
FILES: Final = sorted(FOLDER.glob("*.ttl"))
FACTS: Final = ROOT.parent / "shared" / "facts"
ONTOLOGIES: Final = ROOT.parent / "shared" / "ontologies"

needs_facts = pytest.mark.skipif(not FACTS.is_dir(), reason=f"no tables of facts in {FACTS}")
needs_ontologies = pytest.mark.skipif(
    not ONTOLOGIES.is_dir(), reason=f"no ontology files in {ONTOLOGIES}"
)
by_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)

CLAIM_PROPERTIES: Final = {
    "rdf:type",
    "rdfs:label",
    "rdf:subject",
    "rdf:predicate",
    "rdf:object",
    "alskg:modality",
    "alskg:accordingTo",
    "skos:definition",
}


class Claim(NamedTuple):
    """A claim, with CURIEs for IRIs and bare text for literals."""

    subject: str
    predicate: str
    object: str
    source: str


def value(term: object) -> str:
    """Return a term as a CURIE or as bare text."""
    assert isinstance(term, Literal | NamedNode), f"{term} is neither an IRI nor a literal"
    return term.value if isinstance(term, Literal) else compact(term.value)


@cache
def things() -> dict[str, dict[str, list[str]]]:
    """Return what the reference files say: values by property by subject."""
    found: dict[str, dict[str, list[str]]] = {}
    for path in FILES:
        for quad in parse(path=path, format=RdfFormat.TURTLE):
            thing = found.setdefault(value(quad.subject), {})
            thing.setdefault(value(quad.predicate), []).append(value(quad.object))
    return found


def above(term: str) -> set[str]:
    """Return the terms directly above a term."""
    return set(things()[term].get("skos:broader", []))


def claims(predicate: str) -> set[Claim]:
    """Return the claims with a predicate."""
    return {
        Claim(thing["rdf:subject"][0], predicate, thing["rdf:object"][0], source)
        for thing in things().values()
        if thing.get("rdf:predicate") == [predicate]
        for source in thing["alskg:accordingTo"]
    }


def pairs(predicate: str) -> set[tuple[str, str]]:
    """Return subject and object of the claims with a predicate."""
    return {(claim.subject, claim.object) for claim in claims(predicate)}


def parents_by_condition() -> dict[str, set[str]]:
    """Return the terms that stand directly above each condition."""
    found: dict[str, set[str]] = {}
    for condition, parent in pairs("alskg:hasParentTerm"):
        found.setdefault(condition, set()).add(parent)
    return found


@cache
def exact_matches() -> dict[str, set[str]]:
    """Return the terms that are the same as each of our things."""
    found = defaultdict(set)
    for each in read_all(ROOT / "data" / "mappings"):
        for mapping in each.mappings:
            if mapping.word == "exact" and not mapping.negative:
                found[mapping.subject_id].add(mapping.object_id)
    return found


def table(path: Path) -> list[dict[str, str]]:
    """Return the rows of a tab-separated table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


# -- form


@by_file
def test_a_file_declares_the_prefixes_that_it_uses(path: Path) -> None:
    """Each prefix is declared once, in order, and used."""
    text = path.read_text(encoding="utf-8")
    declared = re.findall(r"^PREFIX (\w+):\s+<(.+)>$", text, re.MULTILINE)
    assert [name for name, _ in declared] == sorted(dict(declared), key=str.casefold)
    assert all(expand(f"{name}:") == namespace for name, namespace in declared)
    body = re.sub(r'"[^"\n]*"|<[^>]*>|#.*', "", text)
    assert all(re.search(rf"(?<!\w){name}:\w", body) for name, _ in declared)


@by_file
def test_a_file_has_no_blank_nodes(path: Path) -> None:
    """Diffs and digests stay simple."""
    for quad in parse(path=path, format=RdfFormat.TURTLE):
        assert not isinstance(quad.subject, BlankNode)
        assert not isinstance(quad.object, BlankNode)


def test_a_claim_has_one_of_each() -> None:
    """Class, label, statement, modality, source and definition; a note if it needs one."""
    found = [thing for name, thing in things().items() if name.startswith("claim:")]
    assert len(found) > 190
    for thing in found:
        assert thing.keys() - {"skos:editorialNote"} == CLAIM_PROPERTIES
        assert [len(values) for values in thing.values()] == [1] * len(thing)
        assert thing["alskg:modality"] == ["modality:asserted"]
        assert "alskg:Source" in things()[thing["alskg:accordingTo"][0]]["rdf:type"]


def test_labels_are_unique() -> None:
    """No two claims, sources or terms are called the same."""
    counts = Counter(
        (thing["rdf:type"][0], label)
        for thing in things().values()
        for label in thing["rdfs:label"]
    )
    assert [pair for pair, count in counts.items() if count > 1] == []


def test_a_source_has_a_release_and_terms_of_use() -> None:
    """Each says what it is, which release was read, and what its licence asks or why not."""
    sources = {name: thing for name, thing in things().items() if name.startswith("source:")}
    for thing in sources.values():
        assert "alskg:Source" in thing["rdf:type"]
        assert thing["alskg:release"]
        assert ("dcterms:license" in thing) != ("dcterms:rights" in thing)
    used = {
        source
        for thing in things().values()
        for property_ in ("alskg:accordingTo", "dcterms:source")
        for source in thing.get(property_, [])
    }
    for each in read_all(ROOT / "data" / "mappings"):
        used |= {mapping.object_source for mapping in each.mappings}
    assert used == sources.keys()


# -- consistency


def test_each_gene_has_symbol_name_and_cytoband() -> None:
    """Once each, and the symbol of today is the one on the page."""
    for predicate in ("alskg:approvedSymbol", "alskg:approvedName", "alskg:cytoband"):
        assert len(claims(predicate)) == len({claim.subject for claim in claims(predicate)}) == 29
    for subject, symbol in pairs("alskg:approvedSymbol"):
        assert subject == f"gene:{symbol}"


def test_a_cytoband_begins_with_a_chromosome() -> None:
    """A place is a chromosome, an arm and a band."""
    for _, band in pairs("alskg:cytoband"):
        assert re.fullmatch(r"([1-9]|1\d|2[0-2]|X|Y)[pq]\d+(\.\d+)?", band)


def test_a_gene_is_not_both_causal_and_of_susceptibility_for_a_condition() -> None:
    """The two relations exclude each other."""
    assert not pairs("alskg:hasCausalGene") & pairs("alskg:hasSusceptibilityGene")


def test_a_condition_has_one_causal_gene_at_most() -> None:
    """A numbered type is defined by its gene."""
    counts = Counter(condition for condition, _ in pairs("alskg:hasCausalGene"))
    assert set(counts.values()) == {1}


def test_parents_are_described_and_lead_to_the_root() -> None:
    """Every term above a condition has a label, and following broader ends at the root."""
    parents = {parent for _, parent in pairs("alskg:hasParentTerm")}
    for start in parents:
        reached: set[str] = set()
        front = {start}
        while front:
            reached |= front
            front = {upper for term in front for upper in above(term)} - reached
        assert "MONDO:0000001" in reached
        assert all("alskg:ExternalConcept" in things()[term]["rdf:type"] for term in reached)


def test_no_term_is_above_itself() -> None:
    """The hierarchy has no cycles."""
    for start in [name for name in things() if name.startswith("MONDO:")]:
        front = above(start)
        while front:
            assert start not in front
            front = {upper for term in front for upper in above(term)}


def test_numbered_types_of_als_stand_below_familial_als() -> None:
    """By way of MONDO, each ALSn is a type of familial ALS, and that of ALS."""
    for condition, parents in parents_by_condition().items():
        if re.fullmatch(r"condition:ALS\d+", condition):
            assert "MONDO:0005144" in parents.union(*map(above, parents))
    assert "MONDO:0004976" in above("MONDO:0005144")


# -- traps


def test_als3_als7_and_als_pdc1_have_no_causal_gene() -> None:
    """The first two have none at all, the third one of susceptibility."""
    causal = {condition for condition, _ in pairs("alskg:hasCausalGene")}
    assert len(causal) == 22
    assert not causal & {"condition:ALS3", "condition:ALS7", "condition:ALS-PDC1"}
    assert pairs("alskg:hasSusceptibilityGene") == {
        ("condition:ALS-PDC1", "gene:TRPM7"),
        ("condition:ALS1", "gene:DCTN1"),
        ("condition:ALS1", "gene:NEFH"),
        ("condition:ALS1", "gene:PRPH"),
    }


def test_four_genes_of_the_page_have_no_numbered_condition_on_it() -> None:
    """SMN1 has none, ATXN2 and MATR3 have entries that the page does not list."""
    linked = {gene for _, gene in pairs("alskg:hasCausalGene")}
    linked |= {gene for _, gene in pairs("alskg:hasSusceptibilityGene")}
    genes = {gene for gene, _ in pairs("alskg:approvedSymbol")}
    assert genes - linked == {"gene:ATXN2", "gene:MATR3", "gene:SMN1"}


def test_fig4_is_noted_as_a_risk_factor() -> None:
    """MONDO calls FIG4 causal, its paper a risk factor: both are on record."""
    assert "risk factor" in things()["claim:als11-causal-gene-fig4"]["skos:editorialNote"][0]


def test_als12_is_passed_on_in_two_patterns() -> None:
    """And ALS1 too, while ALS7 has none on record."""
    counts = Counter(condition for condition, _ in pairs("alskg:hasInheritance"))
    assert {c for c, count in counts.items() if count > 1} == {"condition:ALS1", "condition:ALS12"}
    assert "condition:ALS7" not in counts


def test_als22_has_a_newer_title() -> None:
    """The only one of the 25 whose title has changed."""
    assert pairs("alskg:catalogueTitle") == {
        ("condition:ALS22", "frontotemporal dementia and/or amyotrophic lateral sclerosis 9")
    }


# -- against the tables of facts


@needs_facts
def test_genes_agree_with_the_facts_row_by_row() -> None:
    """Symbol, name and cytoband."""
    rows = table(FACTS / "genes.tsv")
    for predicate, column in (
        ("alskg:approvedSymbol", "approved_symbol"),
        ("alskg:approvedName", "approved_name"),
        ("alskg:cytoband", "cytoband"),
    ):
        assert pairs(predicate) == {(f"gene:{row['symbol_on_page']}", row[column]) for row in rows}


@needs_facts
def test_conditions_agree_with_the_facts_row_by_row() -> None:
    """Causal gene, genes of susceptibility, patterns of inheritance, titles and identifiers."""
    patterns = {
        term: thing
        for thing, terms in exact_matches().items()
        for term in terms
        if thing.startswith("inheritance:") and term.startswith("HP:")
    }
    for row in table(FACTS / "omim_conditions.tsv"):
        condition = f"condition:{row['abbreviation']}"

        def objects(predicate: str, condition: str = condition) -> set[str]:
            return {target for subject, target in pairs(predicate) if subject == condition}

        def cells(column: str, row: dict[str, str] = row) -> set[str]:
            return set(filter(None, row[column].split("|")))

        assert objects("alskg:hasCausalGene") == {f"gene:{g}" for g in cells("gene_symbol")}
        assert objects("alskg:hasSusceptibilityGene") == {
            f"gene:{g}" for g in cells("susceptibility_genes")
        }
        assert objects("alskg:hasInheritance") == {patterns[h] for h in cells("inheritance_hpo")}
        assert row["omim"] in exact_matches()[condition]
        for gene in cells("gene_symbol"):
            assert {row["gene_hgnc"], row["gene_omim"]} <= exact_matches()[f"gene:{gene}"]
        same = row["title_on_page"].split("; ")[0].casefold() == row["omim_title_2026"].casefold()
        assert objects("alskg:catalogueTitle") == (set() if same else {row["omim_title_2026"]})


# -- against the ontologies themselves


@needs_ontologies
def test_the_hierarchy_is_that_of_mondo() -> None:
    """Labels and direct parents of every term, and the parents of every condition of ours."""
    terms = {row["id"]: row for row in table(ONTOLOGIES / "mondo-als-branch-2026-05-05.tsv")}

    def parents(term: str) -> set[str]:
        return set(filter(None, terms[term]["direct_parents"].split("|")))

    for name, thing in things().items():
        if name.startswith("MONDO:"):
            assert thing["rdfs:label"] == [terms[name]["label"]]
            assert above(name) == parents(name)
            assert terms[name]["deprecated"] == "False"
    nearest = {"condition:ALS-PDC1": "MONDO:0007104", "condition:parkinsonism": "MONDO:0021095"}
    exact = {
        condition: next((term for term in terms if term.startswith("MONDO:")), "")
        for condition, terms in exact_matches().items()
        if condition.startswith("condition:")
    }
    expected = {
        (condition, parent)
        for condition, term in (exact | nearest).items()
        for parent in parents(term)
    }
    assert pairs("alskg:hasParentTerm") == expected


@needs_ontologies
def test_patterns_of_inheritance_are_those_that_hpo_annotates() -> None:
    """Each OMIM number has the patterns of its rows in the annotation file."""
    path = ONTOLOGIES / "phenotype-als-subset-2025-01-16.hpoa.tsv"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    annotated = {
        (row["database_id"], row["hpo_id"])
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        if row["aspect"] == "I"
    }

    def number(condition: str) -> str:
        return next(term for term in exact_matches()[condition] if term.startswith("OMIM:"))

    def term(pattern: str) -> str:
        return next(term for term in exact_matches()[pattern] if term.startswith("HP:"))

    ours = {(number(c), term(pattern)) for c, pattern in pairs("alskg:hasInheritance")}
    numbers = {number(c) for c in exact_matches() if re.fullmatch(r"condition:[A-Z-]+\d+", c)}
    assert ours == {(omim, pattern) for omim, pattern in annotated if omim in numbers}
