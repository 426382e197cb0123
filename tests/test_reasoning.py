"""The reasoner notices what is wrong, names it, and is given no more than it needs."""

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest

from alskg import reasoning
from alskg.errors import DataError, MissingPart
from alskg.reasoning import facts, hermit, vocabulary
from alskg.terms import ALSKG, compact, expand, prefix_header

needs_java = pytest.mark.requires("java", "sudo apt install default-jre-headless")

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "tests" / "fixtures" / "reasoning"
ONTOLOGY = (ROOT / "ontology" / "alskg.ttl").read_bytes()
PLANTED = sorted(path.stem for path in FIXTURES.glob("*.ttl") if path.stem != "consistent")


def triples(turtle: str) -> list[ox.Triple]:
    """Return the triples of a Turtle text whose prefixes are the project's."""
    text = prefix_header(turtle) + turtle
    return [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)]


def fixture(name: str) -> list[ox.Triple]:
    """Return the triples of a fixture."""
    return triples((FIXTURES / f"{name}.ttl").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def known() -> vocabulary.Vocabulary:
    """Return what the ontology says."""
    return vocabulary.read(triples(ONTOLOGY.decode()))


@pytest.fixture(scope="module")
def small() -> reasoning.ReasoningReport:
    """Return the report on the small graph without a fault."""
    return reasoning.check(fixture("consistent"), ONTOLOGY)


def curies(found: Iterable[ox.Triple]) -> set[str]:
    """Return triples as words of CURIEs."""
    return {" ".join(compact(str(term).strip("<>")) for term in triple) for triple in found}


@needs_java
def test_a_graph_without_a_fault_is_consistent(small: reasoning.ReasoningReport) -> None:
    """A sound graph holds, although it has a denied claim that would contradict it."""
    assert small.holds
    assert small.consistent
    assert small.clashes == ()
    assert small.unsatisfiable == ()


@needs_java
@pytest.mark.parametrize(
    "fact",
    [
        "condition:narrowest alskg:narrowerThan condition:wide",
        "condition:wide alskg:hasSubtype condition:narrow",
        "condition:wide alskg:causedBy gene:one",
        "gene:one biolink:causes condition:wide",
        "gene:one rdf:type alskg:Cause",
        "stage:later rdf:type skos:Concept",
    ],
)
def test_what_follows_is_reported(small: reasoning.ReasoningReport, fact: str) -> None:
    """Closure, inverse, wider property and wider class follow; what was there is not repeated."""
    assert fact in curies(small.inferred)
    assert not curies(fixture("consistent")) & curies(small.inferred)


@needs_java
@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_error_is_noticed_and_explained(name: str) -> None:
    """Each error makes the report fail, and the fact to blame is among the clashes."""
    planted = fixture(name)
    report = reasoning.check([*fixture("consistent"), *planted], ONTOLOGY)

    assert not report.consistent
    assert not report.holds
    assert report.inferred == ()
    blamed = {reason.fact for clash in report.clashes for reason in (clash.first, clash.second)}
    assert set(planted) & blamed


@needs_java
def test_an_empty_class_is_named() -> None:
    """A class below two disjoint ones, and all below it, can have no member."""
    text = ONTOLOGY.decode() + (
        "alskg:Chimera a owl:Class ; rdfs:subClassOf alskg:Gene, alskg:Condition .\n"
        "alskg:SmallChimera a owl:Class ; rdfs:subClassOf alskg:Chimera .\n"
    )
    report = reasoning.check([], text.encode())

    assert report.consistent
    assert not report.holds
    assert list(map(compact, report.unsatisfiable)) == ["alskg:Chimera", "alskg:SmallChimera"]


@needs_java
def test_a_run_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """No temporary file and no noise stays, even where HermiT finds a contradiction."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    reasoning.check([*fixture("consistent"), *fixture("cause-swapped")], ONTOLOGY)

    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")


@needs_java
def test_the_order_of_the_graph_does_not_matter(small: reasoning.ReasoningReport) -> None:
    """The same graph backwards, and doubled, gives the same report."""
    backwards = fixture("consistent")[::-1]

    assert reasoning.check(backwards * 2, ONTOLOGY) == small


def test_without_java_the_message_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """No launcher on PATH and none under JAVA_HOME: a missing part."""
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("JAVA_HOME", raising=False)

    with pytest.raises(MissingPart, match="apt install default-jre-headless"):
        reasoning.check([], ONTOLOGY)


def test_java_home_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Java that is not on PATH is found where JAVA_HOME says."""
    launcher = tmp_path / "bin" / "java"
    launcher.parent.mkdir()
    launcher.write_text("#!/bin/sh\n", encoding="utf-8")
    launcher.chmod(0o755)
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))

    assert hermit.find_java() == str(launcher)


@pytest.mark.parametrize(
    ("says", "error", "message"),
    [
        ("Unable to locate a Java Runtime", MissingPart, "brew install openjdk"),
        ("java.lang.OutOfMemoryError: Java heap space", DataError, "OutOfMemoryError"),
    ],
)
def test_a_java_that_fails_gives_a_reason(
    says: str, error: type[Exception], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What Java prints becomes one sentence, without a stack trace."""
    launcher = tmp_path / "java"
    launcher.write_text(
        f"#!/bin/sh\necho '{says}'\necho '  at nowhere'\nexit 1\n", encoding="utf-8"
    )
    launcher.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    with pytest.raises(error, match=message):
        reasoning.check([], ONTOLOGY)


def test_an_ontology_that_is_no_turtle_is_refused() -> None:
    """The message says what was expected."""
    with pytest.raises(DataError, match="no readable Turtle"):
        reasoning.check([], b"alskg:Gene a")


def test_imports_and_annotations_never_reach_the_reasoner() -> None:
    """Imports would be fetched, and a python_module annotation would run code."""
    text = """
        <urn:o> a owl:Ontology ; owl:imports <http://example.org/other> ;
            <http://www.lesfleursdunormal.fr/static/_downloads/owlready_ontology.owl#python_module>
            "antigravity" ; rdfs:label "text"@en .
        alskg:Gene a owl:Class ; rdfs:label "gene"@en ; rdfs:subClassOf alskg:Cause .
    """
    assert curies(vocabulary.axioms(triples(text))) == {
        "urn:o rdf:type owl:Ontology",
        "alskg:Gene rdf:type owl:Class",
        "alskg:Gene rdfs:subClassOf alskg:Cause",
    }


def test_claims_stay_outside(known: vocabulary.Vocabulary) -> None:
    """Nothing that a claim says is a fact."""
    chosen = facts.select(fixture("consistent"), known)

    assert not any("claim/denied" in str(triple) for triple in chosen.triples)


def test_what_cannot_be_given_is_counted(known: vocabulary.Vocabulary) -> None:
    """Datatypes outside OWL 2, and terms that the ontology does not declare."""
    chosen = facts.select(
        triples("""
            condition:wide a <urn:Unheard> ;
                rdfs:label "wide"@en ;
                alskg:abbreviation "2016-03-01"^^xsd:date, "2016"^^xsd:gYear, "2017"^^xsd:gYear ;
                <urn:unheard> 1 .
        """),
        known,
    )
    assert chosen.triples == ()
    assert [(one.kind, compact(one.term), one.count) for one in chosen.left_out] == [
        ("class", "urn:Unheard", 1),
        ("datatype", "xsd:date", 1),
        ("datatype", "xsd:gYear", 2),
        ("property", "urn:unheard", 1),
    ]


def test_blank_nodes_get_names_in_order(known: vocabulary.Vocabulary) -> None:
    """A blank node is a thing like any other, so that clashes can be told."""
    chosen = facts.select(triples("[] a alskg:Gene ; alskg:causes [ a alskg:Condition ] ."), known)

    assert len(chosen.triples) == 3
    assert "urn:alskg:blank:1" in str(chosen.triples)
    assert "_:" not in str(chosen.triples)


def test_a_clash_carries_the_claims_of_its_edge() -> None:
    """The claim that states the edge is named, also where a rule derived the edge from it."""
    graph = [
        *fixture("consistent"),
        *triples("""
            condition:wide alskg:causes gene:one ; biolink:causes gene:one .
            claim:wrong a alskg:CauseClaim ; rdf:subject condition:wide ;
                rdf:predicate alskg:causes ; rdf:object gene:one .
            gene:one alskg:causedBy condition:narrow .
            claim:other a alskg:CauseClaim ; alskg:entails <urn:edge> .
            <urn:edge> a alskg:DerivedEdge ; alskg:edgeSubject gene:one ;
                alskg:edgePredicate alskg:causedBy ; alskg:edgeObject condition:narrow .
        """),
    ]
    terms = triples(ONTOLOGY.decode())
    ontology = vocabulary.read(terms)
    clashes = reasoning.clashes.explain(facts.select([*terms, *graph], ontology), graph, ontology)
    claims = {
        compact(claim)
        for clash in clashes
        for reason in (clash.first, clash.second)
        for claim in reason.claims
    }
    assert claims == {"claim:wrong", "claim:other"}


def test_wider_terms_and_both_directions_follow(known: vocabulary.Vocabulary) -> None:
    """What HermiT leaves out of its answer is added: wider properties, and the inverse."""
    [given] = triples("condition:narrow alskg:subtypeOf condition:wide .")

    assert curies(facts.follow([], [given], known)) == {
        "condition:narrow alskg:subtypeOf condition:wide",
        "condition:wide alskg:hasSubtype condition:narrow",
        "condition:narrow alskg:narrowerThan condition:wide",
        "condition:narrow biolink:subclass_of condition:wide",
        "condition:wide biolink:superclass_of condition:narrow",
    }


def test_every_predicate_minds_its_ends(known: vocabulary.Vocabulary) -> None:
    """Whatever kind of thing stands where it does not belong, the ontology rules it out.

    For each domain and range of ours, every kind is a kind of it, may be one (they share a kind
    below them), or is disjoint with it.
    """
    own = {name for name in known.classes if name.startswith(ALSKG)} | {expand("skos:Concept")}
    below = {name: {each for each in own if name in known.all_above(each)} for name in own}
    ends = frozenset().union(*known.domains.values(), *known.ranges.values()) & own
    loose = {
        (compact(end), compact(kind))
        for end in ends
        for kind in own
        if not below[end] & below[kind] and not known.clash(end, kind)
    }
    assert loose == set()


def test_a_vocabulary_knows_what_stands_above(known: vocabulary.Vocabulary) -> None:
    """Superclasses and disjoint classes are seen at any distance."""
    assert expand("alskg:MechanismElement") in known.all_above(expand("alskg:Gene"))
    assert known.clash(expand("alskg:CareNeed"), expand("alskg:JournalArticle"))
    assert not known.clash(expand("alskg:CareNeed"), expand("alskg:Phenotype"))
