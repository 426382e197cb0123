"""What a query may be before an engine sees it.

Oxigraph has no limit on the depth of a query: one that is nested or chained too far overflows its
stack and takes the process with it. It follows SERVICE to any address, and its parser wants no
space after a keyword, so that `SERVICEex:endpoint {…}` is a SERVICE as well. Both are refused here,
on the tokens and without parsing. Where a text can be read in two ways (`<` opens an IRI or is
"less than") the guard counts both, or refuses.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NoReturn

from alskg.engine.tokeniser import (
    IRI,
    MARK,
    NAME,
    STRAY,
    TERMS,
    VARIABLE,
    WORD,
    Token,
    place,
    tokens,
)
from alskg.errors import QueryRefused, QuerySyntaxError, did_you_mean

__all__ = ["FORMS", "MAX_BYTES", "MAX_NESTING", "MAX_OPERATORS", "Checked", "check"]

# The smallest texts seen to overflow the engine's stack (8 MB): 1,000 nested STR(, EXISTS or IF,
# 2,500 nested braces, 2,600 BINDs, 2,700 OPTIONALs, 7,200 additions, 8,400 triple patterns.
MAX_BYTES: Final = 1_000_000
MAX_NESTING: Final = 128
MAX_OPERATORS: Final = 1_000

FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES: Final = frozenset(
    "INSERT DELETE LOAD CLEAR DROP CREATE ADD MOVE COPY WITH USING".split()  # noqa: SIM905
)
_OPENING: Final = {"{": "}", "(": ")", "[": "]", "<<": ">>", "<<(": ")>>"}
_CLOSING: Final = frozenset(_OPENING.values())
_IRI_AHEAD: Final = r'<[^<>"{}|^`\x00-\x20]*>'
_CODEPOINT: Final = r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})"
_BEYOND_UNICODE: Final = 0x110000
_AFTER_VALUES: Final = 1
_IN_ROWS: Final = 2
_NOTHING: Final = Token(MARK, 0, "")


@dataclass(frozen=True, slots=True)
class Checked:
    """What the guard learnt of a query that it lets through.

    `form` is one of `FORMS`; `prefixes` are those used and not declared, with the offset of their
    first use; `has_dataset` says that the text names its graphs with FROM.
    """

    form: str
    prefixes: tuple[tuple[str, int], ...]
    has_dataset: bool


@lru_cache(maxsize=128)
def check(query: str) -> Checked:
    """Return what the query is; the verdict is remembered by text.

    Raises QueryRefused for SERVICE, updates and whatever is too long, too deep or ambiguous, and
    QuerySyntaxError where the text is no SPARQL. Both say at which line and column.
    """
    try:
        size = len(query.encode())
    except UnicodeEncodeError as error:
        raise QuerySyntaxError("The query is not valid Unicode.") from error
    if size > MAX_BYTES:
        raise QueryRefused(
            f"The query is larger than {MAX_BYTES:,} bytes. Ask for less in one query, or put "
            f"long lists of values into several queries."
        )
    checked = _Reading(query).checked()
    if "\\u" in query or "\\U" in query:
        _check_expanded(query)
    return checked


def _check_expanded(query: str) -> None:
    """Check once more with every escape replaced: some engines do that before they parse.

    SPARQL 1.1, section 19.2; Oxigraph replaces them inside strings and IRIs only.
    """

    def character(match: re.Match[str]) -> str:
        number = int(match[1] or match[2], 16)
        return chr(number) if number < _BEYOND_UNICODE else match[0]

    try:
        _Reading(re.sub(_CODEPOINT, character, query)).checked()
    except (QueryRefused, QuerySyntaxError) as error:
        raise QueryRefused(
            f"The query reads differently once its \\u escapes are replaced ({error}) Write the "
            f'characters themselves, and \\" or \\\\ for a quotation mark or a backslash.'
        ) from error


@dataclass(slots=True)
class _Reading:
    """One pass over the tokens of a query."""

    text: str
    form: str = ""
    has_dataset: bool = False
    used: dict[str, int] = field(default_factory=dict)
    declared: set[str] = field(default_factory=set)
    opened: list[str] = field(default_factory=list)
    before: Token = _NOTHING
    operators: int = 0
    hidden: int = 0  # brackets left open inside IRIs that may be none
    data: int = 0  # a block of VALUES: its word was read, then its rows begin

    def checked(self) -> Checked:
        """Read all tokens and return the verdict."""
        for token in tokens(self.text):
            self._read(token)
            self.before = token
        if not self.form:
            raise QuerySyntaxError(
                "The query is empty: it needs SELECT, ASK, CONSTRUCT or DESCRIBE."
            )
        prefixes = tuple((name, at) for name, at in self.used.items() if name not in self.declared)
        return Checked(self.form, prefixes, self.has_dataset)

    def _read(self, token: Token) -> None:
        """Take in one token."""
        if token.kind == MARK:
            self._mark(token)
        elif token.kind == WORD:
            self._word(token)
        elif token.kind == STRAY:
            self._stray(token)
        else:
            if token.kind == NAME:
                self._name(token)
            elif token.kind == IRI and self._may_be_less_than():
                self._two_ways(token)
            if self._is_one_of_many(token):
                self._count(token, 2)

    def _mark(self, token: Token) -> None:
        """Count a bracket or an operator. The rows of a VALUES block cost the engine no stack."""
        mark = token.text
        is_data = self.data == _IN_ROWS
        if mark == "<<" and self._innermost() == "(" and self._looks_like_less_than(token):
            self._refuse_ambiguous(token)
        if mark in _OPENING:
            self.opened.append(mark)
            self._check_depth(token)
            self.data = _IN_ROWS if self.data and mark == "{" else self.data
        elif mark in _CLOSING:
            if self.opened:
                self.opened.pop()
            self.data = 0 if mark == "}" else self.data
        if not (mark in _CLOSING or is_data or self._separates_arguments(mark)):
            self._count(token)

    def _word(self, token: Token) -> None:
        """Take in a keyword: the form of the query, its dataset, a block of VALUES."""
        word = token.text.upper()
        if "SERVICE" in word:
            self._refuse_service(token)
        if not self.form and word not in ("PREFIX", "BASE", "VERSION"):
            self.form = self._form(token, word)
        self.has_dataset = self.has_dataset or "FROM" in word
        self.data = _AFTER_VALUES if word == "VALUES" else self.data

    def _form(self, token: Token, word: str) -> str:
        """Return the form that the first keyword begins; the engine wants no space after it."""
        for form in FORMS:
            if word.startswith(form):
                return form
        if any(word.startswith(update) for update in _UPDATES):
            raise QueryRefused(
                f"{self._at(token)}: {word} would change the graph, which is read-only. "
                f"Ask with SELECT, ASK, CONSTRUCT or DESCRIBE."
            )
        raise QuerySyntaxError(
            f"{self._at(token)}: a query starts with SELECT, ASK, CONSTRUCT or DESCRIBE, "
            f"not with '{token.text[:40]}'.{did_you_mean(word, FORMS)}"
        )

    def _name(self, token: Token) -> None:
        """Take in a prefixed name."""
        prefix = token.text.partition(":")[0]
        if "SERVICE" in prefix.upper():
            self._refuse_service(token)
        self.has_dataset = self.has_dataset or "FROM" in prefix.upper()
        if self.before.kind == WORD and self.before.text.upper() == "PREFIX":
            self.declared.add(prefix)
        else:
            self.used.setdefault(prefix, token.start)

    def _two_ways(self, token: Token) -> None:
        """Take in what is an IRI, or "less than", some tokens and "greater than".

        Both readings end at the same `>` unless a comment or an escape begins within: such an IRI
        is refused. Otherwise the tokens of the other reading are counted as well.
        """
        if "#" in token.text or "\\" in token.text:
            self._refuse_ambiguous(token)
        still_open = 0
        for inner in tokens(self.text, token.start + 1, token.start + len(token.text) - 1):
            if inner.kind == WORD and "SERVICE" in inner.text.upper():
                self._refuse_service(inner)
            if inner.kind == MARK:
                still_open += (inner.text in _OPENING) - (inner.text in _CLOSING)
                self._count(inner)
        self.hidden += max(0, still_open)
        self._check_depth(token)

    def _may_be_less_than(self) -> bool:
        """Say whether `<` could be an operator here: in parentheses, behind an operand."""
        if self._innermost() != "(" or self.data:
            return False
        before = self.before
        return before.kind in TERMS or before.kind == WORD or before.text in ("}", ")", "]", ")>>")

    def _looks_like_less_than(self, token: Token) -> bool:
        """Say whether `<<` could be "less than" with an IRI or a triple term behind it."""
        behind = token.start + 1
        return self.text.startswith("<<", behind) or bool(
            re.compile(_IRI_AHEAD).match(self.text, behind)
        )

    def _separates_arguments(self, mark: str) -> bool:
        """Say whether it is the comma of a list of arguments, which the engine keeps flat."""
        return mark == "," and self._innermost() == "("

    def _is_one_of_many(self, token: Token) -> bool:
        """Say whether it is the item of a collection, or what DESCRIBE is asked to describe.

        An item becomes two triple patterns, and a resource to describe becomes a BIND.
        """
        if self._innermost() == "(":
            return not self.data and (self.before.kind in TERMS or self.before.text in (")", "]"))
        return not self.opened and self.form == "DESCRIBE" and token.kind != VARIABLE

    def _innermost(self) -> str:
        """Return the bracket that was opened last, or the empty string."""
        return self.opened[-1] if self.opened else ""

    def _check_depth(self, token: Token) -> None:
        if len(self.opened) + self.hidden > MAX_NESTING:
            raise QueryRefused(
                f"{self._at(token)}: the query is nested deeper than {MAX_NESTING} levels. "
                f"Take away brackets, or split it into several queries."
            )

    def _count(self, token: Token, weight: int = 1) -> None:
        self.operators += weight
        if self.operators > MAX_OPERATORS:
            raise QueryRefused(
                f"{self._at(token)}: the query has more than {MAX_OPERATORS:,} patterns and "
                f"operators. List values with VALUES or IN, or split it into several queries."
            )

    def _stray(self, token: Token) -> NoReturn:
        """Refuse what no token begins with."""
        what = {
            '"': "a string begins here that does not end, or has an escape that SPARQL lacks",
            "'": "a string begins here that does not end, or has an escape that SPARQL lacks",
            "\\": "a backslash belongs into a string, an IRI or a name",
            "\ufeff": "there is a byte order mark",
            "\u00a0": "there is a no-break space; write a plain one",
        }.get(token.text, f"{token.text!r} has no meaning in SPARQL")
        raise QuerySyntaxError(f"{self._at(token)}: {what}.")

    def _refuse_service(self, token: Token) -> NoReturn:
        named = f" (in '{token.text[:40]}')" if len(token.text) != len("SERVICE") else ""
        raise QueryRefused(
            f"{self._at(token)}: SERVICE{named} is refused, for queries do not leave this "
            f"machine unless --allow-service names the endpoint. Take it out; a prefix or a word "
            f"that contains it needs another name."
        )

    def _refuse_ambiguous(self, token: Token) -> NoReturn:
        raise QueryRefused(
            f"{self._at(token)}: '<' can be read here as 'less than' and as the start of an IRI. "
            f"Put a space behind 'less than', or write the IRI as a prefixed name."
        )

    def _at(self, token: Token) -> str:
        line, column = place(self.text, token.start)
        return f"Line {line}, column {column}"
