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
from alskg.terms import compact, expand

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDER: Final = ROOT / "data" / "mappings"
PAGE: Final = ROOT / "data" / "page"
REFERENCE: Final = ROOT / "data" / "reference"
FILES: Final = sorted(FOLDER.glob("*.sssom.tsv"))

CONDITION_REGISTRIES: Final = {
    *("DOID", "ICD10CM", "ICD11", "ICD11CODE", "MESH", "MONDO", "NCIT", "OMIM", "OMIMPS"),
    *("ORPHA", "UMLS", "WIKIDATA"),
}
EXACT_TARGETS: Final = {
    "anatomy": {"CL", "GO", "UBERON"},
    "condition": CONDITION_REGISTRIES,
    "gene": {"ENSEMBL", "HGNC", "NCBIGene", "OMIM"},
    "inheritance": {"GENO", "HP"},
    "phenotype": {"HP"},
    "population": {"GEONAMES", "ISO3166", "MESH", "WIKIDATA"},
    "process": {"GO"},
}
REGISTRIES: Final = {
    *("BFO", "CL", "ECO", "EFO", "ENSEMBL", "GARD", "GENO", "GEONAMES", "GO", "HANCESTRO"),
    *("HGNC", "HP", "ISO3166", "NCBIGene", "RO", "UBERON", "UniProtKB", "biolink"),
    *CONDITION_REGISTRIES,
}
UNLABELLED: Final = {"GARD", "MESH", "NCIT", "UMLS", "UniProtKB"}
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
def literals(folder: Path, predicate: str) -> dict[str, str]:
    """Return the values of a literal property by subject, over the Turtle files of a folder."""
    return {
        quad.subject.value: quad.object.value
        for path in sorted(folder.glob("*.ttl"))
        for quad in parse(path=path, format=RdfFormat.TURTLE)
        if quad.predicate == NamedNode(expand(predicate))
        and isinstance(quad.object, Literal)
        and isinstance(quad.subject, NamedNode)
    }


def layer(mapping: Mapping) -> Path:
    """Return the folder of the layer that a mapping names as the source of its subject."""
    name = mapping.subject_source.removeprefix("graph:")
    return ROOT / "ontology" if name == "ontology" else ROOT / "data" / name


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
    used = {match[1] for cell in cells if (match := re.fullmatch(r"([^\W\d]\w*):[\w.-]+", cell))}
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


def test_subjects_are_things_of_ours_under_their_labels() -> None:
    """A mapping of something that its layer does not name would hang in the air."""
    for mapping in mappings():
        labels = literals(layer(mapping), "rdfs:label")
        assert labels[expand(mapping.subject_id)] == mapping.subject_label


def test_sources_are_described_with_their_release() -> None:
    """The source of a target is a resource, and the release is the one recorded there."""
    releases = literals(REFERENCE, "alskg:release")
    for mapping in mappings():
        assert releases[expand(mapping.object_source)] == mapping.object_source_version


def test_the_label_of_a_target_is_pinned() -> None:
    """Every target has the label that it had in that release, unless only its number was seen.

    A number without a label is one that a label could not be compared with: it was taken from
    somebody else's cross-reference, or stands for another kind of thing, or was turned down.
    """
    for mapping in mappings():
        if not mapping.object_label:
            assert mapping.object_id.split(":")[0] in UNLABELLED
            chained = mapping.mapping_justification == "semapv:MappingChaining"
            assert chained or mapping.negative or mapping.word == "related"


def test_a_chain_says_what_it_went_by() -> None:
    """A number that came through another term names that term, or why it is held back."""
    for mapping in mappings():
        if mapping.mapping_justification == "semapv:MappingChaining":
            assert "MONDO" in mapping.comment or "HPO" in mapping.comment


def test_a_chain_is_no_stronger_than_its_links() -> None:
    """What MONDO calls exact is exact here only where the MONDO term is exactly ours."""
    ours = exact("MONDO")
    for mapping in stated("exact"):
        if mapping.mapping_justification == "semapv:MappingChaining":
            assert ours[mapping.subject_id] in mapping.comment


def test_a_judgement_is_explained() -> None:
    """Whatever is not exact has its reason beside it."""
    assert [m.slug for m in stated() if m.word != "exact" and not m.comment] == []


def entities(kind: str) -> Iterator[str]:
    """Yield the CURIEs of the things of a kind that the page names."""
    for iri in literals(PAGE, "rdfs:label"):
        if iri.startswith(expand(f"{kind}:")):
            yield f"{kind}:{iri.rsplit('/', 1)[1]}"


def test_every_gene_is_mapped() -> None:
    """A gene has its record at HGNC, NCBI, Ensembl and OMIM, and its protein at UniProt."""
    found = {(m.subject_id, m.object_id.split(":")[0], m.word) for m in stated()}
    genes = sorted(entities("gene"))
    assert len(genes) == 29
    for gene in genes:
        for registry in sorted(EXACT_TARGETS["gene"]):
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
        title = literals(PAGE, "rdfs:label")[expand(condition)]
        assert re.findall(r"\d+", title.split(": ")[1]) == number
        retitled = ["9"] if condition == "condition:ALS22" else number
        assert re.findall(r"\d+", labels[condition, "OMIM"]) == retitled
        unnumbered = [] if condition == "condition:ALS-PDC1" else number
        assert re.findall(r"\d+", labels[condition, "MONDO"]) == unnumbered


def test_the_document_counts_what_there_is() -> None:
    """The table of docs/mappings.md is the answer to the stored question, and that is the files."""
    kinds = ("exact", "close", "broad", "narrow", "related", "rejected")
    counts: Counter[tuple[str, str]] = Counter(
        (m.object_id.split(":")[0], "rejected" if m.negative else m.word) for m in mappings()
    )
    expected = {name: [counts[name, kind] for kind in kinds] for name in REGISTRIES}

    table = (ROOT / "docs" / "mappings.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\w+) \| [^|]+ \| ((?:\d+ \| ?){6})$", table, re.MULTILINE)
    golden = ROOT / "tests" / "golden" / "answers" / "mappings_by_target.csv"
    answers = [line.split(",") for line in golden.read_text(encoding="utf-8").splitlines()[1:]]

    assert {name: [int(n) for n in re.findall(r"\d+", cells)] for name, cells in rows} == expected
    assert {name: [int(n) for n in numbers] for name, *numbers in answers} == expected


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
    (mapping,) = [m for m in stated("exact") if m.subject_id == "phenotype:muscle-cramping"]
    assert (mapping.object_id, mapping.object_label) == ("HP:0003394", "Muscle spasm")


def test_stiffness_has_two_senses() -> None:
    """A symptom of ALS and a sign of parkinsonism, each turned down for the other."""
    terms = [m for m in stated("exact") + stated("close") if m.object_id.startswith("HP:")]
    targets = {m.subject_id: m.object_id for m in terms}
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


def test_efo_is_turned_down() -> None:
    """Its terms for ALS and its types are obsolete in favour of MONDO's."""
    found = [m for m in mappings() if m.object_id.startswith("EFO:")]
    assert len(found) == 3
    assert all(m.negative and m.object_label.startswith("obsolete") for m in found)


def test_a_mode_of_inheritance_is_no_disease() -> None:
    """Nor is incomplete dominance reduced penetrance."""
    assert {
        ("condition:sporadic-als", "HP:0003745"),
        ("aspect:reduced-penetrance", "GENO:0000145"),
    } <= denied()


def test_relations_of_the_same_name_are_told_apart() -> None:
    """RO:0002326 is about molecular functions, and Biolink's relation to risk about drugs."""
    close = {m.subject_id: m.object_id for m in stated("close") if m.object_id.startswith("RO:")}
    assert close["alskg:contributesTo"] == "RO:0003304"
    assert {
        ("alskg:contributesTo", "RO:0002326"),
        ("alskg:predisposesTo", "biolink:predisposes_to_condition"),
        ("alskg:associatedWith", "biolink:genetically_associated_with"),
    } <= denied()


def test_cross_references_that_disagree_are_settled() -> None:
    """Where DOID, UniProt or a table of OMIM has another number, one is taken, the others not."""
    assert {
        ("condition:ftd", "MESH:C563003"),
        ("condition:ftd", "UMLS:C0520716"),
        ("condition:dementia", "UMLS:C0154319"),
        ("condition:dementia", "ICD10CM:F02"),
        ("condition:FTDALS1", "UMLS:C3888102"),
    } <= denied()


def relations() -> Iterator[tuple[str, str, str]]:
    """Yield the links of the vocabulary's relations to the relations of others."""
    path = ROOT / "ontology" / "alskg.ttl"
    for quad in parse(path=path, format=RdfFormat.TURTLE):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            triple = (quad.subject.value, quad.predicate.value, quad.object.value)
            yield tuple(compact(term) for term in triple)  # type: ignore[misc]


def test_relations_agree_with_the_vocabulary() -> None:
    """What is close in the vocabulary is close here, and broader is what it is a part of."""
    vocabulary = set(relations())
    found = [m for m in stated() if m.subject_source == "graph:ontology"]
    close = {
        (m.subject_id, m.predicate_id, m.object_id)
        for m in found
        if m.word == "close" and m.object_id.startswith(("BFO:", "RO:"))
    }
    assert close == {t for t in vocabulary if t[2].startswith(("BFO:", "RO:"))}
    broad = [m for m in found if m.object_id.startswith("biolink:") and m.word == "broad"]
    assert broad
    for mapping in broad:
        assert (mapping.subject_id, "rdfs:subPropertyOf", mapping.object_id) in vocabulary


def test_ages_lie_in_the_direction_that_the_predicate_says() -> None:
    """Broad and narrow describe the term: its interval holds ours, or lies in ours."""
    hpo = {"HP:0003621": (5, 15), "HP:0011463": (1, 5), "HP:0003596": (40, 60)}
    hpo["HP:0003584"] = (60, 120)
    low, high = (literals(ROOT / "ontology", f"alskg:{end}") for end in ("low", "high"))
    found = [m for m in stated() if m.object_id in hpo]
    assert len(found) == 6
    for mapping in found:
        ours = (float(low[expand(mapping.subject_id)]), float(high[expand(mapping.subject_id)]))
        theirs = hpo[mapping.object_id]
        outer, inner = (theirs, ours) if mapping.word == "broad" else (ours, theirs)
        assert outer[0] <= inner[0] <= inner[1] <= outer[1], mapping.slug


def test_no_registry_is_used_whose_content_may_not_ship() -> None:
    """SNOMED CT and MedDRA are licensed, KEGG asks for a licence."""
    assert {m.object_id.split(":")[0] for m in mappings()} == REGISTRIES
