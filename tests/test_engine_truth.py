"""Truth values of an endpoint are spelt as the other engines spell them, and nothing else is."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alskg.engine.truth import spelt_in_json

BOOLEAN = "http://www.w3.org/2001/XMLSchema#boolean"
INTEGER = "http://www.w3.org/2001/XMLSchema#integer"
LOOKALIKE = json.dumps({"datatype": BOOLEAN, "value": "1"})


def document(*cells: dict[str, str]) -> bytes:
    """Return an answer with one column."""
    return json.dumps({"results": {"bindings": [{"x": cell} for cell in cells]}}).encode()


@pytest.mark.parametrize(("digit", "word"), [("1", "true"), ("0", "false"), ("true", "true")])
def test_a_truth_value_is_a_word(digit: str, word: str) -> None:
    """In either order of the members."""
    for cell in (
        {"type": "typed-literal", "datatype": BOOLEAN, "value": digit},
        {"type": "literal", "value": digit, "datatype": BOOLEAN},
    ):
        given_back = json.loads(b"".join(spelt_in_json([document(cell)])))
        assert given_back["results"]["bindings"][0]["x"] == {**cell, "value": word}


@given(st.lists(st.integers(min_value=0), max_size=5))
def test_only_truth_values_change_wherever_the_chunks_end(cuts: list[int]) -> None:
    """A number stays, and so does a text that looks like a cell."""
    others = (
        {"type": "literal", "value": "1", "datatype": INTEGER},
        {"type": "literal", "value": LOOKALIKE},
        {"type": "literal", "value": "} 1 {"},
    )
    whole = document(*others, {"type": "literal", "datatype": BOOLEAN, "value": "1"})
    expected = document(*others, {"type": "literal", "datatype": BOOLEAN, "value": "true"})
    ends = sorted(cut % (len(whole) + 1) for cut in cuts)
    chunks = [whole[a:b] for a, b in zip([0, *ends], [*ends, len(whole)], strict=True)]

    assert b"".join(spelt_in_json(chunks)) == expected
