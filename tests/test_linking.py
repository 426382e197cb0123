"""The mappings held against ontologies, and candidates for new ones."""

from pathlib import Path

import pytest
from ontology_fixtures import DOID, HPO, MONDO, SMALL, real

import alskg
from alskg import linking, resources
from alskg.errors import DataError
from alskg.linking import Acceptance, Finding, Link, Narrower, Unlinked
from alskg.mappings import Mapping
from alskg.ontologies import Ontology, Synonym, Term, read
from alskg.ontologies.records import OBO

NOTHING: Narrower = frozenset()
EXCEPTIONS = resources.data_dir() / "linking" / "exceptions.tsv"


def link(
    subject: str, target: str, label: str = "", *, word: str = "exact", negative: bool = False
) -> Link:
    """Return a mapping as it would stand in a file."""
    mapping = Mapping(
        subject_id=subject,
        predicate_id=f"skos:{word}Match",
        predicate_modifier="Not" if negative else "",
        object_id=target,
        object_label=label,
        mapping_justification="semapv:ManualMappingCuration",
    )
    return Link(mapping, "here:1")


def hp(*terms: Term) -> Ontology:
    """Return an ontology of a few HPO terms."""
    return Ontology("hp.obo", terms, version="1")


def term(number: int, label: str, *parents: int, **rest: object) -> Term:
    """Return an HPO term by its number."""
    above = tuple(f"{OBO}HP_{parent:07}" for parent in parents)
    return Term(f"{OBO}HP_{number:07}", label, parents=above, **rest)  # type: ignore[arg-type]


def one(ontology: Ontology, mapping: Link) -> Finding:
    """Return what is found about a single mapping."""
    (found,) = linking.check([ontology], [mapping], NOTHING).findings
    return found


ONTOLOGY = hp(
    term(1, "tremor"),
    term(2, "obsolete shaking", deprecated=True, replaced_by=(f"{OBO}HP_0000001",)),
    term(3, "obsolete wobble", deprecated=True),
)


@pytest.mark.parametrize(
    ("target", "pinned", "status", "detail", "trouble"),
    [
        ("HP:0000001", "tremor", "as pinned", "tremor", False),
        ("HP:0000001", "", "found", "tremor", False),
        ("HP:0000001", "Tremor", "label changed", "pinned as 'Tremor', now 'tremor'", True),
        ("HP:0000002", "shaking", "obsolete", "replaced by HP:0000001 (tremor)", True),
        ("HP:0000003", "wobble", "obsolete", "without a replacement", True),
        ("HP:0000004", "fever", "not found", "pinned as 'fever'", True),
    ],
)
def test_what_can_have_become_of_a_term(
    target: str, pinned: str, status: str, detail: str, *, trouble: bool
) -> None:
    """Each state is told apart, with what to do about it."""
    found = one(ONTOLOGY, link("phenotype:tremor", target, pinned))

    assert (found.status, found.detail, found.is_trouble) == (status, detail, trouble)
    assert found.place == "here:1"


def test_a_denied_mapping_may_lead_to_an_obsolete_term() -> None:
    """But it must still lead somewhere."""
    obsolete = link("phenotype:tremor", "HP:0000002", "obsolete shaking", negative=True)
    absent = link("phenotype:tremor", "HP:0000009", negative=True)

    assert not one(ONTOLOGY, obsolete).is_trouble
    assert one(ONTOLOGY, absent).is_trouble


def test_only_mappings_into_the_ontology_count() -> None:
    """One into MONDO says nothing about HPO."""
    report = linking.check([ONTOLOGY], [link("condition:als", "MONDO:0004976")], NOTHING)

    assert report.findings == ()
    assert report.fine


def test_the_hierarchies_are_compared_both_ways() -> None:
    """Over any number of steps, between things that are exactly a term."""
    ontology = hp(term(1, "a"), term(2, "b", 1), term(3, "c", 2), term(4, "d"), term(5, "e", 1))
    links = [
        link(f"condition:{name}", f"HP:{number:07}", name)
        for number, name in enumerate("abcde", 1)
        if name != "b"
    ]
    links.append(link("condition:f", "HP:0000004", "d", word="close"))
    ours: Narrower = frozenset(
        {
            ("condition:c", "condition:a"),
            ("condition:d", "condition:a"),
            ("condition:f", "condition:a"),
        }
    )
    report = linking.check([ontology], links, ours)

    assert [
        (one.subject, one.status) for one in report.findings if one.object == "condition:a"
    ] == [
        ("condition:c", "below"),
        ("condition:d", "not below"),
        ("condition:e", "not below here"),
    ]
    assert len(report.troubles) == 2


def test_an_exception_explains_and_grows_stale() -> None:
    """It holds for its release, and is reported once nothing needs it."""
    gone = link("phenotype:tremor", "HP:0000009")
    fits = Acceptance("HP", "1", "not found", "phenotype:tremor", "HP:0000009", "because")
    other = Acceptance("HP", "2", "not found", "phenotype:tremor", "HP:0000009", "because")
    idle = Acceptance("HP", "", "obsolete", "phenotype:tremor", "HP:0000001", "no more")
    elsewhere = Acceptance("MONDO", "", "not found", "x:a", "MONDO:1", "not looked at")

    explained = linking.check([ONTOLOGY], [gone], NOTHING, [fits, other, elsewhere])
    assert explained.fine
    assert [one.reason for one in explained.findings] == ["because"]

    stale = linking.check([ONTOLOGY], [gone], NOTHING, [fits, idle])
    assert stale.stale == (idle,)
    assert not stale.fine
    assert not linking.check([ONTOLOGY], [gone], NOTHING, [other]).fine


@pytest.mark.parametrize(
    "text",
    [
        "wrong\theader\n",
        "ontology\tversion\tstatus\tsubject\tobject\treason\nHP\t\tobsolete\ta\tb\t\n",
        "ontology\tversion\tstatus\tsubject\tobject\treason\n" + "HP\t\tobsolete\ta\tb\tc\n" * 2,
    ],
)
def test_a_faulty_file_of_exceptions_is_refused(tmp_path: Path, text: str) -> None:
    """No reason, no exception."""
    path = tmp_path / "exceptions.tsv"
    path.write_text(text)

    with pytest.raises(DataError, match=r"exceptions\.tsv"):
        linking.read_acceptances(path)


def test_every_link_has_its_place() -> None:
    """The line at which an editor finds it."""
    folder = resources.data_dir() / "mappings"
    for each in linking.links(folder)[::40]:
        name, _, line = each.place.partition(":")
        text = (folder / name).read_text(encoding="utf-8").splitlines()[int(line) - 1]
        assert text.startswith(f"{each.mapping.subject_id}\t")
        assert each.mapping.object_id in text.split("\t")


def test_candidates_are_ranked() -> None:
    """Labels before synonyms, the same name before the same words; each pair once."""
    ontology = hp(
        term(1, "Hand tremor"),
        term(2, "Shaking", synonyms=(Synonym("hand tremor"),)),
        term(3, "Tremors of the hand"),
        term(4, "Wobble", synonyms=(Synonym("tremor, hand", "broad"), Synonym("x", "related"))),
        term(5, "obsolete hand tremor", deprecated=True),
        term(6, "Hand tremor"),
        term(7, "Hand tremor"),
    )
    thing = Unlinked("phenotype:hand-tremor", "hand tremor", ("hand tremor",))
    denied = link("phenotype:hand-tremor", "HP:0000006", negative=True)
    taken = link("phenotype:other", "HP:0000007")
    found = linking.suggestions(ontology, [thing], [denied, taken])

    assert [(each.object_id, each.predicate) for each in found] == [
        ("HP:0000001", "skos:exactMatch"),
        ("HP:0000002", "skos:exactMatch"),
        ("HP:0000003", "skos:closeMatch"),
        ("HP:0000004", "skos:closeMatch"),
    ]
    assert [each.confidence for each in found] == sorted(
        (each.confidence for each in found), reverse=True
    )


def test_the_scope_of_a_synonym_decides_the_predicate() -> None:
    """A term whose broad synonym is our name is narrower than our thing."""
    ontology = hp(
        term(1, "a", synonyms=(Synonym("tremor", "broad"),)),
        term(2, "b", synonyms=(Synonym("tremor", "narrow"),)),
        term(3, "c", synonyms=(Synonym("tremor", "related"),)),
    )
    found = linking.suggestions(ontology, [Unlinked("phenotype:t", "t", ("tremor",))], [])

    assert {each.object_id: each.predicate for each in found} == {
        "HP:0000001": "skos:narrowMatch",
        "HP:0000002": "skos:broadMatch",
        "HP:0000003": "skos:relatedMatch",
    }


@pytest.mark.parametrize(
    ("thing", "predicates"),
    [
        ("phenotype:x", ["skos:exactMatch", "skos:closeMatch"]),
        ("gene:x", ["skos:relatedMatch", "skos:relatedMatch"]),
        ("condition:x", ["skos:relatedMatch", "skos:relatedMatch"]),
        ("anatomy:x", []),
        ("population:x", []),
        ("process:x", []),
    ],
)
def test_things_of_two_kinds_are_related_at_most(thing: str, predicates: list[str]) -> None:
    """The mappings say that phenotypes are what this ontology has terms for."""
    ontology = hp(term(1, "hand tremor"), term(2, "tremor of the hand"))
    links = [
        link("phenotype:other", "HP:0000009"),
        link("anatomy:other", "HP:0000008", word="close"),
        link("anatomy:another", "HP:0000008", negative=True),
        link("anatomy:other", "UBERON:0000008"),
    ]
    found = linking.suggestions(ontology, [Unlinked(thing, "Hand tremor", ("Hand tremor",))], links)

    assert [each.predicate for each in found] == predicates


def test_an_ontology_without_mappings_can_have_any_kind() -> None:
    """Nothing is known of it yet."""
    thing = Unlinked("anatomy:arm", "arm", ("arm",))
    (found,) = linking.suggestions(hp(term(1, "Arm")), [thing], [])

    assert found.predicate == "skos:exactMatch"


@pytest.mark.parametrize(
    ("ours", "theirs", "met"),
    [
        ("ALS", "ALS", 0),
        ("arm", "ARM", 0),
        ("A.L.S.", "als", 0),
        ("C9", "C9", 0),
        ("arm", "arm", 1),
        ("SOD1", "SOD1", 1),
    ],
)
def test_a_short_abbreviation_meets_nothing(ours: str, theirs: str, met: int) -> None:
    """On neither side: three letters stand for too much."""
    thing = Unlinked("condition:x", "x y", (ours,))

    assert len(linking.suggestions(hp(term(1, theirs)), [thing], [])) == met


@pytest.mark.slow
def test_mondo_has_conditions_alone() -> None:
    """No gene is exactly one of its diseases, and no arm is a tumour."""
    ontology = read(real(MONDO))
    links = linking.links(resources.data_dir() / "mappings")
    things = linking.unlinked(alskg.load().engine, links, "MONDO")
    found = linking.suggestions(ontology, things, links)
    kinds = {(each.subject.curie.partition(":")[0], each.predicate) for each in found}

    assert ("gene", "skos:relatedMatch") in kinds
    assert {kind for kind, predicate in kinds if predicate != "skos:relatedMatch"} <= {"condition"}
    assert {kind for kind, _ in kinds} <= {"condition", "gene", "phenotype"}


def test_what_is_linked_is_not_suggested() -> None:
    """Things with a mapping into the ontology, unless it is a denied one."""
    engine = alskg.load().engine
    links = [
        link("condition:als", "HP:0007354", negative=True),
        link("phenotype:dysarthria", "HP:0001260"),
        link("condition:ftd", "HP:0002145"),
    ]
    things = {thing.curie: thing for thing in linking.unlinked(engine, links, "HP")}

    assert "condition:ftd" not in things
    assert "Lou Gehrig disease" in things["condition:als"].names
    assert things["gene:SOD1"].label == "SOD1"


@pytest.mark.slow
@pytest.mark.parametrize("name", [HPO, MONDO, DOID])
def test_the_real_ontologies_hold_no_surprise(name: str) -> None:
    """Every finding is explained, and no explanation is idle."""
    report = linking.check(
        [read(real(name))],
        linking.links(resources.data_dir() / "mappings"),
        linking.narrower(alskg.load().engine),
        linking.read_acceptances(EXCEPTIONS),
    )

    assert report.troubles == ()
    assert report.stale == ()
    assert len(report.findings) > 20


def test_the_small_ontology_is_read_for_it() -> None:
    """From file to finding."""
    ontology = read(SMALL / "hp.obo")
    found = one(ontology, link("phenotype:slow", "HP:0001333", "Neurologic abnormality"))

    assert (found.status, found.detail) == (
        "obsolete",
        "replaced by HP:0000707 (Abnormality of the nervous system)",
    )
