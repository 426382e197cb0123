"""The normal form of page text, and its sentences."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alskg.page.segment import sentences
from alskg.page.text import digest, normalise

NASTY = st.text(st.sampled_from("aB1 .,;:()!?\t\n\u00a0\u0301\u00e9e"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a \t\n\u00a0 b", "a b"),
        ("the brain .", "the brain."),
        ("axons , cells ; nerves : all", "axons, cells; nerves: all"),
        ("blocks ( nucleotides ) here", "blocks (nucleotides) here"),
        ("use .gov here", "use .gov here"),
        ("a . b", "a. b"),
        ("e\u0301", "\u00e9"),
        ("  ", ""),
    ],
)
def test_text_has_one_normal_form(text: str, expected: str) -> None:
    """White space, Unicode composition and spaces at punctuation do not tell two copies apart."""
    assert normalise(text) == expected


@given(NASTY | st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    """The normal form is its own normal form, in NFC and without a run of white space."""
    once = normalise(text)

    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "  " not in once
    assert once == once.strip()


def test_the_digest_is_over_utf_8() -> None:
    """Anybody can compute it: `printf é | sha256sum`."""
    expected = "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"

    assert digest("é") == expected


@pytest.mark.parametrize(
    "parts",
    [
        ["One.", "Two.", "Three."],
        ["Really?", "Yes!", "(Not quite.)", "Fine."],
        ["About 5.5 percent, e.g. some.", "Others not."],
        ["It ends (here.)", "Then goes on."],
        ["Élan begins.", "Ça va."],
        ["no end"],
        ["before (Some) and Dr. who."],
    ],
)
def test_a_sentence_ends_before_a_capital_or_a_parenthesis(parts: list[str]) -> None:
    """The end mark alone is not enough: what follows must begin a sentence."""
    assert sentences(" ".join(parts)) == tuple(parts)


@given(NASTY.map(normalise))
def test_sentences_tile_the_text(text: str) -> None:
    """No character is lost or doubled by the cuts."""
    assert " ".join(sentences(text)) == text
