"""`alskg export`: write the graph, or a part of it, in other formats."""

import json
from pathlib import Path

import click

from alskg import export, resources
from alskg.cli.output import output_option, say, write_bytes
from alskg.cli.progress import busy
from alskg.cli.source import Source, source_options
from alskg.errors import InputError, UnsupportedFormat
from alskg.export import Export, Snapshot
from alskg.export.selection import Selection, select
from alskg.formats import by_name, by_suffix, names

__all__ = ["command"]


@click.command("export")
@click.argument("format_name", metavar="[FORMAT]", required=False)
@click.option("--all", "everything", is_flag=True, help="Every format, into the folder of -o.")
@click.option(
    "-l",
    "--layer",
    "layers",
    multiple=True,
    metavar="LAYER",
    help="Only this named graph: page, reference, ontology, … Can be given several times.",
)
@click.option(
    "-k",
    "--kind",
    "kinds",
    multiple=True,
    metavar="CLASS",
    help="Only claims of this kind, such as CaseShareClaim. Can be given several times.",
)
@click.option(
    "--focus", multiple=True, metavar="THING", help="Only what is near this thing: SOD1, …"
)
@click.option(
    "--depth",
    type=click.IntRange(1, 10),
    default=1,
    show_default=True,
    help="How many claims away from the focus.",
)
@source_options(ontologies=False)
@output_option()
def command(  # noqa: PLR0913  (click gives one argument an option)
    format_name: str | None,
    *,
    everything: bool,
    layers: tuple[str, ...],
    kinds: tuple[str, ...],
    focus: tuple[str, ...],
    depth: int,
    source: Source,
    output: Path | None,
) -> None:
    """Write the graph, or a part of it, in other formats.

    FORMAT is one of turtle, trig, ntriples, nquads, rdfxml, jsonld, framed, turtle12,
    nanopublications, kgx, tables, references, sssom, bioschemas, examples, vocabulary and void;
    --all is all of them. One of a single file goes to standard output or to a file; those of
    several files go to a folder, with manifest.json and SHA256SUMS, which appears whole or not
    at all. The same graph gives the same bytes, on every machine.

    --layer, --kind and --focus pick a part, which always holds what its claims rest on and the
    label of everything that they mention.

    \b
    Example:
      alskg export turtle -o als.ttl
      alskg export trig --layer page --layer source
      alskg export jsonld --focus SOD1 --depth 2
      alskg export --all -o dist
    """
    rows = list(export.REGISTRY) if everything else [_row(format_name, output)]
    if everything and format_name:
        raise click.UsageError("Name a format or say --all, not both.")
    named = Selection([name.removeprefix("graph:") for name in layers], kinds, focus, depth)
    if named and (everything or rows[0].whole):
        what = "--all writes" if everything else f"{rows[0].name} is"
        raise click.UsageError(f"{what} always the whole: leave --layer, --kind and --focus out.")
    if not rows[0].single and (output is None or str(output) == "-"):
        raise UnsupportedFormat(
            f"{rows[0].name} is more than one file. Name a folder: "
            f"alskg export {rows[0].name} -o FOLDER"
        )
    if everything and (output is None or str(output) == "-"):
        raise click.UsageError("Name a folder: alskg export --all -o FOLDER")
    snapshot = _snapshot(source, named)
    if output is not None and (everything or not rows[0].single):
        _publish(rows, snapshot, output)
    else:
        (data,) = export.files(rows[0], snapshot).values()
        write_bytes(data, output)


def _row(format_name: str | None, output: Path | None) -> Export:
    """Return the format that is named, or that the ending of the file stands for."""
    if format_name is not None:
        return export.by_format(format_name)
    if output is None or str(output) == "-":
        raise click.UsageError(f"Name a format: {', '.join(export.FORMATS)}.")
    try:
        return export.by_format(by_suffix(output, "graph", "dataset").name)
    except UnsupportedFormat as error:
        endings = dict.fromkeys(by_name(name).suffix for name in names("graph", "dataset"))
        raise UnsupportedFormat(
            f"The ending of '{output}' does not say which format to write. Name one, as in "
            f"alskg export turtle -o {output}, or end the file's name in {', '.join(endings)}."
        ) from error


def _snapshot(source: Source, named: Selection) -> Snapshot:
    """Return the graph, or the part of it that a selection by names picks."""
    dataset = source.project().read_bytes()
    if named.focus:
        graph = source.graph()
        things = [graph.resolve(name) for name in named.focus]
        named = Selection(named.layers, named.kinds, things, named.depth)
    return Snapshot(select(dataset, named), resources.root(), resources.version())


def _publish(rows: list[Export], snapshot: Snapshot, folder: Path) -> None:
    """Write some formats into a folder; on a terminal, show which one is being written."""
    from alskg.export.release import publish, release  # noqa: PLC0415  (it parses RDF)

    if not folder.resolve().parent.is_dir():
        raise InputError(f"Cannot write {folder}: there is no folder {folder.resolve().parent}.")

    with busy("writing") as step:
        written = release(rows, snapshot, lambda name: step(f"writing {name}"))
        publish(folder, written)
    size = sum(map(len, written.values()))
    say(f"{len(written)} files, {size / 1e6:.1f} MB, in {folder}")
    if len(rows) == 1:
        _say_left_out(rows[0], json.loads(written["manifest.json"])["formats"][rows[0].name])


def _say_left_out(row: Export, entry: dict[str, dict[str, int]]) -> None:
    """Say what a format leaves out and another one has, by the file that the reason names."""
    for reason, number in entry["leftOut"].items():
        for other in export.REGISTRY:
            if any(path in reason for path in other.files):
                say(f"{row.name} leaves out {number} {reason}: alskg export {other.name} has them.")
