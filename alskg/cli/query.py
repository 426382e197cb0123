"""`alskg query`: answer a stored query, a query file or a SPARQL text."""

from contextlib import suppress
from pathlib import Path
from typing import Final

import click

from alskg.catalogue import StoredQuery
from alskg.cli.answer import answer_format, engine_format, put
from alskg.cli.asked import asked, bindings, given
from alskg.cli.output import format_option, output_option, say, write_text
from alskg.cli.source import Source, source_options
from alskg.engine import DEFAULT_TIMEOUT, Engine
from alskg.engine.federation import planned
from alskg.engine.limit import limited
from alskg.engine.mentions import is_empty, unknown
from alskg.engine.preparation import prepared
from alskg.errors import AlskgError
from alskg.formats import Format

__all__ = ["command"]

_NO: Final = 1


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
@source_options()
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
    source: Source,
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
      alskg query gene_case_shares
      alskg query what_is_said_of -p entity=FUS -f csv
      alskg query -q 'SELECT ?gene { ?gene a alskg:Gene }' -o genes.json
      alskg query signs_by_body_system --with hp.obo
    """
    query = asked(ctx, name, sparql)
    if show:
        write_text(query.text if query.text.endswith("\n") else query.text + "\n", output)
        return
    plan = planned(query.text, endpoints)
    form = prepared(plan.query)[0].form
    chosen = answer_format(form, format_name, output)
    engine = _engine(query, engine_name, source)
    terms = bindings(query, given(values), engine)
    answer = engine.evaluate(
        plan.query if limit is None else limited(plan.query, limit),
        engine_format(chosen),
        timeout=timeout,
        bindings=terms,
        tables=plan.tables(terms, timeout, say),
    )
    put(answer, chosen, output)
    _explain(answer, chosen, query, engine, timeout)
    if form == "ASK" and b"false" in answer:
        ctx.exit(_NO)


def _engine(query: StoredQuery, name: str, source: Source) -> Engine:
    """Return an engine over what is read, once that has what the query needs."""
    engine = source.engine(name)
    if query.needs:
        from alskg.ontologies.needs import check_needs  # noqa: PLC0415  (few queries need any)

        check_needs(query.id, query.needs, engine)
    return engine


def _explain(
    answer: bytes, chosen: Format, query: StoredQuery, engine: Engine, timeout: float
) -> None:
    """Of an empty answer, tell which terms and graphs the query mentions that there are not."""
    if not is_empty(answer, engine_format(chosen)):
        return
    with suppress(AlskgError):  # it is a hint: the answer stands
        for hint in unknown(query.text, engine, timeout):
            say(f"alskg: {hint}")
