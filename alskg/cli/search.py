"""`alskg search`: find things by label, synonym or identifier."""

from pathlib import Path
from typing import Final

import click

from alskg.cli import records
from alskg.cli.output import choose_format, output_option, say, write_text
from alskg.cli.source import Source, source_options

__all__ = ["command"]

_NO: Final = 1
_COLUMNS: Final = ("id", "label", "type", "matched")


@click.command("search")
@click.argument("text")
@click.option(
    "-t",
    "--type",
    "kind",
    metavar="CLASS",
    help="Only things of this class, such as Gene or Claim.",
)
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    metavar="N",
    help="Show at most so many.",
)
@click.option(
    "-f",
    "--format",
    "format_name",
    metavar="FORMAT",
    help=f"{', '.join(records.FORMATS)}. [default: table on a terminal, tsv in a pipe]",
)
@source_options()
@output_option()
@click.pass_context
def command(  # noqa: PLR0913, PLR0917  (one parameter an option)
    ctx: click.Context,
    text: str,
    kind: str | None,
    limit: int,
    format_name: str | None,
    source: Source,
    output: Path | None,
) -> None:
    """Find things by label, synonym or identifier, the best match first.

    Case and punctuation do not count, and where nothing fits, names that are spelt nearly so are
    found. The last column is the name that matched.

    Exit status 1 says that nothing was found.

    \b
    Example:
      alskg search "lou gehrig"
      alskg search HGNC:11179
      alskg search weakness --type Phenotype
    """
    chosen = choose_format(format_name, output, "rows", terminal="table", pipe="tsv")
    hits = source.graph().search(text, kind, limit)
    rows = [(hit.curie, hit.label, hit.type, hit.matched) for hit in hits]
    write_text(records.written(_COLUMNS, rows, chosen.name), output)
    if not hits:
        say(f"Nothing in the graph is called '{text}' or nearly so.")
        ctx.exit(_NO)
