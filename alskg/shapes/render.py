"""A report as text: for a person, as JSON, and as the RDF that SHACL defines."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import groupby
from typing import Final, cast

import pyoxigraph as ox

from alskg.shapes.report import SEVERITIES, Finding, Report
from alskg.terms import compact, expand, prefixes

__all__ = ["human", "merged", "shown", "summary", "to_json", "to_turtle"]

_SHOWN_OF_EACH: Final = 5
_TYPE: Final = ox.NamedNode(expand("rdf:type"))
_FIRST, _REST, _NIL = (ox.NamedNode(expand(f"rdf:{name}")) for name in ("first", "rest", "nil"))


def summary(report: Report) -> str:
    """Return the answer in one line, with the findings counted by severity."""
    counted = [(report.count(severity), severity) for severity in SEVERITIES]
    counts = ", ".join(f"{n} {word}{'' if n == 1 else 's'}" for n, word in counted)
    return f"{'Conforms' if report.conforms else 'Does not conform'}: {counts}."


def shown(value: str) -> str:
    """Return a term that N-Triples wrote as a person wants it: a CURIE, or text in quotes."""
    if value.startswith("<"):
        return compact(value.strip("<>"))
    text, caret, datatype = value.rpartition("^^")
    short = f"{text}^^{compact(datatype.strip('<>'))}" if caret and text[-1:] == '"' else value
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in short)


def human(report: Report) -> str:
    """Return a report for a person: what to do, then the things it is about, shape by shape.

    The same mistake, found by several shapes or checks, is shown and counted once, and a few
    things of each kind are shown.
    """
    found = sorted(merged(report), key=_kind)
    parts = []
    for (rank, shapes, message), group in groupby(found, key=_kind):
        findings = [finding for finding, _ in group]
        listed = findings[:_SHOWN_OF_EACH]
        lines = [f"{SEVERITIES[rank]}: {message}"]
        lines += [line for one in listed for line in _lines(one)]
        if len(listed) < len(findings):
            lines.append(f"  … and {len(findings) - len(listed)} more; -f table shows them all")
        parts.append("\n".join([*lines, f"  ({'; also '.join(filter(None, shapes))})"]) + "\n")
    counted = summary(Report.of(finding for finding, _ in found))
    return "\n".join([*parts, counted + "\n"])


def merged(report: Report) -> Iterator[tuple[Finding, str]]:
    """Yield one finding for each thing, path and value, with the names of the other shapes.

    It is the gravest; of those one of a shape, which knows more than a check; then the longest.
    """
    alike: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in report.findings:
        alike.setdefault((finding.focus, finding.path, finding.value), []).append(finding)
    for findings in alike.values():
        best = min(findings, key=_rank)
        others = {one.shape for one in findings} - {best.shape}
        yield best, ", ".join(sorted(others))


def _rank(finding: Finding) -> tuple[int, bool, int]:
    """Return what makes the lowest finding the most helpful one."""
    is_check = finding.shape.startswith("query:")
    return SEVERITIES.index(finding.severity), is_check, -len(finding.message)


def _kind(found: tuple[Finding, str]) -> tuple[int, tuple[str, str], str]:
    """Return what findings with one heading have in common; the gravest sort first."""
    finding, others = found
    return SEVERITIES.index(finding.severity), (finding.shape, others), finding.message


def _lines(finding: Finding) -> Iterator[str]:
    """Yield the lines about one thing: its name, where it stands, and what is wrong in it."""
    name = compact(finding.focus)
    label = shown(finding.focus_label)
    yield f"  {label} ({name})" if label else f"  {name}"
    if finding.place:
        yield f"    at {finding.place}"
    value = "" if finding.value.strip("<>") == finding.focus else finding.value
    about = [shown(part) for part in (finding.path, value) if part]
    if about:
        yield f"    {' = '.join(about)}"


def to_json(report: Report) -> str:
    """Return a report as JSON, with full IRIs and every finding."""
    body = {
        "conforms": report.conforms,
        "counts": {severity: report.count(severity) for severity in SEVERITIES},
        "findings": [asdict(finding) for finding in report.findings],
    }
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


def to_turtle(report: Report) -> str:
    """Return a report as SHACL defines it (section 3.6): `sh:conforms` says that nothing was found.

    A check query is named as its results' `sh:sourceShape`.
    """
    triples = list(_report_triples(report))
    written = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=_used(triples))
    return (written or b"").decode()


def _used(triples: Iterable[ox.Triple]) -> dict[str, str]:
    """Return those prefixes of the table that the triples need."""
    iris = {term.value for triple in triples for term in triple if isinstance(term, ox.NamedNode)}
    return {
        prefix: namespace
        for prefix, namespace in prefixes().items()
        if any(iri.startswith(namespace) for iri in iris)
    }


def _report_triples(report: Report) -> Iterator[ox.Triple]:
    """Yield the triples of a validation report."""
    node = ox.BlankNode("report")
    yield ox.Triple(node, _TYPE, _sh("ValidationReport"))
    conforms = ox.Literal(str(not report.findings).lower(), datatype=_xsd("boolean"))
    yield ox.Triple(node, _sh("conforms"), conforms)
    results = [ox.BlankNode(f"result{number}") for number in range(len(report.findings))]
    for result in results:
        yield ox.Triple(node, _sh("result"), result)
    for result, finding in zip(results, report.findings, strict=True):
        yield from _result_triples(result, finding)


def _result_triples(result: ox.BlankNode, finding: Finding) -> Iterator[ox.Triple]:
    """Yield the triples of one result."""
    yield ox.Triple(result, _TYPE, _sh("ValidationResult"))
    yield ox.Triple(result, _sh("focusNode"), _term(finding.focus))
    yield ox.Triple(result, _sh("resultSeverity"), _sh(finding.severity.capitalize()))
    yield ox.Triple(result, _sh("resultMessage"), ox.Literal(finding.message, language="en"))
    yield ox.Triple(result, _sh("sourceShape"), ox.NamedNode(expand(finding.shape)))
    component = "SPARQLConstraintComponent" if finding.shape.startswith("query:") else ""
    yield ox.Triple(result, _sh("sourceConstraintComponent"), _sh(component or finding.component))
    if finding.value:
        yield ox.Triple(result, _sh("value"), _term(finding.value))
    if finding.path:
        path: list[ox.Triple] = []
        yield ox.Triple(result, _sh("resultPath"), _path(finding.path, path))
        yield from path


def _path(path: str, triples: list[ox.Triple]) -> ox.NamedNode | ox.BlankNode:
    """Return the node of a property path, and add the triples that make it up.

    The shapes have three kinds of path: a property, its inverse, and a choice of properties.
    """
    node = ox.BlankNode()
    if path.startswith("^"):
        triples.append(ox.Triple(node, _sh("inversePath"), _iri(path[1:])))
        return node
    if "|" not in path:
        return _iri(path)
    rest: ox.NamedNode | ox.BlankNode = _NIL
    for member in reversed(path.split("|")):
        item = ox.BlankNode()
        triples += [ox.Triple(item, _FIRST, _iri(member)), ox.Triple(item, _REST, rest)]
        rest = item
    triples.append(ox.Triple(node, _sh("alternativePath"), rest))
    return node


def _iri(name: str) -> ox.NamedNode:
    """Return the node of a CURIE, or of an IRI with or without angle brackets."""
    return ox.NamedNode(expand(name.strip("<>")))


def _term(text: str) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """Return the term that N-Triples, or a bare IRI, stands for."""
    if not text.startswith(('"', "<", "_:")):
        return ox.NamedNode(text)
    line = f"_:subject <urn:x-property> {text} ."
    (quad,) = ox.parse(line.encode(), format=ox.RdfFormat.N_TRIPLES)
    return cast("ox.NamedNode | ox.BlankNode | ox.Literal", quad.object)


def _sh(name: str) -> ox.NamedNode:
    """Return a term of SHACL."""
    return ox.NamedNode(expand(f"sh:{name}"))


def _xsd(name: str) -> ox.NamedNode:
    """Return a datatype of XML Schema."""
    return ox.NamedNode(expand(f"xsd:{name}"))
