"""Hold the mappings into an ontology against a file of it."""

from collections.abc import Sequence
from dataclasses import replace

from alskg.linking.exceptions import Acceptance
from alskg.linking.hierarchy import Narrower, compared
from alskg.linking.links import Link
from alskg.linking.report import Finding, LinkReport, Status
from alskg.ontologies import Ontology, Term
from alskg.terms import compact

__all__ = ["check"]


def check(
    ontologies: Sequence[Ontology],
    links: Sequence[Link],
    ours: Narrower,
    acceptances: Sequence[Acceptance] = (),
) -> LinkReport:
    """Return what each ontology says to the mappings into it, and to our hierarchy.

    A mapping is one into an ontology where its target has the ontology's prefix. An exception for
    an ontology that is checked, in its version or in every one, is stale where nothing needs it.
    """
    findings: list[Finding] = []
    stale: list[Acceptance] = []
    for ontology in ontologies:
        into = [link for link in links if link.prefix == ontology.prefix]
        found = [_finding(ontology, link) for link in into]
        found += compared(ontology, into, ours)
        known = {
            (one.status, one.subject, one.object): one
            for one in acceptances
            if one.ontology == ontology.prefix and one.version in {"", ontology.version}
        }
        used = {_key(one) for one in found}
        stale += [one for key, one in known.items() if key not in used]
        findings += [
            replace(one, reason=known[_key(one)].reason) if _key(one) in known else one
            for one in found
        ]
    return LinkReport(tuple(findings), tuple(dict.fromkeys(stale)))


def _key(finding: Finding) -> tuple[str, str, str]:
    """Return what an exception names a finding by."""
    return finding.status, finding.subject, finding.object


def _finding(ontology: Ontology, link: Link) -> Finding:
    """Return what an ontology says to one mapping."""
    status, detail = _state(ontology, ontology.by_iri.get(link.target), link.mapping.object_label)
    mapping = link.mapping
    return Finding(
        ontology.prefix,
        status,
        mapping.subject_id,
        mapping.object_id,
        detail,
        link.place,
        denied=mapping.negative,
    )


def _state(ontology: Ontology, term: Term | None, pinned: str) -> tuple[Status, str]:
    """Return the status of a target, and what there is to say about it."""
    if term is None:
        return "not found", f"pinned as '{pinned}'" if pinned else ""
    if term.deprecated:
        into = [_shown(ontology, iri) for iri in term.replaced_by]
        return "obsolete", f"replaced by {', '.join(into)}" if into else "without a replacement"
    if not pinned:
        return "found", term.label
    if term.label != pinned:
        return "label changed", f"pinned as '{pinned}', now '{term.label}'"
    return "as pinned", term.label


def _shown(ontology: Ontology, iri: str) -> str:
    """Return a term by CURIE and label."""
    term = ontology.by_iri.get(iri)
    return f"{compact(iri)} ({term.label})" if term and term.label else compact(iri)
