"""SPARQL text falls into the tokens that its grammar has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alskg.engine.tokeniser import (
    COMMENT,
    IRI,
    MARK,
    NAME,
    NUMBER,
    SPACE,
    STRAY,
    STRING,
    VARIABLE,
    WORD,
    place,
    tokens,
)

PIECES = [
    "SELECT", "{", "}", "(", ")", "?x", "ex:a", "<http://e/x#y>", '"a # b"', "'''a\n'b'''", "#c\n",
    "<", ">", "\\", '"', "'", " ", "\n", "1.5e3", "@en", "_:b", "&&", "<<(", ")>>", "\u00e9", "^^",
]  # fmt: skip


def _kinds(text: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'a' 'b'", [(STRING, "'a'"), (STRING, "'b'")]),
        ('""', [(STRING, '""')]),
        ('"""a"b""c"""', [(STRING, '"""a"b""c"""')]),
        ('"""a\\""""', [(STRING, '"""a\\""""')]),
        ("'''x\n#y'''", [(STRING, "'''x\n#y'''")]),
        ('"caf\\u00e9"', [(STRING, '"caf\\u00e9"')]),
        ("<http://e/x#y>", [(IRI, "<http://e/x#y>")]),
        ("?a<?b", [(VARIABLE, "?a"), (MARK, "<"), (VARIABLE, "?b")]),
        ("?a <= 1", [(VARIABLE, "?a"), (MARK, "<="), (NUMBER, "1")]),
        ("ex:a.b.", [(NAME, "ex:a.b"), (MARK, ".")]),
        ("ex:a\\#b#c", [(NAME, "ex:a\\#b")]),
        ("ex:a#b", [(NAME, "ex:a")]),
        (":x ex:", [(NAME, ":x"), (NAME, "ex:")]),
        ("1SERVICE", [(NUMBER, "1"), (WORD, "SERVICE")]),
        ("SELECT?s{", [(WORD, "SELECT"), (VARIABLE, "?s"), (MARK, "{")]),
        ("#all\r}", [(MARK, "}")]),
    ],
)
def test_tokens_are_as_long_as_the_grammar_says(text: str, expected: list[tuple[str, str]]) -> None:
    """Neither shorter nor longer, however close they stand."""
    assert _kinds(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        '"open',
        "'''open''",
        '"line\nbreak"',
        '"\\q"',
        '"""\\q"""',
        '"""\\uD800"""',
        "\\u0053",
        "\u00a0",
    ],
)
def test_what_the_grammar_lacks_is_stray(text: str) -> None:
    """An escape that SPARQL does not have makes a string none."""
    assert STRAY in [kind for kind, _ in _kinds(text)]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_tokens_tile_the_text(text: str) -> None:
    """Between two tokens there are comments and white space only."""
    end = 0
    for token in [*tokens(text)]:
        assert {kind for kind, _ in _kinds(text[end : token.start])} <= {SPACE, COMMENT}
        assert text[token.start :].startswith(token.text)
        end = token.start + len(token.text)


@pytest.mark.parametrize(
    ("text", "offset", "expected"),
    [("abc", 0, (1, 1)), ("a\nbc", 3, (2, 2)), ("a\r\nbc", 4, (2, 2)), ("a\rbc", 2, (2, 1))],
)
def test_a_place_is_a_line_and_a_column(text: str, offset: int, expected: tuple[int, int]) -> None:
    """Both count from one; every kind of line end ends a line."""
    assert place(text, offset) == expected
