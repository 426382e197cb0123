"""`alskg reason`: prove that the ontology holds together with the graph."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import click
import pyoxigraph as ox

from alskg import reasoning, resources, terms
from alskg.cli.output import choose_format, output_option, say, table, write_text
from alskg.cli.progress import busy
from alskg.cli.source import Source, source_options
from alskg.errors import InputError, UnsupportedFormat
from alskg.reasoning import Clash, Reason, ReasoningReport

__all__ = ["command"]

_RDF_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_SUBCLASS: Final = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
_RDFS_LABEL: Final = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
_NOT_KNOWLEDGE: Final = {
    ox.NamedNode(f"{terms.BASE}graph/{name}") for name in ("dataset", "queries")
}
_FORMATS: Final = ("table", "tsv", "json")
_COLUMNS: Final = ("finding", "subject", "predicate", "object", "reads", "claims")
_SEPARATORS: Final = dict.fromkeys(map(ord, "\t\n\r"), " ")

_Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@click.command(short_help="Prove with a reasoner that ontology and graph are consistent.")
@click.option(
    "-f",
    "--format",
    "format_name",
    metavar="FORMAT",
    help=f"{', '.join(_FORMATS)}. [default: table on a terminal, tsv in a pipe]",
)
@output_option()
@click.option(
    "--data",
    type=click.Path(path_type=Path, allow_dash=True),
    multiple=True,
    metavar="FILE",
    help="Turtle with more types and plain edges to reason over; - is standard input. Repeatable.",
)
@source_options(ontologies=False)
@click.pass_context
def command(
    ctx: click.Context,
    format_name: str | None,
    output: Path | None,
    data: tuple[Path, ...],
    source: Source,
) -> None:
    """Prove with a reasoner that ontology and graph are consistent.

    HermiT is given the ontology and the graph's types and plain edges. The exit status is 1 where
    they contradict each other or a class can have no member; the facts to blame are shown with
    the claims that state them. A table counts what follows and was not there, tsv lists it;
    types that follow from a declared class alone stand in json only. Java is needed.

    \b
    Example:
      alskg reason
      echo 'condition:als alskg:causes gene:SOD1 .' | alskg reason --data -
    """
    chosen = choose_format(format_name, output, "rows", terminal="table", pipe="tsv").name
    if chosen not in _FORMATS:
        message = f"There is no format '{chosen}' for this. Choose one of {', '.join(_FORMATS)}."
        raise UnsupportedFormat(message)
    added = [triple for path in data for triple in _read(path)]
    graph = [*_compiled(source.project()), *added]
    with busy("reasoning"):
        report = reasoning.check(graph, (resources.ontology_dir() / "alskg.ttl").read_bytes())
    wording = _Wording(graph)
    if chosen != "json":
        new = _not_trivial(report.inferred, graph)
        if trivial := len(report.inferred) - len(new):
            say(f"{trivial} types follow from a declared class alone; -f json lists them.")
        report = replace(report, inferred=new)
    if chosen == "tsv":
        say(_verdict(report, wording))
        write_text(_tsv(report, wording), output)
    else:
        write_text((_json if chosen == "json" else _page)(report, wording), output)
    ctx.exit(0 if report.holds else 1)


def _not_trivial(inferred: tuple[ox.Triple, ...], graph: list[ox.Triple]) -> tuple[ox.Triple, ...]:
    """Return what follows, without types that stand above a declared one by rdfs:subClassOf."""
    above: dict[object, set[object]] = {}
    declared: dict[object, set[object]] = {}
    for triple in graph:
        if triple.predicate.value == _SUBCLASS:
            above.setdefault(triple.subject, set()).add(triple.object)
        elif triple.predicate.value == _RDF_TYPE:
            declared.setdefault(triple.subject, set()).add(triple.object)
    for types in declared.values():
        waiting = list(types)
        while waiting:
            wider = above.get(waiting.pop(), set()) - types
            types.update(wider)
            waiting += wider
    return tuple(
        one
        for one in inferred
        if one.predicate.value != _RDF_TYPE or one.object not in declared.get(one.subject, ())
    )


def _compiled(path: Path) -> Iterator[ox.Triple]:
    """Yield the triples of the compiled dataset, without what it says of itself and its queries."""
    for quad in ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS):
        if quad.graph_name not in _NOT_KNOWLEDGE:
            yield quad.triple


def _read(path: Path) -> list[ox.Triple]:
    """Return the triples of a user's Turtle, in which the project's prefixes need no declaration.

    Raises InputError, with the line, where the file cannot be read or is no Turtle.
    """
    name = "standard input" if str(path) == "-" else str(path)
    try:
        with click.open_file(str(path), encoding="utf-8") as stream:
            text = stream.read()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        message = f"{name} cannot be read: {reason}."
        raise InputError(message) from error
    header = terms.prefix_header(text)
    try:
        return [quad.triple for quad in ox.parse(header + text, format=ox.RdfFormat.TURTLE)]
    except SyntaxError as error:
        line = (error.lineno or 1) - header.count("\n")
        message = f"{name}, line {line}: this is not Turtle: {error.msg}."
        raise InputError(message) from error


class _Wording:
    """The words for the things of a graph: their English labels, else their CURIEs."""

    def __init__(self, graph: list[ox.Triple]) -> None:
        self._labels = {
            triple.subject: triple.object.value
            for triple in graph
            if triple.predicate == _RDFS_LABEL and isinstance(triple.object, ox.Literal)
        }

    def term(self, term: _Term) -> str:
        """Return what a person calls a thing; a value stands in quotation marks."""
        if isinstance(term, ox.NamedNode):
            return self._labels.get(term) or terms.compact(term.value)
        return f'"{term.value}"' if isinstance(term, ox.Literal) else str(term)

    def name(self, iri: str) -> str:
        """Return what a person calls a class, a property or a datatype."""
        return self.term(ox.NamedNode(iri))

    def fact(self, fact: ox.Triple) -> str:
        """Return a type or an edge as a sentence."""
        is_type = fact.predicate.value == _RDF_TYPE
        link = "is typed as" if is_type else self.term(fact.predicate)
        return f"{self.term(fact.subject)} {link} {self.term(fact.object)}"


def _verdict(report: ReasoningReport, wording: _Wording) -> str:
    """Return the answer in one or two sentences."""
    given = f"{report.given} types and edges"
    if report.unsatisfiable:
        empty = ", ".join(map(wording.name, report.unsatisfiable))
        return f"Not satisfiable: {empty}. Nothing can be a member of {_these(report)}."
    if report.consistent and not report.clashes:
        return f"Consistent: {given} agree with the ontology, and every class can have members."
    if not report.clashes:
        return f"Inconsistent: {given} contradict the ontology; no single fact is to blame."
    ways = "one way" if len(report.clashes) == 1 else f"{len(report.clashes)} ways"
    return f"Inconsistent: {given} contradict the ontology, in {ways}."


def _these(report: ReasoningReport) -> str:
    """Return a pronoun for the unsatisfiable classes."""
    return "it" if len(report.unsatisfiable) == 1 else "them"


def _page(report: ReasoningReport, wording: _Wording) -> str:
    """Return the report for a person: the verdict, the clashes, what follows, what was left out."""
    parts = [_verdict(report, wording) + "\n"]
    if report.clashes:
        columns = ("thing", "would be both", "and", "because of", "claims")
        parts.append(table(columns, [_clash_row(clash, wording) for clash in report.clashes]))
    if report.inferred:
        counted = Counter(_heading(triple, wording) for triple in report.inferred)
        rows = [(*heading, str(count)) for heading, count in counted.most_common()]
        parts.append(f"Inferred: {len(report.inferred)} new types and edges.\n")
        parts.append(table(("what", "term", "count"), rows))
    elif report.holds:
        parts.append("Nothing new follows.\n")
    if report.left_out:
        listed = (f"{wording.name(one.term)} ({one.count})" for one in report.left_out)
        parts.append(f"Not reasoned over: {', '.join(listed)}.\n")
    return "\n".join(parts)


def _heading(triple: ox.Triple, wording: _Wording) -> tuple[str, str]:
    """Return under which heading an inferred triple is counted."""
    if triple.predicate.value == _RDF_TYPE:
        return "type", wording.term(triple.object)
    return "edge", wording.term(triple.predicate)


def _clash_row(clash: Clash, wording: _Wording) -> tuple[str, str, str, str, str]:
    """Return a clash as a row for a person."""
    reasons = (clash.first, clash.second)
    facts = dict.fromkeys(wording.fact(reason.fact) for reason in reasons)
    claims = dict.fromkeys(claim for reason in reasons for claim in reason.claims)
    return (
        wording.term(clash.thing),
        wording.name(clash.first.term),
        wording.name(clash.second.term),
        "; ".join(facts),
        ", ".join(map(terms.compact, claims)),
    )


def _tsv(report: ReasoningReport, wording: _Wording) -> str:
    """Return each finding as a row: empty classes, the two sides of a clash, what follows."""
    rows = [_COLUMNS, *_rows(report, wording)]
    return "".join("\t".join(cell.translate(_SEPARATORS) for cell in row) + "\n" for row in rows)


def _rows(report: ReasoningReport, wording: _Wording) -> Iterator[tuple[str, ...]]:
    """Yield the findings in the columns of `_COLUMNS`."""
    for iri in report.unsatisfiable:
        yield "unsatisfiable", terms.compact(iri), "", "", wording.name(iri), ""
    for number, clash in enumerate(report.clashes, start=1):
        for reason in (clash.first, clash.second):
            reads = f"{wording.term(clash.thing)} would be: {wording.name(reason.term)}"
            claims = " ".join(map(terms.compact, reason.claims))
            yield f"clash {number}", *_curies(reason.fact), reads, claims
    for triple in report.inferred:
        yield "inferred", *_curies(triple), wording.fact(triple), ""


def _curies(triple: ox.Triple) -> tuple[str, ...]:
    """Return subject, predicate and object: CURIEs, and values as they are."""
    return tuple(
        terms.compact(term.value) if isinstance(term, ox.NamedNode) else str(term)
        for term in triple
    )


def _json(report: ReasoningReport, _wording: _Wording) -> str:
    """Return the whole report as JSON with full IRIs."""
    shown = {
        "consistent": report.consistent,
        "holds": report.holds,
        "given": report.given,
        "unsatisfiable": report.unsatisfiable,
        "clashes": [
            {
                "thing": _plain(clash.thing),
                "reasons": [_reason(clash.first), _reason(clash.second)],
            }
            for clash in report.clashes
        ],
        "inferred": [[_plain(term) for term in triple] for triple in report.inferred],
        "left_out": [
            {"kind": one.kind, "term": one.term, "count": one.count} for one in report.left_out
        ],
    }
    return json.dumps(shown, ensure_ascii=False, indent=1) + "\n"


def _reason(reason: Reason) -> Mapping[str, Any]:
    """Return a reason as JSON."""
    return {
        "term": reason.term,
        "fact": [_plain(term) for term in reason.fact],
        "claims": reason.claims,
    }


def _plain(term: _Term) -> str:
    """Return an IRI as it is and anything else as N-Triples writes it."""
    return term.value if isinstance(term, ox.NamedNode) else str(term)
