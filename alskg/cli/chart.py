"""`alskg chart`: draw the answer to a question."""

from pathlib import Path
from typing import Final

import click

from alskg.catalogue import StoredQuery
from alskg.charts import charted, definition_of, named, picture
from alskg.charts.sheet import need_matplotlib
from alskg.cli import suggesting
from alskg.cli.asked import asked, given
from alskg.cli.asking import Asking, Wishes, check_needed, opened
from alskg.cli.output import (
    choose_format,
    format_option,
    is_terminal,
    output_option,
    table,
    write_bytes,
    write_text,
)
from alskg.cli.source import Source, source_options
from alskg.engine import DEFAULT_TIMEOUT
from alskg.engine.results import rows_from_json
from alskg.errors import InputError

__all__ = ["command"]

_UNITS: Final = 800
_POINTS: Final = 72
_WIDTHS: Final = click.IntRange(200, 8000)


@click.command("chart")
@click.argument("name", metavar="[NAME|FILE]", required=False, shell_complete=suggesting.charts)
@click.option(
    "-p",
    "--param",
    "values",
    multiple=True,
    metavar="NAME=VALUE",
    help="Set a parameter: a variable of the query. May be repeated.",
    shell_complete=suggesting.parameters,
)
@format_option("picture", default="by the ending of FILE, else svg")
@output_option()
@click.option(
    "--width", type=_WIDTHS, metavar="PIXELS", help="How wide. [default: svg 800, png 1600]"
)
@click.option(
    "--inline", is_flag=True, help="SVG for pasting into a web page, which colours and sizes it."
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=DEFAULT_TIMEOUT,
    show_default=True,
    metavar="SECONDS",
    help="Stop the query after so long.",
)
@source_options()
@click.pass_context
def command(  # noqa: PLR0913, PLR0917  (one parameter an option)
    ctx: click.Context,
    name: str | None,
    values: tuple[str, ...],
    format_name: str | None,
    output: Path | None,
    width: int | None,
    inline: bool,  # noqa: FBT001  (click passes flags so)
    timeout: float,
    source: Source,
) -> None:
    """Draw an answer as SVG or PNG; without a name, list what can be drawn.

    How an answer is drawn stands in the header of its query, as 'chart:'. A query file with such
    a header can be drawn as well. Needs matplotlib: pip install "alskg[chart]".

    \b
    Example:
      alskg chart
      alskg chart gene_case_shares -o shares.svg
      alskg chart gene_case_shares -p population=Europe -o shares.png
    """
    if name is None:
        if values or output or format_name or inline:
            ctx.fail("Name the question to draw. 'alskg chart' alone lists them.")
        write_text(_list())
        return
    chosen = choose_format(format_name, output, "picture", terminal="svg", pipe="svg").name
    if inline and chosen != "svg":
        ctx.fail("--inline is for SVG. Leave it out, or write SVG with -f svg.")
    if chosen == "png" and (output is None or str(output) == "-") and is_terminal():
        raise InputError("A PNG is not for a terminal: write it to a file with -o chart.png.")
    query = _query(ctx, name)
    definition_of(query)
    need_matplotlib()
    parameters = given(values)
    asking = Asking.of(query, Wishes("json", None, timeout, None, ()))
    engine = opened("embedded", source)
    check_needed(query, engine)
    drawn = picture(query, rows_from_json(asking.answer(engine, parameters)), engine, parameters)
    if chosen == "png":
        dots = _POINTS * (width or 2 * _UNITS) / _UNITS
        write_bytes(drawn.png(dots), output)
    else:
        write_bytes(drawn.svg(inline=inline, width=width or 0), output)


def _query(ctx: click.Context, name: str) -> StoredQuery:
    """Return the query of a name or in a file. Raises UnknownQuery or InputError."""
    path = Path(name)
    return asked(ctx, name, None) if path.suffix or len(path.parts) > 1 else named(name)


def _list() -> str:
    """Return the questions that have a chart: a table for people, tab-separated in a pipe."""
    columns = ("name", "kind", "question")
    rows = [(query.id, definition_of(query).kind, query.title) for query in charted()]
    if is_terminal():
        return table(columns, rows)
    return "".join("\t".join(row) + "\n" for row in (columns, *rows))
