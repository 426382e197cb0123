"""`alskg describe`: show all that the graph says about one thing."""

from pathlib import Path
from typing import Final

import click

from alskg.cli import suggesting
from alskg.cli.output import choose_format, output_option, write_text
from alskg.cli.source import Source, source_options

__all__ = ["command"]

_FORMATS: Final = "text, json, turtle, ntriples or jsonld"


@click.command("describe")
@click.argument("name", metavar="ID", shell_complete=suggesting.things)
@click.option(
    "-f", "--format", "format_name", metavar="FORMAT", help=f"{_FORMATS}. [default: text]"
)
@source_options()
@output_option()
def command(name: str, format_name: str | None, source: Source, output: Path | None) -> None:
    """Show all that the graph says about one thing.

    ID is a slug, a CURIE, an IRI, or a label or synonym in any case. The text shows what the
    thing is, its names, the claims that it is in with their certainty and sentences, its
    identifiers elsewhere, and what follows. Turtle, N-Triples and JSON-LD hold the triples of the
    thing, of the claims about it and of its mappings.

    \b
    Example:
      alskg describe SOD1
      alskg describe condition:als -f turtle
      alskg describe HP:0007354 --with hp.obo
    """
    chosen = choose_format(
        format_name, output, "text", "rows", "graph", terminal="text", pipe="text"
    )
    write_text(source.graph().describe(name, chosen.name), output)
