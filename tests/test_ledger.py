"""The ledger that the graph holds."""

from decimal import Decimal

import pytest
from page_fixtures import GraphEngine, copy, engine

from alskg.errors import DataError
from alskg.ledger import answers, read_ledger
from alskg.page.coverage import check_copy
from alskg.page.record import turtle
from alskg.terms import BASE


def test_the_ledger_has_every_passage_in_page_order() -> None:
    """Each with its anchor, its claims, its reason."""
    reason = (
        "PREFIX alskg: <https://w3id.org/alskg/ontology#>\n"
        f'<{BASE}passage/navigation-1> alskg:notModelledBecause "A banner."@en .'
    )

    ledger = read_ledger(engine(reason))

    assert [entry.anchor.slug for entry in ledger.entries] == [one.slug for one in copy().passages]
    by_slug = {entry.anchor.slug: entry for entry in ledger.entries}
    assert [one.iri for one in by_slug["frequency-1"].claims] == [
        f"{BASE}claim/marble-sample",
        f"{BASE}claim/marble-share",
    ]
    assert by_slug["navigation-1"].reason == "A banner."
    assert by_slug["omim-1"].claims == ()
    assert ledger.genes == {f"{BASE}gene/ABC1": "ABC1", f"{BASE}gene/XYZ2": "XYZ2"}
    assert ledger.places == {f"{BASE}population/atlantis": "Atlantis"}


def test_a_claim_is_known_by_what_its_concepts_say() -> None:
    """Stages lend their interval, groups their members, concepts their denial, units a label."""
    claims = {
        claim.iri.rpartition("/")[2]: claim
        for entry in read_ledger(engine()).entries
        for claim in entry.claims
    }

    assert (Decimal(25), Decimal(29)) in claims["marble-onset"].intervals
    assert f"{BASE}gene/ABC1" in claims["genes-cause-marble"].things
    assert claims["marble-nobody"].negates
    assert not claims["marble-share"].negates
    assert claims["marble-share"].units == {"percent"}
    assert claims["marble-share"].numbers == {Decimal(3), Decimal(4)}


def test_every_cue_of_the_invented_page_is_met() -> None:
    """The claims and the sentences agree."""
    ledger = read_ledger(engine())

    assert check_copy(copy(), ledger.entries, ledger.genes, ledger.places, ()) == ()


@pytest.mark.parametrize(
    ("without", "missing"),
    [
        (" alskg:low 3.0 ; alskg:high 4.0 ;", "frequency-1: number 3 "),
        ("alskg:unit unit:percent ;", "frequency-1: number 4 "),
        (" ; alskg:hasMember gene:ABC1", "causes-1: gene ABC1 "),
        (" alskg:population population:atlantis ;", "frequency-1: place Atlantis "),
        (" alskg:quantifier quantifier:sometimes ;", "description-2: word may"),
        ("    alskg:lifeStage stage:late-twenties ;", "description-2: age late twenties"),
        ("alskg:modality modality:probable ;", "causes-1: word thought"),
        ("alskg:modality modality:negated ;", "inheritance-2: word cannot"),
    ],
)
def test_what_is_taken_from_a_claim_is_missed(without: str, missing: str) -> None:
    """The check can fail for every kind of cue."""
    ledger = read_ledger(engine(without=without))

    found = check_copy(copy(), ledger.entries, ledger.genes, ledger.places, ())

    assert missing in " | ".join(map(str, found))


def test_a_recorded_passage_without_its_digest_is_refused() -> None:
    """The message names the passage."""
    damaged = turtle(copy(), "mini").replace("alskg:sha256", "alskg:digest")

    with pytest.raises(DataError, match=r"passage/\S+ lacks"):
        read_ledger(GraphEngine([damaged]))


def test_answers_are_plain_strings() -> None:
    """Unbound is the empty string, and known prefixes need no declaration."""
    query = "SELECT ?gene ?none WHERE { ?gene a alskg:Gene } ORDER BY ?gene"

    assert answers(engine(), query) == [(f"{BASE}gene/ABC1", ""), (f"{BASE}gene/XYZ2", "")]
