"""SHACL: every constraint has an example that breaks it alone, and two engines say the same."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pyoxigraph as ox
import pytest
import rdflib
from claim_fixtures import CLAIM
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS, SH
from shape_examples import (
    BAD,
    EXAMPLES,
    GOOD,
    background,
    blames,
    expected,
    found,
    is_anchored,
    read,
)

import alskg
from alskg import shapes
from alskg.compile import open_build
from alskg.errors import DataError, InputError
from alskg.formats import by_name
from alskg.mappings import fits
from alskg.shapes.render import human, shown, summary, to_json, to_turtle
from alskg.shapes.report import Finding, Report
from alskg.shapes.result import compact_path
from alskg.shapes.validation import _ABOUT_THE_BUILD
from alskg.terms import ALSKG, compact, expand, prefixes

ROOT = Path(__file__).resolve().parent.parent
SHAPE_FILES = sorted((ROOT / "ontology" / "shapes").glob("*.ttl"))
TURTLE = by_name("turtle")
PARAMETERS = (
    *("minCount", "maxCount", "class", "datatype", "nodeKind", "in", "hasValue", "pattern"),
    *("languageIn", "minInclusive", "maxInclusive", "equals", "disjoint", "lessThan"),
    *("lessThanOrEquals", "not", "or", "xone", "node", "closed"),
)
IDENTIFIERS = (
    *("MONDO:0004976", "MONDO:4976", "OMIM:105400", "OMIM:5400", "OMIMPS:105400", "HGNC:11179"),
    *("HGNC:0", "NCBIGene:57679", "ENSEMBL:ENSG00000003393", "ENSEMBL:ENST00000003393"),
    *("UniProtKB:Q96Q42", "UniProtKB:Q9", "DOID:332", "DOID:0060193", "DOID:00060193"),
    *("ORPHA:803", "ORPHA:0803", "MESH:D000690", "MESH:C000724879", "MESH:D69", "UMLS:C0002736"),
    *("UMLS:C2736", "NCIT:C34373", "NCIT:34373", "ICD10CM:G12.21", "ICD10CM:G12.", "ICD11:8"),
    *("ICD11CODE:8B60.0", "ICD11CODE:8B6", "GARD:0005786", "GARD:5786", "EFO:0000253", "EFO:253"),
    *(
        "WIKIDATA:Q17",
        "WIKIDATA:17",
        "GEONAMES:1861060",
        "GEONAMES:0",
        "ISO3166:JP-30",
        "ISO3166:J",
    ),
    *("HANCESTRO:0468", "HANCESTRO:00468", "biolink:has_phenotype", "biolink:has_phenotype_"),
)

Triples = set[ox.Triple]


def _id(path: Path) -> str:
    """Name an example by its folder and file."""
    return f"{path.parent.name}/{path.stem}"


def _ntriples(triples: Triples) -> str:
    """Write triples down for an engine."""
    return (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()


@pytest.fixture(scope="module")
def shapes_graph() -> rdflib.Graph:
    """Return the shapes as a graph."""
    return rdflib.Graph().parse(data=shapes.shapes_text(), format="turtle")


@pytest.fixture(scope="module")
def layers() -> shapes.Layers:
    """Return the layers of the project's graph."""
    return shapes.read_layers(open_build().path_nquads)


# -- examples


@pytest.mark.parametrize("path", BAD, ids=_id)
def test_a_bad_example_breaks_the_shape_it_names_and_no_other(path: Path) -> None:
    """A bad example is a minimal pair: one fault, one shape, one constraint, one severity."""
    assert blames(path, shapes.shapes_text()) == [expected(path)]


@pytest.mark.parametrize("path", GOOD, ids=_id)
def test_a_good_example_breaks_nothing(path: Path) -> None:
    """The other half of each pair."""
    assert not found(path, shapes.shapes_text())


def test_the_world_of_the_examples_is_valid() -> None:
    """Otherwise an example could break something that is not in it."""
    assert not found(None, shapes.shapes_text())


def test_every_shape_file_has_a_good_example() -> None:
    """A shape that nothing satisfies would be a shape against everything."""
    assert {path.parent.name for path in GOOD} == {path.stem for path in SHAPE_FILES}


def test_every_constraint_has_an_example_that_breaks_it(shapes_graph: rdflib.Graph) -> None:
    """No constraint without one: else nobody knows whether it works."""
    rules = shapes.shapes_text()
    broken = {(result.shape, result.component) for path in BAD for result in found(path, rules)}

    assert broken == _constraints(shapes_graph)


def _constraints(graph: rdflib.Graph) -> set[tuple[str, str]]:
    """Return each shape that is reported on, with each of its constraint components."""
    targets = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode)
    reported = {shape for target in targets for shape in graph.subjects(target)}
    reported |= {part for shape in set(reported) for part in graph.objects(shape, SH.property)}
    parameters: dict[rdflib.term.Node, str] = {
        SH[name]: name[0].upper() + name[1:] for name in PARAMETERS
    }
    parameters[SH.sparql] = "SPARQL"
    other = {SH.path, SH.name, SH.description, SH.message, SH.severity, SH.property}
    other |= {*targets, SH.ignoredProperties, RDF.type, RDFS.label, RDFS.comment}
    found = set()
    for shape in reported:
        for predicate in set(graph.predicates(shape)) - other:
            found.add((str(shape), f"{parameters[predicate]}ConstraintComponent"))
    return found


# -- the shape files


def test_every_class_of_claims_has_a_shape_file() -> None:
    """One file a class, named after it."""
    vocabulary = rdflib.Graph().parse(ROOT / "ontology" / "alskg.ttl")
    claim = rdflib.URIRef(f"{ALSKG}Claim")
    kinds = {str(kind).removeprefix(ALSKG) for kind in vocabulary.subjects(RDFS.subClassOf, claim)}

    wanted = {re.sub(r"(?<!^)(?=[A-Z])", "-", kind).lower() for kind in kinds}

    assert wanted <= {path.stem for path in SHAPE_FILES}


def test_every_shape_is_named_and_says_what_to_do(shapes_graph: rdflib.Graph) -> None:
    """Property shapes are never blank, and carry name, description, severity and message."""
    needed = (SH.path, SH.name, SH.description, SH.severity, SH.message)

    for shape in shapes_graph.subjects(RDF.type, SH.PropertyShape):
        assert str(shape).startswith(ALSKG), "a property shape needs a name"
        missing = [compact(str(each)) for each in needed if shapes_graph.value(shape, each) is None]
        assert not missing, f"{compact(str(shape))} lacks {missing}"
    for shape in shapes_graph.subjects(RDF.type, SH.NodeShape):
        assert shapes_graph.value(shape, RDFS.label), f"{shape} lacks a label"
        assert shapes_graph.value(shape, RDFS.comment), f"{shape} lacks a comment"
        has_own = _constraints(shapes_graph) & {(str(shape), name) for name in _own(shape)}
        assert not has_own or shapes_graph.value(shape, SH.message), f"{shape} lacks a message"


def _own(shape: object) -> set[str]:
    """Return the components that a node shape of ours can carry itself."""
    del shape
    return {f"{name}ConstraintComponent" for name in ("Or", "Xone", "Class", "Closed", "Pattern")}


def test_every_pattern_speaks_of_a_whole_value(shapes_graph: rdflib.Graph) -> None:
    """`sh:pattern` may match anywhere in a value: without ^ and $ junk beside it would pass."""
    patterns = {str(pattern) for pattern in shapes_graph.objects(None, SH.pattern)}

    assert {pattern for pattern in patterns if not is_anchored(pattern)} == set()


def test_messages_end_as_sentences(shapes_graph: rdflib.Graph) -> None:
    """A message is for a person."""
    for shape, message in shapes_graph.subject_objects(SH.message):
        assert str(message).endswith("."), f"{shape}: {message}"
        assert message.language == "en"  # type: ignore[attr-defined]  # a literal


def test_shapes_use_no_term_that_the_vocabulary_lacks(shapes_graph: rdflib.Graph) -> None:
    """A misspelt class would be a shape without a target."""
    vocabulary = rdflib.Graph().parse(ROOT / "ontology" / "alskg.ttl")
    declared = set(vocabulary.subjects(RDF.type))
    own = set(shapes_graph.subjects(RDF.type))

    iris = {term for triple in shapes_graph for term in triple if isinstance(term, rdflib.URIRef)}
    used = {term for term in iris if term.startswith(ALSKG)}

    assert used - own <= declared


def test_a_claim_may_have_every_qualifier_of_the_vocabulary() -> None:
    """The closed list of a claim's properties keeps up with the vocabulary."""
    vocabulary = rdflib.Graph().parse(ROOT / "ontology" / "alskg.ttl")
    graph = rdflib.Graph().parse(ROOT / "ontology" / "shapes" / "claim.ttl")
    listed = graph.value(rdflib.URIRef(f"{ALSKG}ClaimShape"), SH.ignoredProperties)
    assert listed is not None
    allowed = set(Collection(graph, listed))

    qualifiers = set(vocabulary.subjects(RDFS.domain, rdflib.URIRef(f"{ALSKG}Claim")))

    assert qualifiers <= allowed
    assert {term for term in allowed if str(term).startswith(ALSKG)} <= {
        *vocabulary.subjects(RDF.type, OWL.ObjectProperty),
        *vocabulary.subjects(RDF.type, OWL.DatatypeProperty),
        *vocabulary.subjects(RDF.type, OWL.AnnotationProperty),
    }


@pytest.mark.parametrize("curie", IDENTIFIERS)
def test_identifiers_have_the_same_form_for_shapes_and_for_the_reader(
    curie: str, shapes_graph: rdflib.Graph
) -> None:
    """Two lists of patterns, the one of SHACL and the one of the SSSOM reader, agree."""
    pattern = shapes_graph.value(rdflib.URIRef(f"{ALSKG}MappingShape-object"), SH.pattern)

    assert bool(re.search(str(pattern), expand(curie))) is fits(curie)


# -- the engines


def _merged() -> Triples:
    """Return all bad examples as one graph, the things of each under names of their own."""
    merged = background()
    known = {triple.subject for triple in merged}
    for number, path in enumerate(BAD):
        names = {
            triple.subject: ox.NamedNode(f"{triple.subject.value}-e{number}")
            for triple in read(path)
            if isinstance(triple.subject, ox.NamedNode) and triple.subject not in known
        }
        for triple in read(path):
            renamed = [names.get(cast("ox.NamedNode", each), each) for each in triple]
            merged.add(ox.Triple(*cast("tuple[Any, Any, Any]", renamed)))
    return merged


def test_the_engines_agree_on_all_examples(shapes_graph: rdflib.Graph) -> None:
    """`shacl` may be the default only where it reports what pyshacl reports, word for word."""
    data = _ntriples(_merged())

    reference, default = (
        set(shapes.run(engine, data, shapes.shapes_text())) for engine in ("pyshacl", "shacl")
    )

    assert default == reference
    assert {(one.shape, one.component) for one in reference} >= _constraints(shapes_graph)


@pytest.mark.slow
def test_the_engines_agree_on_the_project(layers: shapes.Layers) -> None:
    """Plain pyshacl over everything that is exported finds nothing, as does the default."""
    data = _ntriples(set().union(*layers.values()))

    for engine in ("pyshacl", "shacl"):
        assert shapes.run(engine, data, shapes.shapes_text()) == []


def test_an_unknown_engine_is_refused() -> None:
    """With a suggestion."""
    with pytest.raises(InputError, match="Did you mean 'pyshacl'"):
        shapes.run("pyshacle", "", shapes.shapes_text())


def test_the_reference_engine_reports_a_bad_example_alike() -> None:
    """A path with a choice, and one with an inverse, are written alike."""
    text = "\n".join(
        (ROOT / "ontology" / "shapes" / f"{name}.ttl").read_text(encoding="utf-8")
        for name in ("case-share-claim", "knowledge-gap-claim")
    )
    data = _ntriples(
        background()
        | read(EXAMPLES / "case-share-claim" / "bad-more-than-all.ttl")
        | read(EXAMPLES / "knowledge-gap-claim" / "bad-alternative-one-way.ttl")
    )

    reference, default = (set(shapes.run(engine, data, text)) for engine in ("pyshacl", "shacl"))

    assert default == reference
    assert {one.path for one in default} == {
        "alskg:low|alskg:high|alskg:value",
        "^alskg:alternativeClaim",
    }


def test_paths_are_shown_with_curies() -> None:
    """Also those that have no prefix."""
    assert compact_path(f"^<{ALSKG}low>/<http://example.org/p>") == (
        "^alskg:low/<http://example.org/p>"
    )


# -- the project


def test_the_project_conforms(layers: shapes.Layers) -> None:
    """No violation and no warning; what the sources leave open is information."""
    report = shapes.validate(layers)

    assert [one for one in report.findings if one.severity != "info"] == []
    assert report.conforms


def test_a_derived_triple_does_not_hide_a_missing_curated_one(layers: shapes.Layers) -> None:
    """The page layer is validated without what rules derive."""
    gene = ox.NamedNode(expand("gene:SOD1"))
    label = ox.Triple(gene, ox.NamedNode(expand("rdfs:label")), ox.Literal("SOD1", language="en"))
    moved = dict(layers)
    moved["page"] = layers["page"] - {label}
    moved["inferred-page"] = layers["inferred-page"] | {label}

    found = [one for one in shapes.validate(moved).findings if one.severity == "violation"]

    assert {(one.shape, one.component) for one in found if one.focus == gene.value} >= {
        ("alskg:ThingShape-label", "MinCountConstraintComponent")
    }
    assert {one.place for one in found if one.focus == gene.value} == {"data/page/genes.ttl:15"}


def test_the_facade_validates_the_build(layers: shapes.Layers) -> None:
    """`kg.validate()` is the report on the project's layers."""
    report = alskg.load().validate()

    assert report == shapes.validate(layers)
    assert report.conforms


# -- a user's data


def _validate(turtle: str, *, background: shapes.Layers) -> Report:
    """Validate a user's Turtle."""
    document = shapes.Document("mine.ttl", turtle.encode(), TURTLE)
    return shapes.validate_data([document], background=background)


def test_what_the_graph_already_says_counts_once(layers: shapes.Layers) -> None:
    """The project's own files, handed over again, add nothing that could be wrong."""
    documents = [
        shapes.Document(path.name, path.read_bytes(), TURTLE)
        for path in sorted((ROOT / "data" / "page").glob("*.ttl"))
    ]

    report = shapes.validate_data(documents, background=layers)

    assert [one for one in report.findings if one.severity != "info"] == []


def test_a_users_claim_is_checked_against_the_graph(layers: shapes.Layers) -> None:
    """What it points to is in the background."""
    report = _validate(CLAIM, background=layers)

    assert report.findings == ()


def test_without_the_graph_nothing_is_known(layers: shapes.Layers) -> None:
    """On the vocabulary alone its gene is no gene."""
    background = {"ontology": layers["ontology"]}

    report = _validate(CLAIM, background=background)

    assert "alskg:ClaimShape-domain" in {one.shape for one in report.findings}


FIRM = {
    "PhenotypeClaim": """
    rdf:subject condition:als ; rdf:predicate alskg:hasPhenotype ;
    rdf:object phenotype:parkinsonian-stiffness ;
    alskg:quantifier quantifier:some ;
    alskg:modality modality:asserted""",
    "CaseShareClaim": """
    rdf:subject gene:SOD1 ; rdf:predicate alskg:accountsForCasesOf ; rdf:object condition:ftd ;
    alskg:value 1.0 ; alskg:unit unit:percent ; alskg:modality modality:estimated""",
    "CauseClaim": """
    rdf:subject gene:FUS ; rdf:predicate alskg:causes ; rdf:object condition:ftd ;
    alskg:modality modality:asserted""",
}


def _firm(kind: str) -> str:
    """Return a new claim of a class, whole and valid, on things of the graph."""
    header = "\n".join(
        f"PREFIX {prefix}: <{prefixes()[prefix]}>"
        for prefix in (
            *("alskg", "biolink", "claim", "condition", "gene", "modality", "passage", "phenotype"),
            *("quantifier", "rdf", "rdfs", "skos", "unit"),
        )
    )
    return f"""{header}
claim:brand-new a alskg:{kind} ; {FIRM[kind]} ;
    rdfs:label "Brand new: a claim"@en ; alskg:statedIn passage:causes-4 ;
    skos:definition "A claim that nobody has made."@en .
"""


@pytest.mark.parametrize("kind", FIRM)
def test_a_new_firm_claim_conforms(kind: str, layers: shapes.Layers) -> None:
    """Its plain edge comes with the next build, so that none is asked for now."""
    assert _validate(_firm(kind), background=layers).findings == ()


def test_checks_of_the_build_are_there() -> None:
    """A check that was renamed would be asked of users again."""
    assert {check.id for check in shapes.read_checks()} >= _ABOUT_THE_BUILD


def test_a_users_claim_can_contradict_ours(layers: shapes.Layers) -> None:
    """It counts with the layer of its origin, and what blames ours for it is reported."""
    ours = ox.NamedNode(expand("claim:sod1-share-of-familial-als"))
    said = [one for one in layers["page"] if one.subject == ours]
    mine = ox.NamedNode(expand("claim:brand-new"))
    swap: dict[object, Any] = {
        ox.NamedNode(expand("modality:asserted")): ox.NamedNode(expand("modality:negated"))
    }
    triples = [ox.Triple(mine, one.predicate, swap.get(one.object, one.object)) for one in said]

    report = _validate(_ntriples(set(triples)), background=layers)

    found = {one.focus: one.value for one in report.findings if "contradictions" in one.shape}
    assert found == {ours.value: str(mine)}


def test_what_stands_in_two_layers_of_the_graph_counts_once(layers: shapes.Layers) -> None:
    """Else sums and joins over the background go wrong."""
    doubled = {**layers, "inferred-joint": layers["inferred-joint"] | layers["page"]}
    page = ROOT / "data" / "page" / "claims-causes.ttl"

    report = _validate(page.read_text(encoding="utf-8"), background=doubled)

    assert report.conforms


def test_a_slip_of_the_pen_is_answered_with_the_near_name(layers: shapes.Layers) -> None:
    """For a class, a property, a concept and a thing."""
    slips = CLAIM.replace("CauseClaim", "CauseClam").replace(
        "modality:possible", "modality:posible"
    )
    slips = slips.replace("gene:SOD1 ", "gene:SOD11 ").replace(
        "skos:def", 'alskg:uint "x" ; skos:def'
    )

    messages = " ".join(one.message for one in _validate(slips, background=layers).findings)

    for name in ("alskg:CauseClaim", "modality:possible", "gene:SOD1", "alskg:unit"):
        assert f"Did you mean '{name}'?" in messages


def test_information_beside_a_violation_is_left_out(layers: shapes.Layers) -> None:
    """It would say that nothing needs doing about what has to be corrected."""
    violation = next(
        one
        for one in _validate(CLAIM.replace("modality:possible", "5"), background=layers).findings
        if one.path == "alskg:modality"
    )
    shape = """
    alskg:Mild a sh:NodeShape ; sh:targetClass alskg:CauseClaim ; sh:property alskg:Mild-modality .
    alskg:Mild-modality sh:path alskg:modality ; sh:nodeKind sh:IRI ; sh:severity sh:Info .
    """
    document = shapes.Document("mine.ttl", CLAIM.replace("modality:possible", "5").encode(), TURTLE)

    report = shapes.validate_data(
        [document], background=layers, shapes=shapes.shapes_text() + shape
    )

    assert violation in report.findings
    assert report.count("info") == 0


def test_only_the_users_own_nodes_are_reported(layers: shapes.Layers) -> None:
    """A fault of the background is not the user's."""
    gene = ox.NamedNode(expand("gene:SOD1"))
    broken = {triple for triple in layers["page"] if triple.subject != gene}
    data = CLAIM.replace("modality:possible", "modality:guessed")

    report = _validate(data, background={**layers, "page": broken})

    assert {one.focus for one in report.findings} == {expand("claim:mine")}
    assert {one.place for one in report.findings} == {"mine.ttl:11"}
    assert {one.focus_label for one in report.findings} == {"SOD1: mine"}


def test_blank_nodes_of_a_user_are_reported(layers: shapes.Layers) -> None:
    """They have no line, and still a finding."""
    report = _validate(CLAIM.replace("claim:mine", "[]"), background=layers)

    found = {one.shape for one in report.findings}
    assert {"query:blank_nodes", "alskg:ClaimShape-iri"} <= found
    assert all(one.focus.startswith("_:") and one.place == "mine.ttl" for one in report.findings)


@pytest.mark.parametrize(
    ("data", "kind", "message"),
    [
        (b"gene:SOD1 a .", "turtle", r"Add the line PREFIX gene: <https://w3id.org/alskg/gene/>"),
        (b"\n\n<http://x> <http://y> .", "turtle", r"mine, line 3: this is not text/turtle"),
        (b"<x>\n<y/>", "rdfxml", "mine, line 2: this is not application/rdf"),
        (b"<!DOCTYPE x [<!ENTITY y 'z'>]><x/>", "rdfxml", "DOCTYPE"),
        (b" " * (shapes.LARGEST + 1), "turtle", "at most 20,000,000"),
        (b"\xff\xfe", "turtle", "mine, line 1"),
        (b"{", "jsonld", "this is not application/ld"),
    ],
    ids=["prefix", "syntax", "cut off", "doctype", "size", "encoding", "json"],
)
def test_data_that_cannot_be_read_are_refused(data: bytes, kind: str, message: str) -> None:
    """With the place and what to do."""
    with pytest.raises(InputError, match=message):
        shapes.read_rdf(data, by_name(kind, "graph"), "mine")


def test_a_damaged_dataset_is_named(tmp_path: Path) -> None:
    """And how to make a new one."""
    path = tmp_path / "dataset.nq"
    path.write_text("<http://x> .", encoding="utf-8")

    with pytest.raises(DataError, match="alskg build"):
        shapes.read_layers(path)


# -- places


@pytest.mark.parametrize(
    ("turtle", "lines"),
    [
        ("@prefix x: <http://x/> .\n\nx:a x:b x:c .", {"http://x/a": 3}),
        ("PREFIX x: <http://x/>\nx:a x:b [ x:c x:d ] ;\n x:e ( x:f ) .\nx:g x:h 1.5 .", None),
        ('PREFIX x: <http://x/>\nx:a x:b "x:c . x:d" , """\n. x:e\n""" .\nx:f x:g true.', None),
        ("PREFIX : <http://x/>\n# :z .\n:a :b :c.\n<http://x/d> a :e .\n_:f :g 'h\\'. :i' .", None),
        ("BASE <http://x/>\nPREFIX x: <http://x/>\nx:a.b x:c x:d@en .", {"http://x/a.b": 3}),
        ('PREFIX x: <http://x/>\nx:a x:b "never closed', {"http://x/a": 2}),
        ("", {}),
    ],
)
def test_the_line_of_a_statement_is_found(turtle: str, lines: dict[str, int] | None) -> None:
    """Strings, comments, brackets and numbers do not mislead the scanner."""
    expected = lines
    if expected is None:
        expected = {
            quad.subject.value: turtle[: turtle.index(_written(quad.subject.value))].count("\n") + 1
            for quad in ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE)
            if isinstance(quad.subject, ox.NamedNode)
        }

    assert dict(shapes.subject_lines(turtle)) == expected


def _written(iri: str) -> str:
    """Return how the statements about a thing begin in these texts."""
    name = iri.removeprefix("http://x/")
    return {"a": ":a ", "d": "<http://x/d>", "f": "x:f x:g", "g": "x:g x:h"}[name]


# -- reports

FINDING = Finding(
    focus=expand("claim:mine"),
    path="alskg:low|alskg:high",
    value='"1.5"^^<http://www.w3.org/2001/XMLSchema#decimal>',
    message="Do this.",
    severity="violation",
    shape="alskg:ClaimShape-low",
    component="MinInclusiveConstraintComponent",
    focus_label="mine\x1b[31m",
    file="mine.ttl",
    line=3,
)
INFO = Finding(
    expand("gene:SOD1"), "", "", "Good to know.", "info", "query:unused_things", "CheckQuery"
)


def test_a_report_sorts_and_counts() -> None:
    """The gravest first, each finding once."""
    report = Report.of([INFO, FINDING, FINDING])

    assert report.findings == (FINDING, INFO)
    assert [report.count(severity) for severity in shapes.SEVERITIES] == [1, 0, 1]
    assert not report.conforms
    assert Report.of([INFO]).conforms
    assert Report.of([INFO]).fails("info")


def test_a_report_for_a_person() -> None:
    """Control characters are made visible, and gaps are cut short."""
    infos = [
        Finding(f"_:b{n}", "", "", INFO.message, "info", INFO.shape, INFO.component)
        for n in range(9)
    ]

    text = human(Report.of([FINDING, *infos]))

    assert text.startswith(
        "violation: Do this.\n  mine\ufffd[31m (claim:mine)\n    at mine.ttl:3\n"
    )
    assert '    alskg:low|alskg:high = "1.5"^^xsd:decimal\n' in text
    assert "  … and 4 more; -f table shows them all\n" in text
    assert text.endswith("Does not conform: 1 violation, 0 warnings, 9 infos.\n")


def test_many_alike_findings_are_cut_short_whatever_they_are() -> None:
    """Twenty thousand violations do not fill the terminal."""
    many = [replace(FINDING, focus=f"http://example.org/{n}") for n in range(20_000)]

    text = human(Report.of(many))

    assert "  … and 19995 more; -f table shows them all\n" in text
    assert len(text.splitlines()) < 30
    assert text.endswith("Does not conform: 20000 violations, 0 warnings, 0 infos.\n")


def test_a_mistake_that_several_find_is_shown_once() -> None:
    """The gravest first, then a shape before a check, then the longest message."""
    check = replace(FINDING, shape="query:dangling_references", message="A check has more to say.")
    short = replace(FINDING, shape="alskg:B", message="Do.")
    mild = replace(FINDING, shape="alskg:C", severity="warning", message="A milder word on it.")

    text = human(Report.of([check, short, mild, FINDING]))

    assert text.count("claim:mine") == 1
    assert text.startswith("violation: Do this.\n")
    assert "  (alskg:ClaimShape-low; also alskg:B, alskg:C, query:dangling_references)\n" in text
    assert text.endswith("Does not conform: 1 violation, 0 warnings, 0 infos.\n")


def test_a_report_as_json() -> None:
    """Every field of a finding is there."""
    assert '"line": 3' in to_json(Report.of([FINDING]))


def test_a_report_as_rdf(layers: shapes.Layers) -> None:
    """It is a validation report of SHACL, by SHACL's own terms."""
    inverse = Finding(
        "_:b0", "^alskg:statedIn", "_:b1", "Do.", "warning", "alskg:ClaimShape", "XComponent"
    )
    report = Report.of([FINDING, INFO, inverse])

    graph = rdflib.Graph().parse(data=to_turtle(report), format="turtle")

    assert len(set(graph.subjects(RDF.type, SH.ValidationResult))) == 3
    assert [str(value) for value in graph.objects(None, SH.conforms)] == ["false"]
    assert set(graph.objects(None, SH.resultSeverity)) == {SH.Violation, SH.Info, SH.Warning}
    assert len(set(graph.subjects(SH.alternativePath))) == 1
    assert len(set(graph.subjects(SH.inversePath))) == 1
    assert "sh:conforms true" in to_turtle(Report.of([]))
    del layers


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("<https://w3id.org/alskg/gene/SOD1>", "gene:SOD1"),
        ('"a"@en', '"a"@en'),
        ("_:b0", "_:b0"),
        ("", ""),
    ],
)
def test_values_are_shown_short(value: str, text: str) -> None:
    """As a person would write them."""
    assert shown(value) == text


def test_the_summary_counts_in_words() -> None:
    """One line."""
    assert summary(Report.of([])) == "Conforms: 0 violations, 0 warnings, 0 infos."
