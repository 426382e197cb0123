"""`alskg validate`: what is wrong with the graph, or with a file, and what to do about it."""

import sys
from pathlib import Path
from typing import Final

import click

from alskg import resources, shapes
from alskg.cli.output import choose_format, format_option, output_option, say, table, write_text
from alskg.cli.progress import busy
from alskg.cli.source import Source, source_options
from alskg.errors import InputError
from alskg.formats import by_name, by_suffix
from alskg.shapes import Document, Layers, Report
from alskg.shapes.render import human, shown, summary, to_json, to_turtle
from alskg.terms import compact

__all__ = ["command"]

_COLUMNS: Final = ("severity", "label", "node", "path", "value", "to do", "where", "shape")
_NEVER: Final = "none"


@click.command(short_help="Check the graph, or a Turtle file against it.")
@click.argument(
    "files", nargs=-1, type=click.Path(path_type=Path, allow_dash=True), metavar="[FILE…|-]"
)
@format_option("report", default="human")
@output_option()
@click.option(
    "--fail-on",
    type=click.Choice([*shapes.SEVERITIES, _NEVER]),
    default="violation",
    show_default=True,
    help="The mildest finding that makes the exit status 1.",
)
@click.option(
    "--alone", is_flag=True, help="Check FILE on the vocabulary only, without the graph behind it."
)
@click.option(
    "--engine",
    type=click.Choice(["auto", *shapes.ENGINES]),
    default="auto",
    show_default=True,
    help="The SHACL engine; pyshacl is the reference, shacl reports the same and is much faster.",
)
@source_options(ontologies=False)
@click.pass_context
def command(  # noqa: PLR0913  (one parameter for each option)
    ctx: click.Context,
    *,
    files: tuple[Path, ...],
    format_name: str | None,
    output: Path | None,
    fail_on: str,
    alone: bool,
    engine: str,
    source: Source,
) -> None:
    """Check the graph, or a Turtle file against it.

    Without FILE the project's data are checked: each curated layer on the ones below it, then all
    together with what rules derive from them, then the check queries. A FILE is checked as an
    addition to the graph, and only what is wrong with its own things is reported. N-Triples,
    JSON-LD, RDF/XML, TriG and N-Quads are read too, by the ending of the file's name; - is Turtle
    from standard input.

    Exit status 0 says that the data conform, 1 that they do not, 2 that they cannot be read.

    \b
    Example:
      alskg validate
      alskg validate new.ttl --fail-on warning
      cat new.ttl | alskg validate - -f json
    """
    chosen = choose_format(format_name, output, "report", terminal="human", pipe="human")
    documents = [_read(path) for path in files]
    if documents:
        background = _vocabulary() if alone else _compiled(source)
        with busy("checking"):
            report = shapes.validate_data(documents, background=background, engine=engine)
    else:
        layers = _compiled(source)
        with busy("checking the graph"):
            report = shapes.validate(layers, engine=engine)
    write_text(_rendered(report, chosen.name), output)
    for document in documents:
        if document.is_empty():
            say(f"alskg: {document.name} holds no statements.")
    levels = [severity for severity in shapes.SEVERITIES if severity == fail_on]
    ctx.exit(1 if any(report.fails(level) for level in levels) else 0)


def _compiled(source: Source) -> Layers:
    """Return the layers of the compiled graph."""
    return shapes.read_layers(source.project())


def _vocabulary() -> Layers:
    """Return the ontology alone: without it no class and no concept would be known."""
    path = resources.ontology_dir() / "alskg.ttl"
    return {"ontology": shapes.read_rdf(path.read_bytes(), by_name("turtle"), path.name)}


def _read(path: Path) -> Document:
    """Read a file, or Turtle from standard input. Raises InputError."""
    if str(path) == "-":
        data = sys.stdin.buffer.read(shapes.LARGEST + 1)
        return Document("standard input", data, by_name("turtle"))
    try:
        kind = by_suffix(path, "graph", "dataset") if path.suffix else by_name("turtle")
        with path.open("rb") as stream:
            return Document(str(path), stream.read(shapes.LARGEST + 1), kind)
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror or error}."
        raise InputError(message) from error


def _rendered(report: Report, format_name: str) -> str:
    """Return the report as text in the chosen format."""
    if format_name == "json":
        return to_json(report)
    if format_name == "turtle":
        return to_turtle(report)
    if format_name == "human":
        return human(report)
    rows = [
        (
            finding.severity,
            finding.focus_label,
            compact(finding.focus),
            finding.path,
            shown(finding.value),
            finding.message,
            finding.place,
            finding.shape,
        )
        for finding in report.findings
    ]
    return (table(_COLUMNS, rows) if rows else "") + summary(report) + "\n"
