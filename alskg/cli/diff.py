"""`alskg diff`: what changed between two releases or files."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import click

from alskg import difference
from alskg.cli.output import choose_format, output_option, write_text
from alskg.cli.progress import busy

__all__ = ["command"]

_CHANGED: Final = 1
_WRITERS: Final[Mapping[str, Callable[..., str]]] = {
    "text": difference.text,
    "table": difference.text,
    "json": difference.to_json,
    "md": difference.markdown,
}


@click.command("diff")
@click.argument("old", metavar="A")
@click.argument("new", metavar="[B]", default="current")
@click.option("-f", "--format", "format_name", metavar="FORMAT", help="text, json or md.")
@click.option(
    "-l",
    "--layer",
    "layers",
    multiple=True,
    metavar="LAYER",
    help="Only this named graph: page, reference, mappings, … Can be given several times.",
)
@click.option(
    "--lexical", is_flag=True, help="Count a number that is only written differently as different."
)
@output_option()
@click.pass_context
def command(  # noqa: PLR0913  (one parameter for each option)
    ctx: click.Context,
    *,
    old: str,
    new: str,
    format_name: str | None,
    layers: tuple[str, ...],
    lexical: bool,
    output: Path | None,
) -> None:
    """Show what changed between two releases or files, claim by claim.

    Within a claim each qualifier is compared by itself. A and B are RDF files, project folders
    (compiled in memory), release folders, addresses of SPARQL endpoints, 'current' (the build that
    fits the files; B where none is named) or 'previous' (the release before it). After the claims
    come entities, passages with the claims to read again because their sentence changed, mappings,
    terms and stored queries.

    What rules derive and what describes the release is left out unless a --layer asks for it.
    Numbers compare by value. A file without named graphs is compared with all of the other side.

    Exit status 0 says that A and B say the same, 1 that they do not, 2 that one cannot be read.

    \b
    Example:
      alskg diff previous
      alskg diff als-2026.11.nq als-2026.12.nq -f md -o changes.md
      alskg diff ../my-checkout --layer page
    """
    chosen = choose_format(format_name, output, "text", "rows", terminal="text", pipe="text")
    if chosen.name not in _WRITERS:
        raise click.BadParameter(f"a difference is written as text, json or md, not {chosen.name}")
    names = [layer.removeprefix("graph:") for layer in layers]
    derived = any(difference.is_derived(name) for name in names)
    with busy(f"comparing {old} with {new}"):
        before, after = (difference.read_side(name, derived=derived) for name in (old, new))
        found = difference.compare(before, after, names)
    write_text(_WRITERS[chosen.name](found, lexical=lexical), output)
    if not found.same or (lexical and found.lexical):
        ctx.exit(_CHANGED)
