"""What is wrong with a query that does not parse, for the person who wrote it.

Oxigraph names a place that may lie far behind the mistake. So the mistakes that people make are
looked for first, on the tokens; the engine has the last word.
"""

import re
from collections.abc import Iterator
from typing import Final

from alskg.engine.tokeniser import MARK, WORD, Token, place, tokens
from alskg.engine.triples import broken_triples
from alskg.errors import QuerySyntaxError, did_you_mean

__all__ = ["syntax_error"]

# SPARQL 1.1, section 19.8: keywords, functions and aggregates; from SPARQL 1.2 what engines know.
_WORDS: Final = frozenset(
    """
    a adjust abs as asc ask base bind bnode bound by ceil coalesce concat construct contains count
    datatype day describe desc distinct encode_for_uri exists false filter floor from graph group
    group_concat having haslang haslangdir hours if in iri isblank isiri isliteral isnumeric
    istriple isuri lang langdir langmatches lateral lcase limit max md5 min minus minutes month
    named not now object offset optional order predicate prefix rand reduced regex replace round
    sameterm sample seconds select separator sha1 sha256 sha384 sha512 silent str strafter
    strbefore strdt strends strlang strlangdir strlen strstarts struuid subject substr sum
    timezone triple true tz ucase undef union uri uuid values version where year
    """.split()  # noqa: SIM905
)
_PAIRS: Final = {"{": "}", "(": ")", "[": "]"}
_MEANT: Final = {"==": "=", "=>": ">=", "=<": "<="}
_POSITION: Final = r"error at (\d+):(\d+): (?:expected )?(.*)"
_SAID: Final = (
    ("a variable that is unbound", "SELECT names a variable that is neither grouped nor bound"),
    ("IRI parsing failed", "an IRI in angle brackets is not a whole IRI such as <https://…>"),
    ("already", "a variable is given a value twice"),
    ("language tag", "a language tag is not valid"),
    ("blank node", "a blank node label is used in two places that do not share one"),
)
_SNIPPET: Final = 100


def syntax_error(query: str, said: str) -> QuerySyntaxError:
    """Return the error for a query that an engine does not parse, with the place of the mistake.

    `said` is the engine's own message.
    """
    for offset, message in _mistakes(query):
        return QuerySyntaxError(_at(query, offset, message))
    return _from_engine(query, said)


def _mistakes(query: str) -> Iterator[tuple[int, str]]:
    """Yield what is wrong for certain, the first mistake first."""
    found = [*_brackets(query), *_words(query), *_operators(query), *broken_triples(query)]
    yield from sorted(found)


def _brackets(query: str) -> Iterator[tuple[int, str]]:
    """Yield the first bracket that has no partner."""
    opened: list[Token] = []
    for token in tokens(query):
        if token.kind != MARK:
            continue
        if token.text in _PAIRS:
            opened.append(token)
        elif token.text in _PAIRS.values():
            if not opened:
                yield token.start, f"this '{token.text}' closes nothing"
                return
            if _PAIRS[opened[-1].text] != token.text:
                line, column = place(query, opened[-1].start)
                partner = f"the '{opened[-1].text}' of line {line}, column {column}"
                yield token.start, f"'{token.text}' does not close {partner}"
                return
            opened.pop()
    if opened:
        yield opened[-1].start, f"this '{opened[-1].text}' is never closed"


def _words(query: str) -> Iterator[tuple[int, str]]:
    """Yield words that SPARQL does not have, if nothing can be glued to them."""
    for token in tokens(query):
        if token.kind == WORD and token.text.lower() not in _WORDS:
            known = (word.upper() for word in _WORDS)
            hint = did_you_mean(token.text.upper(), known)
            what = "is no word of SPARQL; a text needs quotation marks, a name a prefix"
            yield token.start, f"'{token.text[:40]}' {what}.{hint}".rstrip(".?") + "?" * bool(hint)


def _operators(query: str) -> Iterator[tuple[int, str]]:
    """Yield operators of other languages."""
    before = None
    for token in tokens(query):
        if token.text == "<>":
            yield token.start, "'<>' is written '!=' in SPARQL"
        if before and before.kind == token.kind == MARK:
            pair = before.text + token.text
            if before.start + len(before.text) == token.start and pair in _MEANT:
                yield before.start, f"'{pair}' is written '{_MEANT[pair]}' in SPARQL"
        before = token


def _from_engine(query: str, said: str) -> QuerySyntaxError:
    """Return the engine's own complaint in words."""
    found = re.match(_POSITION, said, re.DOTALL)
    for sign, message in _SAID:
        if sign in said:
            return QuerySyntaxError(f"The query is not valid SPARQL: {message}.")
    if not found:
        return QuerySyntaxError(f"The query is not valid SPARQL: {said}.")
    line, column, expected = int(found[1]), int(found[2]), found[3]
    lines = re.split(r"\r\n|\r|\n", query)
    offset = sum(map(len, re.split(r"(?<=\n)|(?<=\r)(?!\n)", query)[: line - 1])) + column - 1
    words = re.findall(r'"([^"\s]+)"|\b([A-Z_]{2,})\b', expected)
    known = dict.fromkeys(symbol or word for symbol, word in words)
    hint = f" One of these may be missing there: {' '.join(list(known)[:8])}." if known else ""
    where = f"at or before line {min(line, len(lines))}, column {column}"
    snippet = _snippet(query, min(offset, len(query)))
    return QuerySyntaxError(f"The query is not valid SPARQL, {where}.{hint}\n{snippet}")


def _at(query: str, offset: int, message: str) -> str:
    """Return a message with its place and the line that it is about."""
    line, column = place(query, offset)
    end = "" if message.endswith("?") else "."
    return f"Line {line}, column {column}: {message}{end}\n{_snippet(query, offset)}"


def _snippet(query: str, offset: int) -> str:
    """Return the line of an offset with a mark below it; a long line is cut."""
    start = max(query.rfind("\n", 0, offset), query.rfind("\r", 0, offset)) + 1
    shown = re.split(r"[\r\n]", query[start:], maxsplit=1)[0].replace("\t", " ")
    column = offset - start
    if column > _SNIPPET:
        shown, column = "…" + shown[column - _SNIPPET // 2 :], _SNIPPET // 2 + 1
    return f"  {shown[:_SNIPPET]}\n  {' ' * column}^"
