"""A report as a page shows it: what to do, and below it the things that it is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from alskg.shapes.render import merged, shown, summary
from alskg.shapes.report import SEVERITIES, Finding, Report
from alskg.terms import BASE, compact, expand
from alskg.web.model.constraints import shapes
from alskg.web.site import Site

__all__ = ["Case", "Matter", "matters", "verdict"]

_MOST: Final = 100
_CHECK: Final = "query:"


@dataclass(frozen=True, slots=True)
class Case:
    """One thing with what is wrong in it; `href` is its page, if it has one."""

    name: str
    href: str
    curie: str
    path: str
    value: str
    line: int


@dataclass(frozen=True, slots=True)
class Matter:
    """What is to be done, by which rule, and the cases of it; `more` are not listed."""

    severity: str
    message: str
    rule: str
    href: str
    cases: tuple[Case, ...]
    more: int


def verdict(report: Report) -> str:
    """Return the answer in one line; alike findings count once."""
    return summary(Report.of(finding for finding, _ in merged(report)))


def matters(site: Site, report: Report) -> list[Matter]:
    """Return the findings by what is to be done, the gravest first; alike ones are one."""
    ordered = sorted((finding for finding, _ in merged(report)), key=_kind)
    return [_matter(site, tuple(group)) for _, group in groupby(ordered, key=_kind)]


def _kind(finding: Finding) -> tuple[int, str, str]:
    return SEVERITIES.index(finding.severity), finding.shape, finding.message


def _matter(site: Site, findings: tuple[Finding, ...]) -> Matter:
    """Return findings of one kind."""
    first = findings[0]
    cases = tuple(_case(site, one) for one in findings[:_MOST])
    more = len(findings) - len(cases)
    return Matter(first.severity, first.message, first.shape, _rule(site, first.shape), cases, more)


def _rule(site: Site, shape: str) -> str:
    """Return where a shape or a check query is shown; nothing for one without a name."""
    if shape.startswith(_CHECK):
        iri = expand(shape)
        return site.path(iri) if iri in site.labels else ""
    name = shape.rpartition(":")[2].partition("-")[0]
    return f"/model#{name}" if name in _names(shapes()) else ""


def _names(all_shapes: Iterable[object]) -> set[str]:
    return {str(getattr(shape, "name", "")) for shape in all_shapes}


def _case(site: Site, finding: Finding) -> Case:
    """Return one finding."""
    is_ours = finding.focus.startswith(BASE) and finding.focus in site.labels
    same = finding.value.strip("<>") == finding.focus
    return Case(
        name=finding.focus_label or (site.label(finding.focus) if is_ours else ""),
        href=site.path(finding.focus) if is_ours else "",
        curie=compact(finding.focus),
        path=finding.path,
        value="" if same else shown(finding.value),
        line=finding.line,
    )
