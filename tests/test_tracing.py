"""Claims traced to the sentences that support them."""

from pathlib import Path

import pytest
from page_fixtures import HTML, copy, engine

from alskg.terms import BASE
from alskg.tracing import Support, TracedClaim, said, trace, with_text


def traced(curie: str, *more: str) -> dict[str, TracedClaim]:
    """Return the claims of a thing by slug, in the order of the trace."""
    claims = trace(engine(*more), BASE + curie)
    return {claim.iri.rpartition("/")[2]: claim for claim in claims}


def test_a_claim_is_put_in_words() -> None:
    """Labels for everything, the figures in one, the sentence by section and number."""
    (claim,) = traced("claim/marble-share").values()

    assert (claim.subject, claim.predicate, claim.object) == (
        "marble fingers",
        "hasOccurrence",
        "share",
    )
    assert claim.label == "Marble fingers: share in Atlantis"
    assert claim.modality == "asserted"
    assert claim.qualifiers == (("figure", "about 3 to 4 percent"), ("population", "Atlantis"))
    (support,) = claim.supports
    assert support.place == "Frequency, sentence 1"
    assert support.link.startswith("https://example.org/condition/marble-fingers/#:~:text=")
    assert support.text == ""


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ("alskg:value 1.0 ; alskg:unit unit:copy", "1 copy"),
        ("alskg:value 1.0 ; alskg:outOf 2.0 ; alskg:unit unit:copy", "1 of 2 copies"),
        ("alskg:low 0.5", "0.5"),
        ("alskg:value 5000 ; alskg:unit unit:person", "5000 people"),
        ("alskg:value 5.0 ; alskg:unit unit:percent ; alskg:each true", "5 percent, each"),
        ("alskg:approximate true", ""),
    ],
)
def test_figures_read_as_people_write_them(figures: str, expected: str) -> None:
    """Decimals lose their zeros, units are counted."""
    more = (
        "PREFIX alskg: <https://w3id.org/alskg/ontology#>\n"
        "PREFIX unit: <https://w3id.org/alskg/unit/>\n"
        "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>\n"
        f"<{BASE}claim/more> rdf:subject <{BASE}gene/ABC1> ; {figures} ."
    )

    (claim,) = traced("claim/more", more).values()

    assert dict(claim.qualifiers).get("figure", "") == expected


def test_a_thing_gives_all_claims_that_it_is_in() -> None:
    """As subject, object or qualifier, in the order of the page, reference sources last."""
    assert list(traced("population/atlantis")) == ["marble-share"]
    assert list(traced("gene/ABC1")) == ["abc1-listed", "abc1-symbol"]
    assert list(traced("condition/marble"))[:3] == [
        "marble-abbreviation",
        "marble-onset",
        "marble-nobody",
    ]
    assert list(traced("passage/frequency-1")) == ["marble-sample", "marble-share"]
    assert traced("section/causes") == {}


def test_a_reference_claim_names_its_source() -> None:
    """It rests on no sentence."""
    claim = traced("gene/ABC1")["abc1-symbol"]

    assert claim.supports == ()
    assert claim.sources == ("the register, release 7",)


def test_a_copy_of_the_page_shows_the_sentences() -> None:
    """The text is that whose digest is recorded."""
    claims, lacking = with_text(trace(engine(), f"{BASE}claim/genes-cause-marble"), copy())

    assert lacking == ()
    assert claims[0].supports[0].text == "Changes in the ABC1 gene are thought to cause it."


def test_a_changed_copy_shows_nothing_in_its_place(tmp_path: Path) -> None:
    """What cannot be proved is named, never guessed."""
    path = tmp_path / "page.html"
    text = HTML.read_text(encoding="utf-8").replace("are thought to", "are known to")
    path.write_text(text, encoding="utf-8")

    claims, lacking = with_text(trace(engine(), f"{BASE}claim/genes-cause-marble"), copy(path))

    assert lacking == ("causes-1",)
    assert claims[0].supports[0].text == ""


def test_an_item_of_a_list_is_called_so() -> None:
    """A sentence is one of prose only."""
    assert Support("omim-2", "omim", 2, "", "").place == "OMIM, item 2"


def test_a_qualifier_for_programs_is_not_read_out() -> None:
    """Figures and the other qualifiers are, after the modality."""
    claim = TracedClaim(
        *("", "", "", "", ""),
        modality="asserted",
        qualifiers=(
            ("figure", "3 percent"),
            ("subject form or variant qualifier", "genetic_variant_form"),
            ("population", "Atlantis"),
        ),
        definition="",
        supports=(),
        sources=(),
    )

    assert said(claim) == "asserted; figure: 3 percent; population: Atlantis"
