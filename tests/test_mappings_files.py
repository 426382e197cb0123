"""The mapping files: canonical SSSOM, valid, consistent, and clear of the known traps."""

import re
import socket
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from alskg.mappings import Mapping, MappingSet, read, read_all, triples
from alskg.resources import version
from alskg.terms import expand

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDER: Final = ROOT / "data" / "mappings"
FILES: Final = sorted(FOLDER.glob("*.sssom.tsv"))

EXACT_TARGETS: Final = {
    "anatomy": {"CL", "GO", "UBERON"},
    "condition": {"MONDO", "OMIM", "OMIMPS"},
    "gene": {"ENSEMBL", "HGNC", "NCBIGene", "OMIM"},
    "inheritance": {"HP"},
    "phenotype": {"HP"},
    "process": {"GO"},
}
SET_SLOTS: Final = [
    "curie_map",
    *(field.name for field in fields(MappingSet) if field.name != "mappings"),
    "subject_source",
    "subject_source_version",
    "object_source",
    "object_source_version",
    "mapping_date",
]


@cache
def mappings() -> tuple[Mapping, ...]:
    """Return all mappings, negative ones included."""
    return tuple(mapping for each in read_all(FOLDER) for mapping in each.mappings)


def stated(word: str | None = None) -> list[Mapping]:
    """Return the mappings that are not negative, those of one kind or of any."""
    return [m for m in mappings() if not m.negative and word in (None, m.word)]


def denied() -> set[tuple[str, str]]:
    """Return the pairs that negative mappings turn down."""
    return {(m.subject_id, m.object_id) for m in mappings() if m.negative}


@cache
def literals(folder: str, predicate: str) -> dict[str, str]:
    """Return the values of a literal property by subject, over the Turtle files of a folder."""
    return {
        quad.subject.value: quad.object.value
        for path in sorted((ROOT / "data" / folder).glob("*.ttl"))
        for quad in parse(path=path, format=RdfFormat.TURTLE)
        if quad.predicate == NamedNode(expand(predicate))
        and isinstance(quad.object, Literal)
        and isinstance(quad.subject, NamedNode)
    }


# -- form


def cut(path: Path) -> tuple[str, list[list[str]]]:
    """Return the metadata of a file as written and the cells of its table."""
    lines = path.read_bytes().decode("utf-8").split("\n")
    assert lines.pop() == ""
    metadata = [line[1:] for line in lines if line.startswith("#")]
    return "\n".join(metadata), [line.split("\t") for line in lines[len(metadata) :]]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_metadata_are_canonical(path: Path) -> None:
    """Slots stand in the order of SSSOM; the prefixes are those in use, sorted."""
    text, (columns, *rows) = cut(path)
    metadata = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506
    assert list(metadata) == [slot for slot in SET_SLOTS if slot in metadata]
    cells = [cell for row in rows for cell in row] + [str(v) for v in metadata.values()]
    used = {match[1] for cell in cells if (match := re.fullmatch(r"(\w+):[\w-]+", cell))}
    assert list(metadata["curie_map"]) == sorted(used - {"skos", "semapv"})
    assert not set(columns) & set(metadata)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_table_is_canonical(path: Path) -> None:
    """Columns stand in the order of SSSOM, rows are sorted, no column is empty or condensable."""
    _, (columns, *rows) = cut(path)
    assert columns == [field.name for field in fields(Mapping) if field.name in columns]
    assert rows == sorted(rows)
    for column, values in zip(columns, zip(*rows, strict=True), strict=True):
        assert any(values), f"{column} is empty"
        assert column not in SET_SLOTS or len(set(values)) > 1, f"{column} belongs in the metadata"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_set_says_what_it_is(path: Path) -> None:
    """Name, version, title, description, creator, licence and date are given."""
    found = read(path)
    assert found.mapping_set_id == f"https://w3id.org/alskg/mappings/{path.name}"
    assert found.mapping_set_version == version()
    assert found.license == "https://creativecommons.org/licenses/by/4.0/"
    assert found.mapping_set_title
    assert found.mapping_set_description
    assert found.creator_label
    assert all(mapping.mapping_date for mapping in found.mappings)


@pytest.mark.filterwarnings("ignore")
def test_the_reference_validator_agrees(monkeypatch: pytest.MonkeyPatch) -> None:
    """The validator of sssom-py finds nothing, reads every row, and asks nobody for help."""
    parsers: Any = pytest.importorskip("sssom.parsers")
    validators: Any = pytest.importorskip("sssom.validators")
    constants: Any = pytest.importorskip("sssom.constants")

    def refuse(*_: object) -> None:
        pytest.fail("the validator reached for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    for path in FILES:
        parsed = parsers.parse_sssom_table(path)
        reports = validators.validate(
            parsed, constants.DEFAULT_VALIDATION_TYPES, fail_on_error=False
        )
        assert not [result for report in reports.values() for result in report.results], path.name
        assert len(parsed.df) == len(read(path).mappings)


# -- consistency


def test_a_thing_has_one_exact_match_in_each_registry() -> None:
    """Two exact matches would make two terms of one registry the same."""
    counts = Counter((m.subject_id, m.object_id.split(":")[0]) for m in stated("exact"))
    assert [pair for pair, count in counts.items() if count > 1] == []


def test_a_term_is_the_exact_match_of_one_thing() -> None:
    """Two things of ours with the same exact match would be one."""
    counts = Counter(m.object_id for m in stated("exact"))
    assert [term for term, count in counts.items() if count > 1] == []


def test_exact_matches_stay_within_a_kind() -> None:
    """A condition is exactly no phenotype, and a gene exactly no protein."""
    for mapping in stated("exact"):
        kind, registry = mapping.subject_id.split(":")[0], mapping.object_id.split(":")[0]
        assert registry in EXACT_TARGETS[kind], mapping.slug


def test_a_pair_that_is_turned_down_is_not_matched_otherwise() -> None:
    """A rejected candidate does not come back as a weaker match."""
    assert not denied() & {(m.subject_id, m.object_id) for m in stated()}


def test_a_negative_mapping_says_why() -> None:
    """A rejection without a reason would be looked into again."""
    assert [m.slug for m in mappings() if m.negative and not m.comment] == []


def test_a_negative_mapping_states_nothing() -> None:
    """No `skos:*Match` triple joins a pair that was turned down."""
    joined = {
        (t.subject, t.object) for t in triples(read_all(FOLDER)) if "skos" in t.predicate.value
    }
    for subject, target in denied():
        assert (NamedNode(expand(subject)), NamedNode(expand(target))) not in joined


def test_nodes_and_labels_of_mappings_are_unique() -> None:
    """No two mappings share a slug or a label."""
    label = NamedNode(expand("rdfs:label"))
    labels = [t.object for t in triples(read_all(FOLDER)) if t.predicate == label]
    assert len(set(labels)) == len(labels) == len({m.slug for m in mappings()}) == len(mappings())


def test_subjects_are_things_of_the_page_under_their_labels() -> None:
    """A mapping of something that the page does not name would hang in the air."""
    labels = literals("page", "rdfs:label")
    for mapping in mappings():
        assert labels[expand(mapping.subject_id)] == mapping.subject_label


def test_sources_are_described_with_their_release() -> None:
    """The source of a target is a resource, and the release is the one recorded there."""
    releases = literals("reference", "alskg:release")
    for mapping in mappings():
        assert releases[expand(mapping.object_source)] == mapping.object_source_version


def test_the_label_of_a_target_is_pinned() -> None:
    """Every target has the label that it had in that release; UniProt's were not seen."""
    for mapping in mappings():
        assert bool(mapping.object_label) != mapping.object_id.startswith("UniProtKB:")


def entities(kind: str) -> Iterator[str]:
    """Yield the CURIEs of the things of a kind that the page names."""
    for iri in literals("page", "rdfs:label"):
        if iri.startswith(expand(f"{kind}:")):
            yield f"{kind}:{iri.rsplit('/', 1)[1]}"


def test_every_gene_is_mapped() -> None:
    """A gene has its record at HGNC, NCBI, Ensembl and OMIM, and its protein at UniProt."""
    found = {(m.subject_id, m.object_id.split(":")[0], m.word) for m in stated()}
    genes = sorted(entities("gene"))
    assert len(genes) == 29
    for gene in genes:
        for registry in EXACT_TARGETS["gene"]:
            assert (gene, registry, "exact") in found
        assert (gene, "UniProtKB", "related") in found


def test_numbers_titles_and_labels_of_a_numbered_condition_agree() -> None:
    """The type that the page's title numbers is the type that OMIM and MONDO number.

    ALS22 is FTDALS9 in OMIM by now, and MONDO does not number ALS-PDC.
    """
    numbered = [c for c in entities("condition") if re.search(r"\d$", c)]
    assert len(numbered) == 25
    labels = {(m.subject_id, m.object_id.split(":")[0]): m.object_label for m in stated()}
    for condition in numbered:
        number = re.findall(r"\d+", condition)
        title = literals("page", "rdfs:label")[expand(condition)]
        assert re.findall(r"\d+", title.split(": ")[1]) == number
        retitled = ["9"] if condition == "condition:ALS22" else number
        assert re.findall(r"\d+", labels[condition, "OMIM"]) == retitled
        unnumbered = [] if condition == "condition:ALS-PDC1" else number
        assert re.findall(r"\d+", labels[condition, "MONDO"]) == unnumbered


# -- traps


def exact(registry: str) -> dict[str, str]:
    """Return the exact match of each thing in a registry."""
    return {
        m.subject_id: m.object_id for m in stated("exact") if m.object_id.startswith(f"{registry}:")
    }


def test_omim_105400_is_one_type() -> None:
    """The number stands for ALS1; the series of the same number is familial ALS; neither is ALS."""
    assert exact("OMIM")["condition:ALS1"] == "OMIM:105400"
    assert exact("OMIMPS")["condition:familial-als"] == "OMIMPS:105400"
    assert exact("MONDO")["condition:als"] == "MONDO:0004976"
    assert exact("MONDO")["condition:familial-als"] == "MONDO:0005144"
    assert {
        ("condition:als", "OMIM:105400"),
        ("condition:als", "OMIMPS:105400"),
    } <= denied()


def test_the_phenotype_called_als_is_not_the_condition() -> None:
    """HP:0007354 has the same name and is turned down."""
    assert ("condition:als", "HP:0007354") in denied()
    assert "HP:0007354" not in {m.object_id for m in stated()}


def test_als22_has_its_number_under_a_new_title() -> None:
    """The entry is the same, its title of today is pinned, and a comment says so."""
    (mapping,) = [m for m in stated() if m.object_id == "OMIM:616208"]
    assert mapping.subject_id == "condition:ALS22"
    assert mapping.object_label == "frontotemporal dementia and/or amyotrophic lateral sclerosis 9"
    assert mapping.comment


def test_smn1_and_matr3_bring_no_condition() -> None:
    """No spinal muscular atrophy, and no ALS21, which the page does not list."""
    assert "OMIM:606070" not in {m.object_id for m in mappings()}
    assert {m.object_id for m in stated() if m.subject_id == "gene:SMN1"} & {
        "OMIM:253300",
        "OMIM:253400",
        "OMIM:253550",
        "OMIM:271150",
    } == set()


def test_cramping_is_muscle_spasm() -> None:
    """Muscle cramps is a synonym of the term, never its label."""
    (mapping,) = [m for m in stated() if m.subject_id == "phenotype:muscle-cramping"]
    assert (mapping.object_id, mapping.object_label) == ("HP:0003394", "Muscle spasm")


def test_stiffness_has_two_senses() -> None:
    """A symptom of ALS and a sign of parkinsonism, each turned down for the other."""
    targets = {m.subject_id: m.object_id for m in stated("exact") + stated("close")}
    assert targets["phenotype:muscle-stiffness"] == "HP:0003552"
    assert targets["phenotype:parkinsonian-stiffness"] == "HP:0002063"
    assert {
        ("phenotype:muscle-stiffness", "HP:0002063"),
        ("phenotype:parkinsonian-stiffness", "HP:0003552"),
    } <= denied()


def test_obsolete_terms_are_turned_down() -> None:
    """Two terms that are worded like the page are obsolete."""
    assert {
        ("phenotype:social-interaction-difficulty", "HP:0030220"),
        ("phenotype:loss-of-ambulation", "HP:0002355"),
    } <= denied()


def test_x_linked_dominant_is_not_recessive() -> None:
    """HP:0001423 is meant, HP:0001419 is turned down."""
    assert exact("HP")["inheritance:x-linked-dominant"] == "HP:0001423"
    assert ("inheritance:x-linked-dominant", "HP:0001419") in denied()


def test_no_registry_is_used_whose_content_may_not_ship() -> None:
    """SNOMED CT and MedDRA are licensed, and EFO's terms for ALS are obsolete."""
    assert {m.object_id.split(":")[0] for m in mappings()} == {
        "CL",
        "ENSEMBL",
        "GO",
        "HGNC",
        "HP",
        "MONDO",
        "NCBIGene",
        "OMIM",
        "OMIMPS",
        "UBERON",
        "UniProtKB",
    }
