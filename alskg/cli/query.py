"""`alskg query`: answer a stored query, a query file or a SPARQL text."""

import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

import click

from alskg import catalogue
from alskg.catalogue import Parameter, StoredQuery
from alskg.cli.output import (
    choose_format,
    format_option,
    is_terminal,
    output_option,
    say,
    table,
    write_bytes,
    write_text,
)
from alskg.cli.together import dataset, with_option
from alskg.engine import DEFAULT_TIMEOUT, Engine, Rows, Term
from alskg.engine.binding import term
from alskg.engine.federation import planned
from alskg.engine.guard import MAX_BYTES
from alskg.engine.limit import limited
from alskg.engine.mentions import is_empty, unknown
from alskg.engine.preparation import ROW_FORMATS, prepared
from alskg.errors import AlskgError, InputError, UnknownQuery, UnknownTerm
from alskg.formats import FORMATS, Format
from alskg.terms import BASE, expand

__all__ = ["command"]

_NO: Final = 1
_GRAPH_FORMS: Final = ("CONSTRUCT", "DESCRIBE")
_DATA: Final = {".obo"} | {
    suffix
    for known in FORMATS
    if known.kind in ("graph", "dataset")
    for suffix in (known.suffix, *known.suffixes)
}


@click.command("query")
@click.argument("name", metavar="[NAME|FILE|-]", required=False)
@click.option("-q", "--sparql", metavar="TEXT", help="A SPARQL text instead of a name or a file.")
@click.option(
    "-p",
    "--param",
    "values",
    multiple=True,
    metavar="NAME=VALUE",
    help="Set a parameter: a variable of the query. May be repeated.",
)
@format_option("rows", "graph", default="table on a terminal, tsv in a pipe, turtle for graphs")
@output_option()
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=DEFAULT_TIMEOUT,
    show_default=True,
    metavar="SECONDS",
    help="Stop the query after so long.",
)
@click.option(
    "-n", "--limit", type=click.IntRange(min=0), metavar="N", help="At most so many rows."
)
@click.option(
    "--engine",
    "engine_name",
    type=click.Choice(["embedded", "reference"]),
    default="embedded",
    show_default=True,
    help="Oxigraph, or rdflib for a second opinion.",
)
@click.option(
    "--allow-service",
    "endpoints",
    multiple=True,
    metavar="URL",
    help="Let SERVICE ask the endpoint at this very address. May be repeated.",
)
@with_option()
@click.option("--show", is_flag=True, help="Print the text of the query and do not run it.")
@click.pass_context
def command(  # noqa: PLR0913, PLR0917  (one parameter an option)
    ctx: click.Context,
    name: str | None,
    sparql: str | None,
    values: tuple[str, ...],
    format_name: str | None,
    output: Path | None,
    timeout: float,
    limit: int | None,
    engine_name: str,
    with_files: tuple[Path, ...],
    endpoints: tuple[str, ...],
    show: bool,  # noqa: FBT001  (click passes flags so)
) -> None:
    """Answer a stored query, a query file or a SPARQL text.

    A stored query goes by its name ('alskg queries' lists them), a file by its path, - is standard
    input. The prefixes of the project need no declaration. A plain query sees all layers of the
    graph; FROM and GRAPH narrow that down, as in FROM <https://w3id.org/alskg/graph/page>.
    An ontology that comes with --with has a graph of its own, named after its prefix: graph:HP.

    Exit status 1 says that the answer to an ASK query is no.

    \b
    Example:
      alskg query gene_shares
      alskg query what_is_said_of -p entity=FUS -f csv
      alskg query -q 'SELECT ?gene { ?gene a alskg:Gene }' -o genes.json
      alskg query signs_by_body_system --with hp.obo
    """
    query = _asked(ctx, name, sparql)
    if show:
        write_text(query.text if query.text.endswith("\n") else query.text + "\n", output)
        return
    plan = planned(query.text, endpoints)
    form = prepared(plan.query)[0].form
    chosen = _format(form, format_name, output)
    engine = _engine(query, engine_name, with_files)
    bindings = _bindings(query, _given(values), engine)
    answer = engine.evaluate(
        plan.query if limit is None else limited(plan.query, limit),
        _engine_format(chosen),
        timeout=timeout,
        bindings=bindings,
        tables=plan.tables(bindings, timeout, say),
    )
    _put(answer, chosen, output)
    _explain(answer, chosen, query, engine, timeout)
    if form == "ASK" and b"false" in answer:
        ctx.exit(_NO)


def _asked(ctx: click.Context, name: str | None, sparql: str | None) -> StoredQuery:
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


def _format(form: str, format_name: str | None, output: Path | None) -> Format:
    """Return the format that was asked for, or the usual one for this form of query."""
    if form in _GRAPH_FORMS:
        return choose_format(format_name, output, "graph", terminal="turtle", pipe="turtle")
    return choose_format(format_name, output, "rows", terminal="table", pipe="tsv")


def _engine_format(chosen: Format) -> str:
    """Return the format in which the engine is asked: the chosen one where it writes that."""
    return chosen.name if chosen.kind == "graph" or chosen.name in ROW_FORMATS else "json"


def _engine(query: StoredQuery, name: str, files: Sequence[Path]) -> Engine:
    """Return an engine over the current build, once that has what the query needs.

    Its imports are worth it only once it runs.
    """
    path = dataset(files)
    engine: Engine
    if name == "reference":
        from alskg.engine.reference import ReferenceEngine  # noqa: PLC0415

        engine = ReferenceEngine(path)
    else:
        from alskg.engine.embedded import EmbeddedEngine  # noqa: PLC0415

        engine = EmbeddedEngine(path)
    if query.needs:
        from alskg.ontologies.needs import check_needs  # noqa: PLC0415  (few queries need any)

        check_needs(query.id, query.needs, engine)
    return engine


def _explain(
    answer: bytes, chosen: Format, query: StoredQuery, engine: Engine, timeout: float
) -> None:
    """Of an empty answer, tell which terms and graphs the query mentions that there are not."""
    if not is_empty(answer, _engine_format(chosen)):
        return
    with suppress(AlskgError):  # it is a hint: the answer stands
        for hint in unknown(query.text, engine, timeout):
            say(f"alskg: {hint}")


def _given(values: tuple[str, ...]) -> dict[str, str]:
    """Return parameters by name."""
    given: dict[str, str] = {}
    for value in values:
        name, equals, text = value.partition("=")
        if not equals or not name:
            raise InputError(f"'{value}' is no parameter: write NAME=VALUE, such as entity=SOD1.")
        given[name.lstrip("?$")] = text
    return given


def _bindings(query: StoredQuery, given: Mapping[str, str], engine: Engine) -> dict[str, Term]:
    """Return the terms of the parameters; a text without a header takes any."""
    if not query.is_stored and not query.parameters:
        return {name: term(text) for name, text in given.items()}
    arguments = query.arguments(given)
    return {name: _term(value, declared, engine) for name, (value, declared) in arguments.items()}


def _is_ours(name: str) -> bool:
    """Say whether a name is the CURIE or IRI of a thing of ours, which needs no looking up."""
    try:
        return expand(name).startswith(BASE)
    except UnknownTerm:
        return False


def _term(value: object, declared: Parameter, engine: Engine) -> Term:
    """Return the term of a declared parameter; a thing may go by any of its names."""
    if declared.type == "entity" and not _is_ours(str(value)):
        from alskg.naming import resolve  # noqa: PLC0415  (only another name has to be looked up)

        value = resolve(engine, str(value))
    return term(value, declared.type)


def _put(answer: bytes, chosen: Format, output: Path | None) -> None:
    """Write an answer that ends with a line, in the format that was chosen."""
    if chosen.name != _engine_format(chosen):
        answer = _written(answer, chosen.name, output)
    write_bytes(answer + b"\n" if answer and not answer.endswith(b"\n") else answer, output)


def _written(answer: bytes, format_name: str, output: Path | None) -> bytes:
    """Return an answer in a format that is made for people, or line by line."""
    from alskg.engine import results  # noqa: PLC0415  (reads JSON)

    found = results.from_json(answer)
    if not isinstance(found, Rows):
        return b"true" if found else b"false"
    if format_name == "md":
        return results.to_markdown(found).encode()
    if format_name == "jsonl":
        return results.to_jsonl(found).encode()
    if output is None and is_terminal():
        say(f"{len(found):,} row{'' if len(found) == 1 else 's'}")
    return table(found.variables, found.texts()).encode()
