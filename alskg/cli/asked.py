"""Which query the user means, and what its parameters are: what stands behind `alskg query`."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, Final

import click

from alskg import catalogue
from alskg.catalogue import Parameter, StoredQuery
from alskg.engine import Engine, Term
from alskg.engine.binding import term
from alskg.engine.guard import MAX_BYTES
from alskg.errors import InputError, UnknownQuery
from alskg.formats import FORMATS

__all__ = ["asked", "bindings", "given"]

_DATA: Final = {".obo"} | {
    suffix
    for known in FORMATS
    if known.kind in ("graph", "dataset")
    for suffix in (known.suffix, *known.suffixes)
}


def asked(ctx: click.Context, name: str | None, sparql: str | None) -> StoredQuery:
    """Return what was asked: exactly one of a name, a file and a text."""
    if (name is None) is (sparql is None):
        ctx.fail(
            "Name a stored query or a file, or give a SPARQL text with -q: one of them. "
            "'alskg queries' lists the stored ones."
        )
    if sparql is not None:
        return catalogue.from_text(sparql, Path("query"))
    name = name or ""
    path = Path(name)
    if name == "-":
        return catalogue.from_text(_text(sys.stdin.buffer, "standard input"), Path("stdin"))
    if path.suffix or len(path.parts) > 1:
        return _in_file(path)
    try:
        return catalogue.get(name)
    except UnknownQuery as error:
        if path.is_file():
            return _in_file(path)
        message = f"{error} A file is named by its path, a SPARQL text follows -q."
        raise UnknownQuery(message) from error


def _in_file(path: Path) -> StoredQuery:
    """Return the query that a file holds. Raises InputError where it can hold none."""
    try:
        with path.open("rb") as stream:
            if path.suffix.lower() in _DATA:
                raise InputError(
                    f"{path} holds data by its ending, and a SPARQL query was expected, in a file "
                    f"such as query.rq. An ontology is asked together with the graph by --with."
                )
            return catalogue.from_text(_text(stream, str(path)), path)
    except OSError as error:
        raise InputError(f"Cannot read {path}: {error.strerror or error}.") from error


def _text(stream: BinaryIO, name: str) -> str:
    """Read a query text, not much further than the guard would let through."""
    try:
        return stream.read(MAX_BYTES + 4).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"Cannot read {name}: it is not UTF-8 text ({error.reason}).") from error


def given(values: tuple[str, ...]) -> dict[str, str]:
    """Return parameters by name."""
    found: dict[str, str] = {}
    for value in values:
        name, equals, text = value.partition("=")
        if not equals or not name:
            raise InputError(f"'{value}' is no parameter: write NAME=VALUE, such as entity=SOD1.")
        found[name.lstrip("?$")] = text
    return found


def bindings(query: StoredQuery, given: Mapping[str, str], engine: Engine) -> dict[str, Term]:
    """Return the terms of the parameters; a text without a header takes any."""
    if not query.is_stored and not query.parameters:
        return {name: term(text) for name, text in given.items()}
    arguments = query.arguments(given)
    return {name: _term(value, declared, engine) for name, (value, declared) in arguments.items()}


def _term(value: object, declared: Parameter, engine: Engine) -> Term:
    """Return the term of a declared parameter; a thing may go by any of its names."""
    if declared.type != "entity" or value == declared.default:
        return term(value, declared.type)
    from alskg.naming import bound  # noqa: PLC0415  (only a name that was given is looked up)

    return bound(engine, value, declared)
