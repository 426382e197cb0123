"""Where in a Turtle file the statements about a thing begin.

A parser gives triples and forgets lines. This scanner knows just enough of Turtle to see which
token opens a statement: it steps over strings, comments, literals and brackets.
"""

import re
from collections.abc import Mapping
from typing import Final

__all__ = ["subject_lines"]

_TOKEN: Final = re.compile(
    r"""
      (?: @?prefix \s+ (?P<prefix> [^\s:]*) : \s* <(?P<namespace> [^<>\s]*)> (?: \s*\. (?=\s) )? )
    | (?: @?base \s+ <[^<>\s]*> (?: \s*\. (?=\s) )? )
    | (?P<opaque> \"\"\"(?:[^\\]|\\.)*?(?:\"\"\"|\Z) | '''(?:[^\\]|\\.)*?(?:'''|\Z)
        | "(?:[^"\\\n]|\\.)*"? | '(?:[^'\\\n]|\\.)*'? | \#[^\n]* | \^\^ | @[\w-]+ )
    | <(?P<iri> [^<>\s]*)>
    | (?P<name> (?:[^\W\d_][\w.\-]*)? : (?:[\w.:\-%]*[\w:\-%])? )
    | (?P<mark> [.\[\](){}] )
    | (?P<word> [\w+\-] (?:[\w.+\-]*[\w+\-])? )
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)


def subject_lines(turtle: str) -> Mapping[str, int]:
    r"""Return the line on which the first statement about each thing begins, by its IRI.

    >>> dict(subject_lines('PREFIX x: <http://x/>\n\nx:a a x:B ; x:says "x:c" .\n'))
    {'http://x/a': 3}
    """
    prefixes: dict[str, str] = {}
    lines: dict[str, int] = {}
    depth, at_start, line, counted = 0, True, 1, 0
    for token in _TOKEN.finditer(turtle):
        line += turtle.count("\n", counted, token.start())
        counted = token.start()
        if token["namespace"] is not None:
            prefixes[token["prefix"]] = token["namespace"]
        elif token["mark"]:
            depth = max(depth + _STEPS.get(token["mark"], 0), 0)
            at_start = depth == 0 and token["mark"] == "."
        elif at_start and (token["iri"] is not None or token["name"]):
            lines.setdefault(_expanded(token["iri"], token["name"], prefixes), line)
            at_start = False
        elif token["word"]:
            at_start = False
    return lines


_STEPS: Final = {"[": 1, "(": 1, "{": 1, "]": -1, ")": -1, "}": -1}


def _expanded(iri: str | None, name: str | None, prefixes: Mapping[str, str]) -> str:
    """Return the IRI that a token stands for."""
    if name is None:
        return iri or ""
    prefix, _, local = name.partition(":")
    return prefixes.get(prefix, "") + local
