"""Content negotiation: RFC 9110, sections 12.4.2, 12.5.1 and 12.5.3."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alskg.web.protocol.negotiation import Offer, chosen, coding
from alskg.web.protocol.operation import GRAPH_OFFERS, ROW_OFFERS

JSON = Offer("application/json", "json")
CSV = Offer("text/csv", "csv")
HTML = Offer("text/html", "html")
OFFERS = (JSON, CSV, HTML)

FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        ("", "json"),
        ("*/*", "json"),
        ("text/*", "csv"),
        ("text/csv", "csv"),
        ("TEXT/CSV", "csv"),
        ("text/html, text/csv", "csv"),
        ("text/html, text/csv;q=0.9", "html"),
        ("text/html;q=0.5, text/csv;q=0.50", "csv"),
        ("application/json;q=0.1, */*;q=0.2", "csv"),
        ("text/csv;q=0, text/*", "html"),
        ("*/*, text/csv;q=0, application/json;q=0", "html"),
        ("text/csv;charset=utf-8", "csv"),
        ('text/csv; charset="UTF-8"; q=0.3', "csv"),
        ("text/csv;charset=utf-8;q=0.9, text/csv;q=0, text/html;q=0.1", "csv"),
        ("text/csv;header=absent;q=0, text/csv", "csv"),
        ('text/html;title="a,b;q=0", text/csv;q=0.5', "html"),
        (" text/csv ; q=1.000 ,, ", "csv"),
        ("text/csv;q=.5, text/html;q=0.4", "csv"),
    ],
)
def test_weights_and_the_closest_range_decide(accept: str, name: str) -> None:
    """RFC 9110, 12.5.1: weights count, and of the ranges that fit the most specific one."""
    offer = chosen(accept, OFFERS)
    assert offer is not None
    assert offer.name == name


@pytest.mark.parametrize(
    "accept", ["image/png", "text/plain", "*/*;q=0", "text/csv;charset=iso-8859-1", "image/*"]
)
def test_nothing_is_chosen_where_nothing_will_do(accept: str) -> None:
    """RFC 9110, 12.4.2: a weight of 0 means not acceptable, and so does what is not named."""
    assert chosen(accept, OFFERS) is None


@pytest.mark.parametrize("accept", ["nonsense", ";;;", "a/b/c", "text/csv;q=2", "*/csv", "/", '"'])
def test_what_cannot_be_read_counts_as_no_field(accept: str) -> None:
    """RFC 9110, 12.5.1: without a field any type will do."""
    assert chosen(accept, OFFERS) == JSON


def test_an_element_that_cannot_be_read_is_passed_over() -> None:
    """The rest of the field counts all the same."""
    assert chosen("nonsense, text/html;q=x, text/csv", OFFERS) == CSV


@pytest.mark.parametrize(("offers", "name"), [(ROW_OFFERS, "json"), (GRAPH_OFFERS, "turtle")])
def test_a_browser_gets_what_is_offered_first(offers: tuple[Offer, ...], name: str) -> None:
    """Its application/xml is meant for pages, not for results."""
    offer = chosen(FIREFOX, offers)
    assert offer is not None
    assert offer.name == name


@pytest.mark.parametrize("offers", [ROW_OFFERS, GRAPH_OFFERS])
def test_each_offer_can_be_had_by_its_own_name(offers: tuple[Offer, ...]) -> None:
    """However little the client wants it, if it wants nothing else."""
    for offer in offers:
        assert chosen(offer.media_type, offers) == offer
        assert chosen(f"image/png, {offer.media_type};q=0.001", offers) == offer


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("", "identity"),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("x-gzip", "gzip"),
        ("*", "gzip"),
        ("br, deflate, gzip", "gzip"),
        ("gzip;q=0.5", "gzip"),
        ("gzip;q=0.5, identity;q=1", "identity"),
        ("gzip;q=1.0, identity;q=0.5", "gzip"),
        ("gzip;q=0", "identity"),
        ("gzip;q=0, *", "identity"),
        ("identity", "identity"),
        ("br", "identity"),
        ("nonsense; here", "identity"),
        ("gzip, identity;q=0", "gzip"),
        ("gzip;q=0, identity;q=0", None),
        ("*;q=0", None),
        ("identity;q=0", None),
        ("br, *;q=0", None),
    ],
)
def test_codings(accept: str, wanted: str | None) -> None:
    """RFC 9110, 12.5.3: what is not listed is not acceptable, but for no coding at all."""
    assert coding(accept) == wanted


TOKEN = st.sampled_from(
    ["text", "application", "*", "csv", "json", "html", "sparql-results+json", "turtle", "x", ""]
)
WEIGHT = st.sampled_from(["", ";q=0", ";q=0.5", ";q=1", ";q=1.0000", "; q = .3", ";q=-1", ";q"])
PARAMETER = st.sampled_from(["", ";charset=utf-8", ';a="x,y;q=0"', ";a", ";version=1.2", '"'])
ELEMENT = st.builds(lambda a, b, p, q: f"{a}/{b}{p}{q}", TOKEN, TOKEN, PARAMETER, WEIGHT)
ACCEPT = st.one_of(st.lists(ELEMENT, max_size=5).map(",".join), st.text(max_size=60))


@given(ACCEPT)
def test_any_accept_field_gives_an_offer_that_it_names_or_none(accept: str) -> None:
    """Nothing that a client sends breaks the choice."""
    for offers in (ROW_OFFERS, GRAPH_OFFERS, OFFERS):
        offer = chosen(accept, offers)
        assert offer is None or offer in offers
        only = chosen(accept, (offer,)) if offer else None
        assert only == offer


@given(ACCEPT)
def test_a_further_range_for_all_makes_anything_acceptable(accept: str) -> None:
    """A range at the end is read whatever comes before it."""
    if '"' not in accept:
        assert chosen(f"{accept},application/*;q=0.01,text/*;q=0.01", OFFERS) is not None or (
            "q=0" in accept
        )


@given(st.text(max_size=80))
def test_any_accept_encoding_gives_a_coding_or_none(text: str) -> None:
    """Nothing that a client sends breaks the choice."""
    assert coding(text) in {"gzip", "identity", None}


def test_a_long_field_is_read_in_time_that_grows_with_its_length() -> None:
    """No field makes the patterns try the same twice."""
    assert chosen("text/csv;a=" * 5_000, OFFERS) in (*OFFERS, None)
    assert chosen('"' * 60_000, OFFERS) == JSON
    assert chosen(("a/b;q=0.1;" + ";" * 50 + ",") * 900, OFFERS) is None
