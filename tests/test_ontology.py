"""The vocabulary is OWL 2 DL, complete, disease-agnostic, and aligned to terms that exist."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml
from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SKOS, XSD
from rdflib.term import Node

from alskg import resources
from alskg.terms import ALSKG, BASE, compact, prefixes

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
GRAPH = Graph().parse(ROOT / "ontology" / "alskg.ttl", format="turtle")
OURS = Namespace(ALSKG)
BIOLINK = Namespace(prefixes()["biolink"])
SCHEME = Namespace(prefixes()["scheme"])

KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
AXIOMS = {
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    RDFS.domain,
    RDFS.range,
    OWL.disjointWith,
    OWL.inverseOf,
}
# Properties that describe claims, groups, concepts, pages and edges, and that no claim states.
ABOUT_RECORDS = {
    OURS[name]
    for name in ("Claim", "Group", "VariantGroup", "Section", "Passage", "Citation", "DerivedEdge")
} | {SKOS.Concept}


def iris(nodes: Iterable[Node | None]) -> set[URIRef]:
    """Return those of the nodes that are IRIs."""
    return {node for node in nodes if isinstance(node, URIRef)}


def curies(nodes: Iterable[str]) -> list[str]:
    """Return IRIs as sorted CURIEs."""
    return sorted(map(compact, nodes))


def subjects(predicate: URIRef, value: URIRef | None = None) -> set[URIRef]:
    """Return what has a property, or has a value of it."""
    return iris(GRAPH.subjects(predicate, value))


def objects(term: URIRef | None, predicate: URIRef) -> set[URIRef]:
    """Return the IRIs that a term, or any, has as values of a property."""
    return iris(GRAPH.objects(term, predicate))


def of_kind(*kinds: URIRef) -> set[URIRef]:
    """Return what is declared to be of one of these kinds."""
    return {term for kind in kinds for term in subjects(RDF.type, kind)}


def ours(terms: Iterable[URIRef]) -> set[URIRef]:
    """Return what stands in a namespace of the project."""
    return {term for term in terms if term.startswith(BASE)}


def above(term: URIRef, link: URIRef = RDFS.subPropertyOf) -> set[URIRef]:
    """Return a term and all that stands above it."""
    return iris(GRAPH.transitive_objects(term, link))


def in_scheme(scheme: URIRef) -> list[URIRef]:
    """Return the concepts of a scheme by their rank."""
    return sorted(subjects(SKOS.inScheme, scheme), key=rank)


def rank(concept: URIRef) -> int:
    """Return the one rank of a concept."""
    [found] = GRAPH.objects(concept, OURS.rank)
    return int(str(found))


CLASSES = ours(of_kind(OWL.Class))
PROPERTIES = ours(of_kind(*KINDS[1:]))
CONCEPTS = ours(subjects(SKOS.inScheme))
SCHEMES = sorted(of_kind(SKOS.ConceptScheme))
TERMS = sorted(CLASSES | PROPERTIES | CONCEPTS | set(SCHEMES))
CLAIM_CLASSES = sorted(subjects(RDFS.subClassOf, OURS.Claim))
INVERSES = subjects(OWL.inverseOf)
CLAIM_PREDICATES = sorted(ours(subjects(RDFS.subPropertyOf)) - INVERSES)
NAME_PREDICATES = sorted(
    OURS[name]
    for name in (
        "abbreviation",
        "alternativeName",
        "approvedName",
        "approvedSymbol",
        "catalogueTitle",
        "cytoband",
        "exactSynonym",
        "fullName",
        "narrowSynonym",
    )
)


@pytest.fixture(scope="module")
def biolink() -> dict[str, dict[str, Any]]:
    """Return the classes and slots of the Biolink model, by IRI."""
    path = SHARED / "ontologies" / "biolink_model-4.4.6.yaml"
    if not path.is_file():
        pytest.skip(f"there is no copy of the Biolink model at {path.relative_to(ROOT.parent)}")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    model = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506  (a safe one)
    terms = {BIOLINK[_camel(name)]: term or {} for name, term in model["classes"].items()}
    terms |= {BIOLINK[name.replace(" ", "_")]: slot or {} for name, slot in model["slots"].items()}
    return {str(iri): term for iri, term in terms.items()}


def _camel(name: str) -> str:
    """Return a class name as LinkML writes it in an IRI: `gene to disease` is GeneToDisease."""
    return "".join(word[:1].upper() + word[1:] for word in name.split())


@pytest.mark.parametrize("term", TERMS, ids=compact)
def test_every_term_has_one_english_label_and_one_definition(term: URIRef) -> None:
    """A label without an end mark, a definition with one."""
    [label] = GRAPH.objects(term, RDFS.label)
    [definition] = GRAPH.objects(term, SKOS.definition)

    for text in (label, definition):
        assert isinstance(text, Literal)
        assert text.language == "en"
        assert str(text) == " ".join(str(text).split())
    assert not str(label).endswith(".")
    assert str(definition).endswith(".")


def test_no_two_terms_of_a_kind_share_a_label() -> None:
    """Two classes, two properties or two concepts of a scheme are told apart by their labels."""
    for kind in (CLASSES, PROPERTIES, *map(in_scheme, SCHEMES)):
        labels = Counter(str(GRAPH.value(term, RDFS.label)) for term in kind)
        assert [label for label, count in labels.items() if count > 1] == []


def test_everything_used_is_declared() -> None:
    """Predicates, classes and the ends of axioms are declared in the file itself."""
    used = iris(GRAPH.predicates()) | objects(None, RDF.type)
    for axiom in AXIOMS:
        used |= subjects(axiom) | objects(None, axiom)
    built_in = (str(OWL), str(RDF), str(RDFS), str(XSD))
    undeclared = {term for term in used - of_kind(*KINDS) if not str(term).startswith(built_in)}

    assert curies(undeclared) == []


def test_only_plain_axioms_are_used() -> None:
    """No blank node, so no anonymous class; no axiom that the reasoner would not be given."""
    assert not any(isinstance(node, BNode) for triple in GRAPH for node in triple)
    constructs = {p for p in GRAPH.predicates() if str(p).startswith((str(OWL), str(RDFS)))}
    assert constructs <= AXIOMS | {RDFS.label, OWL.versionInfo, OWL.versionIRI}


def test_nothing_is_of_two_kinds() -> None:
    """OWL 2 DL (5.9): no IRI is a class and a datatype, or a property of two kinds."""
    kinds = Counter(term for kind in KINDS for term in of_kind(kind))

    assert curies(term for term, count in kinds.items() if count > 1) == []


def test_reserved_vocabulary_is_absent() -> None:
    """OWL 2 DL (2.4): what rdf: and owl: reserve stands for itself only."""
    reserved = {
        str(node)
        for subject, predicate, value in GRAPH
        for node in (subject, predicate, value)
        if str(node).startswith(str(RDF)) and node != RDF.type
    }
    assert reserved == set()


def test_properties_stand_above_properties_of_their_kind() -> None:
    """An object property is below object properties, and inverse to one."""
    for link in (RDFS.subPropertyOf, OWL.inverseOf):
        for lower, upper in GRAPH.subject_objects(link):
            assert set(GRAPH.objects(lower, RDF.type)) & set(GRAPH.objects(upper, RDF.type))


def test_domains_are_classes_and_ranges_fit_their_property() -> None:
    """The range of a datatype property is a datatype that OWL 2 knows, of others a class."""
    datatypes = {XSD.string, XSD.decimal, XSD.integer, XSD.boolean, XSD.anyURI, RDFS.Literal}
    classes = of_kind(OWL.Class)
    assert objects(None, RDFS.domain) <= classes
    for term in subjects(RDFS.range):
        is_data = term in of_kind(OWL.DatatypeProperty)
        assert objects(term, RDFS.range) <= (datatypes if is_data else classes), term


def test_transitive_properties_are_simple_nowhere() -> None:
    """OWL 2 DL (11.2): a property above a transitive one is neither disjoint nor functional."""
    transitive = of_kind(OWL.TransitiveProperty)
    complex_ = {upper for term in transitive for upper in above(term)}
    simple_only = {
        OWL.FunctionalProperty,
        OWL.InverseFunctionalProperty,
        OWL.IrreflexiveProperty,
        OWL.AsymmetricProperty,
    }
    assert transitive
    assert not complex_ & of_kind(*simple_only)
    assert (None, OWL.propertyDisjointWith, None) not in GRAPH


@pytest.mark.parametrize("link", [RDFS.subClassOf, RDFS.subPropertyOf], ids=compact)
def test_no_term_stands_above_itself(link: URIRef) -> None:
    """The hierarchies have no circle."""
    circles = [
        term
        for term in subjects(link)
        if any(term in above(upper, link) for upper in objects(term, link))
    ]
    assert curies(circles) == []


@pytest.mark.parametrize("predicate", CLAIM_PREDICATES, ids=compact)
def test_every_claim_predicate_has_ends_and_one_biolink_predicate(predicate: URIRef) -> None:
    """One named domain, one named range, and exactly one Biolink predicate above."""
    [domain] = GRAPH.objects(predicate, RDFS.domain)
    [range_] = GRAPH.objects(predicate, RDFS.range)
    [above_it] = [term for term in above(predicate) if str(term).startswith(BIOLINK)]

    assert {domain, range_} <= CLASSES
    assert (above_it, RDF.type, OWL.ObjectProperty) in GRAPH


@pytest.mark.parametrize("predicate", NAME_PREDICATES, ids=compact)
def test_name_and_attribute_predicates_are_datatype_properties(predicate: URIRef) -> None:
    """Only names and attributes have a literal as their object; each says of what."""
    assert (predicate, RDF.type, OWL.DatatypeProperty) in GRAPH
    [domain] = GRAPH.objects(predicate, RDFS.domain)
    assert domain in CLASSES


def test_every_object_property_is_a_claim_predicate_an_inverse_or_about_records() -> None:
    """None escapes the checks on claim predicates."""
    others = {
        term
        for term in ours(of_kind(OWL.ObjectProperty)) - {*CLAIM_PREDICATES} - INVERSES
        if not objects(term, RDFS.domain) & ABOUT_RECORDS
    }
    assert curies(others) == []


def test_every_predicate_that_a_claim_uses_is_one() -> None:
    """What the data state is a claim predicate, a name or attribute, or a citation."""
    allowed = {*CLAIM_PREDICATES, *NAME_PREDICATES, URIRef(prefixes()["cito"] + "cites")}
    data = Graph()
    for path in sorted((ROOT / "data").glob("*/*.ttl")):
        data.parse(path, format="turtle")

    assert curies(iris(data.objects(None, RDF.predicate)) - allowed) == []


@pytest.mark.parametrize("claim_class", CLAIM_CLASSES, ids=compact)
def test_every_claim_class_names_its_biolink_association(
    claim_class: URIRef, biolink: dict[str, dict[str, Any]]
) -> None:
    """The association exists in the Biolink model, is one, and is not deprecated."""
    [association] = GRAPH.objects(claim_class, OURS.biolinkAssociation)

    assert str(association) in biolink
    assert str(association).endswith("Association")
    assert not biolink[str(association)].get("deprecated")


def test_every_biolink_term_exists(biolink: dict[str, dict[str, Any]]) -> None:
    """Classes, predicates and matches in the Biolink namespace are in the model, and current."""
    used = {str(node) for triple in GRAPH for node in triple if str(node).startswith(BIOLINK)}

    assert curies(term for term in used if term not in biolink) == []
    assert curies(term for term in used if biolink.get(term, {}).get("deprecated")) == []


def matches(*names: str) -> set[str]:
    """Return what is matched in the namespaces of these prefixes."""
    spaces = tuple(prefixes()[name] for name in names)
    return {str(match) for match in objects(None, SKOS.closeMatch) if str(match).startswith(spaces)}


def test_every_relation_matched_exists() -> None:
    """RO and BFO ids are in the Relation Ontology, and not obsolete."""
    path = SHARED / "ontologies" / "ro-2025-12-17.json"
    if not path.is_file():
        pytest.skip(f"there is no copy of RO at {path.relative_to(ROOT.parent)}")
    graphs = json.loads(path.read_text(encoding="utf-8"))["graphs"]
    current = {
        node["id"]
        for graph in graphs
        for node in graph["nodes"]
        if node.get("lbl") and not node.get("meta", {}).get("deprecated")
    }
    used = matches("RO", "BFO")
    assert used
    assert curies(used - current) == []


def test_every_sio_id_is_one_that_biolink_maps() -> None:
    """SIO ids come from the mappings of the Biolink model, not from memory."""
    path = SHARED / "ontologies" / "biolink_model-4.4.6.yaml"
    if not path.is_file():
        pytest.skip(f"there is no copy of the Biolink model at {path.relative_to(ROOT.parent)}")
    seen = set(re.findall(r"\bSIO:\d+", path.read_text(encoding="utf-8")))

    assert set(curies(matches("SIO"))) - seen == set()


@pytest.mark.parametrize("term", sorted(CLASSES | PROPERTIES), ids=compact)
def test_no_class_or_property_is_about_one_disease(term: URIRef) -> None:
    """The vocabulary would do for another page about another genetic condition."""
    texts = [term.removeprefix(ALSKG), *map(str, GRAPH.objects(term, RDFS.label))]
    texts += map(str, GRAPH.objects(term, SKOS.definition))
    told = re.compile(
        r"\bALS\b|amyotroph|lateral sclerosis|motor neuron|frontotemporal|Lou Gehrig|SOD1|C9orf72",
        re.IGNORECASE,
    )
    assert [text for text in texts if told.search(text)] == []


def test_every_concept_stands_in_a_scheme() -> None:
    """A concept is of one kind of concept, and a top concept of the one scheme that it is in."""
    kinds = {term for term in CLASSES if SKOS.Concept in above(term, RDFS.subClassOf)}

    assert of_kind(*kinds) == CONCEPTS
    for concept in CONCEPTS:
        [scheme] = objects(concept, SKOS.inScheme)
        assert scheme in SCHEMES
        assert objects(concept, SKOS.topConceptOf) == {scheme}
        assert len(objects(concept, RDF.type)) == 1


@pytest.mark.parametrize("scheme", SCHEMES, ids=compact)
def test_the_concepts_of_a_scheme_are_ordered(scheme: URIRef) -> None:
    """Ranks run from 1 without a gap or a tie, and all concepts are of one kind."""
    concepts = in_scheme(scheme)

    assert list(map(rank, concepts)) == list(range(1, len(concepts) + 1))
    assert len({kind for concept in concepts for kind in objects(concept, RDF.type)}) == 1


def test_every_kind_of_concept_has_a_scheme() -> None:
    """There is a scheme for modality, quantifier, stage, axis, measure and the rest."""
    used = {kind for concept in CONCEPTS for kind in objects(concept, RDF.type)}

    assert used == subjects(RDFS.subClassOf, SKOS.Concept)


def test_the_quantifiers_stand_in_their_order() -> None:
    """From all down to very rarely."""
    assert [concept.rpartition("/")[2] for concept in in_scheme(SCHEME.quantifier)] == [
        "all",
        "most",
        "many",
        "some",
        "sometimes",
        "less-frequently",
        "small-proportion",
        "rarely",
        "very-rarely",
    ]


def test_every_unit_has_its_ucum_code() -> None:
    """A unit without a code could not be computed with."""
    units = of_kind(OURS.Unit)

    assert units
    assert all(len(list(GRAPH.objects(unit, OURS.ucumCode))) == 1 for unit in units)


def test_the_version_is_that_of_the_package() -> None:
    """One version for package, data and vocabulary."""
    [header] = GRAPH.subjects(RDF.type, OWL.Ontology)
    [version] = GRAPH.objects(header, OWL.versionInfo)
    [version_iri] = GRAPH.objects(header, OWL.versionIRI)

    assert str(version) == resources.version()
    assert str(version_iri) == f"{header}/{version}"


def test_the_file_declares_the_prefixes_of_the_one_table() -> None:
    """A prefix in the file means what it means everywhere else."""
    text = (ROOT / "ontology" / "alskg.ttl").read_text(encoding="utf-8")
    declared = dict(re.findall(r"^PREFIX\s+(\w+):\s+<([^>]+)>", text, re.MULTILINE))

    assert {name for name, space in declared.items() if prefixes().get(name) != space} == set()


def local(term: URIRef) -> str:
    """Return the last part of an IRI."""
    return re.split(r"[#/]", term)[-1]


def described(term: URIRef, link: URIRef) -> str:
    """Return the last part of the one value that a term has."""
    [value] = objects(term, link)
    return local(value)


def test_the_page_on_the_vocabulary_is_complete() -> None:
    """docs/ontology.md names every class, and tells claims, predicates and schemes as they are.

    What this test prints is what to write there.
    """
    page = (ROOT / "docs" / "ontology.md").read_text(encoding="utf-8")
    told = {tuple(line.strip("| ").split(" | ")) for line in page.splitlines()}
    ends = {(cells[0], cells[-1]) for cells in told}
    predicates = {
        (
            f"`{local(term)}`",
            described(term, RDFS.domain),
            described(term, RDFS.range),
            *(f"`{local(each)}`" for each in above(term) if each.startswith(BIOLINK)),
        )
        for term in CLAIM_PREDICATES
    }
    claims = {
        (f"`{local(term)}`", f"`{described(term, OURS.biolinkAssociation)}`")
        for term in CLAIM_CLASSES
    }
    schemes = {
        (f"`{compact(scheme)}`", ", ".join(map(label, in_scheme(scheme)))) for scheme in SCHEMES
    }
    named = {local(term) for term in (*CLASSES, *NAME_PREDICATES)}

    assert sorted(predicates - told) == []
    assert sorted(claims - ends) == []
    assert sorted(schemes - ends) == []
    assert sorted(name for name in named if f"`{name}`" not in page) == []


def label(term: URIRef) -> str:
    """Return the label of a term."""
    return str(GRAPH.value(term, RDFS.label))
