"""KGX: what Biolink demands is there, and no edge says more than its claim."""

import json
from collections import Counter
from functools import cache
from typing import Any

import pytest
import yaml

from alskg import resources
from alskg.compile import open_build
from alskg.export.contents import Contents
from alskg.export.kgx import kgx, left_out
from alskg.export.selection import Selection, select
from alskg.export.snapshot import Snapshot
from alskg.terms import BASE, compact

MODEL = resources.root().parent / "shared" / "ontologies" / "biolink_model-4.4.6.yaml"
Rows = list[dict[str, Any]]
needs_model = pytest.mark.skipif(
    not MODEL.is_file(), reason="there is no copy of the Biolink model beside the checkout"
)


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    """Return the graph of the project."""
    return Snapshot(open_build().path_nquads.read_bytes(), resources.root(), resources.version())


@pytest.fixture(scope="module")
def contents(snapshot: Snapshot) -> Contents:
    """Return what the graph states."""
    return Contents(snapshot)


@pytest.fixture(scope="module")
def written(snapshot: Snapshot) -> dict[str, bytes]:
    """Return the four files."""
    return kgx(snapshot)


@pytest.fixture(scope="module")
def nodes(written: dict[str, bytes]) -> Rows:
    """Return the nodes as JSON Lines hold them."""
    return [json.loads(line) for line in written["als-kg_nodes.jsonl"].splitlines()]


@pytest.fixture(scope="module")
def edges(written: dict[str, bytes]) -> Rows:
    """Return the edges as JSON Lines hold them."""
    return [json.loads(line) for line in written["als-kg_edges.jsonl"].splitlines()]


@pytest.fixture(scope="module")
def categories(nodes: Rows) -> dict[str, str]:
    """Return the category of every node."""
    return {node["id"]: node["category"][0] for node in nodes}


def read_tsv(data: bytes) -> list[dict[str, str]]:
    """Read a table as a KGX reader does."""
    head, *lines = (line.split("\t") for line in data.decode().rstrip("\n").split("\n"))
    return [dict(zip(head, line, strict=True)) for line in lines]


def as_cells(row: dict[str, Any]) -> dict[str, str]:
    """Return what a row of JSON looks like in TSV."""
    cells = {}
    for key, value in row.items():
        text = "|".join(value) if isinstance(value, list) else str(value)
        cells[key] = text.lower() if isinstance(value, bool) else text
    return cells


@pytest.mark.parametrize("name", ["nodes", "edges"])
def test_tsv_and_jsonl_hold_the_same(written: dict[str, bytes], name: str) -> None:
    """Two formats, one content; the header of the table is the same for every row."""
    rows = [as_cells(json.loads(r)) for r in written[f"als-kg_{name}.jsonl"].splitlines()]

    read = read_tsv(written[f"als-kg_{name}.tsv"])

    assert [{key: cell for key, cell in row.items() if cell} for row in read] == rows


def test_every_claim_about_things_is_an_edge(contents: Contents, edges: Rows) -> None:
    """All but knowledge gaps and texts, each once."""
    expected = {
        claim.iri
        for claim in contents.claims
        if not claim.gap and claim.object.value.startswith(("http://", "https://"))
    }

    assert Counter(edge["id"] for edge in edges) == Counter(expected)


def test_no_knowledge_gap_is_an_edge(contents: Contents, edges: Rows, snapshot: Snapshot) -> None:
    """They are counted instead."""
    gaps = {claim.iri for claim in contents.claims if claim.gap}

    assert gaps
    assert not gaps & {edge["id"] for edge in edges}
    assert left_out(snapshot)["knowledge gaps (in knowledge_gaps.tsv)"] == len(gaps)
    assert sum(left_out(snapshot).values()) + len(edges) == len(contents.claims)


def test_genes_and_catalogued_conditions_are_all_there(contents: Contents, edges: Rows) -> None:
    """29 genes by their HGNC numbers, 25 catalogued conditions."""
    genes = {e["subject"] for e in edges if e["original_predicate"].endswith("#listedFor")}
    conditions = {e["subject"] for e in edges if e["original_predicate"].endswith("#cataloguedFor")}

    assert len(genes) == len(contents.subjects("alskg:Gene")) == 29
    assert all(gene.startswith("HGNC:") for gene in genes)
    assert len(conditions) == 25


def test_ends_and_qualifiers_are_nodes(nodes: Rows, edges: Rows) -> None:
    """Nothing hangs in the air, and no node stands there twice."""
    ids = [node["id"] for node in nodes]
    kinds = ("condition", "gene", "group", "population", "anatomy", "process", "factor", "stage")
    ours = tuple(f"{BASE}{kind}/" for kind in kinds)
    named = {
        value
        for edge in edges
        for values in edge.values()
        if isinstance(values, list)
        for value in values
        if value.startswith(ours)
    }

    assert len(ids) == len(set(ids))
    assert {edge[end] for edge in edges for end in ("subject", "object")} <= set(ids)
    assert named <= set(ids)


def test_ids_are_those_that_users_merge_on(nodes: Rows, contents: Contents) -> None:
    """An exact match of the expected ontology names the node, and ours is kept beside it."""
    als = next(node for node in nodes if node["id"] == "MONDO:0004976")
    sod1 = next(node for node in nodes if node.get("symbol") == "SOD1")

    assert BASE + "condition/als" in als["same_as"]
    assert BASE + "gene/SOD1" in sod1["same_as"]
    assert any(each.startswith("NCBIGene:") for each in sod1["same_as"])
    assert not any("OMIM:105400" in node.get("same_as", ()) for node in nodes if node is als)
    for node in nodes:
        if node["id"].startswith(BASE):
            assert contents.label(node["id"]) == node["name"]


def test_names_are_on_their_node(nodes: Rows) -> None:
    """As the page gives them; one that means less is no synonym."""
    als = next(node for node in nodes if node["id"] == "MONDO:0004976")
    sod1 = next(node for node in nodes if node.get("symbol") == "SOD1")

    assert "Lou Gehrig disease" in als["synonym"]
    assert als["narrow_synonym"]
    assert not set(als["narrow_synonym"]) & set(als["synonym"])
    assert (sod1["full_name"], sod1["cytoband"]) == ("superoxide dismutase 1", "21q22.11")


def test_modality_is_carried(contents: Contents, edges: Rows) -> None:
    """A negated claim is negated, a possible or probable one no assertion of knowledge."""
    modality = {claim.iri: claim.modality for claim in contents.claims}

    for edge in edges:
        said = modality[edge["id"]]
        assert edge["modality"] == said
        assert edge["negated"] is (said == "negated")
        assert (edge["knowledge_level"] == "prediction") is (said in {"possible", "probable"})
    assert {edge["modality"] for edge in edges} >= {"asserted", "negated", "possible", "probable"}


def test_figures_and_words_of_amount_are_carried(edges: Rows) -> None:
    """The share of C9orf72, as the page gives it."""
    edge = next(e for e in edges if e["id"].endswith("/c9orf72-share-of-familial-als"))

    assert (edge["low"], edge["high"], edge["unit"]) == (30.0, 40.0, ["unit:percent"])
    assert edge["population"] == [f"{BASE}population/europe", f"{BASE}population/united-states"]
    assert edge["original_predicate"] == f"{BASE}ontology#accountsForCasesOf"
    assert edge["predicate"] == "biolink:contributes_to"
    assert sum("quantifier" in each for each in edges) > 50


def test_sources_are_named(contents: Contents, edges: Rows) -> None:
    """The page by its infores id; a reference source by its release, for which none was seen."""
    for edge in edges:
        source = contents.text(edge["id"], "alskg:accordingTo")
        assert edge["primary_knowledge_source"] == (source or "infores:medlineplus")
        assert "publications" not in edge


@pytest.mark.parametrize(
    "chosen",
    [
        Selection(focus=(BASE + "gene/SOD1",)),
        Selection(kinds=("CaseShareClaim",)),
        Selection(layers=("page",)),
    ],
    ids=["focus", "kind", "layer"],
)
def test_a_node_has_the_same_id_in_every_selection(
    snapshot: Snapshot, nodes: Rows, chosen: Selection
) -> None:
    """Else what was exported in parts could not be merged."""
    part = Snapshot(select(snapshot.dataset, chosen), snapshot.root, snapshot.version)
    picked = [json.loads(line) for line in kgx(part)["als-kg_nodes.jsonl"].splitlines()]

    assert picked
    assert {node["id"] for node in picked} <= {node["id"] for node in nodes}


def test_two_runs_write_the_same(written: dict[str, bytes], snapshot: Snapshot) -> None:
    """Byte for byte."""
    assert kgx(snapshot) == written


class Model:
    """The Biolink model, as far as these tests ask it."""

    def __init__(self, model: dict[str, Any]) -> None:
        """Index the model by the names that data uses."""
        self.classes = model["classes"]
        self.slots = model["slots"]
        self.enums = model["enums"]
        self.names = {"".join(w[:1].upper() + w[1:] for w in n.split()): n for n in self.classes}

    def above(self, table: dict[str, Any], name: str) -> set[str]:
        """Return a class or slot with its ancestors and mixins."""
        found: set[str] = set()
        waiting = [name]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                entry = table[one] or {}
                waiting += [entry["is_a"]] if "is_a" in entry else []
                waiting += entry.get("mixins", [])
        return found

    def of(self, category: str) -> set[str]:
        """Return what a category is, at any height."""
        return self.above(self.classes, self.names[category.removeprefix("biolink:")])

    def usage(self, association: str, slot: str) -> list[dict[str, Any]]:
        """Return what an association class and those above it demand of a slot."""
        entries = (self.classes[name] or {} for name in self.of(association))
        return [e["slot_usage"][slot] for e in entries if slot in (e.get("slot_usage") or {})]

    def required(self, category: str) -> set[str]:
        """Return the slots that a class must have."""
        found = set()
        for name in self.of(category):
            entry = self.classes[name] or {}
            usage = entry.get("slot_usage") or {}
            for slot in {*entry.get("slots", []), *usage}:
                needed = usage.get(slot, {}).get(
                    "required", (self.slots.get(slot) or {}).get("required")
                )
                if needed:
                    found.add(slot.replace(" ", "_"))
        return found


@cache
def model() -> Model:
    """Read the model."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return Model(yaml.load(MODEL.read_bytes(), Loader=loader))  # noqa: S506  (it is a safe loader)


@needs_model
def test_categories_are_classes_that_can_be_used(nodes: Rows, edges: Rows) -> None:
    """They exist, and are neither deprecated nor abstract nor mixins."""
    used = {category for row in [*nodes, *edges] for category in row["category"]}

    for category in used:
        entry = model().classes[model().names[category.removeprefix("biolink:")]]
        assert not {"deprecated", "abstract", "mixin"} & entry.keys(), category


@needs_model
def test_required_slots_are_filled(nodes: Rows, edges: Rows) -> None:
    """As the model has them, and a name for every node, which KGX asks for."""
    for row in [*nodes, *edges]:
        missing = {slot for slot in model().required(row["category"][0]) if slot not in row}
        assert not missing, row["id"]
    assert all(node["name"] for node in nodes)
    assert {"knowledge_level", "agent_type"} <= model().required("biolink:Association")


@needs_model
def test_predicates_are_predicates(edges: Rows, categories: dict[str, str]) -> None:
    """Under `related to`, not deprecated, canonical, and between what they may join."""
    for edge in edges:
        name = edge["predicate"].removeprefix("biolink:").replace("_", " ")
        slot = model().slots[name]
        assert "related to" in model().above(model().slots, name), name
        assert "deprecated" not in slot, name
        for side, end in (("domain", "subject"), ("range", "object")):
            wanted = slot.get(side)
            if wanted and not (model().classes[wanted] or {}).get("mixin"):
                assert wanted in model().of(categories[edge[end]]), (edge["id"], end)


@needs_model
def test_associations_allow_what_they_hold(edges: Rows, categories: dict[str, str]) -> None:
    """Ends and predicate fit what the class demands."""
    for edge in edges:
        (category,) = edge["category"]
        for end in ("subject", "object"):
            for demand in model().usage(category, end):
                wanted = demand.get("range", "named thing")
                assert wanted in model().of(categories[edge[end]]), (edge["id"], end, wanted)
        name = edge["predicate"].removeprefix("biolink:").replace("_", " ")
        for demand in model().usage(category, "predicate"):
            above = demand.get("subproperty_of", "related to")
            assert above in model().above(model().slots, name), edge["id"]
            if values := model().enums.get(demand.get("range")):
                assert edge["predicate"] in values["permissible_values"], edge["id"]


@needs_model
def test_values_are_of_their_enumerations(edges: Rows) -> None:
    """Knowledge level, agent type, and the form of a gene."""
    level = model().enums["KnowledgeLevelEnum"]["permissible_values"]
    agent = model().enums["AgentTypeEnum"]["permissible_values"]
    form = model().enums["ChemicalOrGeneOrGeneProductFormOrVariantEnum"]["permissible_values"]

    for edge in edges:
        assert edge["knowledge_level"] in level
        assert edge["agent_type"] in agent
        assert set(edge.get("subject_form_or_variant_qualifier", ())) <= set(form)


@needs_model
def test_ids_have_a_prefix_that_the_class_knows(nodes: Rows) -> None:
    """A MONDO id for a disease, an HP id for a phenotype; ours are IRIs."""
    for node in nodes:
        if not node["id"].startswith(BASE):
            prefixes = [
                prefix
                for name in model().of(node["category"][0])
                for prefix in (model().classes[name] or {}).get("id_prefixes", [])
            ]
            assert compact(node["id"]).split(":")[0] in prefixes, node["id"]
