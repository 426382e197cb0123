"""`alskg link`: the mappings, whether they still hold, and which are missing."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Final

import click

from alskg import linking, resources
from alskg.cli import records
from alskg.cli.output import choose_format, is_terminal, output_option, say, table, write_text
from alskg.cli.progress import busy
from alskg.cli.source import Source, source_options
from alskg.errors import InputError, UnsupportedFormat, did_you_mean
from alskg.linking import Finding, Link, LinkReport
from alskg.naming import resolve
from alskg.ontologies import Ontology, read
from alskg.terms import compact

__all__ = ["command"]

_NO: Final = 1
_CHECK_FORMATS: Final = ("table", "tsv", "json")
_LIST_COLUMNS: Final = ("subject", "label", "match", "object", "object label", "release", "place")
_CHECK_COLUMNS: Final = ("ontology", "status", "subject", "object", "detail", "place", "reason")
_FILE: Final = click.Path(path_type=Path)


@click.group("link")
def command() -> None:
    """List the mappings, check them against an ontology, or suggest new ones.

    Nothing is fetched: ONTOLOGY is a file that you have, in OBO (.obo), OBO Graphs (.json), OWL or
    SKOS (.owl, .rdf, .ttl, .nt, .jsonld), each also packed as .gz. The mappings are always those
    of data/mappings; with --endpoint the things that they are about are those of that graph.

    \b
    Example:
      alskg link list SOD1
      alskg link check hp.obo mondo.json.gz
      alskg link suggest mondo.json.gz -o candidates.sssom.tsv
    """


@command.command("list")
@click.argument("name", metavar="[ENTITY]", required=False)
@click.option("--target", metavar="PREFIX", help="Only mappings into this, such as MONDO.")
@click.option(
    "-f",
    "--format",
    "format_name",
    metavar="FORMAT",
    help=f"{', '.join(records.FORMATS)}. [default: table on a terminal, tsv in a pipe]",
)
@source_options(ontologies=False)
@output_option()
@click.pass_context
def list_(  # noqa: PLR0913, PLR0917  (one parameter an option)
    ctx: click.Context,
    name: str | None,
    target: str | None,
    format_name: str | None,
    source: Source,
    output: Path | None,
) -> None:
    """List the mappings, all or those of one thing, with the place of each.

    A mapping that was looked at and turned down is listed with 'not' before its kind. Exit status
    1 says that there is none.

    \b
    Example:
      alskg link list
      alskg link list SOD1
      alskg link list --target MONDO -f csv
    """
    chosen = choose_format(format_name, output, "rows", terminal="table", pipe="tsv")
    found = _links()
    if target is not None:
        known = {link.prefix for link in found}
        wanted = next((one for one in known if one.casefold() == target.casefold()), None)
        if wanted is None:
            raise InputError(f"No mapping leads to '{target}'.{did_you_mean(target, known)}")
        found = tuple(link for link in found if link.prefix == wanted)
    if name is not None:
        subject = compact(resolve(source.engine(), name))
        found = tuple(link for link in found if link.mapping.subject_id == subject)
    write_text(records.written(_LIST_COLUMNS, [_row(link) for link in found], chosen.name), output)
    if not found:
        say("There is no such mapping.")
        ctx.exit(_NO)


def _links() -> tuple[Link, ...]:
    """Return the mappings of the project."""
    return linking.links(resources.data_dir() / "mappings")


def _row(link: Link) -> tuple[str, ...]:
    """Return a mapping as a row."""
    mapping = link.mapping
    return (
        mapping.subject_id,
        mapping.subject_label,
        f"not {mapping.word}" if mapping.negative else mapping.word,
        mapping.object_id,
        mapping.object_label,
        mapping.object_source_version,
        link.place,
    )


@command.command("check")
@click.argument("files", metavar="ONTOLOGY...", nargs=-1, required=True, type=_FILE)
@click.option(
    "-f",
    "--format",
    "format_name",
    metavar="FORMAT",
    help=f"{', '.join(_CHECK_FORMATS)}. [default: table on a terminal, tsv in a pipe]",
)
@source_options(ontologies=False)
@output_option()
@click.pass_context
def check(
    ctx: click.Context,
    files: tuple[Path, ...],
    format_name: str | None,
    source: Source,
    output: Path | None,
) -> None:
    """Check the mappings into an ontology, and our hierarchy, against its file.

    For every mapping into the ontology: is the term there, has it the label that the mapping
    pins, or is it obsolete, and what replaces it? And for every two conditions of ours that are
    exactly terms of it: is the narrower one below the other there as well, such as each type of
    ALS below ALS? The table shows trouble and what data/linking/exceptions.tsv explains; tsv and
    json list everything.

    Exit status 1 says that there is trouble which nothing explains, or an exception which nothing
    needs.

    \b
    Example:
      alskg link check hp.obo
      alskg link check hp.obo mondo.json.gz -f json
    """
    chosen = choose_format(format_name, output, "rows", "report", terminal="table", pipe="tsv")
    if chosen.name not in _CHECK_FORMATS:
        raise UnsupportedFormat(
            f"A check is not written as {chosen.name}. Choose one of {', '.join(_CHECK_FORMATS)}."
        )
    report = linking.check(
        [_read(path) for path in files],
        _links(),
        linking.narrower(source.engine()),
        linking.read_acceptances(resources.data_dir() / "linking" / "exceptions.tsv"),
    )
    write_text(_written(report, chosen.name), output)
    for one in report.stale:
        say(
            f"The exception '{one.status} {one.subject} {one.object}' for {one.ontology} in "
            f"data/linking/exceptions.tsv is not needed any more: take it out."
        )
    say(_summary(report))
    if not report.fine:
        ctx.exit(_NO)


def _read(path: Path) -> Ontology:
    """Read an ontology; say what it imports, for nobody fetches that."""
    with busy(f"reading {path.name}"):
        ontology = read(path)
    for iri in ontology.imports:
        say(f"{path.name} imports {iri}, which was not read.")
    if not ontology.prefix:
        raise InputError(f"{path} has no terms with a known prefix, so no mapping leads to it.")
    return ontology


def _written(report: LinkReport, format_name: str) -> str:
    """Return the report as text."""
    if format_name == "json":
        document = {
            "fine": report.fine,
            "counts": dict(sorted(report.counts.items())),
            "findings": [asdict(one) | {"trouble": one.is_trouble} for one in report.findings],
            "stale exceptions": [asdict(one) for one in report.stale],
        }
        return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    if format_name == "tsv":
        return records.written(_CHECK_COLUMNS, [_cells(one) for one in report.findings], "tsv")
    shown = [_cells(one) for one in (*report.troubles, *report.explained)]
    return table(_CHECK_COLUMNS, shown) if shown else ""


def _cells(finding: Finding) -> tuple[str, ...]:
    """Return a finding as a row."""
    return (
        finding.ontology,
        f"{finding.status} (denied)" if finding.denied else finding.status,
        finding.subject,
        finding.object,
        finding.detail,
        finding.place,
        finding.reason,
    )


def _summary(report: LinkReport) -> str:
    """Return the counts in a sentence."""
    counts = ", ".join(f"{number} {status}" for status, number in sorted(report.counts.items()))
    return (
        f"{len(report.findings)} checked: {counts or 'no mapping leads there'}. "
        f"{len(report.troubles)} in trouble, {len(report.explained)} explained."
    )


@command.command("suggest")
@click.argument("file", metavar="ONTOLOGY", type=_FILE)
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    help="At most so many candidates, the best ones.",
)
@source_options(ontologies=False)
@output_option()
@click.pass_context
def suggest(
    ctx: click.Context, file: Path, limit: int | None, source: Source, output: Path | None
) -> None:
    """Suggest mappings into an ontology for what has none, as SSSOM to be reviewed.

    Labels and synonyms are compared, ours with those of the ontology. What a mapping denies
    already is not suggested again. Nothing is written into data/: take over by hand what is right.
    Exit status 1 says that there is no candidate; no file is written then.

    \b
    Example:
      alskg link suggest mondo.json.gz
      alskg link suggest hp.obo --limit 20 -o candidates.sssom.tsv
    """
    if output is not None and str(output) != "-":
        data = resources.data_dir().resolve()
        if output.resolve().is_relative_to(data):
            raise InputError(
                f"{output} is in {data}, which only reviewed mappings belong in. "
                f"Name a file somewhere else."
            )
    ontology = _read(file)
    links = _links()
    engine = source.engine()
    things = linking.unlinked(engine, links, ontology.prefix)
    with busy("comparing names"):
        found = linking.suggestions(ontology, things, links)[:limit]
    counts = f"{len(found)} candidates for {len(things)} things without a mapping."
    if not found:
        to_file = output is not None and str(output) != "-"
        if not to_file:
            write_text(linking.to_sssom(ontology, found), output)
        say(f"{counts} {output} was not written." if to_file else counts)
        ctx.exit(_NO)
    write_text(linking.to_sssom(ontology, found), output)
    if is_terminal():
        say(counts)
