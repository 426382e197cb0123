"""Cues of a sentence, what meets them, and the ledger."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from page_fixtures import HTML, JSON, copy

from alskg.errors import DataError
from alskg.page.coverage import Entry, Finding, check_copy, check_ledger
from alskg.page.cues import cues
from alskg.page.exceptions import Exemption, read_exemptions
from alskg.page.meeting import StatedClaim, meets, unmet
from alskg.page.passage import Passage
from alskg.terms import ALSKG, BASE

GENES = {"g:ABC1": "ABC1", "g:ABC12": "ABC12"}
PLACES = {"p:guam": "Guam", "p:people": "people of Guam", "p:world": "worldwide"}
GAP = frozenset({ALSKG + "KnowledgeGapClaim"})


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("About 5,000 people.", ["number 5,000"]),
        ("From 30 to 40 percent, or 2.5%.", ["number 30", "number 40", "number 2.5"]),
        ("It occurs in 2 to 5 per 100,000.", ["number 2", "number 5", "number 100,000"]),
        ("The C9orf72 and SOD1 genes, in 1,2-things.", ["number 1,2"]),
        ("In their late fifties or early sixties.", ["age late fifties", "age early sixties"]),
        ("In mid-forties, in the teenage years.", ["age mid-forties", "age teenage years"]),
        (
            "One copy is enough, both copies are not.",
            ["number one copy", "number both copies", "word not"],
        ),
        ("One of the two copies of the gene.", ["number one copies", "number two copies"]),
        ("Only one X chromosome and the only copy.", ["number one chromosome", "number only copy"]),
        ("One of several genes; both of them.", []),
        ("ABC1, not ABC12 or abc1.", ["gene ABC1", "gene ABC12", "word not"]),
        ("Worldwide, the people of Guam.", ["place Worldwide", "place people of Guam"]),
        ("May it be? It cannot.", ["word may", "word cannot"]),
        ("Probably unlikely, notably nothing.", ["word probably"]),
        ("Unknown, unclear, unknown.", ["word unknown", "word unclear"]),
    ],
)
def test_cues_are_found(sentence: str, expected: list[str]) -> None:
    """Figures, ages, names and the words that weaken, deny or leave open; each once."""
    assert [str(cue) for cue in cues(sentence, GENES, PLACES)] == expected


def test_a_number_knows_its_unit() -> None:
    """Both ends of a range are in percent; what follows `per` is the base of a rate."""
    found = cues("Of 7, 30 to 40 percent; 2 per 100,000; 3/1,000; 2 to 10 years.", {}, {})

    assert [(str(cue.low), cue.unit) for cue in found] == [
        ("7", ""),
        ("30", "percent"),
        ("40", "percent"),
        ("2", ""),
        ("100000", "per"),
        ("3", ""),
        ("1000", "per"),
        ("2", "year"),
        ("10", "year"),
    ]


def test_words_for_an_age_are_an_interval() -> None:
    """Early is years 0 to 4 of a decade, late is 5 to 9; youth is open at one end."""
    found = cues("late fifties, early sixties, seventies, childhood, teens", {}, {})

    assert [(cue.low, cue.high) for cue in found] == [
        (55, 59),
        (60, 64),
        (70, 79),
        (0, None),
        (None, 19),
    ]


def things(*curies: str) -> frozenset[str]:
    """Return IRIs of our own."""
    return frozenset(BASE + curie for curie in curies)


def ages(low: int, high: int) -> frozenset[tuple[Decimal | None, Decimal | None]]:
    """Return one interval."""
    return frozenset({(Decimal(low), Decimal(high))})


PERCENT = frozenset({"percent"})
MEETINGS = [
    ("30 percent", StatedClaim("", numbers=frozenset({Decimal(30)}), units=PERCENT)),
    ("5,000 people", StatedClaim("", numbers=frozenset({Decimal("5000.0")}))),
    ("per 100,000", StatedClaim("", units=frozenset({"per 100,000"}))),
    ("both copies", StatedClaim("", numbers=frozenset({Decimal(2)}), units=frozenset({"copy"}))),
    ("10 years", StatedClaim("", numbers=frozenset({Decimal(10)}), units=frozenset({"year"}))),
    ("one parent", StatedClaim("", numbers=frozenset({Decimal(1)}), units=frozenset({"person"}))),
    ("late fifties", StatedClaim("", intervals=ages(55, 64))),
    ("early sixties", StatedClaim("", intervals=ages(55, 64))),
    ("childhood", StatedClaim("", intervals=ages(0, 19))),
    ("ABC1", StatedClaim("", things=frozenset({"g:ABC1"}))),
    ("Guam", StatedClaim("", things=frozenset({"p:guam"}))),
    ("may", StatedClaim("", things=things("quantifier/sometimes"))),
    ("can", StatedClaim("", things=things("modality/possible"))),
    ("thought", StatedClaim("", things=things("modality/probable"))),
    ("likely", StatedClaim("", things=things("modality/probable"))),
    ("estimated", StatedClaim("", things=things("modality/estimated"))),
    ("not", StatedClaim("", things=things("modality/negated"))),
    ("never", StatedClaim("", negates=True)),
    ("cannot", StatedClaim("", kinds=GAP)),
    ("unclear", StatedClaim("", kinds=GAP)),
]


@pytest.mark.parametrize(("sentence", "claim"), MEETINGS, ids=[one for one, _ in MEETINGS])
def test_a_cue_is_met_by_its_own_kind_of_value_only(sentence: str, claim: StatedClaim) -> None:
    """The claim that holds the value meets it; one that says everything else does not."""
    (cue,) = cues(sentence, GENES, PLACES)
    everything_else = StatedClaim(
        "",
        numbers=frozenset({Decimal(1), Decimal(29)}),
        units=frozenset({"per 1,000"}),
        intervals=ages(56, 63),
        things=things("modality/asserted", "quantifier/most") | {"g:ABC12", "p:world"},
    )

    assert meets(claim, cue)
    assert not meets(everything_else, cue)
    assert str(cue) in unmet(cue)


def test_a_percentage_is_not_met_by_a_bare_number() -> None:
    """Thirty people are not thirty percent."""
    (cue,) = cues("30 percent", {}, {})

    assert not meets(StatedClaim("", numbers=frozenset({Decimal(30)})), cue)
    assert unmet(cue) == "number 30 is in no claim with the unit percent"


def entries(**changes: Entry) -> list[Entry]:
    """Return a full ledger of the invented page, some entries replaced by slug."""
    claim = StatedClaim(
        "c:all",
        kinds=GAP,
        things=things("quantifier/sometimes", "modality/probable") | {"g:ABC1", "p:atlantis"},
        numbers=frozenset(map(Decimal, (1, 3, 4, 200))),
        units=PERCENT | {"copy"},
        intervals=ages(25, 29),
    )
    full = {
        one.slug: Entry(one, reason="frame") if boilerplate(one) else Entry(one, (claim,))
        for one in copy().passages
    }
    return list({**full, **{slug.replace("_", "-"): one for slug, one in changes.items()}}.values())


def boilerplate(passage: Passage) -> bool:
    """Say whether a passage needs no claims."""
    return passage.section in {"disclaimers", "navigation"}


GENE, PLACE = {"g:ABC1": "ABC1"}, {"p:atlantis": "Atlantis"}


def entry(slug: str) -> Entry:
    """Return one entry of the full ledger."""
    return next(one for one in entries() if one.anchor.slug == slug)


def test_a_full_ledger_has_no_finding() -> None:
    """Claims for content, reasons for the frame."""
    assert check_ledger(entries()) == ()
    assert check_copy(copy(), entries(), GENE, PLACE, ()) == ()


@pytest.mark.parametrize(
    ("slug", "reason", "claims", "message"),
    [
        ("causes-1", "", 0, "causes-1: has no claim"),
        ("omim-1", "", 0, "omim-1: has no claim"),
        ("navigation-1", "", 0, "navigation-1: has no claim and no reason"),
        ("causes-1", "dull", 0, "which only disclaimers and navigation may have"),
        ("navigation-1", "menu", 1, "has claims, and a reason for having none"),
    ],
)
def test_a_gap_in_the_ledger_is_named(slug: str, reason: str, claims: int, message: str) -> None:
    """A sentence without claims has no excuse, the frame needs one."""
    stated = entry("causes-1").claims[:claims]
    broken = {slug.replace("-", "_"): Entry(entry(slug).anchor, stated, reason)}

    (finding,) = check_ledger(entries(**broken))

    assert message in str(finding)


def without(field: str) -> Callable[[StatedClaim], StatedClaim]:
    """Return a function that empties one field of a claim."""
    return lambda claim: replace(claim, **{field: frozenset()})  # type: ignore[arg-type]


def only_abc1(claim: StatedClaim) -> StatedClaim:
    """Leave nothing but the gene."""
    return replace(claim, things=frozenset({"g:ABC1"}))


@pytest.mark.parametrize(
    ("slug", "lacking", "message"),
    [
        ("frequency-1", without("numbers"), "number 200 is in no claim"),
        ("frequency-1", without("things"), "place Atlantis is in no claim"),
        ("causes-1", without("things"), "gene ABC1 is in no claim"),
        ("causes-1", only_abc1, "word thought: no claim has the modality"),
        ("causes-2", without("kinds"), "word unclear: no claim is a knowledge gap"),
        ("description-2", without("intervals"), "age late twenties is in no claim"),
        ("inheritance-1", without("numbers"), "number one copy is in no claim"),
        ("inheritance-2", without("kinds"), "word cannot: no claim is negated"),
    ],
)
def test_a_cue_that_no_claim_meets_is_named(
    slug: str, lacking: Callable[[StatedClaim], StatedClaim], message: str
) -> None:
    """What was taken from the claims of a passage is missed there."""
    less = Entry(entry(slug).anchor, (lacking(entry(slug).claims[0]),))

    found = check_copy(copy(), entries(**{slug.replace("-", "_"): less}), GENE, PLACE, ())

    assert f"{slug}: {message}" in " | ".join(map(str, found))


def test_an_exception_excuses_its_cue_and_is_stale_without_one() -> None:
    """It is written for one cue of one passage, and has to go once it is not needed."""
    bare = replace(entry("causes-2"), claims=(StatedClaim("c:bare"),))
    excuse = Exemption("causes-2", "word unclear", "for the test")
    idle = Exemption("causes-1", "word may", "for the test")

    found = check_copy(copy(), entries(causes_2=bare), GENE, PLACE, (excuse, idle))

    message = "the exception for 'word may' is not needed: take it out"
    assert found == (Finding("causes-1", message),)


def test_a_changed_passage_is_named_and_not_judged(tmp_path: Path) -> None:
    """Claims are held against the sentence that they were made from, not against another."""
    path = tmp_path / "page.html"
    text = HTML.read_text(encoding="utf-8").replace("Why they do so is unclear", "Nobody knows 9")
    path.write_text(text, encoding="utf-8")
    excuse = Exemption("causes-2", "word odd", "for the test")

    found = check_copy(copy(path), entries(), GENE, PLACE, (excuse,))

    assert found == (Finding("causes-2", "is not as recorded", is_change=True),)


def test_a_partial_copy_says_nothing_of_the_rest() -> None:
    """An exception of a section that the JSON cannot hold is not stale."""
    excuses = (Exemption("disclaimers-1", "word may", "x"), Exemption("causes-1", "word may", "x"))

    found = check_copy(copy(JSON), entries(), GENE, PLACE, excuses)

    assert [one.passage for one in found] == ["causes-1"]


def test_exceptions_are_read_from_a_table(tmp_path: Path) -> None:
    """Comments and blank lines are for people."""
    path = tmp_path / "exceptions.tsv"
    path.write_text("# why\n\npassage\tcue\treason\ncauses-1\tword may\tso\n", encoding="utf-8")

    assert read_exemptions(path) == (Exemption("causes-1", "word may", "so"),)
    assert read_exemptions(tmp_path / "none.tsv") == ()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "must begin with the header"),
        ("causes-1\tword may\tso\n", "must begin with the header"),
        ("passage\tcue\treason\ncauses-1\tword may\n", "line 2"),
        ("passage\tcue\treason\ncauses-1\tword may\t \n", "line 2"),
        ("passage\tcue\treason\na\tb\tc\n\na\tb\td\n", "line 4"),
    ],
)
def test_a_bad_table_of_exceptions_is_refused(tmp_path: Path, content: str, message: str) -> None:
    """The message says which line, and what a line must have."""
    path = tmp_path / "exceptions.tsv"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(DataError, match=message):
        read_exemptions(path)


def test_exceptions_that_are_no_text_are_refused(tmp_path: Path) -> None:
    """As any file of data that cannot be read."""
    path = tmp_path / "exceptions.tsv"
    path.write_bytes(b"\xff")

    with pytest.raises(DataError, match="cannot be read"):
        read_exemptions(path)
