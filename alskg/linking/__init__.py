"""Our mappings held against the ontologies that they point into, and new ones suggested."""

from alskg.linking.check import check
from alskg.linking.exceptions import Acceptance, read_acceptances
from alskg.linking.hierarchy import Narrower, narrower
from alskg.linking.links import Link, links
from alskg.linking.report import Finding, LinkReport, Status
from alskg.linking.suggest import Suggestion, Unlinked, suggestions, to_sssom, unlinked

__all__ = [
    "Acceptance",
    "Finding",
    "Link",
    "LinkReport",
    "Narrower",
    "Status",
    "Suggestion",
    "Unlinked",
    "check",
    "links",
    "narrower",
    "read_acceptances",
    "suggestions",
    "to_sssom",
    "unlinked",
]
