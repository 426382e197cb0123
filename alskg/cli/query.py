"""`alskg query`: answer a stored query, a query file or a SPARQL text, or all questions."""

import itertools
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import ClassVar, Final, NoReturn

import click

from alskg.cli import suggesting
from alskg.cli.answer import tell, written
from alskg.cli.asked import asked, given
from alskg.cli.asking import Asking, Wishes, check_needed, opened, wishes_options
from alskg.cli.data import data_options
from alskg.cli.output import output_option, say, write_blocks, write_bytes, write_text
from alskg.cli.sections import Sections
from alskg.cli.source import Source, source_options
from alskg.engine import Engine
from alskg.engine.mentions import is_empty, unknown
from alskg.errors import AlskgError

__all__ = ["command"]

_NO: Final = 1
_LARGE: Final = 1 << 19  # bytes of a first block behind which more may come


class _Query(Sections):
    """The command with its options in groups."""

    sections: ClassVar[Mapping[str, Sequence[str]]] = {
        "Question": ("sparql", "values", "show"),
        "Answer": ("format_name", "names", "output", "limit", "timeout"),
        "Every stored question": ("everything", "tag", "output_dir"),
        "What is asked": (
            "engine_name",
            "with_files",
            "endpoint",
            "data_files",
            "only_files",
            "store",
            "union",
            "endpoints",
        ),
    }


@click.command("query", cls=_Query)
@click.argument(
    "name",
    metavar="[NAME|FILE|-]",
    required=False,
    shell_complete=suggesting.questions_and_files,
)
@click.option("-q", "--sparql", metavar="TEXT", help="A SPARQL text instead of a name or a file.")
@click.option(
    "-p",
    "--param",
    "values",
    multiple=True,
    metavar="NAME=VALUE",
    help="Set a parameter: a variable of the query. May be repeated.",
    shell_complete=suggesting.parameters,
)
@output_option()
@wishes_options()
@click.option("--all", "everything", is_flag=True, help="Answer every stored question.")
@click.option(
    "-t",
    "--tag",
    metavar="TAG",
    help="With --all: only those with this tag.",
    shell_complete=suggesting.tags,
)
@click.option(
    "--output-dir",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="With --all: a file each goes here, csv unless -f says otherwise, and index.csv.",
)
@click.option(
    "--engine",
    "engine_name",
    type=click.Choice(["embedded", "reference"]),
    default="embedded",
    show_default=True,
    help="Oxigraph, or rdflib for a second opinion.",
)
@source_options()
@data_options()
@click.option("--show", is_flag=True, help="Print the text of the query and do not run it.")
@click.pass_context
def command(  # noqa: PLR0913, PLR0917  (one parameter an option)
    ctx: click.Context,
    name: str | None,
    sparql: str | None,
    values: tuple[str, ...],
    wishes: Wishes,
    output: Path | None,
    everything: bool,  # noqa: FBT001  (click passes flags so)
    tag: str | None,
    output_dir: Path | None,
    engine_name: str,
    source: Source,
    show: bool,  # noqa: FBT001  (click passes flags so)
) -> None:
    """Answer a stored query, a query file or a SPARQL text.

    A stored query goes by its name ('alskg queries' lists them), a file by its path, - is standard
    input. The prefixes of the project need no declaration. A plain query sees all layers of the
    graph; FROM and GRAPH narrow that down, as in FROM <https://w3id.org/alskg/graph/page>.
    An ontology that comes with --with has a graph of its own, named after its prefix: graph:HP.
    A graph (CONSTRUCT, DESCRIBE) is written as RDF, or as rows of subject, predicate and object.

    Exit status 1 says that the answer to an ASK query is no; 2, with --all, that some question
    was not answered, which the others do not wait for.

    \b
    Example:
      alskg query gene_case_shares
      alskg query what_is_said_of -p entity=FUS -f csv
      alskg query -q 'SELECT ?gene { ?gene a alskg:Gene }' -o genes.json
      alskg query how_common --names labels -f html -o how_common.html
      alskg query signs_by_body_system --with hp.obo
      alskg query --all --tag gene --output-dir answers -f md
    """
    if everything or tag is not None or output_dir is not None:
        alone = everything and not (name or sparql or values or output or show)
        _answer_all(ctx, tag, wishes, (engine_name, source), output_dir if alone else None)
    query = asked(ctx, name, sparql)
    if show:
        write_text(query.text if query.text.endswith("\n") else query.text + "\n", output)
        return
    asking = Asking.of(query, wishes, output)
    engine = opened(engine_name, source)
    check_needed(query, engine)
    _answer(ctx, asking, engine, given(values), output)


def _answer(
    ctx: click.Context,
    asking: Asking,
    engine: Engine,
    values: Mapping[str, str],
    output: Path | None,
) -> None:
    """Write the answer to one query: a large one in blocks, as they come from the engine."""
    blocks = asking.blocks(engine, values)
    answer = next(blocks)
    if asking.manner.format.name == asking.manner.asked_as and len(answer) >= _LARGE:
        end = [b"\n"] if asking.manner.asked_as in {"json", "xml"} else []
        write_blocks(itertools.chain([answer], blocks, end), output)
        return
    answer = b"".join([answer, *blocks])
    tell(answer, asking.manner, output)
    write_bytes(written(answer, asking.manner, asking.query, engine), output)
    _explain(answer, asking, engine)
    if asking.manner.form == "ASK" and b"false" in answer:
        ctx.exit(_NO)


def _answer_all(
    ctx: click.Context,
    tag: str | None,
    wishes: Wishes,
    asked_of: tuple[str, Source],
    folder: Path | None,
) -> NoReturn:
    """Answer all questions, and end with the exit status that says whether that was possible."""
    if folder is None:
        ctx.fail("Write --all and --output-dir DIR together, with neither a query nor -o.")
    from alskg.cli.answer_all import answer_all  # noqa: PLC0415  (one question needs no index)

    ctx.exit(answer_all(tag, wishes, opened(*asked_of), folder))


def _explain(answer: bytes, asking: Asking, engine: Engine) -> None:
    """Of an empty answer, tell which terms and graphs the query mentions that there are not."""
    if not is_empty(answer, asking.manner.asked_as):
        return
    with suppress(AlskgError):  # it is a hint: the answer stands
        for hint in unknown(asking.query.text, engine, asking.manner.timeout):
            say(f"alskg: {hint}")
