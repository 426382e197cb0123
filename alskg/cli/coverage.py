"""`alskg coverage`: prove that every passage of the page has its claims, or its reason."""

import json
from pathlib import Path
from typing import Final

import click

from alskg import resources
from alskg.cli.output import choose_format, format_option, output_option, say, table, write_text
from alskg.cli.source import Source, source_options
from alskg.ledger import Ledger, read_ledger
from alskg.page.coverage import Finding, check_copy, check_ledger
from alskg.page.exceptions import read_exemptions
from alskg.page.passage import Page
from alskg.page.read import read_page
from alskg.page.record import known_items
from alskg.terms import compact

__all__ = ["command"]

_INCOMPLETE: Final = 1
_COLUMNS: Final = ("passage", "claims", "reason", "missing")


@click.command("coverage")
@click.option(
    "--page",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="A copy of the page (text, HTML or JSON) to hold against the record.",
)
@format_option("rows", default="table on a terminal, else tsv")
@source_options(ontologies=False)
@output_option()
@click.pass_context
def command(
    ctx: click.Context,
    page: Path | None,
    format_name: str | None,
    source: Source,
    output: Path | None,
) -> None:
    """Prove that every passage of the page has its claims or a reason.

    With a copy of the page it proves as well that each passage of the copy is as recorded, and
    that each number, age, gene, place and word of doubt, negation or ignorance in a sentence is
    met by a value, entity, modality or quantifier of the claims stated there. Exceptions stand in
    data/coverage/exceptions.tsv.

    Exit status 1 says that something is missing; it is named.

    \b
    Example:
      alskg coverage
      alskg coverage --page page.html
    """
    chosen = choose_format(format_name, output, "rows", terminal="table", pipe="tsv")
    if chosen.name not in {"table", "tsv", "json"}:
        raise click.BadParameter(f"coverage is written as table, tsv or json, not {chosen.name}.")
    ledger = read_ledger(source.graph().engine)
    findings = list(check_ledger(ledger.entries))
    copy = None
    if page is not None:
        anchors = [entry.anchor for entry in ledger.entries]
        copy = read_page(page, known_items(anchors))
        exemptions = read_exemptions(resources.data_dir() / "coverage" / "exceptions.tsv")
        findings += check_copy(copy, ledger.entries, ledger.genes, ledger.places, exemptions)
    write_text(_render(ledger, findings, chosen.name), output)
    _conclude(ledger, findings, copy)
    if findings:
        ctx.exit(_INCOMPLETE)


def _render(ledger: Ledger, findings: list[Finding], format_name: str) -> str:
    """Write the ledger, a row for each passage, and for each that only the copy has."""
    missing: dict[str, list[str]] = {}
    for finding in findings:
        missing.setdefault(finding.passage, []).append(finding.message)
    rows = [
        (entry.anchor.slug, [compact(one.iri) for one in entry.claims], entry.reason)
        for entry in ledger.entries
    ]
    recorded = {slug for slug, _, _ in rows}
    rows += [(slug, [], "") for slug in missing if slug not in recorded]
    if format_name == "json":
        records = [
            dict(zip(_COLUMNS, (*row, missing.get(row[0], [])), strict=True)) for row in rows
        ]
        return json.dumps(records, ensure_ascii=False, indent=2) + "\n"
    brief = format_name == "table"
    cells = [
        (slug, str(len(claims) or "") if brief else " ".join(claims), reason, "; ".join(why))
        for slug, claims, reason in rows
        for why in [missing.get(slug, [])]
    ]
    if brief:
        return table(_COLUMNS, cells)
    return "".join("\t".join(row) + "\n" for row in (_COLUMNS, *cells))


def _conclude(ledger: Ledger, findings: list[Finding], copy: Page | None) -> None:
    """Name what is missing, then sum up."""
    for finding in findings:
        say(str(finding))
    total = len(ledger.entries)
    claims = {claim.iri for entry in ledger.entries for claim in entry.claims}
    stated = sum(bool(entry.claims) for entry in ledger.entries)
    reasons = sum(bool(entry.reason) for entry in ledger.entries)
    covered = total - len({finding.passage for finding in check_ledger(ledger.entries)})
    say(
        f"{covered} of {total} passages covered ({_percent(covered, total)} %): {len(claims)} "
        f"claims stand for {stated}, {reasons} have a reason for having none."
    )
    if changed := list(dict.fromkeys(one.passage for one in findings if one.is_change)):
        verb = "is" if len(changed) == 1 else "are"
        say(f"{len(changed)} of {total} {verb} not as recorded: {', '.join(changed)}.")
    if copy is not None and not findings:
        held = "the sections that the copy holds" if copy.partial else "the whole page"
        say(f"The copy is as recorded, and every cue of {held} is met.")


def _percent(covered: int, total: int) -> str:
    """Return the share, rounded down, so that 100 means all."""
    return str(1000 * covered // total / 10).removesuffix(".0") if total else "0"
