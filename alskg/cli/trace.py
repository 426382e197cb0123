"""`alskg trace`: show which sentences of the page support a claim or a thing."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Final

import click

from alskg.cli import suggesting
from alskg.cli.output import choose_format, output_option, say, write_text
from alskg.cli.source import Source, source_options
from alskg.ledger import read_ledger
from alskg.naming import resolve
from alskg.page.read import read_page
from alskg.page.record import known_items
from alskg.terms import compact
from alskg.tracing import Support, TracedClaim, is_vocabulary, said, trace, with_text

__all__ = ["command"]

_NO: Final = 1


@click.command("trace")
@click.argument("name", metavar="CLAIM|ENTITY", shell_complete=suggesting.things)
@click.option(
    "--page",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="A copy of the page: shows each sentence, once its digest is proved.",
)
@click.option("-f", "--format", "format_name", metavar="FORMAT", help="text, json or markdown.")
@source_options(ontologies=False)
@output_option()
@click.pass_context
def command(  # noqa: PLR0913, PLR0917  (one parameter an option)
    ctx: click.Context,
    name: str,
    page: Path | None,
    format_name: str | None,
    source: Source,
    output: Path | None,
) -> None:
    """Show which sentences of the page support a claim or a thing.

    The argument is a slug, a CURIE, an IRI or a label. A thing gives all claims that it is in, a
    passage those that it supports. The graph holds no sentence of the page: with a copy of it
    (text, HTML or JSON) the sentences are shown, each after its digest is proved.

    Exit status 1 says that no claim is about the thing, or that the copy is not as recorded.

    \b
    Example:
      alskg trace SOD1
      alskg trace claim:c9orf72-share-of-familial-als --page page.html
    """
    chosen = choose_format(format_name, output, "text", "rows", terminal="text", pipe="text")
    if chosen.name not in _WRITERS:
        raise click.BadParameter(f"a trace is written as text, json or markdown, not {chosen.name}")
    engine = source.graph().engine
    iri = resolve(engine, name)
    claims = trace(engine, iri)
    lacking: tuple[str, ...] = ()
    if page is not None:
        anchors = [entry.anchor for entry in read_ledger(engine).entries]
        claims, lacking = with_text(claims, read_page(page, known_items(anchors)))
    write_text(_WRITERS[chosen.name](claims), output)
    for passage in lacking:
        say(f"{passage} is not in {page} as recorded: no text there has its digest.")
    if not claims:
        why = " A term of the vocabulary has no sentences." if is_vocabulary(iri) else ""
        say(f"No claim is about {compact(iri)}.{why}")
    if lacking or not claims:
        ctx.exit(_NO)


def _text(claims: tuple[TracedClaim, ...]) -> str:
    return "\n".join("\n".join(_claim_lines(claim)) + "\n" for claim in claims)


def _claim_lines(claim: TracedClaim) -> list[str]:
    """Write a claim for a terminal."""
    lines = [
        f"{claim.label}  ({compact(claim.iri)})",
        f"  {claim.subject} | {claim.predicate} | {claim.object}",
        f"  {said(claim)}",
    ]
    for support in claim.supports:
        lines.append(f"  {support.place}" + (f"  {support.link}" if support.link else ""))
        lines += [f"    {support.text}"] if support.text else []
    return lines + [f"  according to {source}" for source in claim.sources]


def _markdown(claims: tuple[TracedClaim, ...]) -> str:
    return "\n".join("\n".join(_markdown_lines(claim)) + "\n" for claim in claims)


def _markdown_lines(claim: TracedClaim) -> list[str]:
    """Write a claim as a section of Markdown."""
    triple = f"{claim.subject}, *{claim.predicate}*, {claim.object}"
    line = f"`{compact(claim.iri)}`: {triple} ({said(claim)})"
    lines = [f"## {claim.label}", "", line, ""]
    for support in claim.supports:
        place = f"[{support.place}]({support.link})" if support.link else support.place
        lines.append(f"- {place}")
        lines += ["", f"  > {support.text}"] if support.text else []
    return lines + [f"- according to {source}" for source in claim.sources]


def _json(claims: tuple[TracedClaim, ...]) -> str:
    return json.dumps([_record(one) for one in claims], ensure_ascii=False, indent=2) + "\n"


def _record(claim: TracedClaim) -> dict[str, object]:
    """Return a claim as plain values."""
    plain = asdict(claim)
    plain["qualifiers"] = [{"name": name, "value": value} for name, value in claim.qualifiers]
    plain["supports"] = [_support(one) for one in claim.supports]
    return plain


def _support(support: Support) -> dict[str, object]:
    return asdict(support) | {"place": support.place, "text": support.text or None}


_WRITERS: Final = {"text": _text, "table": _text, "json": _json, "md": _markdown}
