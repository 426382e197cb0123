"""The rules: which claims give which edges, and that every edge names its claims."""

import hashlib
from pathlib import Path

import pyoxigraph as ox
import pytest

from alskg.compile.derive import Rule, derived_layers, read_rules
from alskg.compile.load import Layers, curated_layers
from alskg.errors import DataError
from alskg.terms import compact, expand

ROOT = Path(__file__).resolve().parent.parent
RULES = read_rules(ROOT / "ontology" / "rules")


@pytest.fixture(scope="module")
def curated(small_root: Path) -> Layers:
    """Return the curated layers of the small graph."""
    return curated_layers(small_root)


@pytest.fixture(scope="module")
def derived(curated: Layers) -> Layers:
    """Return what the rules make of it."""
    return derived_layers(curated, RULES)


def node(curie: str) -> ox.NamedNode:
    """Return a term."""
    return ox.NamedNode(expand(curie))


def edges(layer: set[ox.Triple], rule: str) -> set[tuple[str, str, str]]:
    """Return the triples that a rule explains in a layer, as CURIEs."""
    found = [t.subject for t in layer if (t.predicate, t.object) == (DERIVED_BY, node(rule))]
    return {tuple(end(layer, edge, which) for which in ENDS) for edge in found}  # type: ignore[misc]


def end(layer: set[ox.Triple], edge: object, which: ox.NamedNode) -> str:
    """Return one end of a derived edge."""
    (value,) = [t.object for t in layer if (t.subject, t.predicate) == (edge, which)]
    return compact(value.value) if isinstance(value, ox.NamedNode) else str(value)


DERIVED_BY = node("alskg:derivedBy")
ENDS = [node(f"alskg:edge{which}") for which in ("Subject", "Predicate", "Object")]


def test_asserted_and_estimated_claims_give_their_edge(derived: Layers) -> None:
    """Only firm claims about things or names give a plain edge, each once."""
    assert edges(derived["inferred-page"], "rule:plain-edge") == {
        ("condition:navy", "alskg:subtypeOf", "condition:blue"),
        ("condition:NAVY1", "alskg:subtypeOf", "condition:navy"),
        ("gene:HUE1", "alskg:causes", "condition:navy"),
        ("gene:HUE1", "alskg:listedFor", "condition:blue"),
        ("condition:NAVY1", "alskg:cataloguedFor", "condition:blue"),
        ("condition:blue", "alskg:hasPhenotype", "phenotype:fading"),
        ("condition:blue", "alskg:exactSynonym", '"azure disease"@en'),
    }


@pytest.mark.parametrize("subject", ["gene:HUE2", "gene:HUE3", "factor:light"])
def test_doubtful_denied_and_joint_causes_give_no_edge(derived: Layers, subject: str) -> None:
    """What is probable, possible or negated, or needs a second cause, is never stated plainly."""
    everything = set().union(*derived.values())

    assert not [triple for triple in everything if triple.subject == node(subject)]


@pytest.mark.parametrize("predicate", ["alskg:hasOnset", "alskg:hasOpenQuestion"])
def test_a_concept_as_object_gives_no_edge(derived: Layers, predicate: str) -> None:
    """A measure or an aspect says nothing without the claim's quantities or question."""
    everything = set().union(*derived.values())

    assert not [triple for triple in everything if triple.predicate == node(predicate)]


def test_an_edge_holds_for_the_properties_above_its_own(derived: Layers) -> None:
    """Every own predicate leads to its Biolink predicate, through those in between."""
    above = edges(derived["inferred-page"], "rule:super-property")

    assert ("gene:HUE1", "biolink:causes", "condition:navy") in above
    assert ("condition:navy", "alskg:narrowerThan", "condition:blue") in above
    assert ("condition:NAVY1", "biolink:subclass_of", "condition:blue") in above


def test_types_of_types_are_narrower(derived: Layers) -> None:
    """The transitive super-property is closed, and both claims on the way entail the edge."""
    page = derived["inferred-page"]
    iri = edge_iri("condition:NAVY1", "alskg:narrowerThan", "condition:blue", "transitive-closure")
    claims = {t.subject for t in page if (t.predicate, t.object) == (node("alskg:entails"), iri)}

    assert edges(page, "rule:transitive-closure") == {
        ("condition:NAVY1", "alskg:narrowerThan", "condition:blue")
    }
    assert claims == {node("claim:navy-is-blue"), node("claim:navy1-is-navy")}


def test_an_inverse_holds_the_other_way_round(derived: Layers) -> None:
    """What a condition is caused by can be asked from the condition."""
    assert edges(derived["inferred-page"], "rule:inverse") == {
        ("condition:blue", "alskg:hasSubtype", "condition:navy"),
        ("condition:navy", "alskg:hasSubtype", "condition:NAVY1"),
        ("condition:navy", "alskg:causedBy", "gene:HUE1"),
        ("phenotype:fading", "alskg:phenotypeOf", "condition:blue"),
    }


def test_several_claims_entail_one_edge(derived: Layers) -> None:
    """Two claims of the same thing give one edge that both entail."""
    iri = edge_iri("gene:HUE1", "alskg:causes", "condition:navy", "plain-edge")
    entailing = {
        triple.subject
        for triple in derived["inferred-page"]
        if (triple.predicate, triple.object) == (node("alskg:entails"), iri)
    }

    assert entailing == {node("claim:hue1-causes-navy"), node("claim:hue1-causes-navy-again")}


def test_an_edge_is_named_by_what_it_says(derived: Layers) -> None:
    """Its IRI is a digest of subject, predicate, object and rule; its label is for people."""
    iri = edge_iri("gene:HUE1", "alskg:causes", "condition:navy", "plain-edge")
    label = ox.Literal("HUE1 causes navy condition (derived, plain edge)", language="en")

    assert ox.Triple(iri, node("rdfs:label"), label) in derived["inferred-page"]


def edge_iri(subject: str, predicate: str, value: str, rule: str) -> ox.NamedNode:
    """Return the IRI that an edge must have."""
    text = " ".join([expand(subject), expand(predicate), expand(value), rule])
    return node(f"edge:{hashlib.sha256(text.encode()).hexdigest()[:16]}")


def test_page_and_reference_never_mix(derived: Layers) -> None:
    """What the reference source says is derived in its own layer, with its inverse."""
    assert edges(derived["inferred-reference"], "rule:plain-edge") == {
        ("gene:HUE1", "alskg:approvedSymbol", '"HUE1"'),
        ("condition:NAVY1", "alskg:hasCausalGene", "gene:HUE1"),
        ("condition:NAVY1", "alskg:hasParentTerm", "MONDO:9999902"),
    }
    causal = ("gene:HUE1", "alskg:causalGeneOf", "condition:NAVY1")
    assert causal in edges(derived["inferred-reference"], "rule:inverse")
    assert causal not in edges(derived["inferred-page"], "rule:inverse")


def test_the_reference_hierarchy_reaches_our_conditions_through_mappings(derived: Layers) -> None:
    """A term above it that one of our conditions exactly is makes that condition the wider one.

    The negative mapping of the blue condition to the same term does not.
    """
    assert edges(derived["inferred-joint"], "rule:hierarchy-through-mappings") == {
        ("condition:NAVY1", "alskg:narrowerThan", "condition:teal")
    }


def test_a_listed_gene_has_its_numbered_condition(derived: Layers) -> None:
    """The page lists the gene and the condition, the reference source ties them together."""
    assert edges(derived["inferred-joint"], "rule:numbered-condition") == {
        ("gene:HUE1", "alskg:hasNumberedCondition", "condition:NAVY1")
    }


def test_every_derived_triple_is_explained_and_every_explanation_holds(derived: Layers) -> None:
    """No edge without a claim, no claim's edge without its triple: both ways round.

    A layer that rests on others may add claims to an edge that one of those explains.
    """
    below: set[object] = set()
    for layer, triples in derived.items():
        entailed = {t.object for t in triples if t.predicate == node("alskg:entails")}
        explained = {
            tuple(one(triples, edge, which) for which in ENDS)
            for edge in {t.subject for t in triples if t.predicate == DERIVED_BY}
        }
        about = {t.subject for t in triples if t.predicate == DERIVED_BY}
        plain = {
            (t.subject, t.predicate, t.object)
            for t in triples
            if t.subject not in about
            and not str(t.subject).startswith("<https://w3id.org/alskg/rule/")
            and t.predicate != node("alskg:entails")
        }

        assert about <= entailed <= about | below, layer
        assert plain == explained, layer
        below |= about


def one(triples: set[ox.Triple], subject: object, predicate: ox.NamedNode) -> object:
    """Return the only object."""
    (value,) = [t.object for t in triples if (t.subject, t.predicate) == (subject, predicate)]
    return value


def test_derivation_does_not_depend_on_the_order_of_rules(curated: Layers) -> None:
    """Rules only add, so running them backwards gives the same."""
    assert derived_layers(curated, RULES[::-1]) == derived_layers(curated, RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_is_described(rule: Rule) -> None:
    """A rule names itself as the maker of its edges, and says in words what it does."""
    assert rule.summary.endswith(".")
    assert rule.name == "edge-label" or f"alskg:derivedBy rule:{rule.name} ." in rule.text
    assert rule.name == "edge-label" or f'" {rule.name}"' in rule.text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("CONSTRUCT {} WHERE {}", "must have the keys title, summary, layers, order"),
        ("#+ title: a\n#+ summary: b\n#+ layers: pag\n#+ order: 1\n", "some of page, reference"),
        ("#+ title: a\n#+ summary: b\n#+ layers: page\n#+ order: x\n", "must be a number"),
    ],
)
def test_a_bad_header_is_named(tmp_path: Path, text: str, said: str) -> None:
    """The message has the file and what its header lacks."""
    (tmp_path / "odd.rq").write_text(text)

    with pytest.raises(DataError, match=f"^rules/odd.rq: .*{said}"):
        read_rules(tmp_path)


@pytest.mark.parametrize(
    ("body", "said"),
    [("SELECT * WHERE {}", "must be a CONSTRUCT query"), ("CONSTRUCT", "this is not SPARQL")],
)
def test_a_rule_that_cannot_run_is_named(
    tmp_path: Path, curated: Layers, body: str, said: str
) -> None:
    """A rule is a CONSTRUCT query that parses."""
    header = "#+ title: a\n#+ summary: b\n#+ layers: page\n#+ order: 1\n"
    (tmp_path / "odd.rq").write_text(header + body)

    with pytest.raises(DataError, match=f"^rules/odd.rq: .*{said}"):
        derived_layers(curated, read_rules(tmp_path))
