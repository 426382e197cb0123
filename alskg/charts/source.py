"""The line below a chart that says where its figures come from."""

from typing import Final

from alskg.ledger import Answering, answers

__all__ = ["source_line"]

_SOURCES: Final = """\
SELECT DISTINCT ?title ?modified ?version WHERE {
  ?page a alskg:Page ; dcterms:title ?title ; dcterms:modified ?modified .
  OPTIONAL { ?dataset dcat:version ?version }
} ORDER BY ?title ?version LIMIT 1"""


def source_line(engine: Answering) -> str:
    """Return page, date and release of the graph that an engine reads, as far as it says so."""
    found = answers(engine, _SOURCES)
    parts = []
    if found:
        title, modified, version = found[0]
        parts = [
            f"{title}, page last updated {modified}",
            f"alskg release {version}" * bool(version),
        ]
    return "Source: " + "; ".join(filter(None, [*parts, "not medical advice"])) + "."
