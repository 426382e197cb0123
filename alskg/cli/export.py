"""`alskg export`: write the graph in another format."""

from pathlib import Path

import click

from alskg import export
from alskg.cli.output import output_option, write_bytes
from alskg.compile import open_build
from alskg.formats import by_suffix

__all__ = ["command"]


@click.command("export")
@click.argument("format_name", metavar="[FORMAT]", required=False)
@click.option(
    "-l",
    "--layer",
    "layers",
    multiple=True,
    metavar="LAYER",
    help="Only this named graph: page, reference, ontology, … Can be given several times.",
)
@output_option()
def command(format_name: str | None, layers: tuple[str, ...], output: Path | None) -> None:
    """Write the graph as turtle, trig, ntriples, nquads or jsonld.

    Turtle, N-Triples and JSON-LD hold the triples of all named graphs together; TriG and N-Quads
    keep the graphs apart. The same graph gives the same bytes, on every machine.

    \b
    Example:
      alskg export turtle -o als.ttl
      alskg export trig --layer page --layer source
    """
    if format_name is None and (output is None or str(output) == "-"):
        raise click.UsageError(f"Name a format: {', '.join(export.FORMATS)}.")
    if format_name is None:
        format_name = by_suffix(output or "", "graph", "dataset").name
    dataset = open_build().path_nquads.read_bytes()
    names = [layer.removeprefix("graph:") for layer in layers]
    write_bytes(export.write(dataset, format_name, names), output)
