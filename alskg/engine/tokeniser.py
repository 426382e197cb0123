r"""SPARQL text as tokens: strings, IRIs and comments are told apart from everything else.

Written for the guard, which must read a text as the engine will. So a token here is never longer
than the grammar allows (SPARQL 1.1, productions 139 to 173): a string with an escape that the
grammar lacks is no string, or whatever stands behind it would be read one way here and another
way there. What fits no token is reported as `STRAY`.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

__all__ = [
    "COMMENT",
    "IRI",
    "LANGUAGE",
    "MARK",
    "NAME",
    "NUMBER",
    "SPACE",
    "STRAY",
    "STRING",
    "TERMS",
    "VARIABLE",
    "WORD",
    "Token",
    "place",
    "tokens",
]

SPACE: Final = "space"
COMMENT: Final = "comment"
STRING: Final = "string"
IRI: Final = "iri"
VARIABLE: Final = "variable"
BLANK: Final = "blank"
LANGUAGE: Final = "language"
NAME: Final = "name"  # a prefixed name, PNAME_NS or PNAME_LN
NUMBER: Final = "number"
WORD: Final = "word"  # a keyword, the name of a function, true, false, a
MARK: Final = "mark"  # punctuation and operators
STRAY: Final = "stray"

TERMS: Final = frozenset({STRING, IRI, VARIABLE, BLANK, NAME, NUMBER, LANGUAGE})

# UCHAR, without the surrogates and what lies beyond Unicode: engines take those for no escape.
_UCHAR = (
    r"\\u(?:[0-9A-CEFa-cef][0-9A-Fa-f]{3}|[Dd][0-7][0-9A-Fa-f]{2})"
    r"|\\U00(?:0[1-9A-Fa-f]|10)[0-9A-Fa-f]{4}"
    r"|\\U0000(?:[0-9A-CEFa-cef][0-9A-Fa-f]{3}|[Dd][0-7][0-9A-Fa-f]{2})"
)
_ESCAPE = rf"\\[tbnrf\"'\\]|{_UCHAR}"
_NAME_CHARACTER = r"\w\-\u00b7\u0300-\u036f\u203f\u2040"
_LOCAL = (
    rf"(?:[{_NAME_CHARACTER}:]|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?#@%]"
    rf"|\.++(?=[{_NAME_CHARACTER}:%\\]))*+"
)
_PATTERNS: Final = {
    SPACE: r"[ \t\r\n]++",
    COMMENT: r"#[^\r\n]*+",
    STRING: (
        rf'"""(?:[^"\\]|{_ESCAPE}|"(?!""))*+"""'
        rf"|'''(?:[^'\\]|{_ESCAPE}|'(?!''))*+'''"
        rf'|"(?!"")(?:[^"\\\r\n]|{_ESCAPE})*+"'
        rf"|'(?!'')(?:[^'\\\r\n]|{_ESCAPE})*+'"
    ),
    IRI: rf"<(?:[^<>\"{{}}|^`\\\x00-\x20]|{_UCHAR})*+>",
    VARIABLE: r"[?$][\w\u00b7\u0300-\u036f\u203f\u2040]++",
    BLANK: rf"_:\w(?:[{_NAME_CHARACTER}]|\.++(?=[{_NAME_CHARACTER}]))*+",
    LANGUAGE: r"@[A-Za-z]++(?:-[A-Za-z0-9]++)*+(?:--[A-Za-z]++)?",
    NAME: rf"(?:[^\W\d_](?:[{_NAME_CHARACTER}]|\.++(?=[{_NAME_CHARACTER}]))*+)?:{_LOCAL}",
    NUMBER: r"(?:[0-9]*+\.)?[0-9]++(?:[eE][+-]?[0-9]++)?",
    WORD: r"[A-Za-z][A-Za-z0-9_]*+",
    MARK: r"<<\(?|\)?>>|\^\^|&&|\|\||[<>!]=|[{}()\[\].;,*/+\-?|^!<>~=$]",
    STRAY: r".",
}


class Token(NamedTuple):
    """A piece of the text: what it is, where it starts, and its characters."""

    kind: str
    start: int
    text: str


@cache
def _pattern() -> re.Pattern[str]:
    """Compile the tokens into one pattern, whose groups are named after them."""
    groups = (f"(?P<{kind}>{pattern})" for kind, pattern in _PATTERNS.items())
    return re.compile("|".join(groups), re.DOTALL)


def tokens(text: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """Yield the tokens of a text, or of a part of it; white space and comments are left out.

    >>> [token.text for token in tokens("SELECT*{?s ex:p 'a{b'}#}")]
    ['SELECT', '*', '{', '?s', 'ex:p', "'a{b'", '}']
    """
    for match in _pattern().finditer(text, start, len(text) if end is None else end):
        kind = match.lastgroup
        if kind not in (SPACE, COMMENT):
            yield Token(kind or STRAY, match.start(), match.group())


def place(text: str, offset: int) -> tuple[int, int]:
    r"""Return line and column of an offset, both from one.

    >>> place("SELECT *\nWHERE { oops }", 17)
    (2, 9)
    """
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - before.rfind("\n")
